// Each struct lists its members once, for both directions. The list is a structured binding: a
// member that is added and not listed does not compile.
#include "catalog/packed_catalog.h"

#include <concepts>
#include <type_traits>
#include <utility>

#include "text/packed_bytes.h"

namespace wardround::catalog {
namespace {

template <class Bytes>
void members(Bytes& b, diag::Span& x) {
  auto& [source, begin, end] = x;
  b(source, begin, end);
}

// ---- lang/vocabulary.h

template <class Bytes>
void members(Bytes& b, lang::Type& x) {
  auto& [id, title, tree, parent, was, span] = x;
  b(id, title, tree, parent, was, span);
}
template <class Bytes>
void members(Bytes& b, lang::Value& x) {
  auto& [id, title, span, implies] = x;
  b(id, title, span, implies);
}
template <class Bytes>
void members(Bytes& b, lang::Fact& x) {
  auto& [id, title, subjects, applies_to, domain, ordered, values, worst, derived, inherits,
         question, find_out, span] = x;
  b(id, title, subjects, applies_to, domain, ordered, values, worst, derived, inherits, question,
    find_out, span);
}
template <class Bytes>
void members(Bytes& b, lang::Vocabulary& x) {
  b(x.types, x.facts);  // the rest is its index
}

// ---- lang/expression.h

template <class Bytes>
void members(Bytes& b, lang::Step& x) {
  auto& [kind, relation, type] = x;
  b(kind, relation, type);
}
template <class Bytes>
void members(Bytes& b, lang::PathExpr& x) {
  auto& [variable, steps, kinds, single, span] = x;
  b(variable, steps, kinds, single, span);
}
template <class Bytes>
void members(Bytes& b, lang::Expr& x) {
  auto& [kind, negated, op, path, path2, fact, fact_by_kind, values, number, text, type, position,
         variable, children, span] = x;
  b(kind, negated, op, path, path2, fact, fact_by_kind, values, number, text, type, position,
    variable, children, span);
}
template <class Bytes>
void members(Bytes& b, lang::Expression& x) {
  auto& [root, subject, variables, variable_kinds] = x;
  b(root, subject, variables, variable_kinds);
}
template <class Bytes>
void members(Bytes& b, lang::Template::Part& x) {
  auto& [literal, path, names, id] = x;
  b(literal, path, names, id);
}
template <class Bytes>
void members(Bytes& b, lang::Template& x) {
  auto& [parts, subject] = x;
  b(parts, subject);
}

// ---- catalog/catalog.h

template <class Bytes>
void members(Bytes& b, Pack& x) {
  auto& [id, version, title, files] = x;
  b(id, version, title, files);
}
template <class Bytes>
void members(Bytes& b, StandardItem& x) {
  auto& [id, title] = x;
  b(id, title);
}
template <class Bytes>
void members(Bytes& b, Standard& x) {
  auto& [id, name, title, edition, publisher, terms, partial, items] = x;
  b(id, name, title, edition, publisher, terms, partial, items);
}
template <class Bytes>
void members(Bytes& b, Weakness& x) {
  auto& [id, title, text, family, kind, stride, cwe, imdrf, cites, loses, was, span] = x;
  b(id, title, text, family, kind, stride, cwe, imdrf, cites, loses, was, span);
}
template <class Bytes>
void members(Bytes& b, Parameter& x) {
  auto& [id, values, titles] = x;
  b(id, values, titles);
}
template <class Bytes>
void members(Bytes& b, ControlImplies& x) {
  auto& [when, fact, value] = x;
  b(when, fact, value);
}
template <class Bytes>
void members(Bytes& b, RequirementTemplate& x) {
  auto& [text, accept, verify, defeat] = x;
  b(text, accept, verify, defeat);
}
template <class Bytes>
void members(Bytes& b, RequirementMode& x) {
  auto& [when, parts] = x;
  b(when, parts);
}
template <class Bytes>
void members(Bytes& b, Control& x) {
  auto& [id, title, text, covers, on, parameters, implies, requirement, requirement_modes, brings,
         cites, was, span] = x;
  b(id, title, text, covers, on, parameters, implies, requirement, requirement_modes, brings, cites,
    was, span);
}
template <class Bytes>
void members(Bytes& b, UsePlace& x) {
  auto& [every_witness, variable, path, text] = x;
  b(every_witness, variable, path, text);
}
template <class Bytes>
void members(Bytes& b, Use& x) {
  auto& [control, parameters, at, span] = x;
  b(control, parameters, at, span);
}
template <class Bytes>
void members(Bytes& b, Answer& x) {
  auto& [all, effect, weakens, because] = x;
  b(all, effect, weakens, because);
}
template <class Bytes>
void members(Bytes& b, Foothold& x) {
  auto& [kind, position, on, privilege, text] = x;
  b(kind, position, on, privilege, text);
}
template <class Bytes>
void members(Bytes& b, Threat& x) {
  auto& [actor, action, thing, result] = x;
  b(actor, action, thing, result);
}
template <class Bytes>
void members(Bytes& b, Rule& x) {
  auto& [id, on, when, when_text, weakness, specialises, threat, stride, cwe, imdrf, cites, loses,
         needs, gives, answered_by, was, interaction, manual, span] = x;
  b(id, on, when, when_text, weakness, specialises, threat, stride, cwe, imdrf, cites, loses, needs,
    gives, answered_by, was, interaction, manual, span);
}
template <class Bytes>
void members(Bytes& b, TypeDefault& x) {
  auto& [type, fact, value, fixed, span] = x;
  b(type, fact, value, fixed, span);
}
template <class Bytes>
void members(Bytes& b, ProtocolMode& x) {
  auto& [protocol, fact, usual, span] = x;
  b(protocol, fact, usual, span);
}
template <class Bytes>
void members(Bytes& b, Limit& x) {
  auto& [protocol, before, modes, text, facts, span] = x;
  b(protocol, before, modes, text, facts, span);
}
template <class Bytes>
void members(Bytes& b, TypeTrait& x) {
  auto& [type, towards, span] = x;
  b(type, towards, span);
}
template <class Bytes>
void members(Bytes& b, GridCell& x) {
  auto& [type, flow, stride, looked_at, reason] = x;
  b(type, flow, stride, looked_at, reason);
}
template <class Bytes>
void members(Bytes& b, Contents& x) {
  auto& [packs, rules, controls, facts] = x;
  b(packs, rules, controls, facts);
}
template <class Bytes>
void members(Bytes& b, Catalog& x) {
  // The packs stand in the contents.
  auto& [packs, vocabulary, defaults, traits, modes, limits, weaknesses, controls, rules, grid,
         advisories, standards, built_in, questions] = x;
  b(vocabulary, defaults, traits, modes, limits, weaknesses, controls, rules, grid, advisories,
    standards, questions);
}

template <class T>
concept Number = std::integral<T> || std::is_enum_v<T>;

// Into bytes. It changes nothing, although `members` would let it.
class Writing {
 public:
  explicit Writing(std::string& out) : out_(out) {}

  void operator()(auto&... each) { (one(each), ...); }

 private:
  void one(Number auto& x) { out_.number(static_cast<uint64_t>(x)); }
  void one(std::string& x) {
    out_.number(x.size());
    out_.bytes(x);
  }
  template <class Tag>
  void one(Id<Tag>& x) {
    out_.number(x.valid() ? x.value + uint64_t{1} : 0);
  }
  template <class T>
  void one(std::optional<T>& x) {
    out_.number(x ? 1 : 0);
    if (x) one(*x);
  }
  template <class A, class B>
  void one(std::pair<A, B>& x) {
    (*this)(x.first, x.second);
  }
  template <class T>
  void one(std::vector<T>& x) {
    out_.number(x.size());
    for (T& each : x) one(each);
  }
  template <class Key, class T>
  void one(std::map<Key, T>& x) {
    out_.number(x.size());
    for (auto& [key, value] : x) {
      Key copy = key;
      (*this)(copy, value);
    }
  }
  void one(auto& x) { members(*this, x); }

  text::Packer out_;
};

// Out of bytes, into members that are still as they are born.
class Reading {
 public:
  Reading(std::string_view bytes, diag::SourceId first) : in_(bytes), first_(first) {}

  void operator()(auto&... each) { (one(each), ...); }

 private:
  template <Number T>
  void one(T& x) {
    x = static_cast<T>(in_.number());
  }
  void one(std::string& x) { x = std::string(in_.bytes(in_.number())); }
  template <class Tag>
  void one(Id<Tag>& x) {
    x.value = static_cast<uint32_t>(in_.number() - 1);  // 0: kNone
  }
  void one(diag::SourceId& x) {
    const uint64_t number = in_.number();
    if (number != 0) x.value = static_cast<uint32_t>(first_.value + number - 1);
  }
  template <class T>
  void one(std::optional<T>& x) {
    if (in_.number() != 0) one(x.emplace());
  }
  template <class A, class B>
  void one(std::pair<A, B>& x) {
    (*this)(x.first, x.second);
  }
  template <class T>
  void one(std::vector<T>& x) {
    x.resize(in_.number());
    for (T& each : x) one(each);
  }
  template <class Key, class T>
  void one(std::map<Key, T>& x) {
    for (uint64_t left = in_.number(); left > 0; --left) {
      Key key{};
      one(key);
      one(x.emplace_hint(x.end(), std::move(key), T{})->second);
    }
  }
  void one(auto& x) { members(*this, x); }

  text::Unpacker in_;
  const diag::SourceId first_;
};

}  // namespace

std::string pack_catalog(const Catalog& catalog) {
  std::string bytes;
  Contents contents{catalog.packs, catalog.rules.size(), catalog.controls.size(),
                    catalog.vocabulary.facts.size()};
  Catalog copy = catalog;
  for (Standard& standard : copy.standards) standard.items.clear();  // they have files of their own
  Writing writing(bytes);
  writing(contents, copy);
  return bytes;
}

Catalog unpack_catalog(std::string_view bytes, diag::SourceId first) {
  Contents contents;
  Catalog catalog;
  Reading reading(bytes, first);
  reading(contents, catalog);
  catalog.packs = std::move(contents.packs);
  catalog.vocabulary.index();
  return catalog;
}

Contents contents(std::string_view packed) {
  Contents contents;
  Reading reading(packed, diag::SourceId(std::size_t{0}));
  reading(contents);
  return contents;
}

}  // namespace wardround::catalog
