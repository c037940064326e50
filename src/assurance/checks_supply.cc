// What comes from others and how it is renewed: updates, credentials, software that is built in.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "assurance/check_parts.h"
#include "assurance/missing.h"

namespace wardround::assurance::parts {
namespace {

bool has_software(const Look& look) {
  bool any = false;
  for_each(look, Kind::element, [&](SubjectId one) { any = any || is_a(look, one, "process"); });
  return any;
}

std::vector<std::string> ids(const Look& look, Kind kind, std::string_view type = {}) {
  std::vector<std::string> all;
  for_each(look, kind, [&](SubjectId one) {
    if (type.empty() || is_a(look, one, type)) all.push_back(look.model()[one].id);
  });
  return all;
}

constexpr SubjectId kSystem{std::size_t{0}};

}  // namespace

Misses updates_complete(const Look& look) {
  struct Part {
    Relation relation;
    std::string_view field, says;
  };
  static constexpr std::array<Part, 5> kParts{{
      {Relation::built_by, "built_by", "who builds it"},
      {Relation::signed_by, "signed_by", "who signs it"},
      {Relation::verified_by, "verified_by", "who verifies the signature"},
      {Relation::installs_on, "installs_on", "where it is installed"},
      {Relation::payload, "data", "what is installed"},
  }};
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kFacts{{
      {"rollback", "whether an older one is taken"},
      {"on_failure", "what happens when it fails"},
  }};
  Misses misses;
  bool any = false;
  for_each(look, Kind::update, [&](SubjectId update) {
    any = true;
    const auto add = [&](std::string_view field, std::string_view says) {
      misses.push_back(unanswered(look, update, std::string(field),
                                  fmt::format("{} does not say {}", tick(look, update), says), 3));
    };
    for (const Part& part : kParts) {
      if (is_open(look, part.relation, update)) add(part.field, part.says);
    }
    if (count(look, Relation::route, update) == 0) add("route", "which way it takes");
    for (const auto& [fact, says] : kFacts) {
      if (!is_known(look, update, fact)) add(fact, says);
    }
  });
  if (any || !has_software(look)) return misses;
  Miss miss = untold(look, kSystem, "updates",
                     "the model has software and does not say how it is renewed", 8);
  miss.ways = [](const Look& now) {
    const auto data = ids(now, Kind::data);
    if (data.empty()) return std::vector<Way>{};
    Way out = add_way("write one down", "updates", "{data: DATA, installs_on: ELEMENT}");
    out.placeholders.push_back({3, "DATA", Takes::one_of, data});
    out.placeholders.push_back({3, "ELEMENT", Takes::one_of, ids(now, Kind::element, "process")});
    return std::vector{out};
  };
  misses.push_back(std::move(miss));
  return misses;
}

Misses credentials_complete(const Look& look) {
  Misses misses;
  for_each(look, Kind::credential, [&](SubjectId credential) {
    const auto add = [&](std::string_view field, std::string_view says) {
      misses.push_back(unanswered(look, credential, std::string(field),
                                  fmt::format("{} does not say {}", tick(look, credential), says),
                                  3));
    };
    if (!is_known(look, credential, "kind")) add("kind", "what kind of credential it is");
    if (is_open(look, Relation::held_by, credential)) add("held_by", "who holds it");
    if (count(look, Relation::authenticates, credential) == 0)
      add("authenticates", "what it opens");
    if (text_of(look, credential, "provisioned").empty())
      add("provisioned", "how and where it gets to its holders");
  });
  return misses;
}

Misses software_listed(const Look& look) {
  if (!has_software(look) || count(look, Relation::software, kSystem) > 0) return {};
  Miss miss = untold(look, kSystem, "software",
                     "the model has software and lists none that comes from others", 10);
  miss.ways = [](const Look& now) {
    Way out = add_way("write one down", "software",
                      "{in: ELEMENT, supplier: \"SUPPLIER\", version: \"VERSION\"}");
    out.placeholders.push_back({3, "ELEMENT", Takes::one_of, ids(now, Kind::element, "process")});
    out.placeholders.push_back({3, "SUPPLIER", Takes::text, {}});
    out.placeholders.push_back({3, "VERSION", Takes::version, {}});
    return std::vector{out};
  };
  return {miss};
}

Misses software_complete(const Look& look) {
  Misses misses;
  for_each(look, Kind::software, [&](SubjectId software) {
    const auto add = [&](std::string_view field, std::string_view says) {
      misses.push_back(unanswered(look, software, std::string(field),
                                  fmt::format("{} does not say {}", tick(look, software), says),
                                  2));
    };
    if (text_of(look, software, "supplier").empty()) add("supplier", "who makes it");
    if (text_of(look, software, "version").empty()) add("version", "which version is built in");
    if (!is_known(look, software, "support"))
      add("support", "whether its maker still fixes its weaknesses");
  });
  return misses;
}

Misses support_replaced(const Look& look) {
  const lang::FactId support = look.catalog().vocabulary.find_fact(Kind::software, "support");
  Misses misses;
  for_each(look, Kind::software, [&](SubjectId software) {
    const std::string_view end = text_of(look, software, "end_of_support");
    // "2028" and "2028-06" end with their last day; to compare the text is enough.
    bool over =
        !end.empty() && end != "none" && to_string(look.given.today).substr(0, end.size()) > end;
    if (support.valid()) {
      const lang::Fact& fact = look.catalog().vocabulary[support];
      const lang::Cell cell = look.model().universe.cell(support, software);
      over =
          over || (cell.provenance == lang::Provenance::stated && cell.value < fact.values.size() &&
                   fact.values[cell.value].id == "unsupported");
    }
    if (!over || !text_of(look, software, "note").empty()) return;
    misses.push_back(unanswered(
        look, software, "note",
        fmt::format("{} is no longer supported, and its note does not say what stands in for that",
                    tick(look, software)),
        10));
  });
  return misses;
}

}  // namespace wardround::assurance::parts
