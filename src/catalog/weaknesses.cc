// Weaknesses, and the classifications that weaknesses and rules share.
#include <algorithm>
#include <limits>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

constexpr std::string_view kLetters = "STRIDE";
constexpr std::string_view kKinds[] = {"security", "safety-design", "privacy"};
constexpr std::pair<std::string_view, Property> kProperties[] = {
    {"confidentiality", Property::confidentiality},
    {"integrity", Property::integrity},
    {"availability", Property::availability},
};

constexpr Field<Weakness> kWeaknessFields[] = {
    {"title", Form::text, Need::required,
     [](Reading&, Weakness& w, View v) { w.title = v.text(); }},
    {"text", Form::text, Need::required, [](Reading&, Weakness& w, View v) { w.text = v.text(); }},
    {"family", Form::text, Need::optional,
     [](Reading& r, Weakness& w, View v) {
       if (check_id(r, v.span(), v.text(), IdShape::hyphen)) w.family = v.text();
     }},
    {"kind", Form::text, Need::optional,
     [](Reading& r, Weakness& w, View v) { w.kind = read_finding_kind(r, v); }},
    {"stride", Form::words, Need::optional,
     [](Reading& r, Weakness& w, View v) { w.stride = read_stride(r, distinct(r, v)); }},
    {"cwe", Form::words, Need::optional,
     [](Reading& r, Weakness& w, View v) { w.cwe = read_cwe(r, distinct(r, v)); }},
    {"imdrf", Form::words, Need::optional,
     [](Reading& r, Weakness& w, View v) { w.imdrf = read_imdrf(r, v); }},
    {"cites", Form::mapping, Need::optional,
     [](Reading& r, Weakness& w, View v) { w.cites = read_cites(r, v); }},
    {"loses", Form::words, Need::optional,
     [](Reading& r, Weakness& w, View v) { w.loses = read_properties(r, distinct(r, v)); }},
    {"was", Form::words, Need::optional,
     [](Reading& r, Weakness& w, View v) { w.was = read_was(r, v); }},
};

}  // namespace

bool is_imdrf(std::string_view code) {
  if (code.empty()) return false;
  const std::size_t second = code[0] == 'G' ? 3 : 2;  // digits of its second level
  if (code.size() != 3 && code.size() != 3 + second && code.size() != 5 + second) return false;
  return code[0] >= 'A' && code[0] <= 'G' &&
         std::all_of(code.begin() + 1, code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

char letter(Stride stride) {
  return kLetters[static_cast<std::size_t>(stride)];
}

std::string_view name(FindingKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

FindingKind read_finding_kind(Reading& reading, View value) {
  for (std::size_t i = 0; i < std::size(kKinds); ++i) {
    if (kKinds[i] == value.text()) return static_cast<FindingKind>(i);
  }
  report_word(reading, diag::Kind::pack_word, value, {std::string(value.text()), "kind of finding"},
              {std::begin(kKinds), std::end(kKinds)});
  return FindingKind::security;
}

std::vector<Stride> read_stride(Reading& reading, const std::vector<View>& words) {
  std::vector<Stride> letters;
  for (const View entry : words) {
    const std::size_t at =
        entry.text().size() == 1 ? kLetters.find(entry.text()[0]) : std::string_view::npos;
    if (at == std::string_view::npos) {
      report_word(reading, diag::Kind::pack_stride_letter, entry, {std::string(entry.text())},
                  {"S", "T", "R", "I", "D", "E"});
    } else {
      letters.push_back(static_cast<Stride>(at));
    }
  }
  return letters;
}

std::vector<uint32_t> read_cwe(Reading& reading, const std::vector<View>& words) {
  std::vector<uint32_t> numbers;
  for (const View entry : words) {
    const std::optional<int64_t> number = text::as_integer(*entry.tree, entry.id);
    if (number && *number > 0 && *number <= std::numeric_limits<uint32_t>::max()) {
      numbers.push_back(static_cast<uint32_t>(*number));
    } else {
      reading.diagnostics.report(diag::Kind::pack_cwe, entry.span(), {std::string(entry.text())});
    }
  }
  return numbers;
}

std::vector<std::string> read_imdrf(Reading& reading, View list) {
  std::vector<std::string> codes;
  for (const View entry : distinct(reading, list)) {
    if (is_imdrf(entry.text())) {
      codes.emplace_back(entry.text());
    } else {
      reading.diagnostics.report(diag::Kind::pack_imdrf, entry.span(), {std::string(entry.text())});
    }
  }
  return codes;
}

PropertySet read_properties(Reading& reading, const std::vector<View>& words) {
  PropertySet set = 0;
  for (const View entry : words) {
    const auto found =
        std::find_if(std::begin(kProperties), std::end(kProperties),
                     [&](const auto& property) { return property.first == entry.text(); });
    if (found != std::end(kProperties)) {
      set = static_cast<PropertySet>(set | static_cast<PropertySet>(found->second));
      continue;
    }
    report_word(reading, diag::Kind::pack_word, entry,
                {std::string(entry.text()), "property that can be lost"},
                {kProperties[0].first, kProperties[1].first, kProperties[2].first});
  }
  return set;
}

void read_weaknesses(Reading& reading, const Declarations& declarations) {
  std::vector<Weakness>& weaknesses = reading.catalog.weaknesses;
  weaknesses.reserve(declarations.weaknesses.size());
  for (const Declared& declared : declarations.weaknesses) {
    Weakness& weakness = weaknesses.emplace_back();
    weakness.id = declared.id;
    weakness.family = declared.id;
    weakness.span = declared.body.key_span();
    read_fields(reading, weakness, declared.body, {"weakness", weakness.id}, kWeaknessFields);
  }
}

}  // namespace wardround::catalog
