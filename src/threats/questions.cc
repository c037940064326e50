// Unknown is a value: what must be answered, where, and what each answer would do to the findings
// that wait for it.
#include <algorithm>
#include <map>

#include "model/fields.h"
#include "threats/match.h"

namespace wardround::threats {

namespace {

using lang::Literal;
using lang::Provenance;

// The literal of one finding that asks the question: the subject may differ from where the question
// is best answered.
struct Asker {
  std::size_t finding = 0;
  SubjectId subject;
};

struct Key {
  SubjectId subject;
  uint32_t fact = 0;
  int relation = -1;
  bool type = false;
  auto operator<=>(const Key&) const = default;
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

// Whether an attacker gets at a subject is unknown because something is that reach follows from:
// the protocol of a flow, the networks it runs over, or who has the node in hand.
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
  for (const SubjectId place : places) {
    const lang::FactId holder =
        worlds.catalog->vocabulary.find_fact(model[place].kind, "controlled_by");
    if (!holder.valid() || model.universe.cell(holder, place).provenance != Provenance::unknown)
      continue;
    keys.push_back({where_to_ask(worlds, holder, place), holder.value, -1, false});
  }
  return keys;
}

// What a literal of a finding's "why" asks for; nothing if it is decided.
std::vector<Key> asked_by(const Worlds& worlds, const Literal& literal) {
  const bool assumed = literal.provenance == Provenance::typical;
  if (literal.truth != lang::Truth::unknown && !assumed) return {};
  if (literal.fact.valid()) {
    return {{where_to_ask(worlds, literal.fact, literal.subject), literal.fact.value, -1, false}};
  }
  if (literal.type_unknown) return {{literal.subject, lang::FactId::kNone, -1, true}};
  if (literal.relation) return open_fields(*worlds.model, literal.subject, *literal.relation);
  return literal.subject.valid() ? behind_exposure(worlds, literal.subject) : std::vector<Key>();
}

// What the finding would be if the fact had this value.
std::optional<Certainty> what_if(const Worlds& worlds, const Finding& finding,
                                 const lang::Override& answer) {
  lang::World world = finding.why_in_second_pass ? worlds.with(*worlds.second) : worlds.first();
  world.what_if = &answer;
  return certainty(world, (*worlds.catalog)[finding.rule].when, finding.subject);
}

void find_effects(const Worlds& worlds, const std::vector<Finding>& findings,
                  const std::vector<Asker>& askers, Question& question) {
  if (!question.fact.valid()) return;
  const lang::Fact& fact = worlds.catalog->vocabulary[question.fact];
  for (uint32_t value = 0; value < fact.values.size(); ++value) {
    Question::Effect effect;
    effect.value = value;
    for (const Asker& asker : askers) {
      const auto outcome =
          what_if(worlds, findings[asker.finding], {question.fact, asker.subject, value});
      if (!outcome) effect.drops.push_back(asker.finding);
      if (outcome == Certainty::certain &&
          findings[asker.finding].certainty != Certainty::certain) {
        effect.confirms.push_back(asker.finding);
      }
    }
    question.settles.insert(question.settles.end(), effect.confirms.begin(), effect.confirms.end());
    question.settles.insert(question.settles.end(), effect.drops.begin(), effect.drops.end());
    question.effects.push_back(std::move(effect));
  }
  std::ranges::sort(question.settles);
  question.settles.erase(std::ranges::unique(question.settles).begin(), question.settles.end());
}

std::vector<Literal> undecided(const Worlds& worlds, const Finding& finding) {
  return lang::explain(world_of(worlds, finding), (*worlds.catalog)[finding.rule].when,
                       finding.subject, lang::Detail::undecided)
      .literals;
}

}  // namespace

std::vector<Question> ask(const Worlds& worlds, std::vector<Finding>& findings) {
  std::map<Key, std::vector<Asker>> askers;
  std::map<Key, bool> assumed;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].status == Status::cleared || findings[i].certainty == Certainty::certain)
      continue;
    for (const Literal& literal : undecided(worlds, findings[i])) {
      for (const Key& key : asked_by(worlds, literal)) {
        auto& list = askers[key];
        if (list.empty() || list.back().finding != i) list.push_back({i, literal.subject});
        const bool is_assumed = literal.provenance == Provenance::typical;
        const auto [entry, is_new] = assumed.emplace(key, is_assumed);
        if (!is_new) entry->second = entry->second && is_assumed;
      }
    }
  }
  std::vector<Question> questions;
  for (const auto& [key, list] : askers) {
    Question question;
    question.subject = key.subject;
    question.fact.value = key.fact;
    if (key.relation >= 0) question.relation = static_cast<lang::Relation>(key.relation);
    question.type = key.type;
    question.assumed = assumed[key];
    for (const Asker& asker : list) {
      question.findings.push_back(asker.finding);
      findings[asker.finding].questions.push_back(questions.size());
    }
    find_effects(worlds, findings, list, question);
    questions.push_back(std::move(question));
  }
  return questions;
}

}  // namespace wardround::threats
