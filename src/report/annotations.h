// What a tool shows beside the lines of a model: each finding that holds, and for all that are
// unverified the questions under which they stand. Few, worst first, nothing left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/view.h"

namespace wardround::report {

enum class Level : uint8_t { error, warning, note };
[[nodiscard]] std::string_view name(Level level);

// How other tools' scales are filled: a stand-in until findings carry a risk of their own. By the
// worst harm that is reached and by certainty.
struct Grade {
  Level level = Level::note;
  std::string_view score;     // security-severity of GitHub, "9.5"; empty for what has no attacker
  std::string_view severity;  // of GitLab: blocker, critical, major, minor, info
};
[[nodiscard]] Grade grade_of(const View& view, std::size_t index);

// A finding that holds (certain or assumed), or a question with the unverified findings under it. A
// finding stands under the first question, in the order of their worth, that it waits for; without
// one it stands for itself.
struct Annotation {
  enum class Kind : uint8_t { finding, question } kind = Kind::finding;
  std::size_t index = 0;              // into Result::findings or Result::questions
  std::vector<std::size_t> findings;  // all that it stands for, worst first
  Grade grade;

  [[nodiscard]] bool is_question() const { return kind == Kind::question; }
};
// What holds in the order of its rank, then the questions in theirs. Cleared findings are none.
[[nodiscard]] std::vector<Annotation> annotations(const View& view);

// The id of the rule that an annotation belongs to: the weakness, or this for all questions.
inline constexpr std::string_view kOpenQuestion = "open-question";
[[nodiscard]] std::string_view rule_of(const View& view, const Annotation& annotation);
// Finding or question: stays the same while lines move and texts change.
[[nodiscard]] std::string id_of(const View& view, const Annotation& annotation);
[[nodiscard]] std::string title_of(const View& view, const Annotation& annotation);
// Why, which harm, what to do; or what an answer settles and the command that gives it.
[[nodiscard]] std::string text_of(const View& view, const Annotation& annotation);
[[nodiscard]] diag::Span span_of(const View& view, const Annotation& annotation);

// 16 hexadecimal digits that only depend on `id`.
[[nodiscard]] std::string fingerprint(std::string_view id);
// A name for each model: its id, with a number behind it where an earlier one has the same.
[[nodiscard]] std::vector<std::string> model_names(const std::vector<View>& views);

}  // namespace wardround::report
