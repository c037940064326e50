#include "model/citations.h"

#include <algorithm>
#include <map>
#include <optional>

#include "catalog/standards.h"

namespace wardround::model {
namespace {

using catalog::ItemFinder;
using catalog::Standard;
using catalog::StandardItem;

// Annex E has signs and symptoms, annex F what they mean for the patient's health.
bool is_health_effect(std::string_view code) {
  return code.starts_with('E') || code.starts_with('F');
}

// The items of an annex, sorted by code; none if there is no such annex.
std::vector<StandardItem> read_annex(const catalog::Catalog& catalog, const std::string& id) {
  std::optional<Standard> annex = catalog::find_standard(catalog, id);
  if (!annex) return {};
  std::ranges::sort(annex->items, {}, &StandardItem::id);
  return std::move(annex->items);
}

void check_harm_codes(Building& b) {
  const bool has_terms = std::ranges::any_of(b.catalog.standards, [](const Standard& standard) {
    return standard.id == catalog::imdrf_annex("F");
  });
  if (!has_terms) return;
  std::map<std::string, std::vector<StandardItem>> annexes;
  for (const View code : b.harm_codes) {
    const auto [at, fresh] = annexes.try_emplace(catalog::imdrf_annex(code.text()));
    std::vector<StandardItem>& items = at->second;
    if (fresh) items = read_annex(b.catalog, at->first);
    const auto item = std::ranges::lower_bound(items, code.text(), {}, &StandardItem::id);
    const bool known = item != items.end() && item->id == code.text();
    if (known && is_health_effect(code.text())) continue;
    const bool room = b.report.has_room(diag::Kind::unknown_health_effect);
    diag::Diagnostic& diagnostic =
        b.report(diag::Kind::unknown_health_effect, code.span(), {std::string(code.text())});
    if (!room) continue;
    if (known) {
      diagnostic.note("it means: " + item->title);
      continue;
    }
    std::vector<std::string_view> codes;
    for (const StandardItem& each : items) codes.push_back(each.id);
    b.report.suggest(diagnostic, code.span(), code.text(), codes, !code.node().aliased);
  }
}

// A source is free text: only what looks like an item of the standard that it names is one.
void check_sources(Building& b) {
  if (b.sources.empty()) return;
  const ItemFinder finder(catalog::all_standards(b.catalog));
  for (const View source : b.sources) {
    const std::optional<ItemFinder::Missing> missing = finder.missing(source.text());
    if (!missing) continue;
    const bool room = b.report.has_room(diag::Kind::unknown_source_item);
    diag::Diagnostic& diagnostic = b.report(diag::Kind::unknown_source_item, source.span(),
                                            {std::string(source.text()), finder.whose(*missing)});
    const std::string near = room ? finder.nearest(*missing) : "";
    if (!near.empty()) diagnostic.note("did you mean `" + near + "`?");
  }
}

}  // namespace

void check_citations(Building& b) {
  check_harm_codes(b);
  check_sources(b);
}

}  // namespace wardround::model
