// What is recorded reads back; the same says the same; an edit shows.
#include "assurance/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assurance/chain.h"
#include "base/random.h"
#include "base/random_edit.h"
#include "base/sha256.h"
#include "diag/render.h"

namespace wardround::assurance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kDigest(64, 'a');

Record full_record() {
  Record record;
  record.date = {2026, 11, 23};
  record.parents = {std::string(64, '0'), std::string(64, 'f')};
  record.project = "amps";
  record.tool = "wardround 0.1.0";
  record.participants = {{"Ann \"Lee\"", "security\nengineer"}, {"yes", ""}};
  record.note = "what: [was] said, {and} # more";
  record.cadence = 90;
  record.watch = {"tools/*"};
  record.code = {{"src/ä ö.c", kDigest, {"amps/sync", "."}}};
  record.catalogue = {{"core", "0.1.0", kDigest}};
  RecordedModel& model = record.models.emplace_back();
  model.system = "amps";
  model.path = "amps.model.yaml";
  model.canonical = kDigest;
  model.files = {{"amps.model.yaml", kDigest}};
  model.before = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  model.after = {14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  model.watch = {{"sync", {"a/*.c", "b"}}};
  model.agenda = {{"question", "sync.pairing", "answered", "passkey", "Ann"},
                  {"finding", "open-link@sync", "skipped", "", ""}};
  model.findings = {{"open-link@sync", "certain", "high", true}, {"x@y", "unverified", "", false}};
  model.subjects = {{"null", "0123456789abcdef"}, {"sync", "0"}};
  model.questions = {"sync.version", "~"};
  return record;
}

struct Read {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  std::optional<Record> record;
  explicit Read(std::string text)
      : record(read_record(sources, sources.add("r.json", std::move(text)), diagnostics)) {}
  [[nodiscard]] std::string messages() const {
    return diag::render_text(diagnostics, sources, {false, 80});
  }
};

TEST(Record, ReadsBackAsItWasWritten) {
  for (const Record& record : {full_record(), Record{}}) {
    const Read read(record_text(record));
    ASSERT_TRUE(read.record) << read.messages();
    EXPECT_EQ(*read.record, record);
    EXPECT_EQ(record_text(*read.record), record_text(record));
  }
}

TEST(Record, MistakesAreNamed) {
  std::string text = record_text(full_record());
  for (const auto& [from, to] :
       {std::pair("\"kind\": \"round\"", "\"kind\": \"rownd\""),
        std::pair("\"date\": \"2026-11-23\"", "\"date\": \"2026-11-31\""),
        std::pair("\"certain\": 1,", "\"certain\": -1,"), std::pair("\"note\"", "\"nite\"")}) {
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, std::string_view(from).size(), to);
  }
  const Read read(text);
  EXPECT_FALSE(read.record);
  for (const char* word : {"rownd", "2026-11-31", "-1", "nite"})
    EXPECT_THAT(read.messages(), HasSubstr(word));
}

struct Kept {
  MemoryFs fs;
  diag::Sources sources;
  diag::Diagnostics diagnostics;

  std::string add(const Record& record) {
    const auto path = write_record(fs, "p/rounds", record);
    EXPECT_TRUE(path);
    return path.value_or("");
  }
  Chain read() {
    diagnostics = {};
    return read_chain(fs, "p/rounds", sources, diagnostics);
  }
};
Record on(int day, const Chain& chain) {
  Record record;
  record.date = {2026, 11, day};
  record.parents = chain.next_parents();
  return record;
}

TEST(Chain, BranchesMeetInTheNextRecord) {
  Kept kept;
  EXPECT_TRUE(kept.read().empty());
  kept.add(on(1, kept.read()));
  const Chain before = kept.read();
  Record left = on(2, before), right = on(3, before);
  left.note = "left";
  right.note = "right";
  kept.add(left);
  kept.add(right);
  const Chain branched = kept.read();
  EXPECT_THAT(branched.heads, ElementsAre(1, 2));
  EXPECT_THAT(branched.next_parents(), SizeIs(2));
  kept.add(on(3, branched));
  const Chain merged = kept.read();
  EXPECT_TRUE(kept.diagnostics.empty());
  ASSERT_THAT(merged.records, SizeIs(4));
  EXPECT_THAT(merged.heads, ElementsAre(3));
  EXPECT_THAT(merged.records[3].record.parents, SizeIs(2));
  ASSERT_NE(merged.newest_round(), nullptr);
  EXPECT_EQ(merged.newest_round()->path, merged.records[3].path);
}

TEST(Chain, ARecordThatIsGoneIsMissed) {
  Kept kept;
  const std::string first = kept.add(on(1, kept.read()));
  kept.add(on(2, kept.read()));
  kept.fs.files.erase(first);
  const Chain chain = kept.read();
  EXPECT_THAT(chain.records, SizeIs(1));
  EXPECT_THAT(diag::render_text(kept.diagnostics, kept.sources, {false, 80}), HasSubstr("WR1003"));
}

TEST(Chain, TimeDoesNotRunBackwards) {
  Kept kept;
  kept.add(on(9, kept.read()));
  kept.add(on(2, kept.read()));
  const Chain chain = kept.read();
  EXPECT_THAT(diag::render_text(kept.diagnostics, kept.sources, {false, 80}), HasSubstr("WR1004"));
  EXPECT_EQ(chain.records[0].record.date.day, 9) << "parents come first, whatever their date";
}

TEST(Chain, EveryEditOfARecordShows) {
  Kept kept;
  for (int day = 1; day < 5; ++day) {
    Record record = full_record();
    record.date.day = day;
    record.parents = kept.read().next_parents();
    kept.add(record);
  }
  std::erase_if(kept.fs.files, [](const auto& file) { return file.second.empty(); });  // folders
  const auto whole = kept.fs.files;
  ASSERT_THAT(whole, SizeIs(4));
  Random random(7);
  for (int round = 0; round < 1000; ++round) {
    kept.fs.files = whole;
    auto at = std::next(kept.fs.files.begin(), static_cast<int>(random.below(whole.size())));
    edit_at_random(at->second, random);
    (void)kept.read();
    const std::string said = diag::render_text(kept.diagnostics, kept.sources, {false, 80});
    EXPECT_THAT(said, HasSubstr("WR1001")) << at->first;
    EXPECT_THAT(said, HasSubstr(at->first));
  }
}

TEST(Departures, FilesThatAreNotAsTheNewestRecordHasThem) {
  Kept kept;
  kept.fs.files["p/a.yaml"] = "one";
  kept.fs.files["p/b.yaml"] = "two";
  Record record = on(1, kept.read());
  record.models.emplace_back();
  record.models[0] = full_record().models[0];
  record.models[0].files = {{"a.yaml", sha256("one")}, {"b.yaml", sha256("two")}};
  kept.add(record);
  EXPECT_THAT(departures(kept.fs, "p", kept.read()), IsEmpty());
  kept.fs.files["p/a.yaml"] = "One";
  kept.fs.files.erase("p/b.yaml");
  const auto found = departures(kept.fs, "p", kept.read());
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].path, "a.yaml");
  EXPECT_FALSE(found[0].missing);
  EXPECT_EQ(found[1].path, "b.yaml");
  EXPECT_TRUE(found[1].missing);
}

}  // namespace
}  // namespace wardround::assurance
