// Loading packs, pass by pass: every table is complete before the first that refers to it is read.
#include <algorithm>

#include "base/limits.h"
#include "catalog/embedded.h"
#include "catalog/passes.h"
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
             diag::Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.count(diag::Severity::error);
  Catalog catalog;
  Reading reading{{sources, diagnostics}, catalog};
  const std::deque<ParsedFile> files = parse_all(reading, packs);
  const Declarations declarations = declare(reading, files, static_cast<uint32_t>(packs.size()));
  for (const ParsedFile& file : files) catalog.packs[file.pack].files.push_back(file.source);
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
  check_former_ids(reading);
  // What is left out because it is broken would seem to use nothing.
  if (diagnostics.count(diag::Severity::error) == errors_before) report_unused(reading);
  return catalog;
}

}  // namespace wardround::catalog
