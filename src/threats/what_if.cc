#include "threats/what_if.h"

#include <algorithm>

namespace wardround::threats {

namespace {

using lang::Override;
using lang::Provenance;

constexpr uint32_t kNoOrigin = 0xffffffffu;

// As model/facts.cc fills the cells of one subject after the other.
class Answer {
 public:
  Answer(const Worlds& worlds, const lang::Universe& universe, lang::FactId version,
         std::vector<Override>& cells)
      : catalog_(*worlds.catalog),
        vocabulary_(worlds.catalog->vocabulary),
        model_(*worlds.model),
        universe_(universe),
        version_(version),
        cells_(cells) {}

  // False if the model contradicts it.
  bool write(const Override& answer) {
    const bool inherits = vocabulary_[answer.fact].inherits;
    each_written_with(answer.subject, [&](SubjectId subject) {
      state(answer.fact, subject, answer.value);
      if (inherits) hand_down(answer.fact, subject, answer.value);
    });
    follow(0);
    // What protocols cannot do in a mode comes after what the mode itself says.
    for (std::size_t i = 0, stated = cells_.size(); i < stated; ++i) {
      const std::size_t before = cells_.size();
      limit(cells_[i]);
      follow(before);
    }
    std::ranges::sort(cells_);
    return !contradicts_;
  }

 private:
  // A list of paths states its facts of each of its flows.
  template <class Visit>
  void each_written_with(SubjectId subject, Visit&& visit) {
    visit(subject);
    const model::Subject& asked = model_[subject];
    if (!asked.generated) return;
    const auto same = [&](std::size_t i) {
      const model::Subject& other = model_.subjects[i];
      return other.generated && other.kind == asked.kind && other.path == asked.path;
    };
    // They stand beside each other: `sync.1`, `sync.2` …
    for (std::size_t i = subject.index(); i > 0 && same(i - 1); --i) visit(SubjectId(i - 1));
    for (std::size_t i = subject.index() + 1; i < model_.subjects.size() && same(i); ++i)
      visit(SubjectId(i));
  }

  void hand_down(lang::FactId fact, SubjectId from, uint32_t value) {
    const lang::Relations& children = universe_.relation(lang::Relation::children);
    std::vector<SubjectId> waiting{from};
    while (!waiting.empty()) {
      const SubjectId at = waiting.back();
      waiting.pop_back();
      for (std::size_t i = 0; i < children.count(at); ++i) {
        const SubjectId child = children.first(at)[i];
        if (says_itself(fact, child)) continue;
        waiting.push_back(child);
        if (!lang::has(vocabulary_[fact].subjects, universe_.kind(child))) continue;
        if (universe_.cell(fact, child).provenance == Provenance::not_applicable) continue;
        state(fact, child, value);
      }
    }
  }
  // A statement, be it that it is unknown, hides what lies further out.
  [[nodiscard]] bool says_itself(lang::FactId fact, SubjectId subject) const {
    if (!lang::has(vocabulary_[fact].subjects, universe_.kind(subject))) return false;
    const lang::Cell& cell = universe_.cell(fact, subject);
    return cell.provenance == Provenance::stated ||
           (cell.provenance == Provenance::unknown && cell.origin != kNoOrigin);
  }

  void follow(std::size_t first) {
    for (std::size_t i = first; i < cells_.size(); ++i) {
      const Override from = cells_[i];
      const lang::Fact& fact = vocabulary_[from.fact];
      if (from.value >= fact.values.size()) continue;
      for (const auto& [target, value] : fact.values[from.value].implies)
        imply(target, from.subject, value);
    }
  }

  // If the answer is the mode of a protocol.
  void limit(const Override answer) {
    for (const lang::TypeId type : universe_.types[answer.subject]) {
      const catalog::ProtocolMode* mode = catalog_.find_mode(type);
      if (mode == nullptr || mode->fact != answer.fact) continue;
      std::optional<std::string_view> known;
      if (version_.valid() && vocabulary_[version_].domain == lang::Domain::version) {
        const lang::Cell& cell = universe_.cell(version_, answer.subject);
        const bool stated =
            cell.provenance != Provenance::unknown && cell.provenance != Provenance::not_applicable;
        if (stated) known = universe_.versions[cell.value];
      }
      for (const catalog::Limit& limit : catalog_.limits) {
        if (limit.facts.empty() || !catalog_.holds(limit, type, known, answer.value)) continue;
        for (const auto& [fact, value] : limit.facts) imply(fact, answer.subject, value);
      }
    }
  }

  void imply(lang::FactId fact, SubjectId subject, uint32_t value) {
    if (!lang::has(vocabulary_[fact].subjects, universe_.kind(subject))) return;
    const lang::Cell& known = universe_.cell(fact, subject);
    switch (known.provenance) {
      case Provenance::unknown:
      case Provenance::typical:
        state(fact, subject, value);
        break;
      case Provenance::stated:
      case Provenance::implied:
      case Provenance::fixed:
        contradicts_ = contradicts_ || known.value != value;
        break;
      case Provenance::not_applicable:
      case Provenance::inherited:
      case Provenance::controlled:
        break;
    }
  }

  void state(lang::FactId fact, SubjectId subject, uint32_t value) {
    const auto known = std::ranges::find_if(
        cells_, [&](const Override& cell) { return cell.fact == fact && cell.subject == subject; });
    if (known == cells_.end()) cells_.push_back({fact, subject, value});
  }

  const catalog::Catalog& catalog_;
  const lang::Vocabulary& vocabulary_;
  const model::Model& model_;
  const lang::Universe& universe_;
  const lang::FactId version_;
  std::vector<Override>& cells_;
  bool contradicts_ = false;
};

}  // namespace

WhatIf::WhatIf(const Worlds& worlds)
    : worlds_(worlds),
      version_(worlds.catalog->vocabulary.find_fact(lang::Kind::flow, "version")) {}

const std::vector<Override>* WhatIf::cells(const lang::Universe& universe, const Override& answer) {
  cells_.clear();
  return Answer(worlds_, universe, version_, cells_).write(answer) ? &cells_ : nullptr;
}

}  // namespace wardround::threats
