// Unknown is a value: what must be answered, where, and what each answer would do to the findings
// that wait for it.
#include <algorithm>
#include <numeric>
#include <optional>
#include <span>

#include "lang/parts.h"
#include "lang/reads.h"
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

// How far ahead memory is asked for: findings of one rule lie at subjects far apart, and a subject
// is asked about what rules far apart want to know.
constexpr std::size_t kAhead = 4;

// By key, then finding. Subjects are numbers: only what asks about the same one is compared.
std::vector<Asker> sorted(std::size_t subjects, const std::vector<Asker>& askers) {
  std::vector<uint32_t> next(subjects + 1);
  for (const Asker& asker : askers) ++next[asker.key.subject.index() + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<Asker> all(askers.size());
  for (const Asker& asker : askers) all[next[asker.key.subject.index()]++] = asker;
  auto begin = all.begin();
  for (std::size_t subject = 0; subject < subjects; ++subject) {
    const auto end = all.begin() + next[subject];
    std::sort(begin, end, [](const Asker& a, const Asker& b) {
      return a.key != b.key ? a.key < b.key : a.finding < b.finding;
    });
    begin = end;
  }
  return all;
}

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
  const auto& fields = model::section_of(model.universe.kind(subject)).fields;
  return std::ranges::any_of(fields,
                             [&](const model::FieldInfo& f) { return f.relation == relation; });
}

void add_open_fields(const model::Model& model, SubjectId subject, std::vector<Key>& keys) {
  for (const model::FieldInfo& field : model::section_of(model.universe.kind(subject)).fields) {
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
  const lang::Kind kind = model.universe.kind(subject);
  if (kind == lang::Kind::element || kind == lang::Kind::boundary) {
    const lang::Relations& flows = model.universe.relation(lang::Relation::flows);
    for (std::size_t i = 0; i < flows.count(subject); ++i)
      add_open_fields(model, flows.first(subject)[i], keys);
  } else if (kind == lang::Kind::data) {
    for (std::size_t i = 0; i < model.subjects.size(); ++i) {
      if (model.universe.kinds[i] == lang::Kind::flow) add_open_fields(model, SubjectId(i), keys);
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
  if (model.universe.kind(subject) == lang::Kind::flow) {
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
        worlds.catalog->vocabulary.find_fact(model.universe.kind(place), "controlled_by");
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
 public:
  Standing(const Worlds& worlds, const std::vector<Finding>& findings)
      : worlds_(worlds),
        findings_(findings),
        order_(*worlds.catalog),
        plain_(worlds),
        controlled_(worlds),
        assuming_(worlds.catalog->rules.size()),
        first_(worlds.model->subjects.size() + 1),
        by_subject_(findings.size()) {
    for (const Finding& finding : findings) ++first_[finding.subject.index() + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    std::vector<uint32_t> next = first_;
    for (std::size_t i = 0; i < findings.size(); ++i)
      by_subject_[next[findings[i].subject.index()]++] = static_cast<uint32_t>(i);
  }

  // In place: the compiler leaves out calls of what seems to do nothing.
  [[gnu::always_inline]] void fetch(std::size_t finding) const {
    const auto* const at = reinterpret_cast<const char*>(&findings_[finding]);
    constexpr std::size_t kLine = 64;  // bytes that come at once
    for (std::size_t i = 0; i < sizeof(Finding); i += kLine) __builtin_prefetch(at + i);
  }

  // A rule that does not hold today will not hold when more is known: what holds and is not certain
  // is evaluated anew, with the cells of the answer in the universe as stated and in the one with
  // controls.
  void find_effects(Question& question) {
    if (!question.fact.valid()) return;
    const lang::Fact& fact = worlds_.catalog->vocabulary[question.fact];
    if (fact.derived) return;  // what it follows from is to be answered
    question.effects.reserve(fact.values.size());
    for (uint32_t value = 0; value < fact.values.size(); ++value) {
      Question::Effect effect;
      effect.value = value;
      const lang::Override answer{question.fact, question.subject, value};
      const Cells* const plain = plain_.cells(worlds_.model->universe, answer);
      if (plain != nullptr && worlds_.second == nullptr) {
        note_facts(*plain);
        find_effect(question, *plain, *plain, effect);
      } else if (plain != nullptr) {
        const Cells* const controlled = controlled_.cells(*worlds_.second, answer);
        if (controlled != nullptr) find_effect(question, *plain, *controlled, effect);
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

  // Those that an answer's cells speak of: few, be the cells many.
  void note_facts(const Cells& cells) {
    assumed_.clear();
    for (const lang::Override& cell : cells) {
      if (assumed_.empty() || assumed_.back() != cell.fact) assumed_.push_back(cell.fact);
    }
  }

  void find_effect(const Question& question, const Cells& plain, const Cells& controlled,
                   Question::Effect& effect) {
    for (const std::size_t i : question.findings) {
      const Finding& before = findings_[i];
      find_matches(before, plain, controlled);
      bool stands = false, certain = false;
      const auto see = [&](WeaknessId weakness, Certainty certainty, Status status) {
        if (weakness != before.weakness || status != Status::open) return;
        stands = true;
        certain = certain || certainty == Certainty::certain;
      };
      if (matches_.size() == 1) {  // as most: nothing speaks for another
        const Match& only = matches_.front();
        see((*worlds_.catalog)[only.rule].weakness, only.certainty, only.status);
      } else if (!matches_.empty()) {
        settled_.clear();
        settle_subject(*worlds_.catalog, *worlds_.model, order_, matches_, settled_);
        for (const Finding& one : settled_) {
          see(one.weakness, one.certainty, one.status);
          stands = stands || std::ranges::any_of(one.also, [&](const Also& also) {
                     return also.weakness == before.weakness && also.status == Status::open;
                   });
        }
      }
      if (certain) effect.confirms.push_back(i);
      if (!stands) effect.drops.push_back(i);
    }
  }

  // What would hold at the finding's subject, of its family of rules.
  void find_matches(const Finding& finding, const Cells& plain, const Cells& controlled) {
    matches_.clear();
    const auto add = [&](RuleId rule, Certainty certainty, Status status,
                         const lang::Parts& parts) {
      if (order_.family(rule) != order_.family(finding.rule)) return;
      Match match;
      match.rule = rule;
      match.subject = finding.subject;
      match.certainty = certainty;
      match.status = status;
      if (certainty == Certainty::certain || evaluate(plain, controlled, parts, match))
        matches_.push_back(std::move(match));
    };
    const std::size_t subject = finding.subject.index();
    for (uint32_t i = first_[subject]; i < first_[subject + 1]; ++i) {
      const Finding& one = findings_[by_subject_[i]];
      add(one.rule, one.certainty, one.status, one.parts);
      for (const Also& also : one.also) add(also.rule, also.certainty, also.status, {});
    }
  }

  // False if the rule no longer holds. Whether what is left is assumed or unverified does not
  // matter here.
  // `parts`: those of a finding, which speak of the world that it holds in.
  bool evaluate(const Cells& plain, const Cells& controlled, const lang::Parts& parts,
                Match& match) {
    const lang::Expression& when = (*worlds_.catalog)[match.rule].when;
    lang::Truth holds = lang::Truth::no;
    if (worlds_.second == nullptr) {
      std::optional<lang::Assuming>& again = assuming_[match.rule.index()];
      if (!again) again.emplace(worlds_.catalog->vocabulary, when);
      holds = again->evaluate(assume(worlds_.first(), plain), match.subject, parts, assumed_);
    } else {
      const lang::World second = worlds_.with(*worlds_.second);
      holds = lang::evaluate(assume(second, controlled), when, match.subject);
      if (holds == lang::Truth::no) {
        holds = lang::evaluate(assume(worlds_.first(), plain), when, match.subject);
        match.status = Status::cleared;  // by what a control implies
      }
    }
    match.certainty = holds == lang::Truth::yes ? Certainty::certain : Certainty::unverified;
    return holds != lang::Truth::no;
  }
  [[nodiscard]] static lang::World assume(lang::World world, const Cells& cells) {
    world.what_if = &cells;
    return world;
  }

  const Worlds& worlds_;
  const std::vector<Finding>& findings_;
  Specialisation order_;
  WhatIf plain_, controlled_;
  std::vector<std::optional<lang::Assuming>> assuming_;  // by rule
  // Findings by subject: by_subject_[first_[s]] to by_subject_[first_[s + 1]], ascending.
  std::vector<uint32_t> first_, by_subject_;
  // Of one question and one of its findings, kept to spare their memory.
  std::vector<lang::FactId> assumed_;
  std::vector<Match> matches_;
  std::vector<Finding> settled_;
};

}  // namespace

std::vector<Question> ask(const Worlds& worlds, std::vector<Finding>& findings) {
  std::vector<Asker> askers;
  std::vector<std::optional<lang::Reads>> reads(worlds.catalog->rules.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (i + kAhead < findings.size()) {
      const Finding& next = findings[i + kAhead];
      std::optional<lang::Reads>& of_rule = reads[next.rule.index()];
      if (!of_rule) of_rule.emplace().add((*worlds.catalog)[next.rule].when);
      of_rule->fetch(worlds.model->universe, next.subject);
    }
    if (findings[i].status == Status::cleared || findings[i].certainty == Certainty::certain)
      continue;
    Finding& finding = findings[i];
    for (const Literal& literal :
         explain(worlds, finding, lang::Detail::undecided, finding.parts)) {
      const bool assumed = literal.provenance == Provenance::typical;
      each_asked(worlds, literal, [&](const Key& key) { askers.push_back({key, i, assumed}); });
    }
  }
  askers = sorted(worlds.model->subjects.size(), askers);
  Standing standing(worlds, findings);
  std::vector<Question> questions;
  questions.reserve(askers.size());
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
    for (const Asker& next :
         std::span(end, askers.end())
             .first(std::min(kAhead, static_cast<std::size_t>(askers.end() - end))))
      standing.fetch(next.finding);
    standing.find_effects(question);
    questions.push_back(std::move(question));
    begin = end;
  }
  return questions;
}

}  // namespace wardround::threats
