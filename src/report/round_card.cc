// Cards of a round, in parts.
#include <fmt/core.h>

#include <algorithm>

#include "model/answer.h"
#include "report/decision.h"
#include "report/round.h"
#include "sitting/alternatives.h"

namespace wardround::report {

namespace {

using sitting::Card;
using sitting::CardKind;
using threats::Finding;

constexpr std::size_t kNamed = 3;  // of a list of ids, before "and 4 more"

std::string some(const std::vector<std::string>& ids, std::size_t most = kNamed) {
  std::string text;
  for (std::size_t i = 0; i < ids.size() && i < most; ++i)
    text += (i == 0 ? "" : ", ") + fmt::format("`{}`", ids[i]);
  if (ids.size() > most) text += fmt::format(" and {} more", ids.size() - most);
  return text;
}

class Writing {
 public:
  Writing(const View& view, const sitting::Sitting& sitting, CardText& out)
      : view_(view), sitting_(sitting), out_(out) {}

  void change() {
    const sitting::Past& past = sitting_.past();
    const study::Study& study = sitting_.study();
    if (!past.last) {
      out_.title = "The first round";
      out_.head = "no record of an earlier one";
      for (std::size_t i = 0; i < study.assessments.size(); ++i) {
        const study::Assessment& one = study.assessments[i];
        const model::Counts counts = one.model().counts();
        row("design",
            fmt::format("{}{}, {}, {}, {}", several(one), counted(counts.elements, "element"),
                        counted(counts.flows, "flow"), counted(counts.functions, "function"),
                        counted(counts.harms, "harm")));
        row("now", figures_text(sitting_.now()[i]));
      }
      return;
    }
    out_.title = "Since the last round";
    const int64_t days = days_between(past.last->record.date, sitting_.today());
    out_.head = fmt::format("{} · {} ago", to_string(past.last->record.date),
                            counted(static_cast<std::size_t>(std::max<int64_t>(days, 0)), "day"));
    for (std::size_t i = 0; i < study.assessments.size(); ++i) {
      const sitting::Since& since = past.since[i];
      const std::string name = several(study.assessments[i]);
      if (!since.known) {
        row("design", name + "it was not there then");
        continue;
      }
      std::string design;
      const auto add = [&design](std::string_view what, const std::vector<std::string>& ids) {
        if (ids.empty()) return;
        design +=
            fmt::format("{}{} {}: {}", design.empty() ? "" : "; ", ids.size(), what, some(ids));
      };
      add("new", since.added);
      add("changed", since.changed);
      add("gone", since.removed);
      row("design", name + (design.empty() ? "as it was" : design));
      list("new", since.new_findings);
      list("gone", since.gone_findings);
      list("asked", since.new_questions);
      list("answered", since.settled_questions);
      row("now", figures_text(sitting_.now()[i]));
    }
    if (!past.packs.empty()) row("catalogue", "another one since: " + some(past.packs));
  }

  void finding(const Card& card) {
    const Finding& finding = view_.result().findings[card.finding];
    out_.title = threats::title(view_.catalog, view_.model(), finding);
    out_.head = fmt::format("{} · {}", risk_text(view_, card.finding), card.about);
    const std::string harm = worst_harm_text(view_, card.finding);
    if (!harm.empty()) out_.head += " · " + harm;
    if (card.kind == CardKind::decision) {
      row("decided", card.decision == sitting::kNone ? "" : verdict_text(view_, card.finding));
    } else {
      row("said", verdict_text(view_, card.finding));
    }
    row("today", card.why);
    row("what", threats::scenario(view_.catalog, view_.model(), finding));
    row("why", why_text(view_, finding));
    row("but", insufficient_text(view_, finding));
    if (finding.certainty == threats::Certainty::unverified) {
      std::vector<std::string> asked;
      for (const std::size_t q : finding.questions) {
        asked.push_back(
            threats::question_id(view_.catalog, view_.model(), view_.result().questions[q]));
      }
      if (!asked.empty()) row("unknown", "it rests on " + some(asked));
    }
    row("accept", risk::needs_text(view_.policy, view_.assessment.ratings[card.finding],
                                   view_.assessment.reach[card.finding]));
    place(finding);
    controls_of(finding);
  }

  void question(const Card& card) {
    const threats::Question& question = view_.result().questions[card.question];
    out_.title = threats::question_text(view_.catalog, view_.model(), question);
    std::vector<std::size_t> waiting;
    for (const std::size_t i : view_.assessment.finding_order) {
      if (std::ranges::binary_search(question.findings, i)) waiting.push_back(i);
    }
    out_.head = card.about;
    if (!waiting.empty()) {
      out_.head = fmt::format("{} · {}", risk_text(view_, waiting.front()), card.about);
      const std::string harm = worst_harm_text(view_, waiting.front());
      if (!harm.empty()) out_.head += " · " + harm;
    }
    row("today", card.why);
    if (question.fact.valid()) row("find out", view_.catalog.vocabulary[question.fact].find_out);
    std::string titles;
    for (std::size_t i = 0; i < waiting.size() && i < kNamed; ++i) {
      titles += (titles.empty() ? "" : "; ") +
                threats::title(view_.catalog, view_.model(), view_.result().findings[waiting[i]]);
    }
    if (waiting.size() > kNamed) titles += fmt::format("; {} more", waiting.size() - kNamed);
    row(question.settles.empty() ? "bears on" : "settles", titles);
    values_of(question);
    const std::string at = view_.model()[question.subject].span.valid()
                               ? view_.sources.location(view_.model()[question.subject].span)
                               : std::string();
    row("where", at);
    out_.where = view_.model()[question.subject].span;
  }

  void evidence(const Card& card) {
    const model::ControlUse& use = view_.model().controls[card.use];
    out_.title = fmt::format("Evidence for {}", view_.catalog[use.control].title);
    out_.head = card.about;
    if (card.finding != sitting::kNone) {
      const std::string harm = worst_harm_text(view_, card.finding);
      if (!harm.empty()) out_.head += " · " + harm;
    }
    row("today", card.why);
    if (card.finding != sitting::kNone) {
      row("answers",
          threats::title(view_.catalog, view_.model(), view_.result().findings[card.finding]));
    }
    row("build", view_.assessment.build);
    row("where", view_.sources.location(use.span));
    row("do", "run its tests on this build and record them: wardround evidence RESULTS.xml");
    out_.where = use.span;
  }

  void attestation(const Card& card) {
    const sitting::DueStep& step = sitting_.due()[card.assessment][card.step];
    out_.title = step.title;
    out_.head = step.id;
    row("today", card.why);
    row("statement", step.statement);
    out_.where = step.span;
  }

 private:
  void row(std::string_view label, std::string text) {
    if (!text.empty()) out_.rows.push_back({std::string(label), std::move(text)});
  }
  void list(std::string_view label, const std::vector<std::string>& ids) {
    if (!ids.empty()) row(label, fmt::format("{}: {}", ids.size(), some(ids)));
  }
  // "Pump: " where there are several models.
  [[nodiscard]] std::string several(const study::Assessment& one) const {
    return sitting_.study().assessments.size() > 1 ? name_of(one) + ": " : std::string();
  }
  static std::string name_of(const study::Assessment& one) {
    return one.model().subjects.empty() ? one.path : one.model().subjects[0].name;
  }
  static std::string figures_text(const assurance::RecordedFigures& figures) {
    return fmt::format("{} certain, {} assumed, {} unverified, {} cleared; {} undecided; {}",
                       figures.certain, figures.assumed, figures.unverified, figures.cleared,
                       figures.undecided, counted(figures.questions, "question"));
  }

  // Where the first deciding fact is said, else the subject.
  void place(const Finding& finding) {
    const std::vector<lang::Literal> literals = why(view_, finding);
    for (const bool facts : {true, false}) {  // in the order of why_text
      for (const lang::Literal& literal : literals) {
        if (literal.fact.valid() != facts) continue;
        const diag::Span span = span_of(view_, finding, literal);
        if (!span.valid() || view_.sources.name(span.source).starts_with('<')) continue;
        out_.where = span;
        return;
      }
    }
    out_.where = view_.model()[finding.subject].span;
  }

  // Each alternative, written as `mitigate` takes it, with how strong it is.
  void controls_of(const Finding& finding) {
    const auto& alternatives = view_.catalog[finding.rule].answered_by;
    const auto notes = controls(view_, finding);
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      const catalog::Answer& answer = alternatives[i];
      if (answer.effect == catalog::Effect::none) continue;
      CardText::Choice choice;
      for (const catalog::Use& use : answer.all) {
        choice.value += (choice.value.empty() ? "" : " ") +
                        sitting::written(sitting::sufficient(view_.catalog, use));
      }
      choice.effect = answer.effect == catalog::Effect::clears
                          ? "clears it"
                          : fmt::format("weakens it by {}",
                                        counted(static_cast<std::size_t>(answer.weakens), "level"));
      std::string places;
      for (const threats::ControlNote& note : notes) {
        if (note.alternative != i) continue;
        const bool elsewhere = note.places.size() != 1 || note.places.front() != finding.subject;
        if (!elsewhere) continue;
        for (const lang::SubjectId at : note.places)
          places += (places.empty() ? ", at " : ", ") + view_.model()[at].id;
      }
      choice.effect += places;
      out_.choices.push_back(std::move(choice));
    }
    std::ranges::stable_sort(out_.choices, {}, [](const CardText::Choice& choice) {
      return !choice.effect.starts_with("clears");
    });
    out_.choices_title = out_.choices.empty() ? "" : "controls";
  }

  void values_of(const threats::Question& question) {
    out_.choices_title = "answers";
    const std::string fact = fact_of(question);
    for (const std::string& value :
         model::answer_values(view_.model(), view_.catalog, question.subject, fact))
      out_.choices.push_back({value, effect_of(question, value)});
    if (out_.choices.empty()) out_.choices_title = "";
  }
  std::string fact_of(const threats::Question& question) const {
    const std::string id = threats::question_id(view_.catalog, view_.model(), question);
    return id.substr(id.rfind('.') + 1);
  }
  std::string effect_of(const threats::Question& question, std::string_view value) const {
    if (!question.fact.valid()) return "";
    const lang::Fact& fact = view_.catalog.vocabulary[question.fact];
    for (const auto& effect : question.effects) {
      if (effect.value >= fact.values.size() || fact.values[effect.value].id != value) continue;
      std::string text;
      if (!effect.drops.empty())
        text = counted(effect.drops.size(), "finding falls away", "findings fall away");
      if (!effect.confirms.empty()) {
        text += text.empty() ? counted(effect.confirms.size(), "finding becomes certain",
                                       "findings become certain")
                             : fmt::format(", {} certain", effect.confirms.size());
      }
      return text.empty() ? "settles nothing by itself" : text;
    }
    return question.effects.empty() ? "" : "settles nothing by itself";
  }

  const View& view_;
  const sitting::Sitting& sitting_;
  CardText& out_;
};

}  // namespace

CardText card_text(const View& view, const sitting::Sitting& sitting, std::size_t at) {
  CardText out;
  const auto card = sitting.card(at);
  if (!card) {
    out.title = "Gone: " + sitting.journal().agenda[at].about;
    out.head = "nothing is left of it";
    return out;
  }
  Writing writing(view, sitting, out);
  switch (card->kind) {
    case CardKind::change:
      writing.change();
      break;
    case CardKind::finding:
    case CardKind::decision:
      writing.finding(*card);
      break;
    case CardKind::question:
      writing.question(*card);
      break;
    case CardKind::evidence:
      writing.evidence(*card);
      break;
    case CardKind::attestation:
      writing.attestation(*card);
      break;
  }
  return out;
}

}  // namespace wardround::report
