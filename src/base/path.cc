// Paths as text: nothing here asks the disk.
#include <algorithm>
#include <vector>

#include "base/fs.h"

namespace wardround {

std::string path_join(std::string_view folder, std::string_view name) {
  std::string whole;
  if (folder.empty() || name.starts_with('/')) {
    whole = name;
  } else {
    whole.append(folder).append("/").append(name);
  }
  const bool absolute = whole.starts_with('/');

  std::vector<std::string_view> parts;
  const std::string_view view = whole;
  for (std::size_t at = 0; at <= view.size();) {
    const std::size_t slash = std::min(view.find('/', at), view.size());
    const std::string_view part = view.substr(at, slash - at);
    at = slash + 1;
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (!absolute) {
      parts.push_back(part);
    }
  }

  std::string out = absolute ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) out += '/';
    out += parts[i];
  }
  return out.empty() ? "." : out;
}

std::string path_folder(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return "";
  if (slash == 0) return "/";
  return std::string(path.substr(0, slash));
}

std::string path_relative(std::string_view folder, std::string_view path) {
  const std::string from = path_join("", folder) == "." ? "" : path_join("", folder);
  const std::string to = path_join("", path);
  if (from.starts_with('/') != to.starts_with('/')) return to;
  const auto part = [](std::string_view& rest) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view first = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    return first;
  };
  std::string_view left = from, right = to;
  while (!left.empty() && !right.empty()) {
    std::string_view next_left = left, next_right = right;
    if (part(next_left) != part(next_right)) break;
    left = next_left;
    right = next_right;
  }
  std::string up;
  while (!left.empty()) {
    if (part(left) == "..") return to;
    up += "../";
  }
  const std::string out = up + std::string(right);
  return out.empty() ? "." : path_join("", out);
}

}  // namespace wardround
