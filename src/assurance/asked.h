// Since when is something asked? From records of rounds: a question is as old as the oldest record
// says that led to the newest one in which it is still open, whatever branch that was on.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "assurance/chain.h"

namespace wardround::assurance {

// By system and question: `amps`, `sync.pairing`.
using AskedSince = std::map<std::pair<std::string, std::string>, Date>;
// Of questions that were open when a model was last recorded.
[[nodiscard]] AskedSince asked_since(const Chain& chain);

}  // namespace wardround::assurance
