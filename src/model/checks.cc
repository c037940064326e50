#include "model/checks.h"

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "model/controls.h"
#include "model/csr.h"
#include "model/values.h"

namespace wardround::model {
namespace {

using lang::Relation;

class Checking {
 public:
  explicit Checking(Building& b) : b_(b), u_(b.model.universe) {}

  void run() {
    check_something_to_protect();
    count_flows();
    for (std::size_t i = 0; i < b_.size(); ++i) check(SubjectId(i));
    report_from_nowhere();
    check_harm_chain();
    check_steps();
    for (const ControlUse& use : b_.model.controls) check_protocol(use);
  }

 private:
  [[nodiscard]] bool has_any(Relation relation, SubjectId s) const {
    return u_.relation(relation).count(s) > 0 || u_.relation(relation).is_open(s);
  }
  [[nodiscard]] const std::string& id(SubjectId s) const { return b_.model[s].id; }

  void warn(diag::Kind kind, SubjectId s) { b_.report(kind, b_.model[s].span, {id(s)}); }
  void warn_unless(bool fine, diag::Kind kind, SubjectId s) {
    if (!fine) warn(kind, s);
  }

  void check(SubjectId s) {
    switch (u_.kind(s)) {
      case Kind::element:
        check_element(s);
        break;
      case Kind::boundary:
        check_boundary(s);
        break;
      case Kind::flow:
        check_flow(s);
        break;
      case Kind::data:
        check_data(s);
        break;
      case Kind::function:
        check_function(s);
        break;
      case Kind::credential:
        warn_unless(has_any(Relation::authenticates, s), diag::Kind::credential_opens_nothing, s);
        break;
      case Kind::update:
        check_stated(s, "installs_on", diag::Kind::update_without_target);
        break;
      case Kind::interlock:
        check_stated(s, "guards", diag::Kind::interlock_guards_nothing);
        break;
      case Kind::mode:
        check_stated(s, "of", diag::Kind::mode_of_nothing);
        break;
      default:
        break;
    }
  }

  // A reference that is left out is open, but nobody has said so.
  void check_stated(SubjectId s, std::string_view field, diag::Kind kind) {
    warn_unless(b_.model[s].field(field) != nullptr, kind, s);
  }

  void check_something_to_protect() {
    const Counts counts = b_.model.counts();
    if (counts.elements == 0 && counts.flows == 0) return;
    lang::KindSet missing = 0;
    if (counts.data == 0) missing |= lang::kinds(Kind::data);
    if (counts.functions == 0) missing |= lang::kinds(Kind::function);
    if (counts.harms == 0) missing |= lang::kinds(Kind::harm);
    if (missing == 0) return;
    b_.report(diag::Kind::nothing_to_protect, b_.model.subjects[0].span, {plural(missing)});
  }

  void check_element(SubjectId s) {
    if (b_.is_a(s, b_.roots.store) && !has_any(Relation::stores, s)) {
      warn(diag::Kind::store_of_nothing, s);
    }
    const bool others = u_.relation(Relation::elements).count(SubjectId(0)) > 1;
    const bool connected = has_any(Relation::flows, s) || has_any(Relation::parent, s) ||
                           has_any(Relation::children, s) || has_any(Relation::updates, s) ||
                           has_any(Relation::modes, s) || has_any(Relation::holds, s) ||
                           in_route(s) || b_.model[s].field("users") != nullptr;
    // What could not be read may well have connected it.
    if (others && !connected && !b_.report.diagnostics().has_errors())
      warn(diag::Kind::isolated_element, s);
  }

  // Is the element named by a subject that no inverse relation leads back to?
  bool in_route(SubjectId s) {
    if (named_.empty()) {
      named_.assign(b_.size(), false);
      for (const Relation relation :
           {Relation::route, Relation::built_by, Relation::signed_by, Relation::verified_by,
            Relation::issued_by, Relation::implemented_by, Relation::sensed_by, Relation::users,
            Relation::entered_by, Relation::runs_in, Relation::producers}) {
        for (const SubjectId target : u_.relation(relation).targets) named_[target.index()] = true;
      }
    }
    return named_[s.index()];
  }

  void check_protocol(const ControlUse& use) {
    if (!use.control.valid()) return;
    const catalog::Control& control = b_.catalog[use.control];
    if (works_on(b_.model, b_.catalog, control, use.at)) return;
    std::vector<std::string_view> protocols;
    for (const catalog::ControlImplies& implication : control.implies) {
      for (const lang::TypeId type : b_.catalog.vocabulary[implication.fact].applies_to) {
        const std::string_view word = b_.catalog.vocabulary[type].id;
        if (std::ranges::find(protocols, word) == protocols.end()) protocols.push_back(word);
      }
    }
    b_.report(diag::Kind::fact_not_applicable, use.span,
              {control.id, id(use.at), any_of(protocols)});
  }

  void check_boundary(SubjectId s) {
    if (over_.empty()) {
      over_.assign(b_.size(), false);
      for (const SubjectId network : u_.relation(Relation::over).targets) {
        over_[network.index()] = true;
      }
    }
    if (!has_any(Relation::children, s) && !over_[s.index()]) {
      warn(diag::Kind::boundary_empty, s);
    }
  }

  void check_flow(SubjectId flow) {
    const SubjectId from = only(u_.relation(Relation::from), flow);
    const SubjectId to = only(u_.relation(Relation::to), flow);
    for (const SubjectId network : row(u_.relation(Relation::over), flow)) {
      if (b_.is_a(network, b_.roots.network) || u_.type_open[network.index()]) continue;
      if (!b_.roots.network.valid()) continue;
      b_.report(diag::Kind::over_not_network, span_of(flow, "over"), {id(network)})
          .note(b_.model[network].span, "declared here");
    }
    if (!from.valid() || !to.valid()) return;
    if (from == to) {
      b_.report(diag::Kind::flow_to_itself, b_.model[flow].span, {id(flow), id(from)});
      return;
    }
    for (const SubjectId data : row(u_.relation(Relation::sends), flow)) {
      check_direction(flow, data, from, to, "sends");
      check_origin(flow, data, from, to, "sends");
    }
    for (const SubjectId data : row(u_.relation(Relation::returns), flow)) {
      check_direction(flow, data, to, from, "returns");
      check_origin(flow, data, to, from, "returns");
    }
  }

  Span span_of(SubjectId s, std::string_view field) const {
    const Field* found = b_.model[s].field(field);
    return found != nullptr ? found->span : b_.model[s].span;
  }

  // Is the element of the type, or inside something that is?
  bool in_type(SubjectId element, lang::TypeId type) const {
    for (SubjectId at = element; at.valid(); at = only(u_.relation(Relation::parent), at)) {
      if (b_.is_a(at, type)) return true;
    }
    return false;
  }

  // Data that travels away from where its kind goes: it leaves something of that type for something
  // that is not.
  void check_direction(SubjectId flow, SubjectId data, SubjectId from, SubjectId to,
                       std::string_view field) {
    for (const catalog::TypeTrait& trait : b_.catalog.traits) {
      if (!b_.is_a(data, trait.type)) continue;
      if (!in_type(from, trait.towards) || in_type(to, trait.towards)) continue;
      if (u_.type_open[to.index()] || b_.is_a(to, b_.roots.store)) continue;
      const lang::Vocabulary& v = b_.vocabulary();
      b_.report(diag::Kind::against_direction, span_of(flow, field),
                {id(data), v[trait.type].title, v[trait.towards].title, id(flow), id(from), id(to)})
          .note(trait.span, "what the catalogue says of it");
      return;
    }
  }

  [[nodiscard]] bool has(Relation relation, SubjectId from, SubjectId to) const {
    const auto targets = row(u_.relation(relation), from);
    return std::binary_search(targets.begin(), targets.end(), to);
  }

  // Does an end have to do with the data other than by this flow?
  bool knows(SubjectId element, SubjectId data) const {
    if (has(Relation::stores, element, data)) return true;
    const SubjectId node = only(u_.relation(Relation::node), element);
    if (node.valid() && stored_in_node_.contains(key(node, data))) return true;
    // Who is not stated to produce it may only seem to, by this very flow.
    if (is_stated(data) && has(Relation::producers, data, element)) return true;
    if (b_.is_a(element, b_.roots.external)) return true;
    for (const SubjectId function : row(u_.relation(Relation::performs), element)) {
      if (has(Relation::needs, function, data)) return true;
    }
    for (const SubjectId update : row(u_.relation(Relation::updates), data)) {
      for (const Relation part : {Relation::installs_on, Relation::built_by, Relation::route}) {
        if (has(part, update, element)) return true;
      }
    }
    const SubjectId* const carried = carried_.data();
    const auto [first, last] = std::equal_range(carried + carried_at_[element.index()],
                                                carried + carried_at_[element.index() + 1], data);
    return last - first > 1;
  }

  // Is said where it comes from? Asked of each flow that carries it.
  [[nodiscard]] bool is_stated(SubjectId data) const { return stated_[data.index()]; }

  [[nodiscard]] static uint64_t key(SubjectId element, SubjectId data) {
    return uint64_t{element.value} << 32 | data.value;
  }

  // How many flows at an element carry some data, in which nodes it is stored, and of what is said
  // where it comes from.
  void count_flows() {
    stated_.assign(b_.size(), false);
    for (std::size_t i = 0; i < b_.size(); ++i) {
      if (u_.kinds[i] == Kind::data)
        stated_[i] = b_.model.subjects[i].field("produced_by") != nullptr;
    }
    for (std::size_t i = 0; i < b_.size(); ++i) {
      const SubjectId node = only(u_.relation(Relation::node), SubjectId(i));
      if (!node.valid()) continue;
      for (const SubjectId data : row(u_.relation(Relation::stores), SubjectId(i))) {
        stored_in_node_.insert(key(node, data));
      }
    }
    gather_carried();
  }

  void gather_carried() {
    const auto each = [&](auto&& visit) {
      for (std::size_t i = 0; i < b_.size(); ++i) {
        const auto data = row(u_.relation(Relation::carries), SubjectId(i));
        for (const Relation end : {Relation::from, Relation::to}) {
          const SubjectId element = only(u_.relation(end), SubjectId(i));
          if (element.valid() && !data.empty()) visit(element.index(), data);
        }
      }
    };
    carried_at_.assign(b_.size() + 1, 0);
    each([&](std::size_t element, auto data) { carried_at_[element + 1] += data.size(); });
    for (std::size_t i = 0; i < b_.size(); ++i) carried_at_[i + 1] += carried_at_[i];
    carried_.resize(carried_at_.back());
    std::vector<std::size_t> next = carried_at_;
    each([&](std::size_t element, auto data) {
      std::ranges::copy(data, carried_.begin() + static_cast<std::ptrdiff_t>(next[element]));
      next[element] += data.size();
    });
    for (std::size_t i = 0; i < b_.size(); ++i) {
      std::sort(carried_.begin() + static_cast<std::ptrdiff_t>(carried_at_[i]),
                carried_.begin() + static_cast<std::ptrdiff_t>(carried_at_[i + 1]));
    }
  }

  // Only where the model says elsewhere who has to do with the data: a thin model says nothing of
  // it.
  void check_origin(SubjectId flow, SubjectId data, SubjectId from, SubjectId to,
                    std::string_view field) {
    const bool told = u_.relation(Relation::stored_in).count(data) > 0 || is_stated(data);
    if (!told || knows(from, data) || knows(to, data)) return;
    from_nowhere_.push_back({span_of(flow, field), flow, data, from, to});
  }

  // A large model has them by the ten thousand: those that are listed, which are the first of the
  // text, get words.
  void report_from_nowhere() {
    const auto before = [&](const FromNowhere& a, const FromNowhere& b) {
      if (a.span.source == b.span.source) return a.span.begin < b.span.begin;
      return b_.report.sources().name(a.span.source) < b_.report.sources().name(b.span.source);
    };
    std::ranges::stable_sort(from_nowhere_, before);
    std::size_t places = 0;
    for (std::size_t i = 0; i < from_nowhere_.size(); ++i) {
      const FromNowhere& one = from_nowhere_[i];
      if (i == 0 || before(from_nowhere_[i - 1], one)) ++places;
      if (places > limits::kDiagnosticsPerKind)
        return b_.report.unlisted(diag::Kind::data_from_nowhere, from_nowhere_.size() - i);
      b_.report(diag::Kind::data_from_nowhere, one.span,
                {id(one.flow), id(one.data), id(one.from), id(one.to)});
    }
  }

  void check_data(SubjectId data) {
    const bool used = has_any(Relation::carriers, data) || has_any(Relation::stored_in, data) ||
                      has_any(Relation::functions, data) || has_any(Relation::updates, data);
    if (!used && !written(data)) warn(diag::Kind::unused_data, data);
  }

  // Modes write data, interlocks look at it, and causes of situations name it.
  bool written(SubjectId data) {
    if (handled_.empty()) {
      handled_.assign(b_.size(), false);
      for (const Relation relation :
           {Relation::writes, Relation::shared_state, Relation::decided_by}) {
        for (const SubjectId target : u_.relation(relation).targets) {
          handled_[target.index()] = true;
        }
      }
      for (const HazardousSituation& situation : b_.model.situations) {
        for (const Cause& cause : situation.causes) handled_[cause.of.index()] = true;
      }
    }
    return handled_[data.index()];
  }

  void check_function(SubjectId s) {
    warn_unless(has_any(Relation::performers, s), diag::Kind::function_without_performer, s);
    const Field* harms = b_.model[s].field("harms");
    const bool open = harms != nullptr && harms->text == "unknown";
    warn_unless(open || has_any(Relation::situations, s), diag::Kind::function_without_situation,
                s);
  }

  void check_harm_chain() {
    std::vector<bool> reached(b_.size(), false);
    for (const HazardousSituation& situation : b_.model.situations) {
      for (const SubjectId harm : situation.harms) reached[harm.index()] = true;
      const Subject& subject = b_.model[situation.id];
      if (subject.generated) continue;
      warn_unless(!situation.harms.empty() || subject.field("harms") != nullptr,
                  diag::Kind::situation_without_harm, situation.id);
      const bool of_something = subject.field("function") != nullptr || !situation.causes.empty();
      warn_unless(of_something, diag::Kind::situation_of_nothing, situation.id);
    }
    for (const Harm& harm : b_.model.harms) {
      warn_unless(reached[harm.id.index()], diag::Kind::harm_unreached, harm.id);
    }
  }

  // A step of a scenario goes along a flow, in one direction or the other.
  void check_steps() {
    if (b_.steps.empty()) return;
    std::vector<std::pair<SubjectId, SubjectId>> joined;
    const lang::Relations& from = u_.relation(Relation::from);
    const lang::Relations& to = u_.relation(Relation::to);
    for (std::size_t i = 0; i < b_.size(); ++i) {
      const SubjectId a = only(from, SubjectId(i));
      const SubjectId c = only(to, SubjectId(i));
      if (a.valid() && c.valid()) joined.emplace_back(std::min(a, c), std::max(a, c));
    }
    std::sort(joined.begin(), joined.end());
    for (const ScenarioStep& step : b_.steps) {
      const auto pair = std::pair(std::min(step.from, step.to), std::max(step.from, step.to));
      if (step.from == step.to || std::binary_search(joined.begin(), joined.end(), pair)) continue;
      b_.report(diag::Kind::step_without_flow, step.span, {id(step.from), id(step.to)});
    }
  }

  Building& b_;
  const lang::Universe& u_;
  // By element: the data of each of its flows, sorted; [carried_at_[e], carried_at_[e + 1]).
  std::vector<SubjectId> carried_;
  std::vector<std::size_t> carried_at_;
  std::unordered_set<uint64_t> stored_in_node_;
  std::vector<bool> named_, over_, handled_, stated_;
  // Data that comes from where nobody has anything to do with it.
  struct FromNowhere {
    Span span;
    SubjectId flow, data, from, to;
  };
  std::vector<FromNowhere> from_nowhere_;
};

}  // namespace

void check_model(Building& b) {
  Checking(b).run();
}

}  // namespace wardround::model
