#include <fmt/core.h>

#include <algorithm>

#include "report/diff_words.h"
#include "report/paint.h"
#include "report/since.h"

namespace wardround::report {
namespace {

constexpr std::size_t kSubjects = 12, kFindings = 6, kQuestions = 5;  // shown of each, unless all
constexpr std::size_t kLines = 3;                                     // of one entry, unless all

class Screen {
 public:
  Screen(const DiffView& view, const ScreenStyle& style) : view_(view), style_(style) {}

  std::string text() {
    line(fmt::format("{} → {}", view_.before.label, view_.after.label), Ink::dim);
    for (const study::PairDiff& diff : view_.pairs) {
      if (view_.pairs.size() > 1 && diff.empty()) continue;
      pair(diff, PairWords(view_, diff));
    }
    if (std::ranges::all_of(view_.pairs, &study::PairDiff::empty)) {
      if (view_.pairs.size() > 1) out_ += "Nothing changed.\n";
    }
    return std::move(out_);
  }

 private:
  void pair(const study::PairDiff& diff, const PairWords& words) {
    line(words.name(), Ink::bold);
    if (diff.empty()) {
      out_ += "Nothing changed.\n";
      sentences(kEndingTitle, ending_soon(words.after()));
      return;
    }
    design(diff.design);
    findings("New", diff.findings.added, words);
    findings("Gone", diff.findings.gone, words);
    findings("Changed", diff.findings.altered, words);
    questions("Questions settled", diff.findings.settled, words.before());
    questions("Questions new", diff.findings.asked, words.after());
    sentences(kWatchedTitle, watched_texts(words.after(), diff.watched));
    sentences(kEndingTitle, ending_soon(words.after()));
    out_ += "\n" + cut(words.counts() + ".", style_.width) + "\n";
  }

  void design(const study::ModelDiff& diff) {
    if (diff.empty()) {
      out_ += "The design is the same.\n";
      return;
    }
    block(fmt::format("Design: "), design_summary(diff));
    const std::size_t most = style_.all ? SIZE_MAX : kSubjects;
    for (std::size_t i = 0; i < diff.subjects.size() && i < most; ++i) {
      const study::SubjectChange& change = diff.subjects[i];
      std::string text = subject_text(change);
      std::string_view separator = ": ";
      for (const std::string& one : change_texts(change)) {
        text += separator;
        text += one;
        separator = "; ";
      }
      const std::string& place = change.after.empty() ? change.before : change.after;
      if (style_.all && !place.empty()) text += fmt::format(" ({})", place);
      block(fmt::format("  {} ", change_sign(change.change)), text);
    }
    more(diff.subjects.size(), most);
  }

  void findings(std::string_view title, const std::vector<study::FindingChange>& changes,
                const PairWords& words) {
    if (changes.empty()) return;
    heading(title, changes.size());
    const std::size_t most = style_.all ? SIZE_MAX : kFindings;
    last_reasons_.clear();
    for (std::size_t i = 0; i < changes.size() && i < most; ++i) {
      const study::FindingChange& change = changes[i];
      block("  ",
            fmt::format("{} · {}, {}", words.title(change), words.state(change), words.id(change)));
      const std::string why = words.reasons(change);
      if (!why.empty()) block("    why: ", why == last_reasons_ ? "as above" : why);
      last_reasons_ = why;
      const std::string harm = words.harm(change);
      if (change.kind == study::FindingChangeKind::added && !harm.empty())
        block("    harm: ", harm);
    }
    more(changes.size(), most);
  }

  void questions(std::string_view title, const std::vector<study::QuestionChange>& changes,
                 const View& side) {
    if (changes.empty()) return;
    heading(title, changes.size());
    const std::size_t most = style_.all ? SIZE_MAX : kQuestions;
    for (std::size_t i = 0; i < changes.size() && i < most; ++i) {
      const threats::Question& question = side.result().questions[changes[i].index];
      const std::string id = threats::question_id(side.catalog, side.model(), question);
      const std::string& answer = changes[i].answer.text;
      const bool answered = !answer.empty() && answer != "unknown";
      out_ += cut(fmt::format("  {} · {}", id,
                              answered && title.ends_with("settled")
                                  ? answer
                                  : threats::question_text(side.catalog, side.model(), question)),
                  style_.width) +
              "\n";
    }
    more(changes.size(), most);
  }

  void sentences(std::string_view title, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    heading(title, texts.size());
    for (const std::string& text : texts) block("  ", text);
  }
  void heading(std::string_view title, std::size_t count) {
    out_ += "\n";
    line(fmt::format("{} ({})", title, count), Ink::yellow);
  }
  void line(std::string_view text, Ink ink) {
    out_ += paint(cut(text, style_.width), ink, style_.colour) + "\n";
  }
  void block(std::string_view label, std::string_view text) {
    for (const std::string& one :
         paragraph(label, text, style_.width, style_.all ? SIZE_MAX : kLines))
      out_ += one + "\n";
  }
  void more(std::size_t all, std::size_t most) {
    if (all > most) out_ += fmt::format("  … and {} more (--all lists them)\n", all - most);
  }

  const DiffView& view_;
  const ScreenStyle& style_;
  std::string last_reasons_;
  std::string out_;
};

}  // namespace

std::string diff_screen(const DiffView& view, const ScreenStyle& style) {
  return Screen(view, style).text();
}

}  // namespace wardround::report
