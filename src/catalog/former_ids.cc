// `was:` must lead to one thing: a former id may be neither an id in use nor a former id of
// something else.
#include <unordered_map>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

// `tree_of`: ids of different trees do not meet.
template <class Thing, class Tree>
void check(Reading& reading, const std::vector<Thing>& table, std::string_view what, Tree tree_of) {
  struct Holder {
    diag::Span span;
    bool former = false;
  };
  std::unordered_map<std::string, Holder> holders;
  const auto key = [&](const Thing& thing, std::string_view id) {
    return tree_of(thing) + std::string(id);
  };
  for (const Thing& thing : table) holders.emplace(key(thing, thing.id), Holder{thing.span});
  for (const Thing& thing : table) {
    for (const std::string& was : thing.was) {
      const auto [holder, is_new] = holders.emplace(key(thing, was), Holder{thing.span, true});
      if (is_new) continue;
      reading.diagnostics
          .report(diag::Kind::pack_was, thing.span, {was, std::string(what), thing.id})
          .note(holder->second.span,
                holder->second.former ? "it is a former id of this, too" : "this has it now");
    }
  }
}

}  // namespace

void check_former_ids(Reading& reading) {
  const auto one_tree = [](const auto&) { return std::string(); };
  check(reading, reading.catalog.vocabulary.types, "type",
        [](const lang::Type& type) { return std::to_string(static_cast<int>(type.tree)); });
  check(reading, reading.catalog.weaknesses, "weakness", one_tree);
  check(reading, reading.catalog.controls, "control", one_tree);
  check(reading, reading.catalog.rules, "rule", one_tree);
}

}  // namespace wardround::catalog
