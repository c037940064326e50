// What every rendering of an assessment shares: where to look things up, and how a fact's origin
// reads.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "study/study.h"

namespace wardround::report {

struct View {
  const diag::Sources& sources;
  const catalog::Catalog& catalog;
  const study::Assessment& assessment;
  const risk::Policy& policy;
  Date as_of;
  std::string_view version;  // of this program
  std::string_view
      argument;  // the PATH that commands need to come back here; empty for the current folder

  [[nodiscard]] const model::Model& model() const { return assessment.model(); }
  [[nodiscard]] const threats::Result& result() const { return assessment.result; }
};

[[nodiscard]] std::vector<lang::Literal> why(const View& view, const threats::Finding& finding);
[[nodiscard]] std::vector<threats::ControlNote> controls(const View& view,
                                                         const threats::Finding& finding);
// The origin of a literal of a finding's "why"; null if it has none (structure).
[[nodiscard]] const lang::Origin* origin_of(const View& view, const threats::Finding& finding,
                                            const lang::Literal& literal);
// Where that literal is said: its origin, else its subject; what a person found, at its entry.
[[nodiscard]] diag::Span span_of(const View& view, const threats::Finding& finding,
                                 const lang::Literal& literal);
// "stated, amps.model.yaml:12:7", "implied in protocol `ble`", "inherited from `phone`,
// amps.model.yaml:9:3".
[[nodiscard]] std::string provenance_text(const View& view, const threats::Finding& finding,
                                          const lang::Literal& literal);
// "signed-update at Onboard computer, or secure-boot and key-store": what would clear the finding;
// empty if nothing would. `wanted`: of these alternatives alone.
[[nodiscard]] std::string fix_text(const View& view, const threats::Finding& finding,
                                   const std::function<bool(std::size_t)>& wanted = {});
// The same after what is planned already, which is not said again: "planned: signed-update@os; or
// secure-boot"; where another rule raises it, too, "planned: lock@hut; and camera".
[[nodiscard]] std::string remedy_text(const View& view, const threats::Finding& finding,
                                      const std::function<bool(std::size_t)>& wanted = {});
// Each deciding fact with its origin, "sync.pairing is just-works (stated, amps.model.yaml:12:7)".
[[nodiscard]] std::string why_text(const View& view, const threats::Finding& finding);
// What looks like an answer and is none, once for each control: what the catalogue says about it,
// before what its parameters lack.
[[nodiscard]] std::string insufficient_text(const View& view, const threats::Finding& finding);
// "signed-update@os".
[[nodiscard]] std::string control_use_text(const View& view, std::size_t use);
// "urgent": the claimed residual risk; "none" of what is cleared.
[[nodiscard]] std::string_view risk_text(const View& view, std::size_t finding);
// "missed-stroke (catastrophic)"; empty if no harm is reached.
[[nodiscard]] std::string worst_harm_text(const View& view, std::size_t finding);
// "catastrophic", or "unknown".
[[nodiscard]] std::string_view severity_text(const View& view, lang::SubjectId harm);
[[nodiscard]] std::string harm_text(const View& view, lang::SubjectId harm);
[[nodiscard]] std::string finding_id(const View& view, std::size_t finding);
// Did a change of the catalogue alone bring it, as far as something was compared with?
[[nodiscard]] bool is_catalogue_only(const View& view, std::size_t finding);
inline constexpr std::string_view kCatalogueOnly = "catalogue-only";
// Did a person find it, and no rule?
[[nodiscard]] bool is_manual(const View& view, const threats::Finding& finding);
inline constexpr std::string_view kManual = "manual";
// What is remarkable about a finding, as words for machines.
[[nodiscard]] std::vector<std::string_view> tags_of(const View& view, std::size_t finding);
[[nodiscard]] std::string stride_text(const catalog::Catalog& catalog,
                                      const threats::Finding& finding);
// "1 flow", "2 flows".
[[nodiscard]] std::string counted(std::size_t count, std::string_view singular,
                                  std::string_view plural = {});
// "before 4.2: the key of legacy pairing …": a limit of a protocol, with the version and the modes
// of which it holds.
[[nodiscard]] std::string limit_text(const catalog::Catalog& catalog, const catalog::Limit& limit);
// The limits behind a finding's "why": those of the known version and mode of a flow whose version,
// or what its protocol and mode imply, decides. Each once.
[[nodiscard]] std::vector<std::string> limits_of(const View& view,
                                                 const std::vector<lang::Literal>& why);

// A text of the catalogue where no model fills in the names: `…` stands for each.
[[nodiscard]] std::string outline(const std::optional<lang::Template>& text);

}  // namespace wardround::report
