// What declared controls do for a match: an alternative counts when each of its controls works at
// every place that the rule names. Facts that controls imply count too: a match that they alone
// make false is cleared by those controls.
#include <fmt/core.h>

#include <algorithm>

#include "model/controls.h"
#include "threats/match.h"

namespace wardround::threats {

namespace {

using catalog::Effect;
using catalog::Use;

struct Places {
  std::vector<SubjectId> subjects;
  bool open = false;  // there may be more, nobody said which
};

Places places_of(const Worlds& worlds, const Match& match, const Use& use) {
  const catalog::Rule& rule = (*worlds.catalog)[match.rule];
  if (use.at.every_witness) {
    const auto world = match.second_pass ? worlds.with(*worlds.second) : worlds.first();
    Places places;
    for (const lang::Witness& witness : lang::explain(world, rule.when, match.subject).witnesses) {
      if (witness.variable == use.at.variable) places.subjects.push_back(witness.subject);
    }
    std::ranges::sort(places.subjects);
    places.subjects.erase(std::ranges::unique(places.subjects).begin(), places.subjects.end());
    return places;
  }
  if (!use.at.path) return {{match.subject}, false};
  auto targets = lang::follow(worlds.first(), *use.at.path, {match.subject, SubjectId(0)});
  return {std::move(targets.subjects), targets.open || !targets.maybe.empty()};
}

// "mode `passkey` or `oob`": what the use asks for.
std::string parameter_text(const Use& use) {
  std::string text;
  for (const auto& [parameter, values] : use.parameters) {
    if (!text.empty()) text += ", ";
    text += parameter;
    for (std::size_t i = 0; i < values.size(); ++i)
      text += fmt::format("{}`{}`", i == 0 ? " " : " or ", values[i]);
  }
  return text;
}

// Why the declared parameters will not do; empty if they will.
std::string parameter_mismatch(const Use& use, const model::ControlUse& declared) {
  for (const auto& [parameter, values] : use.parameters) {
    const auto stated = std::ranges::find(declared.parameters, parameter,
                                          &std::pair<std::string, std::string>::first);
    const auto needed = parameter_text(use);
    if (stated == declared.parameters.end()) {
      return fmt::format("its {} is not stated; needed is {}", parameter, needed);
    }
    if (std::ranges::find(values, stated->second) == values.end()) {
      return fmt::format("{} `{}` is not enough; needed is {}", parameter, stated->second, needed);
    }
  }
  return {};
}

// Finds for every place a declared control that works there, the implemented before the planned.
ControlNote assess_use(const Worlds& worlds, const std::vector<std::size_t>& declared,
                       const Match& match, const Use& use) {
  ControlNote note;
  note.control = use.control;
  note.parameters = parameter_text(use);
  Places places = places_of(worlds, match, use);
  note.answering = places.subjects.empty() ? Answering::absent : Answering::implemented;
  for (const SubjectId place : places.subjects) {
    std::optional<std::size_t> best;
    std::string mismatch;
    std::optional<std::size_t> mismatched;
    for (const std::size_t index : declared) {
      const model::ControlUse& candidate = worlds.model->controls[index];
      if (!model::covers(*worlds.model, *worlds.catalog, candidate, place)) continue;
      const std::string why_not = parameter_mismatch(use, candidate);
      if (!why_not.empty()) {
        mismatch = why_not;
        mismatched = index;
      } else if (!best || worlds.model->controls[*best].status < candidate.status) {
        best = index;
      }
    }
    if (best) {
      note.uses.push_back(*best);
      if (worlds.model->controls[*best].status == model::Status::planned &&
          note.answering == Answering::implemented) {
        note.answering = Answering::planned;
      }
    } else if (mismatched) {
      note.answering = Answering::insufficient;
      note.because = std::move(mismatch);
      note.uses.push_back(*mismatched);
    } else if (note.answering != Answering::insufficient) {
      note.answering = Answering::absent;
    }
  }
  if (places.open && note.answering != Answering::insufficient) note.answering = Answering::absent;
  if (note.answering == Answering::absent && !note.uses.empty()) {
    note.answering = Answering::insufficient;
    note.because = "it does not work at every place where it is needed";
  }
  std::ranges::sort(note.uses);
  note.uses.erase(std::ranges::unique(note.uses).begin(), note.uses.end());
  note.places = std::move(places.subjects);
  return note;
}

void add_unique(std::vector<std::size_t>& list, const std::vector<std::size_t>& more) {
  list.insert(list.end(), more.begin(), more.end());
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
}

// What the controls of one alternative do, and appended to `notes`, if anybody wants them, why.
void assess_alternative(const Worlds& worlds, const Uses& uses, const catalog::Answer& answer,
                        std::size_t alternative, Match& match,
                        std::vector<ControlNote>* all_notes) {
  std::vector<ControlNote> notes;
  Answering together = Answering::implemented;
  for (const Use& use : answer.all) {
    ControlNote note = assess_use(worlds, uses[use.control.index()], match, use);
    note.effect = answer.effect;
    note.weakens = answer.weakens;
    note.alternative = alternative;
    together = std::max(together, note.answering);
    // Nobody needs to hear of a control that can do nothing here.
    if (std::ranges::any_of(note.places, [&](SubjectId place) {
          return !model::works_on(*worlds.model, *worlds.catalog, (*worlds.catalog)[use.control],
                                  place);
        }))
      return;
    notes.push_back(std::move(note));
  }
  if (answer.effect == Effect::none) {
    // Nobody needs to hear about a useless control that is not there.
    if (together == Answering::absent || together == Answering::insufficient) return;
    for (ControlNote& note : notes) {
      note.answering = Answering::insufficient;
      note.because = answer.because;
    }
  } else if (!answer.because.empty()) {
    for (ControlNote& note : notes) {
      if (note.because.empty()) note.because = answer.because;
    }
  }
  if (answer.effect == Effect::clears) {
    for (const ControlNote& note : notes) {
      if (together == Answering::implemented) add_unique(match.cleared_by, note.uses);
      if (together == Answering::planned) add_unique(match.planned_by, note.uses);
    }
  }
  if (all_notes != nullptr) std::ranges::move(notes, std::back_inserter(*all_notes));
}

// Controls whose implied facts make the match false in `universe`, where it was not before.
std::vector<std::size_t> silenced_by(const Worlds& worlds, const Match& match,
                                     const lang::Universe& universe) {
  const lang::Expression& when = (*worlds.catalog)[match.rule].when;
  const auto world = worlds.with(universe);
  if (lang::evaluate(world, when, match.subject) != lang::Truth::no) return {};
  std::vector<std::size_t> controls;
  for (const lang::Literal& literal : lang::explain(world, when, match.subject).literals) {
    if (literal.provenance != lang::Provenance::controlled ||
        literal.origin >= universe.origins.size())
      continue;
    add_unique(controls, {universe.origins[literal.origin].control});
  }
  return controls;
}

}  // namespace

Uses index_uses(const catalog::Catalog& catalog, const model::Model& model) {
  Uses by_control(catalog.controls.size());
  for (std::size_t i = 0; i < model.controls.size(); ++i) {
    by_control[model.controls[i].control.index()].push_back(i);
  }
  return by_control;
}

void answer_match(const Worlds& worlds, const Uses& uses, Match& match) {
  const catalog::Rule& rule = (*worlds.catalog)[match.rule];
  for (std::size_t i = 0; i < rule.answered_by.size(); ++i) {
    // One control that nobody declared is enough for an alternative to do nothing.
    const bool declared = std::ranges::none_of(
        rule.answered_by[i].all, [&](const Use& use) { return uses[use.control.index()].empty(); });
    if (declared) assess_alternative(worlds, uses, rule.answered_by[i], i, match, nullptr);
  }
  if (match.cleared_by.empty() && worlds.second && !match.brought_by_control) {
    match.cleared_by = silenced_by(worlds, match, *worlds.second);
  }
  if (!match.cleared_by.empty()) {
    match.status = Status::cleared;
    match.planned_by.clear();
  } else if (match.planned_by.empty() && worlds.third) {
    match.planned_by = silenced_by(worlds, match, *worlds.third);
  }
}

std::vector<ControlNote> controls(const catalog::Catalog& catalog, const model::Model& model,
                                  const Result& result, const Finding& finding) {
  const Worlds worlds{&catalog, &model, &result.second, nullptr};
  Match match;
  match.rule = finding.rule;
  match.subject = finding.subject;
  match.second_pass = finding.why_in_second_pass;
  std::vector<ControlNote> notes;
  const catalog::Rule& rule = catalog[finding.rule];
  for (std::size_t i = 0; i < rule.answered_by.size(); ++i) {
    assess_alternative(worlds, result.uses, rule.answered_by[i], i, match, &notes);
  }
  return notes;
}

}  // namespace wardround::threats
