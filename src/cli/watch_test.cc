// A world whose files change at the pauses, as a script says; no time passes.
#include "cli/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace wardround::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Watch : public testing::Test {
 protected:
  using Step = std::function<void(MemoryFs&)>;

  // Runs `steps`, one at each pause, then stops. What each round read of `path` is in `texts`, what
  // made it go in `causes`.
  void run(const std::string& path, std::vector<Step> steps) {
    std::size_t next = 0;
    const World world{[this](const std::string& file) {
                        const auto found = fs_.files.find(file);
                        if (found == fs_.files.end()) return Stamp{};
                        return Stamp{true, found->second.size(),
                                     static_cast<int64_t>(std::hash<std::string>{}(found->second)),
                                     1};
                      },
                      [&] {
                        if (next == steps.size()) return false;
                        steps[next++](fs_);
                        return true;
                      }};
    watch(fs_, world, {"own.json"}, [&](Fs& fs, const std::vector<std::string>& changed) {
      causes.push_back(changed);
      texts.push_back(fs.read(path, 1000).value_or("missing"));
      if (fs.is_file("include.yaml")) (void)fs.read("include.yaml", 1000);
      (void)fs.list("pack");
    });
  }

  static Step nothing() {
    return [](MemoryFs&) {};
  }
  static Step write(const std::string& path, const std::string& text) {
    return [=](MemoryFs& fs) { fs.files[path] = text; };
  }
  static Step remove(const std::string& path) {
    return [=](MemoryFs& fs) { fs.files.erase(path); };
  }

  MemoryFs fs_;
  std::vector<std::string> texts;
  std::vector<std::vector<std::string>> causes;
};

TEST_F(Watch, RunsOnceAndStops) {
  fs_.files["a.yaml"] = "1";
  run("a.yaml", {nothing(), nothing()});
  EXPECT_THAT(texts, ElementsAre("1"));
  EXPECT_THAT(causes, ElementsAre(IsEmpty()));
}

TEST_F(Watch, RunsAgainAfterAChange) {
  fs_.files["a.yaml"] = "1";
  run("a.yaml", {nothing(), write("a.yaml", "2"), nothing(), nothing(), write("a.yaml", "3"),
                 nothing(), nothing()});
  EXPECT_THAT(texts, ElementsAre("1", "2", "3"));
  EXPECT_THAT(causes, ElementsAre(IsEmpty(), ElementsAre("a.yaml"), ElementsAre("a.yaml")));
}

TEST_F(Watch, ABurstMakesOneRound) {
  fs_.files["a.yaml"] = "1";
  run("a.yaml", {write("a.yaml", "2"), write("a.yaml", "3"), remove("a.yaml"), write("a.yaml", "4"),
                 nothing(), nothing()});
  EXPECT_THAT(texts, ElementsAre("1", "4"));
}

TEST_F(Watch, FilesThatAreMissingAreWatchedToo) {
  run("a.yaml",
      {nothing(), write("a.yaml", "1"), nothing(), remove("a.yaml"), nothing(), nothing()});
  EXPECT_THAT(texts, ElementsAre("missing", "1", "missing"));
}

TEST_F(Watch, WhatALaterRoundReadsIsWatchedFromThenOn) {
  fs_.files["a.yaml"] = "1";
  run("a.yaml", {write("include.yaml", "x"), nothing(), write("include.yaml", "y"), nothing(),
                 write("other.yaml", "z"), nothing()});
  EXPECT_THAT(causes,
              ElementsAre(IsEmpty(), ElementsAre("include.yaml"), ElementsAre("include.yaml")));
}

TEST_F(Watch, EntriesOfAListedFolderComeAndGo) {
  fs_.files["a.yaml"] = "1";
  run("a.yaml", {write("pack/x.yaml", "x"), nothing(), write("pack/x.yaml", "not read"), nothing(),
                 remove("pack/x.yaml"), nothing(), nothing()});
  EXPECT_THAT(causes, ElementsAre(IsEmpty(), ElementsAre("pack"), ElementsAre("pack")));
}

TEST_F(Watch, WhatItWritesItselfIsNoChange) {
  fs_.files["pack/x.yaml"] = "1";
  int rounds = 0, pauses = 0;
  const World world{[](const std::string&) { return Stamp{}; }, [&] { return ++pauses < 10; }};
  watch(fs_, world, {"pack/own.json"}, [&](Fs& fs, const std::vector<std::string>&) {
    (void)fs.list("pack");
    (void)fs.write("pack/own.json", std::to_string(++rounds));
  });
  EXPECT_EQ(rounds, 1);
}

TEST_F(Watch, AChangeDuringARoundIsNotLost) {
  fs_.files["a.yaml"] = "1";
  int rounds = 0, pauses = 0;
  const World world{[this](const std::string& file) {
                      const auto found = fs_.files.find(file);
                      return found == fs_.files.end() ? Stamp{}
                                                      : Stamp{true, found->second.size(), 0, 0};
                    },
                    [&] { return ++pauses < 10; }};
  watch(fs_, world, {"own.json"}, [&](Fs& fs, const std::vector<std::string>&) {
    (void)fs.read("a.yaml", 1000);
    if (++rounds == 1) fs_.files["a.yaml"] = "longer";
  });
  EXPECT_EQ(rounds, 2);
}

}  // namespace
}  // namespace wardround::cli
