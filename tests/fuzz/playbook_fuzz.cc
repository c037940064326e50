// Arbitrary bytes as a project file with a playbook: read or refused with a position, never a
// crash; what is read has every step once, by question, each with something that shows it is done.
#include <cstdint>
#include <set>
#include <string>

#include "assurance/playbook.h"
#include "base/result.h"
#include "catalog/embedded.h"
#include "text/tree.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wardround;
  static diag::Sources catalog_sources;
  static diag::Diagnostics catalog_diagnostics;
  static const catalog::Catalog catalog =
      catalog::load_embedded(catalog_sources, catalog_diagnostics);
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const auto source =
      sources.add("wardround.yaml", std::string(reinterpret_cast<const char*>(data), size));
  std::size_t budget = 100'000;
  model::Project project;
  project.tree = text::parse(sources, source, budget, diagnostics);
  const auto playbook = assurance::read_playbook(catalog, project, {}, sources, diagnostics);
  std::set<std::string> seen;
  int question = 1;
  for (const assurance::Step& step : playbook.steps) {
    WARDROUND_CHECK(seen.insert(step.id).second);
    WARDROUND_CHECK(step.question >= question && step.question <= 4);
    WARDROUND_CHECK(step.check != nullptr || step.every || step.attest);
    WARDROUND_CHECK(step.minutes > 0);
    question = step.question;
  }
  for (const diag::Diagnostic& one : diagnostics.sorted(sources)) {
    WARDROUND_CHECK(!sources.location(one.span).empty() && !one.message().empty());
  }
  return 0;
}
