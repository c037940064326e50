// Files in memory. A folder exists when a file lies below it, or a key that ends with '/' stands
// for it.
#include <algorithm>

#include "base/fs.h"

namespace wardround {
namespace {

std::string as_folder(const std::string& path) {
  if (path.empty() || path == ".") return "";
  return path.ends_with('/') ? path : path + "/";
}

}  // namespace

Result<std::string> MemoryFs::read(const std::string& path, std::size_t max_bytes) const {
  const auto it = files.find(path);
  if (it == files.end() || path.ends_with('/'))
    return fail("cannot read " + path + ": no such file");
  if (it->second.size() > max_bytes) {
    return fail("cannot read " + path + ": larger than " + std::to_string(max_bytes) + " bytes");
  }
  return it->second;
}

Result<void> Fs::write_parts(const std::string& path,
                             const std::function<void(const Append&)>& produce) {
  std::string whole;
  produce([&](std::string_view bytes) { whole += bytes; });
  return write(path, whole);
}

Result<void> MemoryFs::write(const std::string& path, std::string_view bytes) {
  if (path.empty() || is_directory(path)) return fail("cannot write " + path + ": is a folder");
  files[path] = bytes;
  return {};
}

Result<void> Fs::remove(const std::string& path) {
  return fail("cannot remove " + path + ": read-only");
}

Result<void> MemoryFs::remove(const std::string& path) {
  if (!is_file(path)) return fail("cannot remove " + path + ": no such file");
  // Its folder stays, as it does on a disk.
  const std::string folder = path_folder(path);
  files.erase(path);
  return folder.empty() || folder == "/" ? Result<void>{} : make_directories(folder);
}

bool MemoryFs::is_file(const std::string& path) const {
  return !path.ends_with('/') && files.contains(path);
}

bool MemoryFs::is_directory(const std::string& path) const {
  const std::string folder = as_folder(path);
  if (folder.empty()) return true;
  const auto it = files.lower_bound(folder);
  return it != files.end() && it->first.starts_with(folder);
}

Result<std::vector<std::string>> MemoryFs::list(const std::string& path) const {
  if (!is_directory(path)) return fail("cannot list " + path + ": no such folder");
  const std::string folder = as_folder(path);
  std::vector<std::string> names;
  for (auto it = files.lower_bound(folder); it != files.end() && it->first.starts_with(folder);
       ++it) {
    const std::string_view rest = std::string_view(it->first).substr(folder.size());
    if (rest.empty()) continue;
    const std::size_t slash = rest.find('/');
    names.emplace_back(slash == std::string_view::npos ? rest : rest.substr(0, slash + 1));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<void> MemoryFs::make_directories(const std::string& path) {
  if (is_file(path)) return fail("cannot make folder " + path + ": a file has this name");
  if (!is_directory(path)) files[as_folder(path)] = "";
  return {};
}

}  // namespace wardround
