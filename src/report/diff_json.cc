#include "base/json_writer.h"
#include "report/check_json.h"
#include "report/diff_words.h"

namespace wardround::report {
namespace {

using study::FindingChange;
using study::Said;

class Writer {
 public:
  Writer(JsonWriter& json, const DiffView& view) : json_(json), view_(view) {}

  void document() {
    json_.begin_object();
    json_.integer("schema_version", kDiffSchemaVersion);
    json_.begin_object("tool");
    json_.string("name", "wardround");
    json_.string("version", view_.version);
    json_.end_object();
    json_.string("as_of", to_string(view_.as_of));
    json_.string("before", view_.before.label);
    json_.string("after", view_.after.label);
    json_.begin_array("models");
    for (const study::PairDiff& diff : view_.pairs) pair(diff, PairWords(view_, diff));
    json_.end_array();
    json_.end_object();
  }

 private:
  void pair(const study::PairDiff& diff, const PairWords& words) {
    json_.begin_object();
    look("before", words.before(), diff.pair.before.has_value());
    look("after", words.after(), diff.pair.after.has_value());
    json_.begin_array("design");
    for (const study::SubjectChange& change : diff.design.subjects) subject(change);
    json_.end_array();
    json_.begin_array("findings");
    for (const auto* list : {&diff.findings.added, &diff.findings.gone, &diff.findings.altered}) {
      for (const FindingChange& change : *list) finding(change, words);
    }
    json_.end_array();
    json_.begin_array("watched");
    for (const study::WatchedChange& one : diff.watched) {
      json_.begin_object();
      text_or_null("subject", one.subject.valid() ? words.after().model()[one.subject].id : "");
      this->words("paths", one.paths);
      json_.end_object();
    }
    json_.end_array();
    json_.begin_array("questions");
    for (const study::QuestionChange& one : diff.findings.settled)
      question("settled", one, words.before());
    for (const study::QuestionChange& one : diff.findings.asked)
      question("asked", one, words.after());
    json_.end_array();
    json_.end_object();
  }

  void look(std::string_view key, const View& side, bool there) {
    json_.key(key);
    if (!there) return json_.null();
    const study::Summary summary = study::summarise(side.result());
    const auto& subjects = side.model().subjects;
    json_.begin_object();
    json_.string("path", side.assessment.path);
    json_.string("id", subjects.empty() ? "" : subjects[0].id);
    json_.string("name", subjects.empty() ? "" : subjects[0].name);
    json_.integer("certain", summary.certain);
    json_.integer("assumed", summary.assumed);
    json_.integer("unverified", summary.unverified);
    json_.integer("cleared", summary.cleared);
    json_.begin_array("packs");
    for (const catalog::Pack& pack : side.catalog.packs) {
      json_.begin_object();
      json_.string("id", pack.id);
      json_.string("version", pack.version);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void subject(const study::SubjectChange& change) {
    json_.begin_object();
    json_.string("change", study::name(change.change));
    json_.string("kind", lang::name(change.kind));
    json_.string("id", change.id);
    json_.string("name", change.name);
    text_or_null("former_id", change.former_id);
    text_or_null("before", change.before);
    text_or_null("after", change.after);
    json_.key("moved");
    if (change.moved) {
      json_.begin_object();
      text_or_null("from", change.moved->first);
      text_or_null("to", change.moved->second);
      json_.end_object();
    } else {
      json_.null();
    }
    json_.begin_array("fields");
    for (const study::FieldChange& field : change.fields) {
      json_.begin_object();
      json_.string("field", field.field);
      said("before", field.before);
      said("after", field.after);
      words("added", field.added);
      words("removed", field.removed);
      json_.end_object();
    }
    json_.end_array();
    json_.begin_array("facts");
    for (const study::FactChange& fact : change.facts) {
      json_.begin_object();
      json_.string("fact", fact.fact);
      json_.boolean("stated", fact.stated());
      said("before", fact.before, true);
      said("after", fact.after, true);
      json_.end_object();
    }
    json_.end_array();
    json_.begin_array("controls");
    for (const study::ControlChange& control : change.controls) {
      json_.begin_object();
      json_.string("control", control.control);
      said("before", control.before);
      said("after", control.after);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void finding(const FindingChange& change, const PairWords& words) {
    json_.begin_object();
    json_.string("change", study::name(change.kind));
    json_.string("id", words.id(change));
    json_.string("title", words.title(change));
    text_or_null("harm", words.harm(change));
    state("before", words.before(), change.before);
    state("after", words.after(), change.after);
    json_.begin_array("tags");
    for (const std::string_view tag : tags_of(words.view_of(change), words.index_of(change)))
      json_.string(tag);
    json_.end_array();
    json_.begin_array("reasons");
    for (const study::Reason& reason : change.reasons) {
      json_.begin_object();
      json_.string("cause", study::name(reason.cause));
      text_or_null("subject", reason.subject);
      text_or_null("what", reason.what);
      const bool fact = reason.cause == study::Cause::fact;
      said("before", reason.before, fact);
      said("after", reason.after, fact);
      json_.string("text", reason_text(reason));
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void state(std::string_view key, const View& side, const std::optional<std::size_t>& index) {
    json_.key(key);
    if (!index) return json_.null();
    const threats::Finding& finding = side.result().findings[*index];
    json_.begin_object();
    json_.string("id", finding_id(side, *index));
    json_.string("certainty", threats::name(finding.certainty));
    json_.string("status", threats::name(finding.status));
    json_.string("risk", risk_text(side, *index));
    json_.end_object();
  }

  void question(std::string_view what, const study::QuestionChange& change, const View& side) {
    const threats::Question& question = side.result().questions[change.index];
    json_.begin_object();
    json_.string("change", what);
    json_.string("id", threats::question_id(side.catalog, side.model(), question));
    json_.string("text", threats::question_text(side.catalog, side.model(), question));
    said("answer", change.answer, true);
    json_.end_object();
  }

  void said(std::string_view key, const Said& said, bool fact = false) {
    json_.key(key);
    if (said.text.empty()) return json_.null();
    json_.begin_object();
    json_.string("text", said.text);
    if (fact) json_.string("provenance", lang::name(said.provenance));
    if (fact) text_or_null("via", said.via);
    text_or_null("place", said.place);
    json_.end_object();
  }

  void words(std::string_view key, const std::vector<std::string>& list) {
    json_.begin_array(key);
    for (const std::string& word : list) json_.string(word);
    json_.end_array();
  }
  void text_or_null(std::string_view key, const std::string& text) {
    json_.key(key);
    if (text.empty()) {
      json_.null();
    } else {
      json_.string(text);
    }
  }

  JsonWriter& json_;
  const DiffView& view_;
};

}  // namespace

std::string diff_json(const DiffView& view) {
  JsonWriter json(5);
  Writer(json, view).document();
  return json.take();
}

}  // namespace wardround::report
