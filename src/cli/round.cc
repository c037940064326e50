// `round`: the sitting of the team, and the records that it leaves.
#include "cli/commands.h"

namespace wardround::cli {

int run_round(Context& context, const RoundOptions& options) {
  if (options.no_impact) return run_no_impact(context, options);
  return run_round_verify(context, options);
}

}  // namespace wardround::cli
