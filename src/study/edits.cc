#include "study/edits.h"

#include "text/edit.h"

namespace wardround::study {

Result<std::string> OverlayFs::read(const std::string& path, std::size_t max_bytes) const {
  const auto found = files.find(path);
  if (found == files.end()) return below_.read(path, max_bytes);
  if (found->second.size() > max_bytes) return fail(path + " is too large");
  return found->second;
}

Result<void> OverlayFs::write(const std::string& path, std::string_view bytes) {
  files[path] = std::string(bytes);
  return {};
}

bool OverlayFs::is_file(const std::string& path) const {
  return files.contains(path) || below_.is_file(path);
}

std::map<std::string, std::string> edited_texts(const diag::Sources& sources,
                                                const std::vector<diag::Edit>& edits) {
  std::map<diag::SourceId, std::vector<diag::Edit>> by_source;
  for (const diag::Edit& edit : edits) by_source[edit.span.source].push_back(edit);
  std::map<std::string, std::string> texts;
  for (auto& [source, list] : by_source) {
    const std::string name(sources.name(source));
    if (name.starts_with("<")) continue;
    texts[name] = text::apply(sources.text(source), std::move(list)).text;
  }
  return texts;
}

}  // namespace wardround::study
