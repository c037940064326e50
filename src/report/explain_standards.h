// What `explain` says of standards and of their items: whose they are, and what cites them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/standards.h"
#include "report/check_text.h"

namespace wardround::report {

// Titles of items; each standard is read once.
class ItemNames {
 public:
  explicit ItemNames(const catalog::Catalog& catalog) : catalog_(catalog) {}

  // Empty where none is known.
  [[nodiscard]] std::string title(const catalog::Citation& citation);
  // "IEC 62443-4-2 CR 1.1 Human user identification and authentication"
  [[nodiscard]] std::string named(const catalog::Citation& citation);

 private:
  const std::optional<catalog::Standard>& find(const std::string& id);

  const catalog::Catalog& catalog_;
  std::map<std::string, std::optional<catalog::Standard>> standards_;
};

// "IEC 62443-4-2: Technical security requirements for IACS components (2019)"
[[nodiscard]] std::string standard_title(const catalog::Standard& standard);

// What a standard lacks that `what` names as its item, for people; empty if it names none.
[[nodiscard]] std::string missing_item(const catalog::Catalog& catalog, std::string_view what);

// A standard by its id or name with its items, or each item that `what` means (see ItemFinder);
// empty if there is none.
[[nodiscard]] std::string explain_standards(const catalog::Catalog& catalog, std::string_view what,
                                            const ScreenStyle& style);

}  // namespace wardround::report
