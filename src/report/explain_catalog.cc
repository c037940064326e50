#include <fmt/core.h>

#include <algorithm>

#include "catalog/standards.h"
#include "report/explain.h"
#include "report/explain_page.h"
#include "report/explain_standards.h"
#include "report/paint.h"

namespace wardround::report {

namespace {

using catalog::Catalog;

class Page {
 public:
  Page(const Catalog& catalog, const ScreenStyle& style)
      : catalog_(catalog), names_(catalog), page_(style) {}

  void rule(catalog::RuleId id);
  void control(catalog::ControlId id);
  void weakness(catalog::WeaknessId id);
  void fact(lang::FactId id);
  void type(lang::TypeId id);
  void protocol(lang::TypeId id);

  std::string take() { return page_.take(); }

 private:
  void title(std::string_view kind, std::string_view id, std::string_view text) {
    page_.title(kind, id, text);
  }
  void text(std::string_view label, std::string_view body) { page_.text(label, body); }
  void cited(std::string_view cites) {
    for (const catalog::Citation& citation : catalog::read_citations(cites))
      text("cites", names_.named(citation));
  }
  std::string kinds_text(lang::KindSet set) const {
    std::string text;
    for (std::size_t i = 0; i < lang::kKinds; ++i) {
      if (!lang::has(set, static_cast<lang::Kind>(i))) continue;
      text += (text.empty() ? "" : ", ") + std::string(lang::name(static_cast<lang::Kind>(i)));
    }
    return text;
  }
  std::string use_text(const catalog::Use& use) const {
    std::string text = catalog_[use.control].id;
    for (const auto& [parameter, values] : use.parameters) {
      text += fmt::format(" ({}", parameter);
      for (std::size_t i = 0; i < values.size(); ++i) text += (i == 0 ? " " : " or ") + values[i];
      text += ")";
    }
    if (!use.at.text.empty()) text += " at " + use.at.text;
    return text;
  }
  std::string implied_text(const lang::Value& value) const {
    std::string implied;
    for (const auto& [other, index] : value.implies) {
      const lang::Fact& target = catalog_.vocabulary[other];
      implied += fmt::format(
          "{}{}: {}", implied.empty() ? "" : ", ", target.id,
          index < target.values.size() ? target.values[index].id : std::to_string(index));
    }
    return implied;
  }
  static std::string threat_text(const catalog::Rule& rule) {
    std::string text;
    const auto add = [&](const std::optional<lang::Template>& part, std::string_view before) {
      if (!part) return;
      text += text.empty() ? std::string_view() : before;
      text += outline(part);
    };
    add(rule.threat.actor, "");
    add(rule.threat.action, " ");
    add(rule.threat.thing, " ");
    add(rule.threat.result, ", so that ");
    return text;
  }

  std::string cwe_text(const std::vector<uint32_t>& cwe) {
    std::string text;
    for (const uint32_t id : cwe) {
      text += (text.empty() ? "" : "; ") +
              names_.named({std::string(catalog::kCwe), catalog::cwe_item(id)});
    }
    return text;
  }
  std::string imdrf_text(const std::vector<std::string>& codes) {
    std::string text;
    for (const std::string& code : codes) {
      const std::string title = names_.title({catalog::imdrf_annex(code), code});
      text += (text.empty() ? "" : "; ") + code + (title.empty() ? "" : " " + title);
    }
    return text;
  }

  const Catalog& catalog_;
  ItemNames names_;
  ExplainPage page_;
};

std::string stride_names(const std::vector<catalog::Stride>& letters) {
  static constexpr std::string_view kNames[] = {"spoofing",          "tampering",
                                                "repudiation",       "information disclosure",
                                                "denial of service", "elevation of privilege"};
  std::string text;
  for (const catalog::Stride letter : letters)
    text += (text.empty() ? "" : ", ") + std::string(kNames[static_cast<std::size_t>(letter)]);
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void Page::rule(catalog::RuleId id) {
  const catalog::Rule& rule = catalog_[id];
  const catalog::Weakness& weakness = catalog_[rule.weakness];
  title("rule", rule.id, weakness.title);
  text("", weakness.text);
  text("scenario", threat_text(rule));
  text("on", lang::name(rule.on));
  page_.verbatim("when", rule.when_text);
  text("weakness", rule.weakness.valid() ? weakness.id : "");
  std::string general;
  for (const catalog::RuleId above : rule.specialises)
    general += (general.empty() ? "" : ", ") + catalog_[above].id;
  text("specialises", general);
  text("stride", stride_names(rule.stride.empty() ? weakness.stride : rule.stride));
  text("cwe", cwe_text(rule.cwe.empty() ? weakness.cwe : rule.cwe));
  text("imdrf", imdrf_text(rule.imdrf.empty() ? weakness.imdrf : rule.imdrf));
  cited(weakness.cites);
  cited(rule.cites);
  const auto foothold = [](const catalog::Foothold& f) {
    return f.kind == catalog::Foothold::Kind::none
               ? std::string()
               : fmt::format("{}, privilege {}", f.text, lang::name(f.privilege));
  };
  text("needs", foothold(rule.needs));
  text("gives", foothold(rule.gives));
  for (const catalog::Answer& answer : rule.answered_by) {
    std::string line;
    for (const catalog::Use& use : answer.all)
      line += (line.empty() ? "" : " with ") + use_text(use);
    switch (answer.effect) {
      case catalog::Effect::clears:
        break;
      case catalog::Effect::weakens:
        line = fmt::format("(weakens by {}) {}", answer.weakens, line);
        break;
      case catalog::Effect::none:
        line = "(does not answer) " + line;
        break;
    }
    if (!answer.because.empty()) line += ": " + answer.because;
    text("answered by", line);
  }
}

void Page::control(catalog::ControlId id) {
  const catalog::Control& control = catalog_[id];
  title("control", control.id, control.title);
  text("", control.text);
  text("declared on", kinds_text(control.on));
  std::string covers;
  static constexpr std::pair<catalog::Cover, std::string_view> kCovers[] = {
      {catalog::Cover::self, "self"},
      {catalog::Cover::contents, "contents"},
      {catalog::Cover::flows_crossing, "flows-crossing"},
      {catalog::Cover::flows_touching, "flows-touching"},
      {catalog::Cover::system, "system"}};
  for (const auto& [cover, word] : kCovers) {
    if (control.covers & static_cast<catalog::CoverSet>(cover))
      covers += (covers.empty() ? "" : ", ") + std::string(word);
  }
  text("covers", covers);
  for (const catalog::Parameter& parameter : control.parameters)
    text(parameter.id, joined(parameter.values));
  for (const catalog::ControlImplies& implies : control.implies) {
    std::string line = catalog_.vocabulary[implies.fact].id;
    const auto& values = catalog_.vocabulary[implies.fact].values;
    line += ": " + (implies.value < values.size() ? values[implies.value].id
                                                  : std::to_string(implies.value));
    for (const auto& [parameter, words] : implies.when)
      line += fmt::format(" when {} is {}", parameter, joined(words));
    text("implies", line);
  }
  for (const std::string& side : control.brings) text("may bring", side);
  std::string answers;
  for (const catalog::Rule& rule : catalog_.rules) {
    for (const catalog::Answer& answer : rule.answered_by) {
      if (answer.effect == catalog::Effect::none) continue;
      const bool uses = std::ranges::any_of(
          answer.all, [&](const catalog::Use& use) { return use.control == id; });
      if (uses && answers.find(rule.id) == std::string::npos)
        answers += (answers.empty() ? "" : ", ") + rule.id;
    }
  }
  text("answers", answers);
  cited(control.cites);
  const auto requirement = [&](const catalog::RequirementTemplate& parts,
                               const std::string& where) {
    const auto part = [&](std::string_view label, const std::optional<lang::Template>& words) {
      if (words) text(label, where + outline(words));
    };
    part("requirement", parts.text);
    part("accepted if", parts.accept);
    part("test", parts.verify);
    part("attempt", parts.defeat);
  };
  if (!control.requirement) return;
  requirement(*control.requirement, "");
  for (const catalog::RequirementMode& mode : control.requirement_modes) {
    std::string where;
    for (const auto& [parameter, values] : mode.when)
      where += fmt::format("{}{}: {}", where.empty() ? "(" : "; ", parameter, joined(values));
    requirement(mode.parts, where + ") ");
  }
}

void Page::weakness(catalog::WeaknessId id) {
  const catalog::Weakness& weakness = catalog_[id];
  title("weakness", weakness.id, weakness.title);
  text("", weakness.text);
  text("kind", catalog::name(weakness.kind));
  text("stride", stride_names(weakness.stride));
  text("cwe", cwe_text(weakness.cwe));
  text("imdrf", imdrf_text(weakness.imdrf));
  cited(weakness.cites);
  std::string rules;
  for (const catalog::Rule& rule : catalog_.rules) {
    if (rule.weakness == id) rules += (rules.empty() ? "" : ", ") + rule.id;
  }
  text("rules", rules);
}

void Page::fact(lang::FactId id) {
  const lang::Fact& fact = catalog_.vocabulary[id];
  title("fact", fact.id, fact.title);
  text("of", kinds_text(fact.subjects));
  std::string applies;
  for (const lang::TypeId type : fact.applies_to)
    applies += (applies.empty() ? "" : ", ") + catalog_.vocabulary[type].id;
  text("applies to", applies);
  text("question", fact.question);
  text("find out", fact.find_out);
  std::string values;
  for (const lang::Value& value : fact.values) {
    values += (values.empty() ? "" : ", ") + value.id;
    if (!value.title.empty() && value.title != value.id)
      values += fmt::format(" ({})", value.title);
  }
  text("values", values);
  if (fact.worst < fact.values.size()) text("worst", fact.values[fact.worst].id);
  if (fact.inherits) text("inherits", "the nearest enclosing statement counts");
  for (const lang::Value& value : fact.values) {
    const std::string implied = implied_text(value);
    if (!implied.empty()) text("implies", value.id + " → " + implied);
  }
}

void Page::type(lang::TypeId id) {
  const lang::Vocabulary& vocabulary = catalog_.vocabulary;
  const lang::Type& type = vocabulary[id];
  static constexpr std::string_view kTrees[] = {"type", "protocol", "data kind"};
  title(kTrees[static_cast<std::size_t>(type.tree)], type.id, type.title);
  std::string above;
  for (lang::TypeId up = type.parent; up.valid(); up = vocabulary[up].parent)
    above += (above.empty() ? "" : " → ") + vocabulary[up].id;
  text("is a", above);
  std::string below;
  for (const lang::Type& other : vocabulary.types) {
    if (other.parent == id) below += (below.empty() ? "" : ", ") + other.id;
  }
  text("kinds", below);
  for (const catalog::TypeDefault& entry : catalog_.defaults) {
    if (entry.type != id) continue;
    const lang::Fact& fact = vocabulary[entry.fact];
    text(entry.fixed ? "always" : "typically",
         fact.id + ": " +
             (entry.value < fact.values.size() ? fact.values[entry.value].id
                                               : std::to_string(entry.value)));
  }
  if (type.tree == lang::TypeTree::protocol) protocol(id);
}

// How it is set up and what it cannot do; both may come from the protocols above it.
void Page::protocol(lang::TypeId id) {
  const lang::Vocabulary& vocabulary = catalog_.vocabulary;
  const lang::Fact* mode_fact = nullptr;
  if (const catalog::ProtocolMode* mode = catalog_.find_mode(id)) {
    mode_fact = &vocabulary[mode->fact];
    text("mode", fmt::format("{}: {}", mode_fact->id, mode_fact->title));
    for (const lang::Value& value : mode_fact->values) {
      const std::string implied = implied_text(value);
      const bool same = value.title.empty() || value.title == value.id;
      text("", value.id + (same ? "" : " (" + value.title + ")") +
                   (implied.empty() ? "" : " → " + implied));
    }
    if (mode->usual)
      text("usual mode", mode_fact->values[*mode->usual].id + ", where nothing else is said");
  }
  for (const catalog::Limit& limit : catalog_.limits) {
    if (vocabulary.is_a(id, limit.protocol)) text("limit", limit_text(catalog_, limit));
  }
}

}  // namespace

std::optional<std::string> explain_catalog(const Catalog& catalog, std::string_view id,
                                           const ScreenStyle& style) {
  Page page(catalog, style);
  if (const auto rule = catalog.find_rule(id); rule.valid()) page.rule(rule);
  if (const auto control = catalog.find_control(id); control.valid()) page.control(control);
  if (const auto weakness = catalog.find_weakness(id); weakness.valid()) page.weakness(weakness);
  for (std::size_t i = 0; i < catalog.vocabulary.facts.size(); ++i) {
    if (catalog.vocabulary.facts[i].id == id) page.fact(lang::FactId(i));
  }
  for (std::size_t i = 0; i < catalog.vocabulary.types.size(); ++i) {
    if (catalog.vocabulary.types[i].id == id) page.type(lang::TypeId(i));
  }
  std::string text = page.take();
  if (text.empty()) text = explain_standards(catalog, id, style);
  if (text.empty()) return std::nullopt;
  return text;
}

const std::vector<std::string_view>& catalog_lists() {
  static const std::vector<std::string_view> lists = {
      "rules",     "controls", "weaknesses", "facts",     "types",
      "protocols", "data",     "positions",  "relations", "standards"};
  return lists;
}

std::optional<std::string> list_catalog(const Catalog& catalog, std::string_view what,
                                        const ScreenStyle& style) {
  std::string out;
  std::size_t width = 12;
  std::vector<std::pair<std::string, std::string>> rows;
  const auto row = [&](std::string_view id, std::string_view title) {
    rows.emplace_back(id, title);
  };
  const auto types = [&](lang::TypeTree tree) {
    for (const lang::Type& type : catalog.vocabulary.types) {
      if (type.tree == tree)
        row(type.id,
            type.title +
                (type.parent.valid() ? " (" + catalog.vocabulary[type.parent].id + ")" : ""));
    }
  };
  if (what == "rules") {
    for (const auto& rule : catalog.rules)
      row(rule.id, fmt::format("{} (on {})", catalog[rule.weakness].title, lang::name(rule.on)));
  } else if (what == "controls") {
    for (const auto& control : catalog.controls) row(control.id, control.title);
  } else if (what == "weaknesses") {
    for (const auto& weakness : catalog.weaknesses) row(weakness.id, weakness.title);
  } else if (what == "facts") {
    for (const auto& fact : catalog.vocabulary.facts) row(fact.id, fact.title);
  } else if (what == "types") {
    types(lang::TypeTree::element);
  } else if (what == "protocols") {
    types(lang::TypeTree::protocol);
  } else if (what == "data") {
    types(lang::TypeTree::data);
  } else if (what == "positions") {
    for (std::size_t i = 0; i < lang::kPositions; ++i)
      row(lang::name(static_cast<lang::Position>(i)), "");
  } else if (what == "relations") {
    for (std::size_t i = 0; i < lang::relation_count(); ++i) {
      const auto& relation = lang::info(static_cast<lang::Relation>(i));
      row(relation.name, relation.text);
    }
  } else if (what == "standards") {
    for (const catalog::Standard& standard : catalog.standards)
      row(standard.id, standard_title(standard));
  } else {
    return std::nullopt;
  }
  std::ranges::sort(rows);
  for (const auto& [id, title] : rows)
    width = std::max(width, std::min<std::size_t>(id.size(), 32));
  for (const auto& [id, title] : rows) {
    for (const std::string& line :
         paragraph(fmt::format("{:<{}}  ", id, width), title, style.width))
      out += line + "\n";
  }
  return out;
}

std::vector<std::string_view> explainable(const Catalog& catalog) {
  std::vector<std::string_view> ids;
  ids.reserve(catalog.rules.size() + catalog.controls.size());
  for (const auto& rule : catalog.rules) ids.push_back(rule.id);
  for (const auto& control : catalog.controls) ids.push_back(control.id);
  for (const auto& weakness : catalog.weaknesses) ids.push_back(weakness.id);
  for (const auto& fact : catalog.vocabulary.facts) ids.push_back(fact.id);
  for (const auto& type : catalog.vocabulary.types) ids.push_back(type.id);
  return ids;
}

}  // namespace wardround::report
