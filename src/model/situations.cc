#include "model/situations.h"

#include <array>

#include "base/result.h"
#include "model/values.h"

namespace wardround::model {
namespace {

constexpr std::array<std::string_view, 5> kSeverityNames{"negligible", "minor", "serious",
                                                         "critical", "catastrophic"};
constexpr std::array<std::string_view, 7> kDeviationNames{
    "unknown", "omission", "commission", "wrong-value", "early", "late", "undetected-loss"};

// The bit of a property; 0 if the word is none.
catalog::PropertySet property(std::string_view word) {
  if (word == "confidentiality") return static_cast<uint8_t>(catalog::Property::confidentiality);
  if (word == "integrity") return static_cast<uint8_t>(catalog::Property::integrity);
  if (word == "availability") return static_cast<uint8_t>(catalog::Property::availability);
  return 0;
}

// "integrity and availability", "integrity, availability"; 0 if any word is no property.
catalog::PropertySet properties(std::string_view text) {
  catalog::PropertySet out = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ,"), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty() || word == "and" || word == "or") continue;
    const catalog::PropertySet bit = property(word);
    if (bit == 0) return 0;
    out = static_cast<catalog::PropertySet>(out | bit);
  }
  return out;
}

void read_cause(Building& b, const FieldInfo& field, View value) {
  constexpr std::string_view kOf = " of ";
  const std::string_view text = value.is_scalar() ? value.text() : "";
  const std::size_t of = text.rfind(kOf);
  const catalog::PropertySet lost =
      of == std::string_view::npos ? catalog::PropertySet{0} : properties(text.substr(0, of));
  if (lost == 0) {
    b.report(diag::Kind::bad_cause, value.span(), {std::string(text)})
        .note("what is lost is confidentiality, integrity or availability");
    return;
  }
  const std::string_view word = trim(text.substr(of + kOf.size()));
  const Span span = sub_span(b.report.sources(), value,
                             static_cast<std::size_t>(word.data() - text.data()), word.size());
  const SubjectId subject =
      resolve(b, field.name, field.targets, word, span, !value.node().aliased);
  if (subject.valid()) b.model.situations.back().causes.push_back({lost, subject});
}

}  // namespace

std::string_view name(Severity severity) {
  return kSeverityNames[static_cast<std::size_t>(severity)];
}

std::string_view name(Deviation deviation) {
  return kDeviationNames[static_cast<std::size_t>(deviation)];
}

void begin_harm_or_situation(Building& b, SubjectId subject) {
  const Declaration& d = b.declarations[subject.index()];
  if (d.section->kind == Kind::harm) {
    b.model.harms.push_back({subject, std::nullopt, {}, Tri::unknown});
  }
  if (d.section->kind != Kind::hazardous_situation) return;
  HazardousSituation situation;
  situation.id = subject;
  if (d.generated) {
    situation.function = b.ids.at(d.function);
    situation.harms = {b.ids.at(d.harm)};
  }
  b.model.situations.push_back(std::move(situation));
}

void take_choice(Building& b, Kind kind, std::string_view field, std::string_view word) {
  if (kind == Kind::harm && field == "severity") {
    for (std::size_t i = 0; i < kSeverityNames.size(); ++i) {
      if (word == kSeverityNames[i]) b.model.harms.back().severity = static_cast<Severity>(i);
    }
  }
  if (kind == Kind::harm && field == "multi_patient") {
    b.model.harms.back().multi_patient = word == "yes"  ? Tri::yes
                                         : word == "no" ? Tri::no
                                                        : Tri::unknown;
  }
  if (kind == Kind::hazardous_situation && field == "deviation") {
    for (std::size_t i = 0; i < kDeviationNames.size(); ++i) {
      if (word == kDeviationNames[i]) {
        b.model.situations.back().deviation = static_cast<Deviation>(i);
      }
    }
  }
}

void take_texts(Building& b, Kind kind, std::string_view field, View value) {
  std::vector<std::string>* words = nullptr;
  if (kind == Kind::harm && field == "imdrf") words = &b.model.harms.back().imdrf;
  if (kind == Kind::hazardous_situation && field == "barriers") {
    words = &b.model.situations.back().barriers;
  }
  std::vector<View>* cited = nullptr;
  if (kind == Kind::harm && field == "imdrf") cited = &b.harm_codes;
  if (kind == Kind::requirement && field == "sources") cited = &b.sources;
  for (const View word : one_or_more(value)) {
    if (!word.is_scalar() || is_empty(word)) continue;
    if (words != nullptr) words->emplace_back(word.text());
    if (cited != nullptr) cited->push_back(word);
  }
}

void take_references(Building& b, std::string_view field, const Resolved& resolved) {
  HazardousSituation& situation = b.model.situations.back();
  if (field == "harms") situation.harms = resolved.targets;
  if (field == "function" && !resolved.targets.empty()) {
    situation.function = resolved.targets.front();
  }
}

void read_causes(Building& b, const FieldInfo& field, View value) {
  if (read_unknown(b.report, value)) return;
  for (const View cause : one_or_more(value)) {
    if (cause.is_scalar()) {
      read_cause(b, field, cause);
    } else {
      b.report(diag::Kind::wrong_shape, catalog::head(cause),
               {std::string(field.name), "`integrity of readings`, or a list of such"});
    }
  }
}

}  // namespace wardround::model
