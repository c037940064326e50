// Manual findings: what people found by thinking, in a workshop, by a penetration test, and no rule
// raises. They stand under `findings:` in a file of decisions. Each brings a weakness, a word of
// the team's, and a rule that holds at one subject; both join the catalogue of the run, so that
// everything that looks at findings treats them like computed ones.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "catalog/fields.h"

namespace wardround::catalog {

struct Manual {
  struct Word {
    std::string text;
    diag::Span span;
  };
  std::string id;              // as written: `spoofed-cuff@sensor`
  Word subject;                // its second half
  std::vector<Word> leads_to;  // harms and hazardous situations
  bool loses_stated = false;   // else what is lost is taken from the letters
  std::string by, role, reason;
  std::optional<Date> date;
  Word report;  // that it was taken over from; may be empty
  Weakness weakness;
  Rule rule;     // its kind of subject is that of the model
  RuleId added;  // once it is in a catalogue
};

// Reads a mapping of findings. Every mistake is reported; an entry whose word cannot be used is
// left out.
[[nodiscard]] std::vector<Manual> read_manual(Reading& reading, View findings);

// Puts their weaknesses and rules in their places of a catalogue. Ids of weaknesses and rules that
// somebody holds are no longer valid then. A word that stands in several entries is one weakness:
// another title or kind is reported.
void add_manual(Reading& reading, const std::vector<Manual*>& manual);

// "found by Ana Roth (security) on 2026-11-24: seen in the workshop".
[[nodiscard]] std::string found_text(const Manual& manual);

}  // namespace wardround::catalog
