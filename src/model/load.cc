#include "model/load.h"

#include <algorithm>

#include "base/limits.h"
#include "model/building.h"
#include "model/checks.h"
#include "model/citations.h"
#include "model/declare.h"
#include "model/exposure.h"
#include "model/facts.h"
#include "model/files.h"
#include "model/relations.h"
#include "model/subject.h"

namespace wardround::model {
namespace {

void fill_universe_subjects(Building& b) {
  lang::Universe& universe = b.model.universe;
  for (const Subject& subject : b.model.subjects) {
    universe.kinds.push_back(subject.kind);
    universe.ids.push_back(subject.id);
    universe.names.push_back(subject.name);
  }
}

// Subjects of one kind are in the order of their ids: their runs are merged.
void fill_index(Building& b) {
  auto& index = b.model.index;
  index.reserve(b.size() + b.former.size());
  std::size_t sorted = 0;  // up to where the whole is
  const auto merge = [&] {
    const auto middle = index.begin() + static_cast<std::ptrdiff_t>(sorted);
    std::inplace_merge(index.begin(), middle, index.end());
    sorted = index.size();
  };
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (i > 0 && b.model.subjects[i].kind != b.model.subjects[i - 1].kind) merge();
    index.emplace_back(b.model.subjects[i].id, SubjectId(i));
  }
  merge();
  for (const auto& [id, subject] : b.former) index.emplace_back(id, subject);
  std::sort(index.begin() + static_cast<std::ptrdiff_t>(sorted), index.end());
  merge();
}

void sort_controls(std::vector<ControlUse>& controls) {
  std::stable_sort(controls.begin(), controls.end(), [](const ControlUse& a, const ControlUse& b) {
    return a.at != b.at ? a.at < b.at : a.control < b.control;
  });
}

Loaded load_any(const Fs& fs, const std::string& path, const std::string* text,
                const catalog::Catalog& catalog, diag::Sources& sources,
                diag::Diagnostics& diagnostics) {
  Report report(sources, diagnostics);
  Loaded out;
  out.model.path = path;
  std::size_t node_budget = limits::kYamlNodes;
  out.texts = read_files(fs, path, text, sources, report, node_budget);

  Building b{.catalog = catalog,
             .report = report,
             .model = out.model,
             .roots = find_roots(catalog.vocabulary),
             .budget = node_budget,
             .declarations = {},
             .contexts = {},
             .ids = {},
             .former = {},
             .groups = {},
             .edges = std::vector<Edges>(lang::relation_count()),
             .statements = {},
             .steps = {},
             .harm_codes = {},
             .sources = {}};
  declare_subjects(b, out.texts);
  read_subjects(b);
  fill_universe_subjects(b);
  fill_relations(b);
  fill_facts(b);
  fill_severity(b);
  fill_exposure(b);
  check_model(b);
  check_citations(b);
  sort_controls(out.model.controls);
  fill_index(b);
  return out;
}

}  // namespace

Loaded load(const Fs& fs, const std::string& path, const catalog::Catalog& catalog,
            diag::Sources& sources, diag::Diagnostics& diagnostics) {
  return load_any(fs, path, nullptr, catalog, sources, diagnostics);
}

Loaded load_text(std::string name, std::string text, const catalog::Catalog& catalog,
                 diag::Sources& sources, diag::Diagnostics& diagnostics) {
  return load_any(MemoryFs(), name, &text, catalog, sources, diagnostics);
}

}  // namespace wardround::model
