// What each action does: a change is tried out, written down as an intent, made, and written down
// as done. Only then is it acknowledged.
#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "sitting/sitting.h"

namespace wardround::sitting {

namespace {

std::string outcome_of(Verb verb) {
  switch (verb) {
    case Verb::answer:
      return "answered";
    case Verb::mitigate:
      return "mitigated";
    case Verb::accept:
      return "accepted";
    case Verb::transfer:
      return "transferred";
    case Verb::eliminate:
      return "eliminated";
    case Verb::attest:
      return "attested";
    case Verb::not_applicable:
      return "not-applicable";
    case Verb::hand_over:
      return "handed-over";
    case Verb::note:
      return "noted";
    case Verb::skip:
      return "skipped";
    default:
      return std::string(kSeen);
  }
}

treatment::Disposition disposition_of(Verb verb) {
  switch (verb) {
    case Verb::accept:
      return treatment::Disposition::accept;
    case Verb::transfer:
      return treatment::Disposition::transfer;
    case Verb::eliminate:
      return treatment::Disposition::eliminate;
    default:
      return treatment::Disposition::mitigate;
  }
}

// What the record says of a decision beside its kind.
std::string detail_of(const Action& action, const treatment::Decision& decision) {
  switch (action.verb) {
    case Verb::mitigate: {
      std::string text;
      for (const treatment::NewControl& control : action.controls) {
        text += (text.empty() ? "" : ", ") + control.control;
        std::string_view before = ":";
        for (const auto& [parameter, value] : control.parameters) {
          text += fmt::format("{}{}={}", before, parameter, value);
          before = ",";
        }
        if (control.implemented) text += " (implemented)";
      }
      return action.at.empty() ? text : text + " at " + action.at;
    }
    case Verb::accept:
      return fmt::format(
          "{}{}{}", decision.reason,
          decision.approved ? "; approved by " + decision.approved->by : std::string(),
          decision.expires ? "; until " + to_string(*decision.expires) : std::string());
    case Verb::transfer:
      return "to " + decision.to;
    default:
      return decision.reason;
  }
}

// Why decisions on these findings would not count; empty: they would.
std::string why_not(const study::Assessment& one, const std::vector<std::size_t>& findings) {
  for (const std::size_t i : findings) {
    const treatment::Treated& treated = one.judged.findings[i];
    if (treated.decided() || one.result.findings[i].status == threats::Status::cleared) continue;
    std::string text;
    if (treated.verdict) {
      for (const std::string& because : treated.verdict->because)
        text += (text.empty() ? "" : "; ") + because;
    }
    return text.empty() ? "the finding would still be open" : text;
  }
  return "";
}

}  // namespace

Drafted<Outcome> Sitting::perform(const Action& action) {
  if (closed_) return refuse("the round is closed");
  if (auto read = refresh(); !read) return tl::unexpected(std::move(read.error()));
  Outcome said;
  said.verb = action.verb;
  switch (action.verb) {
    case Verb::by:
    case Verb::with: {
      meet(action.who);
      if (action.verb == Verb::by) journal_.speaker = action.who;
      if (saved_.empty()) return said;  // the first thing that is done writes it down
      if (const auto done = save(); !done) return refuse(done.error().message);
      return said;
    }
    case Verb::on:
      return turn_to(action);
    case Verb::more: {
      const std::size_t known = size();
      fill_agenda(journal_.cards);
      if (size() == known) return refuse("there is nothing more to look at today");
      if (const auto done = save(); !done) return refuse(done.error().message);
      current_ = next_open(known);
      return said;
    }
    case Verb::note:
      return settle(Verb::note, outcome_of(Verb::note), action.text, nullptr);
    case Verb::quit:
      return said;
    case Verb::undo:
      return undo();
    case Verb::close:
      return close();
    default:
      break;
  }
  if (current_ >= size())
    return refuse("all cards are done: `more` brings the next ones, `close` ends the round");
  switch (action.verb) {
    case Verb::answer:
      return answer(action);
    case Verb::hand_over:
      return hand_over(action);
    case Verb::attest:
    case Verb::not_applicable:
      return attest(action);
    case Verb::seen:
    case Verb::skip:
      if (kind(current_) == CardKind::change) {
        current_ = next_open(1);
        return said;
      }
      if (action.verb == Verb::seen && kind(current_) != CardKind::evidence &&
          kind(current_) != CardKind::decision) {
        return refuse("`seen` is for what needs no decision: `skip` leaves it for another day");
      }
      return settle(action.verb, outcome_of(action.verb), "", nullptr);
    default:
      return decide(action);
  }
}

Drafted<Outcome> Sitting::answer(const Action& action) {
  const auto now = card(current_);
  if (!now) return refuse(fmt::format("`{}` is asked no more", journal_.agenda[current_].about));
  if (now->kind != CardKind::question) {
    return refuse(
        fmt::format("this card asks nothing: it is a {}; `on SUBJECT.FACT` turns to a "
                    "question",
                    name(now->kind)));
  }
  const auto draft =
      draft_answer(workspace(), *study_, {now->about, action.text, std::nullopt, now->assessment});
  if (!draft) return tl::unexpected(Refusal{draft.error().message, {}});
  return settle(Verb::answer, outcome_of(Verb::answer), action.text, &*draft);
}

Drafted<Outcome> Sitting::decide(const Action& action) {
  const auto now = card(current_);
  if (!now) return refuse(fmt::format("`{}` is gone", journal_.agenda[current_].about));
  if (now->kind != CardKind::finding && now->kind != CardKind::decision) {
    return refuse(fmt::format(
        "`{}` needs a finding, and this card is {} {}; `on FINDING` turns to "
        "one",
        word(action.verb), now->kind == CardKind::question ? "a" : "of kind", name(now->kind)));
  }
  if (!journal_.speaker) return refuse("who decides? say `by NAME:ROLE` first, or begin with --by");
  DecideRequest wanted;
  wanted.decision = action.words;
  wanted.decision.target = now->about;
  wanted.decision.reach =
      treatment::reach_of(treatment::split_target(now->about).value_or(treatment::Target{}));
  wanted.decision.disposition = disposition_of(action.verb);
  wanted.decision.by = journal_.speaker->name;
  wanted.decision.role = journal_.speaker->role;
  wanted.decision.date = today();
  if (wanted.decision.approved && !wanted.decision.approved->date)
    wanted.decision.approved->date = today();
  wanted.with = action.controls;
  wanted.at = action.at;
  wanted.assessment = now->assessment;
  if (action.verb == Verb::mitigate && wanted.decision.reason.empty()) {
    for (const treatment::NewControl& control : action.controls) {
      const auto id = study_->catalog.find_control(control.control);
      if (!id.valid()) continue;
      wanted.decision.reason +=
          (wanted.decision.reason.empty() ? "" : "; ") + study_->catalog[id].title;
    }
  }
  const std::string detail = detail_of(action, wanted.decision);
  const auto draft = draft_decision(workspace(), *study_, std::move(wanted));
  if (!draft) return tl::unexpected(Refusal{draft.error().message, {}});
  const std::string not_yet = why_not(draft->after.assessments[draft->assessment], draft->findings);
  if (!not_yet.empty())
    return refuse(fmt::format("nothing was written, for it would not count: {}", not_yet));
  return settle(action.verb, outcome_of(action.verb), detail, &*draft);
}

Drafted<Outcome> Sitting::hand_over(const Action& action) {
  const std::string until = to_string(action.until.value_or(today()));
  if (action.until.value_or(today()) <= today())
    return refuse(fmt::format("{} is no day to come", until));
  const std::string detail = fmt::format("{}, {}", action.text, until);
  const auto now = card(current_);
  if (!now) return refuse(fmt::format("`{}` is gone", journal_.agenda[current_].about));
  if (now->kind == CardKind::change) return refuse("this card is for looking at: `seen`");
  if (now->kind != CardKind::question)
    return settle(Verb::hand_over, outcome_of(Verb::hand_over), detail, nullptr);
  // Who owes an answer stands in the model, beside the question.
  const auto draft = draft_answer(
      workspace(), *study_, {now->about, "", model::Ask{action.text, until}, now->assessment});
  if (!draft) return tl::unexpected(Refusal{draft.error().message, {}});
  return settle(Verb::hand_over, outcome_of(Verb::hand_over), detail, &*draft);
}

Drafted<Outcome> Sitting::attest(const Action& action) {
  const auto now = card(current_);
  if (!now) return refuse(fmt::format("`{}` is gone", journal_.agenda[current_].about));
  if (now->kind != CardKind::attestation) {
    return refuse(fmt::format("`{}` needs a step that is due, and this card is of kind {}",
                              word(action.verb), name(now->kind)));
  }
  if (!journal_.speaker) return refuse("who says so? say `by NAME:ROLE` first, or begin with --by");
  assurance::Attestation attestation;
  attestation.key = now->about;
  attestation.by = journal_.speaker->name;
  attestation.role = journal_.speaker->role;
  attestation.on = today();
  attestation.not_applicable = action.verb == Verb::not_applicable;
  (attestation.not_applicable ? attestation.because : attestation.note) = action.text;
  const auto draft = draft_attestation(workspace(), *study_, now->assessment, attestation,
                                       due_[now->assessment][now->step].about);
  if (!draft) return tl::unexpected(Refusal{draft.error().message, {}});
  return settle(action.verb, outcome_of(action.verb), action.text, &*draft);
}

Drafted<Outcome> Sitting::turn_to(const Action& action) {
  Outcome said;
  said.verb = Verb::on;
  for (std::size_t i = 0; i < size(); ++i) {
    if (journal_.agenda[i].about != action.text) continue;
    current_ = said.card = i;
    if (const auto done = save(); !done) return refuse(done.error().message);
    return said;
  }
  JournalCard entry;
  if (action.text.find('@') != std::string::npos) {
    const auto target = find_target(*study_, today(), action.text);
    if (!target) return refuse(target.error().message);
    entry = {std::string(name(CardKind::finding)),
             relative(study_->assessments[target->assessment].path), action.text, "brought up"};
  } else {
    for (std::size_t i = 0; i < study_->assessments.size() && entry.kind.empty(); ++i) {
      if (find_card(situation(), CardKind::question, i, action.text)) {
        entry = {std::string(name(CardKind::question)), relative(study_->assessments[i].path),
                 action.text, "brought up"};
      }
    }
    if (entry.kind.empty()) {
      std::string message = fmt::format("`{}` is no open question and no finding", action.text);
      std::vector<std::string> known;
      for (const study::Assessment& one : study_->assessments) {
        for (const threats::Question& question : one.result.questions)
          known.push_back(threats::question_id(study_->catalog, one.model(), question));
      }
      const auto near = diag::did_you_mean(action.text, {known.begin(), known.end()});
      if (!near.empty()) message += fmt::format("; did you mean `{}`?", near);
      return refuse(std::move(message));
    }
  }
  const std::size_t before = current_;
  journal_.agenda.push_back(std::move(entry));
  current_ = said.card = size() - 1;
  if (const auto done = save(); !done) {
    journal_.agenda.pop_back();
    current_ = before;
    return refuse(done.error().message);
  }
  return said;
}

Drafted<Outcome> Sitting::settle(Verb verb, std::string outcome, std::string detail,
                                 const Draft* draft) {
  JournalEntry entry;
  if (verb != Verb::note) entry.card = current_;  // a note belongs to no card
  entry.outcome = outcome;
  entry.detail = detail;
  if (journal_.speaker) entry.by = journal_.speaker->name;
  Outcome said;
  said.verb = verb;
  said.card = entry.card.value_or(kNone);
  said.outcome = std::move(outcome);
  said.detail = std::move(detail);
  if (draft) {
    said.change = draft->change;
    for (const NewText& file : draft->files) {
      std::optional<std::string> before;
      if (fs_.is_file(file.path)) {
        auto text = fs_.read(file.path, limits::kFileBytes);
        if (!text) return refuse(text.error().message);
        before = *std::move(text);
      }
      if (before == file.text) continue;
      entry.files.push_back(make_splice(relative(file.path), before, file.text));
      said.files.push_back(file.path);
    }
    std::ranges::sort(said.files);
  }
  std::vector<bool> was_open;
  for (std::size_t i = 0; i < size(); ++i)
    was_open.push_back(this->outcome(i).empty() && i != current_);

  if (!entry.files.empty()) {
    journal_.intent = JournalIntent{JournalIntent::What::act, entry, ""};
    if (const auto done = save(); !done) {
      journal_.intent.reset();
      return refuse(done.error().message);
    }
    if (const auto done = carry_out(fs_, base_, entry.files); !done) {
      // Half of it may be there: it goes again, as if the program had been cut off.
      (void)carry_out(fs_, base_, inverse(entry.files));
      journal_.intent.reset();
      (void)save();
      return refuse(done.error().message);
    }
  }
  journal_.entries.push_back(std::move(entry));
  journal_.intent.reset();
  if (const auto done = save(); !done) {
    // The files are right, and the intent on the disk says so.
    return refuse(done.error().message);
  }
  if (draft) {
    if (auto read = refresh(); !read) return tl::unexpected(std::move(read.error()));
  }
  for (std::size_t i = 0; i < was_open.size(); ++i) {
    if (was_open[i] && this->outcome(i) == kSettled)
      said.settled.push_back(journal_.agenda[i].about);
  }
  if (said.card != kNone) current_ = next_open(current_);
  return said;
}

Drafted<Outcome> Sitting::undo() {
  if (journal_.entries.empty()) return refuse("there is nothing to take back");
  const JournalEntry last = journal_.entries.back();
  const State state = state_of(fs_, base_, last.files);
  if (state.done != Done::all && !last.files.empty()) {
    const std::string& file = state.other.empty() ? last.files.front().path : state.other;
    return refuse(
        fmt::format("{} has changed since: take it back there yourself", path_join(base_, file)));
  }
  Outcome said;
  said.verb = Verb::undo;
  said.card = last.card.value_or(kNone);
  said.outcome = last.outcome;
  said.detail = last.detail;
  if (!last.files.empty()) {
    journal_.intent = JournalIntent{JournalIntent::What::undo, last, ""};
    if (const auto done = save(); !done) {
      journal_.intent.reset();
      return refuse(done.error().message);
    }
    if (const auto done = carry_out(fs_, base_, inverse(last.files)); !done)
      return refuse(done.error().message);
    for (const Splice& splice : last.files) said.files.push_back(path_join(base_, splice.path));
    std::ranges::sort(said.files);
  }
  journal_.entries.pop_back();
  journal_.intent.reset();
  if (said.card != kNone) current_ = said.card;
  if (const auto done = save(); !done) return refuse(done.error().message);
  if (auto read = refresh(); !read) return tl::unexpected(std::move(read.error()));
  return said;
}

Drafted<Outcome> Sitting::close() {
  if (journal_.participants.empty())
    return refuse("who was there? say `by NAME:ROLE` or `with NAME:ROLE` first");
  read();  // somebody else may have closed a round meanwhile
  std::vector<std::string> outcomes;
  for (std::size_t i = 0; i < size(); ++i) outcomes.push_back(outcome(i));
  const auto record =
      record_of(fs_, {*study_, chain_, journal_, std::move(outcomes), today(), settings_.tool});
  if (!record) return refuse(record.error().message);
  const std::string name = assurance::record_name(today(), assurance::record_text(*record));
  journal_.intent = JournalIntent{JournalIntent::What::close, {}, name};
  if (const auto done = save(); !done) {
    journal_.intent.reset();
    return refuse(done.error().message);
  }
  const auto written = assurance::write_record(fs_, folder_, *record);
  if (!written) {
    journal_.intent.reset();
    (void)save();
    return refuse(written.error().message);
  }
  if (const auto gone = fs_.remove(journal_path_); !gone) return refuse(gone.error().message);
  saved_.clear();
  closed_ = true;
  Outcome said;
  said.verb = Verb::close;
  said.record = *written;
  return said;
}

}  // namespace wardround::sitting
