#include "base/limits.h"
#include "sitting/draft.h"

namespace wardround::sitting {

Drafted<Draft> draft_attestation(const Workspace& workspace, const study::Study& before,
                                 std::size_t assessment,
                                 const assurance::Attestation& attestation) {
  const std::string& file = before.assessments[assessment].decisions.path;
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
