// Runs while wardround is built: parses every *.yaml file below a folder and writes its tree
// (src/text/packed_tree.h) to the same path below another, with `.tree` behind the name. A file
// that does not parse ends the build with its mistakes.
//
// usage: pack_trees FOLDER OUTPUT_FOLDER
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "diag/render.h"
#include "text/packed_tree.h"

namespace {

namespace fs = std::filesystem;
using wardround::diag::Diagnostics;
using wardround::diag::Sources;

bool pack(const fs::path& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  Sources sources;
  Diagnostics diagnostics;
  std::size_t budget = std::numeric_limits<std::size_t>::max();
  const wardround::diag::SourceId source = sources.add(from.string(), std::move(text));
  const wardround::text::Tree tree = wardround::text::parse(sources, source, budget, diagnostics);
  if (!diagnostics.empty()) {
    std::fputs(wardround::diag::render_text(diagnostics, sources, {}).c_str(), stderr);
    return false;
  }
  fs::create_directories(to.parent_path());
  std::ofstream out(to, std::ios::binary);
  const std::string bytes = wardround::text::pack_tree(tree);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return in && out.flush();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: pack_trees FOLDER OUTPUT_FOLDER\n", stderr);
    return 2;
  }
  const fs::path from = arguments[1];
  bool good = true;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(from)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".yaml") continue;
    const fs::path to = arguments[2] / fs::relative(entry.path(), from);
    good = pack(entry.path(), to.string() + ".tree") && good;
  }
  return good ? 0 : 1;
}
