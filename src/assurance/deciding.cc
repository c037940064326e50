#include "assurance/deciding.h"

#include <fmt/core.h>

#include <algorithm>

namespace wardround::assurance {
namespace {

using treatment::Case;

Way decide(const Case& given, std::size_t finding, std::string says, std::string disposition) {
  const threats::Finding& one = given.result.findings[finding];
  return way(std::move(says),
             {"decide", threats::finding_id(given.catalog, given.model, one.weakness, one.subject),
              std::move(disposition)});
}

// Why, and who says so.
void ask_grounds(Way& way) {
  ask(way, "--reason", "REASON", Takes::text);
  ask_person(way);
}

// Controls of the first alternative that clears it and whose places are known, none of which is
// declared yet; none: there is no such alternative.
const catalog::Answer* clearing(const Case& given, std::size_t finding) {
  const threats::Finding& one = given.result.findings[finding];
  const auto& alternatives = given.catalog[one.rule].answered_by;
  std::vector<std::size_t> noted(alternatives.size());
  std::vector<bool> refused(alternatives.size());
  for (const threats::ControlNote& note :
       threats::controls(given.catalog, given.model, given.result, one)) {
    if (note.alternative >= alternatives.size()) continue;
    const lang::KindSet on = given.catalog[note.control].on;
    const bool placed =
        !note.places.empty() && std::ranges::all_of(note.places, [&](lang::SubjectId place) {
          return lang::has(on, given.model[place].kind) && !given.model[place].generated;
        });
    ++noted[note.alternative];
    if (note.effect != catalog::Effect::clears || note.answering != threats::Answering::absent ||
        !placed)
      refused[note.alternative] = true;
  }
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    if (noted[i] > 0 && !refused[i]) return &alternatives[i];
  }
  return nullptr;
}

// `--with CONTROL`, with those of its parameters that decide to be filled in.
void ask_control(const Case& given, const catalog::Use& use, Way& way) {
  std::string argument = given.catalog[use.control].id;
  way.argv.emplace_back("--with");
  const std::size_t at = way.argv.size();
  char before = ':';
  for (const auto& [parameter, values] : use.parameters) {
    std::string word;
    for (const char c : parameter)
      word += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    argument += fmt::format("{}{}={}", before, parameter, word);
    way.placeholders.push_back({at, std::move(word), Takes::one_of, values});
    before = ',';
  }
  way.argv.push_back(std::move(argument));
}

}  // namespace

std::vector<Way> ways_without_controls(const Case& given, std::size_t finding) {
  std::vector<Way> ways;
  Way eliminate = decide(given, finding, "change the design so that it is gone", "--eliminate");
  ask_grounds(eliminate);
  ways.push_back(std::move(eliminate));
  Way transfer = decide(given, finding, "have somebody else take care of it", "--transfer");
  ask_grounds(transfer);
  ask(transfer, "--to", "WHO", Takes::text);
  ask(transfer, "--capability", "ABLE-TO", Takes::text);
  ask(transfer, "--told-in", "WHERE", Takes::text);
  ask(transfer, "--consequence", "IF-NOT", Takes::text);
  ask(transfer, "--acknowledged", "HOW-KNOWN", Takes::text);
  ways.push_back(std::move(transfer));
  const risk::Policy& policy = given.policy;
  const auto needs = risk::acceptance_of(policy, given.ratings[finding], given.reach[finding]);
  if (needs == risk::Acceptance::never) return ways;
  Way accept = decide(given, finding, "live with it, for a while", "--accept");
  ask_grounds(accept);
  const risk::Rating& rating = given.ratings[finding];
  const auto word = static_cast<std::size_t>(rating.claimed_word.value_or(rating.word));
  ask(accept, "--approved-by", "APPROVER", Takes::person);
  ask(accept, "--approved-role", "AUTHORITY", Takes::role, policy.authority[word]);
  ask(accept, "--expires", "DATE", Takes::date,
      {to_string(add_days(given.today, policy.expires_within[word]))});
  if (needs == risk::Acceptance::benefit_risk)
    ask(accept, "--benefit-risk", "ANALYSIS", Takes::text);
  ways.push_back(std::move(accept));
  return ways;
}

std::vector<Way> ways_to_decide(const Case& given, std::size_t finding) {
  std::vector<Way> ways = ways_without_controls(given, finding);
  if (const catalog::Answer* const answer = clearing(given, finding)) {
    Way mitigate = decide(given, finding, "build a control against it", "--mitigate");
    for (const catalog::Use& use : answer->all) ask_control(given, use, mitigate);
    ask_grounds(mitigate);
    ways.insert(ways.begin(), std::move(mitigate));
  }
  return ways;
}

}  // namespace wardround::assurance
