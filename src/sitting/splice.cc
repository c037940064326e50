#include "sitting/splice.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "base/sha256.h"

namespace wardround::sitting {

namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

}  // namespace

Splice make_splice(std::string path, const std::optional<std::string>& before,
                   const std::optional<std::string>& after) {
  Splice splice;
  splice.path = std::move(path);
  if (before) splice.before = sha256(*before);
  if (after) splice.after = sha256(*after);
  const std::string_view from = before ? std::string_view(*before) : std::string_view();
  const std::string_view to = after ? std::string_view(*after) : std::string_view();
  const std::size_t shorter = std::min(from.size(), to.size());
  std::size_t head = 0;
  while (head < shorter && from[head] == to[head]) ++head;
  const auto inside = [](std::string_view text, std::size_t at) {
    return at < text.size() && continues(text[at]);
  };
  while (head > 0 && (inside(from, head) || inside(to, head))) --head;
  std::size_t tail = 0;
  while (tail < shorter - head && from[from.size() - 1 - tail] == to[to.size() - 1 - tail]) ++tail;
  while (tail > 0 && (continues(from[from.size() - tail]) || continues(to[to.size() - tail])))
    --tail;
  splice.at = head;
  splice.removed = from.substr(head, from.size() - head - tail);
  splice.inserted = to.substr(head, to.size() - head - tail);
  return splice;
}

Splice inverse(const Splice& splice) {
  return {splice.path, splice.after, splice.before, splice.at, splice.inserted, splice.removed};
}

std::vector<Splice> inverse(std::vector<Splice> splices) {
  std::ranges::reverse(splices);
  for (Splice& splice : splices) splice = inverse(splice);
  return splices;
}

std::string digest_of(const Fs& fs, const std::string& path) {
  if (!fs.is_file(path)) return "";
  const auto bytes = fs.read(path, limits::kFileBytes);
  return bytes ? sha256(*bytes) : "";
}

State state_of(const Fs& fs, const std::string& base, const std::vector<Splice>& splices) {
  std::size_t made = 0;
  for (const Splice& splice : splices) {
    const std::string now = digest_of(fs, path_join(base, splice.path));
    if (now == splice.after) {
      ++made;
    } else if (now != splice.before) {
      return {Done::otherwise, splice.path};
    }
  }
  if (made == splices.size()) return {Done::all, ""};
  return {made == 0 ? Done::nothing : Done::partly, ""};
}

Result<void> carry_out(Fs& fs, const std::string& base, const std::vector<Splice>& splices) {
  const State state = state_of(fs, base, splices);
  if (state.done == Done::otherwise)
    return fail(fmt::format("{} has changed meanwhile", path_join(base, state.other)));
  for (const Splice& splice : splices) {
    const std::string path = path_join(base, splice.path);
    if (digest_of(fs, path) == splice.after) continue;
    if (splice.after.empty()) {
      if (auto gone = fs.remove(path); !gone) return gone;
      continue;
    }
    std::string text;
    if (!splice.before.empty()) {
      auto read = fs.read(path, limits::kFileBytes);
      if (!read) return tl::unexpected(read.error());
      text = *std::move(read);
    }
    const bool fits = text.size() >= splice.at + splice.removed.size() &&
                      text.compare(splice.at, splice.removed.size(), splice.removed) == 0;
    if (fits) text.replace(splice.at, splice.removed.size(), splice.inserted);
    if (!fits || sha256(text) != splice.after)
      return fail(fmt::format("{} cannot be changed as it is written down", path));
    if (auto written = fs.write(path, text); !written) return written;
  }
  return {};
}

}  // namespace wardround::sitting
