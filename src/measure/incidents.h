// Are known incidents found before they happen? Each case is a folder with a model of what was
// known before and an oracle: what should have been found where, which controls would have answered
// it, and which would only have pretended to.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/fs.h"
#include "study/study.h"

namespace wardround::measure {

// One letter of STRIDE that a row of an oracle asks for, at its targets, with a CWE of its classes.
struct Triple {
  std::string row;
  char letter = ' ';
  std::string by;                // the finding that is it; empty: none
  bool in_sight = false;         // among the first findings or questions of a screen
  std::string open_in_hardened;  // the finding that is still open there; empty: none
  bool open_in_insufficient = false;
};

struct Incident {
  std::string id, title;
  std::vector<Triple> triples;
  std::size_t places = 0;                       // elements and flows
  std::size_t findings = 0;                     // open ones
  bool hardened = false, insufficient = false;  // has such a twin
  std::size_t hardened_findings = 0;

  [[nodiscard]] std::size_t hits() const;
  [[nodiscard]] bool whole() const { return hits() == triples.size(); }
  [[nodiscard]] bool in_sight() const;   // any triple is
  [[nodiscard]] bool silenced() const;   // the hardened twin leaves none open
  [[nodiscard]] bool pretended() const;  // the insufficient twin leaves all open that were found
};

// Screens show ten findings and five questions first.
inline constexpr std::size_t kFirstFindings = 10, kFirstQuestions = 5;

// Below these the work is not good enough: from `floors.yaml` in the folder.
struct Floors {
  std::size_t whole = 0, in_sight = 0;    // incidents
  std::size_t silent = 0, pretended = 0;  // hardened twins; insufficient ones
  double atomic = 0;                      // share of triples
  double findings = 0;  // open per element or flow, mean over incidents; a ceiling
  double hardened = 0;  // the same of the hardened twins
};

struct Incidents {
  std::vector<Incident> incidents;  // by id
  Floors floors;

  [[nodiscard]] std::size_t count(bool (Incident::*holds)() const) const;
  [[nodiscard]] double atomic() const;             // share of triples found
  [[nodiscard]] double findings() const;           // open per element or flow, mean
  [[nodiscard]] double hardened_findings() const;  // the same of the hardened twins
};

// What is missing: one line for each floor that is not reached; empty if all are.
[[nodiscard]] std::vector<std::string> shortfalls(const Incidents& all);

// `folder` holds `classes.yaml`, `floors.yaml` and one folder for each incident. Mistakes in models
// and oracles are in `study.diagnostics`. `study` has the catalogue.
[[nodiscard]] Incidents measure_incidents(const Fs& fs, const std::string& folder,
                                          study::Study& study,
                                          const study::Progress& progress = {});

}  // namespace wardround::measure
