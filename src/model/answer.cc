#include "model/answer.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/date.h"
#include "model/answer_value.h"
#include "text/edit.h"

namespace wardround::model {
namespace {

using text::NodeId;
using text::Path;
using text::Tree;
using TreeShape = text::Shape;

// Where a value stands, or will stand. `short_keys` as text::set_value wants them.
struct Place {
  const SourceText* text = nullptr;
  Path path;
  std::vector<std::string> short_keys;
};

NodeId node_at(const Tree& tree, const Path& path) {
  NodeId node = tree.root();
  for (const std::string& key : path) {
    if (!node.valid() || tree[node].shape != TreeShape::mapping) return {};
    node = tree.find(node, key);
  }
  return node;
}

bool is_empty(const Tree& tree, NodeId node) {
  return tree[node].shape == TreeShape::scalar && text::core_type(tree, node) == text::Scalar::null;
}

// `{unknown: …}` and nothing else.
bool is_unknown_mapping(const Tree& tree, NodeId node) {
  return tree[node].shape == TreeShape::mapping && tree[node].count == 1 &&
         tree.find(node, "unknown").valid();
}

std::string ask_yaml(const Ask& ask) {
  std::string yaml = "{unknown: {ask: " + text::quote(ask.who);
  if (!ask.until.empty()) yaml += ", until: " + ask.until;
  return yaml + "}}";
}

class Answering {
 public:
  Answering(const Loaded& loaded, const diag::Sources& sources, SubjectId subject,
            const Asked& asked, std::string yaml)
      : loaded_(loaded),
        sources_(sources),
        subject_(loaded.model[subject]),
        id_(subject),
        asked_(asked),
        name_(name_of(asked)),
        yaml_(std::move(yaml)) {}

  Result<AnswerEdit> run() {
    if (loaded_.texts.empty()) return fail("there is no text to write the answer into");
    if (id_.index() == 0) return at(system_place());
    if (subject_.generated && subject_.kind == Kind::hazardous_situation) return write_out();
    if (subject_.generated && asked_.field != nullptr && asked_.field->shape == Shape::path) {
      return fail("`" + subject_.id + "` comes from a list of paths in `" + subject_.path.back() +
                  "`; edit the list in the file");
    }
    return at(subject_place());
  }

 private:
  [[nodiscard]] const SourceText& text_of(diag::SourceId source) const {
    for (const SourceText& text : loaded_.texts) {
      if (text.source == source) return text;
    }
    return loaded_.texts.front();
  }

  [[nodiscard]] Place system_place() const;
  [[nodiscard]] Place subject_place();
  [[nodiscard]] Result<AnswerEdit> write_out() const;
  [[nodiscard]] Result<AnswerEdit> at(const Place& place) const;
  [[nodiscard]] bool stands_for(std::string_view short_form) const;
  [[nodiscard]] std::string other_name(const Tree& tree, NodeId mapping) const;
  void grow_unknown(const Tree& tree, NodeId node, const SectionInfo& section);

  const Loaded& loaded_;
  const diag::Sources& sources_;
  const Subject& subject_;
  SubjectId id_;
  const Asked& asked_;
  std::string name_;
  std::string yaml_;
};

// Facts of the system may stand in three sections, and each may stand in another file.
Place Answering::system_place() const {
  std::vector<Path> paths;
  if (asked_.section->form == Form::context) {
    paths = {{"context", name_}};
  } else if (asked_.field != nullptr) {
    paths = {{"system", name_}};
  } else {
    paths = {{"context", "device", name_}, {"context", name_}, {"system", name_}};
  }
  const auto short_keys = [](const Path& path) {
    std::vector<std::string> keys(path.size());
    if (path[0] == "system") keys[0] = "id";
    return keys;
  };
  // Where it stands; else where its section stands; else in the main file.
  for (const Path& path : paths) {
    for (const SourceText& text : loaded_.texts) {
      if (node_at(text.tree, path).valid()) return {&text, path, short_keys(path)};
    }
  }
  Path parent = paths[0];
  for (parent.pop_back(); !parent.empty(); parent.pop_back()) {
    for (const SourceText& text : loaded_.texts) {
      const NodeId node = node_at(text.tree, parent);
      if (node.valid()) return {&text, paths[0], short_keys(paths[0])};
    }
  }
  return {&loaded_.texts.front(), paths[0], short_keys(paths[0])};
}

// Is the short form the value that is asked for? `kind` and `kinds` are one.
bool Answering::stands_for(std::string_view short_form) const {
  if (short_form.empty()) return false;
  const FieldInfo* field = find_field(*asked_.section, short_form);
  return name_ == short_form || (asked_.field != nullptr && asked_.field->shape == Shape::types &&
                                 field != nullptr && field->shape == Shape::types);
}

// `kind:` may be written `kinds:`, and the other way round.
std::string Answering::other_name(const Tree& tree, NodeId mapping) const {
  if (asked_.field == nullptr || asked_.field->shape != Shape::types) return name_;
  if (tree.find(mapping, name_).valid()) return name_;
  for (const FieldInfo& field : asked_.section->fields) {
    if (field.shape == Shape::types && tree.find(mapping, field.name).valid()) {
      return std::string(field.name);
    }
  }
  return name_;
}

// A subject that is nothing but an unknown short form: it becomes a mapping that holds both.
void Answering::grow_unknown(const Tree& tree, NodeId node, const SectionInfo& section) {
  Ask ask;
  const NodeId inner = tree.find(node, "unknown");
  if (tree[inner].shape == TreeShape::scalar) {
    ask.who = tree.scalar(inner);
  } else if (tree[inner].shape == TreeShape::mapping) {
    const NodeId who = tree.find(inner, "ask");
    const NodeId until = tree.find(inner, "until");
    if (who.valid()) ask.who = tree.scalar(who);
    if (until.valid()) ask.until = tree.scalar(until);
  }
  const std::string unknown = ask.who.empty() && ask.until.empty() ? "unknown" : ask_yaml(ask);
  yaml_ =
      "{" + std::string(section.short_scalar) + ": " + unknown + ", " + name_ + ": " + yaml_ + "}";
}

Place Answering::subject_place() {
  const SectionInfo& section = *asked_.section;
  const SourceText& text = text_of(subject_.source);
  const Tree& tree = text.tree;
  Place place{&text, subject_.path, {"", std::string(section.short_scalar)}};
  const NodeId node = node_at(tree, subject_.path);
  if (node.valid() && tree[node].shape == TreeShape::sequence) {
    place.short_keys[1] = section.short_list;
    if (stands_for(section.short_list)) {
      // Only a list may stand alone, unless there is a short form for one word too.
      const bool alone = yaml_.starts_with('[') || !section.short_scalar.empty();
      if (!alone) yaml_ = "{" + name_ + ": " + yaml_ + "}";
      return place;
    }
  }
  const bool unknown = node.valid() && is_unknown_mapping(tree, node);
  const bool scalar =
      node.valid() && tree[node].shape == TreeShape::scalar && !is_empty(tree, node);
  if (unknown || scalar) {
    if (stands_for(section.short_scalar)) return place;
    if (unknown && !section.short_scalar.empty()) {
      grow_unknown(tree, node, section);
      return place;
    }
  }
  place.short_keys.emplace_back();
  place.path.push_back(name_);
  if (!node.valid() || tree[node].shape != TreeShape::mapping) return place;
  place.path.back() = other_name(tree, node);
  if (section.kind != Kind::flow) return place;
  const NodeId protocol = tree.find(node, "protocol");
  const bool long_protocol = protocol.valid() && tree[protocol].shape == TreeShape::mapping &&
                             !is_unknown_mapping(tree, protocol);
  if (!long_protocol) return place;
  // A flow's facts may stand beside the protocol's name.
  std::string inside;
  if (asked_.field != nullptr && asked_.field->shape == Shape::protocol) inside = "name";
  if (asked_.fact != nullptr && !tree.find(node, name_).valid() &&
      tree.find(protocol, name_).valid()) {
    inside = name_;
  }
  if (asked_.mode && inside.empty() && tree.find(protocol, "mode").valid()) inside = "mode";
  if (inside.empty()) return place;
  place.path.back() = "protocol";
  place.path.push_back(inside);
  place.short_keys.emplace_back();
  return place;
}

// The situation that stands for a harm in a function's `harms:` gets an entry of its own; the short
// form then says the same again and may stay.
Result<AnswerEdit> Answering::write_out() const {
  const auto situation =
      std::find_if(loaded_.model.situations.begin(), loaded_.model.situations.end(),
                   [&](const HazardousSituation& one) { return one.id == id_; });
  if (situation == loaded_.model.situations.end() || !situation->function.valid() ||
      situation->harms.empty() || name_ == "function" || name_ == "harms") {
    return fail("`" + subject_.id + "` comes from the short form `harms:`; edit it in the file");
  }
  const std::string entry = "{function: " + loaded_.model[situation->function].id + ", harms: [" +
                            loaded_.model[situation->harms[0]].id + "], " + name_ + ": " + yaml_ +
                            "}";
  const std::string section(section_of(Kind::hazardous_situation).key);
  const SourceText* text = &text_of(subject_.source);
  for (const SourceText& one : loaded_.texts) {
    if (node_at(one.tree, {section}).valid()) {
      text = &one;
      break;
    }
  }
  Result<std::vector<diag::Edit>> edits =
      text::set_value(sources_, text->tree, text->source, {section, subject_.id}, entry, {"", ""});
  if (!edits) return tl::unexpected<Error>(std::move(edits).error());
  return AnswerEdit{*std::move(edits), text->source};
}

Result<AnswerEdit> Answering::at(const Place& place) const {
  const Tree& tree = place.text->tree;
  const NodeId node = node_at(tree, place.path);
  AnswerEdit answer;
  answer.source = place.text->source;
  if (node.valid() && !tree[node].aliased && sources_.text(tree[node].span) == yaml_) return answer;
  Result<std::vector<diag::Edit>> edits =
      text::set_value(sources_, tree, place.text->source, place.path, yaml_, place.short_keys);
  if (!edits) return tl::unexpected<Error>(std::move(edits).error());
  answer.edits = *std::move(edits);
  return answer;
}

constexpr std::string_view kStatusWords[] = {"planned", "implemented"};

// The control of that id that is declared on the subject; null if there is none.
const ControlUse* find_use(const Model& model, const catalog::Catalog& catalog, SubjectId subject,
                           std::string_view name) {
  const catalog::ControlId control = catalog.find_control(name);
  const auto found = std::find_if(
      model.controls.begin(), model.controls.end(),
      [&](const ControlUse& use) { return use.at == subject && use.control == control; });
  return control.valid() && found != model.controls.end() ? &*found : nullptr;
}

Result<std::string> wanted(const Model& model, const catalog::Catalog& catalog, SubjectId subject,
                           const Asked& asked, std::string_view value,
                           const std::optional<Ask>& ask) {
  if (!ask) return yaml_of(model, catalog, subject, asked, value);
  if (!value.empty() && value != "unknown") {
    return fail("`" + std::string(value) + "` is an answer: there is nothing left to ask");
  }
  if (!may_be_unknown(asked)) {
    return fail("`" + name_of(asked) + "` cannot be `unknown`");
  }
  if (ask->who.empty()) return fail("who owes the answer is not said");
  if (!ask->until.empty() && !parse_date(ask->until)) {
    return fail("`" + ask->until + "` is not a date: write YYYY-MM-DD");
  }
  return ask_yaml(*ask);
}

}  // namespace

Result<AnswerEdit> status_edits(const Loaded& loaded, const diag::Sources& sources,
                                const catalog::Catalog& catalog, const ControlUse& use,
                                std::string_view value) {
  const std::string what = fmt::format("`{}.{}`", loaded.model[use.at].id, catalog[use.control].id);
  if (std::find(std::begin(kStatusWords), std::end(kStatusWords), value) ==
      std::end(kStatusWords)) {
    return fail("`" + std::string(value) + "` is not a value of " + what +
                "; it takes `planned` or `implemented`");
  }
  AnswerEdit answer;
  answer.source = use.span.source;
  for (const SourceText& text : loaded.texts) {
    if (text.source != use.span.source) continue;
    const Tree& tree = text.tree;
    const NodeId subject = node_at(tree, loaded.model[use.at].path);
    const bool mapping = subject.valid() && tree[subject].shape == TreeShape::mapping;
    const NodeId controls = mapping ? tree.find(subject, "controls") : NodeId();
    if (!controls.valid()) break;
    std::vector<NodeId> entries{controls};
    if (tree[controls].shape == TreeShape::sequence) {
      entries.assign(tree.children(controls).begin(), tree.children(controls).end());
    }
    for (const NodeId entry : entries) {
      const bool whole = tree[entry].shape == TreeShape::mapping;
      const NodeId name = whole ? tree.find(entry, "use") : entry;
      if (!name.valid() || tree[name].span.begin != use.span.begin) continue;
      if (tree[entry].aliased || tree[name].aliased) {
        return fail(what + " is shared by an alias; edit it in the file");
      }
      const std::string word(value);
      if (!whole) {
        answer.edits = {{tree[name].span, "{use: " + std::string(sources.text(tree[name].span)) +
                                              ", status: " + word + "}"}};
        return answer;
      }
      if (const NodeId status = tree.find(entry, "status"); status.valid()) {
        if (tree.scalar(status) != value) answer.edits = {{tree[status].span, word}};
        return answer;
      }
      auto end = static_cast<std::size_t>(tree[name].span.end);
      std::string before = ", ";
      if (tree[entry].style != text::Style::flow) {
        const std::string_view bytes = sources.text(text.source);
        const uint32_t key = tree[name].key_span.begin;
        const std::size_t line = bytes.rfind('\n', key);
        const std::size_t begin = line == std::string_view::npos ? 0 : line + 1;
        before = "\n" + std::string(key - begin, ' ');
        // Below what is said of the name on its line.
        end = std::min(bytes.find('\n', end), bytes.size());
        if (end > 0 && bytes[end - 1] == '\r') {
          --end;
          before.insert(0, "\r");
        }
      }
      answer.edits = {{{use.span.source, static_cast<uint32_t>(end), static_cast<uint32_t>(end)},
                       before + "status: " + word}};
      return answer;
    }
  }
  return fail(what + " takes no answer; edit it in the file");
}

Result<AnswerEdit> answer_edits(const Loaded& loaded, const catalog::Catalog& catalog,
                                const diag::Sources& sources, SubjectId subject,
                                std::string_view fact, std::string_view value,
                                const std::optional<Ask>& ask) {
  const Model& model = loaded.model;
  if (!subject.valid() || subject.index() >= model.subjects.size()) {
    return fail("there is no such subject");
  }
  const Result<Asked> asked = find_asked(model, catalog, subject, fact);
  if (!asked) {
    const ControlUse* use = ask ? nullptr : find_use(model, catalog, subject, fact);
    if (use == nullptr) return tl::unexpected<Error>(asked.error());
    return status_edits(loaded, sources, catalog, *use, value);
  }
  Result<std::string> yaml = wanted(model, catalog, subject, *asked, value, ask);
  if (!yaml) return tl::unexpected<Error>(std::move(yaml).error());
  return Answering(loaded, sources, subject, *asked, *std::move(yaml)).run();
}

Result<AnswerEdit> add_edits(const Loaded& loaded, const diag::Sources& sources,
                             const SectionInfo& section, std::string_view id,
                             std::string_view value) {
  const auto fits = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           (section.capital_ids && c >= 'A' && c <= 'Z');
  };
  if (id.empty() || !std::all_of(id.begin(), id.end(), fits))
    return fail("`" + std::string(id) + "` is no id: letters, digits and hyphens");
  if (loaded.model.find(id).valid()) return fail("`" + std::string(id) + "` is there already");
  if (loaded.texts.empty()) return fail("there is no text to write it into");
  const bool whole = value.starts_with('{') && value.ends_with('}');
  const bool list = !section.short_list.empty() && value.starts_with('[') && value.ends_with(']');
  if (!whole && !list && section.short_scalar.empty())
    return fail("an entry of `" + std::string(section.key) +
                "` has no short form: write it in `{}`");
  const std::string yaml = whole || list ? std::string(value) : text::quote(value);
  const SourceText* text = &loaded.texts.front();
  for (const SourceText& one : loaded.texts) {
    if (node_at(one.tree, {std::string(section.key)}).valid()) {
      text = &one;
      break;
    }
  }
  Result<std::vector<diag::Edit>> edits =
      text::set_value(sources, text->tree, text->source,
                      {std::string(section.key), std::string(id)}, yaml, {"", ""});
  if (!edits) return tl::unexpected<Error>(std::move(edits).error());
  return AnswerEdit{*std::move(edits), text->source};
}

std::vector<std::string> answer_values(const Model& model, const catalog::Catalog& catalog,
                                       SubjectId subject, std::string_view fact) {
  if (!subject.valid() || subject.index() >= model.subjects.size()) return {};
  const Result<Asked> asked = find_asked(model, catalog, subject, fact);
  if (asked) return values_of(model, catalog, subject, *asked);
  if (find_use(model, catalog, subject, fact) == nullptr) return {};
  return {std::begin(kStatusWords), std::end(kStatusWords)};
}

}  // namespace wardround::model
