#include "sitting/action.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>

#include "sitting/draft.h"

namespace wardround::sitting {

const std::vector<VerbInfo>& verbs() {
  static const std::vector<VerbInfo> all = {
      {Verb::answer, "answer", "answer VALUE", "answers the question of the card"},
      {Verb::mitigate, "mitigate",
       "mitigate CONTROL[:PARAMETER=VALUE] [at PLACE] [implemented] [reason=TEXT]",
       "plans a control, or says that it is built"},
      {Verb::accept, "accept",
       "accept reason=TEXT approved_by=NAME:ROLE expires=DATE [benefit_risk=TEXT]",
       "lives with it for a while"},
      {Verb::transfer, "transfer",
       "transfer to=ROLE capability=TEXT told_in=TEXT consequence=TEXT acknowledged=TEXT "
       "reason=TEXT",
       "somebody else takes it on"},
      {Verb::eliminate, "eliminate", "eliminate reason=TEXT", "the design will change"},
      {Verb::attest, "attest", "attest [note=TEXT]", "says that the step is done"},
      {Verb::not_applicable, "not-applicable", "not-applicable because=TEXT",
       "says that the step has nothing to do with this device"},
      {Verb::hand_over, "hand-over", "hand-over NAME DATE", "somebody finds out until then"},
      {Verb::seen, "seen", "seen", "looked at, nothing to do"},
      {Verb::skip, "skip", "skip", "not today"},
      {Verb::undo, "undo", "undo", "takes the last one back"},
      {Verb::note, "note", "note TEXT", "for the record"},
      {Verb::by, "by", "by NAME:ROLE", "who speaks from here on"},
      {Verb::with, "with", "with NAME:ROLE", "who else is there"},
      {Verb::on, "on", "on FINDING|SUBJECT.FACT", "speaks of that next"},
      {Verb::more, "more", "more", "the next cards"},
      {Verb::quit, "quit", "quit", "ends here; the sitting is kept"},
      {Verb::close, "close", "close", "writes the record of the round"},
  };
  return all;
}

std::string_view word(Verb verb) {
  return std::ranges::find(verbs(), verb, &VerbInfo::verb)->word;
}

std::optional<assurance::Participant> parse_participant(std::string_view text) {
  const auto trimmed = [](std::string_view part) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    return std::string(part);
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  assurance::Participant who{trimmed(text.substr(0, colon)), trimmed(text.substr(colon + 1))};
  if (who.name.empty() || who.role.empty()) return std::nullopt;
  return who;
}

std::string quote_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += c;
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + "'";
}

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}
std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}
// The first word; `rest` goes on behind it.
std::string_view take_word(std::string_view& rest) {
  rest = trim(rest);
  std::size_t end = 0;
  while (end < rest.size() && !is_space(rest[end])) ++end;
  const std::string_view first = rest.substr(0, end);
  rest.remove_prefix(end);
  rest = trim(rest);
  return first;
}

// `KEY=VALUE` behind the free part of a line.
struct Field {
  std::string_view key;
  std::string value;
  std::string_view at;  // where the value stands
};

class Line {
 public:
  Line(const diag::Sources& sources, diag::SourceId source, std::string_view line,
       diag::Diagnostics& diagnostics)
      : text_(sources.text(source)), source_(source), line_(line), diagnostics_(diagnostics) {}

  std::optional<Action> parse() {
    std::string_view rest = line_;
    const std::string_view verb = take_word(rest);
    const auto known = std::ranges::find(verbs(), verb, &VerbInfo::word);
    if (known == verbs().end()) {
      std::vector<std::string_view> words;
      for (const VerbInfo& one : verbs()) words.push_back(one.word);
      const auto near = diag::did_you_mean(verb, words);
      auto& said = diagnostics_.report(diag::Kind::action_unknown, span(verb), {std::string(verb)});
      if (!near.empty()) {
        said.note(fmt::format("did you mean `{}`?", near));
      } else {
        std::string all;
        for (const auto one : words) all += fmt::format("{}{}", all.empty() ? "" : ", ", one);
        said.note("actions are " + all);
      }
      return std::nullopt;
    }
    verb_ = &*known;
    action_.verb = known->verb;
    action_.span = span(line_);
    read(rest);
    if (failed_) return std::nullopt;
    return std::move(action_);
  }

 private:
  void read(std::string_view rest) {
    switch (action_.verb) {
      case Verb::answer:
        return action_.text = one_text(rest), void(need(!action_.text.empty(), "a value"));
      case Verb::note:
        return action_.text = one_text(rest), void(need(!action_.text.empty(), "a text"));
      case Verb::on:
        return action_.text = one_text(rest),
               void(need(!action_.text.empty(), "the id of a finding or of a question"));
      case Verb::by:
      case Verb::with:
        if (!need(!rest.empty(), "a name and a role")) return;
        if (auto who = participant(rest)) action_.who = *std::move(who);
        return;
      case Verb::hand_over:
        return hand_over(rest);
      case Verb::mitigate:
        return mitigate(rest);
      case Verb::accept:
      case Verb::transfer:
      case Verb::eliminate:
        return decide(rest);
      case Verb::attest:
      case Verb::not_applicable: {
        const bool fits = action_.verb == Verb::attest;
        const std::string_view key = fits ? "note" : "because";
        const std::array keys = {key};
        std::string_view free;
        for (const Field& field : fields(rest, keys, free)) action_.text = field.value;
        nothing_more(free);
        if (!fits) need(!action_.text.empty(), "because=TEXT: the auditor reads it");
        return;
      }
      case Verb::seen:
      case Verb::skip:
      case Verb::undo:
      case Verb::more:
      case Verb::quit:
      case Verb::close:
        return nothing_more(rest);
    }
  }

  void hand_over(std::string_view rest) {
    if (!need(!rest.empty(), "a name and a date")) return;
    const std::size_t space = rest.rfind(' ');
    const std::string_view last = rest.substr(space == std::string_view::npos ? 0 : space + 1);
    action_.until = date(last);
    if (!action_.until) return;
    action_.text = one_text(trim(rest.substr(0, rest.size() - last.size())));
    need(!action_.text.empty(), "a name before the date");
  }

  void mitigate(std::string_view rest) {
    constexpr std::array<std::string_view, 1> kKeys = {"reason"};
    std::string_view free;
    for (const Field& field : fields(rest, kKeys, free)) action_.words.reason = field.value;
    bool implemented = false;
    std::vector<std::string_view> controls;
    while (!free.empty()) {
      const std::string_view word = take_word(free);
      if (word == "at") {
        action_.at = take_word(free);
        if (!need(!action_.at.empty(), "a subject behind `at`")) return;
      } else if (word == "implemented") {
        implemented = true;
      } else {
        controls.push_back(word);
      }
    }
    if (!need(!controls.empty(), "a control")) return;
    for (const std::string_view word : controls) {
      auto control = parse_control(word, implemented);
      if (!control) {
        bad(diag::Kind::action_value, word, {std::string(word), "CONTROL:PARAMETER=VALUE"});
        continue;
      }
      action_.controls.push_back(*std::move(control));
    }
  }

  void decide(std::string_view rest) {
    treatment::Decision& words = action_.words;
    std::vector<std::string_view> keys = {"reason"};
    if (action_.verb == Verb::accept)
      keys = {"reason", "approved_by", "approved_on", "expires", "benefit_risk"};
    if (action_.verb == Verb::transfer)
      keys = {"reason", "to", "capability", "told_in", "consequence", "acknowledged"};
    std::string_view free;
    std::optional<Date> approved_on;
    for (Field& field : fields(rest, keys, free)) {
      if (field.key == "reason") words.reason = std::move(field.value);
      if (field.key == "benefit_risk") words.benefit_risk = std::move(field.value);
      if (field.key == "to") words.to = std::move(field.value);
      if (field.key == "capability") words.capability = std::move(field.value);
      if (field.key == "told_in") words.told_in.push_back(std::move(field.value));
      if (field.key == "consequence") words.consequence = std::move(field.value);
      if (field.key == "acknowledged") words.acknowledged = std::move(field.value);
      if (field.key == "expires") words.expires = date(field.at, field.value);
      if (field.key == "approved_on") approved_on = date(field.at, field.value);
      if (field.key == "approved_by") {
        const auto who = participant(field.at, field.value);
        if (who) words.approved = treatment::Approval{who->name, who->role, {}, span(field.at)};
      }
    }
    if (words.approved) words.approved->date = approved_on;
    nothing_more(free);
    need(!words.reason.empty(), "reason=TEXT: the auditor reads it");
  }

  // Splits `KEY=VALUE KEY=VALUE`; `free`: what stands before the first of them. A value without
  // quotes goes on until the next key.
  std::vector<Field> fields(std::string_view rest, std::span<const std::string_view> keys,
                            std::string_view& free) {
    std::vector<Field> found;
    free = rest;
    bool behind_key = false;
    for (std::size_t at = 0; at < rest.size();) {
      while (at < rest.size() && is_space(rest[at])) ++at;
      std::size_t end = at;
      while (end < rest.size() && !is_space(rest[end])) ++end;
      const std::string_view word = rest.substr(at, end - at);
      const std::string_view key = key_of(word);
      if (key.empty()) {
        at = end;
        continue;
      }
      if (std::ranges::find(keys, key) == keys.end()) {
        const auto near = diag::did_you_mean(key, {keys.begin(), keys.end()});
        // Behind a key it may be part of a text, unless it looks like a slip.
        const bool text = behind_key && near.empty();
        if (!text) {
          auto& said = bad(diag::Kind::action_field, key, {std::string(key), verb()});
          if (!near.empty()) said.note(fmt::format("did you mean `{}=`?", near));
          if (near.empty()) said.note(fmt::format("write: {}", verb_->form));
        }
        at = end;
        continue;
      }
      if (!behind_key) free = trim(rest.substr(0, at));
      behind_key = true;
      const std::string_view value = value_at(rest, at + key.size() + 1, keys, at);
      const bool twice =
          key != "told_in" && std::ranges::find(found, key, &Field::key) != found.end();
      if (twice) bad(diag::Kind::action_twice, key, {std::string(key)});
      found.push_back({key, one_text(value), value});
    }
    return found;
  }
  // "reason" of "reason=why"; empty if the word has no such beginning.
  static std::string_view key_of(std::string_view word) {
    std::size_t end = 0;
    while (end < word.size() && ((word[end] >= 'a' && word[end] <= 'z') || word[end] == '_')) ++end;
    return end > 0 && end < word.size() && word[end] == '=' ? word.substr(0, end)
                                                            : std::string_view();
  }
  // The value that begins at `from`; `end`: where the line goes on.
  static std::string_view value_at(std::string_view rest, std::size_t from,
                                   std::span<const std::string_view> keys, std::size_t& end) {
    if (from < rest.size() && (rest[from] == '\'' || rest[from] == '"')) {
      const char quote = rest[from];
      std::size_t at = from + 1;
      for (; at < rest.size(); ++at) {
        if (rest[at] != quote) continue;
        if (at + 1 == rest.size() || rest[at + 1] != quote) break;
        ++at;
      }
      end = std::min(at + 1, rest.size());
      return rest.substr(from, end - from);
    }
    std::size_t at = from;
    while (at < rest.size()) {
      std::size_t next = at;
      while (next < rest.size() && !is_space(rest[next])) ++next;
      while (next < rest.size() && is_space(rest[next])) ++next;
      at = next;
      const std::string_view key = key_of(rest.substr(at));
      const bool known = std::ranges::find(keys, key) != keys.end();
      if (known || (!key.empty() && !diag::did_you_mean(key, {keys.begin(), keys.end()}).empty()))
        break;
    }
    end = at;
    return trim(rest.substr(from, at - from));
  }

  // A text as it is meant: quotes are taken off, a doubled one inside stands for one.
  std::string one_text(std::string_view text) {
    text = trim(text);
    if (text.empty() || (text.front() != '\'' && text.front() != '"')) return std::string(text);
    const char quote = text.front();
    std::string out;
    for (std::size_t at = 1; at < text.size(); ++at) {
      if (text[at] != quote) {
        out += text[at];
      } else if (at + 1 < text.size() && text[at + 1] == quote) {
        out += quote;
        ++at;
      } else {
        nothing_more(trim(text.substr(at + 1)));
        return out;
      }
    }
    bad(diag::Kind::action_quote, text.substr(0, 1), {});
    return out;
  }

  std::optional<Date> date(std::string_view at, std::string_view value) {
    const auto found = parse_date(value);
    if (!found) bad(diag::Kind::action_value, at, {std::string(value), "a date: write YYYY-MM-DD"});
    return found;
  }
  std::optional<Date> date(std::string_view at) { return date(at, at); }
  std::optional<assurance::Participant> participant(std::string_view at, std::string_view value) {
    auto who = parse_participant(value);
    if (!who) {
      bad(diag::Kind::action_value, at, {std::string(value), "a name and a role: write NAME:ROLE"});
    }
    return who;
  }
  std::optional<assurance::Participant> participant(std::string_view at) {
    return participant(at, one_text(at));
  }

  void nothing_more(std::string_view rest) {
    if (rest.empty() || failed_) return;
    bad(diag::Kind::action_extra, rest, {verb(), std::string(rest)})
        .note(fmt::format("write: {}", verb_->form));
  }
  bool need(bool there, std::string_view what) {
    if (!there && !failed_) {
      bad(diag::Kind::action_missing, line_, {verb(), std::string(what)})
          .note(fmt::format("write: {}", verb_->form));
    }
    return there;
  }
  diag::Diagnostic& bad(diag::Kind kind, std::string_view at, std::vector<std::string> arguments) {
    failed_ = true;
    return diagnostics_.report(kind, span(at.empty() ? line_ : at), std::move(arguments));
  }
  [[nodiscard]] std::string verb() const { return std::string(verb_->word); }
  [[nodiscard]] diag::Span span(std::string_view part) const {
    const auto begin = static_cast<uint32_t>(part.data() - text_.data());
    return {source_, begin, begin + static_cast<uint32_t>(part.size())};
  }

  std::string_view text_;
  diag::SourceId source_;
  std::string_view line_;
  diag::Diagnostics& diagnostics_;
  const VerbInfo* verb_ = nullptr;
  Action action_;
  bool failed_ = false;
};

}  // namespace

std::vector<Action> parse_actions(const diag::Sources& sources, diag::SourceId source,
                                  diag::Diagnostics& diagnostics) {
  std::vector<Action> actions;
  std::string_view rest = sources.text(source);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line.front() == '#') continue;
    if (auto action = Line(sources, source, line, diagnostics).parse())
      actions.push_back(*std::move(action));
  }
  return actions;
}

}  // namespace wardround::sitting
