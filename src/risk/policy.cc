// Reads the policy of a project over the default one, and checks that it makes sense: risk never
// falls when exploitability or severity grows.
#include "risk/policy.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "text/tree.h"

namespace wardround::risk {

namespace {

using catalog::View;
using threats::Exploitability;

constexpr std::array<std::string_view, kWords> kWordNames{"low", "medium", "high", "urgent"};
constexpr std::array<std::string_view, 3> kAcceptanceNames{"reason", "benefit-risk", "never"};

constexpr std::size_t kSeverities = 5;
std::vector<std::string_view> exploitability_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < threats::kExploitabilities; ++i)
    names.push_back(threats::name(static_cast<Exploitability>(i)));
  return names;
}
std::vector<std::string_view> severity_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kSeverities; ++i)
    names.push_back(model::name(static_cast<model::Severity>(i)));
  return names;
}
std::vector<std::string_view> word_names() {
  return {kWordNames.begin(), kWordNames.end()};
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += fmt::format("{}`{}`", i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
  return text;
}

class Reader {
 public:
  Reader(const lang::Vocabulary& vocabulary, diag::Diagnostics& diagnostics)
      : vocabulary_(vocabulary), diagnostics_(diagnostics) {}

  void read(View value, Policy& policy) {
    for_each_key(value, "policy", [&](std::string_view key, View entry) {
      threats::ExploitabilityPolicy& exploit = policy.exploitability;
      if (key == "positions") {
        table(entry, position_names(),
              [&](std::size_t i, View v) { level(v, exploit.positions[i]); });
      } else if (key == "privileges") {
        table(entry, {"none", "user", "admin", "system"},
              [&](std::size_t i, View v) { number(v, 0, 4, exploit.privileges[i]); });
      } else if (key == "on_element") {
        level(entry, exploit.on_element);
      } else if (key == "unknown_position") {
        level(entry, exploit.unknown_position);
      } else if (key == "unguarded") {
        level(entry, exploit.unguarded);
      } else if (key == "guarded_by") {
        texts(entry, exploit.guarded_by);
      } else if (key == "confirmed") {
        level(entry, exploit.confirmed);
      } else if (key == "exploited") {
        level(entry, exploit.exploited);
      } else if (key == "risk") {
        table(entry, exploitability_names(),
              [&](std::size_t i, View v) { row(v, policy.risk[i]); });
      } else if (key == "safety_design") {
        row(entry, policy.safety_design);
      } else if (key == "privacy") {
        privacy(entry, policy.privacy);
      } else if (key == "credential") {
        severity(entry, policy.credential);
      } else if (key == "business") {
        severity(entry, policy.business);
      } else if (key == "unlinked") {
        severity(entry, policy.unlinked);
      } else if (key == "accept") {
        accept(entry, policy.accept);
      } else if (key == "accept_multi_patient") {
        accept(entry, policy.accept_multi_patient);
      } else if (key == "authority") {
        table(entry, word_names(), [&](std::size_t i, View v) { texts(v, policy.authority[i]); });
      } else if (key == "expires_within") {
        table(entry, word_names(),
              [&](std::size_t i, View v) { number(v, 1, 3650, policy.expires_within[i]); });
      } else if (key == "fail_on") {
        fail_on(entry, policy.fail_on);
      } else {
        return false;
      }
      return true;
    });
    check(value, policy);
  }

 private:
  static constexpr std::array<std::string_view, 19> kKeys{"positions",  "privileges",
                                                          "on_element", "unknown_position",
                                                          "unguarded",  "guarded_by",
                                                          "risk",       "safety_design",
                                                          "privacy",    "credential",
                                                          "business",   "unlinked",
                                                          "accept",     "accept_multi_patient",
                                                          "authority",  "expires_within",
                                                          "fail_on",    "confirmed",
                                                          "exploited"};

  static std::vector<std::string_view> position_names() {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < lang::kPositions; ++i)
      names.push_back(lang::name(static_cast<lang::Position>(i)));
    return names;
  }

  void unknown_key(View entry, const std::vector<std::string_view>& known) {
    diag::Diagnostic& diagnostic = diagnostics_.report(
        diag::Kind::project_unknown_key, entry.key_span(), {std::string(entry.key())});
    suggest(diagnostic, entry.key_span(), entry.key(), known);
  }
  static void suggest(diag::Diagnostic& diagnostic, diag::Span span, std::string_view word,
                      const std::vector<std::string_view>& known) {
    const std::string_view near = diag::did_you_mean(word, known);
    if (!near.empty()) {
      diagnostic.fix(fmt::format("write `{}`", near), diag::Safety::suggested,
                     {{span, std::string(near)}});
    } else {
      diagnostic.note("possible here: " + joined(known));
    }
  }
  bool is_mapping(View value, std::string_view name, std::string_view what) {
    if (value.is_mapping()) return true;
    diagnostics_.report(diag::Kind::project_shape, value.span(),
                        {std::string(name), std::string(what)});
    return false;
  }

  template <class Read>
  void for_each_key(View value, std::string_view name, Read&& read) {
    if (!is_mapping(value, name, "a mapping of keys")) return;
    for (const View entry : value.entries()) {
      if (!read(entry.key(), entry)) unknown_key(entry, {kKeys.begin(), kKeys.end()});
    }
  }
  // A mapping whose keys are `names`.
  template <class Read>
  void table(View value, const std::vector<std::string_view>& names, Read&& read) {
    if (!is_mapping(value, value.key(), "a mapping with the keys " + joined(names))) return;
    for (const View entry : value.entries()) {
      const auto at = std::ranges::find(names, entry.key());
      if (at == names.end()) {
        unknown_key(entry, names);
      } else {
        read(static_cast<std::size_t>(at - names.begin()), entry);
      }
    }
  }

  // The index of a word in `names`; reports and gives nothing if it is none of them.
  std::optional<std::size_t> word(View value, const std::vector<std::string_view>& names) {
    const std::string_view text = value.is_scalar() ? value.text() : std::string_view("…");
    const auto at = std::ranges::find(names, text);
    if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
    diag::Diagnostic& diagnostic = diagnostics_.report(diag::Kind::policy_word, value.span(),
                                                       {std::string(text), joined(names)});
    if (value.is_scalar()) {
      const std::string_view near = diag::did_you_mean(text, names);
      if (!near.empty())
        diagnostic.fix(fmt::format("write `{}`", near), diag::Safety::suggested,
                       {{value.span(), std::string(near)}});
    }
    return std::nullopt;
  }
  void level(View value, Exploitability& into) {
    if (const auto i = word(value, exploitability_names())) into = static_cast<Exploitability>(*i);
  }
  void severity(View value, model::Severity& into) {
    if (const auto i = word(value, severity_names())) into = static_cast<model::Severity>(*i);
  }
  void number(View value, int64_t least, int64_t most, int& into) {
    const auto number = value.is_scalar() ? text::as_integer(*value.tree, value.id) : std::nullopt;
    if (number && *number >= least && *number <= most) {
      into = static_cast<int>(*number);
      return;
    }
    diagnostics_.report(
        diag::Kind::project_shape, value.span(),
        {std::string(value.key()), fmt::format("a number from {} to {}", least, most)});
  }
  void texts(View value, std::vector<std::string>& into) {
    std::vector<std::string> read;
    const auto add = [&](View entry) {
      if (entry.is_scalar() && !entry.text().empty()) {
        read.emplace_back(entry.text());
      } else {
        diagnostics_.report(diag::Kind::project_shape, entry.span(),
                            {std::string(value.key()), "a word, or a list of words"});
      }
    };
    if (value.is_list()) {
      for (const View entry : value.entries()) add(entry);
    } else {
      add(value);
    }
    if (!read.empty()) into = std::move(read);
  }
  // Five words, by severity from negligible to catastrophic.
  void row(View value, BySeverity& into) {
    if (!value.is_list() || value.size() != kSeverities) {
      diagnostics_.report(diag::Kind::project_shape, value.span(),
                          {std::string(value.key()),
                           "a list of five words, for severity negligible to catastrophic"});
      return;
    }
    std::size_t i = 0;
    for (const View entry : value.entries()) {
      if (const auto w = word(entry, word_names())) into[i] = static_cast<Word>(*w);
      ++i;
    }
  }
  void accept(View value, std::array<Acceptance, kWords>& into) {
    table(value, word_names(), [&](std::size_t i, View entry) {
      const auto w = word(entry, {kAcceptanceNames.begin(), kAcceptanceNames.end()});
      if (w) into[i] = static_cast<Acceptance>(*w);
    });
  }
  void privacy(View value, std::vector<std::pair<std::string, model::Severity>>& into) {
    if (!is_mapping(value, value.key(), "a mapping of kinds of data to severities")) return;
    into.clear();
    std::vector<std::string_view> kinds;
    for (const lang::Type& type : vocabulary_.types) {
      if (type.tree == lang::TypeTree::data) kinds.push_back(type.id);
    }
    for (const View entry : value.entries()) {
      if (std::ranges::find(kinds, entry.key()) == kinds.end()) {
        unknown_key(entry, kinds);
        continue;
      }
      model::Severity severity_of_kind{};
      severity(entry, severity_of_kind);
      into.emplace_back(entry.key(), severity_of_kind);
    }
  }
  void fail_on(View value, std::optional<Word>& into) {
    auto names = word_names();
    names.push_back("none");
    const auto i = word(value, names);
    if (!i) return;
    into = *i == kWords ? std::nullopt : std::optional(static_cast<Word>(*i));
  }

  // A table in which more is less would rank by accident.
  void check(View value, const Policy& policy) {
    if (!value.is_mapping()) return;
    const View risk = value.find("risk");
    if (risk.valid()) {
      for (std::size_t e = 0; e < threats::kExploitabilities; ++e) {
        for (std::size_t s = 0; s < kSeverities; ++s) {
          const bool falls = (s > 0 && policy.risk[e][s] < policy.risk[e][s - 1]) ||
                             (e > 0 && policy.risk[e][s] < policy.risk[e - 1][s]);
          if (falls) report_fall(risk, policy.risk[e][s], e, s);
        }
      }
    }
    const View safety = value.find("safety_design");
    for (std::size_t s = 1; safety.valid() && s < kSeverities; ++s) {
      if (policy.safety_design[s] < policy.safety_design[s - 1])
        diagnostics_.report(
            diag::Kind::policy_falls, safety.span(),
            {std::string(name(policy.safety_design[s])), std::string(severity_names()[s])});
    }
  }
  void report_fall(View risk, Word word, std::size_t exploitability, std::size_t severity_index) {
    diagnostics_.report(
        diag::Kind::policy_falls, risk.span(),
        {std::string(name(word)), fmt::format("{}, {}", exploitability_names()[exploitability],
                                              severity_names()[severity_index])});
  }

  const lang::Vocabulary& vocabulary_;
  diag::Diagnostics& diagnostics_;
};

}  // namespace

std::string_view name(Word word) {
  return kWordNames[static_cast<std::size_t>(word)];
}

std::optional<Word> parse_word(std::string_view text) {
  const auto at = std::ranges::find(kWordNames, text);
  if (at == kWordNames.end()) return std::nullopt;
  return static_cast<Word>(at - kWordNames.begin());
}

std::string_view name(Acceptance acceptance) {
  return kAcceptanceNames[static_cast<std::size_t>(acceptance)];
}

Policy read_policy(View value, const lang::Vocabulary& vocabulary, diag::Diagnostics& diagnostics) {
  Policy policy;
  if (value.valid()) Reader(vocabulary, diagnostics).read(value, policy);
  return policy;
}

}  // namespace wardround::risk
