// What asks a team to look between two rounds: code that changed while the model did not, another
// catalogue, decisions that no longer stand, things to be said again, a round that is due. Says
// nothing where nothing asks: hooks and pipelines show it as it is.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "catalog/lock.h"
#include "cli/baseline.h"
#include "report/outline.h"
#include "report/since.h"
#include "study/assure.h"

namespace wardround::cli {
namespace {

using report::counted;

// Pairs of a heading and a sentence, in order.
using Cues = std::vector<std::pair<std::string_view, std::string>>;

std::string name_of(const study::Assessment& one) {
  return one.model().subjects.empty() ? one.path : one.model().subjects[0].name;
}

// Another catalogue than the lock has, and what that changes here.
void add_catalogue(const study::Study& study, const study::Assessment& one, Cues& cues) {
  if (!study.lock || catalog::same_packs(*study.lock, study.catalog, study.sources)) return;
  const std::vector<bool> moved = catalog::moved_rules(*study.lock, study.catalog);
  const auto touched = std::ranges::count_if(one.result.findings, [&](const auto& finding) {
    return finding.rule.valid() && finding.rule.index() < moved.size() &&
           moved[finding.rule.index()] && finding.status != threats::Status::cleared;
  });
  if (touched == 0) return;
  cues.emplace_back("The catalogue changed",
                    fmt::format("{} on rules that are new or decide otherwise: look with "
                                "`wardround check`, then `wardround check --lock` takes them",
                                counted(static_cast<std::size_t>(touched), "open finding rests",
                                        "open findings rest")));
}

void add_decisions(const report::View& view, Cues& cues) {
  const auto fallen =
      std::ranges::count_if(view.assessment.judged.findings, [](const treatment::Treated& treated) {
        return treated.verdict && (treated.verdict->standing == treatment::Standing::stale ||
                                   treated.verdict->standing == treatment::Standing::expired);
      });
  if (fallen > 0) {
    cues.emplace_back(
        "Decisions that no longer stand",
        fmt::format("{} stale or expired: `wardround round`",
                    counted(static_cast<std::size_t>(fallen), "decision is", "decisions are")));
  }
  for (std::string& text : report::ending_soon(view))
    cues.emplace_back(report::kEndingTitle, std::move(text));
}

void add_playbook(const assurance::Playbook& playbook, const study::AssuredModel& model,
                  bool sat_down, Date today, Cues& cues) {
  const assurance::Standing& standing = model.standing;
  for (std::size_t i = 0; i < standing.steps.size(); ++i) {
    if (standing.steps[i].state != assurance::State::stale) continue;
    cues.emplace_back("To be said again",
                      fmt::format("{}: said {}; `wardround round`", playbook.steps[i].title,
                                  assurance::stale_words(standing.steps[i])));
  }
  if (sat_down && standing.next_round < today) {
    cues.emplace_back("The round is due",
                      fmt::format("since {}: `wardround round`", to_string(standing.next_round)));
  }
}

}  // namespace

int run_cues(Context& context, const RoundOptions& options) {
  Side now;
  if (!options.at.empty()) {
    auto side = revision_side(options.at);
    if (!side) return complain(context, side.error().message);
    now.revision = std::move(side->revision);
  }
  const OverlaidFs fs(now.fs(context), context.fs, options.packs);
  const study::Request request{options.path, options.packs, true};
  study::Study study = run_study(context, fs, request);
  study::Assured assured;
  if (!study.diagnostics.has_errors()) assured = study::assure(fs, "", context.today, study);
  if (study.diagnostics.has_errors()) {
    show_diagnostics(context, study);
    return kInputError;
  }
  if (!now.revision) warn_of_cut_off(context, study);
  CheckOptions since;
  since.path = options.path;
  since.packs = options.packs;
  since.baseline = options.baseline.empty() ? "HEAD" : options.baseline;
  const auto compared = now.revision ? compare_with_revision(context, since, now, study)
                                     : compare_with_baseline(context, since, study);
  // A project that is new has nothing to be compared with; a revision that was named has to be.
  if (!compared && !options.baseline.empty()) return complain(context, compared.error().message);
  report::Outline out;
  bool any = false;
  for (std::size_t i = 0; i < study.assessments.size(); ++i) {
    const study::Assessment& one = study.assessments[i];
    const report::View view = view_of(context, study, one);
    Cues cues;
    if (compared && i < compared->size()) {
      for (std::string& text : report::watched_texts(view, (*compared)[i].since.watched))
        cues.emplace_back(report::kWatchedTitle, std::move(text));
    }
    add_catalogue(study, one, cues);
    add_decisions(view, cues);
    if (i < assured.models.size()) {
      add_playbook(assured.playbook, assured.models[i], assured.last_round.has_value(),
                   context.today, cues);
    }
    std::string_view title;
    for (const auto& [heading, text] : cues) {
      if (std::exchange(title, heading) != heading)
        out.heading(fmt::format("{}: {}", name_of(one), heading));
      out.item("", text);
      any = true;
    }
  }
  if (any) write_out(options.format == "md" ? out.markdown() : out.screen(screen_style(context)));
  return kOk;
}

}  // namespace wardround::cli
