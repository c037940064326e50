// A comment for a pull request: what holds, what an answer would settle, what to do next. Reasons
// are folded away. Cut where GitHub would refuse the comment, and says what was cut.
#include <fmt/core.h>

#include <algorithm>

#include "report/annotations.h"
#include "report/escapes.h"
#include "report/formats.h"
#include "report/page.h"

namespace wardround::report {

namespace {

using threats::Certainty;
using threats::Finding;
using threats::Question;
using threats::Status;

constexpr std::size_t kFindings = 10, kQuestions = 5, kTitles = 3, kChanges = 10;
constexpr std::size_t kBlankLines = 2;  // behind the table and behind the questions

class Comment {
 public:
  Comment(Page& page, const View& view, const Since* since, bool all, std::size_t reserve)
      : page_(page), view_(view), since_(since), all_(all), reserve_(reserve) {
    for (const std::size_t i : view.assessment.finding_order) {
      const Finding& finding = view.result().findings[i];
      if (finding.status == Status::open && finding.certainty != Certainty::unverified)
        holds_.push_back(i);
    }
  }

  // False if there is no room even for the first lines and the last.
  bool write(const std::string& name) {
    const std::string last = foot();
    const std::size_t behind = reserve_;
    reserve_ += last.size() + kBlankLines;
    if (!add(head(name))) return false;
    change();
    findings();
    questions();
    page_.add(last, behind);
    return true;
  }
  [[nodiscard]] const std::string& cut() const { return cut_; }

 private:
  std::string head(const std::string& name) const {
    const study::Summary summary = study::summarise(view_.result());
    const model::Model& model = view_.model();
    std::string text = fmt::format("<!-- wardround: {} -->\n", name);
    text += fmt::format(
        "### wardround: {}\n\n",
        for_markdown(shortened(model.subjects.empty() ? name : model.subjects[0].name, 200)));
    text +=
        fmt::format("**{}**", holds_.empty()       ? "No threat is certain yet"
                              : holds_.size() == 1 ? "1 threat holds"
                                                   : fmt::format("{} threats hold", holds_.size()));
    if (const std::string harm = holds_.empty() ? "" : worst_harm_text(view_, holds_.front());
        !harm.empty())
      text += fmt::format(", worst harm {}", for_markdown(harm));
    if (summary.unverified > 0) {
      text +=
          fmt::format("; {} on {} open {}",
                      summary.unverified == 1 ? "1 more depends"
                                              : fmt::format("{} more depend", summary.unverified),
                      view_.result().questions.size(),
                      view_.result().questions.size() == 1 ? "question" : "questions");
    }
    return text + fmt::format("; {} cleared by controls.\n\n", summary.cleared);
  }

  std::string foot() const {
    std::string packs;
    for (const catalog::Pack& pack : view_.catalog.packs)
      packs += " · " + for_markdown(fmt::format("{} {}", pack.id, pack.version));
    return fmt::format("Next:\n\n{}\n<sub>{} · wardround {}{} · as of {}</sub>\n\n",
                       code_block(shortened(next_command(view_), 1000)),
                       for_markdown(shortened(view_.assessment.path, 500)), view_.version, packs,
                       to_string(view_.as_of));
  }

  // What the change did, and what it should have looked at.
  void change() {
    const auto list = [this](std::string_view title, const std::vector<std::string>& texts) {
      list_markdown(title, texts, all_ ? texts.size() : kChanges,
                    [this](std::string_view block) { return add(block); });
    };
    if (since_) {
      add(figures_markdown(study::figures(since_->before),
                           study::figures(study::snapshot(view_.catalog, view_.assessment))));
      list(kNewTitle, new_texts(since_->change));
      list(kSettledTitle, settled_texts(since_->change));
      list(kWatchedTitle, watched_texts(view_, since_->watched));
    }
    list(kEndingTitle, ending_soon(view_));
  }

  void findings() {
    if (holds_.empty()) return;
    const std::size_t most = all_ ? holds_.size() : std::min(holds_.size(), kFindings);
    std::size_t shown = 0;
    if (add("|  | Threat | Harm | STRIDE | Certainty |\n|--:|---|---|---|---|\n")) {
      while (shown < most && add(row(shown))) ++shown;
      blank_line();
    }
    if (shown < holds_.size()) {
      const std::size_t left = holds_.size() - shown;
      add(fmt::format("{} {} not in this table: `wardround check --all` lists everything.\n\n",
                      counted(left, "threat"), left == 1 ? "is" : "are"));
      if (shown < most) cut_ = counted(left, "threat");
    }
    for (std::size_t i = 0; i < shown; ++i) {
      if (add(details(i))) continue;
      cut_ += fmt::format("{}the reasons of {}", cut_.empty() ? "" : " and ",
                          counted(shown - i, "threat"));
      return;
    }
  }

  std::string row(std::size_t position) const {
    const std::size_t index = holds_[position];
    const Finding& finding = view_.result().findings[index];
    const std::string harm = worst_harm_text(view_, index);
    std::string certainty(threats::name(finding.certainty));
    for (const std::string_view tag : tags_of(view_, index)) certainty += fmt::format(", {}", tag);
    return fmt::format("| {} | {}<br>{} | {} | {} | {} |\n", position + 1,
                       for_markdown(threats::title(view_.catalog, view_.model(), finding)),
                       code_span(finding_id(view_, index)),
                       harm.empty() ? "none named" : for_markdown(harm),
                       stride_text(view_.catalog, finding), certainty);
  }

  std::string details(std::size_t position) const {
    const std::size_t index = holds_[position];
    const Finding& finding = view_.result().findings[index];
    std::string text =
        fmt::format("<details><summary>{}. {}: why, and what to do</summary>\n\n", position + 1,
                    for_html(threats::title(view_.catalog, view_.model(), finding)));
    text += for_markdown(threats::scenario(view_.catalog, view_.model(), finding)) + "\n\n";
    text += fmt::format("- **Where** {}\n",
                        code_span(view_.sources.location(view_.model()[finding.subject].span)));
    line(text, "Why", why_text(view_, finding));
    line(text, "But", insufficient_text(view_, finding));
    line(text, "Fix", remedy_text(view_, finding));
    return text + "\n</details>\n\n";
  }

  static void line(std::string& text, std::string_view label, std::string_view body) {
    if (!body.empty()) text += fmt::format("- **{}** {}\n", label, for_markdown_with_code(body));
  }

  void questions() {
    const auto& order = view_.assessment.question_order;
    if (order.empty()) return;
    const std::size_t most = all_ ? order.size() : std::min(order.size(), kQuestions);
    std::size_t shown = 0;
    if (add(fmt::format("**Questions most worth answering** ({} of {})\n\n", most, order.size()))) {
      while (shown < most && add(question(order[shown]))) ++shown;
      blank_line();
    }
    if (shown < most)
      cut_ += fmt::format("{}{}", cut_.empty() ? "" : " and ", counted(most - shown, "question"));
  }

  std::string question(std::size_t index) const {
    const Question& question = view_.result().questions[index];
    const bool settles = !question.settles.empty();
    const auto& waiting = settles ? question.settles : question.findings;
    std::string titles;
    for (std::size_t i = 0; i < waiting.size() && i < kTitles; ++i) {
      titles +=
          (i == 0 ? "" : "; ") + for_markdown(threats::title(view_.catalog, view_.model(),
                                                             view_.result().findings[waiting[i]]));
    }
    if (waiting.size() > kTitles) titles += fmt::format("; {} more", waiting.size() - kTitles);
    return fmt::format("- {} {}<br>{} {}: {}\n",
                       code_span(threats::question_id(view_.catalog, view_.model(), question)),
                       for_markdown(threats::question_text(view_.catalog, view_.model(), question)),
                       settles ? "settles" : "bears on", counted(waiting.size(), "threat"), titles);
  }

  void blank_line() { page_.add("\n", reserve_ - kBlankLines); }
  bool add(std::string_view block) { return page_.add(block, reserve_); }

  Page& page_;
  const View& view_;
  const Since* since_;
  bool all_;
  std::size_t reserve_;
  std::vector<std::size_t> holds_;  // open, certain or assumed; worst first
  std::string cut_;                 // what found no room
};

}  // namespace

Rendered render_markdown(const std::vector<View>& views, const Rendering& rendering,
                         std::size_t bytes) {
  constexpr std::size_t kNote = 400;  // for the line that says what was cut
  Rendered rendered;
  Page page(bytes);
  const std::vector<std::string> names = model_names(views);
  std::vector<std::string> cuts;
  for (std::size_t i = 0; i < views.size(); ++i) {
    // What comes first must leave room for the others.
    const std::size_t share = bytes / views.size() * (views.size() - i - 1);
    Comment comment(page, views[i], i < rendering.since.size() ? rendering.since[i] : nullptr,
                    rendering.screen.all, kNote + share);
    if (!comment.write(names[i])) {
      cuts.push_back(fmt::format("{} of {}", counted(views.size() - i, "model"), views.size()));
      break;
    }
    if (!comment.cut().empty()) cuts.push_back(fmt::format("{}: {}", names[i], comment.cut()));
  }
  if (!cuts.empty()) {
    std::string all;
    for (const std::string& cut : cuts) all += (all.empty() ? "" : "; ") + cut;
    page.add(fmt::format("Left out to fit into one comment: {}.\n", shortened(all, kNote - 60)));
    rendered.notes.push_back(
        fmt::format("left out to fit into a comment of {} bytes: {}", bytes, all));
  }
  rendered.text = page.take();
  return rendered;
}

Rendered render_markdown(const std::vector<View>& views, const Rendering& rendering) {
  return render_markdown(views, rendering, kCommentBytes);
}

}  // namespace wardround::report
