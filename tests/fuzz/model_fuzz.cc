// Fuzzes loading a model against a small catalogue. Beyond not crashing: every diagnostic stands
// inside the text, and every subject that a relation leads to exists.
#include <cstdlib>

#include "diag/render.h"
#include "model/testing.h"

namespace {

using namespace wardround;

const catalog::Catalog& test_catalog() {
  static diag::Sources sources;
  static const catalog::Catalog catalog = model::testing::load_pack(sources);
  return catalog;
}

void check(bool fine) {
  if (!fine) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  // The pack comes first, as in a run: spans of facts point into it.
  diag::Sources sources;
  (void)sources.add("<pack>", std::string(model::testing::kPack));
  diag::Diagnostics diagnostics;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const model::Loaded loaded =
      model::load_text("m.yaml", text, test_catalog(), sources, diagnostics);
  const lang::Universe& universe = loaded.model.universe;
  check(universe.size() == loaded.model.subjects.size());
  for (const lang::Relations& relations : universe.relations) {
    for (const lang::SubjectId target : relations.targets) check(target.index() < universe.size());
  }
  for (const lang::Column& column : universe.facts) {
    check(column.first() + column.codes().size() <= universe.size());
    for (std::size_t i = 0; i < universe.size(); ++i) {
      const lang::Cell cell = column[lang::SubjectId(i)];
      check(cell.origin == 0xffffffffu || cell.origin < universe.origins.size());
    }
  }
  for (const diag::Diagnostic& d : diagnostics.unsorted()) {
    check(!d.span.valid() || d.span.end <= sources.text(d.span.source).size());
    for (const diag::Fix& fix : d.fixes) {
      for (const diag::Edit& edit : fix.edits) {
        check(edit.span.begin <= edit.span.end &&
              edit.span.end <= sources.text(edit.span.source).size());
      }
    }
  }
  check(!diag::render_text(diagnostics, sources, {}).empty() || diagnostics.empty());
  return 0;
}
