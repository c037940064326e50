// Models with one mistake each, against the catalogue as shipped: the mistake is named, at a place
// in the file.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <sstream>

#include "catalog/embedded.h"
#include "model/load.h"

namespace wardround::model {
namespace {

const catalog::Catalog& shipped() {
  static diag::Sources sources;
  static const catalog::Catalog catalog = [] {
    diag::Diagnostics diagnostics;
    return catalog::load_embedded(sources, diagnostics);
  }();
  return catalog;
}

std::vector<std::string> files() {
  std::vector<std::string> out;
  const std::filesystem::path folder = std::string(WARDROUND_SOURCE_DIR) + "/tests/bad-input/model";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") out.push_back(entry.path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

class BadInput : public ::testing::TestWithParam<std::string> {};

TEST_P(BadInput, IsNamed) {
  DiskFs fs;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  // The pack's spans point into its own sources: hold their numbers free.
  while (sources.size() < 200) (void)sources.add("<pack>", "");
  const auto begin = std::chrono::steady_clock::now();
  const Loaded loaded = load(fs, GetParam(), shipped(), sources, diagnostics);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  ASSERT_FALSE(loaded.texts.empty());

  std::istringstream first(std::string(sources.text(loaded.texts[0].source)));
  std::string word, code;
  first >> word >> word;
  ASSERT_EQ(word, "expect:");
  std::string line;
  std::getline(first, line);
  std::istringstream codes(line);
  while (codes >> code) {
    bool found = false;
    for (const diag::Diagnostic& d : diagnostics.unsorted()) {
      if (diag::info(d.kind).code != code) continue;
      found = d.span.valid() && d.span.end <= sources.text(d.span.source).size() &&
              diag::info(d.kind).severity == diag::Severity::error;
    }
    EXPECT_TRUE(found) << code;
  }
}

INSTANTIATE_TEST_SUITE_P(Model, BadInput, ::testing::ValuesIn(files()), [](const auto& one) {
  std::string name = std::filesystem::path(one.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(BadInput, IsPlenty) {
  EXPECT_GE(files().size(), 90u);
}

}  // namespace
}  // namespace wardround::model
