#include "treatment/grounds.h"

#include <algorithm>
#include <set>

namespace wardround::treatment {

namespace {

constexpr std::string_view kGone = "gone";

const lang::Universe& universe_of(const model::Model& model, const threats::Result& result,
                                  const threats::Finding& finding) {
  return finding.why_in_second_pass && !result.second.kinds.empty() ? result.second
                                                                    : model.universe;
}

// "just-works", "unknown", "not-applicable"; a typical default is told from a statement.
std::string value_text(const catalog::Catalog& catalog, const lang::Universe& universe,
                       lang::FactId id, SubjectId subject) {
  const lang::Fact& fact = catalog.vocabulary[id];
  const lang::Cell cell = universe.cell(id, subject);
  switch (cell.provenance) {
    case lang::Provenance::unknown:
      return "unknown";
    case lang::Provenance::not_applicable:
      return "not-applicable";
    default:
      break;
  }
  const std::string text = lang::value_text(universe, fact, cell.value);
  return cell.provenance == lang::Provenance::typical ? text + " (assumed)" : text;
}

// `sync.pairing` under the subject's present id.
std::string present_fact(const model::Model& model, std::string_view what) {
  const std::size_t dot = what.rfind('.');
  if (dot == std::string_view::npos) return std::string(what);
  const SubjectId subject = model.find(what.substr(0, dot));
  if (!subject.valid()) return std::string(what);
  return model[subject].id + std::string(what.substr(dot));
}

// The present ids for former ones, within backticks.
std::string present(const model::Model& model, std::string_view sentence) {
  std::string out;
  while (!sentence.empty()) {
    const std::size_t open = sentence.find('`');
    const std::size_t close = open == std::string_view::npos ? open : sentence.find('`', open + 1);
    if (close == std::string_view::npos) break;
    const std::string_view word = sentence.substr(open + 1, close - open - 1);
    const SubjectId subject = model.find(word);
    out += sentence.substr(0, open + 1);
    const std::size_t dot = word.rfind('.');
    if (subject.valid() && word != "system") {
      out += model[subject].id;
    } else {
      out += dot == std::string_view::npos ? std::string(word) : present_fact(model, word);
    }
    out += '`';
    sentence.remove_prefix(close + 1);
  }
  return out.append(sentence);
}

// The value of `sync.pairing` today; nullopt if there is no such subject or fact.
std::optional<std::string> value_now(const catalog::Catalog& catalog, const model::Model& model,
                                     const lang::Universe& universe, std::string_view what) {
  const std::size_t dot = what.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const SubjectId subject = model.find(what.substr(0, dot));
  if (!subject.valid()) return std::nullopt;
  const lang::FactId fact = catalog.vocabulary.find_fact(model[subject].kind, what.substr(dot + 1));
  if (!fact.valid()) return std::nullopt;
  return value_text(catalog, universe, fact, subject);
}

}  // namespace

std::vector<Ground> grounds_of(const catalog::Catalog& catalog, const model::Model& model,
                               const threats::Result& result, const threats::Finding& finding) {
  const lang::Universe& universe = universe_of(model, result, finding);
  std::vector<Ground> grounds;
  for (const lang::Literal& literal : threats::why(catalog, model, result, finding)) {
    Ground ground;
    if (literal.fact.valid()) {
      ground.what = model[literal.subject].id + "." + catalog.vocabulary[literal.fact].id;
      ground.value = value_text(catalog, universe, literal.fact, literal.subject);
    } else {
      ground.what = literal.text;
      ground.value = kHolds;
    }
    if (std::ranges::find(grounds, ground.what, &Ground::what) == grounds.end())
      grounds.push_back(std::move(ground));
  }
  return grounds;
}

std::vector<Shift> shifted(const catalog::Catalog& catalog, const model::Model& model,
                           const threats::Result& result, const threats::Finding& finding,
                           const std::vector<Ground>& grounds, bool wide) {
  const lang::Universe& universe = universe_of(model, result, finding);
  // What the finding's rule looks at today, and the rules that stand behind it: a decision on one
  // of those speaks of the finding, too.
  std::set<std::string> sentences, asked;
  const lang::World world{&catalog.vocabulary, &universe, lang::Typical::as_unknown, nullptr};
  const auto look = [&](catalog::RuleId rule) {
    if (catalog[rule].manual) {
      sentences.insert(present(model, catalog[rule].when_text));
      return;
    }
    const lang::Explanation all =
        lang::explain(world, catalog[rule].when, finding.subject, lang::Detail::every);
    for (const lang::Literal& literal : all.literals) {
      if (literal.fact.valid()) {
        asked.insert(model[literal.subject].id + "." + catalog.vocabulary[literal.fact].id);
      } else {
        // As the ground below: a type or protocol may be called as a subject once was.
        sentences.insert(present(model, literal.text));
      }
    }
  };
  if (!grounds.empty()) {
    look(finding.rule);
    for (const threats::Also& also : finding.also) look(also.rule);
  }
  std::vector<Shift> shifts;
  for (const Ground& ground : grounds) {
    if (ground.value == kHolds) {
      if (!wide && !sentences.contains(present(model, ground.what)))
        shifts.push_back({&ground, std::string(kGone)});
      continue;
    }
    const bool is_asked = asked.contains(present_fact(model, ground.what));
    if (wide && !is_asked) continue;
    const auto now = value_now(catalog, model, universe, ground.what);
    if (now != ground.value) {
      shifts.push_back({&ground, now.value_or(std::string(kGone))});
    } else if (!is_asked) {
      shifts.push_back({&ground, std::string(kUnasked)});
    }
  }
  return shifts;
}

}  // namespace wardround::treatment
