// A round as its record has it.
#pragma once

#include "assurance/chain.h"
#include "sitting/journal.h"
#include "study/study.h"

namespace wardround::sitting {

// Outcomes that nobody says but that follow.
inline constexpr std::string_view kSettled = "settled";         // nothing was left to say
inline constexpr std::string_view kNotReached = "not-reached";  // nobody came to it
inline constexpr std::string_view kSeen = "seen";

struct Recording {
  const study::Study& study;
  const assurance::Chain& chain;
  const Journal& journal;
  std::vector<std::string> outcomes;  // by card
  Date today;
  std::string tool;
};
// Of files it holds what `fs` has today.
[[nodiscard]] Result<assurance::Record> record_of(const Fs& fs, const Recording& recording);

}  // namespace wardround::sitting
