// The whole of `check` but for printing: catalogue, model, findings, harms, ranks; and its parts.
#include <benchmark/benchmark.h>

#include "base/fs.h"
#include "fleet.h"
#include "model/load.h"
#include "study/study.h"

namespace wardround::bench {
namespace {

constexpr const char* kPath = "fleet.model.yaml";

int devices(const benchmark::State& state) {
  return static_cast<int>(state.range(0)) / 7;
}

void load_catalogue(benchmark::State& state) {
  const MemoryFs fs;
  for (auto _ : state) {
    study::Study study;
    study::load_catalog(fs, {}, study);
    benchmark::DoNotOptimize(study.catalog.rules.size());
  }
}
BENCHMARK(load_catalogue)->Unit(benchmark::kMillisecond);

void load_model(benchmark::State& state) {
  study::Study study;
  study::load_catalog(MemoryFs{}, {}, study);
  const std::string text = fleet(devices(state));
  for (auto _ : state) {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    const model::Loaded loaded = model::load_text(kPath, text, study.catalog, sources, diagnostics);
    benchmark::DoNotOptimize(loaded.texts.size());
  }
}
BENCHMARK(load_model)->Arg(30)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void assess_model(benchmark::State& state) {
  study::Study study;
  study::load_catalog(MemoryFs{}, {}, study);
  const std::string text = fleet(devices(state));
  diag::Diagnostics diagnostics;
  study::Assessment assessment;
  assessment.loaded = model::load_text(kPath, text, study.catalog, study.sources, diagnostics);
  for (auto _ : state) {
    study::assess(study.catalog, study.policy, assessment, diagnostics);
  }
  state.counters["findings"] = static_cast<double>(assessment.result.findings.size());
}
BENCHMARK(assess_model)->Arg(30)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void check_whole(benchmark::State& state) {
  MemoryFs fs;
  fs.files[kPath] = fleet(devices(state));
  for (auto _ : state) {
    const study::Study study = study::run(fs, {kPath, {}, true});
    benchmark::DoNotOptimize(study.assessments.size());
  }
}
BENCHMARK(check_whole)->Arg(30)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wardround::bench
