#include "cli/command_words.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "cli/describe.h"
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

std::vector<std::string> template_names() {
  std::vector<std::string> names;
  for (const auto& file : embedded_files())
    names.emplace_back(file.path.substr(0, file.path.rfind('.')));
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> help_words(const CLI::App& app) {
  std::vector<std::string> words = command_names(app);
  for (const Topic& topic : topics()) words.emplace_back(topic.name);
  return words;
}

CommandWords::Option option_words(const CLI::Option& option) {
  std::string summary = option.get_description();
  // Where options stand in no groups, each says what it belongs to.
  if (const std::string& group = option.get_group(); group != "Options")
    summary = fmt::format("{}: {}", group, summary);
  return {"--" + option.get_lnames()[0],
          summary,
          words_of(option),
          option.get_expected_max() > 0,
          option.get_snames().empty() ? "" : "-" + option.get_snames()[0],
          argument_of(option)};
}

std::vector<CommandWords> command_words(const CLI::App& app) {
  std::vector<CommandWords> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    CommandWords words;
    words.name = command->get_name();
    words.summary = command->get_description();
    if (words.name == "help") words.words = help_words(app);
    words.examples = command->get_footer();
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional()) {
        if (words.positionals.empty() && words.words.empty()) words.words = words_of(*option);
        words.positionals.push_back(
            {option->get_name(true), option->get_description(), option->get_required()});
      } else if (option->get_lnames().empty() || option->get_lnames()[0] != "help") {
        words.options.push_back(option_words(*option));
      }
    }
    commands.push_back(std::move(words));
  }
  return commands;
}

}  // namespace wardround::cli
