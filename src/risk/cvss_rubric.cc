// The proposal for CVSS 3.1 by the questions of MITRE's rubric for medical devices (version of
// October 2020). Each question is asked of the model; what it does not say scores the worse value.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "risk/cvss_grounds.h"

namespace wardround::risk {

namespace {

using catalog::Property;

constexpr RubricQuestion kQuestions[] = {
    {"XAVN", "AV", "Does the attack travel over a network or a radio link?",
     "where the rule puts the attacker"},
    {"XAVT", "AV", "Does it travel by IP, so that routers pass it on?",
     "where the rule puts the attacker"},
    {"XAVW", "AV", "Is it a radio link?", "where the rule puts the attacker"},
    {"XAVR", "AV", "Does the radio reach no more than three metres?", "the flow's protocol"},
    {"XAVP", "AV", "Must the attacker touch the device?", "where the rule puts the attacker"},
    {"XAVPA", "AV", "Is what he touches made for people to work with, as a screen or keys are?",
     "the type of the part"},
    {"XACL", "AC", "Does it work whenever it is tried, whatever the settings and other attacks?",
     "where the rule puts the attacker, and controls in place"},
    {"XPRL", "PR", "Does the part tell apart users of different rights?",
     "the privilege that the rule needs"},
    {"XPRZ", "PR", "Does the attacker need an account of his own first?",
     "the privilege that the rule needs"},
    {"XPRS", "PR", "Must that account be one of an administrator or of service?",
     "the privilege that the rule needs"},
    {"XUI", "UI", "Must somebody else do something?", ""},
    {"XS", "S", "Can a part be affected that something else guards?",
     "what other systems work with or wait for"},
    {"XCP", "C", "Can data about people be read?", "data that is lost, by its kind"},
    {"XCPM", "C", "Is it the data of many people, of hundreds?", "the fact `patients`"},
    {"XIP", "I", "Can data about people be changed or deleted?", "data that is lost, by its kind"},
    {"XAP", "A", "Can data about people be withheld?", "data that is lost, by its kind"},
    {"XCD", "C", "Can data for diagnosis or monitoring be read?", "data that is lost, by its kind"},
    {"XID", "I", "Can diagnosis or monitoring be falsified?", "data that is lost, by its kind"},
    {"XAD", "A", "Can diagnosis or monitoring be stopped?", "data that is lost, by its kind"},
    {"XCT", "C", "Can settings or commands of a therapy be read?",
     "data that is lost, by its kind"},
    {"XIT", "I", "Can a therapy be altered?", "data and functions that are lost"},
    {"XAT", "A", "Can a therapy be stopped?", "data and functions that are lost"},
    {"XCW", "C", "Can data of the clinical workflow be read?", "data that is lost, by its kind"},
    {"XIW", "I", "Can the clinical workflow be misled?", "data that is lost, by its kind"},
    {"XAW", "A", "Can the clinical workflow be held up?", "data that is lost, by its kind"},
    {"XCS", "C", "Can keys or passwords be read?", "data that is lost, by its kind"},
    {"XIS", "I", "Can keys or passwords be replaced?", "data that is lost, by its kind"},
    {"XAS", "A", "Can keys or passwords be made useless?", "data that is lost, by its kind"},
    {"XCO", "C", "Can anything else be read that matters?", "any other data that is lost"},
    {"XIO", "I", "Can anything else be changed that matters?",
     "any other data and functions that are lost"},
    {"XAO", "A", "Can anything else be stopped that matters?",
     "any other data and functions that are lost"},
};

// The rubric's classes of data, by kinds of the catalogue; `other` takes the rest.
struct DataClass {
  char letter;
  std::array<std::string_view, 4> kinds;
};
constexpr DataClass kClasses[] = {
    {'P', {"phi", "personal", "payment", ""}},
    {'D', {"diagnosis", "alarm", "", ""}},
    {'T', {"therapy", "command", "safety-configuration", ""}},
    {'W', {"notification", "export", "log", "authorisation"}},
    {'S', {"secret", "", "", ""}},
};
constexpr char kOther = 'O';

bool in_class(const Grounds& grounds, SubjectId data, const DataClass& wanted) {
  return std::ranges::any_of(wanted.kinds, [&](std::string_view kind) {
    return !kind.empty() && is_kind(grounds, data, kind);
  });
}
bool in_any_class(const Grounds& grounds, SubjectId data) {
  return std::ranges::any_of(
      kClasses, [&](const DataClass& candidate) { return in_class(grounds, data, candidate); });
}

class Interview {
 public:
  explicit Interview(const Grounds& grounds)
      : grounds_(grounds),
        attack_(attack_of(grounds)),
        affected_(affected_by(grounds.catalog, grounds.model, grounds.finding.subject)) {
    result_.vector.version = cvss::Version::v3_1;
  }

  RubricProposal run() {
    set("AV", vector());
    const bool sure = attack_.obstacle.empty() && attack_.precondition.empty();
    answer("XACL", sure ? RubricAnswer::yes : RubricAnswer::no,
           sure                       ? "nothing has to be so first"
           : attack_.obstacle.empty() ? attack_.precondition
                                      : attack_.obstacle);
    set("AC", sure ? "L" : "H");
    set("PR", privileges());
    answer("XUI", RubricAnswer::unknown, "");
    set("UI", "N");
    set("S", scope());
    set("C", impact(Property::confidentiality, 'C'));
    set("I", impact(Property::integrity, 'I'));
    set("A", impact(Property::availability, 'A'));
    return std::move(result_);
  }

 private:
  void set(std::string_view metric, std::string_view value) {
    WARDROUND_CHECK(result_.vector.set(metric, value));
  }
  void answer(std::string_view id, RubricAnswer answer, std::string because) {
    const auto* question = std::ranges::find(kQuestions, id, &RubricQuestion::id);
    WARDROUND_CHECK(question != std::end(kQuestions));
    result_.answers.push_back({question->id, answer, std::move(because)});
  }

  std::string_view vector() {
    if (attack_.access_unknown) {
      answer("XAVN", RubricAnswer::unknown, attack_.where);
      return "N";
    }
    const bool over_a_link = attack_.access == Access::network || attack_.access == Access::radio;
    answer("XAVN", over_a_link ? RubricAnswer::yes : RubricAnswer::no, attack_.where);
    if (attack_.access == Access::network) {
      answer("XAVT", RubricAnswer::yes, "");
      return "N";
    }
    if (attack_.access == Access::radio) {
      answer("XAVT", RubricAnswer::no, "");
      answer("XAVW", RubricAnswer::yes, "");
      answer("XAVR", attack_.short_range ? RubricAnswer::yes : RubricAnswer::no, "");
      return attack_.short_range ? "L" : "A";
    }
    answer("XAVP", attack_.access == Access::physical ? RubricAnswer::yes : RubricAnswer::no, "");
    if (attack_.access == Access::local) return "L";
    answer("XAVPA", attack_.at_port ? RubricAnswer::no : RubricAnswer::unknown,
           attack_.at_port ? "it is a connector" : "nothing says what he touches");
    return attack_.at_port ? "P" : "L";
  }

  std::string_view privileges() {
    if (attack_.privilege == lang::Privilege::none) {
      answer("XPRL", RubricAnswer::unknown, "");
      answer("XPRZ", RubricAnswer::no, "no account is needed");
      return "N";
    }
    const bool high = attack_.privilege != lang::Privilege::user;
    answer("XPRL", RubricAnswer::yes, "");
    answer("XPRZ", RubricAnswer::yes, fmt::format("rights: {}", lang::name(attack_.privilege)));
    answer("XPRS", high ? RubricAnswer::yes : RubricAnswer::no, "");
    return high ? "H" : "L";
  }

  std::string_view scope() {
    const Impacts beyond = impacts_beyond(grounds_, affected_);
    const std::array all{&beyond.integrity, &beyond.availability, &beyond.confidentiality};
    for (const Impact* impact : all) {
      if (impact->loss == Loss::none) continue;
      answer("XS", impact->unknown ? RubricAnswer::unknown : RubricAnswer::yes, impact->reason);
      return "C";
    }
    answer("XS", RubricAnswer::no, "no other system works with it or waits for it");
    return "U";
  }

  // The worst answer over all classes counts.
  std::string_view impact(Property property, char letter) {
    RubricAnswer worst = RubricAnswer::none;
    for (const DataClass& asked : kClasses) {
      const RubricAnswer found = of_class(property, asked, letter);
      worst = std::max(worst, found);
    }
    worst = std::max(worst, of_the_rest(property, letter));
    if (worst == RubricAnswer::none) return "N";
    return worst == RubricAnswer::low ? "L" : "H";
  }

  RubricAnswer of_class(Property property, const DataClass& asked, char letter) {
    const auto hit = std::ranges::find_if(
        affected_.data, [&](SubjectId data) { return in_class(grounds_, data, asked); });
    if (!loses(grounds_, property) || hit == affected_.data.end())
      return tell(letter, asked.letter, RubricAnswer::none, "");
    if (asked.letter == 'P' && property == Property::confidentiality) return of_many_people(*hit);
    return tell(letter, asked.letter, weight(property, *hit), quoted(grounds_, *hit));
  }

  // Reading what is not confidential is little; to change or withhold what is asked for is much.
  RubricAnswer weight(Property property, SubjectId data) const {
    if (kind_unknown(grounds_, data)) return RubricAnswer::unknown;
    constexpr std::string_view kMatters[] = {"safety-relevant", "code",         "authorisation",
                                             "secret",          "notification", "phi"};
    const bool much = property == Property::confidentiality
                          ? is_kind(grounds_, data, "confidential")
                          : std::ranges::any_of(kMatters, [&](std::string_view kind) {
                              return is_kind(grounds_, data, kind);
                            });
    return much ? RubricAnswer::high : RubricAnswer::low;
  }

  RubricAnswer of_many_people(SubjectId data) {
    const lang::FactId fact = grounds_.catalog.vocabulary.find_fact(lang::Kind::system, "patients");
    const lang::Cell cell =
        fact.valid() ? grounds_.model.universe.cell(fact, SubjectId(0u)) : lang::Cell{};
    const bool known = cell.provenance != lang::Provenance::unknown &&
                       cell.provenance != lang::Provenance::not_applicable;
    const bool one = known && grounds_.catalog.vocabulary[fact].value("one") == cell.value;
    answer("XCP", RubricAnswer::yes, quoted(grounds_, data));
    answer("XCPM", !known ? RubricAnswer::unknown : one ? RubricAnswer::no : RubricAnswer::yes, "");
    return one ? RubricAnswer::low : known ? RubricAnswer::high : RubricAnswer::unknown;
  }

  RubricAnswer of_the_rest(Property property, char letter) {
    if (!loses(grounds_, property)) return tell(letter, kOther, RubricAnswer::none, "");
    const bool functions = property != Property::confidentiality && !affected_.functions.empty();
    if (functions)
      return tell(letter, kOther, RubricAnswer::high,
                  quoted(grounds_, affected_.functions.front()));
    const auto rest = std::ranges::find_if(
        affected_.data, [&](SubjectId data) { return !in_any_class(grounds_, data); });
    if (rest != affected_.data.end())
      return tell(letter, kOther, weight(property, *rest), quoted(grounds_, *rest));
    // Something is lost, and nothing says what.
    return tell(letter, kOther, affected_.data.empty() ? RubricAnswer::unknown : RubricAnswer::none,
                "");
  }

  RubricAnswer tell(char letter, char data_class, RubricAnswer found, std::string because) {
    answer(fmt::format("X{}{}", letter, data_class), found, std::move(because));
    return found;
  }

  const Grounds& grounds_;
  Attack attack_;
  Affected affected_;
  RubricProposal result_;
};

}  // namespace

std::span<const RubricQuestion> rubric() {
  return kQuestions;
}

std::string_view name(RubricAnswer answer) {
  constexpr std::string_view kNames[] = {"no", "yes", "none", "low", "high", "unknown"};
  return kNames[static_cast<std::size_t>(answer)];
}

std::optional<RubricProposal> propose_by_rubric(const Grounds& grounds) {
  if (!has_vector(grounds)) return std::nullopt;
  return Interview(grounds).run();
}

}  // namespace wardround::risk
