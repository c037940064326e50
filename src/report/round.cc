#include "report/round.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "report/check_json.h"
#include "report/escapes.h"
#include "report/paint.h"
#include "report/since.h"

namespace wardround::report {

namespace {

using assurance::RecordedFigures;
using sitting::CardKind;
using sitting::Sitting;
using sitting::Verb;

constexpr int kRoundSchemaVersion = 1;
constexpr std::size_t kLabel = 11;  // columns of a row's label

const View& view_at(const Views& views, const Sitting& sitting, std::size_t card) {
  const auto now = sitting.card(card);
  return views[now ? now->assessment : 0];
}

std::string name_of(const View& view) {
  return view.model().subjects.empty() ? view.assessment.path : view.model().subjects[0].name;
}

std::string names_of(const Views& views) {
  std::string text;
  for (const View& view : views) text += (text.empty() ? "" : ", ") + name_of(view);
  return text;
}

std::string people(const Sitting& sitting) {
  std::string text;
  for (const assurance::Participant& who : sitting.journal().participants)
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", who.name, who.role);
  return text;
}

const sitting::JournalEntry* entry_of(const Sitting& sitting, std::size_t card) {
  const sitting::JournalEntry* last = nullptr;
  for (const sitting::JournalEntry& entry : sitting.journal().entries) {
    if (entry.card == card) last = &entry;
  }
  return last;
}

// "answered passkey", "skipped", "not reached"; what is said of a card, raw.
std::string said_of(const Sitting& sitting, std::size_t card) {
  const std::string outcome = sitting.outcome(card);
  if (outcome.empty()) return "not reached";
  const auto* entry = entry_of(sitting, card);
  std::string text = outcome_words(outcome);
  if (entry && entry->outcome == outcome && !entry->detail.empty()) text += ": " + entry->detail;
  return text;
}

struct FigureWord {
  std::string_view word;
  std::size_t RecordedFigures::* member;
};
constexpr std::array<FigureWord, 7> kWords = {{
    {"certain", &RecordedFigures::certain},
    {"assumed", &RecordedFigures::assumed},
    {"unverified", &RecordedFigures::unverified},
    {"cleared", &RecordedFigures::cleared},
    {"undecided", &RecordedFigures::undecided},
    {"questions", &RecordedFigures::questions},
    {"urgent", &RecordedFigures::urgent},
}};

void figures_json(JsonWriter& out, std::string_view key, const RecordedFigures& figures) {
  out.begin_object(key);
  for (const auto& [word, member] : kWords) out.integer(word, figures.*member);
  out.integer("high", figures.high);
  out.integer("medium", figures.medium);
  out.integer("low", figures.low);
  out.integer("controls", figures.controls);
  out.integer("verified_controls", figures.verified_controls);
  out.end_object();
}

std::size_t cards_without_change(const Sitting& sitting) {
  return sitting.size() - 1;
}

std::string waiting_text(const Sitting& sitting) {
  const std::size_t waiting = sitting.waiting();
  return waiting == 0 ? "nothing else waits" : fmt::format("{} more wait", waiting);
}

}  // namespace

std::string outcome_words(std::string_view outcome) {
  if (outcome == sitting::kSettled) return "settled on the way";
  if (outcome == sitting::kNotReached) return "not reached";
  if (outcome == "handed-over") return "handed over";
  if (outcome == "not-applicable") return "not applicable";
  return std::string(outcome);
}

std::string figures_line(const RecordedFigures& before, const RecordedFigures& now) {
  std::string text;
  for (const auto& [word, member] : kWords) {
    if (before.*member == now.*member) continue;
    text +=
        fmt::format("{}{} {} → {}", text.empty() ? "" : ", ", word, before.*member, now.*member);
  }
  return text.empty() ? "the figures are as they were" : text;
}

std::string agenda_markdown(const Views& views, const Sitting& sitting) {
  std::string out = fmt::format("# Round: {}\n\n", for_markdown(names_of(views)));
  out += fmt::format("{} · {} minutes · {} · {}\n\n", to_string(sitting.today()),
                     sitting.journal().minutes, counted(cards_without_change(sitting), "card"),
                     waiting_text(sitting));
  if (sitting.resumed()) {
    out += fmt::format("A sitting of {} is open; it goes on where it was.\n\n",
                       to_string(sitting.journal().opened));
  }
  for (std::size_t i = 0; i < sitting.size(); ++i) {
    const View& view = view_at(views, sitting, i);
    const CardText card = card_text(view, sitting, i);
    const bool change = sitting.kind(i) == CardKind::change;
    out += change ? fmt::format("## {}\n\n", for_markdown(card.title))
                  : fmt::format("## {}. {}\n\n", i, for_markdown(card.title));
    out += for_markdown(card.head) + "\n\n";
    if (views.size() > 1 && !change) out += fmt::format("*{}*\n\n", for_markdown(name_of(view)));
    for (const CardText::Row& row : card.rows) {
      out += row.label.empty() ? fmt::format("- {}\n", for_markdown_with_code(row.text))
                               : fmt::format("- **{}**: {}\n", for_markdown(row.label),
                                             for_markdown_with_code(row.text));
    }
    if (!card.choices.empty()) out += fmt::format("- **{}**:\n", card.choices_title);
    for (const CardText::Choice& choice : card.choices) {
      out += fmt::format("  - [ ] {}{}\n", code_span(choice.value),
                         choice.effect.empty() ? "" : ": " + for_markdown(choice.effect));
    }
    const std::string outcome = sitting.outcome(i);
    if (!change && !outcome.empty())
      out += fmt::format("- **said**: {}\n", for_markdown(said_of(sitting, i)));
    out += "\n";
  }
  if (cards_without_change(sitting) == 0) out += "Nothing needs anybody today.\n\n";
  out += fmt::format("<sub>wardround {} · as of {}</sub>\n", views.front().version,
                     to_string(sitting.today()));
  return out;
}

namespace {

void add_paragraph(std::string& out, std::string_view label, std::string_view text,
                   const ScreenStyle& style, std::size_t most = SIZE_MAX) {
  if (text.empty()) return;
  for (const std::string& line : paragraph(label, text, style.width, most)) out += line + "\n";
}

std::string padded(std::string_view label) {
  return fmt::format("   {:<{}}", label, kLabel);
}

}  // namespace

std::string agenda_text(const Views& views, const Sitting& sitting, const ScreenStyle& style) {
  std::string out;
  add_paragraph(out, "",
                fmt::format("Round: {} · {} · {} minutes · {} · {}", names_of(views),
                            to_string(sitting.today()), sitting.journal().minutes,
                            counted(cards_without_change(sitting), "card"), waiting_text(sitting)),
                style);
  for (std::size_t i = 0; i < sitting.size(); ++i) {
    const CardText card = card_text(view_at(views, sitting, i), sitting, i);
    const std::string number = i == 0 ? "   " : fmt::format("{:>2} ", i);
    out += "\n";
    add_paragraph(out, number, card.title, style);
    add_paragraph(out, "   ", card.head, style);
    for (const CardText::Row& row : card.rows)
      add_paragraph(out, padded(row.label), row.text, style, 4);
    for (std::size_t c = 0; c < card.choices.size(); ++c) {
      add_paragraph(out, padded(c == 0 ? "may be" : ""),
                    card.choices[c].effect.empty()
                        ? card.choices[c].value
                        : fmt::format("{}: {}", card.choices[c].value, card.choices[c].effect),
                    style);
    }
    if (i > 0 && !sitting.outcome(i).empty())
      add_paragraph(out, padded("said"), said_of(sitting, i), style);
  }
  return out;
}

std::string outcome_text(const Views& views, const Sitting& sitting,
                         const sitting::Outcome& outcome, const ScreenStyle& style) {
  std::string out;
  const auto about = [&](std::size_t card) {
    return card == sitting::kNone || card >= sitting.size()
               ? std::string()
               : fmt::format("{}. {}", card, sitting.journal().agenda[card].about);
  };
  const std::string detail = outcome.detail.empty() ? "" : ": " + outcome.detail;
  const std::string words = outcome_words(outcome.outcome) + detail;
  const std::string_view argument = views.front().argument;
  switch (outcome.verb) {
    case Verb::by:
    case Verb::with:
      add_paragraph(out, "", "there: " + people(sitting), style);
      break;
    case Verb::on:
      add_paragraph(out, "", about(outcome.card), style);
      break;
    case Verb::more:
      add_paragraph(out, "", fmt::format("{} now", counted(cards_without_change(sitting), "card")),
                    style);
      break;
    case Verb::note:
      add_paragraph(out, "", words, style);
      break;
    case Verb::undo:
      add_paragraph(out, "",
                    about(outcome.card).empty()
                        ? "taken back: " + words
                        : fmt::format("{}: taken back: {}", about(outcome.card), words),
                    style);
      break;
    case Verb::quit:
      add_paragraph(out, "",
                    fmt::format("The sitting is kept: `wardround round{}{}` goes on.",
                                argument.empty() ? "" : " ", argument),
                    style);
      break;
    case Verb::close:
      return closing_text(views, sitting, outcome.record, style);
    default:
      add_paragraph(
          out, "",
          about(outcome.card).empty() ? words : fmt::format("{}: {}", about(outcome.card), words),
          style);
      break;
  }
  for (const std::string& file : outcome.files) add_paragraph(out, "   edited ", file, style);
  const auto list = [&](std::string_view label, const std::vector<std::string>& texts) {
    constexpr std::size_t kMost = 3;
    for (std::size_t i = 0; i < texts.size() && i < kMost; ++i)
      add_paragraph(out, label, texts[i], style, 2);
    if (texts.size() > kMost)
      add_paragraph(out, label, fmt::format("{} more", texts.size() - kMost), style);
  };
  list("   settled ", settled_texts(outcome.change));
  list("   new     ", new_texts(outcome.change));
  if (!outcome.settled.empty()) {
    std::string cards;
    for (const std::string& one : outcome.settled) cards += (cards.empty() ? "" : ", ") + one;
    add_paragraph(out, "   needs nobody any more: ", cards, style);
  }
  return out;
}

std::string closing_text(const Views& views, const Sitting& sitting, const std::string& record,
                         const ScreenStyle& style) {
  std::string out;
  out += paint(record.empty() ? "The sitting so far" : "The round is closed", Ink::bold,
               style.colour) +
         "\n";
  const auto before = sitting.before();
  const auto now = sitting.now();
  for (std::size_t i = 0; i < views.size(); ++i) {
    const std::string label = views.size() > 1 ? name_of(views[i]) + ": " : std::string();
    add_paragraph(out, "   ", label + figures_line(before[i], now[i]), style);
  }
  for (std::size_t i = 1; i < sitting.size(); ++i) {
    add_paragraph(out, fmt::format("{:>2} ", i),
                  fmt::format("{}: {}", sitting.journal().agenda[i].about, said_of(sitting, i)),
                  style, 2);
  }
  for (const sitting::JournalEntry& entry : sitting.journal().entries) {
    if (!entry.card) add_paragraph(out, "   note: ", entry.detail, style);
  }
  add_paragraph(out, "   ", waiting_text(sitting), style);
  if (record.empty()) return out;
  add_paragraph(out, "   record: ", record, style);
  add_paragraph(out, "   ", fmt::format("next round: {}", to_string(sitting.next_round())), style);
  add_paragraph(out, "   ", fmt::format("Thank you, {}.", people(sitting)), style);
  return out;
}

std::string closing_markdown(const Views& views, const Sitting& sitting,
                             const std::string& record) {
  std::string out = fmt::format("# Round of {}: {}\n\n", to_string(sitting.today()),
                                for_markdown(names_of(views)));
  if (!people(sitting).empty()) out += fmt::format("There: {}\n\n", for_markdown(people(sitting)));
  const auto before = sitting.before();
  const auto now = sitting.now();
  for (std::size_t i = 0; i < views.size(); ++i) {
    out +=
        fmt::format("- {}: {}\n", for_markdown(name_of(views[i])), figures_line(before[i], now[i]));
  }
  out += "\n| # | about | what came of it | by |\n|---|---|---|---|\n";
  for (std::size_t i = 1; i < sitting.size(); ++i) {
    const auto* entry = entry_of(sitting, i);
    out += fmt::format(
        "| {} | {} | {} | {} |\n", i, for_markdown(sitting.journal().agenda[i].about),
        for_markdown(said_of(sitting, i)), entry ? for_markdown(entry->by) : std::string());
  }
  out += "\n";
  for (const sitting::JournalEntry& entry : sitting.journal().entries) {
    if (!entry.card) out += fmt::format("- note: {}\n", for_markdown(entry.detail));
  }
  out += fmt::format("- {}\n", waiting_text(sitting));
  out += record.empty() ? "- the sitting is open\n"
                        : fmt::format("- record: {}\n- next round: {}\n", code_span(record),
                                      to_string(sitting.next_round()));
  return out;
}

std::string round_json(const Views& views, const Sitting& sitting, const std::string& record) {
  JsonWriter out(3);
  out.begin_object();
  out.integer("schema_version", kRoundSchemaVersion);
  out.string("tool", fmt::format("wardround {}", views.front().version));
  out.string("as_of", to_string(sitting.today()));
  out.string("state", !record.empty()                     ? "closed"
                      : sitting.journal().entries.empty() ? "agenda"
                                                          : "open");
  out.string("record", record);
  out.integer("minutes", sitting.journal().minutes);
  out.integer("waiting", sitting.waiting());
  out.begin_array("participants");
  for (const assurance::Participant& who : sitting.journal().participants) {
    out.begin_object();
    out.string("name", who.name);
    out.string("role", who.role);
    out.end_object();
  }
  out.end_array();
  out.begin_array("models");
  const auto before = sitting.before();
  const auto now = sitting.now();
  for (std::size_t i = 0; i < views.size(); ++i) {
    out.begin_object();
    out.string("system", sitting::system_id(views[i].assessment));
    out.string("path", views[i].assessment.path);
    figures_json(out, "before", before[i]);
    figures_json(out, "now", now[i]);
    out.end_object();
  }
  out.end_array();
  out.begin_array("cards");
  for (std::size_t i = 0; i < sitting.size(); ++i) {
    const View& view = view_at(views, sitting, i);
    const CardText card = card_text(view, sitting, i);
    const auto* entry = entry_of(sitting, i);
    out.begin_object();
    out.integer("number", i);
    out.string("kind", name(sitting.kind(i)));
    out.string("about", sitting.journal().agenda[i].about);
    out.string("model", sitting.journal().agenda[i].model);
    out.string("title", card.title);
    out.string("why", sitting.journal().agenda[i].why);
    out.string("where", card.where.valid() ? view.sources.location(card.where) : "");
    out.string("outcome", sitting.outcome(i));
    out.string("detail", entry ? entry->detail : "");
    out.string("by", entry ? entry->by : "");
    out.begin_array("choices");
    for (const CardText::Choice& choice : card.choices) {
      out.begin_object();
      out.string("value", choice.value);
      out.string("effect", choice.effect);
      out.end_object();
    }
    out.end_array();
    out.end_object();
  }
  out.end_array();
  out.begin_array("notes");
  for (const sitting::JournalEntry& entry : sitting.journal().entries) {
    if (!entry.card) out.string(entry.detail);
  }
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace wardround::report
