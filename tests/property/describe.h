// A model as plain lines, without positions: two models are equal if their descriptions are.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "diag/diagnostic.h"
#include "model/load.h"

namespace wardround::testing {

// The catalogue that is embedded into the binary, loaded once.
struct Embedded {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  catalog::Catalog catalog;
};
[[nodiscard]] const Embedded& embedded_catalog();

// One text as a model.
struct Reading {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  model::Loaded loaded;

  [[nodiscard]] const model::Model& model() const { return loaded.model; }
  [[nodiscard]] diag::SourceId source() const { return loaded.texts.front().source; }
  [[nodiscard]] std::string_view text() const { return sources.text(source()); }
};
[[nodiscard]] Reading read_model(const catalog::Catalog& catalog, const std::string& text);

// Everything that the model knows, a line each.
[[nodiscard]] std::string describe(const model::Model& model, const catalog::Catalog& catalog);

// "sync.pairing = just-works" for every fact that the text states, sorted.
[[nodiscard]] std::vector<std::string> stated_facts(const model::Model& model,
                                                    const catalog::Catalog& catalog);
[[nodiscard]] std::string value_name(const model::Model& model, const lang::Fact& fact,
                                     uint32_t value);

// Errors by code and text, sorted; warnings do not count.
[[nodiscard]] std::vector<std::string> errors_of(const Reading& reading);

// The old text with the edits done by hand, independently of text::apply; fails the running test if
// the edits overlap or leave the text.
[[nodiscard]] std::string edited(std::string_view text, std::vector<diag::Edit> edits);

}  // namespace wardround::testing
