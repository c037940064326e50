#include "cli/layout_process.h"

#include <fmt/core.h>

#include "cli/child_process.h"

namespace wardround::cli {

Result<std::string> DotProcess::run(std::string_view request, int milliseconds) {
  ChildRequest child;
  child.arguments = {"dot", "-Tjson0"};
  child.input = request;
  child.milliseconds = milliseconds;
  ChildAnswer answer = run_child(child);
  switch (answer.end) {
    case ChildEnd::exited:
      break;
    case ChildEnd::absent:
      return fail("Graphviz' `dot` is not there");
    case ChildEnd::not_started:
      return fail(fmt::format("`dot` cannot be started: {}", answer.reason));
    case ChildEnd::late:
      return fail(fmt::format("`dot` takes more than {} s", milliseconds / 1000));
    case ChildEnd::endless:
      return fail("`dot` answers without end");
    case ChildEnd::crashed:
      return fail("`dot` crashes");
  }
  if (answer.code != 0) return fail(fmt::format("`dot` ends with exit code {}", answer.code));
  return std::move(answer.output);
}

}  // namespace wardround::cli
