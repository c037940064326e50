// What is open, and what is done about it: questions, findings, decisions.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "assurance/check_parts.h"
#include "assurance/deciding.h"
#include "assurance/missing.h"
#include "risk/rank.h"

namespace wardround::assurance::parts {
namespace {

using treatment::Disposition;
using treatment::Standing;

std::string id_of(const Look& look, std::size_t finding) {
  const threats::Finding& one = look.result().findings[finding];
  return threats::finding_id(look.catalog(), look.model(), one.weakness, one.subject);
}

risk::Word word_of(const Look& look, std::size_t finding) {
  const risk::Rating& rating = look.given.ratings[finding];
  return rating.claimed_word.value_or(rating.word);
}

bool is_undecided(const Look& look, std::size_t finding) {
  return look.result().findings[finding].status == threats::Status::open &&
         !look.judged.findings[finding].decided();
}

// Does a risk hang on it that would fail the gate?
bool is_above_line(const Look& look, std::size_t finding) {
  return word_of(look, finding) >= look.given.policy.fail_on.value_or(risk::Word::high);
}

using About = std::vector<std::pair<std::string, std::string>>;

// The finding as a story, and what it does to people.
About about_finding(const Look& look, std::size_t finding) {
  About about;
  about.emplace_back(
      "what", threats::scenario(look.catalog(), look.model(), look.result().findings[finding]));
  std::string harms;
  for (const SubjectId harm : look.given.reach[finding].harms)
    harms += (harms.empty() ? "" : ", ") + tick(look, harm);
  if (!harms.empty()) about.emplace_back("harm", harms);
  about.emplace_back("risk", std::string(risk::name(word_of(look, finding))));
  return about;
}

// How to find out, and what an answer settles.
About about_question(const Look& look, const threats::Question& question) {
  constexpr std::size_t kShown = 3;
  About about;
  if (question.fact.valid()) {
    const std::string& hint = look.catalog().vocabulary[question.fact].find_out;
    if (!hint.empty()) about.emplace_back("find out", hint);
  }
  std::string settles;
  std::size_t shown = 0;
  for (const std::size_t finding : question.settles) {
    if (++shown > kShown) break;
    settles += fmt::format("{}`{}`", settles.empty() ? "" : ", ", id_of(look, finding));
  }
  if (question.settles.size() > kShown)
    settles += fmt::format(" and {} more", question.settles.size() - kShown);
  if (!settles.empty()) about.emplace_back("settles", settles);
  return about;
}

Miss undecided(const Look& look, std::size_t finding, std::string text, diag::Span span) {
  const threats::Finding& one = look.result().findings[finding];
  Miss miss;
  miss.subject = one.subject;
  miss.key = id_of(look, finding);
  miss.span = span;
  miss.text = std::move(text);
  miss.minutes = 5;
  miss.harm = weight(word_of(look, finding));
  miss.ways = [finding](const Look& now) { return ways_to_decide(now.given, finding); };
  miss.about = [finding](const Look& now) { return about_finding(now, finding); };
  return miss;
}

// Who was asked, and until when; empty: nobody, or the day is past.
std::string asked_of(const Look& look, const threats::Question& question) {
  if (!question.fact.valid()) return {};
  const lang::Universe& universe = look.model().universe;
  const lang::Cell cell = universe.cell(question.fact, question.subject);
  if (cell.origin >= universe.origins.size()) return {};
  const lang::Origin& origin = universe.origins[cell.origin];
  const auto until = parse_date(origin.until);
  // Without a date nobody waits for an answer; past it, nobody waits any more.
  if (origin.owner.empty() || !until || *until < look.given.today) return {};
  return fmt::format("{}, until {}", origin.owner, origin.until);
}

Miss undecided(const Look& look, std::size_t finding) {
  const threats::Finding& one = look.result().findings[finding];
  Miss miss = undecided(look, finding,
                        fmt::format("nothing is decided about `{}`: {}", id_of(look, finding),
                                    threats::title(look.catalog(), look.model(), one)),
                        look.model()[one.subject].span);
  // What nobody knows yet is better asked than decided.
  if (one.certainty != threats::Certainty::unverified) return miss;
  miss.harm = std::max(1u, miss.harm / 4);
  for (const std::size_t question : one.questions) {
    if (miss.waits_for.empty()) miss.waits_for = asked_of(look, look.result().questions[question]);
  }
  return miss;
}

// An open question, with what hangs on it: all of what an answer settles, and a third of the rest.
Miss unanswered_question(const Look& look, std::size_t q) {
  const threats::Question& question = look.result().questions[q];
  const std::string id = threats::question_id(look.catalog(), look.model(), question);
  const std::string field = id.substr(id.rfind('.') + 1);
  Miss miss;
  miss.subject = question.subject;
  miss.key = id;
  miss.span = look.model()[question.subject].span;
  miss.text = threats::question_text(look.catalog(), look.model(), question);
  if (miss.text.ends_with('.')) miss.text.pop_back();
  for (const std::size_t i : question.findings) {
    if (!is_undecided(look, i) || !is_above_line(look, i)) continue;
    const bool settled = std::ranges::binary_search(question.settles, i);
    miss.harm += settled ? weight(word_of(look, i)) : weight(word_of(look, i)) / 3;
  }
  miss.harm = std::max(miss.harm, 1u);
  miss.waits_for = asked_of(look, question);
  miss.about = [q](const Look& now) { return about_question(now, now.result().questions[q]); };
  const SubjectId subject = question.subject;
  miss.ways = [subject, field, id](const Look& now) {
    std::vector<Way> ways = answer_ways(now, subject, field);
    Way wait = way("have somebody find out", {"answer", id});
    ask(wait, "--ask", "WHO", Takes::person);
    ask(wait, "--until", "DATE", Takes::date);
    wait.defers = true;
    ways.push_back(std::move(wait));
    return ways;
  };
  return miss;
}

// Takes away what somebody stated of a subject, and what followed from it there.
void forget_stated(const lang::Vocabulary& vocabulary, SubjectId subject,
                   lang::Universe& universe) {
  std::vector<std::pair<lang::FactId, uint32_t>> gone;
  const auto forget = [&](lang::FactId fact, uint32_t value) {
    universe.facts[fact.index()].set(subject, {}, lang::is_wide(vocabulary[fact]));
    gone.emplace_back(fact, value);
  };
  for (std::size_t f = 0; f < vocabulary.facts.size(); ++f) {
    const lang::Cell cell = universe.cell(lang::FactId(f), subject);
    if (cell.provenance == lang::Provenance::stated ||
        cell.provenance == lang::Provenance::inherited)
      forget(lang::FactId(f), cell.value);
  }
  for (std::size_t i = 0; i < gone.size(); ++i) {
    const auto [fact, value] = gone[i];
    if (value >= vocabulary[fact].values.size()) continue;  // a number, a version
    for (const auto& [target, implied] : vocabulary[fact].values[value].implies) {
      const lang::Cell cell = universe.cell(target, subject);
      if (cell.provenance == lang::Provenance::implied && cell.value == implied)
        forget(target, implied);
    }
  }
}

// The five questions most worth answering in a model of which nobody has stated a fact yet: what
// `check` asks first of all. The same ones, however many of them are answered since.
std::set<std::string> questions_at_first(const Look& look) {
  constexpr std::size_t kFirst = 5;
  model::Model blank = look.model();
  for (std::size_t i = 0; i < blank.subjects.size(); ++i)
    forget_stated(look.catalog().vocabulary, SubjectId(i), blank.universe);
  diag::Diagnostics ignored;
  const threats::Result result = threats::evaluate(look.catalog(), blank, ignored);
  const auto reach = risk::reach_harms(look.catalog(), blank, result, look.given.policy);
  const auto ratings = risk::rate(look.catalog(), blank, result, reach, look.given.policy);
  std::set<std::string> first;
  for (const std::size_t q : risk::rank_questions(look.catalog(), blank, result, reach, ratings)) {
    if (first.size() == kFirst || result.questions[q].assumed) break;
    first.insert(threats::question_id(look.catalog(), blank, result.questions[q]));
  }
  return first;
}

// Findings whose decision is of a sort, with the decision's place.
template <class Wanted>
Misses of_decisions(const Look& look, Wanted wanted) {
  Misses misses;
  for (std::size_t i = 0; i < look.judged.findings.size(); ++i) {
    const auto& verdict = look.judged.findings[i].verdict;
    if (!verdict || !is_undecided(look, i)) continue;
    const treatment::Decision& decision = look.decisions.all[verdict->decision];
    if (!wanted(*verdict, decision)) continue;
    std::string because;
    for (const std::string& why : verdict->because) because += (because.empty() ? "" : "; ") + why;
    Miss miss = undecided(look, i,
                          fmt::format("the decision on `{}` {}{}", id_of(look, i),
                                      verdict->standing == Standing::expired ? "has expired"
                                      : verdict->standing == Standing::stale ? "is stale"
                                                                             : "does not count yet",
                                      because.empty() ? "" : ": " + because),
                          decision.span);
    miss.harm += miss.harm / 2;  // somebody believes it to be settled
    misses.push_back(std::move(miss));
  }
  return misses;
}

}  // namespace

Misses questions_answered(const Look& look) {
  Misses misses;
  for (std::size_t q = 0; q < look.result().questions.size(); ++q) {
    const threats::Question& question = look.result().questions[q];
    if (question.assumed) continue;
    const auto matters = [&](std::size_t i) {
      return is_undecided(look, i) && is_above_line(look, i);
    };
    if (std::ranges::any_of(question.findings, matters))
      misses.push_back(unanswered_question(look, q));
  }
  return misses;
}

Misses first_questions(const Look& look) {
  const std::set<std::string> first = questions_at_first(look);
  Misses misses;
  for (std::size_t q = 0; q < look.result().questions.size(); ++q) {
    const threats::Question& question = look.result().questions[q];
    if (question.assumed ||
        !first.contains(threats::question_id(look.catalog(), look.model(), question)))
      continue;
    const bool matters = std::ranges::any_of(question.findings,
                                             [&](std::size_t i) { return is_undecided(look, i); });
    if (matters && asked_of(look, question).empty()) misses.push_back(unanswered_question(look, q));
  }
  return misses;
}

Misses questions_fresh(const Look& look) {
  constexpr int kDays = 30;
  Misses misses;
  const std::string system = look.model().subjects.empty() ? "" : look.model().subjects[0].id;
  for (Miss& miss : questions_answered(look)) {
    const auto since = look.asked.find({system, miss.key});
    if (since == look.asked.end() || days_between(since->second, look.given.today) <= kDays)
      continue;
    miss.text = fmt::format("open since {}: {}", to_string(since->second), miss.text);
    miss.harm += miss.harm / 2;  // what nobody answers for so long, nobody will
    misses.push_back(std::move(miss));
  }
  return misses;
}

Misses findings_decided(const Look& look) {
  Misses misses;
  for (std::size_t i = 0; i < look.result().findings.size(); ++i) {
    if (is_undecided(look, i)) misses.push_back(undecided(look, i));
  }
  return misses;
}

Misses worst_decided(const Look& look) {
  constexpr std::size_t kWanted = 3;
  std::size_t settled = 0;
  for (std::size_t i = 0; i < look.result().findings.size(); ++i) settled += !is_undecided(look, i);
  Misses misses;
  const auto order =
      risk::rank_findings(look.catalog(), look.result(), look.given.reach, look.given.ratings);
  for (const std::size_t i : order) {
    if (settled + misses.size() >= kWanted) break;
    if (is_undecided(look, i)) misses.push_back(undecided(look, i));
  }
  return misses;
}

Misses decisions_fresh(const Look& look) {
  return of_decisions(look, [](const treatment::Verdict& verdict, const treatment::Decision&) {
    return verdict.standing == Standing::stale || verdict.standing == Standing::expired;
  });
}

Misses accepts_stand(const Look& look) {
  return of_decisions(look, [](const treatment::Verdict& verdict,
                               const treatment::Decision& decision) {
    return decision.disposition == Disposition::accept && verdict.standing != Standing::proposed;
  });
}

Misses transfers_told(const Look& look) {
  return of_decisions(look,
                      [](const treatment::Verdict& verdict, const treatment::Decision& decision) {
                        return decision.disposition == Disposition::transfer &&
                               verdict.standing == Standing::incomplete;
                      });
}

}  // namespace wardround::assurance::parts
