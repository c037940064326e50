// Shell completions, made from the description of the command line itself.
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
  };
  std::vector<Option> options;
};

// `shell`: bash, zsh or fish; empty text for any other.
[[nodiscard]] std::string completions(const std::string& shell,
                                      const std::vector<CommandWords>& commands);

}  // namespace wardround::cli
