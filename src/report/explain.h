// `explain`: one thing of the catalogue or of a model, in full.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/check_text.h"
#include "report/view.h"
#include "risk/cvss.h"

namespace wardround::report {

// A rule, control, weakness, fact or type by its id; nullopt if there is none of that name. A name
// that means several things shows them all.
[[nodiscard]] std::optional<std::string> explain_catalog(const catalog::Catalog& catalog,
                                                         std::string_view id,
                                                         const ScreenStyle& style);

// RULE@SUBJECT (also why *not*), FINDING (weakness@subject), SUBJECT.FACT, or SUBJECT of a model.
[[nodiscard]] std::optional<std::string> explain_model(const View& view, std::string_view what,
                                                       const ScreenStyle& style);

// Is this meant as a CVSS vector? No id looks like one.
[[nodiscard]] bool is_cvss(std::string_view text);
// Its score, what each metric means and counts for, and how the score comes about.
[[nodiscard]] std::string explain_cvss(const risk::cvss::Vector& vector, const ScreenStyle& style);
// The vectors proposed for a finding, 4.0 and 3.1, with the reason for each metric; empty for a
// fault of the design, which has no attacker. Lines as in the page of a finding.
[[nodiscard]] std::string cvss_proposals(const View& view, std::size_t finding,
                                         const ScreenStyle& style);
// What is wrong with it, each with a caret under the part; for stderr.
[[nodiscard]] std::string cvss_mistakes(std::string_view text,
                                        const std::vector<risk::cvss::Problem>& problems,
                                        const ScreenStyle& style);

// "rules", "controls", "weaknesses", "facts", "types", "protocols", "data", "positions",
// "relations"; nullopt if it is none of them.
[[nodiscard]] std::optional<std::string> list_catalog(const catalog::Catalog& catalog,
                                                      std::string_view what,
                                                      const ScreenStyle& style);
[[nodiscard]] const std::vector<std::string_view>& catalog_lists();

// Every id that `explain` knows, for suggestions.
[[nodiscard]] std::vector<std::string_view> explainable(const catalog::Catalog& catalog);

}  // namespace wardround::report
