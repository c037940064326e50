// Types, protocols and data kinds: their trees, and the facts that a type settles.
#include <algorithm>

#include "base/limits.h"
#include "catalog/passes.h"
#include "fmt/format.h"

namespace wardround::catalog {
namespace {

constexpr std::string_view kTreeNames[] = {"element type", "protocol", "data kind"};
// What the model and the STRIDE grid know how to draw and to look at; everything else is a kind of
// these.
constexpr std::string_view kElementRoots[] = {"process",  "store",  "external", "node",
                                              "port",     "bus",    "sensor",   "actuator",
                                              "boundary", "network"};

// Not read yet, but checked for keys: the facts of a type can only be read once all facts are
// known.
struct TypeBody {
  lang::Type* type;
  View is, facts, typical, towards;
};

constexpr Field<TypeBody> kIs{"is", Form::text, Need::optional,
                              [](Reading&, TypeBody& t, View v) { t.is = v; }};
constexpr Field<TypeBody> kTitle{"title", Form::text, Need::required,
                                 [](Reading&, TypeBody& t, View v) { t.type->title = v.text(); }};
constexpr Field<TypeBody> kWas{
    "was", Form::words, Need::optional,
    [](Reading& r, TypeBody& t, View v) { t.type->was = read_was(r, v); }};
constexpr Field<TypeBody> kFacts{"facts", Form::mapping, Need::optional,
                                 [](Reading&, TypeBody& t, View v) { t.facts = v; }};
constexpr Field<TypeBody> kTypical{"typical", Form::mapping, Need::optional,
                                   [](Reading&, TypeBody& t, View v) { t.typical = v; }};
constexpr Field<TypeBody> kTowards{"towards", Form::text, Need::optional,
                                   [](Reading&, TypeBody& t, View v) { t.towards = v; }};

// Read by read_protocols.
constexpr Field<TypeBody> kMode{"mode", Form::text, Need::optional,
                                [](Reading&, TypeBody&, View) {}};
constexpr Field<TypeBody> kUsualMode{"usual_mode", Form::text, Need::optional,
                                     [](Reading&, TypeBody&, View) {}};
constexpr Field<TypeBody> kLimits{"limits", Form::mappings, Need::optional,
                                  [](Reading&, TypeBody&, View) {}};

constexpr Field<TypeBody> kElementFields[] = {kIs, kTitle, kWas, kFacts, kTypical};
constexpr Field<TypeBody> kProtocolFields[] = {kIs,   kTitle,     kWas,   kFacts,
                                               kMode, kUsualMode, kLimits};
constexpr Field<TypeBody> kDataFields[] = {kIs, kTitle, kWas, kFacts, kTypical, kTowards};

TypeBody read_body(Reading& reading, lang::Type& type, View body) {
  TypeBody out{&type, {}, {}, {}, {}};
  const Owner owner{kTreeNames[static_cast<std::size_t>(type.tree)], type.id};
  switch (type.tree) {
    case lang::TypeTree::element:
      read_fields(reading, out, body, owner, kElementFields);
      break;
    case lang::TypeTree::protocol:
      read_fields(reading, out, body, owner, kProtocolFields);
      break;
    case lang::TypeTree::data:
      read_fields(reading, out, body, owner, kDataFields);
      break;
  }
  return out;
}

// Types are sorted by tree and id: the index of a type is its id.
lang::TypeId search(const lang::Vocabulary& vocabulary, lang::TypeTree tree, std::string_view id) {
  const auto before = [](const lang::Type& type,
                         const std::pair<lang::TypeTree, std::string_view>& key) {
    return std::pair(type.tree, std::string_view(type.id)) < key;
  };
  const auto found = std::lower_bound(vocabulary.types.begin(), vocabulary.types.end(),
                                      std::pair(tree, id), before);
  if (found == vocabulary.types.end() || found->tree != tree || found->id != id) return {};
  return lang::TypeId(static_cast<std::size_t>(found - vocabulary.types.begin()));
}

void report_unknown_type(Reading& reading, View word, lang::TypeTree tree) {
  const lang::Vocabulary& vocabulary = reading.catalog.vocabulary;
  for (const lang::TypeTree other :
       {lang::TypeTree::element, lang::TypeTree::protocol, lang::TypeTree::data}) {
    const lang::TypeId found = search(vocabulary, other, word.text());
    if (other == tree || !found.valid()) continue;
    reading.diagnostics
        .report(
            diag::Kind::pack_wrong_tree, word.span(),
            {std::string(word.text()), with_article(kTreeNames[static_cast<std::size_t>(other)]),
             with_article(kTreeNames[static_cast<std::size_t>(tree)])})
        .note(vocabulary[found].span, "it is declared here");
    return;
  }
  std::vector<std::string_view> allowed;
  if (reading.diagnostics.unsorted().size() <= kSuggestions) {
    for (const lang::Type& type : vocabulary.types) {
      if (type.tree == tree) allowed.push_back(type.id);
    }
  }
  report_word(reading, diag::Kind::pack_unknown_type, word,
              {std::string(kTreeNames[static_cast<std::size_t>(tree)]), std::string(word.text())},
              allowed);
}

void link_parent(Reading& reading, TypeBody& body) {
  lang::Type& type = *body.type;
  if (body.is.valid()) {
    type.parent = find_type(reading, body.is, type.tree);
  } else if (type.tree == lang::TypeTree::element &&
             std::find(std::begin(kElementRoots), std::end(kElementRoots),
                       std::string_view(type.id)) == std::end(kElementRoots)) {
    reading.diagnostics.report(diag::Kind::pack_root, type.span, {type.id})
        .note("the roots are " + quoted_list({std::begin(kElementRoots), std::end(kElementRoots)}));
  }
}

using Path = std::vector<std::size_t>;

void report_cycle(Reading& reading, const Path& path, std::size_t back_to) {
  const std::vector<lang::Type>& types = reading.catalog.vocabulary.types;
  std::string circle;
  for (auto step = std::find(path.begin(), path.end(), back_to); step != path.end(); ++step) {
    circle += fmt::format("{}`{}` is `{}`", circle.empty() ? "" : ", ", types[*step].id,
                          types[types[*step].parent.index()].id);
  }
  const lang::Type& last = types[path.back()];
  reading.diagnostics.report(diag::Kind::pack_type_cycle, last.span, {last.id, circle});
}

// Every walk up ends or comes back: the link that closes a circle is cut, and so is one that leads
// too far up.
void cut_cycles(Reading& reading) {
  std::vector<lang::Type>& types = reading.catalog.vocabulary.types;
  enum class Mark : uint8_t { fresh, on_path, done };
  std::vector<Mark> marks(types.size(), Mark::fresh);
  std::vector<std::size_t> depth(types.size());
  for (std::size_t start = 0; start < types.size(); ++start) {
    Path path;
    lang::TypeId at(start);
    while (at.valid() && marks[at.index()] == Mark::fresh) {
      marks[at.index()] = Mark::on_path;
      path.push_back(at.index());
      at = types[at.index()].parent;
    }
    if (at.valid() && marks[at.index()] == Mark::on_path) {
      report_cycle(reading, path, at.index());
      types[path.back()].parent = {};
    }
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
      lang::Type& type = types[*step];
      marks[*step] = Mark::done;
      if (!type.parent.valid()) continue;
      depth[*step] = depth[type.parent.index()] + 1;
      if (depth[*step] <= limits::kTypeDepth) continue;
      reading.diagnostics.report(diag::Kind::pack_type_depth, type.span,
                                 {type.id, std::to_string(limits::kTypeDepth)});
      type.parent = {};
      depth[*step] = 0;
    }
  }
}

}  // namespace

lang::TypeId find_type(Reading& reading, View word, lang::TypeTree tree) {
  const lang::TypeId found = search(reading.catalog.vocabulary, tree, word.text());
  if (!found.valid()) report_unknown_type(reading, word, tree);
  return found;
}

lang::TypeId find_type(const Catalog& catalog, lang::TypeTree tree, std::string_view id) {
  return search(catalog.vocabulary, tree, id);
}

lang::Kind subject_kind(const lang::Vocabulary& vocabulary, lang::TypeId type) {
  if (vocabulary[type].tree == lang::TypeTree::protocol) return Kind::flow;
  if (vocabulary[type].tree == lang::TypeTree::data) return Kind::data;
  while (vocabulary[type].parent.valid()) type = vocabulary[type].parent;
  const std::string_view root = vocabulary[type].id;
  return root == "boundary" || root == "network" ? Kind::boundary : Kind::element;
}

bool applies(const lang::Vocabulary& vocabulary, const lang::Fact& fact, lang::TypeId type) {
  return fact.applies_to.empty() ||
         std::any_of(fact.applies_to.begin(), fact.applies_to.end(),
                     [&](lang::TypeId of) { return vocabulary.is_a(type, of); });
}

std::string type_names(const lang::Vocabulary& vocabulary, const std::vector<lang::TypeId>& types) {
  std::vector<std::string_view> names;
  for (const lang::TypeId type : types) names.push_back(vocabulary[type].id);
  return quoted_list(names);
}

std::vector<TypeFacts> read_types(Reading& reading, const Declarations& declarations) {
  std::vector<lang::Type>& types = reading.catalog.vocabulary.types;
  std::vector<View> bodies;
  for (const lang::TypeTree tree :
       {lang::TypeTree::element, lang::TypeTree::protocol, lang::TypeTree::data}) {
    for (const Declared& declared : declarations.types[static_cast<std::size_t>(tree)]) {
      lang::Type& type = types.emplace_back();
      type.id = declared.id;
      type.tree = tree;
      type.span = declared.body.key_span();
      bodies.push_back(declared.body);
    }
  }
  std::vector<TypeFacts> facts;
  for (std::size_t i = 0; i < types.size(); ++i) {
    TypeBody body = read_body(reading, types[i], bodies[i]);
    link_parent(reading, body);
    const lang::TypeId id(i);
    if (body.facts.valid()) facts.push_back({id, body.facts, true});
    if (body.typical.valid()) facts.push_back({id, body.typical, false});
    if (!body.towards.valid()) continue;
    const lang::TypeId towards = find_type(reading, body.towards, lang::TypeTree::element);
    if (towards.valid()) reading.catalog.traits.push_back({id, towards, body.towards.span()});
  }
  cut_cycles(reading);
  return facts;
}

std::optional<std::pair<lang::FactId, uint32_t>> read_settled(Reading& reading, lang::TypeId type,
                                                              bool fixed, View entry) {
  const lang::Vocabulary& vocabulary = reading.catalog.vocabulary;
  const lang::FactId id = find_fact(reading, entry, lang::kinds(subject_kind(vocabulary, type)));
  if (!id.valid()) return std::nullopt;
  const lang::Fact& fact = vocabulary[id];
  if (fact.derived || (fact.inherits && !fixed)) {
    reading.diagnostics.report(
        diag::Kind::pack_no_default, entry.key_span(),
        {fact.id, fact.derived ? "it is derived from the model"
                               : "an inherited fact takes no typical default"});
    return std::nullopt;
  }
  if (!applies(vocabulary, fact, type)) {
    reading.diagnostics
        .report(diag::Kind::pack_not_applicable, entry.key_span(), {fact.id, vocabulary[type].id})
        .note(fact.span, "it applies to " + type_names(vocabulary, fact.applies_to));
    return std::nullopt;
  }
  const std::optional<uint32_t> value = read_value(reading, fact, entry);
  if (!value) return std::nullopt;
  return std::pair(id, *value);
}

void read_defaults(Reading& reading, const std::vector<TypeFacts>& facts) {
  for (const TypeFacts& of : facts) {
    for (const View entry : of.body.entries()) {
      const auto settled = read_settled(reading, of.type, of.fixed, entry);
      if (!settled) continue;
      reading.catalog.defaults.push_back(
          {of.type, settled->first, settled->second, of.fixed, entry.key_span()});
    }
  }
  std::sort(reading.catalog.defaults.begin(), reading.catalog.defaults.end(),
            [](const TypeDefault& a, const TypeDefault& b) {
              return std::tuple(a.type, a.fact, !a.fixed) < std::tuple(b.type, b.fact, !b.fixed);
            });
}

}  // namespace wardround::catalog
