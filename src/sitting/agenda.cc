#include "sitting/agenda.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "assurance/canonical.h"
#include "catalog/lock.h"
#include "treatment/decide.h"

namespace wardround::sitting {

namespace {

constexpr std::array<std::string_view, 6> kKinds = {"change",   "decision", "finding",
                                                    "question", "evidence", "attestation"};

using treatment::Standing;
using treatment::VerificationState;

std::string finding_id(const study::Study& study, const study::Assessment& one, std::size_t at) {
  const threats::Finding& finding = one.result.findings[at];
  return threats::finding_id(study.catalog, one.model(), finding.weakness, finding.subject);
}
std::string question_id(const study::Study& study, const study::Assessment& one, std::size_t at) {
  return threats::question_id(study.catalog, one.model(), one.result.questions[at]);
}

// Greater is worse: the risk first, then how bad the harm is.
int harm(const study::Assessment& one, std::size_t finding) {
  const auto word = one.ratings[finding].claimed_word.value_or(one.ratings[finding].word);
  return static_cast<int>(word) * 8 + static_cast<int>(one.reach[finding].rated);
}

bool is_open_finding(const study::Assessment& one, std::size_t at) {
  return one.result.findings[at].status == threats::Status::open &&
         !one.judged.findings[at].decided();
}

// Unverified findings are settled by their questions; those that no question settles stand for
// themselves.
bool stands_for_itself(const study::Assessment& one, std::size_t at) {
  const threats::Finding& finding = one.result.findings[at];
  return finding.certainty != threats::Certainty::unverified || finding.questions.empty();
}

// Of findings that wait for an answer the worst that is open; kNone if none is.
std::size_t worst_waiting(const study::Assessment& one, const threats::Question& question) {
  for (const std::size_t i : one.finding_order) {
    if (std::ranges::binary_search(question.findings, i) && is_open_finding(one, i)) return i;
  }
  return kNone;
}

// Days until an acceptance ends; nullopt if it has no end, or has not begun to count.
std::optional<int64_t> days_left(const study::Assessment& one, std::size_t finding, Date today) {
  const auto& verdict = one.judged.findings[finding].verdict;
  if (!verdict || verdict->standing != Standing::holds) return std::nullopt;
  const treatment::Decision& decision = one.decisions.all[verdict->decision];
  if (decision.disposition != treatment::Disposition::accept || !decision.expires)
    return std::nullopt;
  return days_between(today, *decision.expires);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

// Why a decision must be looked at; empty if it need not.
std::string why_decision(const study::Assessment& one, std::size_t finding, Date today) {
  const auto& verdict = one.judged.findings[finding].verdict;
  if (!verdict || one.result.findings[finding].status != threats::Status::open) return "";
  if (verdict->standing != Standing::holds) {
    if (one.judged.findings[finding].by_controls) return "";
    const std::string because = joined(verdict->because);
    return fmt::format("{}{}", treatment::name(verdict->standing),
                       because.empty() ? "" : ": " + because);
  }
  const auto left = days_left(one, finding, today);
  if (!left || *left > kExpiringDays) return "";
  const treatment::Decision& decision = one.decisions.all[verdict->decision];
  return fmt::format("the acceptance ends on {}", to_string(decision.expires.value_or(today)));
}

// Why the evidence for a control must be looked at; empty if it need not.
std::string why_evidence(const study::Assessment& one, std::size_t use) {
  if (use >= one.verifications.size()) return "";
  if (one.model().controls[use].status != model::Status::implemented) return "";
  const treatment::Verification& verification = one.verifications[use];
  const bool gone = verification.state == VerificationState::stale ||
                    verification.state == VerificationState::failing ||
                    verification.state == VerificationState::vanished;
  if (!gone) return "";
  return fmt::format("{}: {}", treatment::name(verification.state), verification.because);
}

// The worst finding that a use of a control answers; kNone if it answers none.
std::size_t worst_answered(const study::Assessment& one, std::size_t use) {
  std::size_t worst = kNone;
  for (std::size_t i = 0; i < one.result.findings.size(); ++i) {
    const auto& by = one.result.findings[i].cleared_by;
    if (std::ranges::find(by, use) == by.end()) continue;
    if (worst == kNone || harm(one, i) > harm(one, worst)) worst = i;
  }
  return worst;
}

// Cards of one kind out of one model, in their own order.
struct List {
  std::vector<std::pair<int, Card>> cards;  // with their harm
  std::size_t taken = 0;
};

class Collecting {
 public:
  explicit Collecting(const Situation& situation) : given_(situation) {}

  std::vector<Card> all() {
    std::vector<Card> cards;
    cards.push_back(find_card(given_, CardKind::change, 0, "").value_or(Card{}));
    for (std::size_t i = 0; i < given_.study.assessments.size(); ++i) collect(i);
    // The greatest harm first; where it is the same, the kinds take turns.
    for (;;) {
      List* best = nullptr;
      for (List& list : lists_) {
        if (list.taken == list.cards.size()) continue;
        if (!best) {
          best = &list;
          continue;
        }
        const int mine = list.cards[list.taken].first;
        const int theirs = best->cards[best->taken].first;
        if (mine > theirs || (mine == theirs && list.taken < best->taken)) best = &list;
      }
      if (!best) return cards;
      cards.push_back(std::move(best->cards[best->taken].second));
      ++best->taken;
    }
  }

 private:
  void collect(std::size_t at) {
    const study::Assessment& one = given_.study.assessments[at];
    std::array<List, kKinds.size()> lists;
    const auto add = [&](Card card, int worth) {
      if (is_handed_over(one, card.about)) return;
      card.assessment = at;
      lists[static_cast<std::size_t>(card.kind)].cards.emplace_back(worth, std::move(card));
    };
    const Since& since = given_.past.since[at];
    std::vector<bool> seen(one.decisions.all.size());
    for (const std::size_t i : one.finding_order) {
      const std::string why = why_decision(one, i, given_.today);
      const auto& verdict = one.judged.findings[i].verdict;
      if (!why.empty() && verdict) {
        const std::size_t decision = verdict->decision;
        if (!seen[decision]) {
          add({.kind = CardKind::decision,
               .about = one.decisions.all[decision].target,
               .why = why,
               .finding = i,
               .decision = decision},
              harm(one, i));
        }
        seen[decision] = true;
        continue;
      }
      if (!is_open_finding(one, i) || !stands_for_itself(one, i)) continue;
      const std::string id = finding_id(given_.study, one, i);
      const bool is_new = since.known && std::ranges::binary_search(since.new_findings, id);
      const std::string last = given_.past.last ? to_string(given_.past.last->record.date) : "";
      add({.kind = CardKind::finding,
           .about = id,
           .why = is_new ? "new since " + last : "nothing is decided yet",
           .finding = i},
          harm(one, i));
    }
    // What is new comes first among equals.
    std::ranges::stable_sort(lists[static_cast<std::size_t>(CardKind::finding)].cards,
                             [](const auto& a, const auto& b) {
                               return std::pair(a.first, a.second.why.starts_with("new")) >
                                      std::pair(b.first, b.second.why.starts_with("new"));
                             });
    for (const std::size_t i : one.question_order) {
      const std::size_t worst = worst_waiting(one, one.result.questions[i]);
      if (worst == kNone) continue;
      const auto asked = asked_of(one, one.result.questions[i]);
      if (asked.until && *asked.until > given_.today) continue;
      std::string why = "nobody has answered it yet";
      if (one.result.questions[i].assumed) why = "assumed so far: to be confirmed";
      if (!asked.who.empty()) {
        why = fmt::format("asked of {}{}", asked.who,
                          asked.until ? ", due " + to_string(*asked.until) : "");
      }
      add({.kind = CardKind::question,
           .about = question_id(given_.study, one, i),
           .why = std::move(why),
           .question = i},
          harm(one, worst));
    }
    for (std::size_t use = 0; use < one.model().controls.size(); ++use) {
      std::string why = why_evidence(one, use);
      if (why.empty()) continue;
      const std::size_t worst = worst_answered(one, use);
      add({.kind = CardKind::evidence,
           .about = use_id(given_.study, one, use),
           .why = std::move(why),
           .finding = worst,
           .use = use},
          worst == kNone ? 0 : harm(one, worst));
    }
    std::ranges::stable_sort(lists[static_cast<std::size_t>(CardKind::evidence)].cards,
                             std::ranges::greater(), [](const auto& card) { return card.first; });
    if (at < given_.due.size()) {
      for (std::size_t i = 0; i < given_.due[at].size(); ++i) {
        add({.kind = CardKind::attestation,
             .about = given_.due[at][i].id,
             .why = given_.due[at][i].why,
             .step = i},
            static_cast<int>(risk::Word::medium) * 8);
      }
    }
    for (List& list : lists) lists_.push_back(std::move(list));
  }

  [[nodiscard]] bool is_handed_over(const study::Assessment& one, const std::string& about) const {
    const auto found = given_.past.handed.find({system_id(one), about});
    return found != given_.past.handed.end() &&
           found->second.until.value_or(given_.today) > given_.today;
  }

  const Situation& given_;
  std::vector<List> lists_;
};

// What of `after` is not among `before`; both sorted.
std::vector<std::string> missing_in(const std::vector<std::string>& before,
                                    const std::vector<std::string>& after) {
  std::vector<std::string> found;
  std::ranges::set_difference(after, before, std::back_inserter(found));
  return found;
}

Since since_of(const study::Study& study, const study::Assessment& one,
               const assurance::RecordedModel& then) {
  Since since;
  since.known = true;
  const auto now = assurance::subject_digests(study.catalog, one.model());
  for (const auto& [id, digest] : now) {
    const auto before = then.subjects.find(id);
    if (before == then.subjects.end()) {
      since.added.push_back(id);
    } else if (before->second != digest) {
      since.changed.push_back(id);
    }
  }
  for (const auto& [id, digest] : then.subjects) {
    if (!now.contains(id)) since.removed.push_back(id);
  }
  since.same = since.added.empty() && since.changed.empty() && since.removed.empty();
  std::vector<std::string> findings_then, findings_now, questions_now;
  for (const assurance::RecordedFinding& finding : then.findings)
    findings_then.push_back(finding.id);
  for (std::size_t i = 0; i < one.result.findings.size(); ++i) {
    if (one.result.findings[i].status == threats::Status::open)
      findings_now.push_back(finding_id(study, one, i));
  }
  for (std::size_t i = 0; i < one.result.questions.size(); ++i) {
    if (!one.result.questions[i].assumed) questions_now.push_back(question_id(study, one, i));
  }
  std::vector<std::string> questions_then = then.questions;
  for (auto* list : {&findings_then, &findings_now, &questions_then, &questions_now})
    std::ranges::sort(*list);
  since.new_findings = missing_in(findings_then, findings_now);
  since.gone_findings = missing_in(findings_now, findings_then);
  since.new_questions = missing_in(questions_then, questions_now);
  since.settled_questions = missing_in(questions_now, questions_then);
  return since;
}

}  // namespace

std::string_view name(CardKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}
std::optional<CardKind> parse_card_kind(std::string_view word) {
  const auto found = std::ranges::find(kKinds, word);
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<CardKind>(found - kKinds.begin());
}

std::string system_id(const study::Assessment& assessment) {
  return assessment.model().subjects.empty() ? std::string() : assessment.model().subjects[0].id;
}

std::string use_id(const study::Study& study, const study::Assessment& assessment,
                   std::size_t use) {
  const model::ControlUse& declared = assessment.model().controls[use];
  return fmt::format("{}@{}", study.catalog[declared.control].id,
                     assessment.model()[declared.at].id);
}

Past::Handed asked_of(const study::Assessment& assessment, const threats::Question& question) {
  if (!question.fact.valid()) return {};
  const lang::Universe& universe = assessment.model().universe;
  const lang::Cell& cell = universe.cell(question.fact, question.subject);
  if (cell.origin >= universe.origins.size()) return {};
  const lang::Origin& origin = universe.origins[cell.origin];
  return {origin.owner, parse_date(origin.until)};
}

Past past_of(const study::Study& study, const assurance::Chain& chain) {
  Past past;
  past.last = chain.newest_round();
  past.since.resize(study.assessments.size());
  // Later records come later in the chain: what was said last counts.
  for (const assurance::ChainedRecord& one : chain.records) {
    for (const assurance::RecordedModel& model : one.record.models) {
      for (const assurance::RecordedItem& item : model.agenda) {
        Past::Handed handed;
        if (item.outcome == "handed-over") {
          const std::size_t comma = item.detail.rfind(", ");
          if (comma != std::string::npos) {
            handed = {item.detail.substr(0, comma),
                      parse_date(std::string_view(item.detail).substr(comma + 2))};
          }
        }
        past.handed[{model.system, item.about}] = std::move(handed);
      }
    }
  }
  if (!past.last) return past;
  for (std::size_t i = 0; i < study.assessments.size(); ++i) {
    const auto then = std::ranges::find(past.last->record.models, system_id(study.assessments[i]),
                                        &assurance::RecordedModel::system);
    if (then != past.last->record.models.end())
      past.since[i] = since_of(study, study.assessments[i], *then);
  }
  const auto packs = catalog::pack_hashes(study.catalog, study.sources);
  for (const auto& [id, pack] : packs) {
    const auto then =
        std::ranges::find(past.last->record.catalogue, id, &assurance::RecordedPack::id);
    if (then == past.last->record.catalogue.end() || then->sha256 != pack.hash)
      past.packs.push_back(fmt::format("{} {}", id, pack.version));
  }
  return past;
}

std::vector<Card> all_cards(const Situation& situation) {
  return Collecting(situation).all();
}

std::optional<Card> find_card(const Situation& situation, CardKind kind, std::size_t assessment,
                              std::string_view about) {
  const study::Study& study = situation.study;
  if (assessment >= study.assessments.size()) return std::nullopt;
  const study::Assessment& one = study.assessments[assessment];
  Card card;
  card.kind = kind;
  card.assessment = assessment;
  card.about = about;
  switch (kind) {
    case CardKind::change:
      return card;
    case CardKind::finding:
    case CardKind::decision: {
      const auto found = treatment::findings_of(study::case_of(study, one, situation.today), about);
      for (const std::size_t i : one.finding_order) {
        if (std::ranges::find(found, i) == found.end()) continue;
        const auto& verdict = one.judged.findings[i].verdict;
        if (kind == CardKind::decision) {
          // The worst for which it must be looked at, else the worst.
          const bool asks = !why_decision(one, i, situation.today).empty();
          if (card.finding != kNone && !asks) continue;
          card.finding = i;
          if (verdict) card.decision = verdict->decision;
          if (asks) break;
          continue;
        }
        card.finding = i;
        if (verdict) card.decision = verdict->decision;
        break;
      }
      if (card.finding == kNone) return std::nullopt;
      return card;
    }
    case CardKind::question:
      for (std::size_t i = 0; i < one.result.questions.size(); ++i) {
        if (question_id(study, one, i) != about) continue;
        card.question = i;
        return card;
      }
      return std::nullopt;
    case CardKind::evidence:
      for (std::size_t use = 0; use < one.model().controls.size(); ++use) {
        if (use_id(study, one, use) != about) continue;
        card.use = use;
        card.finding = worst_answered(one, use);
        return card;
      }
      return std::nullopt;
    case CardKind::attestation:
      if (assessment >= situation.due.size()) return std::nullopt;
      for (std::size_t i = 0; i < situation.due[assessment].size(); ++i) {
        if (situation.due[assessment][i].id != about) continue;
        card.step = i;
        return card;
      }
      return std::nullopt;
  }
  return std::nullopt;
}

bool is_open(const Situation& situation, const Card& card) {
  const study::Assessment& one = situation.study.assessments[card.assessment];
  switch (card.kind) {
    case CardKind::change:
    case CardKind::attestation:
      return true;
    case CardKind::finding:
      return is_open_finding(one, card.finding);
    case CardKind::decision:
      return !why_decision(one, card.finding, situation.today).empty() ||
             is_open_finding(one, card.finding);
    case CardKind::question:
      return worst_waiting(one, one.result.questions[card.question]) != kNone;
    case CardKind::evidence:
      return !why_evidence(one, card.use).empty();
  }
  return false;
}

}  // namespace wardround::sitting
