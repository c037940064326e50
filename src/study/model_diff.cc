#include "study/model_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "model/fields.h"

namespace wardround::study {
namespace {

using lang::FactId;
using lang::Kind;
using lang::Provenance;
using lang::SubjectId;
using model::FieldInfo;
using model::Shape;

bool is_value(const lang::Cell& cell) {
  return cell.provenance != Provenance::unknown && cell.provenance != Provenance::not_applicable;
}

// A fact of a kind as the two catalogues know it. Either may be invalid.
struct FactPair {
  FactId before, after;
  bool same_values = false;  // a value has the same number in both
};

std::vector<FactPair> fact_pairs(const catalog::Catalog& before, const catalog::Catalog& after,
                                 Kind kind) {
  std::map<std::string_view, FactPair> pairs;
  const auto take = [&](const catalog::Catalog& catalog, FactId FactPair::* side) {
    const auto& facts = catalog.vocabulary.facts;
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (lang::has(facts[i].subjects, kind)) pairs[facts[i].id].*side = FactId(i);
    }
  };
  take(before, &FactPair::before);
  take(after, &FactPair::after);
  std::vector<FactPair> all;
  for (auto& [id, pair] : pairs) {
    if (pair.before.valid() && pair.after.valid()) {
      const lang::Fact& a = before.vocabulary[pair.before];
      const lang::Fact& b = after.vocabulary[pair.after];
      pair.same_values =
          a.domain == b.domain && a.domain != lang::Domain::version &&
          std::ranges::equal(a.values, b.values, {}, &lang::Value::id, &lang::Value::id);
    }
    all.push_back(pair);
  }
  return all;
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(", ", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  return words;
}

bool is_list(Shape shape) {
  return shape == Shape::reference || shape == Shape::references || shape == Shape::causes ||
         shape == Shape::findings || shape == Shape::control_ids;
}
// Values in which ids of subjects stand.
bool names_subjects(Shape shape) {
  return is_list(shape) || shape == Shape::path || shape == Shape::steps;
}

class Comparison {
 public:
  Comparison(const DesignSide& before, const DesignSide& after, const Matching& matching)
      : before_(before), after_(after), matching_(matching) {
    for (std::size_t k = 0; k < lang::kKinds; ++k)
      facts_[k] = fact_pairs(before.catalog, after.catalog, static_cast<Kind>(k));
  }

  ModelDiff run() {
    take_controls(before_, &ControlPair::before);
    take_controls(after_, &ControlPair::after);
    for (std::size_t i = 0; i < after_.model.subjects.size(); ++i) {
      const SubjectId id(i), former = matching_.before(id);
      if (former.valid()) {
        kept(former, id);
      } else if (!is_made_up(after_.model[id])) {
        one_sided(after_, id, SubjectChangeKind::added);
      }
    }
    for (std::size_t i = 0; i < before_.model.subjects.size(); ++i) {
      const SubjectId id(i);
      if (!matching_.after(id).valid() && !is_made_up(before_.model[id]))
        one_sided(before_, id, SubjectChangeKind::removed);
    }
    std::ranges::sort(out_.subjects, [](const SubjectChange& a, const SubjectChange& b) {
      return std::tie(a.kind, a.id, a.change) < std::tie(b.kind, b.id, b.change);
    });
    return std::move(out_);
  }

 private:
  struct ControlPair {
    std::vector<std::pair<std::string, std::string>> before, after;  // text, place
  };

  // What the short form of `harms:` stands for: the function's own line says it.
  static bool is_made_up(const model::Subject& subject) {
    return subject.kind == Kind::hazardous_situation && subject.generated;
  }

  void one_sided(const DesignSide& side, SubjectId id, SubjectChangeKind change) {
    const model::Subject& subject = side.model[id];
    SubjectChange out;
    out.change = change;
    out.kind = subject.kind;
    out.id = subject.id;
    out.name = subject.name;
    const bool added = change == SubjectChangeKind::added;
    (added ? out.after : out.before) = side.sources.location(subject.span);
    const Said type = type_of(side, id);
    if (!type.text.empty()) {
      out.fields.push_back({std::string(type_word(subject.kind)),
                            added ? Said{} : type,
                            added ? type : Said{},
                            {},
                            {}});
    }
    const std::string parent = parent_of(side, id);
    if (!parent.empty()) out.moved.emplace(added ? "" : parent, added ? parent : "");
    out_.subjects.push_back(std::move(out));
  }

  void kept(SubjectId a, SubjectId b) {
    const model::Subject& one = before_.model[a];
    const model::Subject& other = after_.model[b];
    SubjectChange out;
    out.kind = other.kind;
    out.id = other.id;
    out.name = other.name;
    if (one.id != other.id) out.former_id = one.id;
    out.before = before_.sources.location(one.span);
    out.after = after_.sources.location(other.span);
    if (!same_parent(a, b)) out.moved.emplace(parent_of(before_, a), parent_of(after_, b));
    if (!is_made_up(one) || !is_made_up(other)) fields(a, b, out);
    facts(a, b, out);
    controls(b, out);
    if (out.former_id.empty() && !out.moved && out.fields.empty() && out.facts.empty() &&
        out.controls.empty())
      return;
    out_.subjects.push_back(std::move(out));
  }

  static std::string parent_of(const DesignSide& side, SubjectId id) {
    const SubjectId parent = side.model[id].parent;
    return parent.valid() ? side.model[parent].id : "";
  }
  [[nodiscard]] bool same_parent(SubjectId a, SubjectId b) const {
    const SubjectId one = before_.model[a].parent, other = after_.model[b].parent;
    if (!one.valid() || !other.valid()) return one.valid() == other.valid();
    return matching_.after(one) == other;
  }

  // ---- Fields

  static std::string_view type_word(Kind kind) {
    if (kind == Kind::flow) return "protocol";
    return kind == Kind::data ? "kind" : "type";
  }
  static Said type_of(const DesignSide& side, SubjectId id) {
    Said said;
    for (const lang::TypeId type : side.model.universe.types[id]) {
      said.text += (said.text.empty() ? "" : ", ") + side.catalog.vocabulary[type].id;
    }
    if (said.text.empty() && side.model.universe.type_open[id.index()]) said.text = "unknown";
    for (const std::string_view word : {"type", "kind", "kinds", "protocol"}) {
      const model::Field* field = side.model[id].field(word);
      if (field) said.place = side.sources.location(field->span);
    }
    return said;
  }

  void fields(SubjectId a, SubjectId b, SubjectChange& out) {
    const Said type_before = type_of(before_, a), type_after = type_of(after_, b);
    if (type_before.text != type_after.text)
      out.fields.push_back({std::string(type_word(out.kind)), type_before, type_after, {}, {}});
    for (const auto list :
         {model::common_fields(), model::section_of(out.kind).fields,
          out.kind == Kind::flow ? model::protocol_fields() : none_,
          out.kind == Kind::system ? model::find_section("context")->fields : none_}) {
      for (const FieldInfo& info : list) field(info, a, b, out);
    }
  }

  void field(const FieldInfo& info, SubjectId a, SubjectId b, SubjectChange& out) {
    const bool elsewhere = info.shape == Shape::type || info.shape == Shape::types ||
                           info.shape == Shape::protocol || info.shape == Shape::controls ||
                           info.shape == Shape::facts || info.name == "was" ||
                           info.relation == lang::Relation::parent;
    if (elsewhere || is_fact(out.kind, info.name)) return;
    const model::Field* one = before_.model[a].field(info.name);
    const model::Field* other = after_.model[b].field(info.name);
    if (info.name == "id" || (!one && !other)) return;
    FieldChange change;
    change.field = info.name;
    if (one) change.before = said_field(before_, *one);
    if (other) change.after = said_field(after_, *other);
    if (is_list(info.shape)) {
      list_change(info, change);
      if (one && other && change.added.empty() && change.removed.empty() &&
          (info.relation != lang::Relation::route || same_words(change)))
        return;
    } else if (one && other &&
               (names_subjects(info.shape) ? same_words(change)
                                           : change.before.text == change.after.text)) {
      return;
    }
    out.fields.push_back(std::move(change));
  }

  static Said said_field(const DesignSide& side, const model::Field& field) {
    return {field.text, Provenance::stated, "", side.sources.location(field.span)};
  }
  // Texts that the catalogue also declares as facts are compared as facts.
  [[nodiscard]] bool is_fact(Kind kind, std::string_view name) const {
    return after_.catalog.vocabulary.find_fact(kind, name).valid() &&
           before_.catalog.vocabulary.find_fact(kind, name).valid();
  }

  // The text with every id in it replaced by what the two models share.
  [[nodiscard]] std::string shared(const DesignSide& side, std::string_view text) const {
    const bool former = &side == &before_;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const auto in_id = [&](std::size_t i) {
        const auto c = static_cast<unsigned char>(text[i]);
        return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
      };
      std::size_t end = at;
      while (end < text.size() && in_id(end) && text.substr(end, 2) != "->") ++end;
      if (end == at) {
        out += text[at++];
        continue;
      }
      const std::string_view word = text.substr(at, end - at);
      const SubjectId id = side.model.find(word);
      const SubjectId both = former ? matching_.after(id) : id;
      if (!id.valid()) {
        out += word;
      } else if (both.valid() && (former || matching_.before(id).valid())) {
        out += fmt::format("\x01{}\x01", both.index());
      } else {
        out += fmt::format("{}{}\x01", former ? '\x02' : '\x03', word);
      }
      at = end;
    }
    return out;
  }
  [[nodiscard]] bool same_words(const FieldChange& change) const {
    return shared(before_, change.before.text) == shared(after_, change.after.text);
  }
  void list_change(const FieldInfo&, FieldChange& change) const {
    std::set<std::string> earlier, later;
    for (const auto word : split_list(change.before.text)) earlier.insert(shared(before_, word));
    for (const auto word : split_list(change.after.text)) later.insert(shared(after_, word));
    for (const auto word : split_list(change.before.text)) {
      if (!later.contains(shared(before_, word))) change.removed.emplace_back(word);
    }
    for (const auto word : split_list(change.after.text)) {
      if (!earlier.contains(shared(after_, word))) change.added.emplace_back(word);
    }
  }

  // ---- Facts

  void facts(SubjectId a, SubjectId b, SubjectChange& out) {
    for (const FactPair& pair : facts_[static_cast<std::size_t>(out.kind)]) {
      const lang::Cell one =
          pair.before.valid() ? before_.model.universe.cell(pair.before, a) : lang::Cell{};
      const lang::Cell other =
          pair.after.valid() ? after_.model.universe.cell(pair.after, b) : lang::Cell{};
      if (!is_value(one) && !is_value(other)) continue;
      if (one.provenance == other.provenance && pair.same_values && one.value == other.value)
        continue;
      FactChange change;
      change.fact = pair.after.valid() ? after_.catalog.vocabulary[pair.after].id
                                       : before_.catalog.vocabulary[pair.before].id;
      if (pair.before.valid())
        change.before = said_fact(before_, before_.model.universe, pair.before, a);
      if (pair.after.valid())
        change.after = said_fact(after_, after_.model.universe, pair.after, b);
      if (change.before.text == change.after.text &&
          change.before.provenance == change.after.provenance)
        continue;
      out.facts.push_back(std::move(change));
    }
  }

  // ---- Controls

  // What a use says, in words that both sides share, and as it is shown.
  void take_controls(const DesignSide& side,
                     std::vector<std::pair<std::string, std::string>> ControlPair::* where) {
    const bool former = &side == &before_;
    for (const model::ControlUse& use : side.model.controls) {
      const SubjectId at = former ? matching_.after(use.at) : use.at;
      if (!at.valid()) continue;  // goes with its subject
      std::string text = use.status == model::Status::implemented ? "implemented" : "planned";
      auto parameters = use.parameters;
      std::ranges::sort(parameters);
      for (const auto& [name, value] : parameters) text += fmt::format(", {} {}", name, value);
      for (const SubjectId except : use.not_on) {
        const SubjectId shown = former ? matching_.after(except) : except;
        text += ", not on " +
                (former && !shown.valid() ? side.model[except].id : after_.model[shown].id);
      }
      const std::string& id = side.catalog[use.control].id;
      // A control that was renamed in the catalogue goes by its later id.
      const catalog::ControlId later = after_.catalog.find_control(id);
      const catalog::ControlId earlier = before_.catalog.find_control(id);
      const std::string& name = later.valid()     ? after_.catalog[later].id
                                : earlier.valid() ? before_.catalog[earlier].id
                                                  : id;
      (controls_[at][name].*where).emplace_back(std::move(text), side.sources.location(use.span));
    }
  }

  void controls(SubjectId after, SubjectChange& out) {
    const auto found = controls_.find(after);
    if (found == controls_.end()) return;
    for (auto& [control, pair] : found->second) {
      const Said one = merged(pair.before), other = merged(pair.after);
      if (one.text != other.text) out.controls.push_back({control, one, other});
    }
  }
  static Said merged(std::vector<std::pair<std::string, std::string>>& uses) {
    std::ranges::sort(uses);
    Said said;
    for (const auto& [text, place] : uses) {
      said.text += (said.text.empty() ? "" : "; ") + text;
      if (said.place.empty()) said.place = place;
    }
    return said;
  }

  const DesignSide before_;  // copies: a model may be compared with itself
  const DesignSide after_;
  const Matching& matching_;
  std::span<const FieldInfo> none_;
  std::array<std::vector<FactPair>, lang::kKinds> facts_;
  std::map<SubjectId, std::map<std::string, ControlPair>> controls_;  // by later subject
  ModelDiff out_;
};

}  // namespace

std::string_view name(SubjectChangeKind kind) {
  switch (kind) {
    case SubjectChangeKind::added:
      return "added";
    case SubjectChangeKind::removed:
      return "removed";
    case SubjectChangeKind::kept:
      return "changed";
  }
  return "";
}

ModelDiff diff_models(const DesignSide& before, const DesignSide& after, const Matching& matching) {
  return Comparison(before, after, matching).run();
}

Said said_fact(const DesignSide& side, const lang::Universe& universe, FactId fact,
               SubjectId subject) {
  const lang::Cell cell = universe.cell(fact, subject);
  Said said;
  said.provenance = cell.provenance;
  said.text = cell.provenance == Provenance::unknown ? "unknown"
              : cell.provenance == Provenance::not_applicable
                  ? "not applicable"
                  : lang::value_text(universe, side.catalog.vocabulary[fact], cell.value);
  if (cell.origin < universe.origins.size()) {
    const lang::Origin& origin = universe.origins[cell.origin];
    said.via = origin.via;
    if (origin.span.valid()) said.place = side.sources.location(origin.span);
  }
  return said;
}

FactId same_fact(const catalog::Catalog& from, FactId fact, const catalog::Catalog& to, Kind kind) {
  return fact.valid() ? to.vocabulary.find_fact(kind, from.vocabulary[fact].id) : FactId();
}

}  // namespace wardround::study
