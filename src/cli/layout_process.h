// `dot` as a child process, with a time limit and no shell.
#pragma once

#include "diagram/diagram.h"

namespace wardround::cli {

class DotProcess final : public diagram::LayoutProgram {
 public:
  Result<std::string> run(std::string_view request, int milliseconds) override;
};

}  // namespace wardround::cli
