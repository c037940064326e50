#include "measure/made_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"

namespace wardround::measure {
namespace {

using lang::Kind;
using lang::Relation;
using model::Draft;

// Of 100 facts that could be stated, so many are.
constexpr unsigned kStatedPercent = 20;
// Most flows join neighbours, as in a real system; some go anywhere.
constexpr unsigned kFarPercent = 10;
constexpr std::size_t kNeighbours = 100;
// What a flow carries one way, or a store keeps: a reading goes with whose it is and when it was.
constexpr std::size_t kMostData = 3;

std::vector<lang::TypeId> types_below(const lang::Vocabulary& vocabulary, lang::TypeTree tree,
                                      std::string_view root) {
  std::vector<lang::TypeId> found;
  const lang::TypeId above = root.empty() ? lang::TypeId{} : vocabulary.find_type(tree, root);
  for (std::size_t i = 0; i < vocabulary.types.size(); ++i) {
    const bool below = root.empty() || (above.valid() && vocabulary.is_a(lang::TypeId(i), above));
    if (vocabulary.types[i].tree == tree && below) found.emplace_back(i);
  }
  return found;
}

// Facts that nothing implies and that imply nothing: whatever is stated contradicts nothing.
std::vector<lang::FactId> free_facts(const catalog::Catalog& catalog) {
  const std::vector<lang::Fact>& facts = catalog.vocabulary.facts;
  std::set<uint32_t> bound;
  for (std::size_t f = 0; f < facts.size(); ++f) {
    if (facts[f].derived || facts[f].values.empty() || facts[f].inherits) {
      bound.insert(static_cast<uint32_t>(f));
    }
    for (const lang::Value& value : facts[f].values) {
      if (!value.implies.empty()) bound.insert(static_cast<uint32_t>(f));
      for (const auto& [fact, implied] : value.implies) bound.insert(fact.value);
    }
  }
  for (const catalog::TypeDefault& one : catalog.defaults) {
    if (one.fixed) bound.insert(one.fact.value);
  }
  std::vector<lang::FactId> free;
  for (std::size_t f = 0; f < facts.size(); ++f) {
    if (!bound.contains(static_cast<uint32_t>(f))) free.emplace_back(f);
  }
  return free;
}

class Maker {
 public:
  Maker(const catalog::Catalog& catalog, std::size_t elements)
      : catalog_(catalog), vocabulary_(catalog.vocabulary), count_(elements), random_(elements) {}

  Draft make() {
    draft_.system = "made";
    add_data();
    add_boundaries();
    add_elements();
    add_flows();
    state_facts();
    return std::move(draft_);
  }

 private:
  std::size_t add(Draft::Part part) {
    draft_.parts.push_back(std::move(part));
    return draft_.parts.size() - 1;
  }
  void link(std::size_t from, Relation relation, std::size_t to) {
    draft_.links.push_back({from, relation, to});
  }
  // One to kMostData different data.
  void link_data(std::size_t from, Relation relation) {
    const std::size_t wanted = random_.between(1, kMostData);
    std::set<std::size_t> chosen;
    while (chosen.size() < wanted) chosen.insert(first_data_ + random_.below(data_));
    for (const std::size_t one : chosen) link(from, relation, one);
  }

  void add_data() {
    first_data_ = draft_.parts.size();
    data_ = std::max<std::size_t>(5, count_ / 10);
    const auto kinds = types_below(vocabulary_, lang::TypeTree::data, "");
    for (std::size_t i = 0; i < data_; ++i) {
      add({.kind = Kind::data, .id = fmt::format("d{}", i), .type = random_.pick(kinds)});
    }
  }

  void add_boundaries() {
    first_boundary_ = draft_.parts.size();
    boundaries_ = std::max<std::size_t>(3, count_ / 20);
    const auto types = types_below(vocabulary_, lang::TypeTree::element, "boundary");
    std::vector<std::size_t> depth(boundaries_);
    for (std::size_t i = 0; i < boundaries_; ++i) {
      Draft::Part part{
          .kind = Kind::boundary, .id = fmt::format("b{}", i), .type = random_.pick(types)};
      const std::size_t around = i == 0 ? 0 : random_.below(i);
      if (i > 0 && random_.chance(70) && depth[around] < 6) {
        part.in = first_boundary_ + around;
        depth[i] = depth[around] + 1;
      }
      add(std::move(part));
    }
  }

  void add_elements() {
    first_element_ = draft_.parts.size();
    const auto outside = types_below(vocabulary_, lang::TypeTree::element, "external");
    const auto processes = types_below(vocabulary_, lang::TypeTree::element, "process");
    const auto stores = types_below(vocabulary_, lang::TypeTree::element, "store");
    for (std::size_t i = 0; i < count_; ++i) {
      const std::size_t what = i % 10;
      const bool store = what >= 7;
      Draft::Part part;
      part.kind = Kind::element;
      part.id = fmt::format("e{}", i);
      part.type = random_.pick(what == 0 ? outside : store ? stores : processes);
      // Neighbours lie in the same or the next boundary.
      part.in = first_boundary_ + std::min(boundaries_ - 1, i * boundaries_ / count_);
      const std::size_t element = add(std::move(part));
      if (store) link_data(element, Relation::stores);
    }
  }

  std::size_t partner(std::size_t of) {
    for (;;) {
      std::size_t other = random_.below(count_);
      if (!random_.chance(kFarPercent)) {
        const std::size_t low = of > kNeighbours ? of - kNeighbours : 0;
        other = low + random_.below(std::min(count_, of + kNeighbours) - low);
      }
      if (other != of) return other;
    }
  }

  void add_flows() {
    const auto protocols = types_below(vocabulary_, lang::TypeTree::protocol, "");
    for (std::size_t i = 0; i < 3 * count_; ++i) {
      const std::size_t from = i / 3;
      const std::size_t flow = add({.kind = Kind::flow,
                                    .id = fmt::format("f{}", i),
                                    .type = random_.pick(protocols),
                                    .from = first_element_ + from,
                                    .to = first_element_ + partner(from)});
      link_data(flow, Relation::sends);
      if (random_.chance(60)) link_data(flow, Relation::returns);
    }
  }

  void state_facts() {
    std::map<Kind, std::vector<lang::FactId>> by_kind;
    for (const lang::FactId fact : free_facts(catalog_)) {
      for (const Kind kind : {Kind::element, Kind::flow, Kind::data, Kind::boundary}) {
        if (lang::has(vocabulary_[fact].subjects, kind)) by_kind[kind].push_back(fact);
      }
    }
    for (std::size_t part = 0; part < draft_.parts.size(); ++part) {
      for (const lang::FactId fact : by_kind[draft_.parts[part].kind]) {
        if (!applies(fact, draft_.parts[part].type) || !random_.chance(kStatedPercent)) continue;
        const std::size_t values = vocabulary_[fact].values.size();
        draft_.facts.push_back({part, fact, static_cast<uint32_t>(random_.below(values))});
      }
    }
  }

  [[nodiscard]] bool applies(lang::FactId fact, lang::TypeId type) const {
    const auto& to = vocabulary_[fact].applies_to;
    return to.empty() || std::ranges::any_of(
                             to, [&](lang::TypeId above) { return vocabulary_.is_a(type, above); });
  }

  const catalog::Catalog& catalog_;
  const lang::Vocabulary& vocabulary_;
  std::size_t count_;
  Random random_;
  Draft draft_;
  std::size_t first_data_ = 0, data_ = 0, first_boundary_ = 0, boundaries_ = 0, first_element_ = 0;
};

}  // namespace

model::Draft made_model(const catalog::Catalog& catalog, std::size_t elements) {
  return Maker(catalog, std::max<std::size_t>(elements, 2)).make();
}

std::string as_text(const model::Draft& draft, const catalog::Catalog& catalog) {
  const lang::Vocabulary& vocabulary = catalog.vocabulary;
  std::vector<std::string> fields(draft.parts.size());
  std::map<std::pair<std::size_t, Relation>, std::string> lists;
  for (const Draft::Link& link : draft.links) {
    std::string& list = lists[{link.from, link.relation}];
    list += (list.empty() ? "" : ", ") + draft.parts[link.to].id;
  }
  for (const auto& [where, list] : lists) {
    fields[where.first] += fmt::format(", {}: [{}]", lang::info(where.second).name, list);
  }
  for (const Draft::Stated& stated : draft.facts) {
    const lang::Fact& fact = vocabulary[stated.fact];
    fields[stated.part] += fmt::format(", {}: {}", fact.id, fact.values[stated.value].id);
  }
  std::string text = fmt::format(
      "wardround: 1\nsystem: {{id: {0}, name: {0}}}\n"
      "harms: {{harm: serious}}\nfunctions: {{work: {{needs: [d0], harms: [harm]}}}}\n",
      draft.system);
  constexpr std::pair<Kind, std::string_view> kSections[] = {{Kind::data, "data"},
                                                             {Kind::boundary, "boundaries"},
                                                             {Kind::element, "elements"},
                                                             {Kind::flow, "flows"}};
  for (const auto& [kind, section] : kSections) {
    text += fmt::format("{}:\n", section);
    for (std::size_t i = 0; i < draft.parts.size(); ++i) {
      const Draft::Part& part = draft.parts[i];
      if (part.kind != kind) continue;
      const std::string& type = vocabulary[part.type].id;
      text += fmt::format("  {}: {{", part.id);
      if (kind == Kind::flow) {
        text += fmt::format("path: {} -> {}, protocol: {}", draft.parts[part.from].id,
                            draft.parts[part.to].id, type);
      } else {
        text += fmt::format("{}: {}", kind == Kind::data ? "kind" : "type", type);
      }
      if (part.in != Draft::kNone) text += fmt::format(", in: {}", draft.parts[part.in].id);
      text += fields[i] + "}\n";
    }
  }
  return text;
}

}  // namespace wardround::measure
