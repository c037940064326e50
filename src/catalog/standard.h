// Standards, laws and collections that others keep, as far as they are cited: identifiers and short
// titles.
#pragma once

#include <string>
#include <vector>

namespace wardround::catalog {

struct StandardItem {
  std::string id;     // as the standard writes it: "CR 1.1 RE(1)", "CWE-306", "F13"
  std::string title;  // empty where only the id may be shown
};

struct Standard {
  std::string id;                   // "iec-62443-4-2"
  std::string name;                 // as people cite it: "IEC 62443-4-2"
  std::string title;                // "Technical security requirements for IACS components"
  std::string edition;              // "2019"
  std::string publisher;            // "IEC"
  std::string terms;                // what may be shown of it, and why no more
  bool partial = false;             // it has more items than are listed here
  std::vector<StandardItem> items;  // as written
};

// Which item a weakness or rule is an instance of, or a control answers to.
struct Citation {
  std::string standard;  // its id
  std::string item;
  bool operator==(const Citation&) const = default;
};

}  // namespace wardround::catalog
