#include "report/since.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "report/escapes.h"

namespace wardround::report {
namespace {

// Texts of people, in which a backtick would end an id.
std::string plain(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '`', '\'');
  return out;
}

std::string paths_text(const std::vector<std::string>& paths) {
  std::string text = fmt::format("`{}`", plain(paths.front()));
  if (paths.size() > 1) text += fmt::format(" and {} more", paths.size() - 1);
  return text;
}

}  // namespace

std::vector<std::string> ending_soon(const View& view) {
  const auto& decisions = view.assessment.decisions.all;
  std::set<std::tuple<Date, std::string_view, std::size_t>> soon;
  for (const treatment::Treated& treated : view.assessment.judged.findings) {
    if (!treated.verdict || treated.verdict->standing != treatment::Standing::holds) continue;
    const treatment::Decision& decision = decisions[treated.verdict->decision];
    if (decision.expires && days_between(view.as_of, *decision.expires) <= kSoonDays)
      soon.emplace(*decision.expires, decision.target, treated.verdict->decision);
  }
  std::vector<std::string> texts;
  for (const auto& [ends, target, index] : soon) {
    const treatment::Decision& decision = decisions[index];
    const int64_t days = days_between(view.as_of, ends);
    texts.push_back(fmt::format("`{}`: {} by {} ({}) ends on {}, {}", target,
                                treatment::name(decision.disposition), plain(decision.by),
                                plain(decision.role), to_string(ends),
                                days == 0   ? std::string("today")
                                : days == 1 ? std::string("tomorrow")
                                            : fmt::format("in {} days", days)));
  }
  return texts;
}

std::vector<std::string> watched_texts(const View& view,
                                       const std::vector<study::WatchedChange>& watched) {
  std::vector<std::string> texts;
  for (const study::WatchedChange& one : watched) {
    if (!one.subject.valid()) {
      texts.push_back(fmt::format("{}, and nothing in the model: is it still as described? {}",
                                  paths_text(one.paths), "`wardround check`"));
      continue;
    }
    const model::Subject& subject = view.model()[one.subject];
    texts.push_back(
        fmt::format("{}, but not `{}`: is it still as described? `wardround explain {}`",
                    paths_text(one.paths), subject.id, subject.id));
  }
  // Said once: it speaks of all of them.
  if (!texts.empty())
    texts.back() +=
        "; where it is, `wardround round --no-impact --by NAME:ROLE --note WHY` says so";
  return texts;
}

std::vector<std::string> new_texts(const study::Change& change) {
  const auto fresh = study::new_findings(change);
  std::vector<std::string> texts;
  const auto add = [&](const std::string& id, const study::Glance& glance) {
    if (!fresh.contains(id) || glance.status != name(threats::Status::open) ||
        glance.certainty == name(threats::Certainty::unverified))
      return;
    texts.push_back(fmt::format("{} `{}`, {}{}{}{}", plain(glance.title), plain(id),
                                glance.certainty,
                                glance.risk.empty() ? "" : ", risk " + glance.risk,
                                glance.origin.empty() ? "" : ", " + plain(glance.origin),
                                glance.catalogue_only ? fmt::format(", {}", kCatalogueOnly) : ""));
  };
  for (const auto& [id, glance] : change.added) add(id, glance);
  for (const auto& altered : change.altered) add(altered.id, altered.after);
  return texts;
}

std::vector<std::string> settled_texts(const study::Change& change) {
  std::vector<std::string> texts;
  const std::string_view open = name(threats::Status::open);
  for (const auto& altered : change.altered) {
    if (altered.before.status == open && altered.after.status != open)
      texts.push_back(
          fmt::format("cleared: {} `{}`", plain(altered.after.title), plain(altered.id)));
  }
  for (const auto& [id, glance] : change.gone) {
    if (glance.status == open)
      texts.push_back(fmt::format("no longer holds: {} `{}`", plain(glance.title), plain(id)));
  }
  for (const auto& [id, text] : change.settled)
    texts.push_back(fmt::format("no longer asked: `{}` {}", plain(id), plain(text)));
  return texts;
}

void list_markdown(std::string_view title, const std::vector<std::string>& texts, std::size_t most,
                   const std::function<bool(std::string_view)>& add) {
  if (texts.empty() || !add(fmt::format("**{}** ({})\n\n", title, texts.size()))) return;
  for (std::size_t i = 0; i < texts.size() && i < most; ++i) {
    if (!add(fmt::format("- {}\n", for_markdown_with_code(texts[i])))) return;
  }
  if (texts.size() > most) add(fmt::format("- … and {} more\n", texts.size() - most));
  add("\n");
}

std::string figures_markdown(const study::Figures& before, const study::Figures& now) {
  const auto row = [](std::string_view name, const study::Figures& f) {
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", name, f.urgent,
                       f.high, f.medium, f.low, f.certain, f.assumed, f.unverified, f.cleared,
                       f.questions);
  };
  return "|  | urgent | high | medium | low | certain | assumed | unverified | cleared | questions "
         "|\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n" +
         row("before", before) + row("now", now) + "\n";
}

}  // namespace wardround::report
