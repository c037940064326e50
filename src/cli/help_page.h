// The help of a command, as CLI11 is told to lay it out. Only files that include CLI11 include
// this.
#pragma once

#include <cstddef>
#include <memory>

namespace CLI {  // NOLINT(readability-identifier-naming): the library chose it
class FormatterBase;
}  // namespace CLI

namespace wardround::cli {

// Commands under the questions that they answer, options under what they belong to, all within
// `width` columns.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_page(std::size_t width);

}  // namespace wardround::cli
