#include "risk/cvss_grounds.h"

#include <fmt/core.h>

#include <algorithm>

namespace wardround::risk {

namespace {

using catalog::Property;
using lang::Kind;
using lang::Position;
using lang::Relation;

struct PositionAccess {
  Position position;
  Access access;
  std::string_view where;
  std::string_view precondition;
};
constexpr PositionAccess kAccess[] = {
    {Position::internet, Access::network, "from the internet", ""},
    {Position::hospital_network, Access::network, "from the hospital's network", ""},
    {Position::home_network, Access::network, "from the network at home", ""},
    {Position::radio_range, Access::radio, "within reach of the radio", ""},
    {Position::on_path, Access::network, "from between the two ends",
     "the attacker must get between the two ends first"},
    {Position::physical_touch, Access::physical, "with a hand on the device", ""},
    {Position::physical_possession, Access::physical, "with the device in hand", ""},
    {Position::supply_chain, Access::network, "from a supplier",
     "the attacker must get into a supplier first"},
    {Position::insider_user, Access::local, "from the place of somebody who works with it", ""},
    {Position::insider_admin, Access::local, "from the place of an administrator", ""},
    {Position::insider_developer, Access::local, "from the place of a developer", ""},
};

std::span<const SubjectId> follow(const Grounds& grounds, SubjectId subject, Relation relation) {
  const lang::Relations& targets = grounds.model.universe.relation(relation);
  return {targets.first(subject), targets.count(subject)};
}
bool is_open(const Grounds& grounds, SubjectId subject, Relation relation) {
  return grounds.model.universe.relation(relation).is_open(subject);
}

bool is_type(const Grounds& grounds, SubjectId subject, lang::TypeTree tree,
             std::string_view type) {
  const lang::TypeId wanted = grounds.catalog.vocabulary.find_type(tree, type);
  return wanted.valid() &&
         std::ranges::any_of(grounds.model.universe.types[subject], [&](lang::TypeId own) {
           return grounds.catalog.vocabulary.is_a(own, wanted);
         });
}

void take_position(const Grounds& grounds, Position position, Attack& attack) {
  const auto& found = *std::ranges::find(kAccess, position, &PositionAccess::position);
  attack.access = found.access;
  attack.where = found.where;
  attack.precondition = found.precondition;
  const SubjectId subject = grounds.finding.subject;
  if (position == Position::on_path && grounds.model.universe.kind(subject) == Kind::flow &&
      is_type(grounds, subject, lang::TypeTree::protocol, "radio"))
    attack.access = Access::radio;
}

std::optional<Position> farthest(uint16_t positions) {
  std::optional<Position> best;
  Access access = Access::physical;
  for (const PositionAccess& candidate : kAccess) {
    if ((positions >> static_cast<unsigned>(candidate.position) & 1u) == 0) continue;
    // Of two as far, the one that needs nothing first.
    if (best && candidate.access >= access) continue;
    best = candidate.position;
    access = candidate.access;
  }
  return best;
}

// Where a subject is exposed; what may be so counts if it is worse than what is so.
void take_exposure(const Grounds& grounds, Attack& attack) {
  const auto& exposed = grounds.model.universe.exposed;
  const std::size_t subject = grounds.finding.subject.index();
  const lang::Exposure exposure = subject < exposed.size() ? exposed[subject] : lang::Exposure{};
  const auto sure = farthest(exposure.yes);
  const auto any = farthest(exposure.yes | exposure.unknown);
  if (!any) {
    attack.access_unknown = true;
    attack.where = "nothing says from where";
    return;
  }
  take_position(grounds, *any, attack);
  Attack least;
  if (sure) take_position(grounds, *sure, least);
  if (sure && least.access <= attack.access) {
    take_position(grounds, *sure, attack);
  } else {
    attack.access_unknown = true;
    attack.where += ", perhaps";
  }
}

// A control in place that makes the attack harder without answering it.
std::string obstacle_of(const Grounds& grounds) {
  for (const threats::ControlNote& note :
       threats::controls(grounds.catalog, grounds.model, grounds.result, grounds.finding)) {
    if (note.answering == threats::Answering::implemented &&
        note.effect == catalog::Effect::weakens)
      return fmt::format("`{}` has to be got round", grounds.catalog[note.control].id);
  }
  return "";
}

bool weighty(const Grounds& grounds, SubjectId data) {
  constexpr std::string_view kKinds[] = {"safety-relevant", "code", "authorisation", "secret"};
  return std::ranges::any_of(kKinds,
                             [&](std::string_view kind) { return is_kind(grounds, data, kind); });
}
bool may_harm(const Grounds& grounds, SubjectId function) {
  return !follow(grounds, function, Relation::situations).empty();
}

Impact confidentiality_here(const Grounds& grounds, const Affected& affected) {
  if (!loses(grounds, Property::confidentiality))
    return {Loss::none, false, "nothing is disclosed"};
  for (const SubjectId data : affected.data) {
    if (is_kind(grounds, data, "confidential"))
      return {Loss::high, false, quoted(grounds, data) + " can be read and is confidential"};
  }
  for (const SubjectId data : affected.data) {
    if (kind_unknown(grounds, data))
      return {Loss::high, true, "nothing says what " + quoted(grounds, data) + " is"};
  }
  if (affected.data.empty()) return {Loss::high, true, "nothing says which data is disclosed"};
  return {Loss::low, false,
          quoted(grounds, affected.data.front()) + " can be read; no data there is confidential"};
}

// Integrity and availability weigh by what depends on them.
Impact dependence_here(const Grounds& grounds, const Affected& affected, Property property) {
  const bool integrity = property == Property::integrity;
  if (!loses(grounds, property))
    return {Loss::none, false, integrity ? "nothing is changed" : "nothing stops"};
  if (!affected.functions.empty()) {
    return {Loss::high, false,
            fmt::format("{} can be {}", quoted(grounds, affected.functions.front()),
                        integrity ? "made to do something else" : "stopped")};
  }
  for (const SubjectId data : affected.data) {
    if (weighty(grounds, data)) {
      return {Loss::high, false,
              fmt::format(
                  "{} can be {}", quoted(grounds, data),
                  integrity ? "changed, and much rests on it" : "withheld, and much rests on it")};
    }
    for (const SubjectId function : follow(grounds, data, Relation::functions)) {
      if (may_harm(grounds, function))
        return {Loss::high, false,
                fmt::format("{} needs {}", quoted(grounds, function), quoted(grounds, data))};
    }
  }
  for (const SubjectId data : affected.data) {
    if (kind_unknown(grounds, data))
      return {Loss::high, true, "nothing says what " + quoted(grounds, data) + " is"};
  }
  if (affected.data.empty())
    return {Loss::high, true,
            integrity ? "nothing says what is changed" : "nothing says what stops"};
  return {Loss::low, false,
          fmt::format("{} can be {}; nothing that may harm rests on it",
                      quoted(grounds, affected.data.front()), integrity ? "changed" : "withheld")};
}

// The elements in which the weakness is.
std::vector<SubjectId> places_of(const Grounds& grounds) {
  const SubjectId subject = grounds.finding.subject;
  std::vector<SubjectId> places;
  const auto add = [&](Relation relation) {
    for (const SubjectId place : follow(grounds, subject, relation)) places.push_back(place);
  };
  switch (grounds.model.universe.kind(subject)) {
    case Kind::element:
      places.push_back(subject);
      break;
    case Kind::flow:
      add(Relation::from);
      add(Relation::to);
      break;
    case Kind::data:
      add(Relation::stored_in);
      add(Relation::producers);
      break;
    case Kind::function:
      add(Relation::performers);
      break;
    case Kind::credential:
      add(Relation::authenticates);
      add(Relation::held_by);
      break;
    case Kind::software:
      add(Relation::runs_in);
      break;
    case Kind::update:
      add(Relation::installs_on);
      break;
    case Kind::mode:
      add(Relation::of);
      break;
    case Kind::interlock:
      add(Relation::implemented_by);
      break;
    case Kind::boundary:
      add(Relation::contents);
      break;
    default:
      break;
  }
  return places;
}

SubjectId node_of(const Grounds& grounds, SubjectId element) {
  const auto kind = grounds.model.universe.kind(element);
  if (kind != Kind::element && kind != Kind::boundary) return element;
  const auto node = follow(grounds, element, Relation::node);
  return node.empty() ? element : node.front();
}

class Beyond {
 public:
  explicit Beyond(const Grounds& grounds) : grounds_(grounds) {
    for (const SubjectId place : places_of(grounds)) nodes_.push_back(node_of(grounds, place));
    whole_ = grounds.model.universe.kind(grounds.finding.subject) == Kind::system;
  }
  // The first element of another system; invalid if there is none.
  [[nodiscard]] SubjectId first(std::span<const SubjectId> elements) const {
    for (const SubjectId element : elements) {
      if (!whole_ && std::ranges::find(nodes_, node_of(grounds_, element)) == nodes_.end())
        return element;
    }
    return {};
  }

 private:
  const Grounds& grounds_;
  std::vector<SubjectId> nodes_;
  bool whole_ = false;  // nothing of the model is beyond the system
};

void raise(Impact& impact, Loss loss, bool unknown, std::string reason) {
  if (loss < impact.loss || (loss == impact.loss && (unknown || !impact.unknown))) return;
  impact = {loss, unknown, std::move(reason)};
}

// A key that is kept here and opens something elsewhere.
void follow_keys(const Grounds& grounds, const Beyond& beyond, Impact& impact) {
  if (grounds.model.universe.kind(grounds.finding.subject) != Kind::element) return;
  for (const SubjectId key : follow(grounds, grounds.finding.subject, Relation::holds)) {
    std::vector<SubjectId> opened;
    for (const SubjectId target : follow(grounds, key, Relation::authenticates)) {
      if (grounds.model.universe.kind(target) == Kind::flow) {
        const auto to = follow(grounds, target, Relation::to);
        opened.insert(opened.end(), to.begin(), to.end());
      } else {
        opened.push_back(target);
      }
    }
    if (const SubjectId other = beyond.first(opened); other.valid())
      raise(impact, Loss::high, false,
            fmt::format("{} opens {}", quoted(grounds, key), quoted(grounds, other)));
  }
}

void follow_data(const Grounds& grounds, const Beyond& beyond, SubjectId data, Impact& impact) {
  if (is_open(grounds, data, Relation::readers)) {
    raise(impact, Loss::high, true, "nothing says who else receives " + quoted(grounds, data));
  }
  const SubjectId reader = beyond.first(follow(grounds, data, Relation::readers));
  if (!reader.valid()) return;
  raise(impact, weighty(grounds, data) ? Loss::high : Loss::low, false,
        fmt::format("{} receives {}", quoted(grounds, reader), quoted(grounds, data)));
}

void follow_function(const Grounds& grounds, const Beyond& beyond, SubjectId function,
                     std::string_view how, Impact& impact) {
  const SubjectId performer = beyond.first(follow(grounds, function, Relation::performers));
  if (!performer.valid()) return;
  raise(
      impact, may_harm(grounds, function) ? Loss::high : Loss::low, false,
      fmt::format("{} performs {}{}", quoted(grounds, performer), quoted(grounds, function), how));
}

}  // namespace

std::string quoted(const Grounds& grounds, SubjectId subject) {
  return fmt::format("`{}`", grounds.model[subject].id);
}

bool is_kind(const Grounds& grounds, SubjectId data, std::string_view kind) {
  return is_type(grounds, data, lang::TypeTree::data, kind);
}
bool kind_unknown(const Grounds& grounds, SubjectId data) {
  const lang::Universe& universe = grounds.model.universe;
  return universe.types[data].empty() ||
         (!universe.type_open.empty() && universe.type_open[data.index()]);
}

bool has_vector(const Grounds& grounds) {
  return loses(grounds) != 0 &&
         grounds.catalog[grounds.finding.weakness].kind != catalog::FindingKind::safety_design;
}
catalog::PropertySet loses(const Grounds& grounds) {
  const catalog::Rule& rule = grounds.catalog[grounds.finding.rule];
  return rule.loses != 0 ? rule.loses : grounds.catalog[grounds.finding.weakness].loses;
}
bool loses(const Grounds& grounds, Property property) {
  return (loses(grounds) & static_cast<catalog::PropertySet>(property)) != 0;
}

Attack attack_of(const Grounds& grounds) {
  const catalog::Foothold& needs = grounds.catalog[grounds.finding.rule].needs;
  Attack attack;
  switch (needs.kind) {
    case catalog::Foothold::Kind::position:
      take_position(grounds, needs.position, attack);
      break;
    case catalog::Foothold::Kind::on:
      attack.access = Access::local;
      attack.where = "from a part that the attacker controls already";
      break;
    case catalog::Foothold::Kind::exposed:
      take_exposure(grounds, attack);
      break;
    case catalog::Foothold::Kind::none:
      attack.access_unknown = true;
      attack.where = "the rule does not say from where";
      break;
  }
  const SubjectId subject = grounds.finding.subject;
  const Kind kind = grounds.model.universe.kind(subject);
  attack.privilege = needs.privilege;
  attack.obstacle = obstacle_of(grounds);
  attack.at_port =
      kind == Kind::element && is_type(grounds, subject, lang::TypeTree::element, "port");
  attack.short_range =
      kind == Kind::flow && is_type(grounds, subject, lang::TypeTree::protocol, "nfc");
  return attack;
}

Impacts impacts_here(const Grounds& grounds, const Affected& affected) {
  return {confidentiality_here(grounds, affected),
          dependence_here(grounds, affected, Property::integrity),
          dependence_here(grounds, affected, Property::availability)};
}

Impacts impacts_beyond(const Grounds& grounds, const Affected& affected) {
  const Beyond beyond(grounds);
  Impacts impacts;
  impacts.confidentiality.reason = "no key to another system is disclosed";
  impacts.integrity.reason = "no other system works with what is changed";
  impacts.availability.reason = "no other system waits for what stops";
  if (loses(grounds, Property::confidentiality))
    follow_keys(grounds, beyond, impacts.confidentiality);
  if (loses(grounds, Property::integrity)) {
    for (const SubjectId data : affected.data)
      follow_data(grounds, beyond, data, impacts.integrity);
  }
  if (loses(grounds, Property::availability)) {
    for (const SubjectId data : affected.data) {
      for (const SubjectId function : follow(grounds, data, Relation::functions))
        follow_function(grounds, beyond, function, ", which needs " + quoted(grounds, data),
                        impacts.availability);
    }
    for (const SubjectId function : affected.functions)
      follow_function(grounds, beyond, function, "", impacts.availability);
  }
  return impacts;
}

}  // namespace wardround::risk
