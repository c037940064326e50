#include "catalog/declare.h"

#include <algorithm>

#include "base/limits.h"
#include "fmt/format.h"

namespace wardround::catalog {
namespace {

struct Declaring {
  Reading& reading;
  Declarations& out;
  uint32_t pack = 0;
  View* header = nullptr;  // the `pack:` section of this pack
};

struct Section {
  std::string_view name;
  std::string_view what;  // an entry of it, for messages
  IdShape shape;
  std::vector<Declared>* (*table)(Declarations&);
  bool adds = false;  // a later pack adds to what earlier ones say, and replaces nothing
};

constexpr Section kSections[] = {
    {"types", "type", IdShape::hyphen, [](Declarations& d) { return &d.types[0]; }},
    {"protocols", "protocol", IdShape::hyphen, [](Declarations& d) { return &d.types[1]; }},
    {"data_kinds", "data kind", IdShape::hyphen, [](Declarations& d) { return &d.types[2]; }},
    {"facts", "fact", IdShape::underscore, [](Declarations& d) { return &d.facts; }},
    {"weaknesses", "weakness", IdShape::hyphen, [](Declarations& d) { return &d.weaknesses; }},
    {"controls", "control", IdShape::hyphen, [](Declarations& d) { return &d.controls; }},
    {"rules", "rule", IdShape::hyphen, [](Declarations& d) { return &d.rules; }},
    {"stride", "row", IdShape::hyphen, [](Declarations& d) { return &d.grid; }},
    {"seen", "entry", IdShape::hyphen, [](Declarations& d) { return &d.seen; }},
    {"standards", "standard", IdShape::hyphen, [](Declarations& d) { return &d.standards; }, true},
};

const Section* find_section(std::string_view name) {
  for (const Section& section : kSections) {
    if (section.name == name) return &section;
  }
  return nullptr;
}

// What a fact stands on decides whether two facts of one name are the same fact.
lang::KindSet fact_kinds(Reading& reading, View body, const Owner& owner) {
  const View on = body.find("on");
  if (!on.valid()) {
    report_missing_key(reading, head(body), owner, "on");
    return 0;
  }
  return has_form(reading, on, Form::words, "on") ? read_kinds(reading, on) : 0;
}

void declare_section(Declaring& declaring, const Section& section, View entries) {
  if (!is_body(declaring.reading, entries, {"section", section.name})) return;
  std::vector<Declared>& table = *section.table(declaring.out);
  for (const View entry : entries.entries()) {
    const Owner owner{section.what, entry.key()};
    if (!check_id(declaring.reading, entry.key_span(), entry.key(), section.shape)) continue;
    if (!is_body(declaring.reading, entry, owner)) continue;
    if (table.size() == limits::kPackEntries) {
      declaring.reading.diagnostics.report(
          diag::Kind::pack_too_many, entry.key_span(),
          {std::to_string(limits::kPackEntries), std::string(section.name)});
      return;
    }
    Declared declared{entry.key(), entry, declaring.pack, 0};
    if (section.name == "facts") {
      declared.kinds = fact_kinds(declaring.reading, entry, owner);
      if (declared.kinds == 0) continue;
    }
    table.push_back(declared);
  }
}

void report_twice(Reading& reading, std::string_view what, View first, View second,
                  std::string_view id) {
  if (first.key_span() == second.key_span()) return;  // one alias seen twice
  reading.diagnostics
      .report(diag::Kind::pack_twice, head(second), {std::string(what), std::string(id)})
      .note(head(first), "it is first declared here");
}

void declare_header(Declaring& declaring, View section) {
  if (declaring.header->valid()) {
    report_twice(declaring.reading, "section", *declaring.header, section, "pack");
  } else {
    *declaring.header = section;
  }
}

void report_unknown_section(Reading& reading, View section) {
  const bool of_cases = section.key() == "cases" || section.key() == "bases";
  std::vector<std::string_view> allowed{"pack"};
  for (const Section& known : kSections) allowed.push_back(known.name);
  const std::string_view near = diag::did_you_mean(section.key(), allowed);
  diag::Diagnostic& diagnostic = reading.diagnostics.report(
      diag::Kind::pack_section, section.key_span(), {std::string(section.key())});
  diagnostic.note(of_cases ? std::string("cases stand in files named `*.cases.yaml`")
                           : "allowed: " + quoted_list(allowed));
  if (!near.empty()) {
    diagnostic.fix(fmt::format("rename to `{}`", near), diag::Safety::suggested,
                   {{section.key_span(), std::string(near)}});
  }
}

void declare_file(Declaring& declaring, const ParsedFile& file) {
  const View root{&file.tree, file.tree.root()};
  if (!root.valid() || !is_body(declaring.reading, root, {"the file", ""})) return;
  for (const View section : root.entries()) {
    if (section.key() == "pack") {
      declare_header(declaring, section);
    } else if (const Section* known = find_section(section.key())) {
      declare_section(declaring, *known, section);
    } else {
      report_unknown_section(declaring.reading, section);
    }
  }
}

constexpr Field<Pack> kPackFields[] = {
    {"id", Form::text, Need::required,
     [](Reading& reading, Pack& pack, View value) {
       if (check_id(reading, value.span(), value.text(), IdShape::hyphen)) pack.id = value.text();
     }},
    {"version", Form::text, Need::required,
     [](Reading&, Pack& pack, View value) { pack.version = value.text(); }},
    {"title", Form::text, Need::optional,
     [](Reading&, Pack& pack, View value) { pack.title = value.text(); }},
};

bool same_thing(const Declared& a, const Declared& b) {
  return a.id == b.id && (a.kinds == b.kinds || (a.kinds & b.kinds) != 0);
}

// Sorts by id and keeps the latest pack's declaration of each thing, the first one within a pack.
void resolve(Reading& reading, std::vector<Declared>& table, const Section& section) {
  std::stable_sort(table.begin(), table.end(),
                   [](const Declared& a, const Declared& b) { return a.id < b.id; });
  std::vector<Declared> kept;
  for (const Declared& declared : table) {
    bool twice = false;
    auto at = kept.end();
    while (at != kept.begin() && (at - 1)->id == declared.id) {
      --at;
      if (!same_thing(*at, declared)) continue;
      if (at->pack == declared.pack) {
        report_twice(reading, section.what, at->body, declared.body, declared.id);
        twice = true;
      } else if (!section.adds) {
        at = kept.erase(at);
      }
    }
    if (!twice) kept.push_back(declared);
  }
  table = std::move(kept);
}

// The place to complain about a pack as a whole: the beginning of its first file.
diag::Span pack_begin(const std::deque<ParsedFile>& files, uint32_t pack) {
  for (const ParsedFile& file : files) {
    if (file.pack == pack) return {file.source, 0, 0};
  }
  return {};
}

}  // namespace

Declarations declare(Reading& reading, const std::deque<ParsedFile>& files, uint32_t pack_count) {
  Declarations out;
  std::vector<View> headers(pack_count);
  for (const ParsedFile& file : files) {
    Declaring declaring{reading, out, file.pack, &headers[file.pack]};
    declare_file(declaring, file);
  }
  for (uint32_t pack = 0; pack < pack_count; ++pack) {
    Pack& header = reading.catalog.packs.emplace_back();
    if (!headers[pack].valid()) {
      reading.diagnostics.report(diag::Kind::pack_header, pack_begin(files, pack));
    } else if (is_body(reading, headers[pack], {"pack", ""})) {
      read_fields(reading, header, headers[pack], {"the pack", ""}, kPackFields);
    }
  }
  for (const Section& section : kSections) resolve(reading, *section.table(out), section);
  return out;
}

}  // namespace wardround::catalog
