// Opening, resuming and what is left on the disk; what actions do is in sitting_actions.cc.
#include "sitting/sitting.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "study/assure.h"
#include "study/rounds.h"

namespace wardround::sitting {

Drafted<std::unique_ptr<Sitting>> Sitting::open(Fs& fs, Settings settings) {
  std::unique_ptr<Sitting> sitting(new Sitting(fs, std::move(settings)));
  if (auto begun = sitting->begin(); !begun) return tl::unexpected(std::move(begun.error()));
  return sitting;
}

Drafted<bool> Sitting::begin() {
  study_ = std::make_unique<study::Study>(settings_.evaluate(fs_, settings_.request));
  if (study_->assessments.empty())
    return refuse("there is no model to sit about", std::move(*study_));
  base_ = study::project_folder(*study_);
  folder_ = study::rounds_folder(*study_);
  journal_path_ = path_join(folder_, kJournalFile);
  const auto loaded = load_journal();
  if (!loaded) return refuse(loaded.error().message);
  sweep();
  if (*loaded) {
    if (const auto done = recover(); !done) return refuse(done.error().message);
  }
  // What was finished or taken back is read again.
  if (auto again = refresh(); !again) return again;
  if (study_->diagnostics.has_errors()) {
    return refuse("the sitting begins when the mistakes above are mended", std::move(*study_));
  }
  read();
  if (!resumed_) {
    journal_.opened = today();
    journal_.cards = settings_.cards;
    journal_.minutes = settings_.minutes;
    for (const study::Assessment& one : study_->assessments)
      journal_.models.push_back({relative(one.path), study::figures_of(one)});
    fill_agenda(settings_.cards + 1);  // what changed is not counted
  }
  if (settings_.speaker) {
    journal_.speaker = settings_.speaker;
    meet(*settings_.speaker);
  }
  for (const assurance::Participant& who : settings_.participants) meet(who);
  current_ = next_open(std::min(journal_.at, size()));
  return true;
}

void Sitting::read() {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  chain_ = assurance::read_chain(fs_, folder_, sources, diagnostics);
  past_ = past_of(*study_, chain_);
  // What is wrong there must not keep a team from sitting down.
  const study::Assured assured = study::assure(fs_, "", today(), *study_);
  if (study_->diagnostics.has_errors() && news_.empty()) {
    news_.emplace_back(
        diagnostics.has_errors()
            ? "some record of a round is not as it was: see `wardround round --verify`"
            : "the playbook has mistakes: see `wardround next`");
  }
  due_.assign(study_->assessments.size(), {});
  cadence_ = 0;
  for (std::size_t i = 0; i < assured.models.size(); ++i) {
    const assurance::Standing& standing = assured.models[i].standing;
    // Several models meet as often as the one that must most often.
    cadence_ = cadence_ == 0 ? standing.cadence : std::min(cadence_, standing.cadence);
    for (const assurance::Action& action : assured.models[i].actions) {
      const assurance::Step& step = assured.playbook.steps[action.step];
      if (action.miss || !step.attest) continue;
      const assurance::StepStanding& own = standing.steps[action.step];
      std::string why = "due";
      if (own.attestation && own.state == assurance::State::stale) {
        why = fmt::format("attested by {}, {}",
                          assurance::who_said(standing.attestations[*own.attestation]),
                          assurance::stale_words(own));
      }
      due_[i].push_back({step.id, step.title, step.attest->statement, step.span, std::move(why),
                         step.attest->about});
    }
  }
}

Result<bool> Sitting::load_journal() {
  if (!fs_.is_file(journal_path_)) return false;
  auto text = fs_.read(journal_path_, limits::kFileBytes);
  if (!text) return tl::unexpected(text.error());
  auto journal = read_journal(*text);
  if (!journal) {
    return fail(
        fmt::format("{}: {}; take it away to begin anew", journal_path_, journal.error().message));
  }
  journal_ = *std::move(journal);
  saved_ = *std::move(text);
  current_ = journal_.at;
  resumed_ = true;
  return true;
}

// Cut off, the program leaves an intent: by the files one sees how far it came.
Result<void> Sitting::recover() {
  if (!journal_.intent) return {};
  JournalIntent intent = *std::move(journal_.intent);
  journal_.intent.reset();
  if (intent.what != JournalIntent::What::close) return recover_files(std::move(intent));
  const std::string record = path_join(folder_, intent.record);
  if (!fs_.is_file(record)) return save();
  // The record is there: only the journal was left over.
  if (auto gone = fs_.remove(journal_path_); !gone) return gone;
  news_.push_back(fmt::format("the round before was closed: {}", record));
  journal_ = {};
  saved_.clear();
  resumed_ = false;
  return {};
}

Result<void> Sitting::recover_files(JournalIntent intent) {
  const bool act = intent.what == JournalIntent::What::act;
  const std::vector<Splice> files = act ? intent.entry.files : inverse(intent.entry.files);
  State state = state_of(fs_, base_, files);
  if (state.done == Done::partly) {
    if (auto done = carry_out(fs_, base_, files); !done) return done;
    state.done = Done::all;
  }
  if (state.done == Done::otherwise) {
    // Somebody else wrote to a file since. What is ours alone is taken back, so that no half of a
    // change stays.
    for (const Splice& splice : files) {
      if (digest_of(fs_, path_join(base_, splice.path)) != splice.after) continue;
      if (auto done = carry_out(fs_, base_, {inverse(splice)}); !done) return done;
    }
    news_.push_back(fmt::format("{} has changed since the sitting was cut off: {} is left out",
                                path_join(base_, state.other), intent.entry.outcome));
  }
  if (state.done == Done::all && act) {
    news_.push_back(fmt::format("the sitting was cut off; {} is done", intent.entry.outcome));
    journal_.entries.push_back(std::move(intent.entry));
  } else if (state.done == Done::all && !journal_.entries.empty()) {
    news_.push_back(fmt::format("the sitting was cut off; {} is taken back", intent.entry.outcome));
    current_ = intent.entry.card.value_or(current_);
    journal_.entries.pop_back();
  }
  return save();
}

// What writing leaves behind when it is cut off: a file of the other's name and six letters more.
// In the folder of rounds they are ours; elsewhere only if they hold what was to be written.
void Sitting::sweep() {
  const auto left_over = [](std::string_view name, std::string_view of) {
    constexpr std::size_t kLetters = 6;
    return name.size() == of.size() + 1 + kLetters && name.starts_with(of) &&
           name[of.size()] == '.';
  };
  if (const auto names = fs_.list(folder_)) {
    for (const std::string& name : *names) {
      const std::string_view of = std::string_view(name).substr(0, name.rfind('.'));
      if (of.ends_with(".json") && left_over(name, of)) (void)fs_.remove(path_join(folder_, name));
    }
  }
  if (!journal_.intent) return;
  for (const Splice& splice : journal_.intent->entry.files) {
    const std::string path = path_join(base_, splice.path);
    const std::string folder = path_folder(path);
    const std::string name = folder.empty() ? path : path.substr(folder.size() + 1);
    const auto names = fs_.list(folder);
    if (!names) continue;
    const auto current = fs_.read(path, limits::kFileBytes);
    if (!current && !splice.before.empty() && !splice.after.empty()) continue;
    // Both texts, whichever of them stands there now.
    const std::string here = current ? *current : std::string();
    std::string there = here;
    const bool made = current && digest_of(fs_, path) == splice.after;
    const Splice step = made ? inverse(splice) : splice;
    if (there.size() < step.at + step.removed.size()) continue;
    there.replace(step.at, step.removed.size(), step.inserted);
    for (const std::string& one : *names) {
      if (!left_over(one, name)) continue;
      const auto text = fs_.read(path_join(folder, one), limits::kFileBytes);
      if (text && (here.starts_with(*text) || there.starts_with(*text)))
        (void)fs_.remove(path_join(folder, one));
    }
  }
}

Result<void> Sitting::save() {
  std::string there;
  if (fs_.is_file(journal_path_)) {
    auto text = fs_.read(journal_path_, limits::kFileBytes);
    if (!text) return tl::unexpected(text.error());
    there = *std::move(text);
  }
  if (there != saved_) {
    return fail(
        fmt::format("{} is not as this sitting left it: is it open elsewhere?", journal_path_));
  }
  if (!fs_.is_directory(folder_)) {
    if (auto made = fs_.make_directories(folder_); !made) return made;
  }
  journal_.at = current_;
  std::string text = journal_text(journal_);
  if (auto written = fs_.write(journal_path_, text); !written) return written;
  saved_ = std::move(text);
  return {};
}

Drafted<bool> Sitting::refresh() {
  bool changed = false;
  for (std::size_t i = 0; i < study_->sources.size() && !changed; ++i) {
    const diag::SourceId source(i);
    const std::string name(study_->sources.name(source));
    if (name.starts_with('<')) continue;
    const auto text = fs_.read(name, limits::kFileBytes);
    changed = !text || *text != study_->sources.text(source);
  }
  for (const study::Assessment& one : study_->assessments) {
    changed = changed || (!one.decisions.source.valid() && fs_.is_file(one.decisions.path));
    const bool evidence = !one.evidence.tests.empty() || !one.evidence.reports.empty();
    changed = changed || (!evidence && fs_.is_file(treatment::evidence_path(one.path)));
  }
  if (!changed) return false;
  auto now = std::make_unique<study::Study>(settings_.evaluate(fs_, settings_.request));
  if (now->diagnostics.has_errors() || now->assessments.size() != study_->assessments.size()) {
    return refuse("the files have mistakes now: mend them, then go on", std::move(*now));
  }
  study_ = std::move(now);
  read();
  return true;
}

void Sitting::fill_agenda(std::size_t count) {
  const auto key = [](const JournalCard& card) {
    return std::tie(card.kind, card.model, card.about);
  };
  for (const Card& card : all_cards(situation())) {
    if (count == 0) return;
    const bool change = card.kind == CardKind::change;
    JournalCard entry{std::string(name(card.kind)),
                      change ? "" : relative(study_->assessments[card.assessment].path), card.about,
                      card.why};
    const bool known = std::ranges::any_of(
        journal_.agenda, [&](const JournalCard& other) { return key(other) == key(entry); });
    if (known) continue;
    journal_.agenda.push_back(std::move(entry));
    --count;
  }
}

std::size_t Sitting::waiting() const {
  std::size_t count = 0;
  for (const Card& card : all_cards(situation())) {
    if (card.kind == CardKind::change) continue;
    const std::string model = relative(study_->assessments[card.assessment].path);
    count += std::ranges::none_of(journal_.agenda, [&](const JournalCard& other) {
      return other.kind == name(card.kind) && other.model == model && other.about == card.about;
    });
  }
  return count;
}

void Sitting::meet(const assurance::Participant& who) {
  if (std::ranges::find(journal_.participants, who) == journal_.participants.end())
    journal_.participants.push_back(who);
}

CardKind Sitting::kind(std::size_t at) const {
  return parse_card_kind(journal_.agenda[at].kind).value_or(CardKind::change);
}

std::size_t Sitting::assessment_of(std::string_view model) const {
  for (std::size_t i = 0; i < study_->assessments.size(); ++i) {
    if (relative(study_->assessments[i].path) == model) return i;
  }
  return kNone;
}

std::optional<Card> Sitting::card(std::size_t at) const {
  const JournalCard& entry = journal_.agenda[at];
  const bool change = kind(at) == CardKind::change;
  const std::size_t model = change ? 0 : assessment_of(entry.model);
  if (model == kNone) return std::nullopt;
  auto card = find_card(situation(), kind(at), model, entry.about);
  if (card) card->why = entry.why;
  return card;
}

std::string Sitting::outcome(std::size_t at) const {
  if (kind(at) == CardKind::change) return std::string(kSeen);
  std::string last;
  for (const JournalEntry& entry : journal_.entries) {
    if (entry.card == at) last = entry.outcome;
  }
  if (!last.empty()) return last;
  const auto now = card(at);
  return now && is_open(situation(), *now) ? "" : std::string(kSettled);
}

std::size_t Sitting::next_open(std::size_t from) const {
  for (std::size_t step = 0; step < size(); ++step) {
    const std::size_t at = (from + step) % size();
    if (outcome(at).empty()) return at;
  }
  return size();
}

void Sitting::go(std::size_t at) {
  current_ = std::min(at, size());
}

std::vector<assurance::RecordedFigures> Sitting::before() const {
  std::vector<assurance::RecordedFigures> figures;
  for (const study::Assessment& one : study_->assessments) {
    const auto then = std::ranges::find(journal_.models, relative(one.path), &JournalModel::path);
    figures.push_back(then == journal_.models.end() ? study::figures_of(one) : then->before);
  }
  return figures;
}

std::vector<assurance::RecordedFigures> Sitting::now() const {
  std::vector<assurance::RecordedFigures> figures;
  for (const study::Assessment& one : study_->assessments)
    figures.push_back(study::figures_of(one));
  return figures;
}

Date Sitting::next_round() const {
  return add_days(today(), cadence_);
}

std::string Sitting::relative(const std::string& path) const {
  return path_relative(base_, path);
}

Workspace Sitting::workspace() const {
  return {fs_, settings_.request, settings_.evaluate};
}

}  // namespace wardround::sitting
