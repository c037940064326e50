#include "cli/round_screen.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/utf8.h"
#include "cli/round_view.h"

namespace wardround::cli {

namespace {

using report::Ink;
using sitting::CardKind;
using sitting::Sitting;
using sitting::Verb;

constexpr int kAskDays = 14;  // proposed when something is handed over

class Screen {
 public:
  Screen(Context& context, Sitting& sitting, Terminal& terminal)
      : context_(context), sitting_(sitting), terminal_(terminal) {
    shown_.start = std::chrono::steady_clock::now();
    // A sitting that goes on does not tell again what changed.
    shown_.card = sitting.resumed() ? sitting.current() : 0;
    for (const std::string& line : sitting.news()) say(line, Ink::plain);
    if (sitting.resumed() && shown_.message.empty())
      say("Welcome back: the sitting goes on where it was.", Ink::green);
  }

  // The path of the record; empty if the sitting is kept.
  std::string run() {
    while (!over_) {
      draw_round(context_, sitting_, terminal_, shown_);
      const Key key = terminal_.key();
      if (key.what == Key::What::nothing) continue;
      if (key.what == Key::What::gone) break;
      if (key.what == Key::What::resize) continue;
      if (shown_.help) {
        shown_.help = false;
      } else if (shown_.form) {
        press_form(key);
      } else if (!shown_.record.empty()) {
        over_ = true;
      } else {
        press(key);
      }
    }
    return shown_.record;
  }

 private:
  [[nodiscard]] bool at_end() const { return shown_.card >= sitting_.size(); }
  [[nodiscard]] report::CardText text_of_card() const {
    return card_text_of(context_, sitting_, shown_.card);
  }

  void say(std::string text, Ink ink) {
    shown_.message = std::move(text);
    shown_.message_ink = ink;
  }

  // --- keys

  void press(const Key& key) {
    shown_.message.clear();
    if (key.is("q") || key.what == Key::What::interrupt) {
      over_ = true;
      return;
    }
    if (key.is("?")) return void(shown_.help = true);
    if (key.is("u")) return void(act("undo"));
    if (key.is("n")) return ask("note", "A note for the record", {{"text", "note", "", "", true}});
    if (key.is("w")) {
      return ask("with", "Who else is here?", {{"who", "who", "NAME:ROLE", "", true}});
    }
    if (key.is("c")) return close();
    switch (key.what) {
      case Key::What::page_down:
        shown_.scroll += std::max(terminal_.rows() - 12, 1);
        return;
      case Key::What::page_up:
        shown_.scroll -= std::max(terminal_.rows() - 12, 1);
        return;
      case Key::What::left:
        if (shown_.card > 0) show(std::min(shown_.card, sitting_.size()) - 1);
        return;
      case Key::What::right:
        if (!at_end()) show(shown_.card + 1);
        return;
      default:
        break;
    }
    if (at_end()) {
      if (key.is("m")) act("more");
      return;
    }
    if (key.is("e")) return edit();
    if (shown_.card == 0) {
      if (key.what == Key::What::enter || key.is(" ")) show(sitting_.current());
      return;
    }
    press_card(key);
  }

  void press_card(const Key& key) {
    sitting_.go(shown_.card);
    if (key.is("s")) return void(act("skip"));
    if (key.is("h")) return hand_over();
    const CardKind kind = sitting_.kind(shown_.card);
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
    if (key.what == Key::What::up) shown_.choice = std::max(shown_.choice - 1, 0);
    if (key.what == Key::What::down)
      shown_.choice = std::min(shown_.choice + 1, std::max(count - 1, 0));
    int taken = -1;
    if (key.what == Key::What::enter && count > 0) taken = shown_.choice;
    if (key.what == Key::What::text && key.text.size() == 1 && key.text[0] >= '1' &&
        key.text[0] <= '9' && key.text[0] - '1' < count) {
      taken = key.text[0] - '1';
    }
    if (taken >= 0) shown_.choice = taken;
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
    shown_.card = std::min(at, sitting_.size());
    shown_.scroll = shown_.choice = 0;
    sitting_.go(shown_.card);
  }

  // --- forms

  void ask(std::string verb, std::string title, std::vector<FormField> fields,
           std::string note = {}) {
    form_verb_ = std::move(verb);
    shown_.form_note = std::move(note);
    shown_.form = std::make_unique<Form>(std::move(title), std::move(fields));
  }

  void mitigate(const std::string& control) {
    ask("mitigate", "Mitigate",
        {{"control", "control", "CONTROL:PARAMETER=VALUE", control, true},
         {"at", "at", "where it must work, unless you say so", "", false},
         {"state", "state", "planned, or implemented", "planned", true},
         {"reason", "reason", "what the catalogue says of it, unless you do", "", false}});
  }
  void accept() {
    const auto card = sitting_.card(shown_.card);
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
      return form_verb_ + " " + quote_text(shown_.form->text("text"));
    if (form_verb_ == "with" || form_verb_ == "by")
      return form_verb_ + " " + quote_text(shown_.form->text("who"));
    if (form_verb_ == "hand-over")
      return fmt::format("hand-over {} {}", quote_text(shown_.form->text("name")),
                         shown_.form->text("date"));
    std::string line = form_verb_;
    for (const FormField& field : shown_.form->fields()) {
      const std::string text = shown_.form->text(field.key);
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
    const Form::State state = shown_.form->press(key);
    if (state == Form::State::editing) return;
    if (state == Form::State::cancelled) {
      shown_.form.reset();
      waiting_ = {};
      pending_.clear();
      shown_.message.clear();
      return;
    }
    const std::string line = line_of_form();
    const bool speaker = form_verb_ == "by";
    // What was typed stays until it is taken: a slip costs no more than its letters.
    Typed kept{std::move(shown_.form), form_verb_, shown_.form_note};
    if (!act(line)) {
      // Either it was refused, or it waits for who speaks.
      if (shown_.form) {
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
    shown_.form = std::move(typed.form);
    form_verb_ = std::move(typed.verb);
    shown_.form_note = std::move(typed.note);
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
    shown_.scroll = shown_.choice = 0;
    if (done.verb == Verb::close) {
      shown_.record = done.record;
      shown_.message.clear();
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
  Shown shown_;
  std::string form_verb_;
  std::string pending_;  // the line that waits for who speaks
  Typed waiting_;        // what it was typed into
  bool over_ = false;
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
