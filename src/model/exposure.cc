#include "model/exposure.h"

#include <algorithm>

#include "model/csr.h"

namespace wardround::model {
namespace {

using lang::Exposure;
using lang::Position;
using lang::Relation;

constexpr uint16_t bit(Position position) {
  return static_cast<uint16_t>(1u << static_cast<unsigned>(position));
}
constexpr uint16_t kTouch = bit(Position::physical_touch);
constexpr uint16_t kPossession = bit(Position::physical_possession);
constexpr uint16_t kRadio = bit(Position::radio_range);
constexpr uint16_t kOnPath = bit(Position::on_path);
constexpr uint16_t kInternet = bit(Position::internet);
constexpr uint16_t kAnyNetwork = static_cast<uint16_t>(kInternet | bit(Position::home_network) |
                                                       bit(Position::hospital_network) | kOnPath);

// Adds to an exposure; true if it grew.
bool add(Exposure& to, uint16_t yes, uint16_t unknown) {
  const Exposure before = to;
  to.yes = static_cast<uint16_t>(to.yes | yes);
  to.unknown = static_cast<uint16_t>((to.unknown | unknown) & ~to.yes);
  return to.yes != before.yes || to.unknown != before.unknown;
}
void add(Exposure& to, const Exposure& from) {
  add(to, from.yes, from.unknown);
}

// Everything certain becomes possible.
Exposure perhaps(const Exposure& exposure) {
  return {0, static_cast<uint16_t>(exposure.yes | exposure.unknown)};
}

class Exposing {
 public:
  explicit Exposing(Building& b) : b_(b), u_(b.model.universe) {
    u_.exposed.assign(b.size(), {});
    u_.reachable.assign(b.size(), {});
    const lang::FactId fact = b.vocabulary().find_fact(Kind::element, "controlled_by");
    if (fact.valid()) controlled_by_ = fact;
  }

  void run() {
    for (std::size_t i = 0; i < b_.size(); ++i) {
      if (kind(SubjectId(i)) == Kind::flow) u_.exposed[i] = of_flow(SubjectId(i));
    }
    for (std::size_t i = 0; i < b_.size(); ++i) {
      if (kind(SubjectId(i)) == Kind::element) u_.exposed[i] = of_element(SubjectId(i));
    }
    add_supply_chain(Relation::installs_on);
    add_supply_chain(Relation::runs_in);
    reach();
  }

 private:
  [[nodiscard]] Kind kind(SubjectId s) const { return u_.kind(s); }
  // A flow whose protocol was left out may be anything: for reach that counts as unknown, too.
  [[nodiscard]] bool type_unknown(SubjectId s) const {
    return u_.type_open[s.index()] || (kind(s) == Kind::flow && u_.types[s].empty());
  }
  // ---- flows

  Exposure of_flow(SubjectId flow) {
    const SubjectId from = only(u_.relation(Relation::from), flow);
    // Inside one node only whoever has the node in hand gets at a flow, whatever boundaries divide
    // it.
    if (in_one_node(flow)) return physical(from);
    const lang::Relations& crossing = u_.relation(Relation::crossing);
    if (crossing.count(flow) > 0) return of_crossing(flow);
    if (crossing.is_open(flow)) return perhaps(of_crossing(flow));
    // A short model names no nodes: what talks by radio or ip does not sit in one box for that.
    if (far(flow) != 0 && (b_.is_a(flow, b_.roots.radio) || b_.is_a(flow, b_.roots.ip))) {
      return of_crossing(flow);
    }
    return from.valid() ? physical(from) : Exposure{};
  }

  Exposure of_crossing(SubjectId flow) {
    Exposure out;
    const lang::Relations& over = u_.relation(Relation::over);
    for (const SubjectId network : row(over, flow)) add(out, of_network(network));
    if (over.is_open(flow)) add(out, 0, kAnyNetwork);
    const bool named = over.count(flow) > 0 || over.is_open(flow);
    if (b_.is_a(flow, b_.roots.radio)) {
      add(out, kRadio, 0);
    } else if (type_unknown(flow) && !named && by_hand(flow)) {
      add(out, of_cable(flow));
    } else if (type_unknown(flow)) {
      const uint16_t air = with_person(flow) ? uint16_t{0} : kRadio;
      if (!named) add(out, 0, static_cast<uint16_t>(air | kOnPath | far(flow)));
    } else if (b_.is_a(flow, b_.roots.ip)) {
      if (!named) add(out, of_unnamed_network(flow));
    } else if (!named) {
      add(out, of_cable(flow));
    }
    return out;
  }

  // Some node encloses both ends, and no network is named that leads out of it and back.
  [[nodiscard]] bool in_one_node(SubjectId flow) const {
    const SubjectId from = only(u_.relation(Relation::from), flow);
    const SubjectId to = only(u_.relation(Relation::to), flow);
    const lang::Relations& over = u_.relation(Relation::over);
    if (!from.valid() || !to.valid() || over.count(flow) > 0 || over.is_open(flow)) return false;
    const auto around = row(u_.relation(Relation::enclosing), to);
    return std::ranges::any_of(row(u_.relation(Relation::enclosing), from), [&](SubjectId s) {
      return b_.is_a(s, b_.roots.node) && std::ranges::binary_search(around, s);
    });
  }

  // A person has no radio, but perhaps a computer that the model does not speak of.
  [[nodiscard]] bool with_person(SubjectId flow) const {
    const SubjectId from = only(u_.relation(Relation::from), flow);
    const SubjectId to = only(u_.relation(Relation::to), flow);
    return (from.valid() && b_.is_a(from, b_.roots.person)) ||
           (to.valid() && b_.is_a(to, b_.roots.person));
  }

  // What is plugged into a port is a cable, and a person works with hands and eyes, unless a
  // protocol is named: no radio, no network. With a service or a store a person does not.
  [[nodiscard]] bool by_hand(SubjectId flow) const {
    const SubjectId from = only(u_.relation(Relation::from), flow);
    const SubjectId to = only(u_.relation(Relation::to), flow);
    const auto plug = [&](SubjectId s) {
      return s.valid() && b_.is_a(s, b_.roots.port) && !b_.is_a(s, b_.roots.ethernet_port);
    };
    const auto remote = [&](SubjectId s) {
      return b_.is_a(s, b_.roots.service) || b_.is_a(s, b_.roots.communication_stack) ||
             b_.is_a(s, b_.roots.store) || type_unknown(s);
    };
    if (plug(from) || plug(to)) return true;
    if (!from.valid() || !to.valid()) return false;
    return with_person(flow) && !remote(from) && !remote(to);
  }

  // The internet, where nothing encloses both ends.
  uint16_t far(SubjectId flow) {
    const SubjectId from = only(u_.relation(Relation::from), flow);
    const SubjectId to = only(u_.relation(Relation::to), flow);
    if (!from.valid() || !to.valid()) return kInternet;
    const auto a = row(u_.relation(Relation::enclosing), from);
    const auto around = [&](SubjectId s) {
      return s == from || std::binary_search(a.begin(), a.end(), s);
    };
    const auto b = row(u_.relation(Relation::enclosing), to);
    return around(to) || std::any_of(b.begin(), b.end(), around) ? uint16_t{0} : kInternet;
  }

  Exposure of_network(SubjectId network) {
    Exposure out;
    if (type_unknown(network)) {
      out.unknown = kAnyNetwork;
      return out;
    }
    out.yes = kOnPath;
    if (b_.is_a(network, b_.roots.internet)) add(out, kInternet, 0);
    if (b_.is_a(network, b_.roots.home_network)) add(out, bit(Position::home_network), 0);
    if (b_.is_a(network, b_.roots.hospital_network)) add(out, bit(Position::hospital_network), 0);
    return out;
  }

  Exposure of_unnamed_network(SubjectId flow) {
    Exposure out{kOnPath, 0};
    for (const Relation end : {Relation::from, Relation::to}) {
      const SubjectId element = only(u_.relation(end), flow);
      if (element.valid()) add(out, of_networks_around(element));
    }
    add(out, 0, far(flow));
    return out;
  }

  Exposure of_networks_around(SubjectId element) {
    Exposure out;
    for (const SubjectId boundary : row(u_.relation(Relation::boundaries), element)) {
      if (b_.is_a(boundary, b_.roots.network)) add(out, of_network(boundary));
    }
    return out;
  }

  Exposure of_cable(SubjectId flow) {
    Exposure out;
    for (const Relation relation : {Relation::from, Relation::to}) {
      const SubjectId end = only(u_.relation(relation), flow);
      if (!end.valid() || !controlled_by_.valid()) continue;
      const SubjectId node = only(u_.relation(Relation::node), end);
      const lang::Cell& cell = u_.cell(controlled_by_, node.valid() ? node : end);
      const std::string_view who = value(cell);
      if (cell.provenance == lang::Provenance::not_applicable || who == "manufacturer") continue;
      if (who.empty()) {
        add(out, 0, kTouch);
      } else {
        add(out, kTouch, 0);
      }
    }
    return out;
  }

  // ---- elements

  Exposure of_element(SubjectId element) {
    if (b_.is_a(element, b_.roots.external)) return {};
    Exposure out = physical(element);
    for (const SubjectId flow : row(u_.relation(Relation::serves), element)) {
      add(out, remote(u_.exposed[flow.index()]));
    }
    for (const SubjectId flow : row(u_.relation(Relation::opens), element)) {
      const Exposure& exposed = u_.exposed[flow.index()];
      add(out, static_cast<uint16_t>(exposed.yes & kRadio),
          static_cast<uint16_t>(exposed.unknown & kRadio));
    }
    return out;
  }

  static Exposure remote(const Exposure& exposure) {
    constexpr uint16_t kRemote = static_cast<uint16_t>(kAnyNetwork | kRadio);
    return {static_cast<uint16_t>(exposure.yes & kRemote),
            static_cast<uint16_t>(exposure.unknown & kRemote)};
  }

  // By who controls the node; of an element in no node only what is known of itself.
  Exposure physical(SubjectId element) {
    if (!controlled_by_.valid()) return {};
    const SubjectId node = only(u_.relation(Relation::node), element);
    const lang::Cell& cell = u_.cell(controlled_by_, node.valid() ? node : element);
    if (cell.provenance == lang::Provenance::not_applicable) return {};
    const std::string_view who = value(cell);
    if (who.empty()) {
      return node.valid() ? Exposure{0, static_cast<uint16_t>(kTouch | kPossession)} : Exposure{};
    }
    if (who == "manufacturer") return {};
    if (who == "patient" || who == "third-party") {
      return {static_cast<uint16_t>(kTouch | kPossession), 0};
    }
    return {kTouch, 0};
  }

  // The value of `controlled_by`; empty if it is not certain.
  [[nodiscard]] std::string_view value(const lang::Cell& cell) const {
    if (cell.provenance == lang::Provenance::unknown ||
        cell.provenance == lang::Provenance::not_applicable ||
        cell.provenance == lang::Provenance::typical) {
      return "";
    }
    const lang::Fact& fact = b_.vocabulary()[controlled_by_];
    return cell.value < fact.values.size() ? std::string_view(fact.values[cell.value].id) : "";
  }

  void add_supply_chain(Relation relation) {
    for (const SubjectId element : u_.relation(relation).targets) {
      if (b_.is_a(element, b_.roots.external)) continue;
      add(u_.exposed[element.index()], bit(Position::supply_chain), 0);
    }
  }

  // ---- reach

  void reach() {
    std::vector<SubjectId> waiting;
    for (std::size_t i = 0; i < b_.size(); ++i) {
      const SubjectId self(i);
      if (kind(self) != Kind::element) continue;
      u_.reachable[i] = u_.exposed[i];
      if (b_.is_a(self, b_.roots.external)) add(u_.reachable[i], where_external_stands(self));
      if (u_.reachable[i].yes != 0 || u_.reachable[i].unknown != 0) waiting.push_back(self);
    }
    while (!waiting.empty()) {
      const SubjectId from = waiting.back();
      waiting.pop_back();
      const Exposure reached = u_.reachable[from.index()];
      for (const SubjectId flow : row(u_.relation(Relation::opens), from)) {
        const SubjectId to = only(u_.relation(Relation::to), flow);
        if (!to.valid()) continue;
        if (add(u_.reachable[to.index()], reached.yes, reached.unknown)) waiting.push_back(to);
      }
    }
  }

  Exposure where_external_stands(SubjectId external) {
    Exposure out = of_networks_around(external);
    for (const SubjectId flow : row(u_.relation(Relation::opens), external)) {
      for (const SubjectId network : row(u_.relation(Relation::over), flow)) {
        add(out, of_network(network));
      }
    }
    return out;
  }

  Building& b_;
  lang::Universe& u_;
  lang::FactId controlled_by_;
};

}  // namespace

void fill_exposure(Building& b) {
  Exposing(b).run();
}

}  // namespace wardround::model
