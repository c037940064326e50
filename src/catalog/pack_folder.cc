// Packs of the disk.
#include <algorithm>

#include "base/limits.h"
#include "base/reason.h"
#include "catalog/embedded.h"
#include "catalog/standards.h"

namespace wardround::catalog {
namespace {

constexpr std::string_view kCases = ".cases.yaml";
constexpr std::string_view kYaml = ".yaml";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool wanted(std::string_view path, CaseFiles cases) {
  return ends_with(path, kYaml) && is_case_file(path) == (cases == CaseFiles::only);
}

// Paths of files below `folder`, relative to it. Folders inside each other and files are budgeted.
std::vector<std::string> files_below(const Fs& fs, const std::string& folder, CaseFiles cases,
                                     diag::Diagnostics& diagnostics) {
  struct Folder {
    std::string path;
    std::size_t depth;
  };
  std::vector<std::string> files;
  std::vector<Folder> todo{{"", 0}};
  while (!todo.empty()) {
    const Folder at = std::move(todo.back());
    todo.pop_back();
    const Result<std::vector<std::string>> names = fs.list(path_join(folder, at.path));
    if (!names) {
      diagnostics.report(diag::Kind::pack_unreadable, {},
                         {folder, reason(names.error(), path_join(folder, at.path))});
      continue;
    }
    for (const std::string& name : *names) {
      const bool is_folder = ends_with(name, "/");
      const std::string path = at.path + name;
      if (!is_folder && !wanted(name, cases)) continue;
      if (is_folder ? at.depth == limits::kPackDepth : files.size() == limits::kPackFiles) {
        diagnostics.report(diag::Kind::pack_too_large, {},
                           {folder, std::to_string(limits::kPackFiles)});
        return files;
      }
      if (is_folder) {
        todo.push_back({path, at.depth + 1});
      } else {
        files.push_back(path);
      }
    }
  }
  // Standards come last: what is loaded has the same numbers with and without them.
  std::ranges::sort(files, {}, [](const std::string& path) {
    return std::pair(is_standard_file(path), std::string_view(path));
  });
  return files;
}

}  // namespace

bool is_case_file(std::string_view path) {
  return ends_with(path, kCases);
}

std::vector<PackFile> read_pack(const Fs& fs, const std::string& folder, CaseFiles cases,
                                diag::Sources& sources, diag::Diagnostics& diagnostics) {
  std::vector<PackFile> pack;
  const bool alone = fs.is_file(folder);  // a pack may be one file
  std::vector<std::string> paths;
  if (!alone) {
    paths = files_below(fs, folder, cases, diagnostics);
  } else if (wanted(folder, cases)) {
    paths = {folder};
  }
  for (const std::string& path : paths) {
    const std::string full = alone ? folder : path_join(folder, path);
    Result<std::string> text = fs.read(full, limits::kFileBytes);
    if (text) {
      pack.push_back({path, sources.add(full, std::move(*text))});
    } else {
      diagnostics.report(diag::Kind::pack_unreadable, {}, {full, reason(text.error(), full)});
    }
  }
  return pack;
}

}  // namespace wardround::catalog
