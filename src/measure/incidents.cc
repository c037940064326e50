#include "measure/incidents.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/reason.h"
#include "catalog/view.h"
#include "model/answer.h"
#include "text/edit.h"
#include "treatment/record.h"

namespace wardround::measure {
namespace {

const std::set<char> kStride{'S', 'T', 'R', 'I', 'D', 'E'};

constexpr std::string_view kFacts = "facts";  // of a twin: no subject but what subjects state

using catalog::View;
using lang::Kind;
using lang::Relation;
using lang::SubjectId;
using threats::Finding;

using Classes = std::map<std::string, std::set<uint32_t>, std::less<>>;

struct Row {
  std::string id;
  std::vector<SubjectId> scope;  // sorted
  std::set<uint32_t> cwe;
  std::vector<char> letters;
};

std::vector<View> items(View value) {
  std::vector<View> all;
  if (!value.valid()) return all;
  if (!value.is_list()) return {value};
  for (const View item : value.entries()) all.push_back(item);
  return all;
}

// A fact's value as `answer` takes it.
std::string value_of(View value) {
  std::string text;
  for (const View item : items(value)) text.append(text.empty() ? "" : ", ").append(item.text());
  return text;
}

// What belongs to a target: itself, what is inside, the flows that touch it, and what is held,
// carried, performed or installed there.
std::vector<SubjectId> scope_of(const model::Model& model, SubjectId target) {
  const lang::Universe& universe = model.universe;
  std::set<SubjectId> places{target};
  const auto add = [&](std::set<SubjectId>& to, Relation relation, SubjectId of) {
    const lang::Relations& relations = universe.relation(relation);
    const SubjectId* const first = relations.first(of);
    to.insert(first, first + relations.count(of));
  };
  for (const Relation inside : {Relation::contents, Relation::ports}) add(places, inside, target);
  std::set<SubjectId> all = places;
  for (const SubjectId place : places) {
    for (const Relation there :
         {Relation::flows, Relation::flows_in, Relation::flows_out, Relation::flows_crossing,
          Relation::stores, Relation::touches, Relation::carries, Relation::performs,
          Relation::credentials, Relation::holds, Relation::software, Relation::updates,
          Relation::modes}) {
      add(all, there, place);
    }
  }
  const std::set<SubjectId> first = all;
  for (const SubjectId one : first) {
    if (universe.kind(one) == Kind::function) add(all, Relation::interlocks, one);
  }
  return {all.begin(), all.end()};
}

class Reader {
 public:
  Reader(const Fs& fs, study::Study& study) : fs_(fs), study_(study) {}

  // The root of a file; invalid if it cannot be read. The tree lives as long as the reader.
  View file(const std::string& path) {
    auto text = fs_.read(path, limits::kFileBytes);
    if (!text) {
      study_.diagnostics.report(diag::Kind::file_unreadable, {},
                                {path, reason(text.error(), path)});
      return {};
    }
    std::size_t budget = limits::kYamlNodes;
    trees_.push_back(std::make_unique<text::Tree>(text::parse(
        study_.sources, study_.sources.add(path, *std::move(text)), budget, study_.diagnostics)));
    return {trees_.back().get(), trees_.back()->root()};
  }

  void complain(View at, std::string what) {
    study_.diagnostics.report(diag::Kind::oracle_mistake,
                              at.valid() ? catalog::head(at) : diag::Span{}, {std::move(what)});
  }
  template <class Known>
  void unknown(View at, std::string_view what, std::string_view name, const Known& known) {
    std::vector<std::string_view> words(known.begin(), known.end());
    const std::string_view near = diag::did_you_mean(name, words);
    complain(at, fmt::format("there is no {} `{}`{}", what, name,
                             near.empty() ? "" : fmt::format(": did you mean `{}`?", near)));
  }

 private:
  const Fs& fs_;
  study::Study& study_;
  std::vector<std::unique_ptr<text::Tree>> trees_;
};

// An incident's oracle, held against the findings of its model and its twins.
class Case {
 public:
  Case(Reader& reader, const Classes& classes, study::Study& study, View oracle)
      : reader_(reader), classes_(classes), study_(study), oracle_(oracle) {}

  Incident measure(const std::string& model_path, std::string text) {
    Incident incident;
    incident.id = oracle_.find("incident").valid() ? oracle_.find("incident").text() : model_path;
    incident.title = oracle_.find("title").valid() ? oracle_.find("title").text() : "";
    name_ = model_path;
    const std::size_t before = study_.diagnostics.count(diag::Severity::error);
    const auto given = assess(text, study_.sources, study_.diagnostics);
    if (study_.diagnostics.count(diag::Severity::error) != before) return incident;
    const model::Counts counts = given.model().counts();
    incident.places = counts.elements + counts.flows;
    incident.findings = study::summarise(given.result).open();
    const std::vector<Row> rows = read_rows(given.model());
    const std::set<std::size_t> seen = in_sight(given);
    for_each_rule(given, [&](const Finding& rule) { incident.fired.insert(rule.rule); });
    for (const Row& row : rows) {
      for (const char letter : row.letters) {
        Triple triple{
            .row = row.id, .letter = letter, .by = {}, .rules = {}, .open_in_hardened = {}};
        for (const std::size_t hit : hits(given, row, letter)) {
          if (triple.by.empty()) triple.by = id_of(given, hit);
          triple.in_sight = triple.in_sight || seen.contains(hit);
        }
        for_each_rule(given, [&](const Finding& one) {
          if (is_hit(one, row, letter)) triple.rules.insert(one.rule);
        });
        incident.triples.push_back(std::move(triple));
      }
    }
    const View twins = oracle_.find("twins");
    if (const View twin = twins.valid() ? twins.find("hardened") : View{}; twin.valid()) {
      incident.hardened = true;
      const auto note = [](Triple& triple, const std::string& open) {
        if (triple.open_in_hardened.empty()) triple.open_in_hardened = open;
      };
      // Facts make the rest known. They cannot stand in for a control: the rows are silent without.
      const std::string controlled = with_controls(twin, text);
      const std::string stated = with_facts(twin, controlled);
      if (stated != controlled) hold_against(twin, controlled, incident, note);
      incident.hardened_findings = hold_against(twin, stated, incident, note);
    }
    if (const View twin = twins.valid() ? twins.find("insufficient") : View{}; twin.valid()) {
      incident.insufficient = true;
      hold_against(twin, with_facts(twin, with_controls(twin, text)), incident,
                   [](Triple& triple, const std::string& open) {
                     triple.open_in_insufficient = !open.empty();
                   });
    }
    return incident;
  }

 private:
  study::Assessment assess(std::string text, diag::Sources& sources,
                           diag::Diagnostics& diagnostics) const {
    study::Assessment assessment;
    assessment.path = name_;
    assessment.loaded =
        model::load_text(name_, std::move(text), study_.catalog, sources, diagnostics);
    study::assess(study_.catalog, study_.policy, assessment, diagnostics);
    return assessment;
  }

  std::vector<Row> read_rows(const model::Model& model) {
    std::vector<Row> rows;
    const View all = oracle_.find("rows");
    if (!all.valid() || !all.is_mapping() || all.size() == 0) {
      reader_.complain(oracle_, "the oracle has no `rows:`");
      return rows;
    }
    for (const View entry : all.entries()) {
      Row row;
      row.id = entry.key();
      std::set<SubjectId> scope;
      for (const View target : items(entry.find("targets"))) {
        const SubjectId subject = model.find(target.text());
        if (!subject.valid()) {
          reader_.unknown(target, "subject", target.text(), model.universe.ids);
          continue;
        }
        const auto more = scope_of(model, subject);
        scope.insert(more.begin(), more.end());
      }
      row.scope.assign(scope.begin(), scope.end());
      for (const View wanted : items(entry.find("classes"))) {
        const auto found = classes_.find(wanted.text());
        if (found == classes_.end()) {
          std::vector<std::string_view> known;
          for (const auto& [name, cwe] : classes_) known.push_back(name);
          reader_.unknown(wanted, "class", wanted.text(), known);
          continue;
        }
        row.cwe.insert(found->second.begin(), found->second.end());
      }
      for (const View letter : items(entry.find("letters"))) {
        if (letter.text().size() != 1 || !kStride.contains(letter.text().front())) {
          reader_.complain(letter, fmt::format("`{}` is no letter of STRIDE", letter.text()));
          continue;
        }
        row.letters.push_back(letter.text()[0]);
      }
      if (row.scope.empty() || row.cwe.empty() || row.letters.empty())
        reader_.complain(entry, "a row needs `targets:`, `letters:` and `classes:`");
      rows.push_back(std::move(row));
    }
    return rows;
  }

  // Calls `each` for every rule that holds: as the finding that it raises, or would raise if none
  // spoke for it.
  template <class Each>
  static void for_each_rule(const study::Assessment& assessment, Each&& each) {
    for (const Finding& finding : assessment.result.findings) {
      each(finding);
      for (const threats::Also& also : finding.also) {
        Finding behind;
        behind.weakness = also.weakness;
        behind.subject = finding.subject;
        behind.rule = also.rule;
        behind.status = also.status;
        each(behind);
      }
    }
  }

  // Is an open finding what a row asks for, of one letter?
  [[nodiscard]] bool is_hit(const Finding& finding, const Row& row, char letter) const {
    if (finding.status == threats::Status::cleared) return false;
    if (!std::ranges::binary_search(row.scope, finding.subject)) return false;
    const auto is_letter = [&](catalog::Stride stride) {
      return catalog::letter(stride) == letter;
    };
    if (std::ranges::none_of(threats::stride_of(study_.catalog, finding), is_letter)) return false;
    const auto is_class = [&](uint32_t cwe) { return row.cwe.contains(cwe); };
    return std::ranges::any_of(threats::cwe_of(study_.catalog, finding), is_class);
  }

  [[nodiscard]] std::vector<std::size_t> hits(const study::Assessment& assessment, const Row& row,
                                              char letter) const {
    std::vector<std::size_t> found;
    for (const std::size_t i : assessment.finding_order) {
      if (is_hit(assessment.result.findings[i], row, letter)) found.push_back(i);
    }
    return found;
  }

  // The findings that a screen shows first, and those that its first questions would settle.
  static std::set<std::size_t> in_sight(const study::Assessment& assessment) {
    std::set<std::size_t> seen;
    for (const std::size_t i : assessment.finding_order) {
      const Finding& finding = assessment.result.findings[i];
      if (finding.status == threats::Status::cleared ||
          finding.certainty == threats::Certainty::unverified)
        continue;
      if (seen.size() == kFirstFindings) break;
      seen.insert(i);
    }
    const std::size_t questions = std::min(kFirstQuestions, assessment.question_order.size());
    for (std::size_t q = 0; q < questions; ++q) {
      const auto& findings = assessment.result.questions[assessment.question_order[q]].findings;
      seen.insert(findings.begin(), findings.end());
    }
    return seen;
  }

  [[nodiscard]] std::string id_of(const study::Assessment& assessment, std::size_t i) const {
    const Finding& finding = assessment.result.findings[i];
    return threats::finding_id(study_.catalog, assessment.model(), finding.weakness,
                               finding.subject);
  }

  static treatment::NewControl control_of(View use) {
    treatment::NewControl control{.control = {}, .parameters = {}, .implemented = true};
    for (const View part : use.entries()) {
      if (part.key() == "use") {
        control.control = part.text();
      } else {
        control.parameters.emplace_back(part.key(), part.text());
      }
    }
    return control;
  }

  // The model with the controls of a twin, as if they were implemented.
  std::string with_controls(View twin, std::string text) {
    for (const View at : twin.entries()) {
      if (at.key() == kFacts) continue;
      std::vector<treatment::NewControl> controls;
      for (const View use : items(at)) controls.push_back(control_of(use));
      edit(at, at, text, [&](const auto& loaded, const auto& sources, SubjectId subject) {
        return treatment::declare_controls(loaded, sources, subject, controls);
      });
    }
    return text;
  }

  // The same with what the twin's maker says under `facts:`, by subject and fact.
  std::string with_facts(View twin, std::string text) {
    for (const View at : members(twin.find(kFacts))) {
      for (const View fact : members(at)) {
        edit(at, fact, text, [&](const auto& loaded, const auto& sources, SubjectId subject) {
          return model::answer_edits(loaded, study_.catalog, sources, subject, fact.key(),
                                     value_of(fact), {})
              .map([](model::AnswerEdit&& answer) { return std::move(answer.edits); });
        });
      }
    }
    return text;
  }

  std::vector<View> members(View facts) {
    std::vector<View> all;
    if (!facts.valid()) return all;
    if (!facts.is_mapping()) {
      reader_.complain(facts,
                       "facts are written by subject and name, as in `rf: {pairing: passkey}`");
      return all;
    }
    for (const View one : facts.entries()) all.push_back(one);
    return all;
  }

  // One step towards a twin: the text with the edits that `make` gives for the subject that `entry`
  // is named after; what it cannot do is a mistake in `at`.
  template <class Make>
  void edit(View entry, View at, std::string& text, Make&& make) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    const auto loaded = model::load_text(name_, text, study_.catalog, sources, diagnostics);
    const SubjectId subject = loaded.model.find(entry.key());
    if (!subject.valid()) {
      reader_.unknown(entry, "subject", entry.key(), loaded.model.universe.ids);
      return;
    }
    const Result<std::vector<diag::Edit>> edits = make(loaded, sources, subject);
    if (edits) {
      text = text::apply(text, *edits).text;
    } else {
      reader_.complain(at, edits.error().message);
    }
  }

  // How many findings are open in the twin; `note` learns for each triple which one is, if any.
  template <class Note>
  std::size_t hold_against(View twin, std::string text, Incident& incident, Note&& note) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    const auto assessment = assess(std::move(text), sources, diagnostics);
    if (diagnostics.has_errors()) {
      for (const diag::Diagnostic& one : diagnostics.unsorted()) {
        if (diag::info(one.kind).severity == diag::Severity::error)
          reader_.complain(twin, fmt::format("the twin has a mistake: {}", one.message()));
      }
      return 0;
    }
    std::size_t at = 0;
    for (const Row& row : read_rows(assessment.model())) {
      for (const char letter : row.letters) {
        const auto open = hits(assessment, row, letter);
        if (at < incident.triples.size())
          note(incident.triples[at++],
               open.empty() ? std::string() : id_of(assessment, open.front()));
      }
    }
    return study::summarise(assessment.result).open();
  }

  Reader& reader_;
  const Classes& classes_;
  study::Study& study_;
  View oracle_;
  std::string name_;
};

Classes read_classes(Reader& reader, View root) {
  Classes classes;
  const View all = root.valid() ? root.find("classes") : View{};
  if (!all.valid()) return classes;
  for (const View entry : all.entries()) {
    std::set<uint32_t>& cwe = classes[std::string(entry.key())];
    for (const View number : items(entry)) {
      const auto value = text::as_integer(*number.tree, number.id);
      if (!value || *value < 1 || *value > 99999) {
        reader.complain(number, fmt::format("`{}` is no number of a CWE", number.text()));
      } else {
        cwe.insert(static_cast<uint32_t>(*value));
      }
    }
  }
  return classes;
}

Floors read_floors(Reader& reader, View root) {
  Floors floors;
  const auto number = [&](std::string_view key) {
    const View value = root.valid() ? root.find(key) : View{};
    double read = 0;
    const std::string_view text = value.valid() ? value.text() : "";
    const auto end = std::from_chars(text.data(), text.data() + text.size(), read);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || read < 0)
      reader.complain(value.valid() ? value : root, fmt::format("`{}:` must be a number", key));
    return read;
  };
  floors.whole = static_cast<std::size_t>(number("whole"));
  floors.in_sight = static_cast<std::size_t>(number("in_sight"));
  floors.silent = static_cast<std::size_t>(number("silent"));
  floors.pretended = static_cast<std::size_t>(number("pretended"));
  floors.atomic = number("atomic");
  floors.findings = number("findings");
  floors.hardened = number("hardened");
  floors.kept = number("kept");
  return floors;
}

double mean(const std::vector<Incident>& incidents, std::size_t Incident::* findings) {
  double sum = 0;
  for (const Incident& one : incidents) {
    if (one.places != 0)
      sum += static_cast<double>(one.*findings) / static_cast<double>(one.places);
  }
  return incidents.empty() ? 0 : sum / static_cast<double>(incidents.size());
}

std::vector<RuleHits> hits_by_rule(const std::vector<Incident>& incidents,
                                   const Coverage& elsewhere) {
  std::map<catalog::RuleId, RuleHits> by_rule;
  for (const Incident& incident : incidents) {
    std::set<catalog::RuleId> here;
    for (const Triple& triple : incident.triples) {
      for (const catalog::RuleId rule : triple.rules) {
        RuleHits& hits = by_rule[rule];
        ++hits.letters;
        if (here.insert(rule).second) ++hits.incidents;
      }
    }
  }
  std::vector<RuleHits> all;
  for (auto& [rule, hits] : by_rule) {
    hits.rule = rule;
    for (const Incident& incident : incidents)
      if (incident.fired.contains(rule)) ++hits.fires;
    hits.elsewhere = elsewhere.rules[rule.index()].models;
    all.push_back(hits);
  }
  return all;
}

}  // namespace

std::size_t Incident::hits() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(triples, [](const Triple& one) { return !one.by.empty(); }));
}

bool Incident::in_sight() const {
  return std::ranges::any_of(triples, &Triple::in_sight);
}

bool Incident::silenced() const {
  return hardened && std::ranges::all_of(triples, &std::string::empty, &Triple::open_in_hardened);
}

bool Incident::pretended() const {
  return insufficient && std::ranges::all_of(triples, [](const Triple& one) {
           return one.by.empty() || one.open_in_insufficient;
         });
}

double Incidents::findings() const {
  return mean(incidents, &Incident::findings);
}

double Incidents::hardened_findings() const {
  return mean(incidents, &Incident::hardened_findings);
}

std::size_t Incidents::count(bool (Incident::*holds)() const) const {
  return static_cast<std::size_t>(std::ranges::count_if(incidents, holds));
}

double Incidents::atomic() const {
  std::size_t hits = 0, all = 0;
  for (const Incident& one : incidents) hits += one.hits(), all += one.triples.size();
  return all == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(all);
}

std::size_t Incidents::alone() const {
  return static_cast<std::size_t>(std::ranges::count_if(rules, &RuleHits::alone));
}

std::size_t Incidents::kept(const Incident& incident) const {
  const auto is_shared = [&](catalog::RuleId rule) {
    const auto hits = std::ranges::find(rules, rule, &RuleHits::rule);
    return hits != rules.end() && hits->incidents > 1;
  };
  return static_cast<std::size_t>(std::ranges::count_if(incident.triples, [&](const Triple& one) {
    return std::ranges::any_of(one.rules, is_shared);
  }));
}

double Incidents::kept() const {
  std::size_t left = 0, all = 0;
  for (const Incident& one : incidents) left += kept(one), all += one.triples.size();
  return all == 0 ? 0 : static_cast<double>(left) / static_cast<double>(all);
}

std::vector<std::string> shortfalls(const Incidents& all) {
  std::vector<std::string> lines;
  const Floors& floors = all.floors;
  const auto at_least = [&](std::string_view what, double is, double wanted) {
    if (is < wanted)
      lines.push_back(fmt::format("{}: {:g}, at least {:g} wanted", what, is, wanted));
  };
  const auto enough = [&](std::string_view what, std::size_t is, std::size_t wanted) {
    at_least(what, static_cast<double>(is), static_cast<double>(wanted));
  };
  const auto at_most = [&](std::string_view what, double is, double wanted) {
    if (is > wanted)
      lines.push_back(fmt::format("{}: {:.2f}, at most {:.2f} wanted", what, is, wanted));
  };
  enough("incidents found whole", all.count(&Incident::whole), floors.whole);
  enough("incidents in sight", all.count(&Incident::in_sight), floors.in_sight);
  at_least("share of triples found", all.atomic(), floors.atomic);
  at_least("share of triples found without the rules of their incident alone", all.kept(),
           floors.kept);
  if (all.elsewhere != 0 && all.alone() != 0)
    lines.push_back(
        fmt::format("rules that serve one incident alone: {}, none wanted", all.alone()));
  at_most("findings per element or flow", all.findings(), floors.findings);
  at_most("findings per element or flow of hardened twins", all.hardened_findings(),
          floors.hardened);
  enough("hardened twins that are silent", all.count(&Incident::silenced), floors.silent);
  enough("insufficient twins that stay open", all.count(&Incident::pretended), floors.pretended);
  return lines;
}

Incidents measure_incidents(const Fs& fs, const std::string& folder, const Coverage& elsewhere,
                            study::Study& study, const study::Progress& progress) {
  Incidents all;
  all.elsewhere = elsewhere.models;
  Reader reader(fs, study);
  const Classes classes = read_classes(reader, reader.file(path_join(folder, "classes.yaml")));
  all.floors = read_floors(reader, reader.file(path_join(folder, "floors.yaml")));
  const auto names = fs.list(folder);
  std::vector<std::string> cases;
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    const std::string path = path_join(folder, name);
    if (name.ends_with('/') && fs.is_file(path_join(path, "oracle.yaml"))) cases.push_back(path);
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (progress) progress("measuring " + cases[i], i, cases.size());
    const View oracle = reader.file(path_join(cases[i], "oracle.yaml"));
    if (!oracle.valid()) continue;
    const View id = oracle.find("incident");
    const std::string model =
        path_join(cases[i], fmt::format("{}.model.yaml", id.valid() ? id.text() : ""));
    auto text = fs.read(model, limits::kFileBytes);
    if (!text) {
      reader.complain(id.valid() ? id : oracle, fmt::format("there is no model `{}`", model));
      continue;
    }
    all.incidents.push_back(Case(reader, classes, study, oracle).measure(model, *std::move(text)));
  }
  all.rules = hits_by_rule(all.incidents, elsewhere);
  return all;
}

}  // namespace wardround::measure
