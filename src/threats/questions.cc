// Unknown is a value: what must be answered, where, and what each answer would do to the findings
// that wait for it.
#include <algorithm>
#include <numeric>

#include "model/fields.h"
#include "threats/match.h"
#include "threats/what_if.h"

namespace wardround::threats {

namespace {

using lang::Literal;
using lang::Provenance;

struct Key {
  SubjectId subject;
  uint32_t fact = 0;
  int relation = -1;
  bool type = false;
  auto operator<=>(const Key&) const = default;
};

// The finding that asks a question.
struct Asker {
  Key key;
  std::size_t finding = 0;
  bool assumed = false;
};

// A fact that contents inherit is asked once, at the node around them.
SubjectId where_to_ask(const Worlds& worlds, lang::FactId fact, SubjectId subject) {
  const lang::Universe& universe = worlds.model->universe;
  if (!worlds.catalog->vocabulary[fact].inherits) return subject;
  const lang::Relations& node = universe.relation(lang::Relation::node);
  if (node.count(subject) == 0) return subject;
  const SubjectId outer = *node.first(subject);
  return universe.cell(fact, outer).provenance == Provenance::unknown ? outer : subject;
}

bool is_field(const model::Model& model, SubjectId subject, lang::Relation relation) {
  const auto& fields = model::section_of(model[subject].kind).fields;
  return std::ranges::any_of(fields,
                             [&](const model::FieldInfo& f) { return f.relation == relation; });
}

void add_open_fields(const model::Model& model, SubjectId subject, std::vector<Key>& keys) {
  for (const model::FieldInfo& field : model::section_of(model[subject].kind).fields) {
    if (!field.relation || !model.universe.relation(*field.relation).is_open(subject)) continue;
    keys.push_back({subject, lang::FactId::kNone, static_cast<int>(*field.relation), false});
  }
}

// A relation that follows from others (`carries`, `receives`) is unknown because some field was
// written `unknown`: those fields are what can be answered.
std::vector<Key> open_fields(const model::Model& model, SubjectId subject,
                             lang::Relation relation) {
  if (is_field(model, subject, relation))
    return {{subject, lang::FactId::kNone, static_cast<int>(relation), false}};
  std::vector<Key> keys;
  add_open_fields(model, subject, keys);
  const lang::Kind kind = model[subject].kind;
  if (kind == lang::Kind::element || kind == lang::Kind::boundary) {
    const lang::Relations& flows = model.universe.relation(lang::Relation::flows);
    for (std::size_t i = 0; i < flows.count(subject); ++i)
      add_open_fields(model, flows.first(subject)[i], keys);
  } else if (kind == lang::Kind::data) {
    for (std::size_t i = 0; i < model.subjects.size(); ++i) {
      if (model.subjects[i].kind == lang::Kind::flow) add_open_fields(model, SubjectId(i), keys);
    }
  }
  return keys;
}

// Nobody can say how a thing is set up before it is known what it is: a fact that only some types
// have is asked for once the type is known.
bool hangs_on_type(const Worlds& worlds, lang::FactId fact, SubjectId subject) {
  const lang::Universe& universe = worlds.model->universe;
  const lang::Vocabulary& vocabulary = worlds.catalog->vocabulary;
  const std::vector<lang::TypeId>& wanted = vocabulary[fact].applies_to;
  if (wanted.empty() || !universe.type_open[subject.index()]) return false;
  return std::ranges::none_of(universe.types[subject], [&](lang::TypeId type) {
    return std::ranges::any_of(wanted,
                               [&](lang::TypeId root) { return vocabulary.is_a(type, root); });
  });
}

// Whether an attacker gets at a subject is unknown because something is that reach follows from:
// the protocol of a flow and the networks it runs over; once they are known, who has the node in
// hand.
std::vector<Key> behind_exposure(const Worlds& worlds, SubjectId subject) {
  const model::Model& model = *worlds.model;
  std::vector<Key> keys;
  std::vector<SubjectId> places;
  if (model[subject].kind == lang::Kind::flow) {
    if (model.universe.types[subject].empty())
      keys.push_back({subject, lang::FactId::kNone, -1, true});
    add_open_fields(model, subject, keys);
    for (const lang::Relation end : {lang::Relation::from, lang::Relation::to}) {
      const lang::Relations& ends = model.universe.relation(end);
      places.insert(places.end(), ends.first(subject), ends.first(subject) + ends.count(subject));
    }
  } else {
    places.push_back(subject);
    const lang::Relations& flows = model.universe.relation(lang::Relation::flows);
    for (std::size_t i = 0; i < flows.count(subject); ++i) {
      const SubjectId flow = flows.first(subject)[i];
      if (model.universe.types[flow].empty()) keys.push_back({flow, lang::FactId::kNone, -1, true});
    }
  }
  if (!keys.empty()) return keys;
  for (const SubjectId place : places) {
    const lang::FactId holder =
        worlds.catalog->vocabulary.find_fact(model[place].kind, "controlled_by");
    if (!holder.valid() || model.universe.cell(holder, place).provenance != Provenance::unknown)
      continue;
    keys.push_back({where_to_ask(worlds, holder, place), holder.value, -1, false});
  }
  return keys;
}

// Visits what a literal of a finding's "why" asks for; nothing if it is decided.
template <class Visit>
void each_asked(const Worlds& worlds, const Literal& literal, Visit&& visit) {
  const bool assumed = literal.provenance == Provenance::typical;
  if (literal.truth != lang::Truth::unknown && !assumed) return;
  if (literal.fact.valid()) {
    if (hangs_on_type(worlds, literal.fact, literal.subject)) {
      visit(Key{literal.subject, lang::FactId::kNone, -1, true});
    } else {
      visit(
          Key{where_to_ask(worlds, literal.fact, literal.subject), literal.fact.value, -1, false});
    }
  } else if (literal.type_unknown) {
    visit(Key{literal.subject, lang::FactId::kNone, -1, true});
  } else if (literal.relation) {
    for (const Key& key : open_fields(*worlds.model, literal.subject, *literal.relation))
      visit(key);
  } else if (literal.subject.valid()) {
    for (const Key& key : behind_exposure(worlds, literal.subject)) visit(key);
  }
}

// All that holds at the subjects of a model: what an answer changes is worked out from it.
class Standing {
  struct SubjectOf {
    const std::vector<Finding>& findings;
    SubjectId operator()(std::size_t finding) const { return findings[finding].subject; }
  };

 public:
  Standing(const Worlds& worlds, const std::vector<Finding>& findings)
      : worlds_(worlds),
        findings_(findings),
        order_(*worlds.catalog),
        by_subject_(findings.size()) {
    std::iota(by_subject_.begin(), by_subject_.end(), std::size_t{0});
    std::ranges::stable_sort(by_subject_, {}, SubjectOf{findings_});
  }

  // A rule that does not hold today will not hold when more is known: what holds and is not certain
  // is evaluated anew, with the cells of the answer in the universe as stated and in the one with
  // controls.
  void find_effects(Question& question) const {
    if (!question.fact.valid()) return;
    const lang::Fact& fact = worlds_.catalog->vocabulary[question.fact];
    if (fact.derived) return;  // what it follows from is to be answered
    for (uint32_t value = 0; value < fact.values.size(); ++value) {
      Question::Effect effect;
      effect.value = value;
      const lang::Override answer{question.fact, question.subject, value};
      const auto plain = answered(worlds_, worlds_.model->universe, answer);
      if (plain && worlds_.second == nullptr) {
        find_effect(question, *plain, *plain, effect);
      } else if (plain) {
        const auto controlled = answered(worlds_, *worlds_.second, answer);
        if (controlled) find_effect(question, *plain, *controlled, effect);
      }
      for (const auto* settled : {&effect.confirms, &effect.drops})
        question.settles.insert(question.settles.end(), settled->begin(), settled->end());
      question.effects.push_back(std::move(effect));
    }
    std::ranges::sort(question.settles);
    question.settles.erase(std::ranges::unique(question.settles).begin(), question.settles.end());
  }

 private:
  using Cells = std::vector<lang::Override>;

  void find_effect(const Question& question, const Cells& plain, const Cells& controlled,
                   Question::Effect& effect) const {
    for (const std::size_t i : question.findings) {
      const Finding& before = findings_[i];
      std::vector<Match> left = matches(before, plain, controlled);
      std::vector<Finding> after;
      if (!left.empty())
        settle_subject(*worlds_.catalog, *worlds_.model, order_, std::move(left), after);
      bool stands = false, certain = false;
      for (const Finding& one : after) {
        const bool same = one.weakness == before.weakness && one.status == Status::open;
        certain = certain || (same && one.certainty == Certainty::certain);
        stands = stands || same || std::ranges::any_of(one.also, [&](const Also& also) {
                   return also.weakness == before.weakness && also.status == Status::open;
                 });
      }
      if (certain) effect.confirms.push_back(i);
      if (!stands) effect.drops.push_back(i);
    }
  }

  // What would hold at the finding's subject, of its family of rules.
  [[nodiscard]] std::vector<Match> matches(const Finding& finding, const Cells& plain,
                                           const Cells& controlled) const {
    std::vector<Match> all;
    const auto add = [&](RuleId rule, Certainty certainty, Status status) {
      if (order_.family(rule) != order_.family(finding.rule)) return;
      Match match;
      match.rule = rule;
      match.subject = finding.subject;
      match.certainty = certainty;
      match.status = status;
      if (certainty == Certainty::certain || evaluate(plain, controlled, match))
        all.push_back(std::move(match));
    };
    for (const std::size_t i :
         std::ranges::equal_range(by_subject_, finding.subject, {}, SubjectOf{findings_})) {
      const Finding& one = findings_[i];
      add(one.rule, one.certainty, one.status);
      for (const Also& also : one.also) add(also.rule, also.certainty, also.status);
    }
    return all;
  }

  // False if the rule no longer holds. Whether what is left is assumed or unverified does not
  // matter here.
  bool evaluate(const Cells& plain, const Cells& controlled, Match& match) const {
    const lang::Expression& when = (*worlds_.catalog)[match.rule].when;
    const auto truth = [&](lang::World world, const Cells& cells) {
      world.what_if = &cells;
      return lang::evaluate(world, when, match.subject);
    };
    const bool second = worlds_.second != nullptr;
    lang::Truth holds = truth(second ? worlds_.with(*worlds_.second) : worlds_.first(), controlled);
    if (holds == lang::Truth::no && second) {
      holds = truth(worlds_.first(), plain);
      match.status = Status::cleared;  // by what a control implies
    }
    match.certainty = holds == lang::Truth::yes ? Certainty::certain : Certainty::unverified;
    return holds != lang::Truth::no;
  }

  const Worlds& worlds_;
  const std::vector<Finding>& findings_;
  Specialisation order_;
  std::vector<std::size_t> by_subject_;  // findings
};

}  // namespace

std::vector<Question> ask(const Worlds& worlds, std::vector<Finding>& findings) {
  std::vector<Asker> askers;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].status == Status::cleared || findings[i].certainty == Certainty::certain)
      continue;
    for (const Literal& literal : explain(worlds, findings[i], lang::Detail::undecided)) {
      const bool assumed = literal.provenance == Provenance::typical;
      each_asked(worlds, literal, [&](const Key& key) { askers.push_back({key, i, assumed}); });
    }
  }
  std::ranges::stable_sort(askers, {}, &Asker::key);
  const Standing standing(worlds, findings);
  std::vector<Question> questions;
  for (auto begin = askers.begin(); begin != askers.end();) {
    const Key key = begin->key;
    const auto end =
        std::find_if(begin, askers.end(), [&](const Asker& asker) { return asker.key != key; });
    Question question;
    question.subject = key.subject;
    question.fact.value = key.fact;
    if (key.relation >= 0) question.relation = static_cast<lang::Relation>(key.relation);
    question.type = key.type;
    question.assumed = std::all_of(begin, end, [](const Asker& asker) { return asker.assumed; });
    // Of what one finding asks twice the first counts.
    const auto last = std::unique(
        begin, end, [](const Asker& a, const Asker& b) { return a.finding == b.finding; });
    question.findings.reserve(static_cast<std::size_t>(last - begin));
    for (auto asker = begin; asker != last; ++asker) {
      question.findings.push_back(asker->finding);
      findings[asker->finding].questions.push_back(questions.size());
    }
    standing.find_effects(question);
    questions.push_back(std::move(question));
    begin = end;
  }
  return questions;
}

}  // namespace wardround::threats
