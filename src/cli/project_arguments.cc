// Options of the commands around a project, and of those that measure wardround itself.
#include <CLI/CLI.hpp>

#include "cli/command_words.h"
#include "cli/describe.h"

namespace wardround::cli {

void describe_init(CLI::App& app, InitOptions& options) {
  auto* command = app.add_subcommand("init", "Write a first model and a small project file");
  command->add_option("FOLDER", options.folder, "where (left out: security)");
  add_word(command, "--from", options.from, template_names(),
           "start from a device like yours instead of a few lines");
  add_value(command, "--id", options.id, "ID", "id of the system (left out: from its name)");
  add_value(command, "--name", options.name, "NAME",
            "name of the system (left out: this folder's)");
  command->footer(
      "Examples:\n"
      "  wardround init                               a few lines in security/\n"
      "  wardround init --from infusion-pump --name \"Pump 3\"");
}

void describe_format(CLI::App& app, FormatOptions& options) {
  auto* command =
      app.add_subcommand("fmt", "One spelling for model files; comments and order stay");
  add_path(command, options.path);
  command->add_flag("--check", options.check, "write nothing; exit 1 if a file would change");
  add_packs(command, options.packs);
  command->footer("Examples:\n  wardround fmt\n  wardround fmt --check       for a commit hook");
}

void describe_schema(CLI::App& app, SchemaOptions& options) {
  auto* command =
      app.add_subcommand("schema", "JSON Schema of model files, or of what commands write");
  add_word(command, "WHICH", options.which, schema_words(),
           "model files, or the JSON of a command");
  add_packs(command, options.packs);
  command->footer("Examples:\n  wardround schema > model.schema.json\n  wardround schema check");
}

void describe_bench(CLI::App& app, BenchOptions& options) {
  auto* command =
      app.add_subcommand("bench", "Speed on made-up models; what is found of known incidents");
  add_word(command, "WHAT", options.what, {"table", "generate", "engine", "incidents", "catalogue"},
           "sizes by stages, a made-up model, the rules alone, what is found of known incidents, "
           "or what models make of the catalogue");
  command->add_option("SIZE|PATH", options.rest,
                      "numbers of elements, 2 to 2,000,000 (a model has 3 flows each); or the "
                      "folder of the incidents, and other models that their rules should serve; or "
                      "models");
  command->add_option("--rules", options.rules, "engine: so many rules, of the catalogue's shape")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
      ->capture_default_str();
  command->add_option("--threads", options.threads, "engine: on so many threads")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{64}))
      ->capture_default_str();
  command->add_flag("--by-rule", options.by_rule,
                    "incidents: the rules that hit, and where else they fire");
  add_word(command, "--format", options.format, {"text", "json"}, "incidents: what stdout gets");
  command->footer(
      "Examples:\n"
      "  wardround bench                              sizes by stages\n"
      "  wardround bench generate 1000 > model.yaml   a model to measure with, always the same\n"
      "  wardround bench engine 1000000               rules alone, on a model made in memory\n"
      "  wardround bench incidents examples/incidents  what is found of them; exit 1 below the "
      "floors\n"
      "  wardround bench incidents examples/incidents examples/amps --by-rule\n"
      "                                               which rules find it, and what else they "
      "find");
}

}  // namespace wardround::cli
