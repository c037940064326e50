#include "assurance/spoken.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "assurance/canonical.h"
#include "base/sha256.h"
#include "model/fields.h"
#include "text/edit.h"

namespace wardround::assurance {
namespace {

constexpr std::string_view kPicture = "picture";                // what a diagram shows
constexpr std::string_view kDesign = "design";                  // all that the model says
constexpr std::string_view kDecisions = "decisions";            // what was decided, and why
constexpr std::string_view kReports = "reports";                // what came from outside
constexpr std::string_view kPenetration = "penetration-tests";  // those of them that testers wrote
constexpr std::string_view kBuild = "build";                    // the build whose evidence counts
constexpr std::string_view kThing = "thing";                    // one subject
constexpr std::size_t kWidth = 100;

bool is_drawn(lang::Kind kind) {
  return kind == lang::Kind::element || kind == lang::Kind::flow || kind == lang::Kind::boundary ||
         kind == lang::Kind::data;
}

// Values by their length, so that none can pass for two.
class Thing {
 public:
  Thing& add(std::string_view value) {
    text_ += fmt::format("{} {}\n", value.size(), value);
    return *this;
  }
  [[nodiscard]] std::string digest(std::size_t digits = kThingDigits) const {
    return sha256(text_).substr(0, digits);
  }

 private:
  std::string text_;
};

std::string digest_of(const treatment::Decision& decision) {
  Thing all;
  all.add(treatment::name(decision.disposition)).add(decision.reason);
  all.add(decision.by).add(decision.role);
  all.add(decision.date ? to_string(*decision.date) : "");
  all.add(decision.expires ? to_string(*decision.expires) : "");
  all.add(decision.approved ? decision.approved->by : "").add(decision.benefit_risk);
  all.add(decision.to).add(decision.capability).add(decision.consequence);
  all.add(decision.acknowledged);
  for (const std::string& control : decision.controls) all.add(control);
  for (const std::string& told : decision.told_in) all.add(told);
  return all.digest();
}

std::string digest_of(const treatment::OutsideReport& report) {
  Thing all;
  all.add(treatment::name(report.kind)).add(report.title).add(report.subject).add(report.weakness);
  all.add(report.status).add(report.exploited ? "exploited" : "").add(report.sha256);
  return all.digest();
}

Part of_model(const Grounds& grounds, const std::string& word) {
  Part part{word, {}, {}};
  const bool picture = word == kPicture;
  const model::SectionInfo* const section = model::find_section(word);
  const auto digests =
      subject_digests(grounds.catalog, grounds.model, picture ? Said::drawn : Said::everything);
  for (const model::Subject& subject : grounds.model.subjects) {
    const bool wanted = picture              ? is_drawn(subject.kind)
                        : word == kDesign    ? true
                        : section != nullptr ? section->kind == subject.kind
                                             : false;
    const auto digest = digests.find(subject.id);
    if (wanted && digest != digests.end())
      part.things.emplace_back(subject.id, digest->second.substr(0, kThingDigits));
  }
  return part;
}

Part part_of(const Grounds& grounds, const std::string& word) {
  Part part{word, {}, {}};
  if (word == kDecisions) {
    for (const treatment::Decision& decision : grounds.decisions.all)
      part.things.emplace_back(decision.target, digest_of(decision));
  } else if (word == kReports || word == kPenetration) {
    for (const treatment::OutsideReport& report : grounds.evidence.reports) {
      if (word == kReports || report.kind == treatment::ReportKind::pentest)
        part.things.emplace_back(report.id, digest_of(report));
    }
  } else if (word == kBuild) {
    if (!grounds.build.empty())
      part.things.emplace_back(grounds.build, Thing().add(grounds.build).digest());
  } else {
    part = of_model(grounds, word);
  }
  std::ranges::sort(part.things);
  return part;
}

std::string whole_of(const Part& part) {
  if (!part.whole.empty()) return part.whole;
  Thing all;
  for (const auto& [id, digest] : part.things) all.add(id).add(digest);
  return all.digest(kPartDigits);
}

void compare(const Part& then, const Part& now, std::vector<std::string>& out) {
  if (!then.whole.empty()) {
    if (then.whole != whole_of(now)) out.push_back(fmt::format("the {} changed", now.word));
    return;
  }
  const std::map<std::string_view, std::string_view> before(then.things.begin(), then.things.end());
  const std::map<std::string_view, std::string_view> after(now.things.begin(), now.things.end());
  const auto add = [&](std::string_view id, std::string_view what) {
    std::string text = fmt::format("`{}` {}", id, what);
    if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
  };
  for (const auto& [id, digest] : before) {
    if (const auto found = after.find(id); found == after.end()) {
      add(id, "is gone");
    } else if (found->second != digest) {
      add(id, "changed");
    }
  }
  for (const auto& [id, digest] : after) {
    if (!before.contains(id)) add(id, "is new");
  }
}

}  // namespace

std::vector<std::string_view> part_words() {
  std::vector<std::string_view> words{kPicture, kDesign,      kDecisions,
                                      kReports, kPenetration, kBuild};
  for (const model::SectionInfo& section : model::sections()) {
    if (section.form == model::Form::subjects) words.push_back(section.key);
  }
  return words;
}

std::vector<Part> stand_of(const Grounds& grounds, const std::vector<std::string>& words) {
  std::vector<Part> parts;
  for (const std::string& word : words) parts.push_back(part_of(grounds, word));
  return parts;
}

std::vector<Part> stand_of_thing(const Grounds& grounds, std::string_view key) {
  // The subject stands after the last `@` and before the field.
  const std::size_t at = key.rfind('@');
  std::string_view id = at == std::string_view::npos ? key : key.substr(at + 1);
  id = id.substr(0, id.find('.'));
  const lang::SubjectId subject = grounds.model.find(id);
  if (!subject.valid()) return {};
  const model::Subject& one = grounds.model[subject];
  const std::string digest = subject_digest(grounds.catalog, grounds.model, subject,
                                            is_drawn(one.kind) ? Said::drawn : Said::everything);
  return {{std::string(kThing), {{one.id, digest.substr(0, kThingDigits)}}, {}}};
}

std::string spoken_text(const std::vector<Part>& parts, std::size_t indent) {
  // Pieces that stay together; lines are broken between them.
  std::vector<std::string> pieces;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const Part& part = parts[p];
    const std::string open = fmt::format("{}{}: ", p == 0 ? "of: {" : "", part.word);
    const std::string close = p + 1 == parts.size() ? "}" : ",";
    if (part.things.size() > kNamedThings) {
      pieces.push_back(open + whole_of(part) + close);
      continue;
    }
    if (part.things.empty()) pieces.push_back(open + "[]" + close);
    for (std::size_t i = 0; i < part.things.size(); ++i) {
      const auto& [id, digest] = part.things[i];
      pieces.push_back(fmt::format("{}{}{}", i == 0 ? open + "[" : "",
                                   text::quote(fmt::format("{} {}", id, digest)),
                                   i + 1 == part.things.size() ? "]" + close : ","));
    }
  }
  std::string out;
  std::string line(indent, ' ');
  bool first = true;
  for (const std::string& piece : pieces) {
    if (!first && line.size() + 1 + piece.size() > kWidth) {
      out += line + "\n";
      line.assign(indent, ' ');
      first = true;
    }
    if (!first) line += ' ';
    line += piece;
    first = false;
  }
  return out + line;
}

std::string since_words(const std::vector<std::string>& changes) {
  constexpr std::size_t kShown = 3;
  std::string all;
  const std::size_t shown = changes.size() > kShown + 1 ? kShown : changes.size();
  for (std::size_t i = 0; i < shown; ++i) all += (i == 0 ? "" : ", ") + changes[i];
  if (shown < changes.size()) all += fmt::format(" and {} more", changes.size() - shown);
  return "and since then " + all;
}

std::vector<std::string> changes(const std::vector<Part>& then, const std::vector<Part>& now) {
  std::vector<std::string> out;
  for (const Part& part : now) {
    const auto found = std::ranges::find(then, part.word, &Part::word);
    if (found != then.end()) compare(*found, part, out);
  }
  return out;
}

}  // namespace wardround::assurance
