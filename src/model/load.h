// Reads a model from its text: every mistake in every file is reported in one run; what could be
// read is in the model.
#pragma once

#include <string>
#include <vector>

#include "base/fs.h"
#include "catalog/catalog.h"
#include "diag/diagnostic.h"
#include "model/model.h"
#include "text/tree.h"

namespace wardround::model {

// One text that belongs to a model, parsed.
struct SourceText {
  diag::SourceId source;
  text::Tree tree;
};

struct Loaded {
  Model model;
  std::vector<SourceText>
      texts;  // the main file first, then its includes in the order they are named
};

// Reads `path` and what it includes. World errors (a missing file) become diagnostics too: they are
// the user's input.
[[nodiscard]] Loaded load(const Fs& fs, const std::string& path, const catalog::Catalog& catalog,
                          diag::Sources& sources, diag::Diagnostics& diagnostics);
// The same from a text in memory (an editor's buffer, a case).
[[nodiscard]] Loaded load_text(std::string name, std::string text, const catalog::Catalog& catalog,
                               diag::Sources& sources, diag::Diagnostics& diagnostics);

}  // namespace wardround::model
