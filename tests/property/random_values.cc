#include "random_values.h"

#include <algorithm>

#include "model/fields.h"

namespace wardround::testing {

using lang::Kind;

std::string Values::slip(const std::string& word) {
  for (std::size_t i = 1 + random_.below(word.size() - 1); i < word.size(); ++i) {
    if (word[i - 1] == word[i]) continue;
    std::string wrong = word;
    std::swap(wrong[i - 1], wrong[i]);
    return wrong;
  }
  return word;
}

Ids Values::some(const Ids& from, std::size_t most) {
  Ids all = from;
  random_.shuffle(all);
  all.resize(std::min(all.size(), random_.below(most + 1)));
  return all;
}

Yaml Values::unknown() {
  if (random_.chance(60)) return Yaml::of("unknown");
  Yaml ask = Yaml::map();
  ask.add("ask", Yaml::of("tom"));
  if (random_.chance(50)) ask.add("until", Yaml::of("2026-12-05"));
  Yaml all = Yaml::map();
  all.add("unknown", random_.chance(20) ? Yaml::of("tom") : ask);
  return all;
}

Yaml Values::sentence() {
  static const Ids kSentences{"what it does", "The patient's own", "reads: not writes",
                              "a #1 device",  "0.13 kg, worn",     "Übertragung über Funk"};
  const std::string& text = random_.pick(kSentences);
  if (text.find('\'') != std::string::npos) return Yaml::of("\"" + text + "\"");
  const bool plain = text.find_first_of(":#,") == std::string::npos;
  return plain ? Yaml::free(text) : Yaml::of("'" + text + "'");
}

std::string Values::two_valued(bool value) {
  if (!options_.untidy || random_.chance(60)) return value ? "yes" : "no";
  return value ? "true" : "false";
}

Yaml Values::version() {
  static const Ids kVersions{"4.2", "3", "1.1.1w", "2024.10"};
  const std::string& word = random_.pick(kVersions);
  if (options_.mistakes && random_.chance(30)) return Yaml::of(word);
  return Yaml::of(random_.chance(50) ? "\"" + word + "\"" : "'" + word + "'");
}

Yaml Values::value_of(const lang::Fact& fact) {
  if (random_.chance(25)) return unknown();
  switch (fact.domain) {
    case lang::Domain::boolean:
      return Yaml::of(two_valued(random_.chance(50)));
    case lang::Domain::number:
      return Yaml::of(std::to_string(random_.below(100)));
    case lang::Domain::version:
      return version();
    case lang::Domain::choice:
      break;
  }
  const std::string& word = random_.pick(fact.values).id;
  return Yaml::of(random_.chance(10) ? "\"" + word + "\"" : word);
}

std::vector<const lang::Fact*> Values::facts_of(Kind kind, const std::vector<lang::TypeId>& types) {
  std::vector<const lang::Fact*> found;
  const model::SectionInfo& section = model::section_of(kind);
  for (const lang::Fact& fact : vocabulary_.facts) {
    if (!lang::has(fact.subjects, kind) || fact.derived) continue;
    if (model::find_field(section, fact.id) != nullptr) continue;
    if (kind == Kind::system &&
        model::find_field(*model::find_section("context"), fact.id) != nullptr) {
      continue;
    }
    const bool applies =
        fact.applies_to.empty() || std::any_of(types.begin(), types.end(), [&](lang::TypeId type) {
          return std::any_of(fact.applies_to.begin(), fact.applies_to.end(),
                             [&](lang::TypeId wanted) { return vocabulary_.is_a(type, wanted); });
        });
    if (applies) found.push_back(&fact);
  }
  return found;
}

void Values::add_facts(Yaml& subject, Kind kind, const std::vector<lang::TypeId>& types,
                       std::size_t most) {
  if (!options_.facts) return;
  std::vector<const lang::Fact*> all = facts_of(kind, types);
  random_.shuffle(all);
  all.resize(std::min(all.size(), random_.below(most + 1)));
  for (const lang::Fact* fact : all) {
    if (!subject.has(fact->id)) subject.add(fact->id, value_of(*fact));
  }
}

void Values::add_common(Yaml& subject, Kind kind) {
  if (random_.chance(25)) subject.add("name", sentence());
  if (random_.chance(15)) subject.add("text", sentence());
  if (random_.chance(5)) subject.add("external_id", Yaml::of("JAMA-12"));
  if (random_.chance(5)) subject.add("note", Yaml::free("for later"));
  if (options_.controls && random_.chance(15)) add_controls(subject, kind);
  if (options_.mistakes && !subject.entries.empty() && random_.chance(5)) {
    std::string& key = subject.entries[random_.below(subject.entries.size())].first;
    if (key.size() > 4) key = slip(key);
  }
  random_.shuffle(subject.entries);
}

void Values::add_controls(Yaml& subject, Kind kind) {
  std::vector<const catalog::Control*> fitting;
  for (const catalog::Control& control : catalog_.controls) {
    if (lang::has(control.on, kind)) fitting.push_back(&control);
  }
  random_.shuffle(fitting);
  fitting.resize(std::min(fitting.size(), random_.between(1, 2)));
  Yaml uses = Yaml::list({});
  for (const catalog::Control* control : fitting) {
    if (random_.chance(30)) {
      uses.items.push_back(Yaml::of(control->id));
      continue;
    }
    Yaml use = Yaml::map();
    use.add("use", Yaml::of(control->id));
    if (options_.implemented && random_.chance(50)) {
      use.add("status", Yaml::of("implemented"));
    } else if (random_.chance(50)) {
      use.add("status", Yaml::of("planned"));
    }
    for (const catalog::Parameter& parameter : control->parameters) {
      if (random_.chance(70)) use.add(parameter.id, Yaml::of(random_.pick(parameter.values)));
    }
    if (random_.chance(10)) use.add("not_on", Yaml::words({random_.pick(elements)}));
    random_.shuffle(use.entries);
    uses.items.push_back(std::move(use));
  }
  if (!uses.items.empty()) subject.add("controls", std::move(uses));
}

void Values::refer(Yaml& subject, const std::string& key, const Ids& ids, bool none,
                   unsigned percent) {
  if (!random_.chance(percent)) return;
  if (none && random_.chance(15)) {
    subject.add(key, Yaml::of("none"));
  } else if (ids.empty() || random_.chance(20)) {
    subject.add(key, unknown());
  } else {
    subject.add(key, Yaml::of(random_.pick(ids)));
  }
}

void Values::refer_many(Yaml& subject, const std::string& key, const Ids& ids, bool none,
                        unsigned percent) {
  if (!random_.chance(percent)) return;
  const Ids words = some(ids, 3);
  if (words.empty()) {
    subject.add(key, none && random_.chance(50) ? Yaml::of("none") : unknown());
  } else if (words.size() == 1 && random_.chance(40)) {
    subject.add(key, Yaml::of(words[0]));
  } else {
    subject.add(key, Yaml::words(words));
  }
}

Yaml Values::shortened(Yaml subject, const std::string& key) {
  if (subject.entries.size() == 1 && subject.entries[0].first == key && random_.chance(80)) {
    return subject.entries[0].second;
  }
  return subject;
}

}  // namespace wardround::testing
