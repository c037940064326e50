// The command line described, as the parser knows it; and shell completions made from that.
#pragma once

#include <string>
#include <vector>

namespace wardround::cli {

struct CommandWords {
  std::string name, summary;
  struct Option {
    std::string flag;  // "--format"
    std::string summary;
    std::vector<std::string> values;  // words that it takes; empty: a file, or nothing
    bool takes_value = false;
    std::string short_flag;  // "-o"; may be empty
    std::string argument;    // "FILE"
  };
  std::vector<Option> options;
  struct Positional {
    std::string name, summary;
    bool required = false;
  };
  std::vector<Positional> positionals;
  std::vector<std::string> words;  // that the first positional takes; empty: a file
  std::string examples;
};

// `shell`: bash, zsh or fish; empty text for any other.
[[nodiscard]] std::string completions(const std::string& shell,
                                      const std::vector<CommandWords>& commands);

}  // namespace wardround::cli
