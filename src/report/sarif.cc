// SARIF 2.1.0 within what GitHub reads of it: texts of 1,024 characters, names of 255, 20 tags, no
// empty strings, regions of one line, no suppressions (GitHub would show what they suppress).
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/json_writer.h"
#include "report/annotations.h"
#include "report/escapes.h"
#include "report/formats.h"

namespace wardround::report {

namespace {

constexpr std::size_t kText = 1024, kMessage = 4096, kName = 255, kTags = 20, kRelated = 20;
constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

std::string_view word(catalog::Stride stride) {
  switch (stride) {
    case catalog::Stride::S:
      return "spoofing";
    case catalog::Stride::T:
      return "tampering";
    case catalog::Stride::R:
      return "repudiation";
    case catalog::Stride::I:
      return "information-disclosure";
    case catalog::Stride::D:
      return "denial-of-service";
    case catalog::Stride::E:
      return "elevation-of-privilege";
  }
  return "";
}

// What is said once for all results of one weakness.
struct Rule {
  std::size_t index = 0;
  Level level = Level::note;
  std::string_view score;  // the worst of its results
  std::vector<std::string> tags;
  std::vector<catalog::RuleId> rules;  // of the catalogue, that speak in this run
};

void add_once(std::vector<std::string>& into, std::string text) {
  if (std::ranges::find(into, text) == into.end()) into.push_back(std::move(text));
}

class Run {
 public:
  Run(JsonWriter& json, const View& view, const Rendering& rendering, const SarifLimits& limits)
      : json_(json), view_(view), rendering_(rendering), all_(annotations(view)) {
    if (all_.size() > limits.results) {
      notes_.push_back(fmt::format(
          "{} results are left out: GitHub takes {} of one run; the worst are here, all are in "
          "the JSON of `wardround check --format json`",
          all_.size() - limits.results, limits.results));
      all_.resize(limits.results);
    }
    if (all_.size() > limits.shown) {
      notes_.push_back(
          fmt::format("GitHub shows {} of these {} results", limits.shown, all_.size()));
    }
    collect_rules();
  }

  void add_note(std::string note) { notes_.push_back(std::move(note)); }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  void write(const std::string& name) {
    json_.begin_object();
    tool();
    json_.begin_object("automationDetails");
    json_.string("id", fmt::format("wardround/{}/", name));
    json_.end_object();
    json_.string("columnKind", "utf16CodeUnits");
    invocation();
    json_.begin_array("results");
    for (const Annotation& annotation : all_) result(annotation);
    json_.end_array();
    json_.end_object();
  }

 private:
  void collect_rules() {
    for (const Annotation& annotation : all_) {
      Rule& rule = rules_[std::string(rule_of(view_, annotation))];
      rule.level = std::min(rule.level, annotation.grade.level);
      // Scores have the form "9.5", so they compare as texts.
      rule.score = std::max(rule.score, annotation.grade.score);
      if (annotation.is_question()) {
        add_once(rule.tags, "question");
        continue;
      }
      const threats::Finding& finding = view_.result().findings[annotation.index];
      const catalog::Weakness& weakness = view_.catalog[finding.weakness];
      add_once(rule.tags,
               weakness.kind == catalog::FindingKind::safety_design ? "safety-design" : "security");
      if (weakness.kind == catalog::FindingKind::privacy) add_once(rule.tags, "privacy");
      if (is_manual(view_, finding)) add_once(rule.tags, std::string(kManual));
      for (const catalog::Stride stride : stride_of(view_.catalog, finding))
        add_once(rule.tags, fmt::format("stride/{}", word(stride)));
      for (const uint32_t cwe : cwe_of(view_.catalog, finding))
        add_once(rule.tags, fmt::format("external/cwe/cwe-{:03}", cwe));
      if (std::ranges::find(rule.rules, finding.rule) == rule.rules.end())
        rule.rules.push_back(finding.rule);
    }
    std::size_t index = 0;
    for (auto& [id, rule] : rules_) rule.index = index++;
  }

  // Never an empty string, never longer than what is read.
  void text(std::string_view key, std::string_view value, std::string_view otherwise,
            std::size_t most = kText) {
    json_.string(key, shortened(value.empty() ? otherwise : value, most));
  }
  void message(std::string_view key, std::string_view value, std::string_view otherwise,
               std::size_t most = kText) {
    json_.begin_object(key);
    text("text", value, otherwise, most);
    json_.end_object();
  }

  void tool() {
    json_.begin_object("tool");
    json_.begin_object("driver");
    json_.string("name", "wardround");
    json_.string("semanticVersion", view_.version);
    json_.begin_array("rules");
    for (const auto& [id, rule] : rules_) {
      json_.begin_object();
      json_.string("id", shortened(id, kName));
      describe(id, rule);
      json_.begin_object("defaultConfiguration");
      json_.string("level", name(rule.level));
      json_.end_object();
      json_.begin_object("properties");
      json_.begin_array("tags");
      for (std::size_t i = 0; i < rule.tags.size() && i < kTags; ++i) json_.string(rule.tags[i]);
      json_.end_array();
      json_.string("precision", id == kOpenQuestion ? "low" : "high");
      if (!rule.score.empty()) json_.string("security-severity", rule.score);
      json_.end_object();
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
    json_.end_object();
  }

  void describe(const std::string& id, const Rule& rule) {
    if (id == kOpenQuestion) {
      json_.string("name", "Open question");
      message("shortDescription", "Open question", id);
      message("fullDescription",
              "The model does not say something on which threats depend. Until it is answered they "
              "stand here, unverified.",
              id);
      json_.begin_object("help");
      json_.string("text", "Answer with: wardround answer SUBJECT.FACT VALUE");
      json_.string(
          "markdown",
          "`wardround answer SUBJECT.FACT` lists what an answer may be and what each would "
          "settle; with a value it writes the answer into the model.");
      return json_.end_object();
    }
    const catalog::Weakness& weakness = view_.catalog[view_.catalog.find_weakness(id)];
    json_.string("name", shortened(weakness.title.empty() ? id : weakness.title, kName));
    message("shortDescription", weakness.title, id);
    const std::string_view general = weakness.text.empty() ? weakness.title : weakness.text;
    message("fullDescription", general, id);
    std::string plain, markdown;
    std::vector<std::string> seen;
    for (const catalog::RuleId speaking : rule.rules) {
      for (const catalog::Answer& answer : view_.catalog[speaking].answered_by) {
        if (answer.effect == catalog::Effect::clears) controls(answer, seen, plain, markdown);
      }
    }
    json_.begin_object("help");
    text("text",
         fmt::format("{}{}{}", general, plain.empty() ? "" : "\n\nWhat clears it:\n", plain), id);
    text("markdown",
         fmt::format("{}{}{}", for_markdown_with_code(general),
                     markdown.empty() ? "" : "\n\n**What clears it**\n\n", markdown),
         id);
    json_.end_object();
  }

  void controls(const catalog::Answer& answer, std::vector<std::string>& seen, std::string& plain,
                std::string& markdown) const {
    std::string titles, coded;
    for (const catalog::Use& use : answer.all) {
      const catalog::Control& control = view_.catalog[use.control];
      titles +=
          fmt::format("{}{} ({})", titles.empty() ? "" : ", with ", control.title, control.id);
      coded += fmt::format("{}{} ({})", coded.empty() ? "" : ", with ", for_markdown(control.title),
                           code_span(control.id));
    }
    if (titles.empty() || std::ranges::find(seen, titles) != seen.end()) return;
    seen.push_back(titles);
    plain += fmt::format("- {}\n", titles);
    markdown += fmt::format("- {}\n", coded);
  }

  void invocation() {
    json_.begin_array("invocations");
    json_.begin_object();
    json_.boolean("executionSuccessful", true);
    if (!notes_.empty()) {
      json_.begin_array("toolExecutionNotifications");
      for (const std::string& note : notes_) {
        json_.begin_object();
        json_.string("level", "warning");
        message("message", note, "");
        json_.end_object();
      }
      json_.end_array();
    }
    json_.end_object();
    json_.end_array();
  }

  void result(const Annotation& annotation) {
    const std::string id = id_of(view_, annotation);
    const std::string rule(rule_of(view_, annotation));
    json_.begin_object();
    json_.string("ruleId", shortened(rule, kName));
    json_.integer("ruleIndex", rules_[rule].index);
    json_.string("level", name(annotation.grade.level));
    const std::string title = title_of(view_, annotation);
    message("message",
            for_sarif(fmt::format("{}{} {}", title, title.ends_with('?') ? "" : ".",
                                  text_of(view_, annotation))),
            id, kMessage);
    json_.begin_array("locations");
    const auto place = place_of(view_.sources, rendering_.checkout, span_of(view_, annotation));
    location(place ? *place : Place{from_root(rendering_.checkout, view_.assessment.path)});
    json_.end_array();
    if (!annotation.is_question()) related(view_.result().findings[annotation.index]);
    json_.begin_object("partialFingerprints");
    json_.string("primaryLocationLineHash", fingerprint(id) + ":1");
    json_.end_object();
    properties(annotation, id);
    json_.end_object();
  }

  void location(const Place& place) {
    json_.begin_object();
    physical(place);
    json_.end_object();
  }
  void physical(const Place& place) {
    json_.begin_object("physicalLocation");
    json_.begin_object("artifactLocation");
    json_.string("uri", uri_of(place));
    if (place.inside()) json_.string("uriBaseId", "%SRCROOT%");
    json_.end_object();
    json_.begin_object("region");
    json_.integer("startLine", place.line);
    json_.integer("startColumn", place.column);
    json_.integer("endLine", place.line);
    json_.integer("endColumn", std::max(place.column + 1, place.end_column));
    json_.end_object();
    json_.end_object();
  }

  void related(const threats::Finding& finding) {
    std::vector<std::pair<const lang::Literal*, Place>> places;
    const std::vector<lang::Literal> literals = why(view_, finding);
    for (const lang::Literal& literal : literals) {
      const auto place =
          place_of(view_.sources, rendering_.checkout, span_of(view_, finding, literal));
      if (place && places.size() < kRelated) places.emplace_back(&literal, *place);
    }
    if (places.empty()) return;
    json_.begin_array("relatedLocations");
    std::size_t number = 0;
    for (const auto& [literal, place] : places) {
      json_.begin_object();
      json_.integer("id", ++number);
      physical(place);
      message("message", for_sarif(literal->text), "a deciding fact");
      json_.end_object();
    }
    json_.end_array();
  }

  void properties(const Annotation& annotation, const std::string& id) {
    json_.begin_object("properties");
    json_.string("id", id);
    if (!annotation.is_question()) {
      const threats::Finding& finding = view_.result().findings[annotation.index];
      json_.string("certainty", threats::name(finding.certainty));
      json_.string("kind", catalog::name(view_.catalog[finding.weakness].kind));
      if (const auto tags = tags_of(view_, annotation.index); !tags.empty()) {
        json_.begin_array("tags");
        for (const std::string_view tag : tags) json_.string(tag);
        json_.end_array();
      }
    } else {
      json_.begin_array("findings");
      for (const std::size_t index : annotation.findings) json_.string(finding_id(view_, index));
      json_.end_array();
    }
    json_.begin_array("harms");
    std::vector<std::string> harms;
    for (const std::size_t index : annotation.findings) {
      for (const lang::SubjectId harm : view_.assessment.reach[index].harms)
        add_once(harms, view_.model()[harm].id);
    }
    for (const std::string& harm : harms) json_.string(harm);
    json_.end_array();
    json_.end_object();
  }

  JsonWriter& json_;
  const View& view_;
  const Rendering& rendering_;
  std::vector<Annotation> all_;
  std::map<std::string, Rule> rules_;  // by id
  std::vector<std::string> notes_;
};

}  // namespace

Rendered render_sarif(const std::vector<View>& views, const Rendering& rendering,
                      const SarifLimits& limits) {
  Rendered rendered;
  JsonWriter json;
  json.begin_object();
  json.string("$schema", kSchema);
  json.string("version", "2.1.0");
  json.begin_array("runs");
  const std::vector<std::string> names = model_names(views);
  const std::size_t runs = std::min(views.size(), limits.runs);
  for (std::size_t i = 0; i < runs; ++i) {
    Run run(json, views[i], rendering, limits);
    if (i + 1 == runs && runs < views.size()) {
      run.add_note(fmt::format(
          "{} are left out: GitHub takes {} runs in one file; check each model on its own",
          counted(views.size() - runs, "model"), limits.runs));
    }
    run.write(names[i]);
    for (const std::string& note : run.notes())
      rendered.notes.push_back(fmt::format("{}: {}", names[i], note));
  }
  json.end_array();
  json.end_object();
  rendered.text = json.take();
  return rendered;
}

Rendered render_sarif(const std::vector<View>& views, const Rendering& rendering) {
  return render_sarif(views, rendering, {});
}

}  // namespace wardround::report
