// Inside of threats/: fetches the answers that the subjects of a block ask for. Nearly all of the
// time of a large model goes into waiting for them; so all that is asked along one path or over one
// relation stands in one number, and the processor is told ahead which will be wanted.
#pragma once

#include "threats/plan_bind.h"

namespace wardround::threats {

// For the subjects from `base` on, 64 * `words` of them; those outside of `subjects`, the block's
// own, get what nothing gives. `destinations`: of a path, by subject. `planes`: one after the other
// for each bit of the answers, `words` long.
void gather(const Binding& binding, const Fetch& fetch, const Range& subjects,
            const lang::SubjectId* destinations, std::size_t base, std::size_t words,
            uint64_t* planes);

}  // namespace wardround::threats
