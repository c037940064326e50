// Edits put into a text in one pass.
#include <algorithm>
#include <map>
#include <set>

#include "text/edit.h"

namespace wardround::text {
namespace {

// What has been accepted so far; an insertion at the border of a replaced range does not overlap
// it.
class Accepted {
 public:
  bool add(uint32_t begin, uint32_t end) {
    const auto after = ranges_.upper_bound(begin);
    if (after != ranges_.begin() && std::prev(after)->second > begin &&
        (begin != end || std::prev(after)->first < begin)) {
      return false;
    }
    if (begin == end) {
      insertions_.insert(begin);
      return true;
    }
    if (after != ranges_.end() && after->first < end) return false;
    const auto inside = insertions_.upper_bound(begin);
    if (inside != insertions_.end() && *inside < end) return false;
    ranges_.emplace(begin, end);
    return true;
  }

 private:
  std::map<uint32_t, uint32_t> ranges_;  // not empty, disjoint
  std::set<uint32_t> insertions_;
};

}  // namespace

Applied apply(std::string_view text, std::vector<Edit> edits) {
  Applied out;
  Accepted accepted;
  const auto refused = [&](const Edit& edit) {
    const bool in_text = edit.span.begin <= edit.span.end && edit.span.end <= text.size();
    return !in_text || !accepted.add(edit.span.begin, edit.span.end);
  };
  out.dropped = std::erase_if(edits, refused);
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    if (a.span.begin != b.span.begin) return a.span.begin < b.span.begin;
    return a.span.begin == a.span.end && b.span.begin != b.span.end;
  });
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    out.text.append(text.substr(at, edit.span.begin - at)).append(edit.text);
    at = edit.span.end;
  }
  out.text.append(text.substr(at));
  return out;
}

}  // namespace wardround::text
