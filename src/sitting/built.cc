#include "sitting/built.h"

#include <algorithm>

#include "model/answer.h"

namespace wardround::sitting {

namespace {

// The statement becomes `unknown`, not what the control makes of it: the control must go on to
// answer for it, and be verified. `contradiction`: a WR0550, whose arguments are SUBJECT.FACT, what
// is stated, the control, and what the control makes of it.
bool restate(const study::Study& before, const study::Assessment& assessment,
             const diag::Diagnostic& contradiction, std::vector<diag::Edit>& edits,
             std::vector<Restated>& restated) {
  const std::string& place = contradiction.args[0];
  const std::size_t dot = place.rfind('.');
  const lang::SubjectId subject = assessment.model().find(place.substr(0, dot));
  if (!subject.valid()) return false;
  auto answer = model::answer_edits(assessment.loaded, before.catalog, before.sources, subject,
                                    place.substr(dot + 1), "unknown", std::nullopt);
  if (!answer) return false;
  add_edits(std::move(answer->edits), edits);
  restated.push_back({place, contradiction.args[1], contradiction.args[3], contradiction.args[2]});
  return true;
}

}  // namespace

void add_edits(std::vector<diag::Edit> more, std::vector<diag::Edit>& edits) {
  for (diag::Edit& edit : more) {
    const bool known = std::ranges::any_of(edits, [&](const diag::Edit& one) {
      return one.span == edit.span && one.text == edit.text;
    });
    if (!known) edits.push_back(std::move(edit));
  }
}

study::Study evaluate_built(const Workspace& workspace, const study::Request& request,
                            const study::Study& before, std::size_t assessment,
                            std::vector<diag::Edit>& edits, std::vector<Restated>& restated,
                            study::OverlayFs& overlay) {
  const auto evaluate = [&] {
    for (auto& [path, text] : study::edited_texts(before.sources, edits))
      overlay.files[path] = std::move(text);
    return workspace.evaluate(overlay, request);
  };
  study::Study after = evaluate();
  bool any = false;
  for (const diag::Diagnostic& mistake : after.diagnostics.sorted(after.sources)) {
    if (mistake.kind == diag::Kind::control_contradicts)
      any |= restate(before, before.assessments[assessment], mistake, edits, restated);
  }
  return any ? evaluate() : std::move(after);
}

}  // namespace wardround::sitting
