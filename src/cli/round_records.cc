// The records of rounds: are they as they were written, and the one that says of changed code that
// the model stays true.
#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/sides.h"
#include "report/view.h"
#include "sitting/action.h"
#include "study/rounds.h"
#include "study/watched.h"

namespace wardround::cli {
namespace {

std::string line_of(const assurance::ChainedRecord& one) {
  std::string people;
  for (const assurance::Participant& person : one.record.participants) {
    people += people.empty() ? "" : ", ";
    people += person.role.empty() ? person.name : fmt::format("{} ({})", person.name, person.role);
  }
  return fmt::format("  {}  {:<9}  {}  {}\n", to_string(one.record.date),
                     assurance::name(one.record.kind), one.sha256.substr(0, assurance::kNameDigits),
                     escape_for_terminal(people));
}

}  // namespace

Result<assurance::Participant> parse_participant(std::string_view word) {
  if (auto one = sitting::parse_participant(word)) return *std::move(one);
  return fail(fmt::format("`{}`: write NAME:ROLE, as in `Ann Lee:security engineer`", word));
}

int run_round_verify(Context& context, const RoundOptions& options) {
  study::Study study = run_study(context, context.fs, {options.path, options.packs, false});
  if (study.project.models.empty()) {
    show_diagnostics(context, study);
    return kInputError;
  }
  // Mistakes of the model are not what is asked here.
  study.diagnostics = {};
  warn_of_cut_off(context, study);
  const assurance::Chain chain = study::read_rounds(context.fs, study);
  const bool broken = show_diagnostics(context, study);
  if (chain.empty() && !broken) {
    write_out(fmt::format("No records in {}: there was no round yet.\n", chain.folder));
    return kOk;
  }
  for (const assurance::ChainedRecord& one : chain.records) write_out(line_of(one));
  const auto changed = assurance::departures(context.fs, study::project_folder(study), chain);
  for (const assurance::Departure& one : changed) {
    const assurance::ChainedRecord& record = chain.records[one.record];
    write_out(fmt::format("{} {} since the record of {}\n", escape_for_terminal(one.path),
                          one.missing ? "is gone" : "has changed", to_string(record.record.date)));
  }
  if (broken) {
    write_err("the records are not as they were written\n");
    return kGateFailed;
  }
  write_out(fmt::format(
      "{} as written, none missing; {}.\n", report::counted(chain.records.size(), "record"),
      changed.empty() ? "what the newest recorded is as it was"
                      : report::counted(changed.size(), "file") + " not as the newest recorded"));
  return kOk;
}

int run_no_impact(Context& context, const RoundOptions& options) {
  if (options.by.empty() || options.note.empty()) {
    return complain(context,
                    "--no-impact needs --by NAME:ROLE, who looked, and --note TEXT, why the "
                    "model stays true");
  }
  const auto by = parse_participant(options.by);
  if (!by) return complain(context, "--by " + by.error().message);
  study::Study study = run_study(context, context.fs, {options.path, options.packs, true});
  if (show_diagnostics(context, study)) return kInputError;
  const std::string since = options.baseline.empty() ? "HEAD" : options.baseline;
  const auto side = revision_side(since);
  if (!side) return complain(context, "--baseline " + side.error().message);
  const assurance::Chain chain = study::read_rounds(context.fs, study);
  if (show_diagnostics(context, study)) return kInputError;
  auto paths = changed_paths(context, *side, {}, study::watch_globs(study));
  if (!paths) return complain(context, paths.error().message);
  drop_confirmed(context, *side, {}, chain, *paths);
  if (paths->empty()) {
    write_out(fmt::format("Nothing to confirm: no watched code changed since {}.\n", since));
    return kOk;
  }
  assurance::Record record = study::new_record(study, chain, assurance::RecordKind::no_impact,
                                               context.today, "wardround " WARDROUND_VERSION);
  record.participants.push_back(*by);
  record.note = options.note;
  for (const std::string& path : *paths)
    record.code.push_back(
        {path, digest_of(context, *side, {}, path), study::watchers(study, path)});
  for (const study::Assessment& assessment : study.assessments) {
    auto model = study::recorded_model(context.fs, study, assessment);
    if (!model) return complain(context, model.error().message);
    record.models.push_back(*std::move(model));
  }
  const auto path = assurance::write_record(context.fs, chain.folder, record);
  if (!path) return complain(context, path.error().message);
  write_out(fmt::format("{} looked at {} and says: no impact on the model.\nwrote {}\n",
                        escape_for_terminal(by->name),
                        report::counted(record.code.size(), "changed file"), *path));
  return kOk;
}

}  // namespace wardround::cli
