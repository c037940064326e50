// Another program as a child process: no shell, a time limit, an answer of limited size. The child
// and all it started end with the call, whatever happens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wardround::cli {

struct ChildRequest {
  std::vector<std::string> arguments;  // the program's name first; it is looked for in PATH
  std::string_view input;
  // Set beside the environment of this process, and instead of what it holds under these names.
  std::vector<std::pair<std::string, std::string>> environment;
  int milliseconds = 10'000;
  std::size_t most_bytes = 64u << 20;  // of the answer
};

enum class ChildEnd : uint8_t { exited, crashed, absent, not_started, late, endless };

struct ChildAnswer {
  ChildEnd end = ChildEnd::exited;
  int code = 0;        // exited
  std::string output;  // what it wrote to stdout; stderr is thrown away
  std::string reason;  // not_started

  [[nodiscard]] bool good() const { return end == ChildEnd::exited && code == 0; }
};

[[nodiscard]] ChildAnswer run_child(const ChildRequest& request);

}  // namespace wardround::cli
