#include "treatment/judge.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/glob.h"

namespace wardround::treatment {

namespace {

constexpr std::array<std::string_view, 5> kStandings{"holds", "incomplete", "proposed", "expired",
                                                     "stale"};

// The present form of a target that names one finding: former ids of weaknesses and subjects
// resolved. As written where something is not known.
std::string resolved(const Case& given, std::string_view text) {
  const std::optional<Target> target = split_target(text);
  if (!target) return std::string(text);
  const threats::WeaknessId weakness = given.catalog.find_weakness(target->weakness);
  const SubjectId subject = given.model.find(target->subject);
  return (weakness.valid() ? given.catalog[weakness].id : std::string(target->weakness)) + "@" +
         (subject.valid() ? given.model[subject].id : std::string(target->subject));
}

std::size_t spelled_out(const Decision& decision) {
  return decision.target.size() -
         static_cast<std::size_t>(std::ranges::count(decision.target, '*'));
}

// The more decisive first; a total order that no order of files changes.
bool decides_over(const Decision& a, const Decision& b) {
  if (a.reach != b.reach) return a.reach > b.reach;
  if (spelled_out(a) != spelled_out(b)) return spelled_out(a) > spelled_out(b);
  return a.target < b.target;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

// What is built for all that holds for certain leaves a question at most, and so does what is
// planned.
bool is_planned_for(const threats::Finding& finding) {
  if (!finding.planned_by.empty()) return true;
  if (finding.begun_by.empty() || finding.certainty == threats::Certainty::unverified) return false;
  return std::ranges::all_of(threats::reasons(finding), [](const threats::Finding& reason) {
    return reason.rule_planned || reason.certainty == threats::Certainty::unverified;
  });
}

class Judge {
 public:
  Judge(const Case& given, const Decisions& decisions, diag::Diagnostics& diagnostics)
      : given_(given), decisions_(decisions), diagnostics_(diagnostics) {
    for (std::size_t i = 0; i < decisions.all.size(); ++i) {
      const Decision& decision = decisions.all[i];
      if (decision.reach == Reach::finding) {
        exact_[resolved(given, decision.target)].push_back(i);
      } else {
        wide_.push_back(i);
      }
      std::vector<std::string>& made_for = made_for_.emplace_back();
      for (const std::string& id : decision.matched) made_for.push_back(resolved(given, id));
      std::ranges::sort(made_for);
    }
    std::ranges::sort(wide_, [&](std::size_t a, std::size_t b) {
      return decides_over(decisions.all[a], decisions.all[b]);
    });
    spoke_.resize(decisions.all.size());
  }

  Judged judge() {
    Judged judged;
    for (std::size_t i = 0; i < given_.result.findings.size(); ++i)
      judged.findings.push_back(treat(i));
    for (std::size_t i = 0; i < spoke_.size(); ++i) {
      if (spoke_[i]) continue;
      judged.idle.push_back(i);
      report_idle(decisions_.all[i]);
    }
    for (const Decision& decision : decisions_.all) report_vague(decision);
    return judged;
  }

 private:
  Treated treat(std::size_t index) {
    const threats::Finding& finding = given_.result.findings[index];
    Treated treated;
    treated.by_controls = finding.status == threats::Status::cleared || is_planned_for(finding);
    if (exact_.empty() && wide_.empty()) return treated;
    std::vector<std::string> ids{
        threats::finding_id(given_.catalog, given_.model, finding.weakness, finding.subject)};
    for (const threats::Also& also : finding.also)
      ids.push_back(
          threats::finding_id(given_.catalog, given_.model, also.weakness, finding.subject));
    std::optional<std::size_t> best;
    for (const std::string& id : ids) {
      const auto exact = exact_.find(id);
      if (exact == exact_.end()) continue;
      for (const std::size_t decision : exact->second) prefer(decision, ids.front(), best);
    }
    std::optional<std::size_t> proposal;
    for (const std::size_t wide : wide_) {
      const auto hit = std::ranges::find_if(
          ids, [&](const std::string& id) { return speaks_of(decisions_.all[wide], id); });
      // What it was made for stays so under another name that the pattern would not meet.
      const bool frozen = std::ranges::any_of(ids, [&](const std::string& id) {
        return std::ranges::binary_search(made_for_[wide], id);
      });
      if (hit == ids.end() && !frozen) continue;
      spoke_[wide] = true;
      if (frozen) {
        prefer(wide, ids.front(), best);
      } else if (!best) {
        if (!proposal) proposal = wide;
        if (!treated.by_controls) report_proposal(decisions_.all[wide], *hit);
      }
    }
    if (best) {
      treated.verdict = verdict(index, ids.front(), *best);
    } else if (const auto kin = of_kin(ids)) {
      treated.verdict = Verdict{*kin, Standing::proposed, {kin_text(decisions_.all[*kin])}};
    } else if (proposal) {
      treated.verdict = Verdict{*proposal, Standing::proposed, {"it was made before this finding"}};
    }
    return treated;
  }

  // A flow that became a list of paths, or stopped being one, has other ids. Which path it was is
  // for people to say (`was:`): until then what was decided about the one proposes for the other.
  [[nodiscard]] std::optional<std::size_t> of_kin(const std::vector<std::string>& ids) const {
    for (const std::string& id : ids) {
      const std::optional<Target> target = split_target(id);
      if (!target) continue;
      const std::string_view list = list_of(target->subject);
      if (!list.empty()) {
        const auto whole = exact_.find(fmt::format("{}@{}", target->weakness, list));
        if (whole != exact_.end() && !given_.model.find(list).valid()) return whole->second.front();
        continue;
      }
      const std::string begins = id + ".";
      for (auto at = exact_.lower_bound(begins);
           at != exact_.end() && at->first.starts_with(begins); ++at) {
        if (!given_.model.find(subject_of(at->first)).valid()) return at->second.front();
      }
    }
    return std::nullopt;
  }
  static std::string_view subject_of(std::string_view id) { return id.substr(id.find('@') + 1); }
  // "sync" of "sync.2"; empty where it is no path of a list.
  static std::string_view list_of(std::string_view subject) {
    const std::size_t dot = subject.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : subject.substr(0, dot);
  }
  static std::string kin_text(const Decision& decision) {
    const std::string_view subject = subject_of(decision.target);
    const std::string_view list = list_of(subject);
    return list.empty()
               ? fmt::format("it was made when `{}` was one path", subject)
               : fmt::format("it was made of `{}`, when `{}` was a list of paths", subject, list);
  }

  // Exact decisions come before wide ones, and those come in order: the first one stays.
  void prefer(std::size_t decision, const std::string& id, std::optional<std::size_t>& best) {
    spoke_[decision] = true;
    if (!best) {
      best = decision;
      return;
    }
    const Decision& first = decisions_.all[*best];
    const Decision& other = decisions_.all[decision];
    if (first.reach != other.reach || first.disposition == other.disposition) return;
    diagnostics_.report(diag::Kind::decision_clash, other.span, {first.target, other.target, id});
  }

  bool speaks_of(const Decision& decision, std::string_view id) const {
    return matches_glob(decision.target, id);
  }

  Verdict verdict(std::size_t index, const std::string& id, std::size_t at) {
    const Decision& decision = decisions_.all[at];
    if (given_.result.findings[index].status == threats::Status::cleared)
      return {at, Standing::holds, {}};
    Verdict verdict{at, Standing::holds, lacks(given_, index, decision)};
    if (!verdict.because.empty()) {
      verdict.standing = Standing::incomplete;
      diagnostics_.report(diag::Kind::decision_incomplete, decision.span,
                          {id, joined(verdict.because, "; ")});
    }
    const bool accepts = decision.disposition == Disposition::accept;
    if (accepts && decision.expires && *decision.expires < given_.today) {
      verdict.standing = Standing::expired;
      verdict.because = {fmt::format("it expired on {}", to_string(*decision.expires))};
      diagnostics_.report(diag::Kind::decision_expired, decision.span,
                          {id, to_string(*decision.expires)});
    }
    stale(index, id, decision, verdict);
    return verdict;
  }

  void stale(std::size_t index, const std::string& id, const Decision& decision, Verdict& verdict) {
    const threats::Finding& finding = given_.result.findings[index];
    std::vector<std::string> because;
    const auto shifts = shifted(given_.catalog, given_.model, given_.result, finding,
                                decision.grounds, decision.reach != Reach::finding);
    std::vector<diag::Span> places;
    for (const Shift& shift : shifts) {
      if (shift.ground->value == kHolds) {
        because.push_back(fmt::format("no longer among its reasons: {}", shift.ground->what));
      } else if (shift.now == kUnasked) {
        because.push_back(fmt::format("`{}` no longer bears on it", shift.ground->what));
      } else {
        because.push_back(fmt::format("`{}` was `{}` and is `{}`", shift.ground->what,
                                      shift.ground->value, shift.now));
      }
      places.push_back(shift.ground->span);
    }
    const std::optional<risk::Word> now = given_.ratings[index].claimed_word;
    if (decision.risk && now && *now > *decision.risk)
      because.push_back(
          fmt::format("the risk was {} and is {}", risk::name(*decision.risk), risk::name(*now)));
    if (because.empty()) return;
    diag::Diagnostic& diagnostic =
        diagnostics_.report(diag::Kind::decision_stale, decision.span, {id, joined(because, "; ")});
    for (const diag::Span place : places) diagnostic.note(place, "decided on this");
    verdict.standing = Standing::stale;
    verdict.because = std::move(because);
  }

  void report_idle(const Decision& decision) {
    const std::string kin = kin_note(decision);
    // What was to be removed is gone: nothing to complain about.
    if (decision.disposition == Disposition::eliminate && kin.empty()) return;
    diag::Diagnostic& diagnostic =
        diagnostics_.report(diag::Kind::decision_idle, decision.span, {decision.target});
    const std::optional<Target> target = split_target(decision.target);
    if (!target || decision.reach != Reach::finding) return;
    if (!kin.empty()) {
      diagnostic.note(kin);
    } else if (!given_.model.find(target->subject).valid()) {
      std::vector<std::string_view> ids;
      for (const auto& subject : given_.model.subjects) ids.push_back(subject.id);
      suggest(diagnostic, target->subject, ids);
    } else if (!given_.catalog.find_weakness(target->weakness).valid()) {
      std::vector<std::string_view> ids;
      for (const auto& weakness : given_.catalog.weaknesses) ids.push_back(weakness.id);
      suggest(diagnostic, target->weakness, ids);
    } else {
      diagnostic.note("the finding is gone; keep the decision as a record, or delete it");
    }
  }
  // How a decision goes on whose flow became a list of paths, or stopped being one; empty: it did
  // not.
  [[nodiscard]] std::string kin_note(const Decision& decision) const {
    const std::optional<Target> target = split_target(decision.target);
    if (!target || decision.reach != Reach::finding || given_.model.find(target->subject).valid())
      return {};
    const std::string_view list = list_of(target->subject);
    if (!list.empty() && given_.model.find(list).valid())
      return fmt::format("`{0}` is one path now: if `{1}` is what is left, say `was: [{1}]` there",
                         list, target->subject);
    if (list.empty() && given_.model.find(std::string(target->subject) + ".1").valid())
      return fmt::format(
          "`{0}` is a list of paths now: if the first is the one that was, say `was: [{0}]` there",
          target->subject);
    return {};
  }
  static void suggest(diag::Diagnostic& diagnostic, std::string_view word,
                      const std::vector<std::string_view>& known) {
    const std::string_view near = diag::did_you_mean(word, known);
    diagnostic.note(near.empty() ? fmt::format("nothing is called `{}`", word)
                                 : fmt::format("did you mean `{}`?", near));
  }

  void report_proposal(const Decision& decision, const std::string& id) {
    diagnostics_.report(diag::Kind::decision_proposal, decision.span, {decision.target, id});
  }

  void report_vague(const Decision& decision) {
    if (decision.disposition != Disposition::accept &&
        decision.disposition != Disposition::transfer)
      return;
    const std::string_view phrase = vague_phrase(decision.reason);
    if (phrase.empty()) return;
    diagnostics_.report(diag::Kind::decision_vague, decision.reason_span, {std::string(phrase)});
  }

  const Case& given_;
  const Decisions& decisions_;
  diag::Diagnostics& diagnostics_;
  std::map<std::string, std::vector<std::size_t>> exact_;  // by present id
  std::vector<std::size_t> wide_;
  std::vector<std::vector<std::string>> made_for_;  // by decision: sorted present ids
  std::vector<bool> spoke_;
};

// ---- What makes a decision one ----

bool mentions(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

void lacks_acceptance(const Case& given, std::size_t index, const Decision& decision,
                      std::vector<std::string>& out) {
  const risk::Rating& rating = given.ratings[index];
  const risk::Word word = rating.claimed_word.value_or(rating.word);
  const auto at = static_cast<std::size_t>(word);
  const risk::Acceptance needs = risk::acceptance_of(given.policy, rating, given.reach[index]);
  if (needs == risk::Acceptance::never) {
    out.push_back(fmt::format(
        "a risk that is {} is not accepted{}", risk::name(word),
        given.reach[index].multi_patient ? " where several patients may be harmed" : ""));
    return;
  }
  const std::vector<std::string>& authority = given.policy.authority[at];
  if (!decision.approved) {
    out.push_back(fmt::format("nobody approved it: {} may", joined(authority, ", ")));
  } else {
    if (decision.approved->by == decision.by)
      out.push_back(fmt::format("{} cannot approve what {} decided", decision.by, decision.by));
    if (!mentions(authority, decision.approved->role))
      out.push_back(fmt::format("{} may not approve a risk that is {}: {} may",
                                decision.approved->role, risk::name(word),
                                joined(authority, ", ")));
  }
  const int most = given.policy.expires_within[at];
  if (!decision.expires) {
    out.push_back(
        fmt::format("it has no date of expiry; a risk that is {} is accepted for {} days "
                    "at most",
                    risk::name(word), most));
  } else if (decision.date && days_between(*decision.date, *decision.expires) > most) {
    out.push_back(fmt::format("it holds for {} days; a risk that is {} is accepted for {} at most",
                              days_between(*decision.date, *decision.expires), risk::name(word),
                              most));
  }
  if (needs == risk::Acceptance::benefit_risk && decision.benefit_risk.empty())
    out.emplace_back("it names no analysis of benefit against risk");
}

void lacks_transfer(const Decision& decision, std::vector<std::string>& out) {
  if (decision.to.empty()) out.emplace_back("`to` does not say who takes the risk");
  if (decision.capability.empty())
    out.emplace_back("`capability` does not say what he must be able to do");
  if (decision.told_in.empty()) out.emplace_back("`told_in` does not say where he is told");
  if (decision.consequence.empty())
    out.emplace_back("`consequence` does not say what happens if he does not");
  if (decision.acknowledged.empty())
    out.emplace_back("`acknowledged` does not say how you learn that he agreed");
}

void lacks_controls(const Case& given, const threats::Finding& open,
                    std::vector<std::string>& out) {
  const bool answered =
      !open.begun_by.empty() || std::ranges::any_of(open.also, [&](const threats::Also& also) {
        return also.weakness == open.weakness && also.status == threats::Status::cleared;
      });
  if (!answered) {
    out.emplace_back("no control of the model answers the finding");
    return;
  }
  for (const threats::Finding& reason : threats::reasons(open)) {
    if (reason.rule_planned) continue;
    std::string would;
    const auto notes = threats::controls(given.catalog, given.model, given.result, reason);
    const auto first =
        std::ranges::find(notes, catalog::Effect::clears, &threats::ControlNote::effect);
    for (const threats::ControlNote& note : notes) {
      if (first != notes.end() && note.alternative == first->alternative)
        would += (would.empty() ? ": " : " with ") + given.catalog[note.control].id;
    }
    out.push_back(fmt::format("`{}` raises it, too, and waits for a control{}",
                              given.catalog[reason.rule].id, would));
  }
}

}  // namespace

std::string_view name(Standing standing) {
  return kStandings[static_cast<std::size_t>(standing)];
}

bool is_answered(const Decisions& decisions, const Treated& treated) {
  if (!treated.verdict || treated.verdict->standing != Standing::holds) return false;
  const Disposition disposition = decisions.all[treated.verdict->decision].disposition;
  return disposition == Disposition::accept || disposition == Disposition::transfer;
}

std::vector<std::string> lacks(const Case& given, std::size_t finding, const Decision& decision) {
  std::vector<std::string> out;
  if (decision.reason.empty()) out.emplace_back("it gives no reason");
  switch (decision.disposition) {
    case Disposition::accept:
      lacks_acceptance(given, finding, decision, out);
      break;
    case Disposition::transfer:
      lacks_transfer(decision, out);
      break;
    case Disposition::mitigate: {
      const threats::Finding& open = given.result.findings[finding];
      if (open.status == threats::Status::open && !is_planned_for(open))
        lacks_controls(given, open, out);
      break;
    }
    case Disposition::eliminate:
      break;
  }
  return out;
}

std::string_view vague_phrase(std::string_view text) {
  // Phrases that hand a risk over in passing. In lower case.
  static constexpr std::array<std::string_view, 14> kPhrases{
      "secure network",      "trusted network",       "protected network", "behind a firewall",
      "behind the firewall", "hospital firewall",     "network is secure", "secure environment",
      "trusted environment", "physically secure",     "unlikely",          "not realistic",
      "industry standard",   "industry best practice"};
  std::string lower;
  for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const std::string_view phrase : kPhrases) {
    const std::size_t at = lower.find(phrase);
    if (at != std::string::npos) return text.substr(at, phrase.size());
  }
  return {};
}

Judged judge(const Case& given, const Decisions& decisions, diag::Diagnostics& diagnostics) {
  return Judge(given, decisions, diagnostics).judge();
}

}  // namespace wardround::treatment
