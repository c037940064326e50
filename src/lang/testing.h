// For tests and fuzzing: vocabularies and universes written down in a few lines, without models or
// packs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "lang/interpreter.h"

namespace wardround::lang::testing {

class VocabularyBuilder {
 public:
  // `parent` must be there already; "" for a root.
  VocabularyBuilder& type(TypeTree tree, std::string id, std::string_view parent = "") {
    Type type;
    type.id = std::move(id);
    type.title = type.id;
    type.tree = tree;
    for (std::size_t i = 0; i < vocabulary_.types.size(); ++i) {
      const Type& other = vocabulary_.types[i];
      if (!parent.empty() && other.tree == tree && other.id == parent) type.parent = TypeId(i);
    }
    vocabulary_.types.push_back(std::move(type));
    return *this;
  }
  VocabularyBuilder& boolean(std::string id, KindSet subjects) {
    return add(std::move(id), subjects, Domain::boolean, {"no", "yes"}, false);
  }
  VocabularyBuilder& choice(std::string id, KindSet subjects, std::vector<std::string> values,
                            bool ordered = false) {
    return add(std::move(id), subjects, Domain::choice, std::move(values), ordered);
  }
  VocabularyBuilder& number(std::string id, KindSet subjects) {
    return add(std::move(id), subjects, Domain::number, {}, false);
  }
  VocabularyBuilder& version(std::string id, KindSet subjects) {
    return add(std::move(id), subjects, Domain::version, {}, false);
  }
  [[nodiscard]] Vocabulary build() {
    vocabulary_.index();
    return std::move(vocabulary_);
  }

 private:
  VocabularyBuilder& add(std::string id, KindSet subjects, Domain domain,
                         std::vector<std::string> values, bool ordered) {
    Fact fact;
    fact.id = std::move(id);
    fact.title = fact.id;
    fact.subjects = subjects;
    fact.domain = domain;
    fact.ordered = ordered;
    for (std::string& value : values) fact.values.push_back({std::move(value), "", {}, {}});
    vocabulary_.facts.push_back(std::move(fact));
    return *this;
  }

  Vocabulary vocabulary_;
};

// A vocabulary with something of everything.
[[nodiscard]] inline Vocabulary sample_vocabulary() {
  VocabularyBuilder b;
  for (const char* root : {"process", "store", "node", "port", "boundary"}) {
    b.type(TypeTree::element, root);
  }
  b.type(TypeTree::element, "app", "process").type(TypeTree::element, "phone-app", "app");
  b.type(TypeTree::element, "network", "boundary");
  b.type(TypeTree::protocol, "radio").type(TypeTree::protocol, "ble", "radio");
  b.type(TypeTree::protocol, "https");
  b.type(TypeTree::data, "code").type(TypeTree::data, "firmware", "code");
  b.type(TypeTree::data, "command").type(TypeTree::data, "phi");
  b.boolean("encrypted", kinds(Kind::flow)).boolean("authenticated", kinds(Kind::flow));
  b.choice("pairing", kinds(Kind::flow), {"none", "just-works", "passkey"});
  b.choice("strength", kinds(Kind::flow, Kind::credential), {"low", "medium", "high"}, true);
  b.version("version", kinds(Kind::flow));
  b.choice("controlled_by", kinds(Kind::element, Kind::boundary), {"manufacturer", "patient"});
  b.boolean("updatable", kinds(Kind::element)).number("cores", kinds(Kind::element));
  b.choice("kind", kinds(Kind::credential), {"password", "key"});
  b.boolean("backed_up", kinds(Kind::data)).boolean("cyber_device", kinds(Kind::system));
  b.boolean("independent", kinds(Kind::interlock)).boolean("hot", kinds(Kind::element));
  b.boolean("hot", kinds(Kind::boundary));  // shares a name, is another fact
  return b.build();
}

// Builds a universe over `vocabulary`. Subjects are named by id; the system is `sys` and there from
// the beginning.
class UniverseBuilder {
 public:
  explicit UniverseBuilder(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {
    links_.resize(relation_count());
    open_.resize(relation_count());
    universe_.facts.resize(vocabulary.facts.size());
    add(Kind::system, "sys");
  }

  UniverseBuilder& add(Kind kind, std::string id, std::vector<std::string> types = {}) {
    std::vector<TypeId> found;
    for (const std::string& type : types) {
      for (const TypeTree tree : {TypeTree::element, TypeTree::protocol, TypeTree::data}) {
        const TypeId here = vocabulary_.find_type(tree, type);
        if (here.valid()) found.push_back(here);
      }
    }
    index_[id] = SubjectId(universe_.size());
    universe_.kinds.push_back(kind);
    universe_.names.push_back(id);
    universe_.types.resize(universe_.size());
    for (const TypeId type : found) universe_.types.add(index_[id], type);
    universe_.ids.push_back(std::move(id));
    universe_.type_open.push_back(false);
    universe_.exposed.emplace_back();
    universe_.reachable.emplace_back();
    return *this;
  }
  UniverseBuilder& rename(std::string_view id, std::string name) {
    universe_.names[subject(id).index()] = std::move(name);
    return *this;
  }
  UniverseBuilder& type_unknown(std::string_view id) {
    universe_.type_open[subject(id).index()] = true;
    return *this;
  }
  UniverseBuilder& link(std::string_view from, Relation relation,
                        const std::vector<std::string>& to) {
    for (const std::string& target : to) {
      links_[static_cast<std::size_t>(relation)].emplace_back(subject(from), subject(target));
    }
    return *this;
  }
  UniverseBuilder& open(std::string_view from, Relation relation) {
    open_[static_cast<std::size_t>(relation)].push_back(subject(from));
    return *this;
  }
  // A fact by `SUBJECT.FACT`; the value as a word, a number or a version.
  UniverseBuilder& set(std::string_view where, std::string_view value,
                       Provenance provenance = Provenance::stated) {
    const FactId fact = fact_at(where);
    uint32_t cell = 0;
    switch (vocabulary_[fact].domain) {
      case Domain::number:
        for (const char c : value) cell = cell * 10 + static_cast<uint32_t>(c - '0');
        break;
      case Domain::version:
        cell = static_cast<uint32_t>(universe_.versions.size());
        universe_.versions.emplace_back(value);
        break;
      default: {
        const auto found = vocabulary_[fact].value(value);
        WARDROUND_CHECK(found.has_value());
        cell = *found;
      }
    }
    return put(fact, where, {cell, 0xffffffffu, provenance});
  }
  UniverseBuilder& not_applicable(std::string_view where) {
    return put(fact_at(where), where, {0, 0xffffffffu, Provenance::not_applicable});
  }
  UniverseBuilder& exposed(std::string_view id, Position position, Truth truth) {
    return expose(universe_.exposed[subject(id).index()], position, truth);
  }
  UniverseBuilder& reachable(std::string_view id, Position position, Truth truth) {
    return expose(universe_.reachable[subject(id).index()], position, truth);
  }

  [[nodiscard]] SubjectId subject(std::string_view id) const {
    const auto found = index_.find(id);
    WARDROUND_CHECK(found != index_.end());
    return found->second;
  }
  // May be called again after more was added.
  [[nodiscard]] Universe build() const {
    Universe result = universe_;
    result.relations.resize(relation_count());
    for (std::size_t r = 0; r < relation_count(); ++r) {
      auto links = links_[r];
      std::sort(links.begin(), links.end());
      links.erase(std::unique(links.begin(), links.end()), links.end());
      Relations& relation = result.relations[r];
      if (!links.empty()) relation.begin.assign(result.size() + 1, 0);
      for (const auto& [from, to] : links) {
        ++relation.begin[from.index() + 1];
        relation.targets.push_back(to);
      }
      for (std::size_t i = 1; i < relation.begin.size(); ++i) {
        relation.begin[i] += relation.begin[i - 1];
      }
      if (!open_[r].empty()) relation.open.assign(result.size(), false);
      for (const SubjectId s : open_[r]) relation.open[s.index()] = true;
    }
    return result;
  }

 private:
  FactId fact_at(std::string_view where) const {
    const std::size_t dot = where.find('.');
    const Kind kind = universe_.kind(subject(where.substr(0, dot)));
    const FactId fact = vocabulary_.find_fact(kind, where.substr(dot + 1));
    WARDROUND_CHECK(fact.valid());
    return fact;
  }
  UniverseBuilder& put(FactId fact, std::string_view where, Cell cell) {
    const SubjectId s = subject(where.substr(0, where.find('.')));
    universe_.set(vocabulary_[fact], fact, s, cell);
    return *this;
  }
  UniverseBuilder& expose(Exposure& exposure, Position position, Truth truth) {
    const auto bit = static_cast<uint16_t>(1u << static_cast<unsigned>(position));
    if (truth == Truth::yes) exposure.yes |= bit;
    if (truth == Truth::unknown) exposure.unknown |= bit;
    return *this;
  }

  const Vocabulary& vocabulary_;
  Universe universe_;
  std::map<std::string, SubjectId, std::less<>> index_;
  std::vector<std::vector<std::pair<SubjectId, SubjectId>>> links_;
  std::vector<std::vector<SubjectId>> open_;
};

// A small system: a phone with an app, a device with a radio and two ports, a link between them
// over a home network.
[[nodiscard]] inline UniverseBuilder sample_universe(const Vocabulary& vocabulary) {
  UniverseBuilder b(vocabulary);
  b.add(Kind::element, "phone", {"node"}).add(Kind::element, "app", {"phone-app"});
  b.add(Kind::element, "dev", {"node"}).add(Kind::element, "mcu", {"process"});
  b.add(Kind::element, "usb", {"port"}).add(Kind::element, "jtag", {"port"});
  b.add(Kind::flow, "sync", {"ble"}).add(Kind::flow, "upload", {"https"});
  b.add(Kind::boundary, "home", {"network"});
  b.add(Kind::data, "commands", {"command"}).add(Kind::data, "readings", {"phi"});
  b.add(Kind::data, "fw", {"firmware"}).add(Kind::function, "treat").add(Kind::function, "log");
  b.add(Kind::credential, "key").add(Kind::interlock, "limit").add(Kind::update, "ota");
  b.link("sys", Relation::elements, {"phone", "app", "dev", "mcu", "usb", "jtag"});
  b.link("sys", Relation::flows, {"sync", "upload"}).link("sys", Relation::interlocks, {"limit"});
  b.link("app", Relation::parent, {"phone"}).link("app", Relation::node, {"phone"});
  b.link("mcu", Relation::parent, {"dev"}).link("mcu", Relation::node, {"dev"});
  b.link("usb", Relation::parent, {"dev"}).link("jtag", Relation::parent, {"dev"});
  b.link("dev", Relation::parent, {"home"}).link("dev", Relation::ports, {"usb", "jtag"});
  b.link("dev", Relation::node, {"dev"}).link("dev", Relation::contents, {"mcu", "usb", "jtag"});
  b.link("sync", Relation::from, {"app"}).link("sync", Relation::to, {"mcu"});
  b.link("upload", Relation::from, {"app"}).link("app", Relation::opens, {"sync", "upload"});
  b.link("sync", Relation::sends, {"commands", "fw"}).link("sync", Relation::returns, {"readings"});
  b.link("sync", Relation::carries, {"commands", "fw", "readings"});
  b.link("sync", Relation::crossing, {"phone", "dev", "home"});
  b.link("mcu", Relation::flows_in, {"sync"}).link("mcu", Relation::performs, {"treat"});
  b.link("limit", Relation::guards, {"treat"}).link("limit", Relation::implemented_by, {"mcu"});
  b.link("key", Relation::authenticates, {"sync", "mcu"});
  return b;
}

}  // namespace wardround::lang::testing
