// Where the models of a study stand in the playbook of their project. Not part of every run: what
// it reads is read only when a command asks for it.
#pragma once

#include <vector>

#include "assurance/standing.h"
#include "study/study.h"

namespace wardround::study {

struct AssuredModel {
  const Assessment* assessment = nullptr;
  assurance::Standing standing;
  std::vector<assurance::Action> actions;  // the best first
};
struct Assured {
  assurance::Playbook playbook;
  std::optional<Date> last_round;
  assurance::AskedSince asked;
  std::vector<AssuredModel> models;  // in the order of the project
};

// What the checks look at in an assessment. All of it must outlive what comes back.
[[nodiscard]] assurance::Look look_of(const Study& study, const Assessment& assessment, Date as_of,
                                      const Assured& assured);
// `wanted`: another playbook than the project's; empty: that. Reads the records of rounds, too.
// Mistakes go to the diagnostics of the study, which must outlive what comes back.
[[nodiscard]] Assured assure(const Fs& fs, std::string_view wanted, Date as_of, Study& study);

}  // namespace wardround::study
