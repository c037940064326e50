// Suggestions for a mistyped word.
#include <algorithm>
#include <optional>

#include "diag/diagnostic.h"

namespace wardround::diag {
namespace {

// Longer words are names somebody pasted, not slips; they would only cost time.
constexpr std::size_t kLongestWord = 100;

std::string folded(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c == '_' || c == '-') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// Insertions, deletions, replacements and swaps of neighbours; nullopt when there are more than
// `most`.
std::optional<std::size_t> distance(std::string_view a, std::string_view b, std::size_t most) {
  const std::size_t difference = a.size() < b.size() ? b.size() - a.size() : a.size() - b.size();
  if (difference > most) return std::nullopt;
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    std::size_t best = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
      best = std::min(best, row[j]);
    }
    if (best > most) return std::nullopt;
    before_last = last;
    last = row;
  }
  if (last[b.size()] > most) return std::nullopt;
  return last[b.size()];
}

constexpr std::string_view kJoints = "-_.@";

// Does `whole` end with `part` as a word of its own: "mobile-app" with "app"?
bool ends_with_part(std::string_view whole, std::string_view part) {
  return whole.size() > part.size() && whole.ends_with(part) &&
         kJoints.find(whole[whole.size() - part.size() - 1]) != std::string_view::npos;
}

// The one candidate for which `fits`; empty if there is none, or more than one.
template <typename Fits>
std::string_view only_one(const std::vector<std::string_view>& candidates, Fits&& fits) {
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate == found || !fits(candidate)) continue;
    if (!found.empty()) return {};
    found = candidate;
  }
  return found;
}

// Who does not know the words says half of one, or more than one: "wearable" for
// "wearable-device", "app" for "mobile-app", "heart-rate-sensor" for "sensor".
std::string_view half_said(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string_view found = only_one(candidates, [&](std::string_view candidate) {
    // One letter stands for a word as short as "yes", two for none as long as "touches".
    return candidate.size() > word.size() && candidate.starts_with(word) &&
           (word.size() > 2 || candidate.size() <= 3 * word.size());
  });
  if (word.size() < 3 || !found.empty()) return found;
  found = only_one(candidates,
                   [&](std::string_view candidate) { return ends_with_part(candidate, word); });
  if (!found.empty()) return found;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() >= 3 && candidate.size() > found.size() && ends_with_part(word, candidate))
      found = candidate;
  }
  return found;
}

}  // namespace

std::string_view did_you_mean(std::string_view word,
                              const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > kLongestWord) return {};
  const std::string folded_word = folded(word);
  std::size_t limit = std::max<std::size_t>(word.size() / 3, 1) + 1;
  std::string_view best;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate == word || candidate.size() > kLongestWord) continue;
    if (!folded_word.empty() && folded(candidate) == folded_word) return candidate;
    if (const auto found = distance(word, candidate, limit - 1)) {
      // A word in which nothing is kept is another word.
      if (*found >= std::max(word.size(), candidate.size())) continue;
      best = candidate;
      limit = *found;
      if (limit == 0) break;
    }
  }
  return best.empty() ? half_said(word, candidates) : best;
}

}  // namespace wardround::diag
