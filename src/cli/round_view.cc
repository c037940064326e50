#include "cli/round_view.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/utf8.h"

namespace wardround::cli {

namespace {

using report::Ink;
using sitting::CardKind;
using sitting::Sitting;

constexpr int kWidest = 100;    // columns of text: longer lines are hard to read
constexpr int kLabel = 11;      // columns of a row's label
constexpr int kTop = 2;         // below the header
constexpr int kMessage = 2;     // lines for what the last action did
constexpr int kLeastRows = 14;  // below them there is no room for a card
constexpr int kLeastColumns = 40;
constexpr std::size_t kNumbered = 9;  // choices that a digit takes

struct Line {
  std::string text;
  Ink ink = Ink::plain;
  std::string label;  // before the text, dim
};

// "s skip": a key and what it does.
struct Hint {
  std::string key, what;
};

class RoundView {
 public:
  RoundView(const Context& context, const Sitting& sitting, Terminal& terminal, Shown& shown)
      : context_(context), sitting_(sitting), terminal_(terminal), shown_(shown) {}

  void draw() {
    terminal_.clear();
    terminal_.cursor(-1, 0);
    if (terminal_.rows() < kLeastRows || terminal_.columns() < kLeastColumns) {
      terminal_.put(0, 0, "Make this window larger.");
      terminal_.put(1, 0, "q: quit, the sitting is kept");
      terminal_.show();
      return;
    }
    draw_header();
    const std::vector<std::string> hints = hint_lines();
    const int keys_row = terminal_.rows() - static_cast<int>(hints.size());
    const int body_end = keys_row - 1 - kMessage;
    if (shown_.help) {
      draw_lines(help_lines(), kTop + 1, keys_row - 1);
    } else if (shown_.form) {
      draw_form();
    } else if (!shown_.record.empty() || at_end()) {
      draw_lines(end_lines(), kTop + 1, body_end);
    } else {
      draw_card(body_end);
    }
    if (!shown_.help) draw_message(keys_row - 1 - kMessage);
    terminal_.rule(keys_row - 1);
    for (std::size_t i = 0; i < hints.size(); ++i)
      terminal_.put(keys_row + static_cast<int>(i), 1, hints[i], Ink::cyan);
    terminal_.show();
  }

 private:
  [[nodiscard]] int width() const { return std::min(terminal_.columns(), kWidest); }
  [[nodiscard]] bool at_end() const { return shown_.card >= sitting_.size(); }

  [[nodiscard]] report::Views views() const {
    report::Views all;
    for (std::size_t i = 0; i < sitting_.study().assessments.size(); ++i) {
      all.push_back(view_of(context_, sitting_.study(), sitting_.study().assessments[i]));
    }
    return all;
  }
  [[nodiscard]] report::ScreenStyle style() const {
    report::ScreenStyle style;
    style.width = static_cast<std::size_t>(std::max(width() - 2, 20));
    return style;
  }
  [[nodiscard]] report::CardText text_of_card() const {
    return card_text_of(context_, sitting_, shown_.card);
  }

  void draw_header() {
    const auto card = at_end() ? std::nullopt : sitting_.card(shown_.card);
    const study::Assessment& one = sitting_.study().assessments[card ? card->assessment : 0];
    const std::string name = one.model().subjects.empty() ? one.path : one.model().subjects[0].name;
    const std::size_t cards = sitting_.size() - 1;
    std::string where;
    if (!shown_.record.empty()) {
      where = "closed";
    } else if (at_end()) {
      where = fmt::format("{} of {} cards done", done_cards(), cards);
    } else if (shown_.card == 0) {
      where = fmt::format("{} today", report::counted(cards, "card"));
    } else {
      where = fmt::format("card {} of {}", shown_.card, cards);
    }
    const auto minutes =
        static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::minutes>(
                                     std::chrono::steady_clock::now() - shown_.start)
                                     .count());
    where += minutes <= sitting_.journal().minutes
                 ? fmt::format(" · {} of {} min", minutes, sitting_.journal().minutes)
                 : fmt::format(" · {} min", minutes);
    const auto room = static_cast<std::size_t>(terminal_.columns() - 2);
    const std::size_t right = display_width(where);
    terminal_.put(0, 1, report::cut(name, room > right + 2 ? room - right - 2 : 8), Ink::bold);
    terminal_.put(0, terminal_.columns() - 1 - static_cast<int>(right), where);
    terminal_.rule(1);
  }

  [[nodiscard]] std::size_t done_cards() const {
    std::size_t done = 0;
    for (std::size_t i = 1; i < sitting_.size(); ++i) done += !sitting_.outcome(i).empty();
    return done;
  }

  void draw_message(int row) {
    if (shown_.message.empty()) return;
    const auto lines = report::paragraph("", shown_.message, style().width, kMessage);
    for (std::size_t i = 0; i < lines.size(); ++i)
      terminal_.put(row + static_cast<int>(i), 1, lines[i], shown_.message_ink);
  }

  // The part of `lines` that fits, from `shown_.scroll` on; says where there is more.
  void draw_lines(const std::vector<Line>& lines, int top, int end) {
    const int all = static_cast<int>(lines.size());
    int room = std::max(end - top, 1);
    // Where there is more, the last line says so.
    const bool more = all > room;
    if (more) --room;
    shown_.scroll = std::clamp(shown_.scroll, 0, std::max(all - room, 0));
    for (int i = 0; i < room && i + shown_.scroll < all; ++i) {
      const Line& line =
          lines[static_cast<std::size_t>(i) + static_cast<std::size_t>(shown_.scroll)];
      int column = 1;
      if (!line.label.empty()) {
        terminal_.put(top + i, column, line.label, Ink::dim);
        column += static_cast<int>(display_width(line.label));
      }
      terminal_.put(top + i, column, line.text, line.ink);
    }
    if (more) {
      const int below = all - room - shown_.scroll;
      terminal_.put(top + room, 1 + kLabel,
                    below > 0 ? fmt::format("↓ PgDn: {} more", below) : std::string("↑ PgUp"),
                    Ink::yellow);
    }
  }

  static Ink ink_of(std::string_view head) {
    if (head.starts_with("urgent")) return Ink::red;
    return head.starts_with("high") ? Ink::yellow : Ink::plain;
  }

  void add(std::vector<Line>& lines, std::string_view label, std::string_view text, Ink ink,
           std::size_t most = SIZE_MAX) const {
    const std::string padded =
        label.empty() && ink == Ink::bold ? std::string() : fmt::format("{:<{}}", label, kLabel);
    const auto parts = report::paragraph(padded, text, style().width, most);
    for (std::size_t i = 0; i < parts.size(); ++i)
      lines.push_back({parts[i].substr(std::min(padded.size(), parts[i].size())), ink,
                       i == 0 ? padded : std::string(padded.size(), ' ')});
  }

  [[nodiscard]] std::vector<Line> lines_of(const report::CardText& card) const {
    std::vector<Line> lines;
    for (const std::string& line : report::paragraph("", card.title, style().width))
      lines.push_back({line, Ink::bold, ""});
    for (const std::string& line : report::paragraph("", card.head, style().width))
      lines.push_back({line, ink_of(card.head), ""});
    lines.emplace_back();
    for (const auto& row : card.rows) add(lines, row.label, row.text, Ink::plain);
    const std::string outcome = sitting_.outcome(shown_.card);
    if (shown_.card > 0 && !outcome.empty()) {
      std::string said = report::outcome_words(outcome);
      for (const auto& entry : sitting_.journal().entries) {
        if (entry.card == shown_.card && entry.outcome == outcome && !entry.detail.empty())
          said = report::outcome_words(outcome) + ": " + entry.detail;
      }
      add(lines, "said", said, Ink::green);
    }
    return lines;
  }

  // The choices of a card stay in sight, whatever is scrolled above them.
  void draw_card(int end) {
    const report::CardText card = text_of_card();
    std::vector<Line> lines = lines_of(card);
    const int count = static_cast<int>(card.choices.size());
    shown_.choice = std::clamp(shown_.choice, 0, std::max(count - 1, 0));
    if (count == 0) return draw_lines(lines, kTop + 1, end);
    const int room = end - kTop - 1;
    const int for_choices = std::min(count + 1, std::max(room / 2, 3));  // with an empty line
    const int text_end =
        kTop + 1 + std::min(static_cast<int>(lines.size()), std::max(room - for_choices, 3));
    draw_lines(lines, kTop + 1, text_end);
    draw_choices(card, text_end + 1, end);
  }

  void draw_choices(const report::CardText& card, int row, int end) {
    const int count = static_cast<int>(card.choices.size());
    const int list = std::max(end - row, 1);
    const int first = std::clamp(shown_.choice - list + 1, 0, std::max(count - list, 0));
    std::size_t widest = 0;
    for (const auto& choice : card.choices)
      widest = std::max(widest, display_width(escape_for_terminal(choice.value)));
    widest = std::min(widest, static_cast<std::size_t>(width() - kLabel) * 3 / 5);
    terminal_.put(row, 1, card.choices_title, Ink::dim);
    for (int i = first; i < count && i - first < list; ++i) {
      const auto& choice = card.choices[static_cast<std::size_t>(i)];
      const bool chosen = i == shown_.choice;
      const bool numbered = i < static_cast<int>(kNumbered);
      const std::string value = report::cut(choice.value, widest);
      const std::string line =
          fmt::format("{}  {}", numbered ? fmt::format("{}", i + 1) : " ", value);
      if (chosen) terminal_.put(row, kLabel - 1, "▸", Ink::cyan);
      terminal_.put(row, kLabel + 1, line, chosen ? Ink::bold : Ink::plain);
      terminal_.put(row, kLabel + 6 + static_cast<int>(widest), choice.effect, Ink::dim);
      if (i - first + 1 == list && i + 1 < count)
        terminal_.put(row, terminal_.columns() - 2, "↓", Ink::yellow);
      if (i == first && first > 0) terminal_.put(row, terminal_.columns() - 2, "↑", Ink::yellow);
      ++row;
    }
  }

  void draw_form() {
    int row = kTop + 1;
    if (!at_end()) {
      const report::CardText card = text_of_card();
      for (const std::string& line : report::paragraph("", card.title, style().width, 2))
        terminal_.put(row++, 1, line, Ink::bold);
      terminal_.put(row++, 1, report::cut(card.head, style().width), ink_of(card.head));
      ++row;
    }
    if (!shown_.form_note.empty()) {
      for (const std::string& line : report::paragraph("", shown_.form_note, style().width, 3))
        terminal_.put(row++, 1, line, Ink::dim);
      ++row;
    }
    shown_.form->draw(terminal_, row, width() - 1);
  }

  [[nodiscard]] std::vector<Line> end_lines() const {
    std::vector<Line> lines;
    const std::string text = report::closing_text(views(), sitting_, shown_.record, style());
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      lines.push_back(
          {std::string(rest.substr(0, end)), lines.empty() ? Ink::bold : Ink::plain, ""});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
  }

  [[nodiscard]] std::vector<Line> help_lines() const {
    static constexpr std::pair<std::string_view, std::string_view> kKeys[] = {
        {"1 to 9", "take an answer, or a control that would clear the finding"},
        {"↑ ↓ Enter", "the same with the arrows"},
        {"v", "type an answer or a control that is not on the list"},
        {"a t x", "of a finding: accept it, transfer it, eliminate it"},
        {"h", "hand it over to somebody, with a date"},
        {"s", "skip it today: it comes back in the next round"},
        {"u", "take the last one back, also after a break"},
        {"n", "write a note for the record"},
        {"w", "say who else is here"},
        {"e", "open the file at the line in $VISUAL or $EDITOR"},
        {"← →", "look at the card before, or at the next one"},
        {"PgUp PgDn", "the rest of a long text"},
        {"c", "close the round: its record is written"},
        {"q", "quit: the sitting is kept, `wardround round` goes on"},
    };
    std::vector<Line> lines = {{"Keys", Ink::bold, ""}, {}};
    for (const auto& [key, what] : kKeys) add(lines, key, what, Ink::plain);
    lines.emplace_back();
    add(lines, "", "Every answer is safe as soon as it is shown.", Ink::plain);
    return lines;
  }

  // --- keys at the bottom

  using Hints = std::vector<Hint>;
  // Those of the card, then those that are everywhere: each stays in its line.
  [[nodiscard]] std::pair<Hints, Hints> hints() const {
    if (shown_.help) return {{{"any key", "back"}}, {}};
    if (shown_.form)
      return {{{"Enter", "next field"}, {"↑ ↓", "move"}, {"Ctrl-U", "empty it"}, {"Esc", "back"}},
              {}};
    if (!shown_.record.empty()) return {{{"any key", "good bye"}}, {}};
    Hints here;
    Hints always = {{"u", "undo"}, {"n", "note"}, {"w", "who is here"}};
    if (!at_end()) always.push_back({"e", "edit"});
    always.insert(always.end(), {{"c", "close"}, {"?", "help"}, {"q", "quit"}});
    if (at_end()) {
      here = {{"c", "close the round"}};
      if (sitting_.waiting() > 0) here.push_back({"m", "more cards"});
      here.push_back({"←", "back"});
      return {here, always};
    }
    switch (sitting_.kind(shown_.card)) {
      case CardKind::change:
        here = {{"Enter", sitting_.resumed() ? "go on" : "begin"}};
        break;
      case CardKind::question:
        here = {{"1-9", "answer"}, {"v", "type it"}, {"h", "hand over"}, {"s", "skip"}};
        break;
      case CardKind::finding:
      case CardKind::decision:
        here = {{"1-9", "mitigate"}, {"v", "other"},     {"a", "accept"}, {"t", "transfer"},
                {"x", "eliminate"},  {"h", "hand over"}, {"s", "skip"}};
        break;
      case CardKind::evidence:
        here = {{"Enter", "seen"}, {"h", "hand over"}, {"s", "skip"}};
        break;
      case CardKind::attestation:
        here = {{"Enter", "it is so"}, {"x", "not applicable"}, {"h", "hand over"}, {"s", "skip"}};
        break;
    }
    return {here, always};
  }

  [[nodiscard]] std::vector<std::string> hint_lines() const {
    std::vector<std::string> lines;
    const auto room = static_cast<std::size_t>(terminal_.columns() - 2);
    const auto [here, always] = hints();
    for (const Hints* group : {&here, &always}) {
      lines.emplace_back();
      for (const Hint& hint : *group) {
        const std::string text = hint.key + " " + hint.what;
        if (!lines.back().empty() && display_width(lines.back()) + 2 + display_width(text) > room)
          lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : "  ") + text;
      }
    }
    return lines;
  }

  const Context& context_;
  const Sitting& sitting_;
  Terminal& terminal_;
  Shown& shown_;
};

}  // namespace

report::CardText card_text_of(const Context& context, const Sitting& sitting, std::size_t card) {
  const auto of = sitting.card(card);
  const study::Assessment& one = sitting.study().assessments[of ? of->assessment : 0];
  return report::card_text(view_of(context, sitting.study(), one), sitting, card);
}

void draw_round(const Context& context, const Sitting& sitting, Terminal& terminal, Shown& shown) {
  RoundView(context, sitting, terminal, shown).draw();
}

}  // namespace wardround::cli
