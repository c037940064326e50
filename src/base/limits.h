// The budgets of every reader: no input may crash, hang or exhaust wardround.
#pragma once

#include <cstddef>

namespace wardround::limits {

inline constexpr std::size_t kModelBytes = 10u << 20;     // one file of model text
inline constexpr std::size_t kYamlDepth = 64;             // nesting of collections
inline constexpr std::size_t kYamlNodes = 1'000'000;      // nodes of a project, after alias expansion
inline constexpr std::size_t kIncludes = 256;             // files that one project may include
inline constexpr std::size_t kIncludeDepth = 16;
inline constexpr std::size_t kExpressionBytes = 16u << 10;  // one rule expression
inline constexpr std::size_t kExpressionDepth = 64;         // nesting of one rule expression
inline constexpr std::size_t kDiagnosticsPerKind = 100;     // further ones are counted, not listed

}  // namespace wardround::limits
