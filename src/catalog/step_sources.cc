#include "catalog/step_sources.h"

#include <optional>

#include "fmt/format.h"

namespace wardround::catalog {
namespace {

void report(const Reporting& reading, View source, std::string whose, const std::string& near) {
  diag::Diagnostic& diagnostic =
      reading.diagnostics.report(diag::Kind::unknown_source_item, source.span(),
                                 {std::string(source.text()), std::move(whose)});
  if (!near.empty()) diagnostic.note(fmt::format("did you mean `{}`?", near));
}

void check(const Reporting& reading, const ItemFinder& finder, View source, StepsOf whose) {
  const std::string_view text = source.text();
  if (const auto missing = finder.missing(text)) {
    report(reading, source, finder.whose(*missing), finder.nearest(*missing));
  } else if (whose == StepsOf::program && finder.find(text).empty()) {
    report(reading, source, "any standard", finder.nearest(text));
  }
}

}  // namespace

void check_step_sources(const Reporting& reading, const Catalog& catalog, View steps,
                        StepsOf whose) {
  std::optional<ItemFinder> finder;  // made where there is anything to find
  const auto look = [&](View source) {
    if (!source.is_scalar()) return;
    if (!finder) finder.emplace(all_standards(catalog));
    check(reading, *finder, source, whose);
  };
  if (!steps.valid()) return;
  for (const View step : steps.entries()) {
    const View sources = step.find("sources");
    if (!sources.valid()) continue;
    look(sources);
    for (const View source : sources.entries()) look(source);
  }
}

}  // namespace wardround::catalog
