// What an attestation speaks of, and how that stood when it was said: parts of a project by the
// words of a playbook (`about: [picture, decisions]`), each thing of a part by a short digest. Who
// explained a picture has not explained the flow that was drawn afterwards.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/model.h"
#include "treatment/decision.h"
#include "treatment/evidence.h"

namespace wardround::assurance {

// The parts there are: `picture`, `design`, `decisions`, `reports`, `penetration-tests`, `build`,
// and the sections of a model by their keys.
[[nodiscard]] std::vector<std::string_view> part_words();

// Where they stand. All of it must outlive what is asked of it.
struct Grounds {
  const catalog::Catalog& catalog;
  const model::Model& model;
  const treatment::Decisions& decisions;
  const treatment::Evidence& evidence;
  std::string_view build;
};

inline constexpr std::size_t kThingDigits = 6;   // of the SHA-256 of a thing
inline constexpr std::size_t kPartDigits = 12;   // of that of a part as a whole
inline constexpr std::size_t kNamedThings = 40;  // of larger parts only the whole is written down

// A part in one state. Of one that was read from a file either `things` or `whole` is there.
struct Part {
  std::string word;
  std::vector<std::pair<std::string, std::string>> things;  // id and digest, sorted
  std::string whole;
};
[[nodiscard]] std::vector<Part> stand_of(const Grounds& grounds,
                                         const std::vector<std::string>& words);
// The subject that a key (`pump`, `sync.on_error`, `open-link@sync`) is about, as the part `thing`:
// as a diagram shows it, else all that the model says of it. No part where the model has no such
// subject.
[[nodiscard]] std::vector<Part> stand_of_thing(const Grounds& grounds, std::string_view key);

// As it is written: `of: {picture: [app 3f2a91, sync 99ab01]}`, in lines that begin with `indent`
// spaces.
[[nodiscard]] std::string spoken_text(const std::vector<Part>& parts, std::size_t indent);

// "and since then `sync` changed, `hub` is new": the first of them.
[[nodiscard]] std::string since_words(const std::vector<std::string>& changes);

// What is not as it was, each a few words: "`sync` changed", "`hub` is new", "`app` is gone",
// "other elements". Of parts that were not written down nothing is known.
[[nodiscard]] std::vector<std::string> changes(const std::vector<Part>& then,
                                               const std::vector<Part>& now);

}  // namespace wardround::assurance
