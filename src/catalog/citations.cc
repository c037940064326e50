// The section `standards:`, and whether what packs cite exists.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/limits.h"
#include "catalog/passes.h"
#include "catalog/standards.h"
#include "fmt/format.h"

namespace wardround::catalog {
namespace {

// An item that a later pack names again has the title of that pack.
class Items {
 public:
  Items(Reading& reading, Standard& standard) : reading_(reading), standard_(standard) {
    for (std::size_t i = 0; i < standard.items.size(); ++i) at_.emplace(standard.items[i].id, i);
  }

  // False if there are too many; the first one too many is reported.
  bool add(View entry, std::string_view id, std::string_view title) {
    if (standard_.items.size() == limits::kPackEntries) {
      reading_.diagnostics.report(diag::Kind::pack_too_many, head(entry),
                                  {std::to_string(limits::kPackEntries), "items"});
      return false;
    }
    const auto [at, fresh] = at_.try_emplace(std::string(id), standard_.items.size());
    if (fresh) {
      standard_.items.push_back({std::string(id), std::string(title)});
    } else {
      standard_.items[at->second].title = title;
    }
    return true;
  }

 private:
  Reading& reading_;
  Standard& standard_;
  std::unordered_map<std::string, std::size_t> at_;
};

void read_items(Reading& reading, Standard& standard, View value) {
  Items items(reading, standard);
  if (value.is_list()) {
    for (const View entry : distinct(reading, value)) {
      if (!items.add(entry, entry.text(), "")) return;
    }
    return;
  }
  for (const View entry : value.entries()) {
    if (!has_form(reading, entry, Form::text, entry.key())) continue;
    if (!items.add(entry, entry.key(), entry.text())) return;
  }
}

constexpr Field<Standard> kFields[] = {
    {"name", Form::text, Need::optional, [](Reading&, Standard& s, View v) { s.name = v.text(); }},
    {"title", Form::text, Need::optional,
     [](Reading&, Standard& s, View v) { s.title = v.text(); }},
    {"edition", Form::text, Need::optional,
     [](Reading&, Standard& s, View v) { s.edition = v.text(); }},
    {"publisher", Form::text, Need::optional,
     [](Reading&, Standard& s, View v) { s.publisher = v.text(); }},
    {"terms", Form::text, Need::optional,
     [](Reading&, Standard& s, View v) { s.terms = v.text(); }},
    {"partial", Form::flag, Need::optional,
     [](Reading&, Standard& s, View v) { s.partial = *text::as_bool(*v.tree, v.id); }},
    {"items", Form::choices, Need::required, read_items},
};
// What a standard must say of itself, but not who adds to one that is known already.
constexpr std::string_view kDue[] = {"name", "title", "edition"};

class Citations {
 public:
  explicit Citations(Reading& reading) : reading_(reading) {}

  // `prefix`: what the ids of the items have before that which stands at `at`; suggestions go
  // without it, too.
  void check(std::string_view standard_id, std::string_view prefix, std::string_view text,
             View at) {
    const Known& known_standard = find(standard_id);
    const std::optional<Standard>& standard = known_standard.standard;
    const std::string said = fmt::format("{}{}", prefix, text);
    if (!standard || known_standard.items.contains(said)) return;
    std::vector<std::string_view> known;
    for (std::string_view word : known_ids(reading_, standard->items)) {
      if (!word.starts_with(prefix)) continue;
      word.remove_prefix(prefix.size());
      known.push_back(word);
    }
    report_word(reading_,
                standard->partial ? diag::Kind::pack_unlisted_item : diag::Kind::pack_unknown_item,
                at, {said, fmt::format("{} ({})", standard->name, standard->edition)}, known);
  }

  void check_cites(View cites) {
    for (const View entry : cites.entries()) {
      if (!find(entry.key()).standard) {
        report_word(reading_, diag::Kind::pack_unknown_standard, entry.key_span(), entry.key(),
                    {std::string(entry.key())}, known_ids(reading_, reading_.catalog.standards));
        continue;
      }
      if (entry.is_scalar()) check(entry.key(), "", entry.text(), entry);
      for (const View word : entry.entries()) {
        if (word.is_scalar()) check(entry.key(), "", word.text(), word);
      }
    }
  }

  void check_cwe(View list) {
    for (const View word : list.entries()) {
      if (!word.is_scalar()) continue;
      const std::optional<int64_t> number = text::as_integer(*word.tree, word.id);
      if (number && *number > 0) check(kCwe, kCwePrefix, std::to_string(*number), word);
    }
  }

  // What is no code at all is reported where it is read.
  void check_imdrf(View list) {
    for (const View word : list.entries()) {
      if (word.is_scalar() && is_imdrf(word.text()))
        check(imdrf_annex(word.text()), "", word.text(), word);
    }
  }

 private:
  struct Known {
    std::optional<Standard> standard;
    std::unordered_set<std::string_view> items;
  };

  const Known& find(std::string_view id) {
    const auto [at, fresh] = standards_.try_emplace(std::string(id));
    Known& known = at->second;
    if (fresh) known.standard = find_standard(reading_.catalog, id);
    if (fresh && known.standard) {
      for (const StandardItem& item : known.standard->items) known.items.insert(item.id);
    }
    return known;
  }

  Reading& reading_;
  std::map<std::string, Known, std::less<>> standards_;
};

void check_body(Citations& citations, View body) {
  if (const View cwe = body.find("cwe"); cwe.valid()) citations.check_cwe(cwe);
  if (const View imdrf = body.find("imdrf"); imdrf.valid()) citations.check_imdrf(imdrf);
  if (const View cites = body.find("cites"); cites.valid()) citations.check_cites(cites);
}

}  // namespace

std::string read_cites(Reading& reading, View value) {
  std::string cites;
  for (const View entry : value.entries()) {
    if (!has_form(reading, entry, Form::one_or_more, entry.key())) continue;
    for (const View item : one_or_more(reading, entry))
      cites += fmt::format("{}{} {}", cites.empty() ? "" : "\n", entry.key(), item.text());
  }
  return cites;
}

void read_standards(Reading& reading, const Declarations& declarations) {
  std::vector<Standard>& standards = reading.catalog.standards;
  for (const Declared& declared : declarations.standards) {
    auto at = std::ranges::lower_bound(standards, declared.id, {}, &Standard::id);
    const bool known = at != standards.end() && at->id == declared.id;
    if (!known) {
      at = standards.emplace(at);
      at->id = declared.id;
    }
    const Owner owner{"standard", declared.id};
    read_fields(reading, *at, declared.body, owner, kFields);
    for (const std::string_view key : kDue) {
      if (!known && !declared.body.find(key).valid())
        report_missing_key(reading, head(declared.body), owner, key);
    }
  }
}

void check_citations(Reading& reading, const Declarations& declarations,
                     const std::vector<bool>& checked) {
  Citations citations(reading);
  for (const auto* table :
       {&declarations.weaknesses, &declarations.controls, &declarations.rules}) {
    for (const Declared& declared : *table) {
      if (checked[declared.pack]) check_body(citations, declared.body);
    }
  }
  for (const Declared& declared : declarations.seen) {
    const View under = declared.body.find("under");
    if (checked[declared.pack] && under.valid()) citations.check_cwe(under);
  }
}

}  // namespace wardround::catalog
