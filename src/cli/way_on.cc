// From mistakes on: what mends them, or where the words stand that would have been right.
#include <fmt/core.h>

#include <algorithm>

#include "base/utf8.h"
#include "cli/commands.h"
#include "model/fields.h"

namespace wardround::cli {

namespace {

bool is_safe(const diag::Fix& fix) {
  return fix.safety == diag::Safety::safe;
}

std::string section_names() {
  std::string text;
  for (const model::SectionInfo& section : model::sections())
    text += (text.empty() ? "" : ", ") + std::string(section.key);
  return text;
}

}  // namespace

std::vector<std::string> way_on(const study::Study& study) {
  std::size_t safe = 0;
  bool types = false, protocols = false, data = false, keys = false, sections = false;
  for (const diag::Diagnostic& diagnostic : study.diagnostics.unsorted()) {
    if (std::ranges::any_of(diagnostic.fixes, is_safe)) ++safe;
    if (!diagnostic.fixes.empty()) continue;
    if (diagnostic.kind == diag::Kind::unknown_type && diagnostic.args.size() > 1) {
      const std::string_view what = diagnostic.args[1];
      (what == "a protocol" ? protocols : what == "a kind of data" ? data : types) = true;
    }
    keys = keys || diagnostic.kind == diag::Kind::unknown_key;
    sections = sections || diagnostic.kind == diag::Kind::unknown_section;
  }
  std::vector<std::string> lines;
  if (sections) lines.push_back("the sections are " + section_names());
  if (keys) lines.emplace_back("`wardround explain --list facts` lists what may be stated");
  if (types) lines.emplace_back("`wardround explain --list types` lists the types of parts");
  if (data) lines.emplace_back("`wardround explain --list data` lists the kinds of data");
  if (protocols) lines.emplace_back("`wardround explain --list protocols` lists the protocols");
  if (safe > 0) {
    lines.push_back(fmt::format("`wardround check --fix{}` mends {} of them",
                                study.path.empty() || study.path == "." ? "" : " " + study.path,
                                safe));
  }
  return lines;
}

}  // namespace wardround::cli
