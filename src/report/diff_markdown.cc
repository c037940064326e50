#include <fmt/core.h>

#include <algorithm>

#include "report/diff_words.h"
#include "report/escapes.h"
#include "report/formats.h"
#include "report/page.h"
#include "report/since.h"

namespace wardround::report {
namespace {

constexpr std::size_t kReserve = 600;  // for the last lines

class Comment {
 public:
  Comment(const DiffView& view, std::size_t bytes) : view_(view), page_(bytes) {}

  std::string text() {
    for (const study::PairDiff& diff : view_.pairs) {
      if (view_.pairs.size() > 1 && diff.empty()) continue;
      pair(diff, PairWords(view_, diff));
    }
    if (view_.pairs.size() > 1 && std::ranges::all_of(view_.pairs, &study::PairDiff::empty))
      add("<!-- wardround diff -->\n### wardround\n\nNothing changed.\n\n");
    if (left_out_) {
      page_.add("Too much for one comment: `wardround diff --all` shows the rest.\n\n");
    }
    page_.add(fmt::format("<sub>{} → {} · wardround {} · as of {}</sub>\n",
                          for_markdown(shortened(view_.before.label, 100)),
                          for_markdown(shortened(view_.after.label, 100)), view_.version,
                          to_string(view_.as_of)));
    return page_.take();
  }

 private:
  void pair(const study::PairDiff& diff, const PairWords& words) {
    const auto& subjects =
        (words.after().model().subjects.empty() ? words.before() : words.after()).model().subjects;
    const std::string id = subjects.empty() ? "" : subjects[0].id;
    add(fmt::format("<!-- wardround diff: {} -->\n### wardround: {}\n\n", id,
                    for_markdown(shortened(words.name(), 200))));
    const auto list = [this](std::string_view title, const std::vector<std::string>& texts) {
      list_markdown(title, texts, texts.size(),
                    [this](std::string_view block) { return add(block); });
    };
    if (diff.empty()) {
      add("Nothing changed.\n\n");
      list(kEndingTitle, ending_soon(words.after()));
      return;
    }
    add(fmt::format("**{} new, {} gone, {} changed**; {}.\n\n", diff.findings.added.size(),
                    diff.findings.gone.size(), diff.findings.altered.size(), words.counts()));
    if (diff.pair.before && diff.pair.after) {
      add(figures_markdown(figures(words.before()), figures(words.after())));
    }
    table("New", diff.findings.added, words);
    table("Gone", diff.findings.gone, words);
    table("Changed", diff.findings.altered, words);
    list(kWatchedTitle, watched_texts(words.after(), diff.watched));
    list(kEndingTitle, ending_soon(words.after()));
    design(diff.design);
    questions(diff.findings, words);
  }

  static study::Figures figures(const View& side) {
    return study::figures(study::snapshot(side.catalog, side.assessment));
  }

  void table(std::string_view title, const std::vector<study::FindingChange>& changes,
             const PairWords& words) {
    if (changes.empty()) return;
    add(fmt::format("**{}**\n\n| Threat | Harm | Certainty | Why |\n|---|---|---|---|\n", title));
    for (const study::FindingChange& change : changes) {
      const std::string harm = words.harm(change);
      const std::string why = words.reasons(change);
      if (!add(fmt::format("| {}<br>{} | {} | {} | {} |\n", for_markdown(words.title(change)),
                           code_span(words.id(change)),
                           harm.empty() ? "none named" : for_markdown(harm), words.state(change),
                           for_markdown(plain(why)))))
        break;
    }
    add("\n");
  }

  void design(const study::ModelDiff& diff) {
    if (diff.empty()) {
      add("The design is the same.\n\n");
      return;
    }
    if (!add(fmt::format("<details><summary>Design: {}</summary>\n\n",
                         for_html(design_summary(diff)))))
      return;
    for (const study::SubjectChange& change : diff.subjects) {
      std::string text = subject_text(change);
      std::string_view separator = ": ";
      for (const std::string& one : change_texts(change)) {
        text += separator;
        text += one;
        separator = "; ";
      }
      const std::string_view sign = change.change == study::SubjectChangeKind::added ? "added"
                                    : change.change == study::SubjectChangeKind::removed
                                        ? "removed"
                                        : "changed";
      if (!add(fmt::format("- {}: {}\n", sign, for_markdown(plain(text))))) break;
    }
    page_.add("\n</details>\n\n", kReserve / 2);
  }

  void questions(const study::FindingDiff& diff, const PairWords& words) {
    if (diff.settled.empty() && diff.asked.empty()) return;
    if (!add(fmt::format("<details><summary>Questions: {} settled, {} new</summary>\n\n",
                         diff.settled.size(), diff.asked.size())))
      return;
    for (const study::QuestionChange& change : diff.settled) {
      if (!add(question("settled", words.before(), change))) break;
    }
    for (const study::QuestionChange& change : diff.asked) {
      if (!add(question("new", words.after(), change))) break;
    }
    page_.add("\n</details>\n\n", kReserve / 2);
  }

  static std::string question(std::string_view what, const View& side,
                              const study::QuestionChange& change) {
    const threats::Question& question = side.result().questions[change.index];
    const bool answered = !change.answer.text.empty() && change.answer.text != "unknown";
    std::string text = fmt::format(
        "- {}: {} {}", what, code_span(threats::question_id(side.catalog, side.model(), question)),
        for_markdown(threats::question_text(side.catalog, side.model(), question)));
    if (answered && what == "settled") text += " " + for_markdown(change.answer.text);
    return text + "\n";
  }

  // Values of the model may hold backticks: no code, then, and no `|` that would end a cell.
  static std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c != '`') out += c;
    }
    return out;
  }

  bool add(std::string_view text) {
    if (left_out_ || !page_.add(text, kReserve)) left_out_ = true;
    return !left_out_;
  }

  const DiffView& view_;
  Page page_;
  bool left_out_ = false;
};

}  // namespace

std::string diff_markdown(const DiffView& view, std::size_t bytes) {
  return Comment(view, bytes).text();
}

}  // namespace wardround::report
