#include "report/finding_json.h"

#include "lang/reads.h"
#include "report/outside.h"
#include "threats/use_notes.h"

namespace wardround::report {

namespace {

using threats::Finding;

// What each finding of a rule says of itself.
struct RuleMembers {
  JsonMembers weakness, rule, lists;
  // By alternative, then by use in it.
  struct Control {
    JsonMembers what, effect, parameters;
    // Of one that nobody declared, which are most: all before and behind the places.
    JsonMembers absent, absent_behind;
  };
  std::vector<std::vector<Control>> controls;
  lang::Reads reads;  // what its texts are made from
};
// What each question about a fact says of it.
struct FactMembers {
  JsonMembers answers;  // how to find out, and the values
  std::vector<JsonMembers> values;
  JsonMembers worst;
};
// All that the risk of a finding is written from.
struct Rated {
  bool attacker = true;
  threats::Exploitability exploitability = threats::Exploitability::very_high;
  model::Severity severity = model::Severity::catastrophic;
  risk::Basis basis = risk::Basis::patient;
  bool multi_patient = false;
  std::optional<risk::Word> inherent, target, claimed, verified;
  std::string floor;
  bool operator==(const Rated&) const = default;
};
// What each finding at a subject says.
struct SubjectMembers {
  JsonMembers subject, location;
};

}  // namespace

class FindingWriter::Inside {
 public:
  Inside(JsonWriter& json, const View& view)
      : json_(json),
        view_(view),
        rules_(view.catalog.rules.size()),
        facts_(view.catalog.vocabulary.facts.size()),
        subjects_(view.model().subjects.size()),
        notes_(view.catalog, view.model(), view.result()) {
    structure_ = JsonWriter::prepare(scratch_, [](JsonWriter& of) {
      of.key("fact"), of.null();
      of.string("provenance", "structure");
      of.string("via", "");
    });
    names_.reserve(view.result().findings.size());
    for (const Finding& finding : view.result().findings)
      names_.push_back({finding.weakness, finding.subject});
  }

  // The worst comes first, which is all over the memory of a large model: what the next ones are
  // written from is asked for while one is written.
  void findings() {
    const std::vector<std::size_t>& order = view_.assessment.finding_order;
    for (std::size_t k = 0; k < order.size(); ++k) {
      if (k + 8 < order.size()) fetch(view_.result().findings[order[k + 8]]);
      if (k + 6 < order.size()) fetch_lists(order[k + 6]);
      if (k + 4 < order.size()) fetch_parts(order[k + 4]);
      if (k + 2 < order.size()) fetch_texts(order[k + 2]);
      finding(order[k]);
    }
  }
  void questions() {
    const std::vector<std::size_t>& order = view_.assessment.question_order;
    const std::vector<threats::Question>& all = view_.result().questions;
    for (std::size_t k = 0; k < order.size(); ++k) {
      if (k + 6 < order.size()) fetch(all[order[k + 6]]);
      if (k + 4 < order.size()) fetch_parts(all[order[k + 4]]);
      if (k + 2 < order.size()) fetch_texts(all[order[k + 2]].subject);
      question(order[k]);
    }
  }

 private:
  void location(const diag::Span& span) {
    put_location(json_, span, span.valid() ? view_.sources.begin(span) : diag::Position());
  }
  void put_location(JsonWriter& json, const diag::Span& span, const diag::Position& position) {
    json.key("location");
    if (!span.valid()) return json.null();
    json.begin_object();
    json.string("file", view_.sources.name(span.source));
    json.integer("line", position.line);
    json.integer("column", position.column);
    json.end_object();
  }

  void strings(JsonKey key, const std::vector<std::string>& values) {
    json_.begin_array(key);
    for (const std::string& value : values) json_.string(value);
    json_.end_array();
  }

  void uses(JsonKey key, const std::vector<std::size_t>& controls) {
    json_.begin_array(key);
    for (const std::size_t use : controls) {
      const model::ControlUse& declared = view_.model().controls[use];
      json_.begin_object();
      json_.string("control", view_.catalog[declared.control].id);
      json_.string("at", view_.model()[declared.at].id);
      json_.string("status",
                   declared.status == model::Status::implemented ? "implemented" : "planned");
      location(declared.span);
      json_.end_object();
    }
    json_.end_array();
  }

  const RuleMembers& members_of(catalog::RuleId id) {
    std::unique_ptr<RuleMembers>& made = rules_[id.index()];
    if (!made) made = std::make_unique<RuleMembers>(make_members(view_.catalog[id]));
    return *made;
  }
  RuleMembers make_members(const catalog::Rule& rule) const {
    const catalog::Weakness& weakness = view_.catalog[rule.weakness];
    RuleMembers made;
    made.weakness =
        JsonWriter::prepare([&](JsonWriter& json) { json.string("weakness", weakness.id); });
    made.rule = JsonWriter::prepare([&](JsonWriter& json) {
      json.string("rule", rule.id);
      json.string("kind", catalog::name(weakness.kind));
    });
    made.lists = JsonWriter::prepare([&](JsonWriter& json) {
      json.begin_array("stride");
      for (const catalog::Stride stride : rule.stride.empty() ? weakness.stride : rule.stride)
        json.string(std::string(1, catalog::letter(stride)));
      json.end_array();
      json.begin_array("cwe");
      for (const uint32_t cwe : rule.cwe.empty() ? weakness.cwe : rule.cwe) json.integer(cwe);
      json.end_array();
      json.begin_array("imdrf");
      for (const std::string& code : rule.imdrf.empty() ? weakness.imdrf : rule.imdrf)
        json.string(code);
      json.end_array();
    });
    for (const catalog::Answer& answer : rule.answered_by) {
      auto& controls = made.controls.emplace_back();
      for (const catalog::Use& use : answer.all)
        controls.push_back(control_members(made.controls.size(), answer, use));
    }
    made.reads.add(rule.when);
    for (const auto* part :
         {&rule.threat.actor, &rule.threat.action, &rule.threat.thing, &rule.threat.result}) {
      if (*part) made.reads.add(**part);
    }
    return made;
  }
  RuleMembers::Control control_members(std::size_t alternative, const catalog::Answer& answer,
                                       const catalog::Use& use) const {
    RuleMembers::Control made;
    made.what = JsonWriter::prepare([&](JsonWriter& json) {
      json.integer("alternative", alternative);
      json.string("control", view_.catalog[use.control].id);
      json.string("title", view_.catalog[use.control].title);
    });
    made.effect = JsonWriter::prepare([&](JsonWriter& json) {
      json.string("effect", effect_name(answer.effect));
      if (answer.effect == catalog::Effect::weakens) json.integer("levels", answer.weakens);
    });
    made.parameters = JsonWriter::prepare(
        [&](JsonWriter& json) { json.string("parameters", threats::parameter_text(use)); });
    made.absent = JsonWriter::prepare(
        [&](JsonWriter& json) { before_places(json, made, threats::Answering::absent); });
    made.absent_behind = JsonWriter::prepare([&](JsonWriter& json) {
      json.members(made.parameters);
      json.string("because", answer.because);
      json.begin_array("declared"), json.end_array();
    });
    return made;
  }
  static void before_places(JsonWriter& json, const RuleMembers::Control& control,
                            threats::Answering answering) {
    json.members(control.what);
    json.string("state", threats::name(answering));
    json.members(control.effect);
  }

  const FactMembers& members_of(lang::FactId id) {
    std::unique_ptr<FactMembers>& made = facts_[id.index()];
    if (!made) made = std::make_unique<FactMembers>(make_members(view_.catalog.vocabulary[id]));
    return *made;
  }
  FactMembers make_members(const lang::Fact& fact) {
    FactMembers made;
    made.answers = JsonWriter::prepare(scratch_, [&](JsonWriter& json) {
      json.string("find_out", fact.find_out);
      json.begin_array("values");
      for (const lang::Value& value : fact.values) json.string(value.id);
      json.end_array();
    });
    for (const lang::Value& value : fact.values) {
      made.values.push_back(
          JsonWriter::prepare(scratch_, [&](JsonWriter& json) { json.string("value", value.id); }));
    }
    made.worst = JsonWriter::prepare(scratch_, [&](JsonWriter& json) {
      json.key("worst");
      if (fact.worst >= fact.values.size()) return json.null();
      json.string(fact.values[fact.worst].id);
    });
    return made;
  }

  const SubjectMembers& members_of(lang::SubjectId id) {
    SubjectMembers& made = subjects_[id.index()];
    if (!made.subject.empty()) return made;
    const model::Subject& subject = view_.model()[id];
    made.subject = JsonWriter::prepare(scratch_, [&](JsonWriter& json) {
      json.begin_object("subject");
      json.string("kind", lang::name(subject.kind));
      json.string("id", subject.id);
      json.string("name", subject.name);
      json.end_object();
    });
    made.location = JsonWriter::prepare(scratch_, [&](JsonWriter& json) {
      put_location(json, subject.span,
                   subject.span.valid() ? view_.sources.begin(subject.span) : diag::Position());
    });
    return made;
  }

  // In place, all of it: a function that does nothing else is taken to do nothing, and left out.
  template <class T>
  [[gnu::always_inline]] static void fetch(const T& thing) {
    constexpr std::size_t kLine = 64;  // bytes that come at once
    const auto* const begin = reinterpret_cast<const char*>(&thing);
    for (std::size_t at = 0; at < sizeof(T); at += kLine) __builtin_prefetch(begin + at);
  }
  [[gnu::always_inline]] void fetch_lists(std::size_t index) const {
    __builtin_prefetch(view_.result().findings[index].questions.data());
    fetch(view_.assessment.ratings[index]);
    fetch(view_.assessment.reach[index]);
    __builtin_prefetch(&view_.assessment.judged.findings[index].verdict);
  }
  // What stands in tables: of a finding, of a question, of a subject.
  [[gnu::always_inline]] void fetch_parts(std::size_t index) const {
    const Finding& next = view_.result().findings[index];
    for (const std::size_t q : next.questions) fetch(view_.result().questions[q]);
    fetch_parts(next.subject);
    if (const auto& of_rule = rules_[next.rule.index()])
      of_rule->reads.fetch(view_.model().universe, next.subject);
  }
  [[gnu::always_inline]] void fetch_parts(const threats::Question& question) const {
    __builtin_prefetch(question.findings.data());
    __builtin_prefetch(question.settles.data());
    for (const threats::Question::Effect& effect : question.effects) fetch(effect);
    fetch_parts(question.subject);
  }
  [[gnu::always_inline]] void fetch_parts(lang::SubjectId subject) const {
    fetch(subjects_[subject.index()]);
    fetch(view_.model().universe.ids[subject.index()]);
    fetch(view_.model().universe.names[subject.index()]);
  }
  // What is reached through them: a flow is told by the names of its ends.
  [[gnu::always_inline]] void fetch_texts(std::size_t index) const {
    const Finding& next = view_.result().findings[index];
    for (const std::size_t q : next.questions)
      fetch(view_.model().universe.ids[view_.result().questions[q].subject.index()]);
    fetch_texts(next.subject);
  }
  [[gnu::always_inline]] void fetch_texts(lang::SubjectId subject) const {
    subjects_[subject.index()].subject.fetch();
    subjects_[subject.index()].location.fetch();
    const lang::Universe& universe = view_.model().universe;
    for (const lang::Relation end : {lang::Relation::from, lang::Relation::to}) {
      const lang::Relations& ends = universe.relation(end);
      if (ends.count(subject) == 1) fetch(universe.names[ends.first(subject)->index()]);
    }
  }

  void finding(std::size_t index) {
    const Finding& finding = view_.result().findings[index];
    const catalog::Weakness& weakness = view_.catalog[finding.weakness];
    const RuleMembers& of_rule = members_of(finding.rule);
    const SubjectMembers& of_subject = members_of(finding.subject);
    json_.begin_object();
    json_.key("id");
    finding_id(finding.weakness, finding.subject);
    json_.members(of_rule.weakness);
    json_.members(of_subject.subject);
    json_.members(of_rule.rule);
    json_.string("origin", is_manual(view_, finding)    ? kManual
                           : finding.brought_by_control ? "control"
                                                        : "rule");
    manual(finding);
    json_.joined("title",
                 {weakness.title, ": ", view_.model().universe.names[finding.subject.index()]});
    json_.string("scenario", threats::scenario(view_.catalog, view_.model(), finding));
    json_.members(of_rule.lists);
    json_.members(of_subject.location);
    json_.string("certainty", threats::name(finding.certainty));
    json_.string("status", threats::name(finding.status));
    json_.begin_array("tags");
    for (const std::string_view tag : tags_of(view_, index)) json_.string(tag);
    json_.end_array();
    uses("cleared_by", finding.cleared_by);
    uses("planned_by", finding.planned_by);
    why(finding);
    json_.begin_array("questions");
    for (const std::size_t question : finding.questions)
      question_id(view_.result().questions[question]);
    json_.end_array();
    also(finding);
    harms(index);
    rating(index);
    decision(index);
    controls(finding, of_rule);
    json_.end_object();
  }
  void question_id(const threats::Question& question) {
    json_.joined({id_of(question.subject), ".", question_word(question)});
  }
  [[nodiscard]] std::string_view question_word(const threats::Question& question) const {
    return threats::question_word(view_.catalog, view_.model(), question);
  }

  // Who found it, if no rule did.
  void manual(const Finding& finding) {
    if (!is_manual(view_, finding)) return;
    const threats::Stated* stated = threats::stated_of(view_.result(), finding);
    if (stated == nullptr) return;
    json_.begin_object("manual");
    json_.string("by", stated->by);
    json_.string("role", stated->role);
    json_.string("date", stated->date ? to_string(*stated->date) : "");
    json_.string("reason", stated->reason);
    json_.string("from", stated->report);
    location(stated->span);
    json_.end_object();
  }

  void why(const Finding& finding) {
    const std::vector<lang::Literal> literals = report::why(view_, finding);
    const bool manual = is_manual(view_, finding);
    json_.begin_array("why");
    for (const lang::Literal& literal : literals) {
      const lang::Origin* origin = origin_of(view_, finding, literal);
      json_.begin_object();
      json_.string("text", literal.text);
      if (literal.fact.valid()) {
        json_.joined("fact",
                     {id_of(literal.subject), ".", view_.catalog.vocabulary[literal.fact].id});
        json_.string("provenance", lang::name(literal.provenance));
        json_.string("via", origin ? std::string_view(origin->via) : std::string_view());
      } else if (origin == nullptr && !manual) {
        json_.members(structure_);
      } else {
        json_.key("fact"), json_.null();
        json_.string("provenance", manual ? kManual : "structure");
        json_.string("via", origin ? std::string_view(origin->via) : std::string_view());
      }
      said_at(finding, literal, origin);
      json_.end_object();
    }
    json_.end_array();
    strings("limits", limits_of(view_, literals));
  }

  // Most literals are said where their subject is.
  void said_at(const Finding& finding, const lang::Literal& literal, const lang::Origin* origin) {
    if (is_manual(view_, finding) || origin != nullptr || !literal.subject.valid())
      return location(span_of(view_, finding, literal));
    json_.members(members_of(literal.subject).location);
  }

  void also(const Finding& finding) {
    json_.begin_array("also");
    for (const threats::Also& also : finding.also) {
      json_.begin_object();
      json_.key("id");
      finding_id(also.weakness, finding.subject);
      json_.string("rule", view_.catalog[also.rule].id);
      json_.string("certainty", threats::name(also.certainty));
      json_.string("status", threats::name(also.status));
      json_.end_object();
    }
    json_.end_array();
  }

  void harms(std::size_t index) {
    const risk::Reach& reach = view_.assessment.reach[index];
    json_.begin_array("harms");
    for (const lang::SubjectId harm : reach.harms) {
      json_.begin_object();
      json_.string("id", view_.model()[harm].id);
      json_.string("severity", severity_text(view_, harm));
      json_.end_object();
    }
    json_.end_array();
  }

  // One after the other is rated alike.
  void rating(std::size_t index) {
    const risk::Rating& rating = view_.assessment.ratings[index];
    const risk::Reach& reach = view_.assessment.reach[index];
    const Rated rated{rating.attacker,      rating.claimed,
                      reach.rated,          reach.basis,
                      reach.multi_patient,  rating.word,
                      rating.target_word,   rating.claimed_word,
                      rating.verified_word, floor_text(view_, index)};
    if (risk_.empty() || rated != rated_) {
      rated_ = rated;
      risk_ = JsonWriter::prepare(scratch_, [&](JsonWriter& json) { put_risk(json, rated); });
    }
    json_.members(risk_);
  }
  static void put_risk(JsonWriter& json, const Rated& rated) {
    const auto word = [&](JsonKey key, const std::optional<risk::Word>& value) {
      json.string(key, value ? risk::name(*value) : "none");
    };
    json.begin_object("risk");
    json.key("exploitability");
    if (rated.attacker) {
      json.string(threats::name(rated.exploitability));
    } else {
      json.null();
    }
    json.string("severity", model::name(rated.severity));
    json.string("basis", risk::name(rated.basis));
    json.boolean("multi_patient", rated.multi_patient);
    word("inherent", rated.inherent);
    word("target", rated.target);
    word("claimed", rated.claimed);
    word("verified", rated.verified);
    if (!rated.floor.empty()) json.string("raised_by", rated.floor);
    json.end_object();
  }

  void decision(std::size_t index) {
    const treatment::Treated& treated = view_.assessment.judged.findings[index];
    json_.key("decision");
    if (!treated.verdict) return json_.null();
    const treatment::Decision& decision = view_.assessment.decisions.all[treated.verdict->decision];
    json_.begin_object();
    json_.string("target", decision.target);
    json_.string("disposition", treatment::name(decision.disposition));
    json_.string("standing", treatment::name(treated.verdict->standing));
    strings("because", treated.verdict->because);
    json_.string("by", decision.by);
    json_.string("role", decision.role);
    json_.string("date", decision.date ? to_string(*decision.date) : "");
    json_.string("reason", decision.reason);
    json_.string("expires", decision.expires ? to_string(*decision.expires) : "");
    location(decision.span);
    json_.end_object();
  }

  void controls(const Finding& finding, const RuleMembers& of_rule) {
    const auto& answers = view_.catalog[finding.rule].answered_by;
    json_.begin_array("controls");
    for (const threats::UseNote& note : notes_.of(finding)) {
      const auto which = static_cast<std::size_t>(note.use - answers[note.alternative].all.data());
      const RuleMembers::Control& control = of_rule.controls[note.alternative][which];
      const bool absent = note.answering == threats::Answering::absent && note.uses.empty() &&
                          note.because == answers[note.alternative].because;
      json_.begin_object();
      if (absent) {
        json_.members(control.absent);
      } else {
        before_places(json_, control, note.answering);
      }
      json_.begin_array("at");
      for (const lang::SubjectId place : note.places) json_.string(id_of(place));
      json_.end_array();
      if (absent) {
        json_.members(control.absent_behind);
      } else {
        json_.members(control.parameters);
        json_.string("because", note.because);
        uses("declared", note.uses);
      }
      json_.end_object();
    }
    json_.end_array();
  }

  // As its subject has it, out of a table that much else is read from: subjects lie far apart.
  [[nodiscard]] const std::string& id_of(lang::SubjectId subject) const {
    return view_.model().universe.ids[subject.index()];
  }

  static std::string_view effect_name(catalog::Effect effect) {
    switch (effect) {
      case catalog::Effect::clears:
        return "clears";
      case catalog::Effect::weakens:
        return "weakens";
      case catalog::Effect::none:
        return "none";
    }
    return "";
  }

  void finding_ids(JsonKey key, const std::vector<std::size_t>& findings) {
    json_.begin_array(key);
    for (const std::size_t i : findings) finding_id(names_[i].weakness, names_[i].subject);
    json_.end_array();
  }
  void finding_id(catalog::WeaknessId weakness, lang::SubjectId subject) {
    json_.joined({view_.catalog[weakness].id, "@", id_of(subject)});
  }

  void question(std::size_t index) {
    const threats::Question& question = view_.result().questions[index];
    json_.begin_object();
    json_.key("id");
    question_id(question);
    json_.string("subject", id_of(question.subject));
    json_.string("fact", question_word(question));
    json_.string("text", threats::question_text(view_.catalog, view_.model(), question));
    const FactMembers* const fact = question.fact.valid() ? &members_of(question.fact) : nullptr;
    if (fact != nullptr) {
      json_.members(fact->answers);
    } else {
      json_.string("find_out", "");
      json_.begin_array("values"), json_.end_array();
    }
    finding_ids("settles", question.settles);
    finding_ids("findings", question.findings);
    json_.begin_array("effects");
    for (const threats::Question::Effect& effect : question.effects) {
      json_.begin_object();
      json_.members(fact->values[effect.value]);
      finding_ids("confirms", effect.confirms);
      finding_ids("drops", effect.drops);
      json_.end_object();
    }
    json_.end_array();
    if (fact != nullptr) {
      json_.members(fact->worst);
    } else {
      json_.key("worst"), json_.null();
    }
    json_.boolean("assumed", question.assumed);
    asked(question);
    json_.members(members_of(question.subject).location);
    json_.end_object();
  }

  void asked(const threats::Question& question) {
    json_.key("asked");
    if (question.fact.valid()) {
      const lang::Cell& cell = view_.model().universe.cell(question.fact, question.subject);
      if (cell.origin < view_.model().universe.origins.size()) {
        const lang::Origin& origin = view_.model().universe.origins[cell.origin];
        if (!origin.owner.empty()) {
          json_.begin_object();
          json_.string("who", origin.owner);
          json_.string("until", origin.until);
          return json_.end_object();
        }
      }
    }
    json_.null();
  }

  JsonWriter& json_;
  const View& view_;
  std::vector<std::unique_ptr<RuleMembers>> rules_;
  std::vector<std::unique_ptr<FactMembers>> facts_;
  std::vector<SubjectMembers> subjects_;
  JsonMembers structure_;  // of a literal that is no fact's
  Rated rated_;
  JsonMembers risk_;  // of `rated_`
  // By finding. Questions name findings from all over the memory.
  struct Name {
    catalog::WeaknessId weakness;
    lang::SubjectId subject;
  };
  std::vector<Name> names_;
  JsonWriter scratch_{0};  // of what is prepared
  threats::UseNotes notes_;
};

FindingWriter::FindingWriter(JsonWriter& json, const View& view)
    : inside_(std::make_unique<Inside>(json, view)) {}
FindingWriter::~FindingWriter() = default;

void FindingWriter::findings() {
  inside_->findings();
}

void FindingWriter::questions() {
  inside_->questions();
}

}  // namespace wardround::report
