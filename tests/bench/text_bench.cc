// Reading YAML into a tree, by size of the text.
#include <benchmark/benchmark.h>

#include "base/limits.h"
#include "diag/diagnostic.h"
#include "fleet.h"
#include "text/tree.h"

namespace wardround::bench {
namespace {

void parse_text(benchmark::State& state) {
  const std::string text = fleet(static_cast<int>(state.range(0)) / 7);
  for (auto _ : state) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    std::size_t budget = limits::kYamlNodes;
    const text::Tree tree =
        text::parse(sources, sources.add("fleet.yaml", text), budget, diagnostics);
    benchmark::DoNotOptimize(tree.size());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(parse_text)->Arg(30)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wardround::bench
