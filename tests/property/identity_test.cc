// Decisions through random histories of a design: renamed with and without `was:`, reordered, split
// into includes, moved, copied, changed, removed, added, made a list of paths and back. Decisions
// on findings, on a weakness wherever it is, and on patterns. What should become of each is said by
// an oracle that knows the history and the rules, and nothing of the code that judges.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/glob.h"
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
  brittle: {on: [element], title: brittle, question: "Is it brittle?", worst: yes}
  worn: {on: [element], title: worn, question: "Is it worn?", worst: yes}
  open: {on: [flow], title: open, question: "Is it open?", worst: yes}
weaknesses:
  breaks: {title: Breaks, text: t, stride: [T], cwe: [1], loses: [integrity], family: broken}
  shatters: {title: Shatters, text: t, stride: [T], cwe: [1], loses: [integrity], family: broken}
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
  shattered:
    on: element
    when: "element.broken == yes and element.sealed == no and element.brittle == yes"
    weakness: shatters
    specialises: [broken]
    threat: {actor: it, action: shatters}
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
  Stated broken{}, sealed{}, brittle{}, worn{};
};
// One path, or several from different ends: `tap`, or `tap.1`, `tap.2` …
struct Pipe : Named {
  std::vector<std::size_t> from;  // into things; one at least
  std::size_t to = 0;
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

// Every subject that pipes and the rest are, with what it was called. A list that was a list under
// another id numbers its paths alike; one path alone is the first of them.
std::vector<Named> subjects(const Pipe& pipe) {
  if (pipe.from.size() == 1) return {{pipe.id, pipe.was}};
  std::vector<Named> all;
  for (std::size_t i = 1; i <= pipe.from.size(); ++i) {
    Named& one = all.emplace_back();
    one.id = pipe.id + "." + std::to_string(i);
    for (const std::string& was : pipe.was) {
      if (i == 1) one.was.push_back(was);
      if (was != pipe.id) one.was.push_back(was + "." + std::to_string(i));
    }
  }
  return all;
}

// ---- What should be

enum class Truth : uint8_t { no, unknown, yes };
Truth is(Stated stated, Stated wanted) {
  return stated == Stated::nothing ? Truth::unknown : (stated == wanted ? Truth::yes : Truth::no);
}

// What a rule looks at: facts of subjects by id, and the place that something is in.
constexpr const char* kPlace = "place";
using Asked = std::map<std::pair<std::string, std::string>, Stated>;  // subject, fact

struct Match {
  std::string weakness, subject;
  Truth truth = Truth::no;
  Asked asked;
  [[nodiscard]] std::string id() const { return weakness + "@" + subject; }
};
struct Found {
  Match winner;
  std::vector<Match> also;

  [[nodiscard]] bool is_called(const std::string& id) const {
    return winner.id() == id || std::ranges::find(also, id, &Match::id) != also.end();
  }
  [[nodiscard]] Asked asked() const {
    Asked all = winner.asked;
    for (const Match& one : also) all.insert(one.asked.begin(), one.asked.end());
    return all;
  }
};

void add_found(std::vector<Found>& all, Match match) {
  if (match.truth != Truth::no) all.push_back({std::move(match), {}});
}

std::vector<Found> expect_all(const Design& design) {
  std::vector<Found> all;
  for (const Thing& thing : design.things) {
    const Truth broken = std::min(is(thing.broken, Stated::yes), is(thing.sealed, Stated::no));
    Match breaks{"breaks",
                 thing.id,
                 broken,
                 {{{thing.id, "broken"}, thing.broken}, {{thing.id, "sealed"}, thing.sealed}}};
    Match shatters = breaks;
    shatters.weakness = "shatters";
    shatters.truth = std::min(broken, is(thing.brittle, Stated::yes));
    shatters.asked[{thing.id, "brittle"}] = thing.brittle;
    if (shatters.truth == Truth::no) {
      add_found(all, std::move(breaks));
    } else if (breaks.truth > shatters.truth) {  // the certain one speaks
      all.push_back({std::move(breaks), {std::move(shatters)}});
    } else {  // the specific one speaks
      all.push_back({std::move(shatters), {std::move(breaks)}});
    }
    if (thing.place != 0) {
      add_found(all, {"wears",
                      thing.id,
                      is(thing.worn, Stated::yes),
                      {{{thing.id, "worn"}, thing.worn},
                       {{design.places[thing.place - 1].id, kPlace}, Stated::yes}}});
    }
    if (thing.type == "jar")
      add_found(all, {"leaks",
                      thing.id,
                      is(thing.sealed, Stated::no),
                      {{{thing.id, "sealed"}, thing.sealed}}});
  }
  for (const Pipe& pipe : design.pipes) {
    const Thing& to = design.things[pipe.to];
    for (const Named& one : subjects(pipe))
      add_found(all, {"spills",
                      one.id,
                      std::min(is(pipe.open, Stated::yes), is(to.broken, Stated::yes)),
                      {{{one.id, "open"}, pipe.open}, {{to.id, "broken"}, to.broken}}});
  }
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
  std::vector<Named> paths;
  for (const Pipe& pipe : design.pipes) {
    for (Named& one : subjects(pipe)) paths.push_back(std::move(one));
  }
  for (std::string found : {look(design.things), look(paths), look(design.places)}) {
    if (!found.empty()) return found;
  }
  return {};
}
std::string present_finding(const Design& design, const std::string& id) {
  const std::size_t at = id.find('@');
  return id.substr(0, at + 1) + present(design, id.substr(at + 1));
}

// What a decision rests on, and, if it is wide, the findings that it was made for.
struct Decided {
  std::string target;
  bool wide = false;
  Asked rests_on;
  std::vector<std::string> made_for;
};

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
    switch (random_.below(14)) {
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
        Stated* facts[] = {&thing.broken, &thing.sealed, &thing.brittle, &thing.worn};
        *facts[random_.below(4)] = stated();
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
      case 11:
        return grow(any(design_.pipes));
      case 12:
        return shrink(any(design_.pipes));
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
    thing.brittle = random_.chance(60) ? Stated::no : stated();
    thing.worn = stated();
    design_.things.push_back(thing);
  }
  void add_pipe(const std::string& id) {
    Pipe pipe;
    pipe.id = id;
    do {
      pipe.from.push_back(random_.below(design_.things.size()));
    } while (random_.chance(30));
    pipe.to = random_.below(design_.things.size());
    pipe.open = stated();
    design_.pipes.push_back(pipe);
  }

  // Another end; whoever makes a list of one path may say that it was the first of them.
  std::string grow(Pipe& pipe) {
    const bool said = pipe.from.size() == 1 && random_.chance(50);
    if (said) pipe.was.push_back(pipe.id);
    pipe.from.push_back(random_.below(design_.things.size()));
    return "another path of " + pipe.id + (said ? " with was" : "");
  }
  std::string shrink(Pipe& pipe) {
    if (pipe.from.size() == 1) return "nothing";
    pipe.from.pop_back();
    if (pipe.from.size() == 1) std::erase(pipe.was, pipe.id);  // it is called so again
    return "one path less of " + pipe.id;
  }

  std::string rename(bool with_history) {
    const std::size_t which = random_.below(4);
    Named& one = which == 0   ? static_cast<Named&>(any(design_.places))
                 : which == 1 ? static_cast<Named&>(any(design_.pipes))
                              : static_cast<Named&>(any(design_.things));
    const std::string old = one.id;
    one.id = fresh(random_.chance(50) ? old + "-x" : "other");
    if (with_history) {
      std::erase(one.was, old);  // a list may have been one path of its own id
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
    const bool joined = std::ranges::any_of(design_.pipes, [&](const Pipe& pipe) {
      return std::ranges::find(pipe.from, at) != pipe.from.end() || pipe.to == at;
    });
    if (joined || design_.things.size() < 3) return "nothing";
    const std::string id = design_.things[at].id;
    forget(design_.things[at]);
    design_.things.erase(design_.things.begin() + static_cast<std::ptrdiff_t>(at));
    for (Pipe& pipe : design_.pipes) {
      for (std::size_t& from : pipe.from) {
        if (from > at) --from;
      }
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
      state(fields, "brittle", thing.brittle);
      state(fields, "worn", thing.worn);
      sections["elements"].push_back(entry(thing, fields));
    }
    for (const Pipe& pipe : design_.pipes) {
      Fields fields{{"path", path(pipe)}};
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

  std::string path(const Pipe& pipe) {
    const std::string& to = design_.things[pipe.to].id;
    const bool paths = pipe.from.size() == 1 || random_.chance(50);
    std::string list;
    for (const std::size_t from : pipe.from)
      list += (list.empty() ? "" : ", ") + design_.things[from].id + (paths ? " -> " + to : "");
    if (pipe.from.size() == 1) return list;
    return paths ? "[" + list + "]" : "{from: [" + list + "], to: " + to + "}";
  }
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

// Decides on each of `targets` as of now, if any are given.
Judgement judge(const catalog::Catalog& catalog, const MemoryFs& fs,
                const std::vector<std::string>& targets) {
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
  }
  for (const std::string& target : targets) {
    treatment::Decision decision = acceptance(target);
    decision.reach =
        treatment::reach_of(treatment::split_target(target).value_or(treatment::Target{}));
    treatment::take_stock(given, treatment::findings_of(given, target), decision);
    out.decided = treatment::with_decision(out.decided, decision).value_or("");
  }
  for (const std::size_t i : judged.idle) out.idle.insert(decisions.all[i].target);
  return out;
}

bool is_met(const std::string& target, const Found& found) {
  return matches_glob(target, found.winner.id()) ||
         std::ranges::any_of(found.also,
                             [&](const Match& one) { return matches_glob(target, one.id()); });
}

// Decisions on some findings, on a weakness, on a pattern; what speaks of nothing is left out. The
// narrower decides over the wider.
std::vector<Decided> decide(Random& random, const std::vector<Found>& all) {
  std::vector<Decided> decided;
  const bool wide = random.chance(50);
  for (const Found& found : all) {
    // Who decides on a general finding decides on whatever speaks for it.
    if (wide && random.chance(50)) continue;
    const Match& one = found.also.empty() || random.chance(70) ? found.winner : found.also.front();
    decided.push_back({one.id(), false, found.winner.asked, {}});
  }
  if (!wide) return decided;
  const auto add = [&](const std::string& target) {
    Decided one{target, true, {}, {}};
    for (const Found& found : all) {
      if (!is_met(target, found)) continue;
      for (const auto& [what, stated] : found.winner.asked) {
        if (what.second != kPlace) one.rests_on.emplace(what, stated);
      }
      if (matches_glob(target, found.winner.id())) {
        one.made_for.push_back(found.winner.id());
        continue;
      }
      for (const Match& behind : found.also) {
        if (matches_glob(target, behind.id())) one.made_for.push_back(behind.id());
      }
    }
    if (!one.made_for.empty()) decided.push_back(std::move(one));
  };
  const char* weaknesses[] = {"breaks@*", "shatters@*", "spills@*", "leaks@*"};
  const char* patterns[] = {"*s@c*", "*@*u*", "b*@*", "*@tap*", "*a*@*r*"};
  if (random.chance(70)) add(weaknesses[random.below(std::size(weaknesses))]);
  if (random.chance(70)) add(patterns[random.below(std::size(patterns))]);
  return decided;
}

// Facts of a wide decision count only where they are asked; all that another rests on counts.
bool rests_well(const Design& design, const Decided& decided, const Found& found) {
  const Asked asked = found.asked();
  return std::ranges::all_of(decided.rests_on, [&](const auto& one) {
    const auto now = asked.find({present(design, one.first.first), one.first.second});
    return now == asked.end() ? decided.wide : now->second == one.second;
  });
}

// Was the decision made of the same flow when it was one path, and now is a list of them, or the
// other way round?
bool is_of_kin(const std::string& target, const std::string& id) {
  const auto list_of = [](const std::string& one) {
    const std::size_t dot = one.rfind('.');
    return dot == std::string::npos ? std::string() : one.substr(0, dot);
  };
  return list_of(target) == id || list_of(id) == target;
}

// What the oracle says of decisions that were made then.
Judgement predict(const Design& design, const std::vector<Decided>& decided) {
  Judgement out;
  for (const Decided& one : decided) out.idle.insert(one.target);
  for (const Found& found : expect_all(design)) {
    std::string& standing = out.standings[found.winner.id()];
    standing = "undecided";
    for (const Decided& one : decided) {
      const auto names = [&](const std::string& id) {
        return found.is_called(present_finding(design, id));
      };
      const bool frozen = one.wide ? std::ranges::any_of(one.made_for, names) : names(one.target);
      if (!frozen && !(one.wide && is_met(one.target, found))) continue;
      out.idle.erase(one.target);
      // Narrower ones come first.
      if (standing != "undecided" && standing != "proposed") continue;
      if (frozen) {
        standing = rests_well(design, one, found) ? "holds" : "stale";
      } else {
        standing = "proposed";
      }
    }
    for (const Decided& one : decided) {
      const bool is_gone = present_finding(design, one.target).ends_with('@');
      if (one.wide || !is_gone || standing != "undecided") continue;
      const auto kin = [&](const Match& match) { return is_of_kin(one.target, match.id()); };
      if (kin(found.winner) || std::ranges::any_of(found.also, kin)) standing = "proposed";
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
    const std::vector<Decided> decided = decide(random, expect_all(design));
    std::vector<std::string> targets;
    for (const Decided& one : decided) targets.push_back(one.target);
    const std::string decided_text = judge(pack.catalog, fs, targets).decided;
    std::string history = "begin";
    const std::size_t edits = random.between(1, 8);
    for (std::size_t i = 0; i <= edits; ++i) {
      if (i > 0) history += "; " + editor.edit();
      fs.files.clear();
      Text(random, design).write(fs);
      if (!decided_text.empty()) fs.files["m.decisions.yaml"] = decided_text;
      const Judgement is = judge(pack.catalog, fs, {}), expected = predict(design, decided);
      for (const auto& [id, standing] : expected.standings) ++seen[standing];
      seen["idle"] += expected.idle.size();
      ASSERT_TRUE(is == expected) << "seed " << seed << ": " << history << "\n--- expected\n"
                                  << text_of(expected) << "--- is\n"
                                  << text_of(is) << text_of(fs);
    }
  }
  for (const char* standing : {"holds", "stale", "undecided", "proposed", "idle"})
    EXPECT_GT(seen[standing], kScripts / 2) << standing;
}

}  // namespace
}  // namespace wardround::testing
