// What the catalogue knows of the standards that it cites. The items of those of the embedded packs
// are read when someone asks for them, and never before: most runs cite nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalog/catalog.h"

namespace wardround::catalog {

inline constexpr std::string_view kCwe = "cwe";
inline constexpr std::string_view kCwePrefix = "CWE-";  // of its items
inline constexpr std::string_view kStride = "stride";

// Files of an embedded pack in this folder hold one standard each, `standards/ID.yaml`, and are
// left out when the pack is loaded.
[[nodiscard]] bool is_standard_file(std::string_view path);

// Sorted by id, without their items.
[[nodiscard]] std::vector<Standard> built_in_standards(const std::vector<EmbeddedFile>& files);
// With its items; nullopt if there is none of that id.
[[nodiscard]] std::optional<Standard> find_standard(const Catalog& catalog, std::string_view id);
// All of the catalogue with their items.
[[nodiscard]] std::vector<Standard> all_standards(const Catalog& catalog);

[[nodiscard]] const StandardItem* find_item(const Standard& standard, std::string_view id);
// "IEC 62443-4-2 CR 1.1"; the id alone where it says whose it is: "CWE-306".
[[nodiscard]] std::string cited_as(const Standard& standard, std::string_view item);
[[nodiscard]] std::string cwe_item(uint32_t number);  // "CWE-306"
// The annex of the IMDRF terminology that a code is of: "imdrf-f" of F13.
[[nodiscard]] std::string imdrf_annex(std::string_view code);

// What stands in Weakness::cites, Control::cites or Rule::cites.
[[nodiscard]] std::vector<Citation> read_citations(std::string_view cites);
// All that it cites, CWE, IMDRF and STRIDE included. Of a rule: what it inherits from its weakness,
// too, as in Rule::cwe.
[[nodiscard]] std::vector<Citation> citations(const Weakness& weakness);
[[nodiscard]] std::vector<Citation> citations(const Rule& rule);

// Items as people write them. Neither case nor spaces, hyphens and colons matter: "CWE-306",
// "IEC 62443-4-2:2019 CR 1.1" and "iec-62443-4-2:cr1.1" are the name or id of a standard, perhaps
// its edition, and an item.
class ItemFinder {
 public:
  explicit ItemFinder(std::vector<Standard> standards);

  [[nodiscard]] const std::vector<Standard>& standards() const { return standards_; }

  struct Found {
    std::size_t standard = 0;  // into standards()
    std::size_t item = 0;      // into its items
  };
  // Also an item alone, exactly as its standard writes it ("F13", "CR 1.1"): several may have one.
  [[nodiscard]] std::vector<Found> find(std::string_view text) const;

  struct Missing {
    std::size_t standard = 0;
    std::string item;  // without case and so on
  };
  // The text names a standard, and then what looks like its items and is none of them.
  [[nodiscard]] std::optional<Missing> missing(std::string_view text) const;
  // "IEC 62443-4-2 (2019)"
  [[nodiscard]] std::string whose(const Missing& missing) const;
  // The nearest item that looks alike, as it is cited; empty if none is near.
  [[nodiscard]] std::string nearest(const Missing& missing) const;
  // The item of any standard that is nearest to what is written, likewise.
  [[nodiscard]] std::string nearest(std::string_view text) const;

 private:
  struct Index {
    std::string name, id, edition;                       // folded, as all texts here
    std::unordered_map<std::string, std::size_t> items;  // into the standard's items
    std::unordered_set<std::string> shapes;
  };
  [[nodiscard]] static std::optional<std::string> named(const Index& index,
                                                        const std::string& text);

  std::vector<Standard> standards_;
  std::vector<Index> indices_;  // by standard
};

}  // namespace wardround::catalog
