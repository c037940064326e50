#include "model/building.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"

namespace wardround::model {
namespace {

std::string words(Kind kind) {
  std::string out(lang::name(kind));
  std::replace(out.begin(), out.end(), '-', ' ');
  return out;
}

std::string with_article(Kind kind) {
  const std::string word = words(kind);
  const bool vowel = std::string_view("aeiou").find(word[0]) != std::string_view::npos;
  return (vowel ? "an " : "a ") + word;
}

std::string plural_of(Kind kind) {
  if (kind == Kind::data || kind == Kind::software) return words(kind);
  if (kind == Kind::system) return "the system";
  std::string word = words(kind);
  if (word.ends_with('y')) return word.substr(0, word.size() - 1) + "ies";
  return word + "s";
}

template <class Name>
std::string joined(lang::KindSet kinds, Name name) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < lang::kKinds; ++i) {
    const auto kind = static_cast<Kind>(i);
    if (lang::has(kinds, kind)) parts.push_back(name(kind));
  }
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? " or " : ", ";
    out += parts[i];
  }
  return out;
}

}  // namespace

Roots find_roots(const lang::Vocabulary& vocabulary) {
  const auto element = [&](std::string_view id) {
    return vocabulary.find_type(lang::TypeTree::element, id);
  };
  const auto protocol = [&](std::string_view id) {
    return vocabulary.find_type(lang::TypeTree::protocol, id);
  };
  Roots roots;
  roots.process = element("process");
  roots.store = element("store");
  roots.external = element("external");
  roots.node = element("node");
  roots.port = element("port");
  roots.bus = element("bus");
  roots.sensor = element("sensor");
  roots.actuator = element("actuator");
  roots.person = element("person");
  roots.service = element("service");
  roots.communication_stack = element("communication-stack");
  roots.ethernet_port = element("ethernet-port");
  roots.boundary = element("boundary");
  roots.network = element("network");
  roots.internet = element("internet");
  roots.home_network = element("home-network");
  roots.hospital_network = element("hospital-network");
  roots.radio = protocol("radio");
  roots.ip = protocol("ip");
  return roots;
}

bool Building::is_a(SubjectId subject, lang::TypeId type) const {
  if (!type.valid()) return false;
  const std::span<const lang::TypeId> types = model.universe.types[subject];
  return std::any_of(types.begin(), types.end(),
                     [&](lang::TypeId t) { return vocabulary().is_a(t, type); });
}

bool Building::spend(std::size_t cost, Span span) {
  if (cost <= budget) {
    budget -= cost;
    return true;
  }
  if (report.has_room(diag::Kind::too_many_nodes)) {
    report(diag::Kind::too_many_nodes, span, {std::to_string(limits::kYamlNodes)});
  }
  return false;
}

std::vector<std::string_view> Building::ids_of(lang::KindSet kinds) const {
  std::vector<std::string_view> out;
  for (const Declaration& declaration : declarations) {
    if (lang::has(kinds, declaration.section->kind)) out.push_back(declaration.id);
  }
  return out;
}

std::string one_of_kind(lang::KindSet kinds) {
  return joined(kinds, [](Kind kind) {
    return kind == Kind::data || kind == Kind::software ? words(kind) : with_article(kind);
  });
}

std::string plural(lang::KindSet kinds) {
  return joined(kinds, plural_of);
}

}  // namespace wardround::model
