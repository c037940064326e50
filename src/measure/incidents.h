// Are known incidents found before they happen? Each case is a folder with a model of what was
// known before and an oracle: what should have been found where, which controls would have answered
// it, and which would only have pretended to.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "base/fs.h"
#include "measure/coverage.h"
#include "study/study.h"

namespace wardround::measure {

// One letter of STRIDE that a row of an oracle asks for, at its targets, with a CWE of its classes.
struct Triple {
  std::string row;
  char letter = ' ';
  std::string by;                   // the finding that is it; empty: none
  std::set<catalog::RuleId> rules;  // that raise one, also behind another finding
  bool in_sight = false;            // among the first findings or questions of a screen
  std::string open_in_hardened;     // the finding that is still open there; empty: none
  bool open_in_insufficient = false;
};

struct Incident {
  std::string id, title;
  std::vector<Triple> triples;
  std::size_t places = 0;                       // elements and flows
  std::size_t findings = 0;                     // open ones
  bool hardened = false, insufficient = false;  // has such a twin
  std::size_t hardened_findings = 0;
  std::set<catalog::RuleId> fired;  // all rules with a finding, open or cleared

  [[nodiscard]] std::size_t hits() const;
  [[nodiscard]] bool whole() const { return hits() == triples.size(); }
  [[nodiscard]] bool in_sight() const;   // any triple is
  [[nodiscard]] bool silenced() const;   // the hardened twin leaves none open
  [[nodiscard]] bool pretended() const;  // the insufficient twin leaves all open that were found
};

// Screens show ten findings and five questions first.
inline constexpr std::size_t kFirstFindings = 10, kFirstQuestions = 5;

// A rule that is what a row of an oracle asks for. A catalogue that was written with the incidents
// in sight has learnt them by heart if its rules serve one of them and nothing else.
struct RuleHits {
  catalog::RuleId rule;
  std::size_t incidents = 0, letters = 0;  // it hits so many
  std::size_t fires = 0;                   // in the models of so many incidents
  std::size_t elsewhere = 0;               // in so many other models
  [[nodiscard]] bool alone() const { return fires == 1 && elsewhere == 0; }
};

// Below these the work is not good enough: from `floors.yaml` in the folder.
struct Floors {
  std::size_t whole = 0, in_sight = 0;    // incidents
  std::size_t silent = 0, pretended = 0;  // hardened twins; insufficient ones
  double atomic = 0;                      // share of triples
  double findings = 0;  // open per element or flow, mean over incidents; a ceiling
  double hardened = 0;  // the same of the hardened twins
  double kept = 0;      // share of triples found without what hits their incident alone
};

struct Incidents {
  std::vector<Incident> incidents;  // by id
  std::vector<RuleHits> rules;      // in the order of the catalogue
  std::size_t elsewhere = 0;        // other models that were looked at
  Floors floors;

  [[nodiscard]] std::size_t count(bool (Incident::*holds)() const) const;
  [[nodiscard]] double atomic() const;      // share of triples found
  [[nodiscard]] std::size_t alone() const;  // rules that serve one incident and no other model
  // Triples that are found without the rules that hit rows of this incident only.
  [[nodiscard]] std::size_t kept(const Incident& incident) const;
  [[nodiscard]] double kept() const;               // share of triples
  [[nodiscard]] double findings() const;           // open per element or flow, mean
  [[nodiscard]] double hardened_findings() const;  // the same of the hardened twins
};

// What is missing: one line for each floor that is not reached; empty if all are.
[[nodiscard]] std::vector<std::string> shortfalls(const Incidents& all);

// `folder` holds `classes.yaml`, `floors.yaml` and one folder for each incident. Mistakes in models
// and oracles are in `study.diagnostics`. `study` has the catalogue; `elsewhere` is what other
// models make of the same one.
[[nodiscard]] Incidents measure_incidents(const Fs& fs, const std::string& folder,
                                          const Coverage& elsewhere, study::Study& study,
                                          const study::Progress& progress = {});

}  // namespace wardround::measure
