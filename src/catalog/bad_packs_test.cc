// Every pack in tests/bad-input/packs is loaded on top of its `base` and reports exactly what its
// first line expects:
// `# expect: WR0412 at 3:17, WR0404 at 5:1`; a code without a place may be anywhere. A folder is
// one pack of several files.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "catalog/embedded.h"
#include "diag/render.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wardround::catalog {
namespace {

const std::string kFolder = WARDROUND_SOURCE_DIR "/tests/bad-input/packs";

std::vector<std::string> packs() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().filename() != "base") names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

struct Expected {
  std::string code;
  std::string place;  // "3:17"; empty: anywhere
};

std::vector<Expected> expected(const diag::Sources& sources, const std::vector<PackFile>& files) {
  constexpr std::string_view kStart = "# expect: ";
  std::vector<Expected> all;
  for (const PackFile& file : files) {
    const std::string_view first = sources.line(file.source, 1);
    if (first.substr(0, kStart.size()) != kStart) {
      ADD_FAILURE() << file.path << " does not begin with `" << kStart << "`";
      continue;
    }
    std::string_view rest = first.substr(kStart.size());
    while (!rest.empty() && rest != "none") {
      const std::string_view one = rest.substr(0, rest.find(','));
      const std::size_t at = one.find(" at ");
      all.push_back(
          {std::string(one.substr(0, at)), at == one.npos ? "" : std::string(one.substr(at + 4))});
      rest.remove_prefix(std::min(rest.size(), one.size() + 2));
    }
  }
  return all;
}

class BadPack : public testing::TestWithParam<std::string> {};

TEST_P(BadPack, ReportsWhatIsExpected) {
  const DiskFs disk;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  std::vector<std::vector<PackFile>> loaded{
      read_pack(disk, kFolder + "/base", CaseFiles::left_out, sources, diagnostics)};
  std::vector<PackFile> files;
  const std::string path = kFolder + "/" + GetParam();
  if (disk.is_directory(path)) {
    files = read_pack(disk, path, CaseFiles::left_out, sources, diagnostics);
  } else {
    files.push_back({GetParam(), sources.add(GetParam(), disk.read(path, 1u << 20).value())});
  }
  const std::vector<Expected> wanted = expected(sources, files);
  if (!is_case_file(GetParam())) loaded.push_back(files);
  const Catalog catalog = load(loaded, sources, diagnostics);
  if (is_case_file(GetParam()))
    static_cast<void>(load_cases(files, catalog, sources, false, diagnostics));

  std::vector<std::string> found, hoped;
  for (const diag::Diagnostic& diagnostic : diagnostics.sorted(sources)) {
    const std::string code(diag::info(diagnostic.kind).code);
    const auto same = [&](const Expected& e) { return e.code == code; };
    const auto match = std::find_if(wanted.begin(), wanted.end(), same);
    const bool placed = diagnostic.span.valid() && (match == wanted.end() || !match->place.empty());
    if (!placed) {
      found.push_back(code);
      continue;
    }
    const diag::Position at = sources.begin(diagnostic.span);
    found.push_back(fmt::format("{} at {}:{}", code, at.line, at.column));
  }
  for (const Expected& e : wanted)
    hoped.push_back(e.place.empty() ? e.code : e.code + " at " + e.place);
  EXPECT_THAT(found, testing::UnorderedElementsAreArray(hoped))
      << "FOUND " << fmt::format("{}", fmt::join(found, ", ")) << "\n"
      << diag::render_text(diagnostics, sources, {});
}

INSTANTIATE_TEST_SUITE_P(Packs, BadPack, testing::ValuesIn(packs()), [](const auto& pack) {
  std::string name = pack.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); },
      '_');
  return name;
});

TEST(BadPacks, BaseHasNoMistakes) {
  const DiskFs disk;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const Catalog catalog =
      load({read_pack(disk, kFolder + "/base", CaseFiles::left_out, sources, diagnostics)}, sources,
           diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diag::render_text(diagnostics, sources, {});
  EXPECT_EQ(catalog.rules.size(), 6u);
}

}  // namespace
}  // namespace wardround::catalog
