#include "report/stride.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/utf8.h"
#include "report/paint.h"

namespace wardround::report {

namespace {

using catalog::Stride;
using lang::SubjectId;

constexpr std::size_t kLetters = 6;

// The row of the catalogue's grid that a subject belongs to: its nearest ancestor type with a row;
// flows have their own.
class Rows {
 public:
  explicit Rows(const catalog::Catalog& catalog) : catalog_(catalog) {
    for (const catalog::GridCell& cell : catalog.grid)
      cells_[key(cell.flow, cell.type)][static_cast<std::size_t>(cell.stride)] = &cell;
  }
  using Row = std::array<const catalog::GridCell*, kLetters>;

  [[nodiscard]] const Row* row_of(const model::Model& model, SubjectId subject) const {
    if (model[subject].kind == lang::Kind::flow) return find(key(true, {}));
    const auto& types = model.universe.types[subject];
    if (types.empty()) return nullptr;
    for (lang::TypeId type = types[0]; type.valid(); type = catalog_.vocabulary[type].parent) {
      if (const Row* row = find(key(false, type))) return row;
    }
    return nullptr;
  }
  [[nodiscard]] std::string name_of(const model::Model& model, SubjectId subject) const {
    if (model[subject].kind == lang::Kind::flow) return "flow";
    const auto& types = model.universe.types[subject];
    for (lang::TypeId type = types.empty() ? lang::TypeId() : types[0]; type.valid();
         type = catalog_.vocabulary[type].parent) {
      if (find(key(false, type))) return catalog_.vocabulary[type].id;
    }
    return "without type";
  }

 private:
  static uint64_t key(bool flow, lang::TypeId type) { return flow ? 1ull << 40 : type.value; }
  [[nodiscard]] const Row* find(uint64_t key) const {
    const auto found = cells_.find(key);
    return found == cells_.end() ? nullptr : &found->second;
  }
  const catalog::Catalog& catalog_;
  std::map<uint64_t, Row> cells_;
};

// Elements and flows for which a finding speaks: itself, or those that a data, update, credential …
// subject stands for.
std::vector<SubjectId> stands_at(const model::Model& model, SubjectId subject) {
  using lang::Relation;
  static constexpr Relation kPlaces[] = {
      Relation::stored_in, Relation::installs_on,   Relation::authenticates,
      Relation::held_by,   Relation::runs_in,       Relation::performers,
      Relation::of,        Relation::implemented_by};
  const lang::Kind kind = model[subject].kind;
  if (kind == lang::Kind::element || kind == lang::Kind::flow) return {subject};
  std::vector<SubjectId> places;
  for (const Relation relation : kPlaces) {
    if (!lang::has(lang::info(relation).from, kind)) continue;
    const lang::Relations& targets = model.universe.relation(relation);
    places.insert(places.end(), targets.first(subject),
                  targets.first(subject) + targets.count(subject));
  }
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
  return places;
}

// A row of counts; `looked` says what stands where there is none.
std::string count_row(const std::string& label, const std::array<std::size_t, kLetters>& counts,
                      const std::array<bool, kLetters>& looked) {
  constexpr std::size_t kLabel = 40;
  std::string row = cut(label, kLabel);
  row += std::string(kLabel - std::min(kLabel, display_width(row)), ' ');
  for (std::size_t letter = 0; letter < kLetters; ++letter) {
    row += fmt::format("{:>4}", counts[letter] > 0 ? std::to_string(counts[letter])
                                : looked[letter]   ? "0"
                                                   : "-");
  }
  return row + '\n';
}

// STRIDE per interaction: for each flow that crosses a boundary, what rules about crossings say of
// it and of its two ends.
std::string interactions(const View& view, const ScreenStyle& style) {
  const model::Model& model = view.model();
  const auto relation = [&](lang::Relation r) -> const lang::Relations& {
    return model.universe.relation(r);
  };
  std::array<bool, kLetters> looked{};
  for (const catalog::Rule& rule : view.catalog.rules) {
    if (!rule.interaction) continue;
    const auto& letters = rule.stride.empty() ? view.catalog[rule.weakness].stride : rule.stride;
    for (const Stride letter : letters) looked[static_cast<std::size_t>(letter)] = true;
  }
  std::string rows;
  for (std::size_t i = 0; i < model.subjects.size(); ++i) {
    const SubjectId flow(i);
    if (model.subjects[i].kind != lang::Kind::flow ||
        relation(lang::Relation::crossing).count(flow) == 0)
      continue;
    std::array<std::size_t, kLetters> counts{};
    const auto is_end = [&](SubjectId subject) {
      for (const lang::Relation end : {lang::Relation::from, lang::Relation::to}) {
        if (relation(end).count(flow) > 0 && *relation(end).first(flow) == subject) return true;
      }
      return subject == flow;
    };
    for (const threats::Finding& finding : view.result().findings) {
      if (!view.catalog[finding.rule].interaction || !is_end(finding.subject)) continue;
      for (const Stride letter : stride_of(view.catalog, finding))
        ++counts[static_cast<std::size_t>(letter)];
    }
    rows += count_row("  " + model.subjects[i].name, counts, looked);
    std::string crossed;
    const lang::Relations& crossing = relation(lang::Relation::crossing);
    for (std::size_t k = 0; k < crossing.count(flow); ++k) {
      crossed += (crossed.empty() ? "" : ", ") + model[crossing.first(flow)[k]].name;
    }
    for (const std::string& line : paragraph("    crosses ", crossed, style.width))
      rows += line + "\n";
  }
  if (rows.empty()) return {};
  return paint(fmt::format("{:<40}   S   T   R   I   D   E", "interactions at crossings"),
               Ink::yellow, style.colour) +
         "\n" + rows + "    -: the catalogue has no rule for that letter at a crossing\n";
}

}  // namespace

std::string stride_grid(const View& view, const ScreenStyle& style) {
  const model::Model& model = view.model();
  const Rows rows(view.catalog);
  std::map<SubjectId, std::array<std::size_t, kLetters>> counts;
  for (const threats::Finding& finding : view.result().findings) {
    for (const SubjectId place : stands_at(model, finding.subject)) {
      for (const Stride letter : stride_of(view.catalog, finding))
        ++counts[place][static_cast<std::size_t>(letter)];
    }
  }
  std::map<std::string, std::vector<SubjectId>> groups;
  for (std::size_t i = 0; i < model.subjects.size(); ++i) {
    const lang::Kind kind = model.subjects[i].kind;
    if (kind == lang::Kind::element || kind == lang::Kind::flow)
      groups[rows.name_of(model, SubjectId(i))].emplace_back(i);
  }
  std::string out = paint("Findings by element and STRIDE letter", Ink::bold, style.colour) +
                    "\n  number: findings, cleared ones included    0: looked at, nothing holds    "
                    "-: not looked at\n\n";
  for (const auto& [group, subjects] : groups) {
    out += paint(fmt::format("{:<40}   S   T   R   I   D   E", group), Ink::yellow, style.colour) +
           "\n";
    const Rows::Row* row = rows.row_of(model, subjects.front());
    for (const SubjectId subject : subjects) {
      std::array<bool, kLetters> looked{};
      for (std::size_t letter = 0; letter < kLetters && row; ++letter) {
        looked[letter] = (*row)[letter] && (*row)[letter]->looked_at;
      }
      out += count_row("  " + model[subject].name, counts[subject], looked);
    }
    for (std::size_t letter = 0; letter < kLetters && row; ++letter) {
      const catalog::GridCell* cell = (*row)[letter];
      if (!cell || cell->reason.empty()) continue;
      const std::string label =
          fmt::format("    {} {} ", "STRIDE"[letter], cell -> looked_at ? "added:" : "empty:");
      for (const std::string& line : paragraph(label, cell->reason, style.width))
        out += line + "\n";
    }
    if (!row) out += "    no row in the catalogue's grid: nothing is looked at\n";
    out += '\n';
  }
  return out + interactions(view, style);
}

}  // namespace wardround::report
