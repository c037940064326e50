// Runs while wardround is built: loads the packs of a folder, each a folder of its own, and writes
// what a start needs of them to another folder: the tree of each *.yaml file (text/packed_tree.h)
// to the same path with `.tree` behind the name, and `catalog.packed` (catalog/packed_catalog.h).
// Packs with mistakes, and steps of playbooks that cite what no standard has, end the build with
// those mistakes.
//
// usage: pack_catalog FOLDER OUTPUT_FOLDER
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>

#include "catalog/declare.h"
#include "catalog/embedded.h"
#include "catalog/packed_catalog.h"
#include "catalog/step_sources.h"
#include "diag/render.h"
#include "text/packed_tree.h"

namespace {

namespace fs = std::filesystem;
using namespace wardround;

bool write(const fs::path& to, const std::string& bytes) {
  fs::create_directories(to.parent_path());
  std::ofstream out(to, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return static_cast<bool>(out.flush());
}

bool right(const diag::Diagnostics& diagnostics, const diag::Sources& sources) {
  std::fputs(diag::render_text(diagnostics, sources, {}).c_str(), stderr);
  return diagnostics.empty();
}

bool write_trees(const std::vector<catalog::PackFile>& files, const diag::Sources& sources,
                 const fs::path& to) {
  diag::Diagnostics diagnostics;
  bool good = true;
  for (const catalog::PackFile& file : files) {
    std::size_t budget = std::numeric_limits<std::size_t>::max();
    const text::Tree tree = text::parse(sources, file.source, budget, diagnostics);
    good = write(to / (file.path + ".tree"), text::pack_tree(tree)) && good;
  }
  return right(diagnostics, sources) && good;
}

bool check_playbooks(const std::vector<catalog::PackFile>& files, const diag::Sources& sources,
                     const catalog::Catalog& catalog) {
  diag::Diagnostics diagnostics;
  const catalog::Reporting reading{sources, diagnostics};
  std::size_t budget = std::numeric_limits<std::size_t>::max();
  for (const catalog::PackFile& file : files) {
    const text::Tree tree = catalog::parse(reading, file, budget);
    const catalog::View root{&tree, tree.root()};
    catalog::check_step_sources(reading, catalog, root.find("steps"), catalog::StepsOf::program);
  }
  return right(diagnostics, sources);
}

bool pack(const fs::path& from, const fs::path& to) {
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());

  const DiskFs disk;
  diag::Sources sources;
  diag::Sources others;  // what is no part of the loaded catalogue
  diag::Diagnostics diagnostics;
  std::vector<std::vector<catalog::PackFile>> packs;
  std::vector<catalog::PackFile> playbooks;
  bool good = true;
  for (const fs::path& folder : folders) {
    const auto write_files = [&](catalog::CaseFiles which, diag::Sources& to_sources) {
      auto files = catalog::read_pack(disk, folder.string(), which, to_sources, diagnostics);
      good = write_trees(files, to_sources, to / folder.filename()) && good;
      return files;
    };
    (void)write_files(catalog::CaseFiles::only, others);
    if (folder.filename() == catalog::kPlaybooks) {
      playbooks = write_files(catalog::CaseFiles::left_out, others);
    } else {
      packs.push_back(write_files(catalog::CaseFiles::left_out, sources));
    }
  }
  if (!right(diagnostics, sources) || !good) return false;
  const catalog::Catalog loaded = catalog::load(packs, sources, diagnostics);
  if (!right(diagnostics, sources) || !check_playbooks(playbooks, others, loaded)) return false;
  return write(to / "catalog.packed", catalog::pack_catalog(loaded));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: pack_catalog FOLDER OUTPUT_FOLDER\n", stderr);
    return 2;
  }
  return pack(arguments[1], arguments[2]) ? 0 : 1;
}
