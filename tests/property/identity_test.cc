// Decisions through random histories of a design: renamed with and without `was:`, reordered, split
// into includes, moved, copied, changed, removed, added. What should become of each decision is
// said by an oracle that knows the history and three rules, and nothing of the code that judges.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/random.h"
#include "diag/render.h"
#include "model/load.h"
#include "treatment/decide.h"
#include "treatment/record.h"

namespace wardround::testing {
namespace {

constexpr uint64_t kScripts = 2000;
constexpr Date kToday{2026, 11, 24};

// `jar` and `hall` are types, and ids of this test, too: a sentence that names the type is not
// about the subject.
constexpr const char* kPack = R"pack(
pack: {id: test, version: 1.0.0, title: Test}
types:
  process: {title: process}
  jar: {title: jar, is: process}
  node: {title: node}
  boundary: {title: boundary}
  hall: {title: hall, is: boundary}
facts:
  broken: {on: [element], title: broken, question: "Is it broken?", worst: yes}
  sealed: {on: [element], title: sealed, question: "Is it sealed?", worst: no}
  worn: {on: [element], title: worn, question: "Is it worn?", worst: yes}
  open: {on: [flow], title: open, question: "Is it open?", worst: yes}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity]}
  wears: {title: Wears, text: t, stride: [T], cwe: [1], loses: [integrity]}
  leaks: {title: Leaks, text: t, stride: [T], cwe: [1], loses: [integrity]}
  spills: {title: Spills, text: t, stride: [T], cwe: [1], loses: [integrity]}
rules:
  broken:
    on: element
    when: "element.broken == yes and element.sealed == no"
    weakness: breaks
    threat: {actor: it, action: breaks}
    needs: {position: physical-touch, privilege: none}
  worn:
    on: element
    when: "element.worn == yes and element.parent != none"
    weakness: wears
    threat: {actor: it, action: wears}
    needs: {position: physical-touch, privilege: none}
  leaky:
    on: element
    when: "is_a(element, jar) and element.sealed == no"
    weakness: leaks
    threat: {actor: it, action: leaks}
    needs: {position: physical-touch, privilege: none}
  spilt:
    on: flow
    when: "flow.open == yes and flow.to.broken == yes"
    weakness: spills
    threat: {actor: it, action: spills}
    needs: {position: physical-touch, privilege: none}
)pack";

// ---- The design, as its author thinks of it

enum class Stated : uint8_t { nothing, yes, no };

struct Named {
  std::string id;
  std::vector<std::string> was;
};
struct Thing : Named {
  std::string type;       // process, jar
  std::size_t place = 0;  // into places + 1; 0: none
  Stated broken{}, sealed{}, worn{};
};
struct Pipe : Named {
  std::size_t from = 0, to = 0;  // into things
  Stated open{};
};
struct Place : Named {
  std::string type;
};

struct Design {
  std::vector<Place> places;
  std::vector<Thing> things;
  std::vector<Pipe> pipes;
  std::set<std::string> used;  // ids that somebody has, had, or may not have
};

// ---- What should be

enum class Truth : uint8_t { no, unknown, yes };
Truth is(Stated stated, Stated wanted) {
  return stated == Stated::nothing ? Truth::unknown : (stated == wanted ? Truth::yes : Truth::no);
}

// What a decision was about: things by an id that they had, and how they were.
struct Remembered {
  std::string weakness, subject, target, place;  // ids; empty: not asked
  Stated a{}, b{};
  bool operator==(const Remembered&) const = default;
};
struct Expected {
  Truth truth = Truth::no;
  Remembered now;
};

Expected expect(const Design& design, const std::string& weakness, const Thing& thing) {
  Expected out{Truth::no, {weakness, thing.id, "", "", {}, {}}};
  if (weakness == "breaks") {
    out.truth = std::min(is(thing.broken, Stated::yes), is(thing.sealed, Stated::no));
    out.now.a = thing.broken;
    out.now.b = thing.sealed;
  } else if (weakness == "wears") {
    out.truth = thing.place == 0 ? Truth::no : is(thing.worn, Stated::yes);
    out.now.a = thing.worn;
    if (thing.place != 0) out.now.place = design.places[thing.place - 1].id;
  } else {
    out.truth = thing.type == "jar" ? is(thing.sealed, Stated::no) : Truth::no;
    out.now.a = thing.sealed;
  }
  return out;
}
Expected expect(const Design& design, const Pipe& pipe) {
  const Thing& to = design.things[pipe.to];
  return {std::min(is(pipe.open, Stated::yes), is(to.broken, Stated::yes)),
          {"spills", pipe.id, to.id, "", pipe.open, to.broken}};
}

std::vector<Expected> expect_all(const Design& design) {
  std::vector<Expected> all;
  for (const Thing& thing : design.things) {
    for (const char* weakness : {"breaks", "wears", "leaks"})
      all.push_back(expect(design, weakness, thing));
  }
  for (const Pipe& pipe : design.pipes) all.push_back(expect(design, pipe));
  std::erase_if(all, [](const Expected& one) { return one.truth == Truth::no; });
  return all;
}

// The present id of what was called so; empty if there is none.
std::string present(const Design& design, const std::string& id) {
  const auto look = [&](const auto& all) -> std::string {
    for (const auto& one : all) {
      if (one.id == id || std::ranges::find(one.was, id) != one.was.end()) return one.id;
    }
    return {};
  };
  for (std::string found : {look(design.things), look(design.pipes), look(design.places)}) {
    if (!found.empty()) return found;
  }
  return {};
}
Remembered present(const Design& design, Remembered then) {
  for (std::string* id : {&then.subject, &then.target, &then.place}) {
    if (!id->empty()) *id = present(design, *id);
  }
  return then;
}

// ---- Edits

class Editor {
 public:
  Editor(Random& random, Design& design) : random_(random), design_(design) {}

  void begin() {
    design_.places = {{{"room", {}}, "boundary"}, {{"hall", {}}, "hall"}};
    for (const char* id : {"cup", "jar", "mug", "process"}) add_thing(id);
    for (const char* id : {"tap", "drain"}) add_pipe(id);
    design_.used = {"room", "hall", "cup", "jar", "mug", "process", "tap", "drain"};
  }

  // Says what it did.
  std::string edit() {
    switch (random_.below(12)) {
      case 0:
      case 1:
        return rename(true);
      case 2:
        return rename(false);
      case 3: {
        Thing& thing = any(design_.things);
        thing.place = random_.below(design_.places.size() + 1);
        return "move " + thing.id;
      }
      case 4: {
        const Thing& old = any(design_.things);
        Thing copy = old;
        copy.was.clear();
        copy.id = fresh(old.id + "-copy");
        const std::string said = "copy " + old.id + " as " + copy.id;
        design_.things.push_back(std::move(copy));
        return said;
      }
      case 5: {
        const Pipe& old = any(design_.pipes);
        Pipe copy = old;
        copy.was.clear();
        copy.id = fresh(old.id + "-copy");
        const std::string said = "copy " + old.id + " as " + copy.id;
        design_.pipes.push_back(std::move(copy));
        return said;
      }
      case 6:
      case 7: {
        Thing& thing = any(design_.things);
        Stated* facts[] = {&thing.broken, &thing.sealed, &thing.worn};
        *facts[random_.below(3)] = stated();
        return "change " + thing.id;
      }
      case 8: {
        Pipe& pipe = any(design_.pipes);
        if (random_.chance(50)) {
          pipe.open = stated();
        } else {
          pipe.to = random_.below(design_.things.size());
        }
        return "change " + pipe.id;
      }
      case 9:
        return remove();
      case 10: {
        const std::string id = fresh("new");
        add_thing(id);
        return "add " + id;
      }
      default: {
        Thing& thing = any(design_.things);
        thing.type = thing.type == "jar" ? "process" : "jar";
        return "change type of " + thing.id;
      }
    }
  }

 private:
  template <class T>
  T& any(std::vector<T>& all) {
    return all[random_.below(all.size())];
  }
  // Mostly what makes findings.
  Stated stated() {
    return random_.chance(20) ? Stated::nothing : random_.chance(60) ? Stated::yes : Stated::no;
  }
  std::string fresh(const std::string& like) {
    std::string id = like;
    for (int i = 2; design_.used.contains(id); ++i) id = like + "-" + std::to_string(i);
    design_.used.insert(id);
    return id;
  }
  void add_thing(const std::string& id) {
    Thing thing;
    thing.id = id;
    thing.type = random_.chance(50) ? "jar" : "process";
    thing.place = random_.below(design_.places.size() + 1);
    thing.broken = stated();
    thing.sealed = random_.chance(70) ? Stated::no : stated();
    thing.worn = stated();
    design_.things.push_back(thing);
  }
  void add_pipe(const std::string& id) {
    Pipe pipe;
    pipe.id = id;
    pipe.from = random_.below(design_.things.size());
    pipe.to = random_.below(design_.things.size());
    pipe.open = stated();
    design_.pipes.push_back(pipe);
  }

  std::string rename(bool with_history) {
    const std::size_t which = random_.below(4);
    Named& one = which == 0   ? static_cast<Named&>(any(design_.places))
                 : which == 1 ? static_cast<Named&>(any(design_.pipes))
                              : static_cast<Named&>(any(design_.things));
    const std::string old = one.id;
    one.id = fresh(random_.chance(50) ? old + "-x" : "other");
    if (with_history) {
      one.was.push_back(old);
      random_.shuffle(one.was);
    } else {
      // Nobody remembers: what was called so before is gone, and the id is free again.
      for (const std::string& id : one.was) design_.used.erase(id);
      one.was.clear();
      design_.used.erase(old);
    }
    return "rename " + old + " to " + one.id + (with_history ? " with was" : "");
  }

  std::string remove() {
    if (random_.chance(30) && design_.pipes.size() > 1) {
      const std::size_t at = random_.below(design_.pipes.size());
      const std::string id = design_.pipes[at].id;
      forget(design_.pipes[at]);
      design_.pipes.erase(design_.pipes.begin() + static_cast<std::ptrdiff_t>(at));
      return "remove " + id;
    }
    const std::size_t at = random_.below(design_.things.size());
    const bool joined = std::ranges::any_of(
        design_.pipes, [&](const Pipe& pipe) { return pipe.from == at || pipe.to == at; });
    if (joined || design_.things.size() < 3) return "nothing";
    const std::string id = design_.things[at].id;
    forget(design_.things[at]);
    design_.things.erase(design_.things.begin() + static_cast<std::ptrdiff_t>(at));
    for (Pipe& pipe : design_.pipes) {
      if (pipe.from > at) --pipe.from;
      if (pipe.to > at) --pipe.to;
    }
    return "remove " + id;
  }
  void forget(const Named& one) {
    design_.used.erase(one.id);
    for (const std::string& id : one.was) design_.used.erase(id);
  }

  Random& random_;
  Design& design_;
};

// ---- The design as text: order, layout and files are left to chance

class Text {
 public:
  Text(Random& random, const Design& design) : random_(random), design_(design) {}

  void write(MemoryFs& fs) {
    std::map<std::string, std::vector<std::string>> sections;
    for (const Place& place : design_.places)
      sections["boundaries"].push_back(entry(place, {{"type", place.type}}));
    for (const Thing& thing : design_.things) {
      Fields fields{{"type", thing.type}};
      if (thing.place != 0) fields.emplace_back("in", design_.places[thing.place - 1].id);
      state(fields, "broken", thing.broken);
      state(fields, "sealed", thing.sealed);
      state(fields, "worn", thing.worn);
      sections["elements"].push_back(entry(thing, fields));
    }
    for (const Pipe& pipe : design_.pipes) {
      Fields fields{{"path", design_.things[pipe.from].id + " -> " + design_.things[pipe.to].id}};
      state(fields, "open", pipe.open);
      sections["flows"].push_back(entry(pipe, fields));
    }
    std::map<std::string, std::map<std::string, std::string>> files;  // text by file and section
    const std::size_t parts = random_.below(3);
    for (auto& [section, entries] : sections) {
      random_.shuffle(entries);
      for (const std::string& one : entries) {
        const std::size_t part = random_.below(parts + 1);
        files[part == 0 ? "m.model.yaml" : "part-" + std::to_string(part) + ".yaml"][section] +=
            one;
      }
    }
    std::string head = "wardround: 1\nsystem: test\n";
    std::string included;
    for (const auto& [file, text] : files) {
      if (file != "m.model.yaml") included += (included.empty() ? "" : ", ") + file;
    }
    if (!included.empty()) head += "include: [" + included + "]\n";
    fs.files["m.model.yaml"] = head;
    for (const auto& [file, all] : files) {
      for (const auto& [section, text] : all) fs.files[file] += section + ":\n" + text;
    }
  }

 private:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  void state(Fields& fields, const char* fact, Stated stated) {
    if (stated != Stated::nothing) {
      fields.emplace_back(fact, stated == Stated::yes ? "yes" : "no");
    } else if (random_.chance(50)) {
      fields.emplace_back(fact, "unknown");
    }
  }
  std::string entry(const Named& named, Fields fields) {
    std::string was;
    for (const std::string& id : named.was) was += (was.empty() ? "" : ", ") + id;
    if (!was.empty()) fields.emplace_back("was", "[" + was + "]");
    random_.shuffle(fields);
    const bool block = random_.chance(50);
    std::string text = "  " + named.id + ":" + (block ? "\n" : " {");
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto& [key, value] = fields[i];
      text +=
          block ? "    " + key + ": " + value + "\n" : (i == 0 ? "" : ", ") + key + ": " + value;
    }
    return block ? text : text + "}\n";
  }

  Random& random_;
  const Design& design_;
};

// ---- What is

struct Pack {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  catalog::Catalog catalog;
  Pack() {
    catalog =
        catalog::load({{{"pack.yaml", sources.add("pack.yaml", kPack)}}}, sources, diagnostics);
  }
};

struct Judgement {
  std::map<std::string, std::string> standings;  // by finding
  std::set<std::string> idle;                    // targets
  std::string trouble;
  std::string decided;  // text of a decision on every finding, as of now
  bool operator==(const Judgement& other) const {
    return standings == other.standings && idle == other.idle && trouble == other.trouble;
  }
};

treatment::Decision acceptance(const std::string& target) {
  treatment::Decision decision;
  decision.target = target;
  decision.disposition = treatment::Disposition::accept;
  decision.by = "Ana";
  decision.role = "security";
  decision.reason = "a spare lies beside it";
  decision.date = kToday;
  decision.approved = treatment::Approval{"Bo", "risk-management", kToday, {}};
  decision.expires = add_days(kToday, 30);
  decision.benefit_risk = "file 12";
  return decision;
}

Judgement judge(const catalog::Catalog& catalog, const MemoryFs& fs, bool decide) {
  Judgement out;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const model::Loaded loaded = model::load(fs, "m.model.yaml", catalog, sources, diagnostics);
  const threats::Result result = threats::evaluate(catalog, loaded.model, diagnostics);
  const risk::Policy policy;
  const auto reach = risk::reach_harms(catalog, loaded.model, result, policy);
  const auto ratings = risk::rate(catalog, loaded.model, result, reach, policy);
  treatment::Decisions decisions =
      treatment::open_decisions(fs, "m.model.yaml", sources, diagnostics);
  treatment::read_decisions(decisions, catalog, sources, diagnostics);
  const treatment::Case given{catalog, loaded.model, result, reach, ratings, policy, kToday};
  const treatment::Judged judged = treatment::judge(given, decisions, diagnostics);
  if (diagnostics.has_errors()) out.trouble = diag::render_text(diagnostics, sources, {});
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const std::string id = threats::finding_id(catalog, loaded.model, result.findings[i].weakness,
                                               result.findings[i].subject);
    const auto& verdict = judged.findings[i].verdict;
    out.standings[id] = verdict ? std::string(name(verdict->standing)) : "undecided";
    if (!decide) continue;
    treatment::Decision decision = acceptance(id);
    treatment::take_stock(given, {i}, decision);
    out.decided = treatment::with_decision(out.decided, decision).value_or("");
  }
  for (const std::size_t i : judged.idle) out.idle.insert(decisions.all[i].target);
  return out;
}

// What the oracle says of decisions that remember `decided`.
Judgement predict(const Design& design, const std::vector<Remembered>& decided) {
  Judgement out;
  std::map<std::string, Remembered> now;
  for (const Expected& one : expect_all(design)) {
    const std::string id = one.now.weakness + "@" + one.now.subject;
    out.standings[id] = "undecided";
    now[id] = one.now;
  }
  for (const Remembered& then : decided) {
    const Remembered today = present(design, then);
    const auto found = now.find(today.weakness + "@" + today.subject);
    if (found == now.end()) {
      out.idle.insert(then.weakness + "@" + then.subject);
    } else {
      out.standings[found->first] = found->second == today ? "holds" : "stale";
    }
  }
  return out;
}

std::string text_of(const MemoryFs& fs) {
  std::string all;
  for (const auto& [file, text] : fs.files) all += "--- " + file + "\n" + text;
  return all;
}
std::string text_of(const Judgement& judgement) {
  std::string all = judgement.trouble;
  for (const auto& [id, standing] : judgement.standings) all += id + " " + standing + "\n";
  for (const std::string& target : judgement.idle) all += target + " matches nothing\n";
  return all;
}

TEST(Identity, DecisionsFollowAnyHistory) {
  const Pack pack;
  ASSERT_FALSE(pack.diagnostics.has_errors())
      << diag::render_text(pack.diagnostics, pack.sources, {});
  std::map<std::string, std::size_t> seen;
  for (uint64_t seed = 0; seed < kScripts; ++seed) {
    Random random(seed);
    Design design;
    Editor editor(random, design);
    editor.begin();
    MemoryFs fs;
    Text(random, design).write(fs);
    const std::string decided_text = judge(pack.catalog, fs, true).decided;
    std::vector<Remembered> decided;
    for (const Expected& one : expect_all(design)) decided.push_back(one.now);
    std::string history = "begin";
    const std::size_t edits = random.between(1, 8);
    for (std::size_t i = 0; i <= edits; ++i) {
      if (i > 0) history += "; " + editor.edit();
      fs.files.clear();
      Text(random, design).write(fs);
      if (!decided_text.empty()) fs.files["m.decisions.yaml"] = decided_text;
      const Judgement is = judge(pack.catalog, fs, false), expected = predict(design, decided);
      for (const auto& [id, standing] : expected.standings) ++seen[standing];
      seen["idle"] += expected.idle.size();
      ASSERT_TRUE(is == expected) << "seed " << seed << ": " << history << "\n--- expected\n"
                                  << text_of(expected) << "--- is\n"
                                  << text_of(is) << text_of(fs);
    }
  }
  for (const char* standing : {"holds", "stale", "undecided", "idle"})
    EXPECT_GT(seen[standing], kScripts) << standing;
}

}  // namespace
}  // namespace wardround::testing
