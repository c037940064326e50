// What holds for every model: the order of keys and of files does not matter, and no bytes bring
// loading down.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "diag/render.h"
#include "model/testing.h"

namespace wardround::model::testing {
namespace {

// Sections with their entries, of which every order says the same.
struct Section {
  const char* key;
  std::vector<const char*> entries;
};
const std::vector<Section> kModel{
    {"harms", {"h1: serious", "h2: {severity: unknown}"}},
    {"functions", {"fn: {needs: [d1], harms: [h1]}", "fm: {needs: [d2, d1], harms: [h1, h2]}"}},
    {"data", {"d1: phi", "d2: [command, confidential]", "fw: firmware", "lost: phi"}},
    {"boundaries",
     {"home: {type: home-network, controlled_by: patient}", "zone: {in: dev}", "net: internet"}},
    {"elements",
     {"dev: {type: box, in: home}",
      "mcu: {type: app, in: zone, stores: [d1, fw], performs: [fn, fm]}", "ui: {type: app, in: ph}",
      "ph: phone", "api: cloud", "who: person", "odd: {in: dev}", "loop1: {type: box, in: loop2}",
      "loop2: {type: box, in: loop1}"}},
    {"flows",
     {"sync: {path: ui -> mcu, protocol: {name: ble, pairing: passkey}, sends: [d2, fw], returns: "
      "[d1]}",
      "up: {path: ui -> api, protocol: https, over: [home, net], sends: [d1]}",
      "many: {path: {from: [who, odd], to: api}, sends: unknown}",
      "half: {path: unknown -> dev, protocol: wire}"}},
    {"credentials", {"key: {kind: key, held_by: [ui], authenticates: [sync, many]}"}},
    {"updates", {"u: {data: fw, installs_on: mcu, signed_by: none}"}},
    {"modes", {"m1: {of: mcu, next: [m2]}", "m2: {of: mcu, writes: [d2]}"}},
};

std::string head(const char* includes) {
  return std::string("wardround: 1\nsystem: {id: s, name: A system}\n") + includes;
}

std::string write(std::vector<Section> sections, std::mt19937* random) {
  std::string out;
  if (random != nullptr) std::shuffle(sections.begin(), sections.end(), *random);
  for (Section& section : sections) {
    if (random != nullptr) std::shuffle(section.entries.begin(), section.entries.end(), *random);
    out += std::string(section.key) + ":\n";
    for (const char* entry : section.entries) out += std::string("  ") + entry + "\n";
  }
  return out;
}

// Everything in a universe but where it stands in the text.
std::string describe(const Case& c) {
  const lang::Universe& u = c.universe();
  std::string out;
  for (std::size_t i = 0; i < u.size(); ++i) {
    const SubjectId s(i);
    out += std::to_string(static_cast<int>(u.kinds[i])) + " " + u.ids[i] + " " + u.names[i];
    for (const lang::TypeId type : u.types[lang::SubjectId(i)])
      out += " " + std::to_string(type.value);
    out += u.type_open[i] ? " ?\n" : "\n";
    for (std::size_t r = 0; r < u.relations.size(); ++r) {
      out += std::to_string(r) + ":";
      for (std::size_t k = 0; k < u.relations[r].count(s); ++k) {
        out += " " + std::to_string(u.relations[r].first(s)[k].value);
      }
      out += u.relations[r].is_open(s) ? " ?\n" : "\n";
    }
    for (std::size_t f = 0; f < u.facts.size(); ++f) {
      const lang::Cell& cell = u.cell(lang::FactId(f), s);
      out += std::to_string(cell.value) + "/" + std::to_string(static_cast<int>(cell.provenance)) +
             (cell.origin == 0xffffffffu ? "" : u.origins[cell.origin].via) + " ";
    }
    out += std::to_string(u.exposed[i].yes) + " " + std::to_string(u.exposed[i].unknown) + " " +
           std::to_string(u.reachable[i].yes) + " " + std::to_string(u.reachable[i].unknown) + "\n";
  }
  std::vector<std::string> messages;
  for (const diag::Diagnostic& d : c.diagnostics.unsorted()) messages.push_back(d.message());
  std::sort(messages.begin(), messages.end());
  for (const std::string& message : messages) out += message + "\n";
  return out;
}

TEST(Property, OrderOfKeysDoesNotMatter) {
  const std::string expected = describe(read(head("") + write(kModel, nullptr)));
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const std::string text = head("") + write(kModel, &random);
    ASSERT_EQ(describe(read(text)), expected) << text;
  }
}

TEST(Property, OrderOfFilesDoesNotMatter) {
  const std::string expected = describe(read(head("") + write(kModel, nullptr)));
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    MemoryFs fs;
    std::vector<std::string> names;
    for (const Section& section : kModel) {
      const std::string name = std::string(section.key) + ".yaml";
      fs.files[name] = write({section}, &random);
      names.push_back(name);
    }
    std::shuffle(names.begin(), names.end(), random);
    std::string includes = "include:\n";
    for (const std::string& name : names) includes += "  - " + name + "\n";
    fs.files["m.yaml"] = head(includes.c_str());
    ASSERT_EQ(describe(read(fs, "m.yaml")), expected) << includes;
  }
}

// Bytes that mean something to YAML or to the language, so that mutants are not all plain syntax
// errors.
constexpr std::string_view kTokens[] = {
    "\n",   "  ",  ": ",   "{",  "}",   "[",    "]",    ", ",      "->",     "unknown",
    "none", "&x ", "*x",   "\"", "'",   "#",    "-",    "in: dev", "system", "{unknown: {ask: t}}",
    "true", "4.2", "\xff", "\t", "yes", "sync", "<<: ", "|",       "@"};

std::string mutate(std::string text, std::mt19937& random) {
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::size_t changes = 1 + below(6);
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = below(text.size());
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, 1 + below(12));
        break;
      case 2:
        text.insert(at, kTokens[below(std::size(kTokens))]);
        break;
      case 3:
        text.insert(at, text.substr(below(text.size()), below(40)));
        break;
      default:
        text.replace(at, std::min<std::size_t>(1 + below(8), text.size() - at),
                     kTokens[below(std::size(kTokens))]);
    }
  }
  return text;
}

TEST(Property, NoBytesBringLoadingDown) {
  const std::string good = head("") + write(kModel, nullptr);
  diag::Sources pack_sources;
  const catalog::Catalog catalog = load_pack(pack_sources);
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    const std::string text = mutate(good, random);
    const Loaded loaded = load_text("m.yaml", text, catalog, sources, diagnostics);
    ASSERT_FALSE(loaded.model.subjects.empty());
    for (const diag::Diagnostic& d : diagnostics.unsorted()) {
      ASSERT_FALSE(d.message().empty());
      if (d.span.valid() && d.span.source == loaded.texts[0].source) {
        ASSERT_LE(d.span.begin, d.span.end) << text;
        ASSERT_LE(d.span.end, text.size()) << text;
      }
    }
    for (const Subject& subject : loaded.model.subjects) {
      ASSERT_EQ(loaded.model.find(subject.id).valid(), true) << text;
    }
  }
}

}  // namespace
}  // namespace wardround::model::testing
