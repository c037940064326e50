#include "treatment/record.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "base/limits.h"
#include "lang/interpreter.h"
#include "model/fields.h"
#include "text/edit.h"

namespace wardround::treatment {

namespace {

using text::NodeId;
using text::Tree;

std::string list(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", text::quote(word));
  return "[" + text + "]";
}

// The lines of one decision, its key indented by `indent`.
std::string entry_text(const Decision& decision, std::size_t indent) {
  const std::string key(indent, ' '), field(indent + 2, ' '), inner(indent + 4, ' ');
  std::string out = fmt::format("{}{}:\n", key, text::quote(decision.target));
  const auto line = [&](std::string_view name, std::string_view yaml) {
    if (!yaml.empty()) out += fmt::format("{}{}: {}\n", field, name, yaml);
  };
  const auto words = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) line(name, text::quote(value));
  };
  const auto items = [&](std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    out += fmt::format("{}{}:\n", field, name);
    for (const std::string& value : values)
      out += fmt::format("{}- {}\n", inner, text::quote(value));
  };
  line("disposition", name(decision.disposition));
  words("reason", decision.reason);
  words("by", decision.by);
  words("role", decision.role);
  if (decision.date) line("date", to_string(*decision.date));
  if (decision.risk) line("risk", risk::name(*decision.risk));
  if (!decision.controls.empty()) line("controls", list(decision.controls));
  if (decision.approved) {
    const Approval& approved = *decision.approved;
    line("approved",
         fmt::format("{{by: {}, role: {}{}}}", text::quote(approved.by), text::quote(approved.role),
                     approved.date ? ", date: " + to_string(*approved.date) : std::string()));
  }
  if (decision.expires) line("expires", to_string(*decision.expires));
  words("benefit_risk", decision.benefit_risk);
  words("to", decision.to);
  words("capability", decision.capability);
  if (!decision.told_in.empty()) line("told_in", list(decision.told_in));
  words("consequence", decision.consequence);
  words("acknowledged", decision.acknowledged);
  items("matched", decision.matched);
  std::vector<std::string> structure;
  bool facts = false;
  for (const Ground& ground : decision.grounds) {
    if (ground.value == kHolds) {
      structure.push_back(ground.what);
      continue;
    }
    if (!facts) out += field + "facts:\n";
    facts = true;
    out += fmt::format("{}{}: {}\n", inner, text::quote(ground.what), text::quote(ground.value));
  }
  items("structure", structure);
  return out;
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}
std::size_t line_end(std::string_view text, std::size_t at) {
  const std::size_t newline = text.find('\n', at);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

std::string control_yaml(const NewControl& control) {
  std::string yaml = "{use: " + text::quote(control.control);
  for (const auto& [name, value] : control.parameters)
    yaml += fmt::format(", {}: {}", name, text::quote(value));
  return yaml + fmt::format(", status: {}}}", control.implemented ? "implemented" : "planned");
}

// Can the text be folded, so that it reads back as it is? One line of words with single blanks
// between them can.
bool folds(std::string_view value) {
  char before = ' ';
  for (const char c : value) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || (c == ' ' && before == ' '))
      return false;
    before = c;
  }
  // Line breaks of YAML beyond ASCII, and the mark of byte order.
  for (const std::string_view mark : {"\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xef\xbb\xbf"}) {
    if (value.find(mark) != std::string_view::npos) return false;
  }
  return before != ' ';
}

constexpr std::size_t kWidth = 100;

// `name: value` on lines of their own, folded where the text is long.
std::string field_lines(std::size_t indent, std::string_view name, std::string_view value) {
  const std::string margin(indent, ' ');
  std::string line = fmt::format("{}{}: {}", margin, name, text::quote(value));
  if (line.size() <= kWidth || !folds(value)) return line + "\n";
  std::string out = fmt::format("{}{}: >-\n", margin, name);
  while (!value.empty()) {
    std::size_t end = value.size();
    if (const std::size_t room = kWidth - std::min(indent + 2, kWidth - 20); end > room) {
      end = value.rfind(' ', room);
      if (end == std::string_view::npos) end = std::min(value.find(' '), value.size());
    }
    out += fmt::format("{}  {}\n", margin, value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return out;
}

// A requirement field by field: on one line, or below its key.
template <class Text, class List>
void each_field(const NewRequirement& requirement, Text&& text, List&& list) {
  text("text", requirement.text);
  text("accept", requirement.accept);
  text("verify", requirement.verify);
  text("defeat", requirement.defeat);
  list("from", requirement.from);
  list("by", requirement.by);
  list("allocated_to", requirement.allocated_to);
  list("tests", requirement.tests);
  list("defeats", requirement.defeats);
}
std::string block_yaml(const NewRequirement& requirement, std::size_t indent) {
  std::string yaml;
  each_field(
      requirement,
      [&](std::string_view name, const std::string& value) {
        if (!value.empty()) yaml += field_lines(indent, name, value);
      },
      [&](std::string_view name, const std::vector<std::string>& words) {
        if (!words.empty())
          yaml += fmt::format("{}{}: {}\n", std::string(indent, ' '), name, list(words));
      });
  return yaml;
}

// The tree of the file that `source` is.
const model::SourceText* text_of(const model::Loaded& loaded, diag::SourceId source) {
  for (const model::SourceText& text : loaded.texts) {
    if (text.source == source) return &text;
  }
  return nullptr;
}

// Controls that answer together, each where its word says it: "tape", "tape@app".
std::string answer_yaml(const std::vector<std::string>& controls) {
  std::vector<std::string> uses;
  for (const std::string& control : controls) {
    const std::size_t at = control.find('@');
    const std::string place =
        at == std::string::npos ? "" : ", at: " + text::quote(control.substr(at + 1));
    uses.push_back(fmt::format("{{use: {}{}}}", text::quote(control.substr(0, at)), place));
  }
  return fmt::format("{{all: [{}]}}", fmt::join(uses, ", "));
}

// What stands at a path of keys; an invalid id if nothing does.
NodeId node_at(const Tree& tree, const text::Path& path) {
  NodeId node = tree.root();
  for (const std::string& key : path) {
    const bool mapping = node.valid() && tree[node].shape == text::Shape::mapping;
    node = mapping ? tree.find(node, key) : NodeId{};
  }
  return node;
}

// The lines of one manual finding, its key indented by `indent`.
std::string finding_text(const NewFinding& finding, std::size_t indent) {
  std::string out = fmt::format("{}{}:\n", std::string(indent, ' '), text::quote(finding.id));
  const auto words = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += field_lines(indent + 2, name, value);
  };
  const auto items = [&](std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty())
      out += fmt::format("{}{}: {}\n", std::string(indent + 2, ' '), name, list(values));
  };
  words("title", finding.title);
  words("text", finding.text);
  words("kind", finding.kind);
  items("letters", finding.letters);
  if (!finding.cwe.empty())
    out += fmt::format("{}cwe: [{}]\n", std::string(indent + 2, ' '), fmt::join(finding.cwe, ", "));
  items("loses", finding.loses);
  items("leads_to", finding.leads_to);
  if (!finding.position.empty() || !finding.privilege.empty()) {
    std::string needs;
    if (!finding.position.empty()) needs = "position: " + text::quote(finding.position);
    if (!finding.privilege.empty())
      needs +=
          fmt::format("{}privilege: {}", needs.empty() ? "" : ", ", text::quote(finding.privilege));
    out += fmt::format("{}needs: {{{}}}\n", std::string(indent + 2, ' '), needs);
  }
  if (!finding.answered_by.empty()) {
    std::vector<std::string> answers;
    for (const std::vector<std::string>& set : finding.answered_by)
      answers.push_back(set.size() == 1 && set.front().find('@') == std::string::npos
                            ? text::quote(set.front())
                            : answer_yaml(set));
    out += fmt::format("{}answered_by: [{}]\n", std::string(indent + 2, ' '),
                       fmt::join(answers, ", "));
  }
  words("reason", finding.reason);
  words("by", finding.by);
  words("role", finding.role);
  out += fmt::format("{}date: {}\n", std::string(indent + 2, ' '), to_string(finding.date));
  words("from", finding.report);
  return out;
}

// The text without one entry of a section. `missing`: what to say if it has no such entry.
Result<std::string> without_entry(std::string_view text, std::string_view section,
                                  std::string_view entry_key, const std::string& missing) {
  diag::Sources sources;
  const diag::SourceId source = sources.add("decisions", std::string(text));
  diag::Diagnostics ignored;
  std::size_t budget = limits::kYamlNodes;
  const Tree tree = text::parse(sources, source, budget, ignored);
  if (ignored.has_errors()) return fail("the file of decisions cannot be read");
  const NodeId all = tree.root().valid() ? tree.find(tree.root(), section) : NodeId{};
  const NodeId entry = all.valid() ? tree.find(all, entry_key) : NodeId{};
  if (!entry.valid()) return fail(missing);
  if (tree[all].style == text::Style::flow || tree[all].aliased)
    return fail(fmt::format("`{}` stands on one line: take the entry out by hand", section));
  // From the line of its key to the end of its last value; what stands below belongs to others.
  const std::size_t begin = line_begin(text, tree[entry].key_span.begin);
  std::size_t end = std::max(tree[entry].key_span.end, tree[entry].span.end);
  if (end > begin && text[end - 1] == '\n') --end;
  end = line_end(text, end);
  std::string out(text.substr(0, begin));
  // The mapping that loses its only entry stays as an empty one.
  if (tree[all].count == 1) {
    const std::string key(fmt::format("{}:", section));
    const std::size_t colon = out.find(key, line_begin(out, out.empty() ? 0 : out.size() - 1));
    if (colon != std::string::npos) out.insert(colon + key.size(), " {}");
  }
  return out.append(text.substr(end));
}

}  // namespace

std::string requirement_yaml(const NewRequirement& requirement) {
  std::string yaml;
  const auto add = [&](std::string_view name, const std::string& value) {
    yaml += fmt::format("{}{}: {}", yaml.empty() ? "" : ", ", name, value);
  };
  each_field(
      requirement,
      [&](std::string_view name, const std::string& value) {
        if (!value.empty()) add(name, text::quote(value));
      },
      [&](std::string_view name, const std::vector<std::string>& words) {
        if (!words.empty()) add(name, list(words));
      });
  return "{" + yaml + "}";
}
Result<std::string> with_entry(std::string_view text, std::string_view section,
                               std::string_view entry_key,
                               const std::function<std::string(std::size_t)>& lines) {
  std::string base(text.empty() ? fmt::format("wardround: 1\n{}:\n", section) : text);
  if (auto without = without_entry(base, section, entry_key, {})) base = *std::move(without);
  if (!base.ends_with('\n')) base += '\n';
  diag::Sources sources;
  const diag::SourceId source = sources.add("decisions", base);
  diag::Diagnostics problems;
  std::size_t budget = limits::kYamlNodes;
  const Tree tree = text::parse(sources, source, budget, problems);
  if (problems.has_errors() || !tree.root().valid() ||
      tree[tree.root()].shape != text::Shape::mapping ||
      tree[tree.root()].style == text::Style::flow)
    return fail("the file of decisions cannot be read");
  const NodeId all = tree.find(tree.root(), section);
  if (!all.valid()) return base + fmt::format("{}:\n", section) + lines(2);
  const text::Node& node = tree[all];
  if (node.shape == text::Shape::mapping && node.count > 0) {
    if (node.style == text::Style::flow || node.aliased)
      return fail(fmt::format("`{}` stands on one line: put each entry on lines of its own first",
                              section));
    const NodeId first = tree.child(all, 0);
    const std::size_t indent =
        tree[first].key_span.begin - line_begin(base, tree[first].key_span.begin);
    const NodeId last = tree.child(all, node.count - 1);
    std::size_t end = std::max(tree[last].key_span.end, tree[last].span.end);
    if (base[end - 1] == '\n') --end;
    end = line_end(base, end);
    return base.insert(end, lines(indent));
  }
  // `decisions:` with nothing, `{}` or null behind it.
  const std::size_t end = line_end(base, node.key_span.begin);
  if (node.span.end > node.span.begin)
    base.replace(node.span.begin, node.span.end - node.span.begin, "");
  const std::size_t after = line_end(base, node.key_span.begin);
  return base.insert(std::min(after, end), lines(2));
}

Result<std::string> without_decision(std::string_view text, std::string_view target) {
  return without_entry(text, "decisions", target,
                       fmt::format("nothing is decided about `{}`", target));
}

Result<std::string> with_decision(std::string_view text, const Decision& decision) {
  return with_entry(text, "decisions", decision.target,
                    [&](std::size_t indent) { return entry_text(decision, indent); });
}

Result<std::string> without_finding(std::string_view text, std::string_view id) {
  return without_entry(text, "findings", id, fmt::format("`{}` is no finding of the file", id));
}

Result<std::string> with_finding(std::string_view text, const NewFinding& finding) {
  return with_entry(text, "findings", finding.id,
                    [&](std::size_t indent) { return finding_text(finding, indent); });
}

Result<std::vector<diag::Edit>> declare_controls(const model::Loaded& loaded,
                                                 const diag::Sources& sources, lang::SubjectId at,
                                                 const std::vector<NewControl>& controls) {
  const model::Subject& subject = loaded.model[at];
  const model::SourceText* text = text_of(loaded, subject.source);
  if (text == nullptr || subject.path.empty())
    return fail(fmt::format("`{}` is not written in the model", subject.id));
  std::vector<std::string> yaml;
  for (const NewControl& control : controls) yaml.push_back(control_yaml(control));
  text::Path path = subject.path;
  const NodeId node = node_at(text->tree, path);
  const bool mapping = node.valid() && text->tree[node].shape == text::Shape::mapping;
  const NodeId declared = mapping ? text->tree.find(node, "controls") : NodeId{};
  path.push_back("controls");
  if (declared.valid() && text->tree[declared].shape == text::Shape::sequence &&
      text->tree[declared].count > 0) {
    const text::Node& all = text->tree[declared];
    if (all.aliased) return fail("the controls there are shared by an alias: add it by hand");
    if (all.style == text::Style::flow) {
      const uint32_t end = all.span.end - 1;
      return std::vector<diag::Edit>{
          {{subject.source, end, end}, fmt::format(", {}", fmt::join(yaml, ", "))}};
    }
    const NodeId last = text->tree.child(declared, all.count - 1);
    const std::string_view bytes = sources.text(subject.source);
    const std::size_t begin = line_begin(bytes, text->tree[last].span.begin);
    const std::size_t indent = bytes.find('-', begin) - begin;
    const std::string dash = "\n" + std::string(indent, ' ') + "- ";
    auto end = static_cast<uint32_t>(text->tree[last].span.end);
    if (end > 0 && bytes[end - 1] == '\n') --end;
    return std::vector<diag::Edit>{
        {{subject.source, end, end}, dash + fmt::format("{}", fmt::join(yaml, dash))}};
  }
  // What a short form stands for: `app: mobile-app` grows into `{type: mobile-app, …}`.
  const model::SectionInfo& section = model::section_of(subject.kind);
  std::vector<std::string> short_keys(path.size());
  if (path.size() >= 2) {
    const bool is_list = node.valid() && text->tree[node].shape == text::Shape::sequence;
    short_keys[path.size() - 2] =
        is_list && !section.short_list.empty() ? section.short_list : section.short_scalar;
  }
  return text::set_value(sources, text->tree, subject.source, path,
                         fmt::format("[{}]", fmt::join(yaml, ", ")), short_keys);
}

NewRequirement requirement_for(const catalog::Catalog& catalog, const model::Model& model,
                               catalog::ControlId control, lang::SubjectId place,
                               std::vector<std::string> from) {
  const catalog::Control& known = catalog[control];
  NewRequirement out;
  out.from = std::move(from);
  out.by = {known.id};
  out.allocated_to = {model[place].id};
  std::string id = fmt::format("REQ-{}-{}", model[place].id, known.id);
  std::ranges::replace(id, '.', '-');  // of subjects made from a list
  out.id = id;
  for (std::size_t i = 2; model.find(out.id).valid(); ++i) out.id = fmt::format("{}-{}", id, i);
  // A dot would set off a class from its test.
  std::string test = fmt::format("{}_{}", model[place].id, known.id);
  std::ranges::replace_if(test, [](char c) { return c == '-' || c == '.'; }, '_');
  out.tests = {test};
  if (!known.requirement) {
    out.text = known.text;
    return out;
  }
  const lang::World world{&catalog.vocabulary, &model.universe, lang::Typical::as_value, nullptr};
  const auto filled = [&](const std::optional<lang::Template>& part) {
    return part ? lang::fill(world, *part, place) : std::string();
  };
  const auto use = std::ranges::find_if(model.controls, [&](const model::ControlUse& one) {
    return one.control == control && one.at == place;
  });
  const catalog::RequirementTemplate asked = catalog::requirement_of(
      known, use == model.controls.end() ? decltype(use->parameters){} : use->parameters);
  out.text = filled(asked.text);
  out.accept = filled(asked.accept);
  out.verify = filled(asked.verify);
  out.defeat = filled(asked.defeat);
  out.defeats = {test + "_defeat"};
  return out;
}

Result<std::vector<diag::Edit>> add_requirements(const model::Loaded& loaded,
                                                 const diag::Sources& sources,
                                                 const std::vector<NewRequirement>& requirements) {
  if (requirements.empty()) return std::vector<diag::Edit>{};
  if (loaded.texts.empty()) return fail("the model has no text");
  const model::SourceText* text = &loaded.texts.front();
  NodeId section;
  for (const model::SourceText& candidate : loaded.texts) {
    const NodeId root = candidate.tree.root();
    if (!root.valid() || candidate.tree[root].shape != text::Shape::mapping) continue;
    const NodeId found = candidate.tree.find(root, "requirements");
    if (!found.valid()) continue;
    section = found;
    text = &candidate;
  }
  // The first shows where they go, as one line; there all of them are written.
  const std::string first = requirement_yaml(requirements.front());
  auto edits = text::set_value(sources, text->tree, text->source,
                               {"requirements", requirements.front().id}, first);
  if (!edits) return edits;
  const std::string entry = fmt::format("{}: {}", text::quote(requirements.front().id), first);
  const NodeId root = text->tree.root();
  const bool block = root.valid() && text->tree[root].style == text::Style::block &&
                     (!section.valid() || (text->tree[section].style == text::Style::block &&
                                           text->tree[section].count > 0));
  for (diag::Edit& edit : *edits) {
    const std::size_t at = edit.text.find(entry);
    if (at == std::string::npos) continue;
    const std::size_t margin = at - line_begin(edit.text, at);
    std::string all;
    for (const NewRequirement& requirement : requirements) {
      if (!block) {
        all += fmt::format("{}{}: {}", all.empty() ? "" : ", ", text::quote(requirement.id),
                           requirement_yaml(requirement));
        continue;
      }
      all += fmt::format("{}{}:\n{}", std::string(all.empty() ? 0 : margin, ' '),
                         text::quote(requirement.id), block_yaml(requirement, margin + 2));
    }
    if (block) all.pop_back();  // the line break that follows the entry is there
    edit.text.replace(at, entry.size(), all);
    return edits;
  }
  return fail("the requirements cannot be written here: add them by hand");
}

}  // namespace wardround::treatment
