#include "risk/harm.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "risk/faults.h"

namespace wardround::risk {

namespace {

using catalog::Property;
using catalog::PropertySet;
using lang::Kind;
using lang::Relation;
using lang::Universe;

constexpr PropertySet kDeviates = static_cast<PropertySet>(Property::integrity) |
                                  static_cast<PropertySet>(Property::availability);
constexpr PropertySet kConfidentiality = static_cast<PropertySet>(Property::confidentiality);

void add(const Universe& universe, Relation relation, SubjectId subject,
         std::vector<SubjectId>& into) {
  const lang::Relations& targets = universe.relation(relation);
  into.insert(into.end(), targets.first(subject), targets.first(subject) + targets.count(subject));
}

void unique_sort(std::vector<SubjectId>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
}

class Reacher {
 public:
  Reacher(const catalog::Catalog& catalog, const model::Model& model)
      : catalog_(catalog), model_(model), universe_(model.universe) {
    for (std::size_t i = 0; i < model.harms.size(); ++i) harm_index_[model.harms[i].id] = i;
    port_ = catalog.vocabulary.find_type(lang::TypeTree::element, "port");
  }

  Reach reach(const threats::Finding& finding) {
    const catalog::Rule& rule = catalog_[finding.rule];
    const PropertySet loses = rule.loses != 0 ? rule.loses : catalog_[finding.weakness].loses;
    const Affected& affected = affected_by(finding.subject);
    std::vector<SubjectId> faulty;
    if (catalog_[finding.weakness].kind == catalog::FindingKind::safety_design) {
      faulty = functions_at_fault(universe_, finding.subject);
    }
    Reach reach;
    reach.confidentiality_only = loses == kConfidentiality;
    std::optional<model::Severity> function_severity;
    for (const model::HazardousSituation& situation : model_.situations) {
      const bool fault = std::ranges::binary_search(faulty, situation.function) &&
                         shows_as(loses, situation.deviation);
      if (!fault && !brings_about(situation, loses, affected)) continue;
      for (const SubjectId harm : situation.harms) {
        reach.harms.push_back(harm);
        const model::Severity severity = severity_of(harm);
        if (!function_severity || severity > *function_severity) {
          function_severity = severity;
          reach.function = situation.function;
        }
      }
    }
    unique_sort(reach.harms);
    std::ranges::stable_sort(
        reach.harms, [&](SubjectId a, SubjectId b) { return severity_of(a) > severity_of(b); });
    for (const SubjectId harm : reach.harms) {
      reach.severity_unknown = reach.severity_unknown || !stated_severity(harm);
      reach.severity =
          std::max(reach.severity.value_or(model::Severity::negligible), severity_of(harm));
    }
    return reach;
  }

  const Affected& affected_by(SubjectId subject) {
    const auto [entry, is_new] = cache_.try_emplace(subject);
    if (is_new) {
      std::vector<SubjectId> seen;
      collect(subject, entry->second, seen);
      unique_sort(entry->second.data);
      unique_sort(entry->second.functions);
    }
    return entry->second;
  }

 private:
  std::optional<model::Severity> stated_severity(SubjectId harm) const {
    const auto found = harm_index_.find(harm);
    return found == harm_index_.end() ? std::nullopt : model_.harms[found->second].severity;
  }
  model::Severity severity_of(SubjectId harm) const {
    return stated_severity(harm).value_or(model::Severity::catastrophic);
  }

  bool brings_about(const model::HazardousSituation& situation, PropertySet loses,
                    const Affected& affected) const {
    const auto hit = [&](SubjectId subject) {
      return std::ranges::binary_search(affected.data, subject) ||
             std::ranges::binary_search(affected.functions, subject);
    };
    if (!situation.causes.empty()) {
      return std::ranges::any_of(situation.causes, [&](const model::Cause& cause) {
        return (cause.properties & loses) != 0 && hit(cause.of);
      });
    }
    // Nobody said which loss causes it: any loss of integrity or availability of what the function
    // is or needs.
    if ((loses & kDeviates) == 0 || !situation.function.valid()) return false;
    if (hit(situation.function)) return true;
    std::vector<SubjectId> needs;
    add(universe_, Relation::needs, situation.function, needs);
    return std::ranges::any_of(needs, hit);
  }

  // Follows a subject to the elements and flows it stands for; `seen` ends cycles (a credential
  // that opens a flow …).
  void collect(SubjectId subject, Affected& affected, std::vector<SubjectId>& seen) const {
    if (std::ranges::find(seen, subject) != seen.end()) return;
    seen.push_back(subject);
    const auto follow = [&](Relation relation) {
      std::vector<SubjectId> next;
      add(universe_, relation, subject, next);
      for (const SubjectId id : next) collect(id, affected, seen);
    };
    switch (universe_.kind(subject)) {
      case Kind::data:
        affected.data.push_back(subject);
        break;
      case Kind::function:
        affected.functions.push_back(subject);
        break;
      case Kind::flow:
        add(universe_, Relation::carries, subject, affected.data);
        break;
      case Kind::element:
        add(universe_, Relation::stores, subject, affected.data);
        add(universe_, Relation::emits, subject, affected.data);
        add(universe_, Relation::performs, subject, affected.functions);
        collect_contents(subject, affected);
        if (is_port(subject)) collect_nodes_of(Relation::parent, subject, affected);
        break;
      case Kind::boundary:
        collect_contents(subject, affected);
        break;
      case Kind::credential:
        follow(Relation::authenticates);
        break;
      case Kind::update:
        follow(Relation::payload);
        follow(Relation::installs_on);
        break;
      case Kind::software:
        follow(Relation::runs_in);
        break;
      case Kind::mode:
        follow(Relation::of);
        break;
      case Kind::interlock:
        follow(Relation::guards);
        break;
      case Kind::system:
        add(universe_, Relation::functions, subject, affected.functions);
        add(universe_, Relation::all_data, subject, affected.data);
        break;
      default:
        break;
    }
  }

  // Whoever replaces software or works a port has the node around it, not just the part he touched.
  void collect_nodes_of(Relation relation, SubjectId subject, Affected& affected) const {
    std::vector<SubjectId> places, nodes;
    add(universe_, relation, subject, places);
    for (const SubjectId place : places) add(universe_, Relation::node, place, nodes);
    for (const SubjectId node : nodes) collect_contents(node, affected);
  }

  [[nodiscard]] bool is_port(SubjectId subject) const {
    return std::ranges::any_of(universe_.types[subject], [&](lang::TypeId type) {
      return port_.valid() && catalog_.vocabulary.is_a(type, port_);
    });
  }

  void collect_contents(SubjectId subject, Affected& affected) const {
    std::vector<SubjectId> contents;
    add(universe_, Relation::contents, subject, contents);
    for (const SubjectId inside : contents) {
      add(universe_, Relation::stores, inside, affected.data);
      add(universe_, Relation::emits, inside, affected.data);
      add(universe_, Relation::performs, inside, affected.functions);
    }
  }

  const catalog::Catalog& catalog_;
  const model::Model& model_;
  const Universe& universe_;
  lang::TypeId port_;
  std::map<SubjectId, std::size_t> harm_index_;
  std::map<SubjectId, Affected> cache_;
};

// Severity as a number to rank by; harm that nobody named ranks below every named one but above
// none at all.
int severity_rank(const Reach& reach) {
  return reach.severity ? static_cast<int>(*reach.severity) + 1 : 0;
}

// The farther away an attacker may stand, the sooner a finding deserves a look.
int position_rank(const catalog::Foothold& needs) {
  return needs.kind == catalog::Foothold::Kind::position ? static_cast<int>(needs.position) : 5;
}

// Indices by key; keys are made once, not at every comparison.
template <class Key>
std::vector<std::size_t> sorted_by(std::size_t count, Key&& key_of) {
  std::vector<std::pair<decltype(key_of(std::size_t{})), std::size_t>> keyed;
  keyed.reserve(count);
  for (std::size_t i = 0; i < count; ++i) keyed.emplace_back(key_of(i), i);
  std::ranges::sort(keyed);
  std::vector<std::size_t> order;
  order.reserve(count);
  for (const auto& [key, i] : keyed) order.push_back(i);
  return order;
}

}  // namespace

std::vector<Reach> reach_harms(const catalog::Catalog& catalog, const model::Model& model,
                               const threats::Result& result) {
  Reacher reacher(catalog, model);
  std::vector<Reach> reach;
  reach.reserve(result.findings.size());
  for (const threats::Finding& finding : result.findings) reach.push_back(reacher.reach(finding));
  return reach;
}

Affected affected_by(const catalog::Catalog& catalog, const model::Model& model,
                     SubjectId subject) {
  return Reacher(catalog, model).affected_by(subject);
}

std::vector<std::size_t> rank_findings(const catalog::Catalog& catalog,
                                       const threats::Result& result,
                                       const std::vector<Reach>& reach) {
  // Findings stand by weakness and subject already: their index breaks ties.
  return sorted_by(result.findings.size(), [&](std::size_t i) {
    const threats::Finding& finding = result.findings[i];
    return std::tuple(-severity_rank(reach[i]), -static_cast<int>(finding.certainty),
                      position_rank(catalog[finding.rule].needs));
  });
}

std::vector<std::size_t> rank_questions(const catalog::Catalog& catalog, const model::Model& model,
                                        const threats::Result& result,
                                        const std::vector<Reach>& reach) {
  const auto order = sorted_by(result.questions.size(), [&](std::size_t i) {
    const threats::Question& question = result.questions[i];
    int worst = 0;
    int nearest = std::numeric_limits<int>::max();
    for (const std::size_t f : question.settles.empty() ? question.findings : question.settles) {
      const int severity = severity_rank(reach[f]);
      const int position = position_rank(catalog[result.findings[f].rule].needs);
      if (severity > worst) nearest = std::numeric_limits<int>::max();
      if (severity >= worst) nearest = std::min(nearest, position);
      worst = std::max(worst, severity);
    }
    return std::tuple(question.assumed, question.settles.empty(), -worst,
                      -static_cast<long>(question.settles.size()), nearest,
                      std::string_view(model[question.subject].id));
  });
  // A question that would only settle what a better one settles comes after all that settle
  // something else.
  std::vector<std::size_t> first, later;
  std::vector<bool> settled(result.findings.size(), false);
  for (const std::size_t i : order) {
    bool settles_more = false;
    for (const std::size_t f : result.questions[i].settles) {
      settles_more = settles_more || !settled[f];
      settled[f] = true;
    }
    (settles_more ? first : later).push_back(i);
  }
  first.insert(first.end(), later.begin(), later.end());
  return first;
}

}  // namespace wardround::risk
