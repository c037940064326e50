#include "random_model.h"

#include <algorithm>
#include <optional>

#include "model/fields.h"
#include "random_values.h"
#include "yaml_layout.h"

namespace wardround::testing {
namespace {

using lang::Kind;
using lang::TypeTree;

class Generator {
 public:
  Generator(const catalog::Catalog& catalog, uint64_t seed, const ModelOptions& options)
      : catalog_(catalog),
        vocabulary_(catalog.vocabulary),
        random_(seed),
        options_(options),
        values_(catalog, random_, options_) {
    for (std::size_t i = 0; i < vocabulary_.types.size(); ++i) {
      const lang::TypeId type(i);
      switch (vocabulary_.types[i].tree) {
        case TypeTree::protocol:
          protocols_.push_back(type);
          break;
        case TypeTree::data:
          kinds_.push_back(type);
          break;
        case TypeTree::element:
          (is_a(type, {"boundary", "network"}) ? boundary_types_ : element_types_).push_back(type);
          break;
      }
    }
  }

  std::string run() {
    name_everything();
    Yaml root = Yaml::map();
    std::vector<std::pair<std::string, Yaml>> parts;
    const auto section = [&](const std::string& key, Yaml value) {
      if (!value.entries.empty()) parts.emplace_back(key, std::move(value));
    };
    section("context", context());
    section("assumptions", texts("as", 25));
    section("harms", harms());
    section("functions", functions());
    section("hazardous_situations", situations());
    section("data", data());
    section("boundaries", boundaries());
    section("elements", elements());
    section("flows", flows());
    section("credentials", credentials());
    section("software", software());
    section("updates", updates());
    section("modes", modes());
    section("interlocks", interlocks());
    section("scenarios", scenarios());
    section("requirements", texts("REQ-", 25));
    section("out_of_scope", texts("out", 25));
    random_.shuffle(parts);
    parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(random_.below(parts.size() + 1)),
                 {"system", system()});
    const bool version = !options_.mistakes || random_.chance(70);
    if (version) root.add("wardround", Yaml::of("1"));
    for (auto& [key, value] : parts) {
      root.add(options_.mistakes && random_.chance(3) ? values_.slip(key) : key, std::move(value));
    }
    return lay_out(root, random_, options_.untidy);
  }

 private:
  bool is_a(lang::TypeId type, std::initializer_list<std::string_view> roots) const {
    for (const std::string_view root : roots) {
      const lang::TypeId found = vocabulary_.find_type(vocabulary_[type].tree, root);
      if (found.valid() && vocabulary_.is_a(type, found)) return true;
    }
    return false;
  }

  static Ids numbered(std::string_view prefix, std::size_t count) {
    Ids ids;
    for (std::size_t i = 0; i < count; ++i) ids.push_back(std::string(prefix) + std::to_string(i));
    return ids;
  }

  void name_everything() {
    element_ids_ = numbered("e", random_.between(2, std::max<std::size_t>(2, options_.elements)));
    values_.elements = element_ids_;
    boundary_ids_ = numbered("zone-", random_.below(4));
    data_ids_ = numbered("d", random_.between(1, 4));
    harm_ids_ = numbered("h", random_.below(3));
    function_ids_ = numbered("fn-", random_.below(3));
    flow_ids_ = numbered("f", random_.between(1, 6));
    mode_ids_ = numbered("m", random_.below(3));
    for (const std::string& id : element_ids_) {
      (void)id;
      element_type_.push_back(random_.pick(element_types_));
    }
    for (const std::string& id : boundary_ids_) {
      (void)id;
      boundary_type_.push_back(random_.pick(boundary_types_));
    }
  }

  // ---- sections ---------------------------------------------------------------------------------

  Yaml system() {
    if (random_.chance(30)) return Yaml::of("sys");
    Yaml all = Yaml::map();
    all.add("id", Yaml::of("sys"));
    if (random_.chance(50)) all.add("name", values_.sentence());
    // A fact must not stand twice: here only if `context:` states none.
    if (!device_facts_ && random_.chance(30)) values_.add_facts(all, Kind::system, {}, 2);
    return all;
  }

  Yaml context() {
    Yaml all = Yaml::map();
    if (random_.chance(40)) return all;
    if (random_.chance(60)) all.add("intended_use", values_.sentence());
    if (random_.chance(30)) all.add("users", Yaml::list({values_.sentence(), Yaml::of("patient")}));
    Yaml device = Yaml::map();
    values_.add_facts(device, Kind::system, {}, 3);
    device_facts_ = !device.entries.empty();
    if (device_facts_) all.add("device", std::move(device));
    return all;
  }

  Yaml texts(const std::string& prefix, unsigned percent) {
    Yaml all = Yaml::map();
    if (random_.chance(percent)) all.add(prefix + "1", values_.sentence());
    return all;
  }

  Yaml harms() {
    static const Ids kSeverities{"negligible", "minor", "serious", "critical", "catastrophic"};
    Yaml all = Yaml::map();
    for (const std::string& id : harm_ids_) {
      Yaml one = Yaml::map();
      one.add("severity",
              random_.chance(15) ? values_.unknown() : Yaml::of(random_.pick(kSeverities)));
      if (random_.chance(30))
        one.add("multi_patient", Yaml::of(values_.two_valued(random_.chance(50))));
      if (random_.chance(40)) add_common_texts(one);
      all.add(id, values_.shortened(std::move(one), "severity"));
    }
    return all;
  }

  void add_common_texts(Yaml& subject) {
    if (random_.chance(50)) subject.add("text", values_.sentence());
    if (random_.chance(30)) subject.add("name", values_.sentence());
    random_.shuffle(subject.entries);
  }

  Yaml functions() {
    Yaml all = Yaml::map();
    for (const std::string& id : function_ids_) {
      Yaml one = Yaml::map();
      values_.refer_many(one, "needs", data_ids_, false, 80);
      if (!harm_ids_.empty() && random_.chance(70)) {
        one.add("harms", Yaml::words({random_.pick(harm_ids_)}));
      }
      values_.add_facts(one, Kind::function, {}, 1);
      if (random_.chance(50)) values_.add_common(one, Kind::function);
      if (one.entries.empty()) one.add("text", Yaml::free("it runs"));
      const bool list = one.entries.size() == 1 && one.entries[0].first == "needs" &&
                        one.entries[0].second.shape == Yaml::Shape::list;
      all.add(id, list && random_.chance(80) ? one.entries[0].second : one);
    }
    return all;
  }

  Yaml situations() {
    Yaml all = Yaml::map();
    if (function_ids_.empty() || harm_ids_.empty() || random_.chance(60)) return all;
    Yaml one = Yaml::map();
    one.add("function", Yaml::of(random_.pick(function_ids_)));
    if (random_.chance(60)) one.add("deviation", Yaml::of("wrong-value"));
    if (random_.chance(60)) {
      one.add("caused_by", Yaml::words({"integrity of " + random_.pick(data_ids_)}));
    }
    one.add("harms", Yaml::words({random_.pick(harm_ids_)}));
    add_common_texts(one);
    all.add("hs1", std::move(one));
    return all;
  }

  Yaml data() {
    Yaml all = Yaml::map();
    for (const std::string& id : data_ids_) {
      std::vector<lang::TypeId> types{random_.pick(kinds_)};
      if (random_.chance(20) && types[0] != kinds_[0]) types.push_back(kinds_[0]);
      Ids words;
      for (const lang::TypeId type : types) words.push_back(vocabulary_[type].id);
      Yaml one = Yaml::map();
      one.add(words.size() > 1 ? "kinds" : "kind",
              words.size() > 1 ? Yaml::words(words) : Yaml::of(words[0]));
      values_.refer_many(one, "produced_by", element_ids_, true, 10);
      if (random_.chance(30)) values_.add_facts(one, Kind::data, types, 2);
      if (random_.chance(25)) values_.add_common(one, Kind::data);
      const std::string key = one.entries[0].first;
      all.add(id, values_.shortened(std::move(one), key));
    }
    return all;
  }

  Yaml boundaries() {
    Yaml all = Yaml::map();
    for (std::size_t i = 0; i < boundary_ids_.size(); ++i) {
      Yaml one = Yaml::map();
      one.add("type", Yaml::of(vocabulary_[boundary_type_[i]].id));
      const Ids earlier(boundary_ids_.begin(),
                        boundary_ids_.begin() + static_cast<std::ptrdiff_t>(i));
      if (!earlier.empty()) values_.refer(one, "in", earlier, true, 30);
      if (random_.chance(40)) values_.add_facts(one, Kind::boundary, {boundary_type_[i]}, 2);
      if (random_.chance(30)) values_.add_common(one, Kind::boundary);
      all.add(boundary_ids_[i], values_.shortened(std::move(one), "type"));
    }
    return all;
  }

  Yaml elements() {
    Yaml all = Yaml::map();
    Ids places = boundary_ids_;
    for (std::size_t i = 0; i < element_ids_.size(); ++i) {
      Yaml one = Yaml::map();
      one.add("type", Yaml::of(vocabulary_[element_type_[i]].id));
      if (!places.empty()) values_.refer(one, "in", places, true, 60);
      values_.refer_many(one, "stores", data_ids_, false, 30);
      values_.refer_many(one, "performs", function_ids_, false, 25);
      values_.refer_many(one, "users", element_ids_, true, 10);
      if (random_.chance(50)) values_.add_facts(one, Kind::element, {element_type_[i]}, 3);
      if (random_.chance(40)) values_.add_common(one, Kind::element);
      all.add(element_ids_[i], values_.shortened(std::move(one), "type"));
      if (is_a(element_type_[i], {"node", "process"})) places.push_back(element_ids_[i]);
    }
    return all;
  }

  std::string arrow() {
    std::string from = random_.chance(5) ? "unknown" : random_.pick(element_ids_);
    std::string to = random_.pick(element_ids_);
    if (from == to) to = element_ids_[(to == element_ids_[0]) ? 1 : 0];
    if (options_.untidy && random_.chance(15)) return from + "->" + to;
    return from + " -> " + to;
  }

  Yaml path() {
    if (random_.chance(75)) return Yaml::of(arrow());
    if (random_.chance(40)) {
      Yaml ends = Yaml::map();
      ends.add("from", Yaml::of(element_ids_[0]));
      ends.add("to", Yaml::of(element_ids_[1]));
      return ends;
    }
    if (random_.chance(50)) {
      Yaml ends = Yaml::map();
      ends.add("from", Yaml::words(element_ids_));
      ends.add("to", Yaml::of(random_.pick(element_ids_)));
      return ends;
    }
    return Yaml::words({arrow(), arrow()});
  }

  Yaml flows() {
    Yaml all = Yaml::map();
    Ids networks;
    for (std::size_t i = 0; i < boundary_ids_.size(); ++i) {
      if (is_a(boundary_type_[i], {"network"})) networks.push_back(boundary_ids_[i]);
    }
    for (const std::string& id : flow_ids_) {
      Yaml one = Yaml::map();
      one.add("path", path());
      std::vector<lang::TypeId> types;
      if (random_.chance(60)) {
        types.push_back(random_.pick(protocols_));
        Yaml protocol = Yaml::of(vocabulary_[types[0]].id);
        if (random_.chance(40)) {
          Yaml details = Yaml::map();
          details.add("name", std::move(protocol));
          if (random_.chance(50)) details.add("version", values_.version());
          values_.add_facts(details, Kind::flow, types, 2);
          protocol = std::move(details);
        }
        one.add("protocol", std::move(protocol));
      } else if (random_.chance(20)) {
        one.add("protocol", values_.unknown());
      }
      if (!networks.empty()) values_.refer_many(one, "over", networks, true, 40);
      values_.refer_many(one, "sends", data_ids_, true, 60);
      values_.refer_many(one, "returns", data_ids_, true, 40);
      if (random_.chance(15)) one.add("on_error", Yaml::of("drop-and-retry"));
      if (random_.chance(50)) add_facts_beside(one, types);
      if (random_.chance(40)) values_.add_common(one, Kind::flow);
      all.add(id, one.entries[0].second.shape == Yaml::Shape::word ? values_.shortened(one, "path")
                                                                   : one);
    }
    return all;
  }

  // Facts of a flow that its protocol does not state already.
  void add_facts_beside(Yaml& flow, const std::vector<lang::TypeId>& types) {
    Yaml facts = Yaml::map();
    values_.add_facts(facts, Kind::flow, types, 2);
    for (const auto& [key, value] : flow.entries) {
      if (key != "protocol") continue;
      std::erase_if(facts.entries, [&](const auto& entry) { return value.has(entry.first); });
    }
    for (auto& [key, value] : facts.entries) flow.add(key, std::move(value));
  }

  Yaml credentials() {
    Yaml all = Yaml::map();
    if (random_.chance(50)) return all;
    Yaml one = Yaml::map();
    values_.add_facts(one, Kind::credential, {}, 3);
    values_.refer_many(one, "held_by", element_ids_, false, 60);
    values_.refer_many(one, "authenticates", element_ids_, false, 60);
    values_.refer(one, "issued_by", element_ids_, true, 40);
    values_.add_common(one, Kind::credential);
    if (one.entries.empty()) one.add("text", Yaml::free("a key"));
    all.add("key1", values_.shortened(std::move(one), "kind"));
    return all;
  }

  Yaml software() {
    Yaml all = Yaml::map();
    if (random_.chance(50)) return all;
    Yaml one = Yaml::map();
    values_.refer(one, "in", element_ids_, false, 90);
    if (random_.chance(60)) one.add("version", values_.version());
    if (random_.chance(30)) one.add("supplier", Yaml::of("Vendor"));
    if (random_.chance(30)) one.add("end_of_support", Yaml::of("2028-06"));
    values_.add_facts(one, Kind::software, {}, 2);
    values_.add_common(one, Kind::software);
    if (one.entries.empty()) one.add("supplier", Yaml::of("Vendor"));
    all.add("sw1", values_.shortened(std::move(one), "in"));
    return all;
  }

  Yaml updates() {
    Yaml all = Yaml::map();
    if (random_.chance(50)) return all;
    Yaml one = Yaml::map();
    values_.refer(one, "data", data_ids_, false, 90);
    values_.refer(one, "built_by", element_ids_, true, 30);
    values_.refer(one, "signed_by", element_ids_, true, 60);
    values_.refer(one, "verified_by", element_ids_, true, 60);
    values_.refer(one, "installs_on", element_ids_, false, 80);
    values_.refer_many(one, "route", element_ids_, false, 40);
    values_.add_facts(one, Kind::update, {}, 2);
    values_.add_common(one, Kind::update);
    if (one.entries.empty()) one.add("text", Yaml::free("an update"));
    all.add("up1", std::move(one));
    return all;
  }

  Yaml modes() {
    Yaml all = Yaml::map();
    for (const std::string& id : mode_ids_) {
      Yaml one = Yaml::map();
      values_.refer(one, "of", element_ids_, false, 90);
      values_.refer_many(one, "entered_by", element_ids_, true, 40);
      values_.refer_many(one, "next", mode_ids_, true, 40);
      values_.add_facts(one, Kind::mode, {}, 2);
      values_.add_common(one, Kind::mode);
      if (one.entries.empty()) one.add("text", Yaml::free("a mode"));
      all.add(id, std::move(one));
    }
    return all;
  }

  Yaml interlocks() {
    Yaml all = Yaml::map();
    if (function_ids_.empty() || random_.chance(60)) return all;
    Yaml one = Yaml::map();
    values_.refer(one, "guards", function_ids_, false, 90);
    values_.refer(one, "implemented_by", element_ids_, true, 60);
    values_.refer(one, "sensed_by", element_ids_, true, 40);
    values_.add_facts(one, Kind::interlock, {}, 2);
    values_.add_common(one, Kind::interlock);
    if (one.entries.empty()) one.add("text", Yaml::free("an interlock"));
    all.add("il1", std::move(one));
    return all;
  }

  Yaml scenarios() {
    Yaml all = Yaml::map();
    if (random_.chance(70)) return all;
    Yaml one = Yaml::map();
    one.add("steps", Yaml::list({Yaml::of(element_ids_[0] + " -> " + element_ids_[1])}));
    all.add("sc1", std::move(one));
    return all;
  }

  const catalog::Catalog& catalog_;
  const lang::Vocabulary& vocabulary_;
  Random random_;
  ModelOptions options_;
  Values values_;
  std::vector<lang::TypeId> element_types_, boundary_types_, protocols_, kinds_;
  Ids element_ids_, boundary_ids_, data_ids_, harm_ids_, function_ids_, flow_ids_, mode_ids_;
  std::vector<lang::TypeId> element_type_, boundary_type_;
  bool device_facts_ = false;
};

}  // namespace

std::string random_model(const catalog::Catalog& catalog, uint64_t seed,
                         const ModelOptions& options) {
  return Generator(catalog, seed, options).run();
}

}  // namespace wardround::testing
