#include "base/limits.h"
#include "sitting/draft.h"

namespace wardround::sitting {

Drafted<Draft> draft_attestation(const Workspace& workspace, const study::Study& before,
                                 std::size_t assessment, assurance::Attestation attestation,
                                 const std::vector<std::string>& about) {
  const study::Assessment& one = before.assessments[assessment];
  const std::string& file = one.decisions.path;
  const assurance::Grounds now{before.catalog, one.model(), one.decisions, one.evidence, one.build};
  attestation.of = attestation.step().size() < attestation.key.size()
                       ? assurance::stand_of_thing(now, attestation.key)
                       : assurance::stand_of(now, about);
  std::string text;
  if (workspace.fs.is_file(file)) {
    auto read = workspace.fs.read(file, limits::kModelBytes);
    if (!read) return refuse(read.error().message);
    text = *std::move(read);
  }
  auto edited = assurance::with_attestation(text, attestation);
  if (!edited) return refuse(edited.error().message);
  study::OverlayFs overlay(workspace.fs);
  overlay.files[file] = *edited;
  Draft draft;
  draft.assessment = assessment;
  draft.after = workspace.evaluate(overlay, workspace.request);
  if (draft.after.diagnostics.has_errors())
    return refuse("nothing was written: the result would have mistakes", std::move(draft.after));
  draft.files.push_back({file, *std::move(edited)});
  return draft;
}

}  // namespace wardround::sitting
