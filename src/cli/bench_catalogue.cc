// `wardround bench catalogue`: what models make of the rules, facts and controls.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/utf8.h"
#include "catalog/standards.h"
#include "cli/commands.h"
#include "measure/coverage.h"

namespace wardround::cli {
namespace {

// Words in columns of text, 100 wide.
std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return words.empty() ? "  none\n" : wrap(text, 100, "  ") + "\n";
}

template <class All, class Uses, class Holds>
std::vector<std::string> those(const All& all, const Uses& uses, Holds&& holds) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (holds(uses[i])) ids.push_back(escape_for_terminal(all[i].id));
  }
  return ids;
}

std::string section(std::string_view title, const std::vector<std::string>& ids) {
  return fmt::format("\n{} ({})\n{}", title, ids.size(), listed(ids));
}

std::string table(const catalog::Catalog& catalog, const measure::Coverage& all) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < all.rules.size(); ++i) {
    if (all.rules[i].models != 0) order.push_back(i);
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return all.rules[a].models > all.rules[b].models;
  });
  std::string out = fmt::format("{:<40} {:>7} {:>6} {:>8} {:>8}\n", "rule", "models", "open",
                                "certain", "cleared");
  for (const std::size_t i : order) {
    const measure::RuleUse& use = all.rules[i];
    out += fmt::format("{:<40} {:>7} {:>6} {:>8} {:>8}\n", escape_for_terminal(catalog.rules[i].id),
                       use.models, use.open, use.certain, use.cleared);
  }
  return out;
}

// For each standard that a control answers to: how many do.
std::string answered_standards(const catalog::Catalog& catalog) {
  std::map<std::string, std::size_t> controls;  // by standard
  for (const catalog::Control& control : catalog.controls) {
    std::set<std::string> named;
    for (const catalog::Citation& citation : catalog::read_citations(control.cites))
      named.insert(citation.standard);
    for (const std::string& standard : named) ++controls[standard];
  }
  std::string out =
      fmt::format("\nControls that answer to a standard (of {})\n", catalog.controls.size());
  for (const auto& [standard, count] : controls)
    out += fmt::format("  {:<38} {:>7}\n", escape_for_terminal(standard), count);
  return out;
}

}  // namespace

std::optional<measure::Coverage> coverage_of_models(const Context& context,
                                                    const std::vector<std::string>& paths,
                                                    const catalog::Catalog& catalog) {
  measure::Coverage seen = measure::coverage_of(catalog);
  for (const std::string& path : paths) {
    const study::Study study = run_study(context, context.fs, {.path = path, .packs = {}});
    if (show_diagnostics(context, study)) return {};
    if (!study.project.packs.empty()) {
      (void)complain(context, fmt::format("`{}` has packs of its own: only models of the catalogue "
                                          "alone can be counted together",
                                          escape_for_terminal(path)));
      return {};
    }
    measure::add(study, seen);
  }
  return seen;
}

int bench_catalogue(const Context& context, const std::vector<std::string>& paths) {
  if (paths.empty())
    return complain(context, "name the models: `wardround bench catalogue examples/amps …`");
  study::Study study;
  study::load_catalog(context.fs, {}, study);
  const catalog::Catalog& catalog = study.catalog;
  const auto coverage = coverage_of_models(context, paths, catalog);
  if (!coverage) return kInputError;
  const measure::Coverage& seen = *coverage;
  std::string out = fmt::format("{} rules over {} models\n\n", seen.rules.size(), seen.models);
  out += table(catalog, seen);
  const auto rules = [&](const std::function<bool(const measure::RuleUse&)>& holds) {
    return those(catalog.rules, seen.rules, holds);
  };
  const auto& facts = catalog.vocabulary.facts;
  out += section("Rules that never fire", rules([](const auto& use) { return use.models == 0; }));
  out += section("Rules that fire in one model only",
                 rules([](const auto& use) { return use.models == 1; }));
  out += section("Rules that fire in nearly every model",
                 rules([&](const auto& use) { return 10 * use.models >= 9 * seen.models; }));
  out += section(
      "Facts that no model states and no question asks for",
      those(facts, seen.facts, [](const auto& use) { return use.stated == 0 && use.asked == 0; }));
  out += section(
      "Facts that are asked for and that no model states",
      those(facts, seen.facts, [](const auto& use) { return use.stated == 0 && use.asked != 0; }));
  out += section(
      "Controls that no rule names as an answer",
      those(catalog.controls, seen.controls, [](const auto& use) { return use.rules == 0; }));
  out += section("Controls that were declared and cleared nothing",
                 those(catalog.controls, seen.controls,
                       [](const auto& use) { return use.declared != 0 && use.cleared == 0; }));
  out += answered_standards(catalog);
  std::vector<std::string> free;
  for (const catalog::Control& control : catalog.controls) {
    if (control.cites.empty()) free.push_back(escape_for_terminal(control.id));
  }
  out += section("Controls that no listed standard asks for", free);
  write_out(out);
  return kOk;
}

}  // namespace wardround::cli
