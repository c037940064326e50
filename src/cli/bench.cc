// `wardround bench`: how long each stage takes for models of several sizes, and how many findings
// come out, so that speed is not bought with silence.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <functional>

#include "base/limits.h"
#include "base/utf8.h"
#include "base/workers.h"
#include "cli/commands.h"
#include "measure/engine.h"
#include "measure/made_model.h"
#include "report/check_json.h"
#include "text/tree.h"

namespace wardround::cli {
namespace {

constexpr int kRuns = 3;
constexpr std::size_t kLeast = 2, kMost = 2'000'000;  // elements of a made-up model

// Processor time of this process, of all its threads, in milliseconds.
double processor_time() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}
double wall_time() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// The least of several runs: what the others took more was somebody else's.
double best_of(double (*clock)(), const std::function<void()>& work) {
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    const double begin = clock();
    work();
    const double took = clock() - begin;
    best = run == 0 ? took : std::min(best, took);
  }
  return best;
}

// What is being measured, on the bar; it is taken away before a result is written.
class Stages {
 public:
  Stages(const Context& context, std::size_t total) : progress_(context.progress), total_(total) {}

  void begin(std::size_t elements, std::string_view stage) {
    if (progress_) progress_->step(fmt::format("{} elements: {}", elements, stage), done_, total_);
    ++done_;
  }
  void write(std::string_view text) {
    if (progress_) progress_->end();
    write_out(text);
  }

 private:
  Progress* progress_;
  std::size_t total_, done_ = 0;
};

struct Row {
  std::size_t elements = 0, flows = 0, bytes = 0, findings = 0, json = 0;
  double parse = 0, load = 0, evaluate = 0, explain = 0, write = 0;
};

constexpr std::size_t kStages = 6;  // that `measure` begins

Row measure(const Context& context, std::size_t size, Stages& stages) {
  constexpr const char* kName = "made.model.yaml";
  stages.begin(size, "making the model");
  study::Study study;
  study::load_catalog(context.fs, {}, study);
  const std::string text =
      measure::as_text(measure::made_model(study.catalog, size), study.catalog);
  Row row;
  row.bytes = text.size();
  stages.begin(size, "parse");
  row.parse = best_of(processor_time, [&] {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    const auto source = sources.add(kName, text);
    std::size_t budget = limits::kYamlNodes;
    (void)text::parse(sources, source, budget, diagnostics);
  });
  stages.begin(size, "load");
  const double load = best_of(processor_time, [&] {
    diag::Sources sources;
    diag::Diagnostics diagnostics;
    (void)model::load_text(kName, text, study.catalog, sources, diagnostics);
  });
  row.load = std::max(0.0, load - row.parse);
  stages.begin(size, "evaluate");
  study::Assessment assessment;
  assessment.path = kName;
  assessment.loaded =
      model::load_text(kName, text, study.catalog, study.sources, study.diagnostics);
  row.evaluate = best_of(processor_time, [&] {
    study::assess(study.catalog, study.policy, assessment, study.diagnostics);
  });
  const report::View view = view_of(context, study, assessment);
  stages.begin(size, "explain");
  row.explain = best_of(processor_time, [&] {
    for (const threats::Finding& finding : view.result().findings) {
      (void)report::why(view, finding);
      (void)report::controls(view, finding);
    }
  });
  stages.begin(size, "write");
  const double write = best_of(processor_time, [&] {
    row.json = 0;
    report::check_json({view}, [&](std::string_view part) { row.json += part.size(); });
  });
  row.write = std::max(0.0, write - row.explain);
  const model::Counts counts = view.model().counts();
  row.elements = counts.elements;
  row.flows = counts.flows;
  row.findings = study::summarise(view.result()).open();
  return row;
}

int table(const Context& context, const std::vector<std::size_t>& sizes) {
  write_out(fmt::format("{:>9} {:>9} {:>8} {:>8} {:>9} {:>8} {:>8} {:>9} {:>9} {:>9}\n", "elements",
                        "flows", "yaml kB", "parse", "load", "evaluate", "explain", "write",
                        "json kB", "findings"));
  Stages stages(context, sizes.size() * kStages);
  for (const std::size_t size : sizes) {
    const Row row = measure(context, size, stages);
    stages.write(
        fmt::format("{:>9} {:>9} {:>8} {:>8.2f} {:>9.2f} {:>8.2f} {:>8.2f} {:>9.2f} {:>9} {:>9}\n",
                    row.elements, row.flows, row.bytes / 1024, row.parse, row.load, row.evaluate,
                    row.explain, row.write, row.json / 1024, row.findings));
  }
  write_out("Milliseconds of processor time, the best of 3 runs.\n");
  return kOk;
}

constexpr std::size_t kEngineStages = 3;

std::size_t count_nodes(const threats::Plan& plan, threats::Node::Kind kind) {
  return static_cast<std::size_t>(
      std::ranges::count(plan.nodes, kind, [](const threats::Node& node) { return node.kind; }));
}

void engine(const Context& context, const BenchOptions& options, std::size_t size, Stages& stages) {
  stages.begin(size, "making the model");
  study::Study study;
  study::load_catalog(context.fs, {}, study);
  const model::Loaded loaded = model::assemble(measure::made_model(study.catalog, size),
                                               study.catalog, study.sources, study.diagnostics);
  const model::Counts counts = loaded.model.counts();
  const measure::VariedRules varied = measure::vary_rules(study.catalog, options.rules);
  threats::Plan plan;
  const double compile =
      best_of(wall_time, [&] { plan = threats::compile(study.catalog.vocabulary, varied.rules); });
  stages.write(
      fmt::format("{} elements, {} flows; {} rules, {} atoms, {} exports; compiled in {:.2f} ms\n"
                  "{} atoms compare several subjects, {} ask the interpreter; {} rules ask for "
                  "what the model has not\n",
                  counts.elements, counts.flows, varied.rules.size(), plan.atoms(),
                  plan.exports.size(), compile, count_nodes(plan, threats::Node::Kind::walk),
                  count_nodes(plan, threats::Node::Kind::naive),
                  threats::settled_rules(plan, loaded.model.universe)));
  ThreadWorkers workers(options.threads);
  for (const threats::Isa isa : {threats::Isa::portable, threats::Isa::avx2}) {
    if (!threats::supported(isa)) continue;
    stages.begin(size, isa == threats::Isa::avx2 ? "AVX2" : "portable");
    std::size_t hits = 0;
    // On one thread, the time of the processor: what else the machine does then counts for less.
    const double took = best_of(options.threads == 1 ? processor_time : wall_time, [&] {
      hits = threats::run(plan, loaded.model.universe, workers, isa).size();
    });
    const double subjects = static_cast<double>(counts.elements + counts.flows + counts.data);
    stages.write(fmt::format(
        "{:<9} {:>2} thread{} {:>9.2f} ms, {} records, {:.3f} ns per rule and subject\n",
        isa == threats::Isa::avx2 ? "AVX2" : "portable", options.threads,
        options.threads == 1 ? " " : "s", took, hits,
        took * 1e6 / (subjects * static_cast<double>(varied.rules.size()))));
  }
}

}  // namespace

int run_bench(Context& context, const BenchOptions& options) {
  if (options.what == "incidents") return bench_incidents(context, options);
  if (options.what == "catalogue") return bench_catalogue(context, options.rest);
  std::vector<std::size_t> sizes;
  for (const std::string& text : options.rest) {
    std::size_t size = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), size);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || size < kLeast ||
        size > kMost)
      return complain(context, fmt::format("`{}` is no number of elements: {} to {}",
                                           escape_for_terminal(text), kLeast, kMost));
    sizes.push_back(size);
  }
  if (sizes.empty()) sizes = {30, 100, 1'000, 10'000};
  if (options.what == "engine") {
    Stages stages(context, sizes.size() * kEngineStages);
    for (const std::size_t size : sizes) engine(context, options, size, stages);
    return kOk;
  }
  if (options.what == "generate") {
    study::Study study;
    study::load_catalog(context.fs, {}, study);
    write_out(measure::as_text(measure::made_model(study.catalog, sizes.front()), study.catalog));
    return kOk;
  }
  return table(context, sizes);
}

}  // namespace wardround::cli
