#include "model/declare.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "base/limits.h"
#include "model/values.h"

namespace wardround::model {
namespace {

constexpr std::string_view kIdShape = "a letter, then letters, digits and hyphens, in lower case";
constexpr std::string_view kCapitalIdShape = "a letter, then letters, digits and hyphens";

// Nodes below and including `value`.
std::size_t weight(View value) {
  std::size_t out = 0;
  std::vector<View> waiting{value};
  while (!waiting.empty()) {
    const View next = waiting.back();
    waiting.pop_back();
    ++out;
    if (next.is_scalar()) continue;
    for (const View entry : next.entries()) waiting.push_back(entry);
  }
  return out;
}

// Is this the whole of `{unknown: …}`, standing for the short form's value?
bool is_unknown_mapping(View value) {
  return value.is_mapping() && value.size() == 1 && value.find("unknown").valid();
}

class Declaring {
 public:
  Declaring(Building& building, const std::vector<SourceText>& texts)
      : b_(building), texts_(texts) {}

  void run() {
    for (const SourceText& text : texts_) read_text(text);
    if (!texts_.empty()) check_main(texts_.front());
    if (!system_.section) add_missing_system();
    found_.push_front(std::move(system_));
    add_short_situations();
    finish();
  }

 private:
  void read_text(const SourceText& text) {
    const View root{&text.tree, text.tree.root()};
    if (!root.valid() || is_empty(root)) {
      report_empty(text, root);
      return;
    }
    if (!root.is_mapping()) {
      b_.report(diag::Kind::not_a_model, root.span(), {root.is_list() ? "a list" : "one value"});
      return;
    }
    for (const View section : root.entries()) read_section(text.source, section);
  }

  // A text that could not be parsed has been reported already.
  void report_empty(const SourceText& text, View root) {
    const std::string_view bytes = b_.report.sources().text(text.source);
    if (!root.valid() && !trim(bytes).empty() && b_.report.diagnostics().has_errors()) return;
    b_.report(diag::Kind::not_a_model, Span{text.source, 0, 0}, {"nothing"});
  }

  void read_section(diag::SourceId source, View section) {
    const SectionInfo* info = find_section(section.key());
    if (info == nullptr) {
      report_unknown_section(section);
      return;
    }
    switch (info->form) {
      case Form::version:
        check_version(section);
        break;
      case Form::include:
        break;
      case Form::context:
        read_context(section);
        break;
      case Form::system:
        read_system(*info, source, section);
        break;
      case Form::subjects:
        read_subjects(*info, source, section);
        break;
    }
  }

  void report_unknown_section(View section) {
    diag::Diagnostic& d =
        b_.report(diag::Kind::unknown_section, section.key_span(), {std::string(section.key())});
    std::vector<std::string_view> keys;
    for (const SectionInfo& info : sections()) keys.push_back(info.key);
    b_.report.suggest(d, section.key_span(), section.key(), keys, !section.node().aliased);
  }

  void check_version(View value) {
    const std::string expected = std::to_string(kLanguageVersion);
    if (value.is_scalar() && value.text() == expected) return;
    diag::Diagnostic& d =
        b_.report(diag::Kind::language_version,
                  value.span().begin < value.span().end ? value.span() : catalog::head(value),
                  {value.is_scalar() ? std::string(value.text()) : "…", expected});
    if (value.is_scalar() && !value.node().aliased) {
      d.fix(fmt::format("write `{}`", expected), diag::Safety::suggested,
            {{value.span(), is_empty(value) ? " " + expected : expected}});
    }
  }

  void check_main(const SourceText& text) {
    const View root{&text.tree, text.tree.root()};
    if (!root.valid() || !root.is_mapping() || root.find("wardround").valid()) return;
    diag::Diagnostic& d = b_.report(diag::Kind::language_version_missing, Span{text.source, 0, 0});
    if (root.node().style != text::Style::block) return;
    const uint32_t at = root.size() > 0 ? (*root.entries().begin()).key_span().begin : 0;
    d.fix("write `wardround: 1` first", diag::Safety::safe,
          {{Span{text.source, at, at}, "wardround: 1\n"}});
  }

  void read_context(View section) {
    if (is_empty(section)) return;
    if (section.is_mapping()) {
      b_.contexts.push_back(section);
    } else {
      b_.report(diag::Kind::wrong_shape, section.key_span(), {"context", "a mapping"});
    }
  }

  void read_system(const SectionInfo& info, diag::SourceId source, View section) {
    if (system_.section != nullptr) {
      b_.report(diag::Kind::duplicate_system, section.key_span())
          .note(system_.id_span, "the first one");
      return;
    }
    system_.section = &info;
    system_.source = source;
    system_.path = {"system"};
    system_.value = section;
    system_.id_span = section.key_span();
    const View id = section.is_mapping() ? section.find("id") : section;
    if (!id.valid() || !id.is_scalar() || is_empty(id)) {
      b_.report(diag::Kind::missing_system, section.key_span())
          .note("write `system: {id: my-device, name: My device}`");
      system_.id = "system";
      if (section.is_list()) system_.value = {};
      return;
    }
    system_.id_span = id.span();
    system_.id = check_id(id.text(), id.span(), false) ? std::string(id.text()) : "system";
  }

  void add_missing_system() {
    system_.section = &section_of(Kind::system);
    system_.id = "system";
    system_.path = {"system"};
    if (texts_.empty()) return;
    system_.source = texts_.front().source;
    system_.id_span = Span{texts_.front().source, 0, 0};
    const View root{&texts_.front().tree, texts_.front().tree.root()};
    if (!root.valid() || !root.is_mapping()) return;
    b_.report(diag::Kind::missing_system, system_.id_span)
        .note("write `system: {id: my-device, name: My device}`");
  }

  void read_subjects(const SectionInfo& info, diag::SourceId source, View section) {
    if (is_empty(section)) return;
    if (!section.is_mapping()) {
      b_.report(diag::Kind::wrong_shape, section.key_span(),
                {std::string(info.key), "a mapping from ids to subjects"});
      return;
    }
    for (const View subject : section.entries()) {
      if (!check_id(subject.key(), subject.key_span(), info.capital_ids)) continue;
      Declaration declaration;
      declaration.section = &info;
      declaration.id = subject.key();
      declaration.id_span = subject.key_span();
      declaration.value = subject;
      declaration.path.reserve(2);
      declaration.path.emplace_back(info.key);
      declaration.path.push_back(declaration.id);
      declaration.source = source;
      read_former_ids(declaration);
      if (info.kind == Kind::flow) {
        add_flows(std::move(declaration));
      } else {
        add(std::move(declaration));
      }
    }
  }

  bool check_id(std::string_view id, Span span, bool capitals) {
    if (!is_id(id, capitals)) {
      diag::Diagnostic& d =
          b_.report(diag::Kind::invalid_id, span,
                    {std::string(id), std::string(capitals ? kCapitalIdShape : kIdShape)});
      const std::string better = as_id(id);
      if (!better.empty()) d.note(fmt::format("`{}` would do", better));
      return false;
    }
    if (is_reserved(id)) {
      b_.report(diag::Kind::reserved_id, span, {std::string(id)});
      return false;
    }
    return true;
  }

  // The nearest id to a word that is none; empty if there is no sensible one.
  static std::string as_id(std::string_view word) {
    std::string out;
    for (const char c : word) {
      if (c >= 'A' && c <= 'Z') {
        out += static_cast<char>(c - 'A' + 'a');
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        out += c;
      } else if (!out.empty() && out.back() != '-') {
        out += '-';
      }
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return is_id(out, false) && out.size() < 64 ? out : "";
  }

  void read_former_ids(Declaration& declaration) {
    if (!declaration.value.is_mapping()) return;
    const View was = declaration.value.find("was");
    if (!was.valid()) return;
    for (const View id : one_or_more(was)) {
      if (id.is_scalar() && !is_empty(id)) {
        declaration.was.emplace_back(std::string(id.text()), id.span());
      }
    }
  }

  void add_flows(Declaration&& flow) {
    const View value = flow.value;
    const View path = value.is_mapping() && !is_unknown_mapping(value) ? value.find("path") : value;
    if (!path.valid() || is_empty(path)) {
      b_.report(diag::Kind::flow_without_path, flow.id_span, {flow.id});
      flow.ends = unknown_ends(flow.id_span);
      add(std::move(flow));
      return;
    }
    const std::size_t room = limits::kSubjects - std::min(limits::kSubjects, found_.size());
    std::vector<Ends> paths = read_paths(b_.report, path, room);
    if (paths.empty()) paths.push_back(unknown_ends(path.span()));
    if (paths.size() == 1) {
      flow.ends = std::move(paths.front());
      add(std::move(flow));
      return;
    }
    if (!b_.spend(weight(value) * (paths.size() - 1), flow.id_span)) paths.resize(1);
    for (std::size_t i = 0; i < paths.size(); ++i) {
      Declaration one = flow;
      one.id = fmt::format("{}.{}", flow.id, i + 1);
      one.generated = true;
      one.ends = std::move(paths[i]);
      // A list that it was numbered its paths alike; one path alone was the first of them.
      one.was.clear();
      for (const auto& [id, span] : flow.was) {
        if (i == 0) one.was.emplace_back(id, span);
        if (id != flow.id) one.was.emplace_back(fmt::format("{}.{}", id, i + 1), span);
      }
      add(std::move(one));
    }
  }

  static Ends unknown_ends(Span span) {
    Ends ends;
    ends.span = ends.from.span = ends.to.span = span;
    ends.from.unknown = ends.to.unknown = Unknown{};
    return ends;
  }

  void add(Declaration&& declaration) {
    if (found_.size() < limits::kSubjects) {
      found_.push_back(std::move(declaration));
    } else if (!full_) {
      full_ = true;
      b_.report(diag::Kind::too_many_subjects, declaration.id_span,
                {std::to_string(limits::kSubjects)});
    }
  }

  // `harms:` on a function: situations that nobody has described yet. One that a described
  // situation covers is not made.
  void add_short_situations() {
    std::set<std::string_view> harms;
    std::set<std::pair<std::string_view, std::string_view>> described;
    for (const Declaration& d : found_) {
      if (d.section->kind == Kind::harm) harms.insert(d.id);
      if (d.section->kind != Kind::hazardous_situation || !d.value.is_mapping()) continue;
      const View function = d.value.find("function");
      const View leads_to = d.value.find("harms");
      if (!function.valid() || !function.is_scalar() || !leads_to.valid()) continue;
      for (const View harm : one_or_more(leads_to)) {
        if (harm.is_scalar()) described.emplace(function.text(), harm.text());
      }
    }
    std::vector<Declaration> made;
    for (const Declaration& d : found_) {
      if (d.section->kind != Kind::function || !d.value.is_mapping()) continue;
      const View leads_to = d.value.find("harms");
      if (!leads_to.valid()) continue;
      for (const View harm : one_or_more(leads_to)) {
        if (!harm.is_scalar() || !harms.contains(harm.text())) continue;
        if (!described.emplace(d.id, harm.text()).second) continue;
        if (found_.size() - 1 + made.size() >= limits::kSubjects) return;
        made.push_back(short_situation(d, harm));
      }
    }
    for (Declaration& d : made) found_.push_back(std::move(d));
  }

  static Declaration short_situation(const Declaration& function, View harm) {
    Declaration out;
    out.section = &section_of(Kind::hazardous_situation);
    out.id = fmt::format("{}--{}", function.id, harm.text());
    out.id_span = harm.span();
    out.path = function.path;
    out.path.emplace_back("harms");
    out.source = function.source;
    out.generated = true;
    out.function = function.id;
    out.harm = harm.text();
    return out;
  }

  // Drops what has the id of another subject, sorts, and gives every subject its place.
  void finish() {
    take_sorted(distinct());
    b_.ids.reserve(b_.declarations.size());
    for (std::size_t i = 0; i < b_.declarations.size(); ++i) {
      const Declaration& d = b_.declarations[i];
      b_.ids.emplace(d.id, SubjectId(i));
      if (!d.generated || d.section->kind != Kind::flow) continue;
      const std::string& list = d.path.back();
      b_.groups[std::string_view(list)].push_back(SubjectId(i));
    }
    read_former();
  }

  // Declarations are large: they are moved once, not at every comparison, for which the beginning
  // of an id mostly suffices.
  void take_sorted(const std::vector<Declaration*>& declarations) {
    struct Keyed {
      uint64_t first;  // kind, then the first seven bytes of the id
      Declaration* declaration;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(declarations.size());
    for (Declaration* const d : declarations) {
      auto first = static_cast<uint64_t>(d->section->kind);
      for (std::size_t i = 0; i < 7; ++i)
        first = first << 8 | (i < d->id.size() ? static_cast<unsigned char>(d->id[i]) : 0);
      keyed.push_back({first, d});
    }
    std::ranges::sort(keyed, [](const Keyed& a, const Keyed& b) {
      return a.first != b.first ? a.first < b.first : a.declaration->id < b.declaration->id;
    });
    b_.declarations.reserve(keyed.size());
    for (const Keyed& one : keyed) b_.declarations.push_back(std::move(*one.declaration));
  }

  // Those whose id is not the id of another one before them.
  std::vector<Declaration*> distinct() {
    std::vector<Declaration*> kept;
    kept.reserve(found_.size());
    std::unordered_map<std::string_view, const Declaration*> first;
    first.reserve(found_.size());
    // A list `f` and a flow `f` elsewhere clash, although the list's flows are called f.1, f.2 …
    std::unordered_map<std::string_view, const Declaration*> lists;
    for (Declaration& d : found_) {
      const Declaration* before = nullptr;
      const bool of_list = d.generated && d.section->kind == Kind::flow;
      const std::string_view written = of_list ? std::string_view(d.path.back()) : d.id;
      const auto [named, is_first] = first.try_emplace(d.id, &d);
      if (!is_first) before = named->second;
      const auto list = lists.find(written);
      if (before == nullptr && list != lists.end() && list->second->id_span != d.id_span) {
        before = list->second;
      }
      if (of_list && before == nullptr) {
        const auto plain = first.find(written);
        if (plain != first.end()) before = plain->second;
      }
      if (before == nullptr) {
        if (of_list) lists.emplace(written, &d);
        kept.push_back(&d);
        continue;
      }
      if (is_first) first.erase(named);
      if (d.generated && !of_list) continue;  // somebody has named a situation as we would
      b_.report(diag::Kind::duplicate_id, d.id_span, {std::string(written)})
          .note(before->id_span, "the first one");
    }
    return kept;
  }

  void read_former() {
    for (std::size_t i = 0; i < b_.declarations.size(); ++i) {
      for (const auto& [id, span] : b_.declarations[i].was) {
        const auto alive = b_.ids.find(id);
        const Declaration& owner = b_.declarations[i];
        // A list may say that it was one path of the same id.
        const bool grown = owner.generated && owner.id.starts_with(id + ".");
        // What follows from the former id of a list is reported there.
        const bool follows = owner.generated && id.find('.') != std::string::npos;
        if (alive != b_.ids.end() || (b_.groups.contains(id) && !grown)) {
          if (follows) continue;
          diag::Diagnostic& d = b_.report(diag::Kind::former_id_alive, span, {id});
          if (alive != b_.ids.end()) {
            d.note(b_.declarations[alive->second.index()].id_span, "it is declared here");
          }
          continue;
        }
        const auto [entry, fresh] = b_.former.emplace(id, SubjectId(i));
        if (fresh || entry->second == SubjectId(i) || follows) continue;
        b_.report(diag::Kind::former_id_twice, span, {id})
            .note(b_.declarations[entry->second.index()].id_span, "the other one");
      }
    }
  }

  Building& b_;
  const std::vector<SourceText>& texts_;
  Declaration system_;
  std::deque<Declaration> found_;  // large: not to be moved when there are more
  bool full_ = false;
};

}  // namespace

void declare_subjects(Building& building, const std::vector<SourceText>& texts) {
  Declaring(building, texts).run();
}

}  // namespace wardround::model
