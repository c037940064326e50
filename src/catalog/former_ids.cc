// `was:` must lead to one thing: a former id may be neither an id in use nor a former id of
// something else.
#include <algorithm>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

template <class Thing, class Same>
void check(Reading& reading, const std::vector<Thing>& table, std::string_view what,
           Same same_table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (const std::string& was : table[i].was) {
      for (std::size_t j = 0; j < table.size(); ++j) {
        if (!same_table(table[i], table[j])) continue;
        const bool former =
            j < i && std::find(table[j].was.begin(), table[j].was.end(), was) != table[j].was.end();
        if (table[j].id != was && !former) continue;
        reading.diagnostics
            .report(diag::Kind::pack_was, table[i].span, {was, std::string(what), table[i].id})
            .note(table[j].span, former ? "it is a former id of this, too" : "this has it now");
      }
    }
  }
}

}  // namespace

void check_former_ids(Reading& reading) {
  const auto always = [](const auto&, const auto&) { return true; };
  check(reading, reading.catalog.vocabulary.types, "type",
        [](const lang::Type& a, const lang::Type& b) { return a.tree == b.tree; });
  check(reading, reading.catalog.weaknesses, "weakness", always);
  check(reading, reading.catalog.controls, "control", always);
  check(reading, reading.catalog.rules, "rule", always);
}

}  // namespace wardround::catalog
