// The shapes that options have. What stands behind an option is told once, as the name of its type:
// one in lower case, `text|json`, is the words that it takes.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/describe.h"
#include "diag/diagnostic.h"

namespace wardround::cli {

CLI::Option* add_word(CLI::App* command, const std::string& name, std::string& value,
                      const std::vector<std::string>& words, const std::string& purpose) {
  const auto refuse = [words](const std::string& word) {
    if (std::ranges::find(words, word) != words.end()) return std::string();
    const auto near = diag::did_you_mean(word, {words.begin(), words.end()});
    return fmt::format("`{}` is none of {}{}", word, fmt::join(words, ", "),
                       near.empty() ? "" : fmt::format("; did you mean `{}`?", near));
  };
  CLI::Option* option = command->add_option(name, value, purpose)->check(refuse);
  option->type_name(fmt::format("{}", fmt::join(words, "|")));
  return value.empty() ? option : option->capture_default_str();
}

CLI::Option* add_value(CLI::App* command, const std::string& name, std::string& value,
                       const std::string& type, const std::string& purpose) {
  return command->add_option(name, value, purpose)->type_name(type);
}

CLI::Option* add_values(CLI::App* command, const std::string& name,
                        std::vector<std::string>& values, const std::string& type,
                        const std::string& purpose) {
  return command->add_option(name, values, purpose)->type_name(type)->allow_extra_args(false);
}

void add_packs(CLI::App* command, std::vector<std::string>& packs) {
  add_values(command, "--catalog", packs, "DIR",
             "folder of a further catalogue pack; may be repeated");
}

void add_path(CLI::App* command, std::string& path) {
  command->add_option("PATH", path, "project folder or model file (left out: what is here)");
}

CLI::Option* add_outputs(CLI::App* command, std::vector<std::string>& outputs,
                         const std::string& endings) {
  return add_values(command, "-o,--output", outputs, "FILE",
                    fmt::format("write to FILE ({}) or FORMAT=FILE; may be repeated", endings));
}

std::vector<std::string> words_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  std::vector<std::string> words;
  if (type.empty() || type.front() < 'a' || type.front() > 'z') return words;
  for (std::size_t at = 0; at <= type.size();) {
    const std::size_t end = std::min(type.find('|', at), type.size());
    words.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string argument_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  // Behind it, CLI11 writes the range of a number.
  return words_of(option).empty() ? type.substr(0, type.find(":UINT in [")) : "WORD";
}

}  // namespace wardround::cli
