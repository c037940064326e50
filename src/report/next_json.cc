// `next --format json`: the whole standing, with commands as a program would run them.
#include <algorithm>

#include "base/json_writer.h"
#include "report/next.h"

namespace wardround::report {
namespace {

using assurance::Action;
using assurance::Miss;
using assurance::Placeholder;
using assurance::Step;
using assurance::StepStanding;
using assurance::Way;

constexpr int kSchemaVersion = 1;
constexpr std::size_t kDepth = 6;  // what lies deeper stands on one line

class Writer {
 public:
  explicit Writer(const Guide& guide) : guide_(guide), json_(kDepth) {}

  std::string write() {
    json_.begin_object();
    json_.integer("schema_version", kSchemaVersion);
    const Date today = guide_.models.empty() ? Date{} : guide_.models.front().view.as_of;
    json_.string("as_of", to_string(today));
    json_.begin_array("playbook");
    for (const std::string& name : guide_.playbook.names) json_.string(name);
    json_.end_array();
    json_.string("team", guide_.playbook.team);
    const auto best = best_model(guide_);
    const bool waits = std::ranges::any_of(guide_.models, [](const Guided& guided) {
      return std::ranges::any_of(guided.standing.standing.steps, [](const StepStanding& step) {
        return step.state == assurance::State::waiting;
      });
    });
    json_.string("state", best ? "action" : waits ? "waiting" : "done");
    json_.key("action");
    if (best) {
      action(guide_.models[*best]);
    } else {
      json_.null();
    }
    json_.begin_array("models");
    for (const Guided& guided : guide_.models) model(guided);
    json_.end_array();
    json_.end_object();
    return json_.take();
  }

 private:
  void location(const View& view, diag::Span span) {
    json_.key("place");
    if (span.valid()) {
      json_.string(view.sources.location(span));
    } else {
      json_.null();
    }
  }

  void action(const Guided& guided) {
    const Action& action = guided.standing.actions.front();
    const Step& step = guide_.playbook.steps[action.step];
    json_.begin_object();
    json_.string("id", action.id);
    json_.string("model", guided.view.assessment.path);
    json_.string("step", step.id);
    json_.integer("question", step.question);
    json_.string("title", step.title);
    json_.string("text", action.text);
    location(guided.view, action.span);
    json_.string("role", step.role);
    json_.integer("minutes", action.minutes);
    json_.integer("harm", action.harm);
    json_.begin_array("ways");
    for (const Way& way : ways_of(guided.look, guide_.playbook, guided.standing.standing, action))
      this->way(guided.view, way);
    json_.end_array();
    json_.end_object();
  }

  void way(const View& view, const Way& way) {
    json_.begin_object();
    json_.string("says", way.says);
    json_.begin_array("argv");
    for (const std::string& word : way.argv) json_.string(word);
    if (!view.argument.empty()) json_.string(view.argument);
    json_.end_array();
    json_.begin_array("placeholders");
    for (const Placeholder& one : way.placeholders) {
      json_.begin_object();
      json_.integer("argument", one.argument);
      json_.string("word", one.word);
      json_.string("takes", assurance::name(one.takes));
      json_.begin_array("values");
      for (const std::string& value : one.values) json_.string(value);
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
    json_.boolean("defers", way.defers);
    json_.boolean("in_person", way.in_person);
    json_.end_object();
  }

  void miss(const View& view, const Miss& miss) {
    json_.begin_object();
    json_.string("key", miss.key);
    json_.string("text", miss.text);
    location(view, miss.span);
    json_.integer("minutes", miss.minutes);
    json_.integer("harm", miss.harm);
    json_.key("waits_for");
    if (miss.waits_for.empty()) {
      json_.null();
    } else {
      json_.string(miss.waits_for);
    }
    json_.end_object();
  }

  void attestation(const Guided& guided, std::size_t index) {
    const auto& one = guided.standing.standing.attestations[index];
    json_.begin_object();
    json_.string("key", one.key);
    json_.string("by", one.by);
    json_.string("role", one.role);
    json_.string("on", one.on ? to_string(*one.on) : std::string());
    json_.string("note", one.not_applicable ? one.because : one.note);
    json_.boolean("not_applicable", one.not_applicable);
    location(guided.view, one.span);
    json_.end_object();
  }

  void step(const Guided& guided, const Step& step, const StepStanding& own) {
    json_.begin_object();
    json_.string("id", step.id);
    json_.integer("question", step.question);
    json_.string("title", step.title);
    json_.string("role", step.role);
    json_.integer("minutes", step.minutes);
    json_.string("tier", assurance::name(step.tier));
    json_.string("done_when", step.done_when);
    json_.begin_array("sources");
    for (const std::string& source : step.sources) json_.string(source);
    json_.end_array();
    json_.begin_array("after");
    for (const std::size_t need : step.needs) json_.string(guide_.playbook.steps[need].id);
    json_.end_array();
    json_.string("state", assurance::name(own.state));
    json_.string("because", own.because);
    json_.key("due");
    if (own.due) {
      json_.string(to_string(*own.due));
    } else {
      json_.null();
    }
    json_.begin_array("changed");
    for (const std::string& what : own.changed) json_.string(what);
    json_.end_array();
    json_.begin_array("misses");
    for (const Miss& one : own.misses) miss(guided.view, one);
    json_.end_array();
    json_.begin_array("attestations");
    if (own.attestation) attestation(guided, *own.attestation);
    for (const std::size_t settled : own.settled) attestation(guided, settled);
    json_.end_array();
    json_.end_object();
  }

  void sr2(const Guided& guided) {
    json_.begin_array("sr2");
    for (const auto& row :
         assurance::sr2_matrix(guided.look, guided.standing.standing.attestations)) {
      json_.begin_object();
      json_.string("item", row.item->id);
      json_.string("title", row.item->title);
      json_.string("shown", assurance::name(row.shown));
      json_.string("text", row.text);
      json_.begin_array("places");
      for (const diag::Span span : row.where) {
        if (span.valid()) json_.string(guided.view.sources.location(span));
      }
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
  }

  void model(const Guided& guided) {
    const auto& standing = guided.standing.standing;
    json_.begin_object();
    json_.string("path", guided.view.assessment.path);
    const bool named = !guided.view.model().subjects.empty();
    json_.string("system", named ? guided.view.model().subjects[0].id : std::string());
    json_.begin_object("tier");
    json_.string("depth", assurance::name(standing.tier.depth));
    json_.begin_array("reasons");
    for (const assurance::TierReason& reason : standing.tier.reasons) json_.string(reason.text);
    json_.end_array();
    json_.end_object();
    json_.integer("cadence", standing.cadence);
    json_.string("next_round", to_string(standing.next_round));
    json_.begin_array("steps");
    for (std::size_t s = 0; s < guide_.playbook.steps.size(); ++s)
      step(guided, guide_.playbook.steps[s], standing.steps[s]);
    json_.end_array();
    sr2(guided);
    json_.end_object();
  }

  const Guide& guide_;
  JsonWriter json_;
};

}  // namespace

std::string next_json(const Guide& guide) {
  return Writer(guide).write();
}

}  // namespace wardround::report
