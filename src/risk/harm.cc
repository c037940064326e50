#include "risk/harm.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "risk/faults.h"
#include "risk/ways.h"

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
  Reacher(const catalog::Catalog& catalog, const model::Model& model, const Policy& policy)
      : catalog_(catalog),
        model_(model),
        universe_(model.universe),
        policy_(policy),
        cache_(model.subjects.size()),
        ways_(model.universe) {
    for (std::size_t i = 0; i < model.harms.size(); ++i) harm_index_[model.harms[i].id] = i;
    for (const model::HazardousSituation& situation : model.situations) {
      PropertySet& analysed = analysed_[situation.function];
      if (situation.causes.empty()) analysed |= kDeviates;
      for (const model::Cause& cause : situation.causes) {
        analysed |= cause.properties;
        analysed_[cause.of] |= cause.properties;
      }
    }
    secret_ = catalog.vocabulary.find_type(lang::TypeTree::data, "secret");
    code_ = catalog.vocabulary.find_type(lang::TypeTree::data, "code");
    safety_relevant_ = catalog.vocabulary.find_type(lang::TypeTree::data, "safety-relevant");
    for (const auto& [type, severity] : policy.privacy)
      privacy_.emplace_back(catalog.vocabulary.find_type(lang::TypeTree::data, type), severity);
    port_ = catalog.vocabulary.find_type(lang::TypeTree::element, "port");
    process_ = catalog.vocabulary.find_type(lang::TypeTree::element, "process");
    device_store_ = catalog.vocabulary.find_type(lang::TypeTree::element, "device-store");
  }

  // `stated`: what a person said of it; null if a rule raised it.
  Reach reach(const threats::Finding& finding, const threats::Stated* stated) {
    const catalog::Rule& rule = catalog_[finding.rule];
    PropertySet loses = rule.loses != 0 ? rule.loses : catalog_[finding.weakness].loses;
    const bool changes_code = is_of(finding.subject, code_) &&
                              (loses & static_cast<PropertySet>(Property::integrity)) != 0;
    const Affected& affected =
        changes_code ? affected_by_changed(finding.subject) : affected_by(finding.subject);
    const bool opens =
        loses == kConfidentiality && universe_.kind(finding.subject) == Kind::credential;
    // Who knows a credential does with what it opens as he likes.
    if (opens) loses |= static_cast<PropertySet>(Property::integrity);
    std::vector<SubjectId> faulty;
    if (catalog_[finding.weakness].kind == catalog::FindingKind::safety_design) {
      faulty = functions_at_fault(universe_, finding.subject);
    }
    Reach reach;
    reach.confidentiality_only = loses == kConfidentiality;
    std::optional<model::Severity> function_severity;
    bool copy = false;  // of data that matters elsewhere
    for (const model::HazardousSituation& situation : model_.situations) {
      if (stated != nullptr && names(*stated, situation.id)) {
        add_harms(situation, function_severity, reach);
        continue;
      }
      if (stated != nullptr && stated->leads_only) continue;
      const bool fault = std::ranges::binary_search(faulty, situation.function) &&
                         shows_as(loses, situation.deviation);
      if (!fault && !brings_about(situation, loses, affected, finding.subject, copy)) continue;
      add_harms(situation, function_severity, reach);
    }
    if (stated != nullptr) {
      std::ranges::copy_if(stated->leads_to, std::back_inserter(reach.harms),
                           [&](SubjectId id) { return model_[id].kind == Kind::harm; });
    }
    unique_sort(reach.harms);
    std::ranges::stable_sort(
        reach.harms, [&](SubjectId a, SubjectId b) { return severity_of(a) > severity_of(b); });
    for (const SubjectId harm : reach.harms) {
      reach.severity_unknown = reach.severity_unknown || !stated_severity(harm);
      reach.severity =
          std::max(reach.severity.value_or(model::Severity::negligible), severity_of(harm));
      reach.multi_patient = reach.multi_patient || may_reach_several(harm);
    }
    rate_severity(finding, loses, affected, copy, reach);
    return reach;
  }

  const Affected& affected_by(SubjectId subject) {
    std::unique_ptr<Affected>& known = cache_[subject.index()];
    if (!known) {
      known = std::make_unique<Affected>();
      std::vector<SubjectId> seen;
      collect(subject, *known, seen);
      unique_sort(known->data);
      unique_sort(known->functions);
    }
    return *known;
  }

  // Whoever changes software has what it runs in: where updates install it, else where it is kept
  // to be run, else the software that takes it and does not pass it on. Who reads it has none of
  // that.
  const Affected& affected_by_changed(SubjectId code) {
    const auto [entry, is_new] = changed_cache_.try_emplace(code, affected_by(code));
    if (!is_new) return entry->second;
    std::vector<SubjectId> seen, updates, places;
    add(universe_, Relation::updates, code, updates);
    for (const SubjectId update : updates) add(universe_, Relation::installs_on, update, places);
    if (updates.empty()) {
      add(universe_, Relation::stored_in, code, places);
      std::erase_if(places, [&](SubjectId place) {
        return !is_of(place, process_) && !is_of(place, device_store_);
      });
    }
    if (updates.empty() && places.empty()) {
      std::vector<SubjectId> writers;
      add(universe_, Relation::writers, code, writers);
      add(universe_, Relation::readers, code, places);
      std::erase_if(places, [&](SubjectId place) {
        return !is_of(place, process_) || std::ranges::find(writers, place) != writers.end();
      });
    }
    for (const SubjectId place : places) {
      collect(place, entry->second, seen);
      if (!is_of(place, device_store_)) continue;
      std::vector<SubjectId> nodes;
      add(universe_, Relation::node, place, nodes);
      for (const SubjectId node : nodes) collect_contents(node, entry->second);
    }
    unique_sort(entry->second.data);
    unique_sort(entry->second.functions);
    return entry->second;
  }

 private:
  static bool names(const threats::Stated& stated, SubjectId situation) {
    return std::ranges::find(stated.leads_to, situation) != stated.leads_to.end();
  }

  // `worst`: of what the function of `reach` leads to.
  void add_harms(const model::HazardousSituation& situation, std::optional<model::Severity>& worst,
                 Reach& reach) const {
    for (const SubjectId harm : situation.harms) {
      reach.harms.push_back(harm);
      const model::Severity severity = severity_of(harm);
      if (worst && severity <= *worst) continue;
      worst = severity;
      reach.function = situation.function;
    }
  }

  std::optional<model::Severity> stated_severity(SubjectId harm) const {
    const auto found = harm_index_.find(harm);
    return found == harm_index_.end() ? std::nullopt : model_.harms[found->second].severity;
  }
  model::Severity severity_of(SubjectId harm) const {
    return stated_severity(harm).value_or(model::Severity::catastrophic);
  }

  bool may_reach_several(SubjectId harm) const {
    const auto found = harm_index_.find(harm);
    return found == harm_index_.end() ||
           model_.harms[found->second].multi_patient != model::Tri::no;
  }

  // The severity to rate with where no patient is known to be harmed: the worst that applies.
  void rate_severity(const threats::Finding& finding, PropertySet loses, const Affected& affected,
                     bool copy, Reach& reach) const {
    if (reach.severity) {
      reach.rated = *reach.severity;
      return;
    }
    reach.rated = policy_.business;
    reach.basis = Basis::business;
    const auto at_least = [&](model::Severity severity, Basis basis) {
      if (severity < reach.rated) return;
      reach.rated = severity;
      reach.basis = basis;
    };
    if ((loses & kConfidentiality) != 0) {
      for (const SubjectId data : affected.data) {
        for (const auto& [type, severity] : privacy_) {
          if (is_of(data, type)) at_least(severity, Basis::privacy);
        }
        if (is_of(data, secret_)) at_least(policy_.credential, Basis::credential);
      }
      if (universe_.kind(finding.subject) == Kind::credential)
        at_least(policy_.credential, Basis::credential);
    }
    const bool fault = catalog_[finding.weakness].kind == catalog::FindingKind::safety_design;
    if (fault || copy || ((loses & kDeviates) != 0 && is_unlinked(affected, loses)))
      at_least(policy_.unlinked, Basis::unlinked);
  }

  // Is there a function that goes wrong with what is lost, of which nobody said what such a loss
  // leads to, or has nobody said for what something that treatment rests on is there?
  bool is_unlinked(const Affected& affected, PropertySet loses) const {
    if (model_.situations.empty()) return true;
    const auto open = [&](SubjectId id) {
      const auto found = analysed_.find(id);
      return found == analysed_.end() || (found->second & loses & kDeviates) == 0;
    };
    if (std::ranges::any_of(affected.functions, open)) return true;
    return std::ranges::any_of(affected.data, [&](SubjectId data) {
      const lang::Relations& functions = universe_.relation(Relation::functions);
      // What treatment rests on serves some function, even if nobody has said which.
      if (functions.count(data) == 0) return is_of(data, safety_relevant_) && open(data);
      return std::any_of(functions.first(data), functions.first(data) + functions.count(data),
                         open);
    });
  }

  bool is_of(SubjectId subject, lang::TypeId wanted) const {
    return wanted.valid() && std::ranges::any_of(universe_.types[subject], [&](lang::TypeId type) {
             return catalog_.vocabulary.is_a(type, wanted);
           });
  }

  // `copy` becomes true where the finding's flow carries what is lost, but beside the ways on which
  // it matters to the function.
  bool brings_about(const model::HazardousSituation& situation, PropertySet loses,
                    const Affected& affected, SubjectId subject, bool& copy) {
    const bool on_the_way = universe_.kind(subject) == Kind::flow && situation.function.valid();
    const auto hit = [&](SubjectId lost, PropertySet how) {
      if (std::ranges::binary_search(affected.data, lost)) {
        const bool deviates = on_the_way && (how & kConfidentiality) == 0;
        if (!deviates || ways_.passes(subject, lost, situation.function)) return true;
        copy = true;
      }
      return std::ranges::binary_search(affected.functions, lost) || flow_suffers(lost, subject);
    };
    if (!situation.causes.empty()) {
      return std::ranges::any_of(situation.causes, [&](const model::Cause& cause) {
        return (cause.properties & loses) != 0 &&
               hit(cause.of, static_cast<PropertySet>(cause.properties & loses));
      });
    }
    // Nobody said which loss causes it: any loss of integrity or availability of what the function
    // is or needs.
    const PropertySet how = loses & kDeviates;
    if (how == 0 || !situation.function.valid()) return false;
    if (hit(situation.function, how)) return true;
    std::vector<SubjectId> needs;
    add(universe_, Relation::needs, situation.function, needs);
    return std::ranges::any_of(needs, [&](SubjectId data) { return hit(data, how); });
  }

  // Is `flow` the subject, or at it? Of what is no place, any flow with what is lost there suffers.
  [[nodiscard]] bool flow_suffers(SubjectId flow, SubjectId subject) {
    if (universe_.kind(flow) != Kind::flow || flow == subject) return flow == subject;
    std::vector<SubjectId> found;
    const Kind kind = universe_.kind(subject);
    if (kind == Kind::flow) return false;
    if (kind == Kind::element || kind == Kind::boundary || kind == Kind::system) {
      add(universe_, Relation::flows, subject, found);
      return std::ranges::find(found, flow) != found.end();
    }
    add(universe_, Relation::carries, flow, found);
    return std::ranges::any_of(found, [&](SubjectId data) {
      return std::ranges::binary_search(affected_by(subject).data, data);
    });
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

  [[nodiscard]] bool is_port(SubjectId subject) const { return is_of(subject, port_); }

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
  const Policy& policy_;
  lang::TypeId port_, process_, device_store_, secret_, code_, safety_relevant_;
  std::vector<std::pair<lang::TypeId, model::Severity>> privacy_;
  // Of functions and of what is named as cause: the properties of which somebody said what their
  // loss leads to.
  std::map<SubjectId, PropertySet> analysed_;
  std::map<SubjectId, std::size_t> harm_index_;
  std::vector<std::unique_ptr<Affected>> cache_;  // by subject
  std::map<SubjectId, Affected> changed_cache_;
  Ways ways_;
};

}  // namespace

std::string_view name(Basis basis) {
  constexpr std::array<std::string_view, 5> kNames{"patient", "unlinked", "credential", "privacy",
                                                   "business"};
  return kNames[static_cast<std::size_t>(basis)];
}

std::vector<Reach> reach_harms(const catalog::Catalog& catalog, const model::Model& model,
                               const threats::Result& result, const Policy& policy) {
  Reacher reacher(catalog, model, policy);
  std::vector<Reach> reach;
  reach.reserve(result.findings.size());
  for (const threats::Finding& finding : result.findings) {
    const bool manual = catalog[finding.rule].manual;
    reach.push_back(reacher.reach(finding, manual ? threats::stated_of(result, finding) : nullptr));
  }
  return reach;
}

Affected affected_by(const catalog::Catalog& catalog, const model::Model& model,
                     SubjectId subject) {
  return Reacher(catalog, model, Policy{}).affected_by(subject);
}

}  // namespace wardround::risk
