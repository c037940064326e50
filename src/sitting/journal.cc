#include "sitting/journal.h"

#include <fmt/core.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/json_writer.h"

namespace wardround::sitting {

namespace {

using assurance::Participant;
using assurance::RecordedFigures;
using nlohmann::json;

constexpr std::string_view kFormat = "wardround open sitting";
constexpr std::string_view kVersion = "1.0";
constexpr std::array<std::string_view, 3> kIntents = {"act", "undo", "close"};

// --- writing

void write(JsonWriter& out, const Participant& who) {
  out.begin_object();
  out.string("name", who.name);
  out.string("role", who.role);
  out.end_object();
}

void write(JsonWriter& out, const JournalEntry& entry) {
  out.begin_object();
  if (entry.card) out.integer("card", *entry.card);
  out.string("outcome", entry.outcome);
  if (!entry.detail.empty()) out.string("detail", entry.detail);
  if (!entry.by.empty()) out.string("by", entry.by);
  if (!entry.files.empty()) {
    out.begin_array("files");
    for (const Splice& splice : entry.files) {
      out.begin_object();
      out.string("path", splice.path);
      out.string("before", splice.before);
      out.string("after", splice.after);
      out.integer("at", splice.at);
      out.string("removed", splice.removed);
      out.string("inserted", splice.inserted);
      out.end_object();
    }
    out.end_array();
  }
  out.end_object();
}

// --- reading: what is missing or of another kind makes the whole unreadable

class Reader {
 public:
  [[nodiscard]] bool failed() const { return failed_; }

  const json& object(const json& value) { return expect(value, value.is_object()); }
  const json& list(const json& in, const char* key) {
    static const json none = json::array();
    if (!in.is_object() || !in.contains(key)) return none;
    const json& value = in[key];
    return value.is_array() ? value : (failed_ = true, none);
  }
  std::string text(const json& in, const char* key) {
    if (!in.is_object() || !in.contains(key)) return "";
    const json& value = in[key];
    if (value.is_string()) return value.get<std::string>();
    failed_ = true;
    return "";
  }
  std::size_t number(const json& in, const char* key) {
    if (in.is_object() && in.contains(key) && in[key].is_number_unsigned())
      return in[key].get<std::size_t>();
    failed_ = true;
    return 0;
  }
  Participant participant(const json& in) {
    object(in);
    return {text(in, "name"), text(in, "role")};
  }
  JournalEntry entry(const json& in) {
    object(in);
    JournalEntry entry;
    if (in.is_object() && in.contains("card")) entry.card = number(in, "card");
    entry.outcome = text(in, "outcome");
    entry.detail = text(in, "detail");
    entry.by = text(in, "by");
    for (const json& file : list(in, "files")) {
      object(file);
      entry.files.push_back({text(file, "path"), text(file, "before"), text(file, "after"),
                             number(file, "at"), text(file, "removed"), text(file, "inserted")});
    }
    return entry;
  }
  const json& expect(const json& value, bool right) {
    if (!right) failed_ = true;
    return value;
  }

 private:
  bool failed_ = false;
};

}  // namespace

std::string journal_text(const Journal& journal) {
  JsonWriter out(2);
  out.begin_object();
  out.string("format", kFormat);
  out.string("version", kVersion);
  out.string("opened", to_string(journal.opened));
  out.integer("cards", journal.cards);
  out.integer("minutes", journal.minutes);
  if (journal.speaker) out.key("speaker"), write(out, *journal.speaker);
  out.begin_array("participants");
  for (const Participant& who : journal.participants) write(out, who);
  out.end_array();
  out.begin_array("models");
  for (const JournalModel& model : journal.models) {
    out.begin_object();
    out.string("path", model.path);
    out.begin_object("before");
    for (const auto& [name, member] : assurance::figure_fields())
      out.integer(name, model.before.*member);
    out.end_object();
    out.end_object();
  }
  out.end_array();
  out.begin_array("agenda");
  for (const JournalCard& card : journal.agenda) {
    out.begin_object();
    out.string("kind", card.kind);
    out.string("model", card.model);
    out.string("about", card.about);
    out.string("why", card.why);
    out.end_object();
  }
  out.end_array();
  out.integer("at", journal.at);
  out.begin_array("entries");
  for (const JournalEntry& entry : journal.entries) write(out, entry);
  out.end_array();
  if (journal.intent) {
    out.begin_object("intent");
    out.string("what", kIntents[static_cast<std::size_t>(journal.intent->what)]);
    if (journal.intent->what == JournalIntent::What::close) {
      out.string("record", journal.intent->record);
    } else {
      out.key("entry"), write(out, journal.intent->entry);
    }
    out.end_object();
  }
  out.end_object();
  return out.take();
}

Result<Journal> read_journal(std::string_view text) {
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  Reader in;
  if (!root.is_object() || in.text(root, "format") != kFormat) return fail("it is no open sitting");
  if (in.text(root, "version") != kVersion) return fail("another version of wardround wrote it");
  Journal journal;
  const auto opened = parse_date(in.text(root, "opened"));
  journal.opened = opened.value_or(Date{});
  journal.cards = in.number(root, "cards");
  journal.minutes = in.number(root, "minutes");
  journal.at = in.number(root, "at");
  if (root.contains("speaker")) journal.speaker = in.participant(root["speaker"]);
  for (const json& who : in.list(root, "participants"))
    journal.participants.push_back(in.participant(who));
  for (const json& one : in.list(root, "models")) {
    JournalModel& model = journal.models.emplace_back();
    model.path = in.text(one, "path");
    const json figures = one.is_object() ? one.value("before", json::object()) : json::object();
    for (const auto& [name, member] : assurance::figure_fields())
      model.before.*member = in.number(figures, std::string(name).c_str());
  }
  for (const json& card : in.list(root, "agenda")) {
    journal.agenda.push_back({in.text(card, "kind"), in.text(card, "model"), in.text(card, "about"),
                              in.text(card, "why")});
  }
  for (const json& entry : in.list(root, "entries")) journal.entries.push_back(in.entry(entry));
  if (root.contains("intent")) {
    const json& intent = root["intent"];
    const auto what = std::ranges::find(kIntents, in.text(intent, "what"));
    journal.intent.emplace();
    if (what == kIntents.end()) return fail("it is damaged");
    journal.intent->what = static_cast<JournalIntent::What>(what - kIntents.begin());
    journal.intent->record = in.text(intent, "record");
    if (journal.intent->what != JournalIntent::What::close)
      journal.intent->entry = in.entry(intent.value("entry", json::object()));
  }
  bool fits = opened && !in.failed();
  for (const JournalEntry& entry : journal.entries)
    fits = fits && (!entry.card || *entry.card < journal.agenda.size());
  if (!fits) return fail("it is damaged");
  return journal;
}

}  // namespace wardround::sitting
