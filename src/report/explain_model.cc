// `explain` for something of a model: a finding, a rule at a subject (also why it does not hold), a
// fact, a subject.
#include <fmt/core.h>

#include <algorithm>

#include "model/answer_value.h"
#include "model/fields.h"
#include "report/decision.h"
#include "report/explain.h"
#include "report/outside.h"
#include "report/paint.h"

namespace wardround::report {

namespace {

using lang::SubjectId;
using threats::Finding;

class Page {
 public:
  Page(const View& view, const ScreenStyle& style) : view_(view), style_(style) {}

  void finding(std::size_t index) {
    const Finding& finding = view_.result().findings[index];
    head(finding_id(view_, index), threats::title(view_.catalog, view_.model(), finding));
    text("", threats::scenario(view_.catalog, view_.model(), finding));
    text("status", fmt::format("{}, {}{}", name(finding.status), name(finding.certainty),
                               finding.brought_by_control ? ", brought by a control" : ""));
    text("kind", kind_text(finding));
    for (const SubjectId harm : view_.assessment.reach[index].harms)
      text("harm", harm_text(view_, harm));
    if (view_.assessment.reach[index].harms.empty())
      text("harm", "reaches no hazardous situation of the model");
    risk(index);
    const std::vector<lang::Literal> why = report::why(view_, finding);
    literals(why, finding);
    for (const std::string& limit : limits_of(view_, why)) text("limit", limit);
    for (const std::size_t q : finding.questions) {
      const threats::Question& question = view_.result().questions[q];
      text("question",
           fmt::format("{}: {}", threats::question_id(view_.catalog, view_.model(), question),
                       threats::question_text(view_.catalog, view_.model(), question)));
    }
    for (const std::size_t use : finding.cleared_by) text("cleared by", use_text(use));
    for (const std::size_t use : finding.planned_by) text("planned", use_text(use));
    for (const std::size_t use : finding.begun_by) text("planned", use_text(use) + ", not enough");
    notes(report::controls(view_, finding));
    for (const threats::Also& also : finding.also) {
      text("also", fmt::format("{} ({}, {})", view_.catalog[also.rule].id, name(also.status),
                               name(also.certainty)));
    }
    text("rule", view_.catalog[finding.rule].id);
    out_ += cvss_proposals(view_, index, style_);
  }

  // The rating, and how it came about.
  void risk(std::size_t index) {
    const risk::Rating& rating = view_.assessment.ratings[index];
    const risk::Reach& reach = view_.assessment.reach[index];
    const auto word = [](const std::optional<risk::Word>& value) {
      return value ? risk::name(*value) : "none";
    };
    text("risk", fmt::format("{}; with what is planned {}, as built {}, as verified {}",
                             risk::name(rating.word), word(rating.target_word),
                             word(rating.claimed_word), word(rating.verified_word)));
    const risk::Derivation derivation = risk::derive(
        view_.catalog, view_.model(), view_.result().findings[index], reach, rating, view_.policy);
    text("severity", derivation.severity);
    if (!rating.attacker) text("attacker", "none: a fault of the design is taken to occur");
    for (const threats::ExploitabilityStep& step : derivation.exploitability)
      text("attacker", fmt::format("{}: exploitability {}", step.text, threats::name(step.level)));
    text("attacker", derivation.weakened);
    text("attacker", floor_text(view_, index));
    text("decided", verdict_text(view_, index));
    text("acceptance", fmt::format("needs {}", risk::needs_text(view_.policy, rating, reach)));
  }

  // Why a rule holds at a subject, or why it does not.
  void rule_at(catalog::RuleId id, SubjectId subject) {
    const catalog::Rule& rule = view_.catalog[id];
    head(rule.id + "@" + view_.model()[subject].id, view_.catalog[rule.weakness].title);
    if (view_.model()[subject].kind != rule.on) {
      text("", fmt::format("{} is of kind {}; the rule speaks of subjects of kind {}.",
                           view_.model()[subject].id, lang::name(view_.model()[subject].kind),
                           lang::name(rule.on)));
      return;
    }
    const lang::World world{&view_.catalog.vocabulary, &view_.model().universe,
                            lang::Typical::as_unknown, nullptr};
    const lang::Explanation explanation = lang::explain(world, rule.when, subject);
    switch (explanation.truth) {
      case lang::Truth::yes:
        text("holds", "certain");
        break;
      case lang::Truth::unknown:
        text("holds", "unverified: it depends on what is unknown");
        break;
      case lang::Truth::no:
        text("holds", "no");
        break;
    }
    Finding as_is;
    literals(explanation.literals, as_is);
    for (std::size_t i = 0; i < view_.result().findings.size(); ++i) {
      const Finding& finding = view_.result().findings[i];
      if (finding.subject != subject) continue;
      const bool speaks = finding.rule == id;
      const bool behind = std::ranges::any_of(
          finding.also, [&](const threats::Also& also) { return also.rule == id; });
      if (speaks || behind)
        text("finding", finding_id(view_, i) + (behind ? " speaks for it" : ""));
    }
    for (std::string_view lines = rule.when_text; !lines.empty();) {
      const std::size_t end = std::min(lines.find('\n'), lines.size());
      text("when", lines.substr(0, end));
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
  }

  void fact(SubjectId subject, lang::FactId id) {
    const lang::Fact& fact = view_.catalog.vocabulary[id];
    const lang::Universe& universe = view_.model().universe;
    const lang::Cell& cell = universe.cell(id, subject);
    head(view_.model()[subject].id + "." + fact.id, fact.title);
    const bool known = cell.provenance != lang::Provenance::unknown &&
                       cell.provenance != lang::Provenance::not_applicable;
    text("value", known ? value_text(fact, cell.value) : std::string(lang::name(cell.provenance)));
    if (cell.origin < universe.origins.size()) {
      const lang::Origin& origin = universe.origins[cell.origin];
      std::string from = std::string(lang::name(cell.provenance));
      if (!origin.via.empty()) from += " " + origin.via;
      if (!origin.owner.empty())
        from += ", asked " + origin.owner + (origin.until.empty() ? "" : ", due " + origin.until);
      if (origin.span.valid()) from += ", " + view_.sources.location(origin.span);
      text("from", from);
    } else if (known) {
      text("from", lang::name(cell.provenance));
    }
    if (!view_.result().second.kinds.empty()) {
      const lang::Cell& second = view_.result().second.cell(id, subject);
      if (second.provenance == lang::Provenance::controlled) {
        text("with controls", value_text(fact, second.value) + " " +
                                  view_.result().second.origins[second.origin].via);
      }
    }
    threats::Question question;
    question.subject = subject;
    question.fact = id;
    text("question", threats::question_text(view_.catalog, view_.model(), question));
    text("find out", fact.find_out);
    text("or answer", mode_text(subject, id));
    std::string values;
    for (const lang::Value& value : fact.values) values += (values.empty() ? "" : ", ") + value.id;
    text("values", values);
    for (const threats::Question& asked : view_.result().questions) {
      if (asked.subject != subject || asked.fact != id) continue;
      for (const auto& effect : asked.effects) effects(fact, effect, !asked.settles.empty());
    }
    if (cell.provenance == lang::Provenance::stated)
      bears_on(subject, id, cell.value == fact.worst);
  }

  // The findings that a stated fact is a reason for. Whoever states the worst expects one, so that
  // he is told where there is none.
  void bears_on(SubjectId subject, lang::FactId id, bool worst) {
    const lang::World world{&view_.catalog.vocabulary, &view_.model().universe,
                            lang::Typical::as_value, nullptr};
    bool any = false;
    for (std::size_t i = 0; i < view_.result().findings.size(); ++i) {
      const Finding& finding = view_.result().findings[i];
      if (view_.catalog[finding.rule].manual) continue;
      const lang::Explanation explanation =
          lang::explain(world, view_.catalog[finding.rule].when, finding.subject);
      if (std::ranges::none_of(explanation.literals, [&](const lang::Literal& literal) {
            return literal.fact == id && literal.subject == subject;
          }))
        continue;
      any = true;
      text("bears on", finding_id(view_, i));
    }
    if (worst && !any)
      text("bears on", "no finding: as the model is drawn, no rule rests on it here");
  }

  // A field that names other subjects: `fw-path.signed_by`.
  void field(SubjectId subject, const model::FieldInfo& field, lang::Relation relation) {
    head(view_.model()[subject].id + "." + std::string(field.name), std::string(field.doc));
    text("value", targets_text(subject, relation));
    for (const threats::Question& asked : view_.result().questions) {
      if (asked.subject != subject || asked.relation != relation) continue;
      text("question", threats::question_text(view_.catalog, view_.model(), asked));
      for (const std::size_t finding : asked.findings) text("bears on", finding_id(view_, finding));
    }
  }

  void subject(SubjectId id) {
    const model::Subject& subject = view_.model()[id];
    const lang::Universe& universe = view_.model().universe;
    head(fmt::format("{} {}", lang::name(subject.kind), subject.id), subject.name);
    if (subject.span.valid()) text("declared", view_.sources.location(subject.span));
    std::string types;
    for (const lang::TypeId type : universe.types[id])
      types += (types.empty() ? "" : ", ") + view_.catalog.vocabulary[type].id;
    text(subject.kind == lang::Kind::flow ? "protocol" : "type", types);
    for (std::size_t r = 0; r < lang::relation_count(); ++r) {
      const auto relation = static_cast<lang::Relation>(r);
      const lang::Relations& targets = universe.relation(relation);
      if (targets.count(id) == 0 && !targets.is_open(id)) continue;
      text(lang::info(relation).name, targets_text(id, relation));
    }
    std::string unknown;
    for (std::size_t f = 0; f < view_.catalog.vocabulary.facts.size(); ++f) {
      const lang::Fact& fact = view_.catalog.vocabulary.facts[f];
      if (!lang::has(fact.subjects, subject.kind)) continue;
      const lang::Cell& cell = universe.cell(lang::FactId(f), id);
      if (cell.provenance == lang::Provenance::not_applicable) continue;
      if (cell.provenance == lang::Provenance::unknown) {
        unknown += (unknown.empty() ? "" : ", ") + fact.id;
      } else {
        text("fact", fmt::format("{}: {} ({})", fact.id, value_text(fact, cell.value),
                                 lang::name(cell.provenance)));
      }
    }
    if (!unknown.empty()) text("unknown", unknown);
    for (const std::size_t i : view_.assessment.finding_order) {
      const Finding& finding = view_.result().findings[i];
      if (finding.subject == id)
        text("finding", fmt::format("{} ({}, {})", finding_id(view_, i), name(finding.status),
                                    name(finding.certainty)));
    }
  }

  std::string take() { return std::move(out_); }

 private:
  // "send.mode (plain, tls)": the mode of a flow's protocol, while it is unknown and would settle
  // the fact.
  std::string mode_text(SubjectId subject, lang::FactId asked) const {
    const lang::FactId mode = model::mode_of(view_.model(), view_.catalog, subject);
    const bool open =
        mode.valid() && mode != asked &&
        view_.model().universe.cell(mode, subject).provenance == lang::Provenance::unknown;
    if (!open) return "";
    std::string values;
    bool settles = false;
    for (const lang::Value& value : view_.catalog.vocabulary[mode].values) {
      values += (values.empty() ? "" : ", ") + value.id;
      settles = settles || std::ranges::any_of(value.implies, [&](const auto& implied) {
                  return implied.first == asked;
                });
    }
    return settles ? fmt::format("{}.mode ({})", view_.model()[subject].id, values) : "";
  }
  void head(const std::string& id, const std::string& title) {
    if (!out_.empty()) out_ += '\n';
    out_ += paint(id, Ink::bold, style_.colour) + "\n";
    for (const std::string& line : paragraph("  ", title, style_.width)) out_ += line + "\n";
  }
  void text(std::string_view label, std::string_view body) {
    if (body.empty()) return;
    constexpr std::size_t kLabel = 14;
    const std::string padded = fmt::format("  {:<{}}", label, kLabel);
    if (label.size() < kLabel) {
      for (const std::string& line : paragraph(padded, body, style_.width)) out_ += line + "\n";
      return;
    }
    // A label that does not fit has a line of its own.
    out_ += paint(padded, Ink::plain, false) + "\n";
    for (const std::string& line : paragraph(std::string(kLabel + 2, ' '), body, style_.width))
      out_ += line + "\n";
  }
  void literals(const std::vector<lang::Literal>& literals, const Finding& finding) {
    for (const lang::Literal& literal : literals) {
      const std::string origin = provenance_text(view_, finding, literal);
      text("why", origin.empty() ? literal.text : fmt::format("{} ({})", literal.text, origin));
    }
  }
  void effects(const lang::Fact& fact, const threats::Question::Effect& effect, bool others) {
    std::string line;
    for (const std::size_t i : effect.confirms)
      line += (line.empty() ? "confirms " : ", ") + finding_id(view_, i);
    std::string drops;
    for (const std::size_t i : effect.drops)
      drops += (drops.empty() ? "drops " : ", ") + finding_id(view_, i);
    if (!drops.empty()) line += (line.empty() ? "" : "; ") + drops;
    // Where another value settles something, silence would be taken for good news.
    if (line.empty() && others) line = "leaves open what waits for it";
    text("if " + fact.values[effect.value].id, line);
  }
  void notes(const std::vector<threats::ControlNote>& notes) {
    for (const threats::ControlNote& note : notes) {
      std::string line = view_.catalog[note.control].id;
      if (!note.parameters.empty()) line += " (" + note.parameters + ")";
      std::string places;
      for (const SubjectId place : note.places)
        places += (places.empty() ? " at " : ", ") + view_.model()[place].id;
      line += places + ": " + view_.catalog[note.control].title;
      if (note.effect == catalog::Effect::weakens)
        line += fmt::format(" (weakens by {})", note.weakens);
      if (!note.because.empty()) line += ". " + note.because;
      text(note.answering == threats::Answering::absent
               ? fmt::format("option {}", note.alternative + 1)
               : std::string(name(note.answering)),
           line);
    }
  }
  std::string targets_text(SubjectId subject, lang::Relation relation) const {
    const lang::Relations& targets = view_.model().universe.relation(relation);
    std::string names;
    for (std::size_t i = 0; i < targets.count(subject); ++i) {
      names += (names.empty() ? "" : ", ") + view_.model()[targets.first(subject)[i]].id;
    }
    if (targets.is_open(subject)) return names.empty() ? "unknown" : names + " and unknown others";
    return names.empty() ? "none" : names;
  }
  std::string use_text(std::size_t use) const {
    const model::ControlUse& declared = view_.model().controls[use];
    return fmt::format("{} ({})", control_use_text(view_, use),
                       view_.sources.location(declared.span));
  }
  // "security · STRIDE ST · CWE-287, CWE-290"
  std::string kind_text(const Finding& finding) const {
    std::string text(catalog::name(view_.catalog[finding.weakness].kind));
    if (const std::string letters = stride_text(view_.catalog, finding); !letters.empty())
      text += " · STRIDE " + letters;
    std::string_view before = " · ";
    for (const uint32_t id : cwe_of(view_.catalog, finding)) {
      text += fmt::format("{}CWE-{}", before, id);
      before = ", ";
    }
    return text;
  }
  [[nodiscard]] std::string value_text(const lang::Fact& fact, uint32_t value) const {
    return lang::value_text(view_.model().universe, fact, value);
  }

  const View& view_;
  const ScreenStyle& style_;
  std::string out_;
};

// A finding of this weakness at this subject, as winner or standing behind one.
std::optional<std::size_t> find_finding(const View& view, catalog::WeaknessId weakness,
                                        SubjectId subject) {
  const auto& findings = view.result().findings;
  for (const bool behind : {false, true}) {
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (findings[i].subject != subject) continue;
      if (!behind && findings[i].weakness == weakness) return i;
      if (behind && std::ranges::any_of(findings[i].also, [&](const threats::Also& a) {
            return a.weakness == weakness;
          }))
        return i;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> explain_model(const View& view, std::string_view what,
                                         const ScreenStyle& style) {
  Page page(view, style);
  const model::Model& model = view.model();
  if (const std::size_t at = what.find('@'); at != std::string_view::npos) {
    const SubjectId subject = model.find(what.substr(at + 1));
    if (!subject.valid()) return std::nullopt;
    const auto weakness = view.catalog.find_weakness(what.substr(0, at));
    const auto rule = view.catalog.find_rule(what.substr(0, at));
    const auto finding = weakness.valid() ? find_finding(view, weakness, subject) : std::nullopt;
    if (finding) {
      page.finding(*finding);
    } else if (rule.valid()) {
      page.rule_at(rule, subject);
    } else if (weakness.valid()) {
      for (std::size_t i = 0; i < view.catalog.rules.size(); ++i) {
        if (view.catalog.rules[i].weakness == weakness) page.rule_at(catalog::RuleId(i), subject);
      }
    }
  } else if (const std::size_t dot = what.find('.');
             dot != std::string_view::npos && !model.find(what).valid()) {
    const SubjectId subject = model.find(what.substr(0, dot));
    if (!subject.valid()) return std::nullopt;
    const lang::FactId fact =
        view.catalog.vocabulary.find_fact(model[subject].kind, what.substr(dot + 1));
    const model::FieldInfo* field =
        model::find_field(model::section_of(model[subject].kind), what.substr(dot + 1));
    if (fact.valid()) {
      page.fact(subject, fact);
    } else if (field && field->relation) {
      page.field(subject, *field, *field->relation);
    }
  } else if (const SubjectId subject = model.find(what); subject.valid()) {
    page.subject(subject);
  }
  std::string text = page.take();
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace wardround::report
