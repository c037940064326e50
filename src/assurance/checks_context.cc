// What the device is for, where and by whom it is used, whom it may harm, what is taken for
// granted.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "assurance/check_parts.h"
#include "assurance/missing.h"

namespace wardround::assurance::parts {
namespace {

constexpr SubjectId kSystem{std::size_t{0}};

// A field of `context:` that says nothing.
Misses stated(const Look& look, std::string_view field, std::string_view what, unsigned minutes) {
  if (!text_of(look, kSystem, field).empty()) return {};
  Misses misses;
  misses.push_back(unanswered(look, kSystem, std::string(field),
                              fmt::format("the model does not say {}", what), minutes));
  misses.back().key = fmt::format("system.{}", field);
  return misses;
}

// A flow that does says that the device can be connected; the catalogue's rules read it alike.
bool goes_over_internet(const Look& look) {
  bool any = false;
  for_each(look, Kind::flow, [&](SubjectId flow) {
    constexpr auto kInternet = 1u << static_cast<unsigned>(lang::Position::internet);
    any = any || (look.model().universe.exposed[flow.index()].yes & kInternet) != 0;
  });
  return any;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// One word of a text, with its digits and hyphens.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  std::size_t begin = 0;
  const auto part = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && part(text[at])) continue;
    if (at > begin) all.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  return all;
}

bool begins_with(std::string_view word, std::string_view stem) {
  return word.size() >= stem.size() &&
         std::ranges::equal(word.substr(0, stem.size()), stem, {}, lower);
}

// A sum that finds accidents, and what nobody should hash with any more, are no detail.
bool is_weak(std::string_view word) {
  static constexpr std::string_view kWeak[] = {"crc", "md5", "sha-1", "sha1"};
  return std::ranges::any_of(kWeak, [&](std::string_view weak) { return begins_with(word, weak); });
}

// Does the word name a method: `TLS`, `AES-128`, `1.3`, `Ed25519`?
bool is_detail(std::string_view word) {
  if (is_weak(word)) return false;
  const auto capitals = std::ranges::count_if(word, [](char c) { return c >= 'A' && c <= 'Z'; });
  return capitals >= 3 || std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

// The word or phrase that promises a protection and does not say which; empty if none does.
std::string_view vague_word(std::string_view text) {
  static constexpr std::string_view kStems[] = {"encrypt", "encod", "validat", "check", "hash"};
  const std::vector<std::string_view> all = words(text);
  if (const std::string_view phrase = treatment::vague_phrase(text); !phrase.empty()) return phrase;
  if (std::ranges::any_of(all, is_detail)) return {};
  for (const std::string_view word : all) {
    for (const std::string_view stem : kStems) {
      if (begins_with(word, stem) || is_weak(word)) return word;
    }
  }
  return {};
}

}  // namespace

Misses intended_use(const Look& look) {
  return stated(look, "intended_use", "what the device is for", 3);
}
Misses users(const Look& look) {
  return stated(look, "users", "who uses the device", 2);
}
Misses use_environments(const Look& look) {
  return stated(look, "use_environments", "where the device is used", 2);
}
Misses foreseeable_misuse(const Look& look) {
  return stated(look, "foreseeable_misuse", "which misuse is foreseeable", 5);
}
Misses interoperability(const Look& look) {
  return stated(look, "interoperability", "with which other systems the device works", 3);
}
Misses emergency_access(const Look& look) {
  return stated(look, "emergency_access", "how a clinician gets in when seconds count", 5);
}
Misses end_of_support(const Look& look) {
  return stated(look, "end_of_support", "until when the device is supported", 5);
}

Misses device_facts(const Look& look) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kFacts{{
      {"patients", "how many patients depend on the device at once"},
      {"cyber_device", "whether the device can be connected to the internet"},
  }};
  Misses misses;
  for (const auto& [fact, what] : kFacts) {
    if (is_known(look, kSystem, fact)) continue;
    if (fact == "cyber_device" && goes_over_internet(look)) continue;
    misses.push_back(unanswered(look, kSystem, std::string(fact),
                                fmt::format("the model does not say {}", what), 2));
    misses.back().key = fmt::format("system.{}", fact);
  }
  return misses;
}

Misses assumptions(const Look& look) {
  bool any = false;
  for_each(look, Kind::assumption, [&](SubjectId) { any = true; });
  if (any) return {};
  Miss miss = untold(look, kSystem, "assumptions", "the model names no assumption", 5);
  miss.ways = [](const Look&) {
    Way out = way("write one down", {"answer", "assumptions.NEW-ID"});
    out.placeholders.push_back({2, "NEW-ID", Takes::id});
    ask(out, "TEXT", Takes::text);
    return std::vector{out};
  };
  return {miss};
}

Misses assumptions_owned(const Look& look) {
  Misses misses;
  for_each(look, Kind::assumption, [&](SubjectId one) {
    if (text_of(look, one, "owner").empty())
      misses.push_back(
          unanswered(look, one, "owner", fmt::format("nobody answers for {}", tick(look, one)), 2));
    if (text_of(look, one, "validation").empty())
      misses.push_back(
          unanswered(look, one, "validation",
                     fmt::format("{} does not say how it is known to hold", tick(look, one)), 4));
  });
  return misses;
}

Misses assumptions_disclosed(const Look& look) {
  Misses misses;
  for_each(look, Kind::assumption, [&](SubjectId one) {
    if (text_of(look, one, "disclosed_to").empty())
      misses.push_back(unanswered(look, one, "disclosed_to",
                                  fmt::format("{} does not say who is told of it", tick(look, one)),
                                  3));
  });
  return misses;
}

Misses harms_rated(const Look& look) {
  Misses misses;
  for (const model::Harm& harm : look.model().harms) {
    if (harm.severity) continue;
    misses.push_back(unanswered(look, harm.id, "severity",
                                fmt::format("{} has no severity", tick(look, harm.id)), 3));
  }
  if (!look.model().harms.empty()) return misses;
  Miss miss = untold(look, kSystem, "harms", "the model names no harm to a patient", 5);
  miss.ways = [](const Look&) {
    Way out = way("write one down", {"answer", "harms.NEW-ID"});
    out.placeholders.push_back({2, "NEW-ID", Takes::id});
    ask(out, "SEVERITY", Takes::one_of,
        {"negligible", "minor", "serious", "critical", "catastrophic"});
    return std::vector{out};
  };
  misses.push_back(std::move(miss));
  return misses;
}

Misses functions_harms(const Look& look) {
  Misses misses;
  bool any = false;
  for_each(look, Kind::function, [&](SubjectId function) {
    any = true;
    const bool harms = std::ranges::any_of(
        look.model().situations, [&](const model::HazardousSituation& situation) {
          return situation.function == function && !situation.harms.empty();
        });
    if (!harms)
      misses.push_back(
          unanswered(look, function, "harms",
                     fmt::format("{} leads to no harm of the model", tick(look, function)), 4));
  });
  if (any) return misses;
  Miss miss = untold(look, kSystem, "functions", "the model names no function", 5);
  miss.ways = [](const Look&) {
    Way out = add_way("write one down", "functions", "{text: \"TEXT\"}");
    out.placeholders.push_back({3, "TEXT", Takes::text});
    return std::vector{out};
  };
  misses.push_back(std::move(miss));
  return misses;
}

Misses situations_complete(const Look& look) {
  Misses misses;
  for (const model::HazardousSituation& situation : look.model().situations) {
    if (situation.function.valid() && situation.deviation == model::Deviation::unknown)
      misses.push_back(unanswered(
          look, situation.id, "deviation",
          fmt::format("{} does not say how the function deviates", tick(look, situation.id)), 4));
    if (situation.causes.empty())
      misses.push_back(unanswered(
          look, situation.id, "caused_by",
          fmt::format("{} does not say which loss causes it", tick(look, situation.id)), 4));
  }
  return misses;
}

Misses clear_words(const Look& look) {
  // Texts in which a team says how something is protected. Requirements are tested against their
  // criterion, not against their words.
  static constexpr std::string_view kFields[] = {"text",       "on_error", "provisioned",
                                                 "validation", "barriers", "environment_provides"};
  Misses misses;
  for (std::size_t i = 0; i < look.model().subjects.size(); ++i) {
    const model::Subject& subject = look.model().subjects[i];
    if (subject.kind == Kind::requirement || subject.generated) continue;
    for (const std::string_view name : kFields) {
      const model::Field* field = subject.field(name);
      if (field == nullptr) continue;
      const std::string_view word = vague_word(field->text);
      if (word.empty()) continue;
      misses.push_back(unanswered(
          look, SubjectId(i), std::string(name),
          fmt::format("\"{}\" in `{}.{}` does not say how: name the method and its version", word,
                      subject.id, name),
          5));
    }
  }
  return misses;
}

}  // namespace wardround::assurance::parts
