#include "sitting/recording.h"

#include "sitting/agenda.h"
#include "study/rounds.h"

namespace wardround::sitting {

namespace {

const JournalEntry* last_entry(const Journal& journal, std::size_t card) {
  const JournalEntry* last = nullptr;
  for (const JournalEntry& entry : journal.entries) {
    if (entry.card == card) last = &entry;
  }
  return last;
}

// What changed is on the agenda of every model.
std::vector<assurance::RecordedItem> agenda_of(const Recording& given,
                                               const assurance::RecordedModel& model) {
  std::vector<assurance::RecordedItem> agenda;
  for (std::size_t i = 0; i < given.journal.agenda.size(); ++i) {
    const JournalCard& card = given.journal.agenda[i];
    const bool change = card.kind == name(CardKind::change);
    if (!change && card.model != model.path) continue;
    const JournalEntry* said = last_entry(given.journal, i);
    assurance::RecordedItem& item = agenda.emplace_back();
    item.kind = card.kind;
    item.about = change ? model.system : card.about;
    item.outcome = given.outcomes[i].empty() ? std::string(kNotReached) : given.outcomes[i];
    if (!said || said->outcome != item.outcome) continue;
    item.detail = said->detail;
    item.by = said->by;
  }
  return agenda;
}

}  // namespace

Result<assurance::Record> record_of(const Fs& fs, const Recording& recording) {
  assurance::Record record =
      study::new_record(recording.study, recording.chain, assurance::RecordKind::round,
                        recording.today, recording.tool);
  record.participants = recording.journal.participants;
  for (const JournalEntry& entry : recording.journal.entries) {
    if (!entry.card) record.note += (record.note.empty() ? "" : "\n") + entry.detail;
  }
  for (const study::Assessment& one : recording.study.assessments) {
    auto model = study::recorded_model(fs, recording.study, one);
    if (!model) return tl::unexpected(model.error());
    for (const JournalModel& then : recording.journal.models) {
      if (then.path == model->path) model->before = then.before;
    }
    model->agenda = agenda_of(recording, *model);
    record.models.push_back(*std::move(model));
  }
  return record;
}

}  // namespace wardround::sitting
