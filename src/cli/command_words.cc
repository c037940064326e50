#include "cli/command_words.h"

#include <CLI/CLI.hpp>

#include "assurance/playbook.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "report/check_json.h"
#include "report/formats.h"

namespace wardround::cli {

std::vector<std::string> schema_words() {
  std::vector<std::string> words = report::schema_names();
  words.insert(words.begin(), "model");
  return words;
}
std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const report::Format& format : report::formats()) names.emplace_back(format.name);
  return names;
}

namespace {

// Words that an option takes, for completions; CLI11 keeps them only inside its checks.
std::vector<std::string> words_of(const std::string& command, const std::string& flag) {
  if (command == "check" && flag == "--format") return format_names();
  if (command == "diff" && flag == "--format") return {"text", "md", "json"};
  if (command == "trace" && flag == "--format") return {"text", "md", "csv", "json"};
  if (command == "next" && flag == "--format") return {"text", "md", "json", "ics"};
  if (command == "next" && flag == "--matrix") return {"sr2"};
  if (command == "next" && flag == "--playbook") {
    const auto names = assurance::shipped_playbooks();
    return {names.begin(), names.end()};
  }
  if (command == "round" && flag == "--format") return {"text", "md", "json"};
  if (command == "evidence" && flag == "--kind")
    return {"mitigation", "defeat", "pentest", "anomaly", "vulnerability", "vex", "patch"};
  if (command == "evidence" && flag == "--independence")
    return {"none", "other-person", "other-team", "other-organisation"};
  if (command == "diagram" && flag == "--format") return {"svg", "png", "dot", "mermaid"};
  if (command == "diagram" && flag == "--layout") return {"dot", "plain"};
  if (command == "explain" && flag == "--list") {
    return {"rules",     "controls", "weaknesses", "facts",     "types",
            "protocols", "data",     "positions",  "relations", "standards"};
  }
  std::vector<std::string> names;
  if (command == "init" && flag == "--from") {
    for (const auto& file : embedded_files())
      names.emplace_back(file.path.substr(0, file.path.rfind('.')));
  }
  return names;
}

}  // namespace

std::vector<std::string> first_words(const CLI::App& app, const std::string& command) {
  if (command == "completions") return {"bash", "zsh", "fish"};
  if (command == "schema") return schema_words();
  std::vector<std::string> words;
  if (command != "help") return words;
  for (const CLI::App* other : app.get_subcommands([](const CLI::App*) { return true; }))
    words.push_back(other->get_name());
  for (const Topic& topic : topics()) words.emplace_back(topic.name);
  return words;
}

CommandWords::Option option_words(const std::string& command, const CLI::Option& option) {
  const std::string flag = "--" + option.get_lnames()[0];
  const bool takes_value = option.get_expected_max() > 0;
  const std::string argument = option.get_type_name();
  return {flag,
          option.get_description(),
          words_of(command, flag),
          takes_value,
          option.get_snames().empty() ? "" : "-" + option.get_snames()[0],
          argument.substr(0, argument.find(':')) == "TEXT"
              ? "WORD"
              : argument.substr(0, argument.find(':'))};
}

std::vector<CommandWords> command_words(const CLI::App& app) {
  std::vector<CommandWords> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    CommandWords words;
    words.name = command->get_name();
    words.summary = command->get_description();
    words.words = first_words(app, words.name);
    words.examples = command->get_footer();
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional()) {
        words.positionals.push_back(
            {option->get_name(true), option->get_description(), option->get_required()});
      } else if (option->get_lnames().empty() || option->get_lnames()[0] != "help") {
        words.options.push_back(option_words(words.name, *option));
      }
    }
    commands.push_back(std::move(words));
  }
  return commands;
}

}  // namespace wardround::cli
