#include "cli/completions.h"

#include <fmt/core.h>

namespace wardround::cli {

namespace {

// Inside single quotes of a shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string bash(const std::vector<CommandWords>& commands) {
  std::string names;
  for (const CommandWords& command : commands) names += (names.empty() ? "" : " ") + command.name;
  std::string out = fmt::format(
      "# bash completion for wardround: source <(wardround completions bash)\n"
      "_wardround() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" before=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W '{} --help --version' -- "
      "\"$word\")); return; fi\n"
      "  case \"${{COMP_WORDS[1]}} $before\" in\n",
      names);
  for (const CommandWords& command : commands) {
    for (const auto& option : command.options) {
      if (option.values.empty()) continue;
      out += fmt::format("    '{} {}') COMPREPLY=($(compgen -W '{}' -- \"$word\")); return;;\n",
                         command.name, option.flag, joined(option.values));
    }
  }
  out += "  esac\n  case \"${COMP_WORDS[1]}\" in\n";
  for (const CommandWords& command : commands) {
    std::string flags;
    for (const auto& option : command.options) flags += option.flag + " ";
    out += fmt::format(
        "    {}) [[ $word == -* ]] && {{ COMPREPLY=($(compgen -W '{}--help' -- \"$word\")); "
        "return; }}",
        command.name, flags);
    if (!command.words.empty()) {
      out += fmt::format("; COMPREPLY=($(compgen -W '{}' -- \"$word\")); return",
                         joined(command.words));
    }
    out += ";;\n";
  }
  return out +
         "  esac\n  COMPREPLY=($(compgen -f -- \"$word\"))\n}\ncomplete -o filenames -F _wardround "
         "wardround\n";
}

std::string zsh(const std::vector<CommandWords>& commands) {
  std::string out =
      "#compdef wardround\n# zsh completion for wardround: wardround completions zsh > "
      "\"${fpath[1]}/_wardround\"\n"
      "_wardround() {\n  local -a commands\n  commands=(\n";
  for (const CommandWords& command : commands)
    out += fmt::format("    {}\n", quoted(command.name + ":" + command.summary));
  out +=
      "  )\n  if (( CURRENT == 2 )); then _describe command commands; return; fi\n  case "
      "\"$words[2]\" in\n";
  for (const CommandWords& command : commands) {
    out += fmt::format("    {}) _arguments", command.name);
    for (const auto& option : command.options) {
      std::string spec = fmt::format("{}[{}]", option.flag, option.summary);
      if (option.takes_value)
        spec += option.values.empty() ? ":value:_files"
                                      : fmt::format(":value:({})", joined(option.values));
      out += " " + quoted(spec);
    }
    out += command.words.empty()
               ? " '*:file:_files';;\n"
               : fmt::format(" {};;\n", quoted(fmt::format("2:word:({})", joined(command.words))));
  }
  return out + "  esac\n}\n_wardround \"$@\"\n";
}

std::string fish(const std::vector<CommandWords>& commands) {
  std::string out =
      "# fish completion for wardround: wardround completions fish > "
      "~/.config/fish/completions/wardround.fish\n";
  for (const CommandWords& command : commands) {
    out += fmt::format("complete -c wardround -n __fish_use_subcommand -a {} -d {}\n", command.name,
                       quoted(command.summary));
  }
  for (const CommandWords& command : commands) {
    if (!command.words.empty()) {
      out += fmt::format("complete -c wardround -n '__fish_seen_subcommand_from {}' -f -a {}\n",
                         command.name, quoted(joined(command.words)));
    }
    for (const auto& option : command.options) {
      out += fmt::format("complete -c wardround -n '__fish_seen_subcommand_from {}' -l {} -d {}",
                         command.name, option.flag.substr(2), quoted(option.summary));
      if (option.takes_value)
        out +=
            option.values.empty() ? " -r" : fmt::format(" -x -a {}", quoted(joined(option.values)));
      out += '\n';
    }
  }
  return out;
}

}  // namespace

std::string completions(const std::string& shell, const std::vector<CommandWords>& commands) {
  if (shell == "bash") return bash(commands);
  if (shell == "zsh") return zsh(commands);
  if (shell == "fish") return fish(commands);
  return {};
}

}  // namespace wardround::cli
