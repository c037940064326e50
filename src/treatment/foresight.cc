#include "treatment/foresight.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace wardround::treatment {
namespace {

template <class Value>
bool overlap(const std::vector<Value>& a, const std::vector<Value>& b) {
  return std::ranges::find_first_of(a, b) != a.end();
}

bool is_of_weakness(ReportKind kind) {
  return kind != ReportKind::vex && kind != ReportKind::patch;
}

// Reports against findings and decisions, looked up by place.
class Matcher {
 public:
  Matcher(const catalog::Catalog& catalog, const model::Model& model, const threats::Result& result)
      : catalog_(catalog), model_(model), result_(result) {
    for (std::size_t i = 0; i < result.findings.size(); ++i)
      findings_[result.findings[i].subject].push_back(i);
  }

  void add(const Decisions& decisions) {
    for (std::size_t i = 0; i < decisions.all.size(); ++i) {
      const Decision& decision = decisions.all[i];
      if (decision.reach == Reach::finding) add(decision.target, i);
      // A wide decision was made for what it names.
      for (const std::string& id : decision.matched) add(id, i);
    }
  }

  // `own`: false leaves out what was taken over from the report itself.
  [[nodiscard]] ReportMatch match(const OutsideReport& report, bool own = true) const {
    ReportMatch out;
    const SubjectId subject = model_.find(report.subject);
    if (report.subject.empty() || !subject.valid()) return out;
    bool any = false;
    std::vector<std::size_t> taken_over;  // hides nothing that is less close
    const auto closer = [&](std::optional<Likeness> likeness) {
      if (!likeness || (any && *likeness > out.likeness)) return false;
      if (!any || *likeness < out.likeness) {
        out = {};
        out.likeness = *likeness;
      }
      any = true;
      return true;
    };
    if (const auto found = findings_.find(subject); found != findings_.end()) {
      for (const std::size_t i : found->second) {
        if (is_from(report, result_.findings[i])) {
          if (own) taken_over.push_back(i);
        } else if (closer(likeness(report, result_.findings[i]))) {
          out.findings.push_back(i);
        }
      }
    }
    if (const auto found = decided_.find(subject); found != decided_.end()) {
      for (const auto& [weakness, decision] : found->second) {
        if (!own && is_from(report, weakness, subject)) continue;
        if (closer(likeness(report, weakness)) &&
            std::ranges::find(out.decisions, decision) == out.decisions.end())
          out.decisions.push_back(decision);
      }
    }
    out.findings.insert(out.findings.end(), taken_over.begin(), taken_over.end());
    std::ranges::sort(out.findings);
    return out;
  }

  // Was the finding taken over from the report?
  [[nodiscard]] bool is_from(const OutsideReport& report, const threats::Finding& finding) const {
    if (!catalog_[finding.rule].manual) return false;
    const threats::Stated* stated = threats::stated_of(result_, finding);
    return stated != nullptr && stated->report == report.id;
  }

 private:
  [[nodiscard]] bool is_from(const OutsideReport& report, threats::WeaknessId weakness,
                             SubjectId subject) const {
    const auto found = findings_.find(subject);
    return found != findings_.end() && std::ranges::any_of(found->second, [&](std::size_t i) {
             return result_.findings[i].weakness == weakness &&
                    is_from(report, result_.findings[i]);
           });
  }

  void add(std::string_view id, std::size_t decision) {
    const std::optional<Target> target = split_target(id);
    if (!target) return;
    const auto weakness = catalog_.find_weakness(target->weakness);
    const SubjectId subject = model_.find(target->subject);
    if (weakness.valid() && subject.valid()) decided_[subject].emplace_back(weakness, decision);
  }

  [[nodiscard]] std::optional<Likeness> likeness(const OutsideReport& report,
                                                 const threats::Finding& finding) const {
    std::optional<Likeness> best = likeness(report, finding.weakness);
    for (const threats::Also& also : finding.also) {
      const auto behind = likeness(report, also.weakness);
      if (behind && (!best || *behind < *best)) best = behind;
    }
    if (best || !report.weakness.empty()) return best;
    // What its rule says of itself.
    if (overlap(report.cwe, threats::cwe_of(catalog_, finding))) return Likeness::cwe;
    if (overlap(report.stride, threats::stride_of(catalog_, finding))) return Likeness::stride;
    return std::nullopt;
  }
  [[nodiscard]] std::optional<Likeness> likeness(const OutsideReport& report,
                                                 threats::WeaknessId id) const {
    const catalog::Weakness& weakness = catalog_[id];
    if (!report.weakness.empty()) {
      if (catalog_.find_weakness(report.weakness) == id) return Likeness::weakness;
      return std::nullopt;
    }
    if (overlap(report.cwe, weakness.cwe)) return Likeness::cwe;
    if (overlap(report.stride, weakness.stride)) return Likeness::stride;
    return std::nullopt;
  }

  const catalog::Catalog& catalog_;
  const model::Model& model_;
  const threats::Result& result_;
  std::map<SubjectId, std::vector<std::size_t>> findings_;
  std::map<SubjectId, std::vector<std::pair<threats::WeaknessId, std::size_t>>> decided_;
};

ReportVerdict verdict(const OutsideReport& report, const Matcher& matcher,
                      const catalog::Catalog& catalog, const model::Model& model,
                      const threats::Result& result, const Decisions& decisions) {
  ReportVerdict out;
  if (!is_of_weakness(report.kind)) return out;
  if (!is_judged(report)) {
    out.foresight = Foresight::unplaced;
    out.because = report.subject.empty() ? "it names no subject of the model"
                                         : "it names no weakness, no CWE and no STRIDE letter";
    return out;
  }
  out.match = matcher.match(report);
  const auto finding_id = [&](std::size_t i) {
    const threats::Finding& finding = result.findings[i];
    return threats::finding_id(catalog, model, finding.weakness, finding.subject);
  };
  // What was made of it did not predict it.
  const ReportMatch spoke = matcher.match(report, false);
  const auto others = [](const ReportMatch& match) {
    return match.findings.size() > 1 ? fmt::format(" and {} more", match.findings.size() - 1)
                                     : std::string();
  };
  struct Knew {  // since when, what
    Date date;
    std::string id;
    std::string_view how;
    auto operator<=>(const Knew&) const = default;
  };
  std::optional<Knew> earliest;
  const auto knew = [&](std::optional<Date> date, std::string id, std::string_view how) {
    if (!date) return;
    Knew one{*date, std::move(id), how};
    if (!earliest || one < *earliest) earliest = std::move(one);
  };
  for (const std::size_t i : spoke.decisions)
    knew(decisions.all[i].date, decisions.all[i].target, "decided");
  for (const std::size_t i : spoke.findings) {
    if (!catalog[result.findings[i].rule].manual) continue;
    const threats::Stated* stated = threats::stated_of(result, result.findings[i]);
    if (stated != nullptr) knew(stated->date, finding_id(i), "found");
  }
  if (report.escaped) {
    out.foresight = Foresight::escaped;
    out.because = out.match.findings.empty()
                      ? "no finding speaks of it"
                      : fmt::format("no finding spoke of it when it was recorded; `{}`{} does now",
                                    finding_id(out.match.findings[0]), others(out.match));
  } else if (report.predicted && report.date && *report.predicted < *report.date &&
             (!earliest || earliest->date > *report.predicted)) {
    out.foresight = Foresight::predicted;
    out.since = report.predicted;
    out.because = report.revision.empty()
                      ? fmt::format("a decision of {} spoke of it", to_string(*report.predicted))
                      : fmt::format("the model of {} spoke of it, revision `{}`",
                                    to_string(*report.predicted), report.revision);
  } else if (spoke.findings.empty() && spoke.decisions.empty()) {
    out.foresight = Foresight::escaped;
    out.because = out.match.findings.empty()
                      ? "no finding speaks of it"
                      : fmt::format("no finding spoke of it; `{}` was taken over from it",
                                    finding_id(out.match.findings[0]));
  } else if (earliest && report.date && earliest->date < *report.date) {
    out.foresight = Foresight::predicted;
    out.since = earliest->date;
    out.because =
        fmt::format("`{}` was {} on {}", earliest->id, earliest->how, to_string(earliest->date));
  } else {
    out.foresight = Foresight::undated;
    const std::string what = spoke.findings.empty() ? decisions.all[spoke.decisions[0]].target
                                                    : finding_id(spoke.findings[0]);
    std::string why = "nothing is decided about it";
    if (!report.date) {
      why = "the report has no date";
    } else if (earliest) {
      why = fmt::format("it was {} on {}", earliest->how, to_string(earliest->date));
    }
    out.because = fmt::format("`{}`{} speaks of it, but {}", what, others(spoke), why);
  }
  return out;
}

}  // namespace

std::string_view name(Foresight foresight) {
  switch (foresight) {
    case Foresight::predicted:
      return "predicted";
    case Foresight::escaped:
      return "escaped";
    case Foresight::undated:
      return "undated";
    case Foresight::unplaced:
      return "unplaced";
  }
  return "";
}

std::string_view name(Likeness likeness) {
  switch (likeness) {
    case Likeness::weakness:
      return "weakness";
    case Likeness::cwe:
      return "cwe";
    case Likeness::stride:
      return "stride";
  }
  return "";
}

std::vector<ReportVerdict> judge_reports(const catalog::Catalog& catalog, const model::Model& model,
                                         const threats::Result& result, const Decisions& decisions,
                                         const std::vector<OutsideReport>& reports) {
  std::vector<ReportVerdict> out;
  if (reports.empty()) return out;
  Matcher matcher(catalog, model, result);
  matcher.add(decisions);
  for (const OutsideReport& report : reports)
    out.push_back(verdict(report, matcher, catalog, model, result, decisions));
  return out;
}

bool is_judged(const OutsideReport& report) {
  return is_of_weakness(report.kind) && !report.subject.empty() &&
         !(report.weakness.empty() && report.cwe.empty() && report.stride.empty());
}

ReportMatch speaks_of(const catalog::Catalog& catalog, const model::Model& model,
                      const threats::Result& result, const Decisions& decisions,
                      const OutsideReport& report) {
  Matcher matcher(catalog, model, result);
  matcher.add(decisions);
  return matcher.match(report, false);
}

std::vector<risk::Floor> floors_of(const catalog::Catalog& catalog, const model::Model& model,
                                   const threats::Result& result,
                                   const std::vector<OutsideReport>& reports,
                                   const risk::Policy& policy) {
  if (std::ranges::none_of(reports, &OutsideReport::exploited)) return {};
  const Matcher matcher(catalog, model, result);
  // The latest word on each reference and place.
  std::map<std::pair<std::string, std::string>, const OutsideReport*> words;
  for (const OutsideReport& report : reports) {
    if (report.kind != ReportKind::vex || report.reference.empty()) continue;
    const OutsideReport*& word = words[{report.reference, report.subject}];
    if (word == nullptr || word->date <= report.date) word = &report;
  }
  const auto concerns = [](const OutsideReport& word) {
    return word.status != "not_affected" && word.status != "false_positive";
  };
  std::map<std::size_t, risk::Floor> floors;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const OutsideReport& report = reports[i];
    const bool tested = report.kind == ReportKind::pentest;
    if (!report.exploited || (!tested && report.kind != ReportKind::vulnerability)) continue;
    const auto word = words.find({report.reference, report.subject});
    if (!tested && (!concerns(report) || (word != words.end() && !concerns(*word->second))))
      continue;
    const ReportMatch match = matcher.match(report);
    const threats::Exploitability level =
        tested ? policy.exploitability.confirmed : policy.exploitability.exploited;
    for (const std::size_t finding : match.findings) {
      // A letter fits too many.
      if (match.likeness == Likeness::stride && !matcher.is_from(report, result.findings[finding]))
        continue;
      const auto [at, is_new] = floors.emplace(finding, risk::Floor{finding, level, i});
      if (!is_new && at->second.level < level) at->second = {finding, level, i};
    }
  }
  std::vector<risk::Floor> out;
  for (const auto& [finding, floor] : floors) out.push_back(floor);
  return out;
}

}  // namespace wardround::treatment
