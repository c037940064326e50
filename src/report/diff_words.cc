#include "report/diff_words.h"

#include <fmt/core.h>

#include <map>

namespace wardround::report {

using study::Cause;
using study::FindingChange;
using study::Reason;
using study::Said;
using study::SubjectChange;
using study::SubjectChangeKind;

namespace {

constexpr std::size_t kShort = 40;  // bytes of a text that is shown whole

View side_view(const DiffView& view, const DiffSide& side, const std::optional<std::size_t>& index,
               const study::Assessment& none) {
  return {side.study.sources,
          side.study.catalog,
          index ? side.study.assessments[*index] : none,
          side.study.policy,
          view.as_of,
          view.version,
          {}};
}

// "stated, a.yaml:3:4", "assumed by type `phone`"
std::string origin_text(const Said& said) {
  if (said.text.empty() || said.provenance == lang::Provenance::unknown) return said.place;
  if (said.provenance == lang::Provenance::not_applicable) return "";
  std::string text(said.provenance == lang::Provenance::typical ? "assumed"
                                                                : lang::name(said.provenance));
  if (!said.via.empty()) text += " " + said.via;
  const bool here = !said.place.empty() && !said.place.starts_with('<');
  return here ? text + ", " + said.place : text;
}

std::string with_origin(std::string text, const std::string& origin) {
  return origin.empty() ? text : fmt::format("{} ({})", text, origin);
}

std::string or_nothing(const std::string& text) {
  return text.empty() ? "nothing" : text;
}

std::string kind_words(lang::Kind kind, std::size_t count) {
  std::string word(lang::name(kind));
  for (char& c : word) {
    if (c == '-') c = ' ';
  }
  if (kind == lang::Kind::exclusion) word = "exclusion";
  const bool same = kind == lang::Kind::data || kind == lang::Kind::software;
  if (count == 1 || same) return fmt::format("{} {}", count, word);
  if (kind == lang::Kind::boundary) return fmt::format("{} boundaries", count);
  return fmt::format("{} {}s", count, word);
}

std::string field_text(const study::FieldChange& field) {
  if (!field.added.empty() || !field.removed.empty()) {
    std::string text = field.field + ":";
    for (const std::string& word : field.added) text += fmt::format(" + `{}`", word);
    for (const std::string& word : field.removed) text += fmt::format(" - `{}`", word);
    return text;
  }
  if (field.before.text.size() > kShort || field.after.text.size() > kShort) {
    return field.field + (field.before.text.empty()  ? " added"
                          : field.after.text.empty() ? " removed"
                                                     : " reworded");
  }
  if (field.before.text.empty()) return fmt::format("{} added: {}", field.field, field.after.text);
  if (field.after.text.empty())
    return fmt::format("{} removed: {}", field.field, field.before.text);
  return fmt::format("{}: {} → {}", field.field, field.before.text, field.after.text);
}

}  // namespace

PairWords::PairWords(const DiffView& view, const study::PairDiff& diff)
    : before_(side_view(view, view.before, diff.pair.before, none_)),
      after_(side_view(view, view.after, diff.pair.after, none_)) {}

std::string PairWords::name() const {
  for (const View* side : {&after_, &before_}) {
    if (!side->model().subjects.empty()) return side->model().subjects[0].name;
  }
  return after_.assessment.path;
}

std::string PairWords::counts() const {
  const std::size_t before = study::summarise(before_.result()).open();
  const std::size_t after = study::summarise(after_.result()).open();
  return fmt::format("{} open before, {} now", counted(before, "finding"), after);
}

const View& PairWords::view_of(const FindingChange& change) const {
  return change.after ? after_ : before_;
}
std::size_t PairWords::index_of(const FindingChange& change) const {
  return change.after ? *change.after : change.before.value_or(0);
}
const threats::Finding& PairWords::finding_of(const FindingChange& change) const {
  return view_of(change).result().findings[index_of(change)];
}
std::string PairWords::id(const FindingChange& change) const {
  return finding_id(view_of(change), index_of(change));
}
std::string PairWords::title(const FindingChange& change) const {
  const View& view = view_of(change);
  return threats::title(view.catalog, view.model(), finding_of(change));
}
std::string PairWords::certainty(const FindingChange& change) const {
  const auto word = [](const View& view, std::size_t index) {
    const threats::Finding& finding = view.result().findings[index];
    return std::string(finding.status == threats::Status::cleared
                           ? threats::name(finding.status)
                           : threats::name(finding.certainty));
  };
  if (change.kind == study::FindingChangeKind::added) return word(after_, change.after.value_or(0));
  if (change.kind == study::FindingChangeKind::gone)
    return word(before_, change.before.value_or(0));
  const std::string before = change.before ? word(before_, *change.before) : "absent";
  const std::string after = change.after ? word(after_, *change.after) : "absent";
  return before == after ? after : fmt::format("{} → {}", before, after);
}
std::string PairWords::risk(const FindingChange& change) const {
  using enum study::FindingChangeKind;
  const std::string_view before =
      change.before && change.kind != added ? risk_text(before_, *change.before) : "none";
  const std::string_view after =
      change.after && change.kind != gone ? risk_text(after_, *change.after) : "none";
  if (before == "none" && after == "none") return "";
  if (before == "none" || before == after) return fmt::format("risk {}", after);
  return after == "none" ? fmt::format("risk {}", before)
                         : fmt::format("risk {} → {}", before, after);
}
std::string PairWords::state(const FindingChange& change) const {
  std::string text = certainty(change);
  if (const std::string word = risk(change); !word.empty()) text += ", " + word;
  for (const std::string_view tag : tags_of(view_of(change), index_of(change)))
    text += fmt::format(", {}", tag);
  return text;
}
std::string PairWords::harm(const FindingChange& change) const {
  return worst_harm_text(view_of(change), index_of(change));
}
std::string PairWords::reasons(const FindingChange& change) const {
  std::string text;
  for (const Reason& reason : change.reasons)
    text += (text.empty() ? "" : "; ") + reason_text(reason);
  return text;
}

std::string reason_text(const Reason& reason) {
  const Said &before = reason.before, &after = reason.after;
  switch (reason.cause) {
    case Cause::subject:
      return after.text.empty()
                 ? fmt::format("`{}` is gone", reason.subject)
                 : with_origin(fmt::format("`{}` is new", reason.subject), after.place);
    case Cause::control: {
      const std::string what = fmt::format("control `{}` at `{}`", reason.what, reason.subject);
      if (after.text.empty())
        return with_origin(what + " is no longer there", "was " + before.text);
      return with_origin(fmt::format("{}: {} → {}", what, or_nothing(before.text), after.text),
                         after.place);
    }
    case Cause::fact:
      if (after.text.empty())
        return fmt::format("`{}.{}`: {} → gone", reason.subject, reason.what, before.text);
      return with_origin(fmt::format("`{}.{}`: {} → {}", reason.subject, reason.what,
                                     or_nothing(before.text), after.text),
                         origin_text(after));
    case Cause::structure:
      return after.text.empty() ? "before: " + before.text : after.text;
    case Cause::rule:
      if (before.text.empty()) return fmt::format("rule `{}` is new in the catalogue", reason.what);
      if (after.text.empty())
        return fmt::format("rule `{}` is no longer in the catalogue", reason.what);
      return fmt::format("rule `{}` reads differently in the catalogue", reason.what);
    case Cause::found:
      return after.text.empty() ? fmt::format("no longer {}", before.text)
                                : with_origin(after.text, after.place);
    case Cause::standing:
      return after.text.empty() ? fmt::format("`{}` no longer speaks for it", reason.what)
                                : fmt::format("`{}` speaks for it now", reason.what);
  }
  return "";
}

std::string subject_text(const SubjectChange& change) {
  std::string word(lang::name(change.kind));
  for (char& c : word) {
    if (c == '-') c = ' ';
  }
  std::string text = fmt::format("{} `{}`", word, change.id);
  if (change.change == SubjectChangeKind::kept) return text;
  const bool added = change.change == SubjectChangeKind::added;
  for (const study::FieldChange& field : change.fields) {
    const std::string& type = added ? field.after.text : field.before.text;
    if (!type.empty()) text += fmt::format(" ({})", type);
  }
  if (change.moved) {
    const std::string& parent = added ? change.moved->second : change.moved->first;
    text += fmt::format(" in `{}`", parent);
  }
  return text;
}

std::vector<std::string> change_texts(const SubjectChange& change) {
  std::vector<std::string> all;
  if (change.change != SubjectChangeKind::kept) return all;
  if (!change.former_id.empty()) all.push_back(fmt::format("was `{}`", change.former_id));
  if (change.moved) {
    const auto place = [](const std::string& id) {
      return id.empty() ? std::string("the top") : fmt::format("`{}`", id);
    };
    all.push_back(fmt::format("moved from {} to {}", place(change.moved->first),
                              place(change.moved->second)));
  }
  for (const study::FieldChange& field : change.fields) all.push_back(field_text(field));
  std::size_t following = 0;
  for (const study::FactChange& fact : change.facts) {
    if (!fact.stated()) {
      ++following;
      continue;
    }
    all.push_back(fmt::format("{}: {} → {}", fact.fact, or_nothing(fact.before.text),
                              or_nothing(fact.after.text)));
  }
  for (const study::ControlChange& control : change.controls) {
    all.push_back(control.before.text.empty()
                      ? fmt::format("control `{}` added ({})", control.control, control.after.text)
                  : control.after.text.empty()
                      ? fmt::format("control `{}` removed", control.control)
                      : fmt::format("control `{}`: {} → {}", control.control, control.before.text,
                                    control.after.text));
  }
  if (following > 0) all.push_back(counted(following, "fact follows", "facts follow"));
  return all;
}

std::string_view change_sign(SubjectChangeKind kind) {
  switch (kind) {
    case SubjectChangeKind::added:
      return "+";
    case SubjectChangeKind::removed:
      return "-";
    case SubjectChangeKind::kept:
      return "~";
  }
  return "";
}

std::string design_summary(const study::ModelDiff& diff) {
  std::map<std::pair<lang::Kind, SubjectChangeKind>, std::size_t> counts;
  for (const SubjectChange& change : diff.subjects) ++counts[{change.kind, change.change}];
  std::string text;
  for (const auto& [key, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", kind_words(key.first, count),
                        study::name(key.second));
  }
  return text;
}

}  // namespace wardround::report
