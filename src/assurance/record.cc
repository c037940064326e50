#include "assurance/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json_writer.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "catalog/fields.h"
#include "text/tree.h"

namespace wardround::assurance {
namespace {

using catalog::Form;
using catalog::Need;
using catalog::Owner;
using catalog::Reporting;
using catalog::View;
template <class Target>
using Field = catalog::Field<Target, Reporting>;

constexpr std::array<std::string_view, 2> kKindWords{"round", "no-impact"};
constexpr std::size_t kDigestDigits = 64;

// One entry a line down to the entries of a model's lists: a review and a merge are by lines.
constexpr std::size_t kOpenDepth = 4;

constexpr FigureField kFigures[] = {
    {"certain", &RecordedFigures::certain},
    {"assumed", &RecordedFigures::assumed},
    {"unverified", &RecordedFigures::unverified},
    {"cleared", &RecordedFigures::cleared},
    {"undecided", &RecordedFigures::undecided},
    {"questions", &RecordedFigures::questions},
    {"urgent", &RecordedFigures::urgent},
    {"high", &RecordedFigures::high},
    {"medium", &RecordedFigures::medium},
    {"low", &RecordedFigures::low},
    {"controls", &RecordedFigures::controls},
    {"verified_controls", &RecordedFigures::verified_controls},
    {"predicted", &RecordedFigures::predicted},
    {"escaped", &RecordedFigures::escaped},
};

// ---- Writing

void put(JsonWriter& json, std::string_view key, std::string_view value) {
  if (!value.empty()) json.string(key, value);
}

void write_words(JsonWriter& json, std::string_view key, const std::vector<std::string>& words) {
  json.begin_array(key);
  for (const std::string& word : words) json.string(word);
  json.end_array();
}

void write_files(JsonWriter& json, std::string_view key, const std::vector<RecordedFile>& files) {
  json.begin_array(key);
  for (const RecordedFile& file : files) {
    json.begin_object();
    json.string("path", file.path);
    json.string("sha256", file.sha256);
    json.end_object();
  }
  json.end_array();
}

void write_figures(JsonWriter& json, std::string_view key, const RecordedFigures& figures) {
  json.begin_object(key);
  for (const FigureField& field : kFigures) json.integer(field.name, figures.*field.count);
  json.end_object();
}

void write_model(JsonWriter& json, const RecordedModel& model) {
  json.begin_object();
  json.string("system", model.system);
  json.string("path", model.path);
  json.string("canonical_sha256", model.canonical);
  write_files(json, "files", model.files);
  write_figures(json, "before", model.before);
  write_figures(json, "after", model.after);
  json.begin_array("agenda");
  for (const RecordedItem& item : model.agenda) {
    json.begin_object();
    json.string("kind", item.kind);
    json.string("about", item.about);
    json.string("outcome", item.outcome);
    put(json, "detail", item.detail);
    put(json, "by", item.by);
    json.end_object();
  }
  json.end_array();
  json.begin_array("findings");
  for (const RecordedFinding& finding : model.findings) {
    json.begin_object();
    json.string("id", finding.id);
    json.string("certainty", finding.certainty);
    put(json, "risk", finding.risk);
    json.boolean("decided", finding.decided);
    json.end_object();
  }
  json.end_array();
  write_words(json, "questions", model.questions);
  json.begin_object("subjects");
  for (const auto& [id, digest] : model.subjects) json.string(id, digest);
  json.end_object();
  json.begin_object("watch");
  for (const auto& [id, globs] : model.watch) write_words(json, id, globs);
  json.end_object();
  json.end_object();
}

// ---- Reading

void read_digest(Reporting& reading, std::string& out, View value) {
  const std::string_view text = value.text();
  if (text.size() == kDigestDigits &&
      text.find_first_not_of("0123456789abcdef") == std::string_view::npos) {
    out = text;
  } else {
    reading.diagnostics.report(diag::Kind::lock_hash, value.span(),
                               {std::string(text), std::to_string(kDigestDigits)});
  }
}

void read_count(Reporting& reading, std::size_t& out, View value) {
  const std::string_view text = value.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size())
    catalog::report_word(reading, diag::Kind::pack_word, value, {std::string(text), "whole number"},
                         {});
}

void read_figures(Reporting& reading, RecordedFigures& out, View body) {
  for (const View entry : body.entries()) {
    const auto field = std::ranges::find(kFigures, entry.key(), &FigureField::name);
    if (field == std::end(kFigures)) {
      std::vector<std::string_view> known;
      for (const FigureField& one : kFigures) known.push_back(one.name);
      catalog::report_unknown_key(reading, entry, {"figures", ""}, known);
    } else if (catalog::has_form(reading, entry, Form::text, entry.key())) {
      read_count(reading, out.*field->count, entry);
    }
  }
}

template <class T, std::size_t N>
std::vector<T> read_list(Reporting& reading, View list, std::string_view what,
                         const Field<T> (&fields)[N]) {
  std::vector<T> all;
  for (const View entry : list.entries()) {
    if (!catalog::is_body(reading, entry, {what, ""})) continue;
    catalog::read_fields(reading, all.emplace_back(), entry, {what, ""}, fields);
  }
  return all;
}

constexpr Field<RecordedFile> kFileFields[] = {
    {"path", Form::text, Need::required,
     [](Reporting&, RecordedFile& file, View v) { file.path = v.text(); }},
    {"sha256", Form::text, Need::required,
     [](Reporting& r, RecordedFile& file, View v) { read_digest(r, file.sha256, v); }},
};
std::vector<std::string> read_words(View list) {
  std::vector<std::string> words;
  for (const View word : list.entries()) words.emplace_back(word.text());
  return words;
}
constexpr Field<ConfirmedFile> kConfirmedFields[] = {
    {"path", Form::text, Need::required,
     [](Reporting&, ConfirmedFile& file, View v) { file.path = v.text(); }},
    {"sha256", Form::text, Need::required,
     [](Reporting& r, ConfirmedFile& file, View v) { read_digest(r, file.sha256, v); }},
    {"watched_by", Form::words, Need::optional,
     [](Reporting&, ConfirmedFile& file, View v) { file.watched_by = read_words(v); }},
};
constexpr Field<RecordedItem> kItemFields[] = {
    {"kind", Form::text, Need::required,
     [](Reporting&, RecordedItem& item, View v) { item.kind = v.text(); }},
    {"about", Form::text, Need::required,
     [](Reporting&, RecordedItem& item, View v) { item.about = v.text(); }},
    {"outcome", Form::text, Need::required,
     [](Reporting&, RecordedItem& item, View v) { item.outcome = v.text(); }},
    {"detail", Form::text, Need::optional,
     [](Reporting&, RecordedItem& item, View v) { item.detail = v.text(); }},
    {"by", Form::text, Need::optional,
     [](Reporting&, RecordedItem& item, View v) { item.by = v.text(); }},
};
constexpr Field<RecordedFinding> kFindingFields[] = {
    {"id", Form::text, Need::required,
     [](Reporting&, RecordedFinding& finding, View v) { finding.id = v.text(); }},
    {"certainty", Form::text, Need::required,
     [](Reporting&, RecordedFinding& finding, View v) { finding.certainty = v.text(); }},
    {"risk", Form::text, Need::optional,
     [](Reporting&, RecordedFinding& finding, View v) { finding.risk = v.text(); }},
    {"decided", Form::flag, Need::required,
     [](Reporting&, RecordedFinding& finding, View v) {
       finding.decided = v.text() == "true" || v.text() == "yes";
     }},
};
constexpr Field<RecordedModel> kModelFields[] = {
    {"system", Form::text, Need::required,
     [](Reporting&, RecordedModel& model, View v) { model.system = v.text(); }},
    {"path", Form::text, Need::required,
     [](Reporting&, RecordedModel& model, View v) { model.path = v.text(); }},
    {"canonical_sha256", Form::text, Need::required,
     [](Reporting& r, RecordedModel& model, View v) { read_digest(r, model.canonical, v); }},
    {"files", Form::mappings, Need::required,
     [](Reporting& r, RecordedModel& model, View v) {
       model.files = read_list(r, v, "a recorded file", kFileFields);
     }},
    {"before", Form::mapping, Need::required,
     [](Reporting& r, RecordedModel& model, View v) { read_figures(r, model.before, v); }},
    {"after", Form::mapping, Need::required,
     [](Reporting& r, RecordedModel& model, View v) { read_figures(r, model.after, v); }},
    {"agenda", Form::mappings, Need::required,
     [](Reporting& r, RecordedModel& model, View v) {
       model.agenda = read_list(r, v, "an item of the agenda", kItemFields);
     }},
    {"findings", Form::mappings, Need::required,
     [](Reporting& r, RecordedModel& model, View v) {
       model.findings = read_list(r, v, "a recorded finding", kFindingFields);
     }},
    {"questions", Form::words, Need::required,
     [](Reporting&, RecordedModel& model, View v) { model.questions = read_words(v); }},
    {"watch", Form::mapping, Need::optional,
     [](Reporting& r, RecordedModel& model, View v) {
       for (const View entry : v.entries()) {
         if (catalog::has_form(r, entry, Form::words, entry.key()))
           model.watch.emplace(entry.key(), read_words(entry));
       }
     }},
    {"subjects", Form::mapping, Need::required,
     [](Reporting&, RecordedModel& model, View v) {
       for (const View entry : v.entries())
         model.subjects.emplace(entry.key(), entry.is_scalar() ? entry.text() : "");
     }},
};
constexpr Field<Participant> kParticipantFields[] = {
    {"name", Form::text, Need::required,
     [](Reporting&, Participant& one, View v) { one.name = v.text(); }},
    {"role", Form::text, Need::optional,
     [](Reporting&, Participant& one, View v) { one.role = v.text(); }},
};
constexpr Field<RecordedPack> kPackFields[] = {
    {"id", Form::text, Need::required,
     [](Reporting&, RecordedPack& pack, View v) { pack.id = v.text(); }},
    {"version", Form::text, Need::required,
     [](Reporting&, RecordedPack& pack, View v) { pack.version = v.text(); }},
    {"sha256", Form::text, Need::required,
     [](Reporting& r, RecordedPack& pack, View v) { read_digest(r, pack.sha256, v); }},
};

struct Body {
  Record record;
  std::optional<RecordKind> kind;
  std::optional<Date> date;
};
constexpr Field<Body> kRecordFields[] = {
    {"schema_version", Form::text, Need::required,
     [](Reporting& r, Body&, View v) {
       if (!v.text().starts_with("1."))
         catalog::report_word(
             r, diag::Kind::pack_word, v,
             {std::string(v.text()), "version of a record that this wardround reads: 1.x"}, {});
     }},
    {"kind", Form::text, Need::required,
     [](Reporting& r, Body& body, View v) {
       const auto word = std::ranges::find(kKindWords, v.text());
       if (word == kKindWords.end()) {
         catalog::report_word(r, diag::Kind::pack_word, v,
                              {std::string(v.text()), "kind of record"},
                              {kKindWords.begin(), kKindWords.end()});
       } else {
         body.kind = static_cast<RecordKind>(word - kKindWords.begin());
       }
     }},
    {"date", Form::text, Need::required,
     [](Reporting& r, Body& body, View v) {
       body.date = parse_date(v.text());
       if (!body.date)
         catalog::report_word(r, diag::Kind::pack_word, v,
                              {std::string(v.text()), "date, YYYY-MM-DD"}, {});
     }},
    {"parents", Form::words, Need::required,
     [](Reporting& r, Body& body, View v) {
       for (const View word : v.entries()) read_digest(r, body.record.parents.emplace_back(), word);
     }},
    {"project", Form::text, Need::optional,
     [](Reporting&, Body& body, View v) { body.record.project = v.text(); }},
    {"tool", Form::text, Need::optional,
     [](Reporting&, Body& body, View v) { body.record.tool = v.text(); }},
    {"participants", Form::mappings, Need::required,
     [](Reporting& r, Body& body, View v) {
       body.record.participants = read_list(r, v, "a participant", kParticipantFields);
     }},
    {"note", Form::text, Need::optional,
     [](Reporting&, Body& body, View v) { body.record.note = v.text(); }},
    {"cadence_days", Form::text, Need::optional,
     [](Reporting& r, Body& body, View v) {
       std::size_t days = 0;
       read_count(r, days, v);
       body.record.cadence = static_cast<int>(std::min<std::size_t>(days, 3650));
     }},
    {"watch", Form::words, Need::optional,
     [](Reporting&, Body& body, View v) { body.record.watch = read_words(v); }},
    {"code", Form::mappings, Need::required,
     [](Reporting& r, Body& body, View v) {
       body.record.code = read_list(r, v, "a recorded file", kConfirmedFields);
     }},
    {"catalogue", Form::mappings, Need::required,
     [](Reporting& r, Body& body, View v) {
       body.record.catalogue = read_list(r, v, "a recorded pack", kPackFields);
     }},
    {"models", Form::mappings, Need::required,
     [](Reporting& r, Body& body, View v) {
       body.record.models = read_list(r, v, "a recorded model", kModelFields);
     }},
    // Their place is kept; nobody signs yet, so that what stands there is not looked at.
    {"signatures", Form::mappings, Need::optional, [](Reporting&, Body&, View) {}},
};

}  // namespace

std::span<const FigureField> figure_fields() {
  return kFigures;
}

std::string_view name(RecordKind kind) {
  return kKindWords[static_cast<std::size_t>(kind)];
}

std::string record_text(const Record& record) {
  JsonWriter json(kOpenDepth);
  json.begin_object();
  json.string("schema_version", kRecordVersion);
  json.string("kind", name(record.kind));
  json.string("date", to_string(record.date));
  write_words(json, "parents", record.parents);
  put(json, "project", record.project);
  put(json, "tool", record.tool);
  json.begin_array("participants");
  for (const Participant& one : record.participants) {
    json.begin_object();
    json.string("name", one.name);
    put(json, "role", one.role);
    json.end_object();
  }
  json.end_array();
  put(json, "note", record.note);
  if (record.cadence > 0) json.integer("cadence_days", record.cadence);
  write_words(json, "watch", record.watch);
  json.begin_array("code");
  for (const ConfirmedFile& file : record.code) {
    json.begin_object();
    json.string("path", file.path);
    json.string("sha256", file.sha256);
    write_words(json, "watched_by", file.watched_by);
    json.end_object();
  }
  json.end_array();
  json.begin_array("catalogue");
  for (const RecordedPack& pack : record.catalogue) {
    json.begin_object();
    json.string("id", pack.id);
    json.string("version", pack.version);
    json.string("sha256", pack.sha256);
    json.end_object();
  }
  json.end_array();
  json.begin_array("models");
  for (const RecordedModel& model : record.models) write_model(json, model);
  json.end_array();
  json.begin_array("signatures");
  json.end_array();
  json.end_object();
  return json.take();
}

std::string record_name(Date date, std::string_view bytes) {
  return fmt::format("{}-{}.json", to_string(date), sha256(bytes).substr(0, kNameDigits));
}

std::optional<Record> read_record(const diag::Sources& sources, diag::SourceId source,
                                  diag::Diagnostics& diagnostics) {
  std::size_t budget = limits::kYamlNodes;
  const std::size_t errors = diagnostics.count(diag::Severity::error);
  const text::Tree tree = text::parse(sources, source, budget, diagnostics);
  if (diagnostics.count(diag::Severity::error) > errors) return std::nullopt;
  Reporting reading{sources, diagnostics};
  const Owner owner{"a record", ""};
  const View root{&tree, tree.root()};
  if (!root.valid()) {
    catalog::report_missing_key(reading, {source, 0, 0}, owner, "schema_version");
    return std::nullopt;
  }
  if (!catalog::is_body(reading, root, owner)) return std::nullopt;
  Body body;
  catalog::read_fields(reading, body, root, owner, kRecordFields);
  if (!body.kind || !body.date || diagnostics.count(diag::Severity::error) > errors)
    return std::nullopt;
  body.record.kind = *body.kind;
  body.record.date = *body.date;
  return std::move(body.record);
}

}  // namespace wardround::assurance
