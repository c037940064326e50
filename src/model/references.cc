#include "model/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "model/values.h"

namespace wardround::model {
namespace {

void report_wrong_kind(Building& b, std::string_view field, lang::KindSet targets, SubjectId found,
                       std::string_view word, Span span) {
  const Declaration& other = b.declarations[found.index()];
  b.report(diag::Kind::wrong_kind_reference, span,
           {std::string(word), one_of_kind(lang::kinds(other.section->kind)), std::string(field),
            plural(targets)})
      .note(other.id_span, "declared here");
}

void report_unknown(Building& b, lang::KindSet targets, std::string_view word, Span span,
                    bool editable) {
  const bool room = b.report.has_room(diag::Kind::unknown_subject);
  diag::Diagnostic& d = b.report(diag::Kind::unknown_subject, span, {std::string(word)});
  if (!room) return;
  d.note(fmt::format("expected {}", one_of_kind(targets)));
  b.report.suggest(d, span, word, b.ids_of(targets), editable);
}

class Reading {
 public:
  Reading(Building& b, const FieldInfo& field) : b_(b), field_(field) {}

  Resolved run(View value) {
    const Words words = one_or_more(value);
    if (field_.shape == Shape::reference && value.is_list()) {
      b_.report(diag::Kind::wrong_shape, catalog::head(value),
                {std::string(field_.name), "one id"});
      out_.open = true;
      return std::move(out_);
    }
    for (const View word : words) take(word, words.size() == 1);
    return std::move(out_);
  }

 private:
  void take(View word, bool alone) {
    if (!out_.text.empty()) out_.text += ", ";
    if (read_unknown(b_.report, word)) {
      take_unknown(word);
      return;
    }
    if (!word.is_scalar() || is_empty(word)) {
      b_.report(diag::Kind::wrong_shape, catalog::head(word),
                {std::string(field_.name),
                 field_.shape == Shape::reference ? "an id" : "an id or a list of ids"});
      out_.open = true;
      return;
    }
    out_.text += word.text();
    if (word.text() == "none") {
      take_none(word, alone);
    } else {
      take_id(word);
    }
  }

  void take_unknown(View word) {
    out_.text += "unknown";
    out_.open = true;
    if (!field_.unknown) {
      b_.report(diag::Kind::unknown_not_allowed, word.span(), {std::string(field_.name)});
    }
  }

  void take_none(View word, bool alone) {
    if (!field_.none) {
      b_.report(diag::Kind::none_not_allowed, word.span(), {std::string(field_.name)});
    } else if (!alone) {
      b_.report(diag::Kind::mixed_list, word.span(), {"none"});
    }
  }

  void take_id(View word) {
    const auto group = b_.groups.find(word.text());
    if (group != b_.groups.end() && lang::has(field_.targets, Kind::flow)) {
      if (!b_.spend(group->second.size(), word.span())) return;
      for (const SubjectId flow : group->second) add(flow, word);
      return;
    }
    const SubjectId target =
        resolve(b_, field_.name, field_.targets, word.text(), word.span(), !word.node().aliased);
    if (target.valid()) {
      add(target, word);
    } else {
      out_.open = true;
    }
  }

  void add(SubjectId target, View word) {
    if (!is_new(target)) {
      b_.report(diag::Kind::duplicate_target, word.span(),
                {std::string(word.text()), std::string(field_.name)});
      return;
    }
    out_.targets.push_back(target);
  }

  // Few are compared one by one; a list of thousands has them in a set.
  bool is_new(SubjectId target) {
    constexpr std::size_t kFew = 16;
    const std::vector<SubjectId>& all = out_.targets;
    if (all.size() < kFew) return std::ranges::find(all, target) == all.end();
    if (seen_.empty()) seen_.insert(all.begin(), all.end());
    return seen_.insert(target).second;
  }

  Building& b_;
  const FieldInfo& field_;
  Resolved out_;
  std::unordered_set<SubjectId> seen_;
};

}  // namespace

Resolved read_references(Building& building, const FieldInfo& field, View value) {
  return Reading(building, field).run(value);
}

SubjectId resolve(Building& b, std::string_view field, lang::KindSet targets, std::string_view word,
                  Span span, bool editable) {
  const auto found = b.ids.find(word);
  SubjectId subject = found != b.ids.end() ? found->second : SubjectId();
  if (word == "system" && lang::has(targets, Kind::system)) subject = SubjectId(0);
  if (subject.valid()) {
    const Kind kind = b.declarations[subject.index()].section->kind;
    if (lang::has(targets, kind)) return subject;
    report_wrong_kind(b, field, targets, subject, word, span);
    return SubjectId();
  }
  if (const auto group = b.groups.find(word); group != b.groups.end()) {
    report_wrong_kind(b, field, targets, group->second.front(), word, span);
    return SubjectId();
  }
  if (const auto former = b.former.find(word); former != b.former.end()) {
    const std::string& now = b.declarations[former->second.index()].id;
    diag::Diagnostic& d = b.report(diag::Kind::former_id_used, span, {std::string(word), now});
    if (editable) d.fix(fmt::format("write `{}`", now), diag::Safety::safe, {{span, now}});
    return SubjectId();
  }
  report_unknown(b, targets, word, span, editable);
  return SubjectId();
}

}  // namespace wardround::model
