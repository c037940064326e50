#include "catalog/embedded.h"

#include <algorithm>

#include "catalog/packed_catalog.h"
#include "catalog/standards.h"
#include "fmt/format.h"

namespace wardround::catalog {

std::vector<std::vector<PackFile>> embedded_packs(diag::Sources& sources, CaseFiles cases) {
  std::vector<std::vector<PackFile>> packs;
  std::string_view pack;
  for (const EmbeddedFile& file : embedded_files()) {
    const std::string_view folder = file.path.substr(0, file.path.find('/'));
    if (folder == kPlaybooks) continue;
    if (packs.empty() || folder != pack) packs.emplace_back();
    pack = folder;
    if (is_case_file(file.path) != (cases == CaseFiles::only)) continue;
    if (is_standard_file(file.path.substr(folder.size() + 1))) continue;
    const diag::SourceId source =
        sources.add(fmt::format("<catalog>/{}", file.path), std::string(file.text));
    packs.back().push_back(
        {std::string(file.path.substr(std::min(folder.size() + 1, file.path.size()))), source,
         file.tree});
  }
  return packs;
}

Catalog load_embedded(diag::Sources& sources, diag::Diagnostics& diagnostics,
                      const std::vector<std::vector<PackFile>>& extra) {
  const std::size_t first_source = sources.size();
  std::vector<std::vector<PackFile>> packs = embedded_packs(sources, CaseFiles::left_out);
  if (extra.empty()) {
    Catalog catalog = unpack_catalog(embedded_catalog(), diag::SourceId(first_source));
    catalog.built_in = &embedded_files();
    return catalog;
  }
  packs.insert(packs.end(), extra.begin(), extra.end());
  return load(packs, sources, diagnostics, &embedded_files());
}

}  // namespace wardround::catalog
