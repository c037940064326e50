#include "cli/help_page.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "cli/describe.h"
#include "cli/help.h"

namespace wardround::cli {

namespace {

constexpr std::size_t kOptionColumn = 24;   // where the purpose of an option begins
constexpr std::size_t kCommandColumn = 14;  // and that of a command

bool is_whole(const CLI::App& app) {
  return app.get_parent() == nullptr;
}

class HelpPage final : public CLI::Formatter {
 public:
  explicit HelpPage(std::size_t width);
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;

 private:
  // Are the words of the option few enough to stand beside its name?
  static bool shows_words(const CLI::Option& option);

  std::size_t width_;
};

HelpPage::HelpPage(std::size_t width) : width_(width) {
  column_width(kOptionColumn);
  label("Positionals", "Arguments");
}

std::string HelpPage::make_help(const CLI::App* app, std::string name,
                                CLI::AppFormatMode mode) const {
  std::string text = make_description(app) + make_usage(app, std::move(name));
  // Who asks for the whole looks for a command, who asks for a command looks for an option.
  if (is_whole(*app)) text += make_subcommands(app, mode);
  text += make_positionals(app) + make_groups(app, mode) + "\n" + make_footer(app);
  for (std::size_t at = 0; (at = text.find("\n\n\n", at)) != std::string::npos;) text.erase(at, 1);
  return fit_help(text, width_);
}

std::string HelpPage::make_usage(const CLI::App* app, std::string name) const {
  return is_whole(*app) ? fmt::format("Usage: {} COMMAND [OPTIONS] [PATH]\n", name)
                        : CLI::Formatter::make_usage(app, std::move(name));
}

std::string HelpPage::make_subcommands(const CLI::App* app, CLI::AppFormatMode /*mode*/) const {
  std::string text;
  std::string group;
  for (const CLI::App* command : app->get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_group() != group) {
      text += (group.empty() ? "\n" : "") + command->get_group() + "\n";
      group = command->get_group();
    }
    text += fmt::format("  {:<{}}{}\n", command->get_name(), kCommandColumn - 2,
                        command->get_description());
  }
  return text;
}

bool HelpPage::shows_words(const CLI::Option& option) {
  return !words_of(option).empty() &&
         option.get_name().size() + option.get_type_name().size() + 5 <= kOptionColumn;
}

std::string HelpPage::make_option_opts(const CLI::Option* option) const {
  if (option->get_positional() || option->get_type_size() == 0) return "";
  const std::string argument =
      shows_words(*option) ? option->get_type_name() : argument_of(*option);
  const bool repeats = option->get_expected_max() == CLI::detail::expected_max_vector_size;
  return fmt::format(" {}{}", argument, repeats ? " ..." : "");
}

std::string HelpPage::make_option_desc(const CLI::Option* option) const {
  std::string text = option->get_description();
  const auto words = words_of(*option);
  if (!words.empty() && !shows_words(*option)) text += fmt::format(": {}", fmt::join(words, ", "));
  if (!option->get_default_str().empty())
    text += fmt::format(" (default: {})", option->get_default_str());
  if (!option->get_envname().empty())
    text += fmt::format(" (left out: what {} says)", option->get_envname());
  return text;
}

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_page(std::size_t width) {
  return std::make_shared<HelpPage>(width);
}

}  // namespace wardround::cli
