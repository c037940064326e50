// What declared controls do for a match: an alternative counts when each of its controls works at
// every place that the rule names. Facts that controls imply count too: a match that they alone
// make false is cleared by those controls.
#include <fmt/core.h>

#include <algorithm>

#include "lang/explain.h"
#include "model/controls.h"
#include "threats/match.h"
#include "threats/use_notes.h"

namespace wardround::threats {

namespace {

using catalog::Effect;
using catalog::Use;

// The witnesses of a match, for all uses that work at them: worked out for the first.
class Witnesses {
 public:
  Witnesses(const Worlds& worlds, const Match& match) : worlds_(worlds), match_(match) {}

  const std::vector<lang::Witness>& all() {
    if (!known_) {
      const auto world = match_.second_pass ? worlds_.with(*worlds_.second) : worlds_.first();
      all_ = lang::witnesses(world, (*worlds_.catalog)[match_.rule].when, match_.subject);
      known_ = true;
    }
    return all_;
  }

 private:
  const Worlds& worlds_;
  const Match& match_;
  bool known_ = false;
  std::vector<lang::Witness> all_;
};

// The subjects are added to `subjects`. True if there may be more, nobody said which.
bool add_places(const Worlds& worlds, const Match& match, const Use& use, Witnesses& witnesses,
                std::vector<SubjectId>& subjects) {
  if (use.at.every_witness) {
    for (const lang::Witness& witness : witnesses.all()) {
      if (witness.variable == use.at.variable) subjects.push_back(witness.subject);
    }
    std::ranges::sort(subjects);
    subjects.erase(std::ranges::unique(subjects).begin(), subjects.end());
    return false;
  }
  if ((*worlds.catalog)[match.rule].manual &&
      !use.at.text.empty()) {  // reported where the model has none
    const SubjectId place = worlds.model->find(use.at.text);
    if (place.valid()) subjects.push_back(place);
    return !place.valid();
  }
  if (!use.at.path) {
    subjects.push_back(match.subject);
    return false;
  }
  const auto targets = lang::follow(worlds.first(), *use.at.path, {match.subject, SubjectId(0)});
  subjects.insert(subjects.end(), targets.subjects.begin(), targets.subjects.end());
  return targets.open || !targets.maybe.empty();
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
// `note` may have been another one's.
void assess_use(const Worlds& worlds, const std::vector<std::size_t>& declared, const Match& match,
                const Use& use, Witnesses& witnesses, UseNote& note) {
  note.use = &use;
  note.places.clear();
  note.uses.clear();
  note.because.clear();
  const bool open = add_places(worlds, match, use, witnesses, note.places);
  note.answering =
      note.places.empty() || declared.empty() ? Answering::absent : Answering::implemented;
  if (declared.empty()) return;
  for (const SubjectId place : note.places) {
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
  if (open && note.answering != Answering::insufficient) note.answering = Answering::absent;
  if (note.answering == Answering::absent && !note.uses.empty()) {
    note.answering = Answering::insufficient;
    note.because = "it does not work at every place where it is needed";
  }
  std::ranges::sort(note.uses);
  note.uses.erase(std::ranges::unique(note.uses).begin(), note.uses.end());
}

void add_unique(std::vector<std::size_t>& list, const std::vector<std::size_t>& more) {
  list.insert(list.end(), more.begin(), more.end());
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
}

// What the controls of one alternative do for the match. Why is said in `notes` from `first` on,
// which grows where it must. Returns where the next alternative may write.
std::size_t assess_alternative(const Worlds& worlds, const Uses& uses,
                               const catalog::Answer& answer, std::size_t alternative, Match& match,
                               Witnesses& witnesses, std::vector<UseNote>& all_notes,
                               std::size_t first) {
  const std::size_t end = first + answer.all.size();
  if (all_notes.size() < end) all_notes.resize(end);
  const std::span<UseNote> notes = std::span(all_notes).subspan(first, answer.all.size());
  Answering together = Answering::implemented;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Use& use = answer.all[i];
    UseNote& note = notes[i];
    assess_use(worlds, uses[use.control.index()], match, use, witnesses, note);
    note.alternative = alternative;
    together = std::max(together, note.answering);
    // Nobody needs to hear of a control that can do nothing here.
    if (std::ranges::any_of(note.places, [&](SubjectId place) {
          return !model::works_on(*worlds.model, *worlds.catalog, (*worlds.catalog)[use.control],
                                  place);
        }))
      return first;
  }
  if (answer.effect == Effect::none) {
    // Nobody needs to hear about a useless control that is not there.
    if (together == Answering::absent || together == Answering::insufficient) return first;
    for (UseNote& note : notes) {
      note.answering = Answering::insufficient;
      note.because = answer.because;
    }
  } else if (!answer.because.empty()) {
    for (UseNote& note : notes) {
      if (note.because.empty()) note.because = answer.because;
    }
  }
  if (answer.effect == Effect::clears) {
    for (const UseNote& note : notes) {
      if (together == Answering::implemented) add_unique(match.cleared_by, note.uses);
      if (together == Answering::planned) add_unique(match.planned_by, note.uses);
    }
  }
  return end;
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
  std::vector<UseNote> unread;
  Witnesses witnesses(worlds, match);
  for (std::size_t i = 0; i < rule.answered_by.size(); ++i) {
    // One control that nobody declared is enough for an alternative to do nothing.
    const bool declared = std::ranges::none_of(
        rule.answered_by[i].all, [&](const Use& use) { return uses[use.control.index()].empty(); });
    if (declared)
      assess_alternative(worlds, uses, rule.answered_by[i], i, match, witnesses, unread, 0);
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

std::span<const UseNote> UseNotes::of(const Finding& finding) {
  const Worlds worlds{&catalog_, &model_, &result_.second, nullptr};
  Match match;
  match.rule = finding.rule;
  match.subject = finding.subject;
  match.second_pass = finding.why_in_second_pass;
  const catalog::Rule& rule = catalog_[finding.rule];
  Witnesses witnesses(worlds, match);
  std::size_t size = 0;
  for (std::size_t i = 0; i < rule.answered_by.size(); ++i) {
    size = assess_alternative(worlds, result_.uses, rule.answered_by[i], i, match, witnesses,
                              notes_, size);
  }
  return std::span(notes_).first(size);
}

std::vector<ControlNote> controls(const catalog::Catalog& catalog, const model::Model& model,
                                  const Result& result, const Finding& finding) {
  std::vector<ControlNote> notes;
  UseNotes found(catalog, model, result);
  for (const UseNote& one : found.of(finding)) {
    const catalog::Answer& answer = catalog[finding.rule].answered_by[one.alternative];
    notes.push_back({one.use->control, one.answering, answer.effect, answer.weakens,
                     one.alternative, one.places, parameter_text(*one.use), one.uses, one.because});
  }
  return notes;
}

}  // namespace wardround::threats
