// What base/fs.h promises.
#include "base/fs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/reason.h"

namespace wardround {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;

TEST(Path, JoinsAndFolds) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"a/b", "../c", "a/c"},   {"a/b", "/c", "/c"},       {"", "c", "c"},
      {"a", "./b//c", "a/b/c"}, {".", "a", "a"},           {"a", "..", "."},
      {"a", "../..", ".."},     {"..", "../a", "../../a"}, {"/", "../a", "/a"},
      {"/a", "../../b", "/b"},  {"a/", "b", "a/b"},        {"a", "", "a"},
  };
  for (const auto& [folder, name, joined] : cases) {
    EXPECT_EQ(path_join(folder, name), joined) << folder << " + " << name;
  }
}

TEST(Path, KnowsTheWayFromAFolder) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"a", "a/c.yaml", "c.yaml"},
      {"", "a/c.yaml", "a/c.yaml"},
      {"a/b", "a/c.yaml", "../c.yaml"},
      {"ab", "a/c", "../a/c"},
      {".", "./c", "c"},
      {"/a/b", "/a/b/c", "c"},
      {"/a/b", "c", "c"},
      {"a", "a", "."},
      {"..", "../c", "c"},
      {"../a", "c", "c"},
      {"a", "../c", "../../c"},
      {"/", "/c", "c"},
  };
  for (const auto& [folder, path, relative] : cases) {
    EXPECT_EQ(path_relative(folder, path), relative) << path << " from " << folder;
  }
}

TEST(Path, KnowsItsFolder) {
  EXPECT_EQ(path_folder("a/b/c.yaml"), "a/b");
  EXPECT_EQ(path_folder("c.yaml"), "");
  EXPECT_EQ(path_folder("/c.yaml"), "/");
  EXPECT_EQ(path_folder(""), "");
}

// Both file systems keep the same promises, in a folder of their own.
class FsTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string_view(GetParam()) == "memory") {
      fs_ = std::make_unique<MemoryFs>();
      root_ = "root";
      ASSERT_TRUE(fs_->make_directories(root_));
      return;
    }
    fs_ = std::make_unique<DiskFs>();
    std::string name = (std::filesystem::temp_directory_path() / "wardround-fs-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override {
    if (std::string_view(GetParam()) == "disk") std::filesystem::remove_all(root_);
  }
  std::string path(std::string_view name) const { return path_join(root_, name); }

  std::unique_ptr<Fs> fs_;
  std::string root_;
};

TEST_P(FsTest, ReadsWhatWasWritten) {
  const std::string bytes("a\0b\r\n\xff", 6);
  ASSERT_TRUE(fs_->write(path("f"), bytes));
  EXPECT_EQ(fs_->read(path("f"), 6), bytes);
  ASSERT_TRUE(fs_->write(path("f"), ""));
  EXPECT_EQ(fs_->read(path("f"), 0), "");
  ASSERT_TRUE(fs_->write(path("f"), std::string(300000, 'x')));
  EXPECT_EQ(fs_->read(path("f"), 1 << 20)->size(), 300000u);
}

TEST_P(FsTest, RefusesWhatIsTooLarge) {
  ASSERT_TRUE(fs_->write(path("f"), "12345"));
  EXPECT_TRUE(fs_->read(path("f"), 5));
  const auto result = fs_->read(path("f"), 4);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "cannot read " + path("f") + ": larger than 4 bytes");
  EXPECT_EQ(reason(result.error(), path("f")), "larger than 4 bytes");
  EXPECT_EQ(reason({"a full disk"}, "disk"), "a full disk");
}

TEST_P(FsTest, SaysWhatIsMissing) {
  EXPECT_FALSE(fs_->is_file(path("f")));
  EXPECT_FALSE(fs_->is_directory(path("f")));
  EXPECT_FALSE(fs_->read(path("f"), 10));
  EXPECT_FALSE(fs_->read(root_, 10));
  EXPECT_FALSE(fs_->list(path("f")));
  EXPECT_FALSE(fs_->write(root_, "x"));
}

TEST_P(FsTest, RemovesAFileAndKeepsItsFolder) {
  ASSERT_TRUE(fs_->make_directories(path("b")));
  ASSERT_TRUE(fs_->write(path("b/d"), "x"));
  EXPECT_TRUE(fs_->remove(path("b/d")));
  EXPECT_FALSE(fs_->is_file(path("b/d")));
  EXPECT_TRUE(fs_->is_directory(path("b")));
  EXPECT_FALSE(fs_->remove(path("b/d")));
  EXPECT_FALSE(fs_->remove(path("b")));
}
TEST_P(FsTest, ListsSortedWithFolders) {
  ASSERT_TRUE(fs_->make_directories(path("b/c")));
  ASSERT_TRUE(fs_->make_directories(path("b/c")));
  ASSERT_TRUE(fs_->write(path("z"), ""));
  ASSERT_TRUE(fs_->write(path("a"), ""));
  ASSERT_TRUE(fs_->write(path("b/d"), ""));
  EXPECT_THAT(*fs_->list(root_), ElementsAre("a", "b/", "z"));
  EXPECT_THAT(*fs_->list(path("b")), ElementsAre("c/", "d"));
  EXPECT_TRUE(fs_->is_directory(path("b")));
  EXPECT_FALSE(fs_->is_file(path("b")));
  EXPECT_TRUE(fs_->is_file(path("b/d")));
  EXPECT_FALSE(fs_->make_directories(path("a")));
}

INSTANTIATE_TEST_SUITE_P(Both, FsTest, ::testing::Values("memory", "disk"));

class DiskFsTest : public FsTest {};
INSTANTIATE_TEST_SUITE_P(Disk, DiskFsTest, ::testing::Values("disk"));

TEST_P(DiskFsTest, ReplacesInOneStepAndLeavesNothingBehind) {
  ASSERT_TRUE(fs_->write(path("f"), "old"));
  ASSERT_EQ(::chmod(path("f").c_str(), 0640), 0);
  ASSERT_TRUE(fs_->write(path("f"), "new"));
  struct stat info{};
  ASSERT_EQ(::stat(path("f").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
  EXPECT_THAT(*fs_->list(root_), ElementsAre("f"));
}

TEST_P(DiskFsTest, WritesThroughALink) {
  ASSERT_TRUE(fs_->write(path("target"), "old"));
  ASSERT_EQ(::symlink("target", path("link").c_str()), 0);
  ASSERT_TRUE(fs_->write(path("link"), "new"));
  EXPECT_EQ(fs_->read(path("target"), 10), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(path("link")));
}

TEST_P(DiskFsTest, DoesNotWaitForAPipe) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const auto result = fs_->read(path("pipe"), 10);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, EndsWith("not a regular file"));
  EXPECT_FALSE(fs_->write(path("pipe"), "x"));
  EXPECT_FALSE(fs_->read(std::string("a\0b", 3), 10));
}

}  // namespace
}  // namespace wardround
