#include "sitting/cut_off.h"

#include <fmt/core.h>

#include <optional>

#include "base/limits.h"
#include "sitting/journal.h"
#include "study/rounds.h"

namespace wardround::sitting {
namespace {

std::string add(std::string all, const std::string& path) {
  all += (all.empty() ? "`" : ", `") + path + "`";
  return all;
}

}  // namespace

std::string cut_off(const Fs& fs, const study::Study& study) {
  const std::string path = path_join(study::rounds_folder(study), kJournalFile);
  if (!fs.is_file(path)) return {};
  const auto text = fs.read(path, limits::kFileBytes);
  if (!text) return {};
  const auto journal = read_journal(*text);
  if (!journal) return {};
  const std::optional<JournalIntent>& begun = journal->intent;
  if (!begun) return {};
  const JournalIntent& intent = *begun;
  if (intent.what == JournalIntent::What::close) return {};
  const bool act = intent.what == JournalIntent::What::act;
  std::string written, missing;
  for (const Splice& splice : intent.entry.files) {
    const std::string file = path_join(study::project_folder(study), splice.path);
    const std::string wanted = act ? splice.after : splice.before;
    std::string& list = digest_of(fs, file) == wanted ? written : missing;
    list = add(std::move(list), file);
  }
  if (written.empty() || missing.empty()) return {};
  return fmt::format(
      "a round was cut off between two files: {} is written, {} is not; `wardround round` finishes "
      "it, or takes it back",
      written, missing);
}

}  // namespace wardround::sitting
