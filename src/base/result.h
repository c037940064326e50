// Result: how the world's failures (files, environment) travel. Mistakes in the user's input are
// not errors but diagnostics (diag/diagnostic.h), and bugs abort by WARDROUND_CHECK.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace wardround {

struct Error {
  std::string message;  // lower case, no full stop, names the thing that failed
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

// Ends the process (SIGABRT) with the place and the broken assumption on stderr. For bugs only: no
// input may ever reach it.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace wardround

#define WARDROUND_CHECK(condition) \
  ((condition) ? void(0) : ::wardround::check_failed(#condition, __FILE__, __LINE__))
