#include "report/explain_standards.h"

#include <fmt/core.h>

#include <algorithm>

#include "assurance/playbook.h"
#include "report/explain_page.h"

namespace wardround::report {
namespace {

using catalog::Catalog;
using catalog::Citation;
using catalog::Standard;
using catalog::StandardItem;

// A standard with more items shows only those that something cites.
constexpr std::size_t kAllItems = 150;

struct Citers {
  std::string weaknesses, rules, controls, steps;
  [[nodiscard]] bool empty() const {
    return weaknesses.empty() && rules.empty() && controls.empty() && steps.empty();
  }
};

void add(std::string& list, std::string_view id) {
  list += list.empty() ? "" : ", ";
  list += id;
}

// By standard, then item. Of playbooks: the steps of those that come with the program.
std::map<std::string, std::map<std::string, Citers>> find_citers(
    const Catalog& catalog, const catalog::ItemFinder& finder) {
  std::map<std::string, std::map<std::string, Citers>> citers;
  const auto of = [&](const Citation& citation) -> Citers& {
    return citers[citation.standard][citation.item];
  };
  for (const catalog::Weakness& weakness : catalog.weaknesses) {
    for (const Citation& citation : catalog::citations(weakness))
      add(of(citation).weaknesses, weakness.id);
  }
  for (const catalog::Rule& rule : catalog.rules) {
    // What it has from its weakness stands there.
    const std::vector<Citation> inherited = catalog::citations(catalog[rule.weakness]);
    for (const Citation& citation : catalog::citations(rule)) {
      if (std::ranges::find(inherited, citation) == inherited.end())
        add(of(citation).rules, rule.id);
    }
  }
  for (const catalog::Control& control : catalog.controls) {
    for (const Citation& citation : catalog::read_citations(control.cites))
      add(of(citation).controls, control.id);
  }
  for (const assurance::Step& step : assurance::every_playbook(catalog).steps) {
    for (const std::string& source : step.sources) {
      for (const catalog::ItemFinder::Found& found : finder.find(source)) {
        const Standard& standard = finder.standards()[found.standard];
        add(of({standard.id, standard.items[found.item].id}).steps, step.id);
      }
    }
  }
  return citers;
}

// "weaknesses a, b; controls c; steps d"
std::string citers_text(const Citers& citers) {
  std::string text;
  const auto part = [&](std::string_view what, const std::string& ids) {
    if (!ids.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", what, ids);
  };
  part("weaknesses", citers.weaknesses);
  part("rules", citers.rules);
  part("controls", citers.controls);
  part("steps", citers.steps);
  return text;
}

std::string item_text(const StandardItem& item) {
  return item.title.empty() ? item.id : fmt::format("{} {}", item.id, item.title);
}

void put_standard(ExplainPage& page, const Standard& standard,
                  const std::map<std::string, Citers>& citers) {
  page.title("standard", standard.id, fmt::format("{}: {}", standard.name, standard.title));
  page.text("edition", standard.edition);
  page.text("publisher", standard.publisher);
  page.text("terms", standard.terms);
  const auto cited = std::ranges::count_if(
      standard.items, [&](const StandardItem& item) { return citers.contains(item.id); });
  const bool all = standard.items.size() <= kAllItems;
  page.text("items", fmt::format("{} here{}, {} of them cited{}", standard.items.size(),
                                 standard.partial ? " (it has more)" : "", cited,
                                 all || cited == 0 ? "" : ": these"));
  for (const StandardItem& item : standard.items) {
    const auto found = citers.find(item.id);
    if (found != citers.end()) {
      page.text("item", fmt::format("{}: {}", item_text(item), citers_text(found->second)));
    } else if (all) {
      page.text("item", item_text(item));
    }
  }
}

void put_item(ExplainPage& page, const Standard& standard, const StandardItem& item,
              const Citers& citers) {
  page.title("item", catalog::cited_as(standard, item.id), item.title);
  page.text("of", standard_title(standard));
  page.text("weaknesses", citers.weaknesses);
  page.text("rules", citers.rules);
  page.text("controls", citers.controls);
  page.text("steps", citers.steps);
  if (citers.empty()) page.text("", "Nothing in the catalogue cites it.");
}

}  // namespace

const std::optional<Standard>& ItemNames::find(const std::string& id) {
  const auto [found, fresh] = standards_.try_emplace(id);
  if (fresh) found->second = catalog::find_standard(catalog_, id);
  return found->second;
}

std::string ItemNames::title(const Citation& citation) {
  const std::optional<Standard>& standard = find(citation.standard);
  const StandardItem* item = standard ? catalog::find_item(*standard, citation.item) : nullptr;
  return item == nullptr ? "" : item->title;
}

std::string ItemNames::named(const Citation& citation) {
  const std::optional<Standard>& standard = find(citation.standard);
  if (!standard) return citation.item;
  const std::string name = catalog::cited_as(*standard, citation.item);
  const std::string text = title(citation);
  return text.empty() ? name : name + " " + text;
}

std::string standard_title(const Standard& standard) {
  return fmt::format("{}: {} ({})", standard.name, standard.title, standard.edition);
}

std::string missing_item(const Catalog& catalog, std::string_view what) {
  const catalog::ItemFinder finder(catalog::all_standards(catalog));
  const auto missing = finder.missing(what);
  if (!missing) return "";
  const bool partial = finder.standards()[missing->standard].partial;
  std::string text =
      fmt::format("`{}` is not among the items of {}{}", what, finder.whose(*missing),
                  partial ? " that the catalogue lists" : "");
  if (const std::string near = finder.nearest(*missing); !near.empty())
    text += fmt::format("; did you mean `{}`?", near);
  return text;
}

std::string explain_standards(const Catalog& catalog, std::string_view what,
                              const ScreenStyle& style) {
  const catalog::ItemFinder finder(catalog::all_standards(catalog));
  auto citers = find_citers(catalog, finder);
  ExplainPage page(style);
  for (const Standard& standard : finder.standards()) {
    if (what == standard.id || what == standard.name)
      put_standard(page, standard, citers[standard.id]);
  }
  for (const catalog::ItemFinder::Found& found : finder.find(what)) {
    const Standard& standard = finder.standards()[found.standard];
    const StandardItem& item = standard.items[found.item];
    put_item(page, standard, item, citers[standard.id][item.id]);
  }
  return page.take();
}

}  // namespace wardround::report
