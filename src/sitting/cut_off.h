// A sitting that was cut off between two files has left half of what was said on the disk. The next
// round finishes it or takes it back; until then whoever reads the files has to know.
#pragma once

#include <string>

#include "base/fs.h"
#include "study/study.h"

namespace wardround::sitting {

// A sentence that says which files are written and which are not; empty where no half is left.
// Changes nothing on the disk.
[[nodiscard]] std::string cut_off(const Fs& fs, const study::Study& study);

}  // namespace wardround::sitting
