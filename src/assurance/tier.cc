#include "assurance/tier.h"

#include <fmt/core.h>

#include <algorithm>

namespace wardround::assurance {
namespace {

using lang::SubjectId;

constexpr SubjectId kSystem{std::size_t{0}};

// What the system states of a fact; empty if nothing.
std::string stated(const catalog::Catalog& catalog, const model::Model& model,
                   std::string_view fact) {
  const lang::FactId id = catalog.vocabulary.find_fact(lang::Kind::system, fact);
  if (!id.valid()) return {};
  const lang::Cell cell = model.universe.cell(id, kSystem);
  const lang::Fact& info = catalog.vocabulary[id];
  if (cell.provenance == lang::Provenance::unknown || cell.value >= info.values.size()) return {};
  return info.values[cell.value].id;
}

// The first flow that comes from outside over radio or a network.
SubjectId reached_by(const model::Model& model) {
  constexpr auto bit = [](lang::Position position) {
    return 1u << static_cast<unsigned>(position);
  };
  constexpr unsigned kFar = bit(lang::Position::internet) | bit(lang::Position::radio_range) |
                            bit(lang::Position::on_path);
  for (std::size_t i = 0; i < model.subjects.size(); ++i) {
    if (model.subjects[i].kind != lang::Kind::flow) continue;
    const lang::Exposure& exposed = model.universe.exposed[i];
    if (((exposed.yes | exposed.unknown) & kFar) != 0) return SubjectId(i);
  }
  return {};
}

}  // namespace

Tier tier_of(const catalog::Catalog& catalog, const model::Model& model) {
  std::vector<TierReason> all;
  const model::Harm* worst = nullptr;
  for (const model::Harm& harm : model.harms) {
    const auto rank = [](const model::Harm& one) {
      return one.severity.value_or(model::Severity::catastrophic);
    };
    if (worst == nullptr || rank(harm) > rank(*worst)) worst = &harm;
  }
  const SubjectId flow = reached_by(model);
  const auto severity = worst == nullptr ? model::Severity::negligible
                                         : worst->severity.value_or(model::Severity::catastrophic);
  if (worst != nullptr && severity >= model::Severity::serious) {
    const bool reached = flow.valid();
    const bool grave = severity >= model::Severity::critical;
    std::string text = fmt::format("`{}` is {}", model[worst->id].id,
                                   worst->severity ? model::name(severity) : "of unknown severity");
    if (reached) text += fmt::format(", and `{}` can be reached from outside", model[flow].id);
    all.push_back(
        {grave && reached ? Depth::deep : Depth::standard, std::move(text), model[worst->id].span});
  } else if (flow.valid()) {
    all.push_back({Depth::standard, fmt::format("`{}` can be reached from outside", model[flow].id),
                   model[flow].span});
  }
  const diag::Span system = model.subjects.empty() ? diag::Span{} : model[kSystem].span;
  if (const std::string word = stated(catalog, model, "class"); word == "III" || word == "II")
    all.push_back({word == "III" ? Depth::deep : Depth::standard,
                   fmt::format("the device is of class {}", word), system});
  if (const std::string word = stated(catalog, model, "safety_class"); word == "C" || word == "B")
    all.push_back({word == "C" ? Depth::deep : Depth::standard,
                   fmt::format("its software is of safety class {}", word), system});
  if (model.harms.empty())
    all.push_back({Depth::standard, "nobody has said whom it may harm", system});
  Tier tier;
  for (const TierReason& reason : all) tier.depth = std::max(tier.depth, reason.depth);
  for (TierReason& reason : all) {
    if (reason.depth == tier.depth) tier.reasons.push_back(std::move(reason));
  }
  if (tier.reasons.empty())
    tier.reasons.push_back(
        {Depth::basic, "no harm is serious, and nothing reaches the device from outside", system});
  return tier;
}

int usual_cadence(Depth depth) {
  static constexpr int kDays[] = {365, 180, 90};
  return kDays[static_cast<std::size_t>(depth)];
}

}  // namespace wardround::assurance
