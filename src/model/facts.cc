#include "model/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/concat.h"
#include "base/result.h"
#include "model/applicability.h"

namespace wardround::model {
namespace {

using lang::Cell;
using lang::Domain;
using lang::Fact;
using lang::FactId;
using lang::Origin;
using lang::Provenance;

constexpr uint32_t kNoOrigin = 0xffffffffu;

// A default of a type or of one of its ancestors, in the order in which they count.
struct Default {
  const catalog::TypeDefault* of;
  lang::TypeId type;  // the type whose default it is
};

// Works out one subject after the other, what encloses before what is enclosed.
class Filling {
 public:
  explicit Filling(Building& b)
      : b_(b),
        v_(b.catalog.vocabulary),
        u_(b.model.universe),
        applies_(b.catalog.vocabulary),
        cells_(v_.facts.size()),
        known_(b.size()) {
    u_.facts.assign(v_.facts.size(), {});
    for (std::size_t i = 0; i < v_.facts.size(); ++i) {
      for (std::size_t k = 0; k < lang::kKinds; ++k) {
        if (lang::has(v_.facts[i].subjects, static_cast<Kind>(k))) {
          facts_of_kind_[k].push_back(FactId(i));
        }
      }
      if (v_.facts[i].inherits) inherited_.push_back(FactId(i));
    }
    const FactId version = v_.find_fact(Kind::flow, "version");
    if (version.valid() && v_[version].domain == Domain::version) version_ = version;
    gather_defaults();
    gather_protocols();
    // A text is read subject by subject.
    if (!std::ranges::is_sorted(b.statements, {}, &Statement::subject))
      std::ranges::stable_sort(b.statements, {}, &Statement::subject);
    u_.origins.reserve(2 * b.statements.size());  // about as much follows as is stated
    first_statement_.assign(b.size() + 1, 0);
    for (const Statement& s : b.statements) ++first_statement_[s.subject.index() + 1];
    for (std::size_t i = 0; i < b.size(); ++i) first_statement_[i + 1] += first_statement_[i];
  }

  void run() {
    for (std::size_t i = 0; i < b_.size(); ++i) fill_outside_in(SubjectId(i));
  }

 private:
  // Containment is at most limits::kContainmentDepth deep.
  void fill_outside_in(SubjectId subject) {
    std::vector<SubjectId> waiting;
    for (SubjectId at = subject; at.valid() && !known_[at.index()].done; at = b_.model[at].parent) {
      waiting.push_back(at);
    }
    for (auto i = waiting.rbegin(); i != waiting.rend(); ++i) fill(*i);
  }

  void fill(SubjectId subject) {
    subject_ = subject;
    const Kind kind = u_.kind(subject);
    known_[subject.index()].done = true;
    if (static_cast<std::size_t>(kind) >= lang::kRuleKinds) return;
    queue_.clear();
    take_statements();
    take_inherited();
    imply();
    if (kind == Kind::flow) {
      take_defaults(true, Provenance::implied);
      imply();
      take_usual_mode();
      imply();
      take_limits();
    } else {
      take_defaults(true, Provenance::fixed);
    }
    imply();
    take_defaults(false, Provenance::typical);
    imply();
    pass_on();
    store(kind);
  }

  Cell& cell(FactId fact) { return cells_[fact.index()]; }
  [[nodiscard]] static bool is_known(const Cell& cell) {
    return cell.provenance != Provenance::unknown && cell.provenance != Provenance::not_applicable;
  }

  uint32_t add_origin(Span span, std::string via) {
    Origin origin;
    origin.span = span;
    origin.via = std::move(via);
    u_.origins.push_back(std::move(origin));
    return static_cast<uint32_t>(u_.origins.size() - 1);
  }

  void set(FactId fact, uint32_t value, Provenance provenance, uint32_t origin) {
    if (cell(fact).provenance == Provenance::unknown && cell(fact).origin == kNoOrigin) {
      used_.push_back(fact);
    }
    cell(fact) = {value, origin, provenance};
    queue_.push_back(fact);
  }

  void take_statements() {
    for (uint32_t i = first_statement_[subject_.index()];
         i < first_statement_[subject_.index() + 1]; ++i) {
      const Statement& s = b_.statements[i];
      if (applies_.to(u_, s.fact, subject_) == Applies::no) {
        report_not_applicable(s);
        continue;
      }
      const uint32_t origin = add_origin(s.span, "");
      if (s.unknown) {
        u_.origins[origin].owner = s.unknown->ask;
        u_.origins[origin].until = s.unknown->until;
      }
      if (s.value) {
        set(s.fact, *s.value, Provenance::stated, origin);
      } else {
        used_.push_back(s.fact);
        cell(s.fact) = {0, origin, Provenance::unknown};
      }
    }
  }

  void report_not_applicable(const Statement& s) {
    const Fact& fact = v_[s.fact];
    std::vector<std::string_view> types;
    for (const lang::TypeId type : fact.applies_to) types.push_back(v_[type].id);
    b_.report(diag::Kind::fact_not_applicable, s.span,
              {fact.id, b_.model[s.subject].id, any_of(types)});
  }

  // What the nearest enclosing subject knows, and did not get from nowhere.
  void take_inherited() {
    if (inherited_.empty()) return;
    const SubjectId parent = b_.model[subject_].parent;
    const Kind kind = u_.kind(subject_);
    for (std::size_t i = 0; i < inherited_.size(); ++i) {
      const FactId fact = inherited_[i];
      const bool has_kind = lang::has(v_[fact].subjects, kind);
      const bool stated = has_kind && cell(fact).origin != kNoOrigin;
      if (!has_kind || stated || !parent.valid()) continue;
      const Passed* from = passed(parent, i);
      if (from == nullptr || applies_.to(u_, fact, subject_) == Applies::no) continue;
      const Origin& source = u_.origins[from->origin];
      set(fact, from->value, Provenance::inherited,
          add_origin(source.span, concat({"from `", b_.model[from->subject].id, "`"})));
    }
  }

  // Keeps for what lies in the subject what it knows itself, else what it was handed.
  void pass_on() {
    const Kind kind = u_.kind(subject_);
    if (inherited_.empty() || (kind != Kind::element && kind != Kind::boundary)) return;
    std::vector<Passed>& own = known_[subject_.index()].passed;
    const SubjectId parent = b_.model[subject_].parent;
    for (std::size_t i = 0; i < inherited_.size(); ++i) {
      const FactId fact = inherited_[i];
      const Cell& here = cell(fact);
      if (lang::has(v_[fact].subjects, kind) && here.origin != kNoOrigin) {
        // A stated unknown hides what lies further out.
        if (here.provenance == Provenance::inherited) {
          own.push_back(*passed(parent, i));
        } else if (is_known(here) && here.provenance != Provenance::typical) {
          own.push_back({static_cast<uint32_t>(i), subject_, here.value, here.origin});
        }
      } else if (const Passed* from = parent.valid() ? passed(parent, i) : nullptr) {
        own.push_back(*from);
      }
    }
  }

  // A value that a subject hands on to what lies in it.
  struct Passed {
    uint32_t inherited = 0;  // index into inherited_
    SubjectId subject;       // who states it
    uint32_t value = 0;
    uint32_t origin = kNoOrigin;
  };
  struct Known {
    bool done = false;
    std::vector<Passed> passed;
  };

  [[nodiscard]] const Passed* passed(SubjectId subject, std::size_t inherited) const {
    for (const Passed& p : known_[subject.index()].passed) {
      if (p.inherited == inherited) return &p;
    }
    return nullptr;
  }

  void gather_defaults() {
    const std::size_t types = v_.types.size();
    std::vector<std::vector<const catalog::TypeDefault*>> own(types);
    for (const catalog::TypeDefault& d : b_.catalog.defaults) own[d.type.index()].push_back(&d);
    default_origins_.assign(b_.catalog.defaults.size(), kNoOrigin);
    defaults_.resize(types);
    for (std::size_t i = 0; i < types; ++i) {
      for (lang::TypeId at(i); at.valid(); at = v_[at].parent) {
        for (const catalog::TypeDefault* d : own[at.index()]) defaults_[i].push_back({d, at});
      }
    }
  }

  void gather_protocols() {
    protocols_.resize(v_.types.size());
    for (std::size_t i = 0; i < v_.types.size(); ++i) {
      if (v_.types[i].tree != lang::TypeTree::protocol) continue;
      Protocol& protocol = protocols_[i];
      protocol.mode = b_.catalog.find_mode(lang::TypeId(i));
      for (const catalog::Limit& limit : b_.catalog.limits) {
        if (!limit.facts.empty() && v_.is_a(lang::TypeId(i), limit.protocol))
          protocol.limits.push_back(&limit);
      }
    }
  }

  uint32_t origin_of(const Default& d) {
    uint32_t& origin =
        default_origins_[static_cast<std::size_t>(d.of - b_.catalog.defaults.data())];
    if (origin != kNoOrigin) return origin;
    const lang::Type& type = v_[d.type];
    const std::string_view how = type.tree == lang::TypeTree::protocol ? "in protocol" : "by type";
    origin = add_origin(d.of->span, fmt::format("{} `{}`", how, type.id));
    return origin;
  }

  void take_defaults(bool fixed, Provenance provenance) {
    const Kind kind = u_.kind(subject_);
    defaulted_.clear();
    for (const lang::TypeId type : u_.types[subject_]) {
      for (const Default& d : defaults_[type.index()]) {
        const FactId fact = d.of->fact;
        if (d.of->fixed != fixed || !lang::has(v_[fact].subjects, kind)) continue;
        take_default(d, provenance);
      }
    }
  }

  void take_default(const Default& d, Provenance provenance) {
    const FactId fact = d.of->fact;
    const auto nearer = std::find_if(defaulted_.begin(), defaulted_.end(),
                                     [&](const auto& taken) { return taken.first == fact; });
    if (nearer != defaulted_.end()) return;
    if (applies_.to(u_, fact, subject_) == Applies::no) return;
    defaulted_.emplace_back(fact, d.of->value);
    if (provenance == Provenance::typical) {
      // An unknown that somebody has written down is not assumed away.
      if (cell(fact).origin == kNoOrigin) {
        set(fact, d.of->value, provenance, origin_of(d));
      }
      return;
    }
    const lang::Type& type = v_[d.type];
    const auto cause = [&] {
      return fmt::format("{} `{}`", type.tree == lang::TypeTree::protocol ? "protocol" : "type",
                         type.id);
    };
    imply_one(fact, d.of->value, provenance, origin_of(d), cause, d.of->span);
  }

  uint32_t origin_at(Span span, std::string_view how, lang::TypeId type) {
    const auto [entry, fresh] = pack_origins_.emplace(span, 0);
    if (fresh) entry->second = add_origin(span, fmt::format("{} `{}`", how, v_[type].id));
    return entry->second;
  }

  // The mode that a protocol has where the model says nothing else about the flow.
  void take_usual_mode() {
    for (const lang::TypeId type : u_.types[subject_]) {
      const catalog::ProtocolMode* mode = protocols_[type.index()].mode;
      if (mode == nullptr || !mode->usual || cell(mode->fact).origin != kNoOrigin) continue;
      if (applies_.to(u_, mode->fact, subject_) == Applies::no) continue;
      const auto& implied = v_[mode->fact].values[*mode->usual].implies;
      const bool otherwise = std::any_of(implied.begin(), implied.end(), [&](const auto& one) {
        return is_known(cell(one.first)) && cell(one.first).value != one.second;
      });
      if (otherwise) continue;
      set(mode->fact, *mode->usual, Provenance::implied,
          origin_at(mode->span, "as usual with", mode->protocol));
    }
  }

  // What follows from the flow's protocol in the version and mode that are known.
  void take_limits() {
    for (const lang::TypeId type : u_.types[subject_]) {
      const auto& [of, limits] = protocols_[type.index()];
      std::optional<std::string_view> version;
      std::optional<uint32_t> mode;
      if (version_.valid() && is_known(cell(version_))) version = u_.versions[cell(version_).value];
      if (of != nullptr && is_known(cell(of->fact))) mode = cell(of->fact).value;
      for (const catalog::Limit* const limit_of : limits) {
        const catalog::Limit& limit = *limit_of;
        if (!b_.catalog.holds(limit, type, version, mode)) continue;
        for (const auto& [fact, value] : limit.facts) {
          if (is_known(cell(fact)) && cell(fact).value == value) continue;
          imply_one(
              fact, value, Provenance::implied,
              origin_at(limit.span, "by a limit of", limit.protocol),
              [&] { return fmt::format("a limit of protocol `{}`", v_[limit.protocol].id); },
              limit.span);
        }
      }
    }
  }

  // What the values in the queue imply, until nothing new follows.
  void imply() {
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      const FactId fact = queue_[i];
      const Fact& info = v_[fact];
      const Cell from = cell(fact);
      if (info.domain != Domain::boolean && info.domain != Domain::choice) continue;
      const lang::Value& value = info.values[from.value];
      for (const auto& [target, implied] : value.implies) {
        if (!lang::has(v_[target].subjects, u_.kind(subject_))) continue;
        if (applies_.to(u_, target, subject_) == Applies::no) continue;
        imply_from(fact, from, target, implied);
      }
    }
    queue_.clear();
  }

  void imply_from(FactId fact, const Cell& from, FactId target, uint32_t value) {
    const bool typical = from.provenance == Provenance::typical;
    if (typical && cell(target).origin != kNoOrigin) return;
    if (is_known(cell(target)) && cell(target).value == value) return;
    const Span span = u_.origins[from.origin].span;
    const std::string cause =
        concat({"`", v_[fact].id, ": ", lang::value_text(u_, v_[fact], from.value), "`"});
    const uint32_t origin = add_origin(span, concat({"by ", cause}));
    imply_one(
        target, value, typical ? Provenance::typical : Provenance::implied, origin,
        [&] { return cause; }, span);
  }

  // `cause()`: what a conflict would be blamed on.
  template <class Cause>
  void imply_one(FactId fact, uint32_t value, Provenance provenance, uint32_t origin, Cause&& cause,
                 Span cause_span) {
    const Cell& now = cell(fact);
    if (!is_known(now) || now.provenance == Provenance::typical) {
      set(fact, value, provenance, origin);
      return;
    }
    if (now.value == value || now.provenance == Provenance::inherited) return;
    const std::string was = lang::value_text(u_, v_[fact], now.value);
    const std::string would = lang::value_text(u_, v_[fact], value);
    const Span place = u_.origins[now.origin].span;
    if (now.provenance == Provenance::stated) {
      b_.report(diag::Kind::fact_contradicts, place, {v_[fact].id, was, cause(), would})
          .note(cause_span, "what makes it so");
      return;
    }
    // Nearer types overrule farther ones, and what is implied overrules what types say of
    // themselves.
    if (provenance == Provenance::fixed) return;
    report_conflict(fact, now, would, cause(), cause_span);
  }

  // Two causes, neither of which is a statement about this fact: shown at the one in the model.
  void report_conflict(FactId fact, const Cell& now, const std::string& would,
                       const std::string& cause, Span cause_span) {
    const Origin& other = u_.origins[now.origin];
    const bool here = is_in_model(cause_span);
    const Span place = here                      ? cause_span
                       : is_in_model(other.span) ? other.span
                                                 : b_.declarations[subject_.index()].id_span;
    b_.report(diag::Kind::implied_conflict, place,
              {v_[fact].id, lang::value_text(u_, v_[fact], now.value), would})
        .note(other.span,
              fmt::format("`{}` {}", lang::value_text(u_, v_[fact], now.value), other.via))
        .note(cause_span, fmt::format("`{}` by {}", would, cause));
  }

  [[nodiscard]] bool is_in_model(Span span) const {
    return span.valid() && span.source == b_.declarations[subject_.index()].source;
  }

  void store(Kind kind) {
    for (const FactId fact : outside(kind))
      u_.set(v_[fact], fact, subject_, {0, kNoOrigin, Provenance::not_applicable});
    for (const FactId fact : used_) {
      u_.set(v_[fact], fact, subject_, cell(fact));
      cell(fact) = {};
    }
    used_.clear();
  }

  // The facts of its kind that say nothing of the subject. Those of one type share them.
  const std::vector<FactId>& outside(Kind kind) {
    const auto types = u_.types[subject_];
    const bool plain = types.size() == 1 && !u_.type_open[subject_.index()];
    std::vector<FactId>* found = &outside_;
    if (plain) {
      const auto [entry, fresh] = outside_of_type_.try_emplace({kind, types.front()});
      if (!fresh) return entry->second;
      found = &entry->second;
    }
    found->clear();
    for (const FactId fact : facts_of_kind_[static_cast<std::size_t>(kind)]) {
      if (applies_.to(u_, fact, subject_) == Applies::no) found->push_back(fact);
    }
    return *found;
  }

  Building& b_;
  const lang::Vocabulary& v_;
  lang::Universe& u_;
  Applicability applies_;
  std::array<std::vector<FactId>, lang::kKinds> facts_of_kind_;
  std::vector<FactId> inherited_;
  FactId version_;  // of flows: the oldest version of its protocol that it accepts
  std::vector<std::vector<Default>> defaults_;  // by type, nearest first
  std::vector<uint32_t> default_origins_;       // by default
  // Of a protocol: the mode that it has, if any, and the limits that state facts.
  struct Protocol {
    const catalog::ProtocolMode* mode = nullptr;
    std::vector<const catalog::Limit*> limits;
  };
  std::vector<Protocol> protocols_;  // by type
  std::map<Span, uint32_t> pack_origins_;
  std::map<std::pair<Kind, lang::TypeId>, std::vector<FactId>> outside_of_type_;
  std::vector<FactId> outside_;  // of a subject of no type, or of several
  std::vector<uint32_t> first_statement_;

  // Of the subject at hand.
  SubjectId subject_;
  std::vector<Cell> cells_;
  std::vector<FactId> used_;   // cells that are not as new
  std::vector<FactId> queue_;  // what may imply more
  std::vector<std::pair<FactId, uint32_t>> defaulted_;

  std::vector<Known> known_;
};

}  // namespace

void fill_facts(Building& b) {
  Filling(b).run();
}

void fill_severity(Building& b) {
  lang::Universe& u = b.model.universe;
  const FactId id = b.vocabulary().find_fact(Kind::function, "severity");
  if (!id.valid() || !b.vocabulary()[id].derived) return;
  const Fact& fact = b.vocabulary()[id];
  struct Worst {
    std::optional<Severity> severity;
    bool unknown = false;
    SubjectId situation;
    SubjectId harm;
  };
  std::vector<const Harm*> harm_of(b.size(), nullptr);
  for (const Harm& harm : b.model.harms) harm_of[harm.id.index()] = &harm;
  std::map<SubjectId, Worst> worst;
  for (const HazardousSituation& situation : b.model.situations) {
    if (!situation.function.valid()) continue;
    Worst& w = worst[situation.function];
    for (const SubjectId id_of_harm : situation.harms) {
      const Harm& harm = *harm_of[id_of_harm.index()];
      if (!harm.severity) w.unknown = true;
      if (harm.severity && (!w.severity || *harm.severity > *w.severity)) {
        w.severity = harm.severity;
        w.situation = situation.id;
        w.harm = harm.id;
      }
    }
  }
  for (const auto& [function, w] : worst) {
    if (!w.severity || (w.unknown && *w.severity != Severity::catastrophic)) continue;
    const std::optional<uint32_t> value = fact.value(name(*w.severity));
    if (!value) continue;
    const Field* field = b.model[w.harm].field("severity");
    Origin origin;
    origin.span = field != nullptr ? field->span : b.model[w.harm].span;
    origin.via = fmt::format("through `{}`", b.model[w.situation].id);
    u.origins.push_back(std::move(origin));
    u.set(fact, id, function,
          {*value, static_cast<uint32_t>(u.origins.size() - 1), Provenance::implied});
  }
}

}  // namespace wardround::model
