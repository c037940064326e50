// Loading packs, pass by pass: every table is complete before the first that refers to it is read.
#include <algorithm>

#include "base/limits.h"
#include "catalog/embedded.h"
#include "catalog/passes.h"
#include "catalog/standards.h"
#include "text/packed_tree.h"

namespace wardround::catalog {
namespace {

std::deque<ParsedFile> parse_all(Reading& reading,
                                 const std::vector<std::vector<PackFile>>& packs) {
  std::size_t budget = limits::kYamlNodes;
  std::deque<ParsedFile> files;
  for (std::size_t pack = 0; pack < packs.size(); ++pack) {
    for (const PackFile& file : packs[pack]) {
      if (is_case_file(file.path)) continue;
      files.push_back({file.source, static_cast<uint32_t>(pack), parse(reading, file, budget)});
    }
  }
  return files;
}

// Cases and standards decide nothing.
void note_files(Catalog& catalog, const std::vector<std::vector<PackFile>>& packs) {
  for (std::size_t pack = 0; pack < packs.size(); ++pack) {
    for (const PackFile& file : packs[pack]) {
      if (!is_case_file(file.path) && !is_standard_file(file.path))
        catalog.packs[pack].files.push_back(file.source);
    }
  }
}

// By pack: does it come from somewhere else than this binary?
std::vector<bool> read_from_text(const std::vector<std::vector<PackFile>>& packs) {
  std::vector<bool> from_text;
  for (const std::vector<PackFile>& pack : packs) {
    from_text.push_back(
        std::ranges::all_of(pack, [](const PackFile& file) { return file.tree.empty(); }));
  }
  return from_text;
}

}  // namespace

text::Tree parse(const Reporting& reading, const PackFile& file, std::size_t& node_budget) {
  if (file.tree.empty()) {
    return text::parse(reading.sources, file.source, node_budget, reading.diagnostics);
  }
  text::Tree tree = text::unpack_tree(file.tree, file.source);
  node_budget -= std::min(node_budget, tree.size());
  return tree;
}

Catalog load(const std::vector<std::vector<PackFile>>& packs, const diag::Sources& sources,
             diag::Diagnostics& diagnostics, const std::vector<EmbeddedFile>* built_in) {
  const std::size_t errors_before = diagnostics.count(diag::Severity::error);
  Catalog catalog;
  if (built_in != nullptr) {
    catalog.built_in = built_in;
    catalog.standards = built_in_standards(*built_in);
  }
  Reading reading{{sources, diagnostics}, catalog};
  const std::deque<ParsedFile> files = parse_all(reading, packs);
  const Declarations declarations = declare(reading, files, static_cast<uint32_t>(packs.size()));
  note_files(catalog, packs);
  const std::vector<TypeFacts> type_facts = read_types(reading, declarations);
  read_facts(reading, declarations);
  catalog.vocabulary.index();
  finish_facts(reading, declarations);
  read_defaults(reading, type_facts);
  read_protocols(reading, declarations);
  check_contradictions(reading);
  read_weaknesses(reading, declarations);
  read_controls(reading, declarations);
  read_rules(reading, declarations);
  read_grid(reading, declarations);
  read_seen(reading, declarations);
  read_standards(reading, declarations);
  check_citations(reading, declarations, read_from_text(packs));
  check_former_ids(reading);
  // What is left out because it is broken would seem to use nothing.
  if (diagnostics.count(diag::Severity::error) == errors_before) report_unused(reading);
  return catalog;
}

}  // namespace wardround::catalog
