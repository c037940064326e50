#include "report/view.h"

#include <fmt/core.h>

#include <algorithm>

namespace wardround::report {

using lang::Provenance;
using threats::Finding;

std::vector<lang::Literal> why(const View& view, const Finding& finding) {
  return threats::why(view.catalog, view.model(), view.result(), finding);
}

std::vector<threats::ControlNote> controls(const View& view, const Finding& finding) {
  return threats::controls(view.catalog, view.model(), view.result(), finding);
}

const lang::Origin* origin_of(const View& view, const Finding& finding,
                              const lang::Literal& literal) {
  const lang::Universe& universe =
      finding.why_in_second_pass ? view.result().second : view.model().universe;
  return literal.origin < universe.origins.size() ? &universe.origins[literal.origin] : nullptr;
}

diag::Span span_of(const View& view, const Finding& finding, const lang::Literal& literal) {
  if (is_manual(view, finding)) return view.catalog[finding.rule].span;
  if (const lang::Origin* origin = origin_of(view, finding, literal)) return origin->span;
  return literal.subject.valid() ? view.model()[literal.subject].span : diag::Span{};
}

std::string provenance_text(const View& view, const Finding& finding,
                            const lang::Literal& literal) {
  const lang::Origin* origin = origin_of(view, finding, literal);
  if (is_manual(view, finding)) return view.sources.location(span_of(view, finding, literal));
  std::string text;
  if (literal.fact.valid() && literal.truth != lang::Truth::unknown)
    text = lang::name(literal.provenance);
  if (!origin) return text;
  const auto append = [&](const std::string& more, std::string_view separator) {
    if (more.empty()) return;
    if (!text.empty()) text += separator;
    text += more;
  };
  append(origin->via, " ");
  if (!origin->owner.empty()) {
    append(fmt::format("asked {}{}", origin->owner,
                       origin->until.empty() ? "" : ", due " + origin->until),
           ", ");
  }
  if (origin->span.valid()) append(view.sources.location(origin->span), ", ");
  return text;
}

namespace {

std::string place_names(const View& view, const std::vector<lang::SubjectId>& places) {
  std::string text;
  for (std::size_t i = 0; i < places.size() && i < 3; ++i)
    text += (i == 0 ? "" : ", ") + view.model()[places[i]].id;
  if (places.size() > 3) text += fmt::format(" and {} more", places.size() - 3);
  return text;
}

}  // namespace

std::string fix_text(const View& view, const Finding& finding,
                     const std::function<bool(std::size_t)>& wanted) {
  std::string text;
  std::size_t alternative = 0;
  bool first_of_alternative = true;
  for (const threats::ControlNote& note : controls(view, finding)) {
    if (note.effect != catalog::Effect::clears) continue;
    if (wanted && !wanted(note.alternative)) continue;
    if (note.alternative != alternative) first_of_alternative = true;
    if (!text.empty()) text += first_of_alternative ? "; or " : " with ";
    alternative = note.alternative;
    first_of_alternative = false;
    text += view.catalog[note.control].id;
    if (!note.parameters.empty()) text += " (" + note.parameters + ")";
    const bool elsewhere = note.places.size() != 1 || note.places[0] != finding.subject;
    if (elsewhere && !note.places.empty()) text += " at " + place_names(view, note.places);
  }
  return text;
}

namespace {

std::string planned_text(const View& view, const std::vector<std::size_t>& uses) {
  std::string text;
  for (const std::size_t use : uses)
    text += (text.empty() ? "planned: " : ", ") + control_use_text(view, use);
  return text;
}

// What would clear it and is not declared yet.
std::string undeclared_text(const View& view, const Finding& finding,
                            const std::function<bool(std::size_t)>& wanted) {
  std::vector<std::size_t> open;
  for (const threats::ControlNote& note : controls(view, finding)) {
    const bool declared = note.answering == threats::Answering::planned ||
                          note.answering == threats::Answering::implemented;
    if (!declared) open.push_back(note.alternative);
  }
  return fix_text(view, finding, [&](std::size_t number) {
    return std::ranges::find(open, number) != open.end() && (!wanted || wanted(number));
  });
}

}  // namespace

std::string remedy_text(const View& view, const Finding& finding,
                        const std::function<bool(std::size_t)>& wanted) {
  if (!finding.planned_by.empty()) {
    const std::string other = undeclared_text(view, finding, wanted);
    return planned_text(view, finding.planned_by) + (other.empty() ? "" : "; or ") + other;
  }
  if (finding.begun_by.empty()) return fix_text(view, finding, wanted);
  std::string text = planned_text(view, finding.begun_by);
  for (const Finding& reason : threats::reasons(finding)) {
    if (reason.rule_planned) continue;
    const bool own = reason.rule == finding.rule;
    const std::string other = undeclared_text(view, reason, own ? wanted : nullptr);
    if (!other.empty()) text += "; and " + other;
  }
  return text;
}

std::string why_text(const View& view, const Finding& finding) {
  std::string text;
  const std::vector<lang::Literal> literals = why(view, finding);
  for (const bool facts : {true, false}) {  // facts first: they are what can be changed
    for (const lang::Literal& literal : literals) {
      if (literal.fact.valid() != facts) continue;
      const std::string origin = provenance_text(view, finding, literal);
      if (!text.empty()) text += "; ";
      text += origin.empty() ? literal.text : fmt::format("{} ({})", literal.text, origin);
    }
  }
  return text;
}

std::string insufficient_text(const View& view, const Finding& finding) {
  std::vector<const threats::ControlNote*> notes;
  const std::vector<threats::ControlNote> all = controls(view, finding);
  for (const threats::ControlNote& note : all) {
    if (note.answering != threats::Answering::insufficient) continue;
    const auto same = std::ranges::find(notes, note.control, &threats::ControlNote::control);
    if (same == notes.end()) {
      notes.push_back(&note);
    } else if (note.effect == catalog::Effect::none) {
      *same = &note;
    }
  }
  std::string text;
  for (const threats::ControlNote* note : notes) {
    text += fmt::format("{}{} does not answer it: {}", text.empty() ? "" : "; ",
                        view.catalog[note->control].id, note->because);
  }
  return text;
}

std::string control_use_text(const View& view, std::size_t use) {
  const model::ControlUse& declared = view.model().controls[use];
  return fmt::format("{}@{}", view.catalog[declared.control].id, view.model()[declared.at].id);
}

std::string_view severity_text(const View& view, lang::SubjectId harm) {
  for (const model::Harm& candidate : view.model().harms) {
    const std::optional<model::Severity>& severity = candidate.severity;
    if (candidate.id == harm && severity) return model::name(*severity);
  }
  return "unknown";
}

std::string harm_text(const View& view, lang::SubjectId harm) {
  const std::string_view severity = severity_text(view, harm);
  return fmt::format("{} ({})", view.model()[harm].id,
                     severity == "unknown" ? "severity unknown" : severity);
}

std::string_view risk_text(const View& view, std::size_t finding) {
  const auto& word = view.assessment.ratings[finding].claimed_word;
  return word ? risk::name(*word) : "none";
}

std::string worst_harm_text(const View& view, std::size_t finding) {
  const risk::Reach& reach = view.assessment.reach[finding];
  return reach.harms.empty() ? std::string() : harm_text(view, reach.harms.front());
}

bool is_catalogue_only(const View& view, std::size_t finding) {
  const std::vector<bool>& marks = view.assessment.catalogue_only;
  return finding < marks.size() && marks[finding];
}

bool is_manual(const View& view, const Finding& finding) {
  return finding.rule.valid() && view.catalog[finding.rule].manual;
}

std::vector<std::string_view> tags_of(const View& view, std::size_t finding) {
  std::vector<std::string_view> tags;
  if (is_manual(view, view.result().findings[finding])) tags.push_back(kManual);
  if (is_catalogue_only(view, finding)) tags.push_back(kCatalogueOnly);
  return tags;
}

std::string finding_id(const View& view, std::size_t finding) {
  const Finding& f = view.result().findings[finding];
  return threats::finding_id(view.catalog, view.model(), f.weakness, f.subject);
}

std::string stride_text(const catalog::Catalog& catalog, const Finding& finding) {
  std::string text;
  for (const catalog::Stride stride : stride_of(catalog, finding)) text += catalog::letter(stride);
  return text;
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  return plural.empty() ? fmt::format("{} {}s", count, singular)
                        : fmt::format("{} {}", count, plural);
}

std::string limit_text(const catalog::Catalog& catalog, const catalog::Limit& limit) {
  std::string when;
  if (!limit.before.empty()) when = "before " + limit.before;
  const catalog::ProtocolMode* mode = catalog.find_mode(limit.protocol);
  for (std::size_t i = 0; mode != nullptr && i < limit.modes.size(); ++i) {
    const std::string_view between = i > 0 ? " or " : when.empty() ? "" : ", ";
    when += fmt::format("{}{}", between, catalog.vocabulary[mode->fact].values[limit.modes[i]].id);
  }
  return when.empty() ? limit.text : when + ": " + limit.text;
}

namespace {

// Whether what decides, a known fact, is the set-up of the flow itself.
bool is_set_up(const catalog::Catalog& catalog, const lang::Literal& literal,
               const catalog::ProtocolMode* mode) {
  return literal.provenance == lang::Provenance::implied ||
         catalog.vocabulary[literal.fact].domain == lang::Domain::version ||
         (mode != nullptr && literal.fact == mode->fact);
}

void add_limits(const View& view, lang::SubjectId flow, lang::TypeId protocol,
                std::vector<std::string>& texts) {
  const catalog::Catalog& catalog = view.catalog;
  const lang::Universe& universe = view.model().universe;
  const auto known = [&](lang::FactId fact) -> std::optional<uint32_t> {
    const lang::Cell cell = fact.valid() ? universe.cell(fact, flow) : lang::Cell{};
    if (cell.provenance == lang::Provenance::unknown ||
        cell.provenance == lang::Provenance::not_applicable)
      return std::nullopt;
    return cell.value;
  };
  const lang::FactId version_fact = catalog.vocabulary.find_fact(lang::Kind::flow, "version");
  std::optional<std::string_view> version;
  if (version_fact.valid() && catalog.vocabulary[version_fact].domain == lang::Domain::version) {
    if (const auto value = known(version_fact)) version = universe.versions[*value];
  }
  const catalog::ProtocolMode* mode = catalog.find_mode(protocol);
  const std::optional<uint32_t> set_up = mode == nullptr ? std::nullopt : known(mode->fact);
  for (const catalog::Limit& limit : catalog.limits) {
    // What holds of every use is on the protocol's own page.
    const bool always = limit.before.empty() && limit.modes.empty();
    if (always || !catalog.holds(limit, protocol, version, set_up)) continue;
    std::string text = limit_text(catalog, limit);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
}

}  // namespace

std::vector<std::string> limits_of(const View& view, const std::vector<lang::Literal>& why) {
  std::vector<std::string> texts;
  if (view.catalog.limits.empty()) return texts;
  for (const lang::Literal& literal : why) {
    if (!literal.fact.valid()) continue;
    if (view.model().universe.kind(literal.subject) != lang::Kind::flow) continue;
    if (literal.truth == lang::Truth::unknown) continue;
    for (const lang::TypeId protocol : view.model().universe.types[literal.subject]) {
      if (is_set_up(view.catalog, literal, view.catalog.find_mode(protocol)))
        add_limits(view, literal.subject, protocol, texts);
    }
  }
  return texts;
}

std::string outline(const std::optional<lang::Template>& text) {
  std::string out;
  if (!text) return out;
  for (const lang::Template::Part& part : text->parts) out += part.path ? "…" : part.literal;
  return out;
}

}  // namespace wardround::report
