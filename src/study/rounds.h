// What a study leaves in a record of a round, and the records beside its project.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assurance/chain.h"
#include "study/study.h"

namespace wardround::study {

// The folder that recorded paths are relative to: that of the project file, or of a model that
// stands alone. May be empty: the current folder.
[[nodiscard]] std::string project_folder(const Study& study);
// Where its records stand.
[[nodiscard]] std::string rounds_folder(const Study& study);

// Read only when something asks for them: `check` does not.
[[nodiscard]] assurance::Chain read_rounds(const Fs& fs, Study& study);

[[nodiscard]] assurance::RecordedFigures figures_of(const Assessment& assessment);
// A model as it stands: files, findings, questions, digests; `before` and `after` are both of now,
// and nothing is on the agenda. Fails if a file that was read is not there any more.
[[nodiscard]] Result<assurance::RecordedModel> recorded_model(const Fs& fs, const Study& study,
                                                              const Assessment& assessment);
// What every record begins with: project, catalogue, tool, parents.
[[nodiscard]] assurance::Record new_record(const Study& study, const assurance::Chain& chain,
                                           assurance::RecordKind kind, Date date, std::string tool);

// Who watches this code, as a record has it: `SYSTEM/ID`, and "." for the project as a whole.
[[nodiscard]] std::vector<std::string> watchers(const Study& study, std::string_view path);

}  // namespace wardround::study
