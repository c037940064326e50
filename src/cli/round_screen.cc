#include "cli/round_screen.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/utf8.h"
#include "cli/round_form.h"
#include "cli/round_terminal.h"
#include "report/round.h"

namespace wardround::cli {

namespace {

using report::Ink;
using sitting::CardKind;
using sitting::Sitting;
using sitting::Verb;

constexpr int kWidest = 100;    // columns of text: longer lines are hard to read
constexpr int kLabel = 11;      // columns of a row's label
constexpr int kTop = 2;         // below the header
constexpr int kMessage = 2;     // lines for what the last action did
constexpr int kLeastRows = 14;  // below them there is no room for a card
constexpr int kLeastColumns = 40;
constexpr std::size_t kNumbered = 9;  // choices that a digit takes
constexpr int kAskDays = 14;          // proposed when something is handed over

struct Line {
  std::string text;
  Ink ink = Ink::plain;
  std::string label;  // before the text, dim
};

// "s skip": a key and what it does.
struct Hint {
  std::string key, what;
};

class Screen {
 public:
  Screen(Context& context, Sitting& sitting, Terminal& terminal)
      : context_(context),
        sitting_(sitting),
        terminal_(terminal),
        start_(std::chrono::steady_clock::now()) {
    // A sitting that goes on does not tell again what changed.
    shown_ = sitting.resumed() ? sitting.current() : 0;
    for (const std::string& line : sitting.news()) say(line, Ink::plain);
    if (sitting.resumed() && message_.empty())
      say("Welcome back: the sitting goes on where it was.", Ink::green);
  }

  // The path of the record; empty if the sitting is kept.
  std::string run() {
    while (!over_) {
      draw();
      const Key key = terminal_.key();
      if (key.what == Key::What::nothing) continue;
      if (key.what == Key::What::gone) break;
      if (key.what == Key::What::resize) continue;
      if (help_) {
        help_ = false;
      } else if (form_) {
        press_form(key);
      } else if (!record_.empty()) {
        over_ = true;
      } else {
        press(key);
      }
    }
    return record_;
  }

 private:
  [[nodiscard]] int width() const { return std::min(terminal_.columns(), kWidest); }
  [[nodiscard]] bool at_end() const { return shown_ >= sitting_.size(); }

  [[nodiscard]] report::View view(std::size_t assessment) const {
    return view_of(context_, sitting_.study(), sitting_.study().assessments[assessment]);
  }
  [[nodiscard]] report::Views views() const {
    report::Views all;
    for (std::size_t i = 0; i < sitting_.study().assessments.size(); ++i) all.push_back(view(i));
    return all;
  }
  [[nodiscard]] report::ScreenStyle style() const {
    report::ScreenStyle style;
    style.width = static_cast<std::size_t>(std::max(width() - 2, 20));
    return style;
  }
  [[nodiscard]] report::CardText text_of_card() const {
    const auto card = sitting_.card(shown_);
    return report::card_text(view(card ? card->assessment : 0), sitting_, shown_);
  }

  void say(std::string text, Ink ink) {
    message_ = std::move(text);
    message_ink_ = ink;
  }

  // --- drawing

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
    if (help_) {
      draw_lines(help_lines(), kTop + 1, keys_row - 1);
    } else if (form_) {
      draw_form();
    } else if (!record_.empty() || at_end()) {
      draw_lines(end_lines(), kTop + 1, body_end);
    } else {
      draw_card(body_end);
    }
    if (!help_) draw_message(keys_row - 1 - kMessage);
    terminal_.rule(keys_row - 1);
    for (std::size_t i = 0; i < hints.size(); ++i)
      terminal_.put(keys_row + static_cast<int>(i), 1, hints[i], Ink::cyan);
    terminal_.show();
  }

  void draw_header() {
    const auto card = at_end() ? std::nullopt : sitting_.card(shown_);
    const study::Assessment& one = sitting_.study().assessments[card ? card->assessment : 0];
    const std::string name = one.model().subjects.empty() ? one.path : one.model().subjects[0].name;
    const std::size_t cards = sitting_.size() - 1;
    std::string where;
    if (!record_.empty()) {
      where = "closed";
    } else if (at_end()) {
      where = fmt::format("{} of {} cards done", done_cards(), cards);
    } else if (shown_ == 0) {
      where = fmt::format("{} today", report::counted(cards, "card"));
    } else {
      where = fmt::format("card {} of {}", shown_, cards);
    }
    const auto minutes = static_cast<std::size_t>(
        std::chrono::duration_cast<std::chrono::minutes>(std::chrono::steady_clock::now() - start_)
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
    if (message_.empty()) return;
    const auto lines = report::paragraph("", message_, style().width, kMessage);
    for (std::size_t i = 0; i < lines.size(); ++i)
      terminal_.put(row + static_cast<int>(i), 1, lines[i], message_ink_);
  }

  // The part of `lines` that fits, from `scroll_` on; says where there is more.
  void draw_lines(const std::vector<Line>& lines, int top, int end) {
    const int all = static_cast<int>(lines.size());
    int room = std::max(end - top, 1);
    // Where there is more, the last line says so.
    const bool more = all > room;
    if (more) --room;
    scroll_ = std::clamp(scroll_, 0, std::max(all - room, 0));
    for (int i = 0; i < room && i + scroll_ < all; ++i) {
      const Line& line = lines[static_cast<std::size_t>(i) + static_cast<std::size_t>(scroll_)];
      int column = 1;
      if (!line.label.empty()) {
        terminal_.put(top + i, column, line.label, Ink::dim);
        column += static_cast<int>(display_width(line.label));
      }
      terminal_.put(top + i, column, line.text, line.ink);
    }
    if (more) {
      const int below = all - room - scroll_;
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
    const std::string outcome = sitting_.outcome(shown_);
    if (shown_ > 0 && !outcome.empty()) {
      std::string said = report::outcome_words(outcome);
      for (const auto& entry : sitting_.journal().entries) {
        if (entry.card == shown_ && entry.outcome == outcome && !entry.detail.empty())
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
    choice_ = std::clamp(choice_, 0, std::max(count - 1, 0));
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
    const int first = std::clamp(choice_ - list + 1, 0, std::max(count - list, 0));
    std::size_t widest = 0;
    for (const auto& choice : card.choices)
      widest = std::max(widest, display_width(escape_for_terminal(choice.value)));
    widest = std::min(widest, static_cast<std::size_t>(width() - kLabel) * 3 / 5);
    terminal_.put(row, 1, card.choices_title, Ink::dim);
    for (int i = first; i < count && i - first < list; ++i) {
      const auto& choice = card.choices[static_cast<std::size_t>(i)];
      const bool chosen = i == choice_;
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
    if (!form_note_.empty()) {
      for (const std::string& line : report::paragraph("", form_note_, style().width, 3))
        terminal_.put(row++, 1, line, Ink::dim);
      ++row;
    }
    form_->draw(terminal_, row, width() - 1);
  }

  [[nodiscard]] std::vector<Line> end_lines() const {
    std::vector<Line> lines;
    const std::string text = report::closing_text(views(), sitting_, record_, style());
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
    if (help_) return {{{"any key", "back"}}, {}};
    if (form_)
      return {{{"Enter", "next field"}, {"↑ ↓", "move"}, {"Ctrl-U", "empty it"}, {"Esc", "back"}},
              {}};
    if (!record_.empty()) return {{{"any key", "good bye"}}, {}};
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
    switch (sitting_.kind(shown_)) {
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

  // --- keys

  void press(const Key& key) {
    message_.clear();
    if (key.is("q") || key.what == Key::What::interrupt) {
      over_ = true;
      return;
    }
    if (key.is("?")) return void(help_ = true);
    if (key.is("u")) return void(act("undo"));
    if (key.is("n")) return ask("note", "A note for the record", {{"text", "note", "", "", true}});
    if (key.is("w")) {
      return ask("with", "Who else is here?", {{"who", "who", "NAME:ROLE", "", true}});
    }
    if (key.is("c")) return close();
    switch (key.what) {
      case Key::What::page_down:
        scroll_ += std::max(terminal_.rows() - 12, 1);
        return;
      case Key::What::page_up:
        scroll_ -= std::max(terminal_.rows() - 12, 1);
        return;
      case Key::What::left:
        if (shown_ > 0) show(std::min(shown_, sitting_.size()) - 1);
        return;
      case Key::What::right:
        if (!at_end()) show(shown_ + 1);
        return;
      default:
        break;
    }
    if (at_end()) {
      if (key.is("m")) act("more");
      return;
    }
    if (key.is("e")) return edit();
    if (shown_ == 0) {
      if (key.what == Key::What::enter || key.is(" ")) show(sitting_.current());
      return;
    }
    press_card(key);
  }

  void press_card(const Key& key) {
    sitting_.go(shown_);
    if (key.is("s")) return void(act("skip"));
    if (key.is("h")) return hand_over();
    const CardKind kind = sitting_.kind(shown_);
    if (kind == CardKind::evidence) {
      if (key.what == Key::What::enter) act("seen");
      return;
    }
    if (kind == CardKind::attestation) {
      if (key.what == Key::What::enter)
        ask("attest", "It is so", {{"note", "note", "how you know (may be empty)", "", false}});
      if (key.is("x"))
        ask("not-applicable", "Not applicable", {{"because", "because", "", "", true}});
      return;
    }
    const report::CardText card = text_of_card();
    const auto count = static_cast<int>(card.choices.size());
    if (key.what == Key::What::up) choice_ = std::max(choice_ - 1, 0);
    if (key.what == Key::What::down) choice_ = std::min(choice_ + 1, std::max(count - 1, 0));
    int taken = -1;
    if (key.what == Key::What::enter && count > 0) taken = choice_;
    if (key.what == Key::What::text && key.text.size() == 1 && key.text[0] >= '1' &&
        key.text[0] <= '9' && key.text[0] - '1' < count) {
      taken = key.text[0] - '1';
    }
    if (taken >= 0) choice_ = taken;
    const std::string value =
        taken < 0 ? std::string() : card.choices[static_cast<std::size_t>(taken)].value;
    const bool own = key.is("v") || (key.what == Key::What::enter && count == 0);
    if (kind == CardKind::question) {
      if (taken >= 0) act("answer " + sitting::quote_text(value));
      if (own) return ask("answer", "Your answer", {{"text", "answer", "", "", true}});
      if (taken < 0 && key.what == Key::What::text)
        say("This card asks a question: `?` shows the keys.", Ink::plain);
      return;
    }
    if (taken >= 0 || own) return mitigate(value);
    if (key.is("a")) return accept();
    if (key.is("t")) return transfer();
    if (key.is("x"))
      return ask("eliminate", "Eliminate",
                 {{"reason", "reason", "what the design will do instead", "", true}});
    if (key.what == Key::What::text) say("No key of this card: `?` shows them.", Ink::plain);
  }

  void show(std::size_t at) {
    shown_ = std::min(at, sitting_.size());
    scroll_ = choice_ = 0;
    sitting_.go(shown_);
  }

  // --- forms

  void ask(std::string verb, std::string title, std::vector<FormField> fields,
           std::string note = {}) {
    form_verb_ = std::move(verb);
    form_note_ = std::move(note);
    form_ = std::make_unique<Form>(std::move(title), std::move(fields));
  }

  void mitigate(const std::string& control) {
    ask("mitigate", "Mitigate",
        {{"control", "control", "CONTROL:PARAMETER=VALUE", control, true},
         {"at", "at", "where it must work, unless you say so", "", false},
         {"state", "state", "planned, or implemented", "planned", true},
         {"reason", "reason", "what the catalogue says of it, unless you do", "", false}});
  }
  void accept() {
    const auto card = sitting_.card(shown_);
    if (!card || card->finding == sitting::kNone) return;
    const study::Assessment& one = sitting_.study().assessments[card->assessment];
    const risk::Word word =
        one.ratings[card->finding].claimed_word.value_or(one.ratings[card->finding].word);
    const int days = sitting_.study().policy.expires_within[static_cast<std::size_t>(word)];
    ask("accept", "Accept, for a while",
        {{"reason", "reason", "why the team can live with it", "", true},
         {"approved_by", "approved by", "NAME:ROLE, not who decides", "", false},
         {"expires", "expires", "YYYY-MM-DD", to_string(add_days(sitting_.today(), days)), false},
         {"benefit_risk", "benefit-risk", "where benefit is weighed against risk", "", false}},
        "This needs " +
            risk::needs_text(sitting_.study().policy, one.ratings[card->finding],
                             one.reach[card->finding]) +
            ".");
  }
  void transfer() {
    ask("transfer", "Transfer",
        {{"to", "to", "a role: hospital-it", "", true},
         {"capability", "capability", "what they must be able to do", "", true},
         {"told_in", "told in", "where they are told: IFU 4.2", "", true},
         {"consequence", "consequence", "what happens if they do not", "", true},
         {"acknowledged", "acknowledged", "how you learn that they agreed", "", true},
         {"reason", "reason", "why it is theirs", "", true}});
  }
  void hand_over() {
    ask("hand-over", "Hand over",
        {{"name", "to", "who finds it out", "", true},
         {"date", "until", "YYYY-MM-DD", to_string(add_days(sitting_.today(), kAskDays)), true}});
  }
  void close() {
    if (!sitting_.journal().participants.empty()) return void(act("close"));
    pending_ = "close";
    ask("by", "Who was here?", {{"who", "you", "NAME:ROLE", "", true}},
        "A record names who was there. Others can be added with `w` before you close.");
  }

  // The line that a filled-in form stands for.
  [[nodiscard]] std::string line_of_form() const {
    using sitting::quote_text;
    if (form_verb_ == "note" || form_verb_ == "answer")
      return form_verb_ + " " + quote_text(form_->text("text"));
    if (form_verb_ == "with" || form_verb_ == "by")
      return form_verb_ + " " + quote_text(form_->text("who"));
    if (form_verb_ == "hand-over")
      return fmt::format("hand-over {} {}", quote_text(form_->text("name")), form_->text("date"));
    std::string line = form_verb_;
    for (const FormField& field : form_->fields()) {
      const std::string text = form_->text(field.key);
      if (text.empty()) continue;
      if (field.key == "control") {
        line += " " + text;
      } else if (field.key == "at") {
        line += " at " + text;
      } else if (field.key == "state") {
        if (text.starts_with('i')) line += " implemented";
      } else {
        line += fmt::format(" {}={}", field.key, quote_text(text));
      }
    }
    return line;
  }

  void press_form(const Key& key) {
    const Form::State state = form_->press(key);
    if (state == Form::State::editing) return;
    if (state == Form::State::cancelled) {
      form_.reset();
      waiting_ = {};
      pending_.clear();
      message_.clear();
      return;
    }
    const std::string line = line_of_form();
    const bool speaker = form_verb_ == "by";
    // What was typed stays until it is taken: a slip costs no more than its letters.
    Typed kept{std::move(form_), form_verb_, form_note_};
    if (!act(line)) {
      // Either it was refused, or it waits for who speaks.
      if (form_) {
        waiting_ = std::move(kept);
      } else {
        restore(std::move(kept));
      }
      return;
    }
    if (!speaker || pending_.empty()) return;
    const std::string next = std::move(pending_);
    pending_.clear();
    if (!act(next) && waiting_.form) restore(std::move(waiting_));
    waiting_ = {};
  }

  // A form with what was typed into it.
  struct Typed {
    std::unique_ptr<Form> form;
    std::string verb, note;
  };
  void restore(Typed typed) {
    form_ = std::move(typed.form);
    form_verb_ = std::move(typed.verb);
    form_note_ = std::move(typed.note);
  }

  // --- what is done

  bool act(const std::string& line) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    const diag::SourceId source = sources.add("<typed>", line);
    const auto actions = sitting::parse_actions(sources, source, diagnostics);
    if (actions.empty()) {
      const auto mistakes = diagnostics.sorted(sources);
      std::string text = mistakes.empty() ? "nothing was typed" : mistakes.front().message();
      if (!mistakes.empty() && !mistakes.front().notes.empty())
        text += ": " + mistakes.front().notes.front().text;
      say(std::move(text), Ink::red);
      return false;
    }
    const sitting::Action& action = actions.front();
    const bool decides = action.verb == Verb::mitigate || action.verb == Verb::accept ||
                         action.verb == Verb::transfer || action.verb == Verb::eliminate ||
                         action.verb == Verb::attest || action.verb == Verb::not_applicable;
    if (decides && sitting_.needs_speaker()) {
      pending_ = line;
      ask("by", "Who decides?", {{"who", "you", "NAME:ROLE", "", true}},
          "The decision names you. Say it once; `wardround round --by NAME:ROLE` says it before.");
      return false;
    }
    const auto done = sitting_.perform(action);
    if (!done) {
      std::string text = done.error().message;
      if (const auto& study = done.error().study; study) text += ": " + first_mistake(*study);
      say(std::move(text), Ink::red);
      return false;
    }
    tell(*done);
    return true;
  }

  static std::string first_mistake(const study::Study& study) {
    for (const diag::Diagnostic& one : study.diagnostics.sorted(study.sources)) {
      if (diag::info(one.kind).severity != diag::Severity::error) continue;
      return fmt::format("{}: {}", study.sources.location(one.span), one.message());
    }
    return "";
  }

  void tell(const sitting::Outcome& done) {
    scroll_ = choice_ = 0;
    if (done.verb == Verb::close) {
      record_ = done.record;
      message_.clear();
      return;
    }
    if (done.verb == Verb::by || done.verb == Verb::with)
      return say("Noted who is here.", Ink::green);
    if (done.verb == Verb::note) return say("The note is kept.", Ink::green);
    if (done.verb == Verb::more) return show(sitting_.current());
    const std::string about =
        done.card < sitting_.size() ? sitting_.journal().agenda[done.card].about : std::string();
    std::string text = report::outcome_words(done.outcome);
    if (!about.empty()) text = about + ": " + text;
    if (!done.detail.empty()) text += ": " + done.detail;
    if (done.verb == Verb::undo) text = "Taken back: " + text;
    std::string settled;
    if (!done.change.gone.empty())
      settled = report::counted(done.change.gone.size(), "finding") + " gone";
    const auto certain = std::ranges::count_if(done.change.altered, [](const auto& one) {
      return one.before.certainty != "certain" && one.after.certainty == "certain" &&
             one.after.status == "open";
    });
    if (certain > 0) {
      settled += fmt::format("{}{} certain", settled.empty() ? "" : ", ",
                             report::counted(static_cast<std::size_t>(certain), "finding"));
    }
    if (!done.change.added.empty()) {
      settled += fmt::format("{}{} new", settled.empty() ? "" : ", ",
                             report::counted(done.change.added.size(), "finding"));
    }
    if (!done.settled.empty()) {
      settled += fmt::format("{}{} nobody any more", settled.empty() ? "" : ", ",
                             report::counted(done.settled.size(), "card needs", "cards need"));
    }
    if (!settled.empty()) text += " · " + settled;
    show(sitting_.current());
    say(std::move(text), done.verb == Verb::skip ? Ink::plain : Ink::green);
  }

  void edit() {
    const report::CardText card = text_of_card();
    const diag::Sources& sources = sitting_.study().sources;
    diag::Span where = card.where;
    if (!where.valid() || sources.name(where.source).starts_with('<')) {
      const auto& texts = sitting_.study().assessments.front().loaded.texts;
      where = texts.empty() ? diag::Span{} : diag::Span{texts.front().source, 0, 0};
    }
    if (!where.valid()) return say("there is no file to open", Ink::red);
    const bool opened =
        terminal_.edit(std::string(sources.name(where.source)), sources.begin(where).line);
    if (!opened) return say("no editor could be started: set $EDITOR, as in EDITOR=nano", Ink::red);
    const auto read = sitting_.refresh();
    if (!read) {
      std::string text = read.error().message;
      if (const auto& study = read.error().study; study) text += ": " + first_mistake(*study);
      return say(std::move(text), Ink::red);
    }
    say(*read ? "The files are read again." : "Nothing changed.", Ink::green);
  }

  Context& context_;
  Sitting& sitting_;
  Terminal& terminal_;
  std::chrono::steady_clock::time_point start_;
  std::size_t shown_ = 0;
  int scroll_ = 0, choice_ = 0;
  std::unique_ptr<Form> form_;
  std::string form_verb_, form_note_;
  std::string pending_;  // the line that waits for who speaks
  Typed waiting_;        // what it was typed into
  std::string message_;
  Ink message_ink_ = Ink::plain;
  std::string record_;
  bool help_ = false, over_ = false;
};

}  // namespace

std::optional<int> round_screen(Context& context, Sitting& sitting) {
  auto terminal = Terminal::open(context.colour_out);
  if (!terminal) return std::nullopt;
  std::string record;
  try {
    record = Screen(context, sitting, *terminal).run();
  } catch (...) {
    terminal.reset();  // whoever tells of the fault needs a terminal that is as it was
    throw;
  }
  terminal.reset();
  if (!record.empty()) {
    write_out(fmt::format("The round is closed: {}\n", escape_for_terminal(record)));
  } else if (!sitting.journal().entries.empty()) {
    const std::string& path = sitting.study().path;
    write_out(fmt::format("The sitting is kept: `wardround round{}` goes on.\n",
                          path == "." ? "" : " " + escape_for_terminal(path)));
  }
  return kOk;
}

}  // namespace wardround::cli
