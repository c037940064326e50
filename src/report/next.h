// Where a team stands in its playbook, and the one thing to do next: as a screen, Markdown, JSON,
// and a calendar of what falls due.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assurance/sr2.h"
#include "report/outline.h"
#include "report/view.h"
#include "study/assure.h"

namespace wardround::report {

// One model of a project.
struct Guided {
  const View& view;
  const assurance::Look& look;
  const study::AssuredModel& standing;
};
struct Guide {
  const assurance::Playbook& playbook;
  std::vector<Guided> models;
};

// Which model has the best thing to do; none: nobody has any.
[[nodiscard]] std::optional<std::size_t> best_model(const Guide& guide);

// The one thing: what, where, why first, how.
[[nodiscard]] Outline next_outline(const Guide& guide);
// Where each step stands, by question, with what is missing and where.
[[nodiscard]] Outline standing_outline(const Guide& guide, bool all);
// Who does what, how deep and how often: the skeleton of a security risk management plan.
[[nodiscard]] Outline plan_outline(const Guide& guide);
// IEC 62443-4-1, SR-2, item by item.
[[nodiscard]] Outline sr2_outline(const Guide& guide);

// All of it in one document.
[[nodiscard]] std::string next_json(const Guide& guide);

// What falls due when, in iCalendar (RFC 5545): the next round, what was attested and grows stale,
// acceptances that expire, answers that were promised.
[[nodiscard]] std::string next_calendar(const Guide& guide);

}  // namespace wardround::report
