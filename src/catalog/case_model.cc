#include "catalog/case_model.h"

#include <utility>

#include "base/limits.h"
#include "diag/diagnostic.h"
#include "fmt/format.h"
#include "text/edit.h"
#include "text/tree.h"

namespace wardround::catalog {
namespace {

// Sections of a model that hold subjects, and the keys that their short forms stand for.
struct ModelSection {
  std::string_view name;
  const char* scalar;
  const char* list;
};
constexpr ModelSection kModelSections[] = {
    {"elements", "type", ""},  {"flows", "path", ""},      {"boundaries", "type", ""},
    {"data", "kind", "kinds"}, {"functions", "", "needs"}, {"credentials", "kind", ""},
    {"software", "in", ""},    {"updates", "", ""},        {"modes", "", ""},
    {"interlocks", "", ""},    {"harms", "severity", ""},  {"hazardous_situations", "", ""},
};

// A text parsed on its own: cases are edited one step at a time, each on the result of the one
// before.
struct Parsed {
  diag::Sources sources;
  diag::SourceId source;
  text::Tree tree;
  diag::Diagnostics diagnostics;
};

void parse(std::string_view text, Parsed& out) {
  std::size_t budget = limits::kYamlNodes;
  out.source = out.sources.add("case", std::string(text));
  out.tree = text::parse(out.sources, out.source, budget, out.diagnostics);
}

Result<void> check_mapping(const Parsed& parsed) {
  if (parsed.diagnostics.has_errors()) {
    const diag::Diagnostic& first = parsed.diagnostics.unsorted().front();
    return fail(fmt::format("line {}: {}", parsed.sources.begin(first.span).line, first.message()));
  }
  const text::NodeId root = parsed.tree.root();
  if (root.valid() && parsed.tree[root].shape != text::Shape::mapping)
    return fail("it is no mapping");
  return {};
}

struct Place {
  text::Path path;
  std::vector<std::string> short_keys;
};

bool names_system(const text::Tree& tree, std::string_view subject) {
  if (subject == "system") return true;
  const text::NodeId system = tree.find(tree.root(), "system");
  if (!system.valid()) return false;
  if (tree[system].shape == text::Shape::scalar) return tree.scalar(system) == subject;
  const text::NodeId id =
      tree[system].shape == text::Shape::mapping ? tree.find(system, "id") : text::NodeId{};
  return id.valid() && tree.scalar(id) == subject;
}

bool is_mapping(const text::Tree& tree, text::NodeId node) {
  return node.valid() && tree[node].shape == text::Shape::mapping;
}

// Facts of the system stand under `context:`, or there under `device:` if the base has them there.
Place place_in_context(const text::Tree& tree, const std::string& fact) {
  const text::NodeId context = tree.find(tree.root(), "context");
  const text::NodeId device =
      is_mapping(tree, context) ? tree.find(context, "device") : text::NodeId{};
  if (is_mapping(tree, device) && tree.find(device, fact).valid())
    return {{"context", "device", fact}, {}};
  return {{"context", fact}, {}};
}

Result<Place> place_of_fact(const text::Tree& tree, const Setting& setting) {
  if (names_system(tree, setting.subject)) return place_in_context(tree, setting.fact);
  for (const ModelSection& section : kModelSections) {
    const text::NodeId subjects = tree.find(tree.root(), section.name);
    const text::NodeId subject =
        is_mapping(tree, subjects) ? tree.find(subjects, setting.subject) : text::NodeId{};
    if (!subject.valid()) continue;
    const bool list = tree[subject].shape == text::Shape::sequence;
    return Place{{std::string(section.name), setting.subject, setting.fact},
                 {"", list ? section.list : section.scalar}};
  }
  return fail(fmt::format("the base has no subject `{}`", setting.subject));
}

}  // namespace

Result<std::string> complete_model(std::string_view text) {
  Parsed parsed;
  parse(text, parsed);
  if (const Result<void> mapping = check_mapping(parsed); !mapping)
    return fail(mapping.error().message);
  const text::NodeId root = parsed.tree.root();
  const bool flow = root.valid() && parsed.tree[root].style == text::Style::flow;
  const std::string_view end = flow ? ", " : "\n";
  std::string head;
  for (const auto& [key, value] :
       {std::pair("wardround", "1"), std::pair("system", "case-system")}) {
    if (!root.valid() || !parsed.tree.find(root, key).valid())
      head += fmt::format("{}: {}{}", key, value, end);
  }
  std::string model(text);
  model.insert(flow ? parsed.tree[root].span.begin + 1 : 0, head);
  if (!model.empty() && model.back() != '\n') model += '\n';
  return model;
}

Result<std::string> set_fact(std::string model, const Setting& setting) {
  Parsed parsed;
  parse(model, parsed);
  if (const Result<void> mapping = check_mapping(parsed); !mapping)
    return fail(mapping.error().message);
  Result<Place> place = place_of_fact(parsed.tree, setting);
  if (!place) return fail(place.error().message);
  const Result<std::vector<diag::Edit>> edits = text::set_value(
      parsed.sources, parsed.tree, parsed.source, place->path, setting.yaml, place->short_keys);
  if (!edits) return fail(edits.error().message);
  return text::apply(model, *edits).text;
}

}  // namespace wardround::catalog
