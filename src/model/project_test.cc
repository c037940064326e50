#include "model/project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wardround::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Found {
  std::optional<Project> project;
  diag::Sources sources;
  diag::Diagnostics diagnostics;

  [[nodiscard]] std::string messages() const {
    std::string all;
    for (const diag::Diagnostic& one : diagnostics.sorted(sources)) {
      all += sources.location(one.span) + " " + one.message() + "\n";
      for (const diag::Note& note : one.notes) all += "  " + note.text + "\n";
      for (const diag::Fix& fix : one.fixes) all += "  fix: " + fix.title + "\n";
    }
    return all;
  }
};

Found find(const std::string& path, std::map<std::string, std::string> files) {
  MemoryFs fs;
  fs.files = std::move(files);
  Found found;
  found.project = find_project(fs, path, found.sources, found.diagnostics);
  return found;
}

TEST(Project, IsFoundWhereItStands) {
  const std::map<std::string, std::string> files{
      {"plain/wardround.yaml", "wardround: 1\nmodels: [a.yaml]\n"},
      {"plain/a.yaml", ""},
      {"inner/security/wardround.yaml", "wardround: 1\nmodels: a.yaml\n"},
      {"inner/security/a.yaml", ""},
      {"bare/a.model.yaml", ""},
      {"bare/other.yaml", ""},
      {"lonely/a.yaml", ""},
  };
  struct Case {
    std::string path;
    std::string project;
    std::string model;
  };
  const std::vector<Case> cases{
      {"plain", "plain/wardround.yaml", "plain/a.yaml"},
      {"plain/", "plain/wardround.yaml", "plain/a.yaml"},
      {"plain/wardround.yaml", "plain/wardround.yaml", "plain/a.yaml"},
      {"plain/a.yaml", "", "plain/a.yaml"},
      {"inner", "inner/security/wardround.yaml", "inner/security/a.yaml"},
      {"bare", "", "bare/a.model.yaml"},
      {"lonely", "", "lonely/a.yaml"},
  };
  for (const Case& one : cases) {
    const Found found = find(one.path, files);
    ASSERT_TRUE(found.project) << one.path << "\n" << found.messages();
    EXPECT_EQ(found.project->path, one.project) << one.path;
    EXPECT_THAT(found.project->models, ElementsAre(one.model)) << one.path;
    EXPECT_TRUE(found.diagnostics.empty()) << found.messages();
  }
}

TEST(Project, TheCurrentFolder) {
  for (const std::string path : {".", "", "./"}) {
    const Found found =
        find(path, {{"wardround.yaml", "wardround: 1\nmodels: '*.yaml'\n"}, {"a.yaml", ""}});
    ASSERT_TRUE(found.project) << found.messages();
    EXPECT_EQ(found.project->path, "wardround.yaml");
    EXPECT_THAT(found.project->models, ElementsAre("a.yaml"));
  }
}

TEST(Project, ReadsEveryKey) {
  const Found found = find("p", {{"p/wardround.yaml", R"(wardround: 1
project: {id: cuff, name: Home cuff}
models: [models/*.model.yaml, extra/more.yaml, models/b.model.yaml]
packs: [packs/own]
policy: {anything: {goes: here}}
playbook: play.yaml
cadence: weekly
watch: ["src/**/*.c", firmware/*]
)"},
                                 {"p/models/b.model.yaml", ""},
                                 {"p/models/a.model.yaml", ""},
                                 {"p/models/notes.yaml", ""},
                                 {"p/models/.hidden.model.yaml", ""},
                                 {"p/extra/more.yaml", ""},
                                 {"p/packs/own/pack.yaml", ""}});
  ASSERT_TRUE(found.project) << found.messages();
  EXPECT_EQ(found.messages(), "");
  EXPECT_EQ(found.project->id, "cuff");
  EXPECT_EQ(found.project->name, "Home cuff");
  EXPECT_THAT(found.project->models,
              ElementsAre("p/models/a.model.yaml", "p/models/b.model.yaml", "p/extra/more.yaml"));
  EXPECT_THAT(found.project->packs, ElementsAre("p/packs/own"));
  EXPECT_THAT(found.project->watch, ElementsAre("src/**/*.c", "firmware/*"));
}

TEST(Project, WithoutModelsTakesThoseBesideIt) {
  const Found found = find("p", {{"p/wardround.yaml", "wardround: 1\n"},
                                 {"p/b.model.yaml", ""},
                                 {"p/a.model.yaml", ""},
                                 {"p/a.layout.yaml", ""}});
  ASSERT_TRUE(found.project) << found.messages();
  EXPECT_THAT(found.project->models, ElementsAre("p/a.model.yaml", "p/b.model.yaml"));
}

TEST(Project, GlobInAFolderName) {
  const Found found = find("p", {{"p/wardround.yaml", "wardround: 1\nmodels: '*/dev*.yaml'\n"},
                                 {"p/one/dev.yaml", ""},
                                 {"p/two/device.yaml", ""},
                                 {"p/two/other.yaml", ""}});
  ASSERT_TRUE(found.project) << found.messages();
  EXPECT_THAT(found.project->models, ElementsAre("p/one/dev.yaml", "p/two/device.yaml"));
}

TEST(Project, ReportsAllMistakesWithPlaceAndSuggestion) {
  const Found found = find("p", {{"p/wardround.yaml", R"(wardround: 2
model: [a.yaml]
project: {ident: x}
models:
  - a.yaml
  - dvice.model.yaml
  - none/*.yaml
  - /etc/passwd
  - {x: y}
packs: [pcks]
zebra: 1
)"},
                                 {"p/a.yaml", ""},
                                 {"p/device.model.yaml", ""},
                                 {"p/packs/pack.yaml", ""}});
  ASSERT_TRUE(found.project);
  EXPECT_THAT(found.project->models, ElementsAre("p/a.yaml"));
  EXPECT_EQ(found.messages(),
            R"(p/wardround.yaml:1:12 `wardround: 2`: only version 1 of the language is known
p/wardround.yaml:2:1 unknown key `model` in the project file
  fix: rename to `models`
p/wardround.yaml:3:11 unknown key `ident` in the project file
  keys here are `id`, `name`
p/wardround.yaml:6:5 `p/dvice.model.yaml` does not exist
  fix: write `device.model.yaml`
p/wardround.yaml:7:5 `none/*.yaml` matches no file
p/wardround.yaml:8:5 `/etc/passwd` is an absolute path: paths here are relative to the project file
p/wardround.yaml:9:5 `models` must be a path, or a list of paths
p/wardround.yaml:10:9 `p/pcks` does not exist
  fix: write `packs`
p/wardround.yaml:11:1 unknown key `zebra` in the project file
  keys here are `wardround`, `project`, `models`, `packs`, `policy`, `playbook`, `cadence`, `team`, `watch`
)");
}

TEST(Project, PathsThatLeadNowhere) {
  const std::map<std::string, std::string> files{{"several/a.model.yaml", ""},
                                                 {"several/b.model.yaml", ""},
                                                 {"empty/readme.md", ""},
                                                 {"cuff.model.yaml", ""},
                                                 {"hollow/wardround.yaml", "wardround: 1\n"},
                                                 {"list/wardround.yaml", "- a\n"}};
  struct Case {
    std::string path;
    std::string message;
  };
  const std::vector<Case> cases{
      {"severl", "`severl`: no such file or folder\n  did you mean `several`?"},
      {"cuf.model.yaml",
       "`cuf.model.yaml`: no such file or folder\n  did you mean `cuff.model.yaml`?"},
      {"several",
       "`several` holds 2 models and no wardround.yaml: name one of them\n"
       "  `several/a.model.yaml`\n  `several/b.model.yaml`"},
      {"empty", "`empty` holds no model"},
      {"hollow", "no `models:`, and no *.model.yaml file beside the project file"},
      {"list", "`wardround.yaml` must be a mapping of keys"},
  };
  for (const Case& one : cases) {
    const Found found = find(one.path, files);
    EXPECT_FALSE(found.project) << one.path;
    EXPECT_THAT(found.messages(), HasSubstr(one.message)) << one.path;
  }
}

TEST(Project, PathsToTheWrongSortOfThing) {
  const Found found =
      find("p", {{"p/wardround.yaml", "wardround: 1\nmodels: [all, a.yaml]\npacks: a.yaml\n"},
                 {"p/all/b.yaml", ""},
                 {"p/a.yaml", ""}});
  EXPECT_EQ(found.messages(),
            "p/wardround.yaml:2:10 `p/all` is a folder, but a model file is expected\n"
            "p/wardround.yaml:3:8 `p/a.yaml` is a file, but the folder of a pack is expected\n");
}

TEST(Project, NoModelsAreAMistake) {
  const Found found = find("p", {{"p/wardround.yaml", "wardround: 1\nmodels: []\n"}});
  EXPECT_FALSE(found.project);
  EXPECT_EQ(found.messages(), "p/wardround.yaml:2:9 `models` must be a path, or a list of paths\n");
}

TEST(Project, BrokenYamlIsReportedNotFatal) {
  const Found found =
      find("p", {{"p/wardround.yaml", "wardround: 1\nmodels: [a.yaml\n"}, {"p/a.yaml", ""}});
  EXPECT_TRUE(found.diagnostics.has_errors());
}

TEST(Project, MissingVersionHasASafeFix) {
  const Found found = find("p", {{"p/wardround.yaml", "models: a.yaml\n"}, {"p/a.yaml", ""}});
  ASSERT_TRUE(found.project);
  const std::vector<diag::Diagnostic> all = found.diagnostics.sorted(found.sources);
  ASSERT_EQ(all.size(), 1u);
  ASSERT_EQ(all[0].fixes.size(), 1u);
  EXPECT_EQ(all[0].fixes[0].safety, diag::Safety::safe);
  EXPECT_EQ(all[0].fixes[0].edits[0].text, "wardround: 1\n");
}

}  // namespace
}  // namespace wardround::model
