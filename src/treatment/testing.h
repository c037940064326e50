// A catalogue, a model and what a team wrote down beside it, evaluated: for tests of decisions and
// evidence. The order is that of study/, which stands above and cannot be used here.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "diag/render.h"
#include "model/load.h"
#include "risk/rating.h"
#include "treatment/decision.h"

namespace wardround::treatment::testing {

struct Evaluated {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  catalog::Catalog catalog;
  std::vector<catalog::Manual> manual;
  model::Loaded loaded;
  threats::Result result;
  risk::Policy policy;
  std::vector<risk::Reach> reach;
  std::vector<risk::Rating> ratings;
  Decisions decisions;

  // Text of a pack, of the model, and of its decisions file; empty: there is none.
  explicit Evaluated(std::string_view pack, std::string_view model, std::string_view written = "") {
    const auto source = sources.add("pack.yaml", std::string(pack));
    catalog = catalog::load({{{"pack.yaml", source}}}, sources, diagnostics);
    MemoryFs fs;
    fs.files["m.model.yaml"] = model;
    if (!written.empty()) fs.files["m.decisions.yaml"] = written;
    decisions = open_decisions(fs, "m.model.yaml", sources, diagnostics);
    catalog::Reading reading{{sources, diagnostics}, catalog};
    manual = read_findings(decisions, reading);
    std::vector<catalog::Manual*> all;
    for (catalog::Manual& one : manual) all.push_back(&one);
    catalog::add_manual(reading, all);
    loaded = model::load(fs, "m.model.yaml", catalog, sources, diagnostics);
    auto stated = threats::place({sources, diagnostics}, loaded.model, manual);
    for (const threats::Stated& one : stated)
      catalog.rules[one.rule.index()].on = loaded.model[one.subject].kind;
    result = threats::evaluate(catalog, loaded.model, diagnostics, std::move(stated));
    reach = risk::reach_harms(catalog, loaded.model, result, policy);
    ratings = risk::rate(catalog, loaded.model, result, reach, policy);
    read_decisions(decisions, catalog, sources, diagnostics);
  }
  // Errors and warnings of a world that should have none of the former; else empty.
  [[nodiscard]] std::string mistakes() const {
    return diagnostics.has_errors() ? diag::render_text(diagnostics, sources, {}) : std::string();
  }
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const threats::Finding& finding : result.findings)
      all.push_back(threats::finding_id(catalog, loaded.model, finding.weakness, finding.subject));
    return all;
  }
  [[nodiscard]] std::size_t index(std::string_view id) const {
    const auto all = ids();
    const auto found = std::ranges::find(all, id);
    WARDROUND_CHECK(found != all.end());
    return static_cast<std::size_t>(found - all.begin());
  }
};

}  // namespace wardround::treatment::testing
