// How often published advisories name a CWE: what has gone wrong often elsewhere is worth asking
// for first.
#include <algorithm>
#include <charconv>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

struct SeenBody {
  uint32_t advisories = 0;
  std::vector<uint32_t> under;  // CWEs that are special cases of it
};

constexpr Field<SeenBody> kFields[] = {
    {"advisories", Form::text, Need::required,
     [](Reading& reading, SeenBody& body, View value) {
       const std::optional<int64_t> number = text::as_integer(*value.tree, value.id);
       if (number && *number > 0 && *number <= 1'000'000) {
         body.advisories = static_cast<uint32_t>(*number);
       } else {
         reading.diagnostics
             .report(diag::Kind::pack_unknown_value, value.span(),
                     {std::string(value.text()), "advisories"})
             .note("a number from 1 on is expected");
       }
     }},
    {"under", Form::words, Need::optional,
     [](Reading& reading, SeenBody& body, View value) {
       body.under = read_cwe(reading, distinct(reading, value));
     }},
};

constexpr std::string_view kPrefix = "cwe-";

}  // namespace

void read_seen(Reading& reading, const Declarations& declarations) {
  for (const Declared& declared : declarations.seen) {
    const std::string_view id = declared.id;
    uint32_t cwe = 0;
    const std::string_view digits = id.substr(std::min(kPrefix.size(), id.size()));
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), cwe);
    if (!id.starts_with(kPrefix) || end.ptr != digits.data() + digits.size() || cwe == 0) {
      reading.diagnostics.report(diag::Kind::pack_cwe, declared.body.key_span(), {std::string(id)});
      continue;
    }
    SeenBody body;
    read_fields(reading, body, declared.body, {"entry", declared.id}, kFields);
    if (body.advisories == 0) continue;
    body.under.push_back(cwe);
    // An advisory often names the general case where it means a special one.
    for (const uint32_t one : body.under) {
      uint32_t& advisories = reading.catalog.advisories[one];
      advisories = std::max(advisories, body.advisories);
    }
  }
}

}  // namespace wardround::catalog
