// Whatever is edited, and in whatever order: every byte outside the edits stays, the result reads
// without new errors, the model changes where it was asked to and nowhere else.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "describe.h"
#include "model/answer.h"
#include "model/fields.h"
#include "model/format.h"
#include "random_model.h"
#include "text/edit.h"

namespace wardround::testing {
namespace {

using model::SubjectId;

constexpr uint64_t kSequences = 2000;

// Contradictions between facts: a random answer may bring one; the command then writes nothing.
bool is_contradiction(std::string_view error) {
  return error.starts_with("WR0504") || error.starts_with("WR0505");
}
// What another type may bring: it cannot contain what lies in it, or is no network any more.
bool is_type_trouble(std::string_view error) {
  return error.starts_with("WR0228") || error.starts_with("WR0230");
}

std::vector<std::string> new_errors(const std::vector<std::string>& before,
                                    const std::vector<std::string>& after) {
  std::vector<std::string> fresh;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(fresh));
  return fresh;
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') out += c;
  }
  return out;
}

// How a field's text reads after an answer: lists without brackets, each word once.
std::string read_as(const model::FieldInfo& field, std::string value) {
  if (field.shape == model::Shape::text || field.shape == model::Shape::version) return value;
  if (field.shape == model::Shape::choice && value == "true") return "yes";
  if (!value.starts_with('[')) return value;
  std::vector<std::string> words;
  value = value.substr(1, value.size() - 2) + ",";
  for (std::size_t comma = value.find(','); comma != std::string::npos; comma = value.find(',')) {
    std::string word = value.substr(0, comma);
    word.erase(0, word.find_first_not_of(' '));
    value.erase(0, comma + 1);
    const bool again = std::find(words.begin(), words.end(), word) != words.end();
    if (!again || field.shape == model::Shape::texts) words.push_back(word);
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

// The lines that differ: what an edit did, for a reader.
std::string difference(std::string_view before, std::string_view after) {
  std::size_t same = 0;
  while (same < before.size() && same < after.size() && before[same] == after[same]) ++same;
  std::size_t tail = 0;
  while (tail < before.size() - same && tail < after.size() - same &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  const auto around = [&](std::string_view text) {
    const std::size_t begin = same > 80 ? same - 80 : 0;
    return std::string(
        text.substr(begin, text.size() - tail - begin + std::min<std::size_t>(tail, 80)));
  };
  return "--- before\n" + around(before) + "\n--- after\n" + around(after) + "\n";
}

// A situation out of a function's `harms:`.
bool is_short_situation(const model::Subject& subject) {
  return subject.generated && subject.kind == lang::Kind::hazardous_situation;
}

bool typed_by(std::string_view name) {
  return name == "type" || name == "kind" || name == "kinds" || name == "protocol";
}

struct Tally {
  std::size_t sequences = 0, answers = 0, refused = 0, contradicting = 0, formats = 0, fixes = 0,
              unchanged = 0, without_place = 0;
};

class Sequence {
 public:
  Sequence(uint64_t seed, Tally& tally)
      : catalog_(embedded_catalog().catalog), random_(seed + 77), tally_(tally) {
    ModelOptions options;
    options.mistakes = seed % 3 == 0;
    options.elements = 2 + seed % 9;
    // Facts at random may contradict each other: take the first text that does not.
    for (uint64_t attempt = 0; attempt < 50; ++attempt) {
      options.facts = attempt < 49;
      text_ = random_model(catalog_, seed * 50 + attempt, options);
      const std::vector<std::string> errors = errors_of(read_model(catalog_, text_));
      if (std::none_of(errors.begin(), errors.end(), is_contradiction)) break;
    }
  }

  void run() {
    ++tally_.sequences;
    const std::size_t steps = random_.between(3, 6);
    for (std::size_t i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
      switch (random_.below(6)) {
        case 0:
          format();
          break;
        case 1:
          fix();
          break;
        default:
          answer();
      }
    }
  }

 private:
  void format();
  void fix();
  void answer();
  [[nodiscard]] std::string name_to_ask(const model::Model& model, SubjectId subject);
  [[nodiscard]] std::string value_to_give(const model::Model& model, SubjectId subject,
                                          const std::string& name);
  void check_replaced(const Reading& before, const model::Subject& subject,
                      const std::vector<diag::Edit>& edits) const;
  void check_rest(const Reading& before, const Reading& after, const model::Subject& subject,
                  const std::string& name) const;
  void check_read_back(const Reading& after, const model::Subject& subject, const std::string& name,
                       const std::string& value, const std::optional<model::Ask>& ask) const;

  const catalog::Catalog& catalog_;
  Random random_;
  Tally& tally_;
  std::string text_;
};

void Sequence::format() {
  const Reading before = read_model(catalog_, text_);
  const std::vector<diag::Edit> edits =
      model::format_edits(before.loaded, catalog_, before.sources, before.source());
  for (const diag::Edit& edit : edits) {
    const std::string old(before.sources.text(edit.span));
    const bool layout = without_blanks(old) == without_blanks(edit.text);
    const bool word = edit.text == "yes" || edit.text == "no" || edit.text == "\"" + old + "\"";
    EXPECT_TRUE(layout || word) << "`" << old << "` became `" << edit.text << "`";
  }
  const std::string result = edited(text_, edits);
  const text::Applied applied = text::apply(text_, edits);
  EXPECT_EQ(applied.text, result);
  EXPECT_EQ(applied.dropped, 0u);
  const Reading after = read_model(catalog_, result);
  const std::vector<std::string> errors = errors_of(before);
  std::vector<std::string> fresh = new_errors(errors, errors_of(after));
  // A version that now counts may contradict.
  if (!errors.empty()) std::erase_if(fresh, is_contradiction);
  EXPECT_TRUE(fresh.empty()) << fresh.front();
  if (errors.empty()) {
    EXPECT_EQ(describe(before.model(), catalog_), describe(after.model(), catalog_));
  }
  const std::vector<diag::Edit> again =
      model::format_edits(after.loaded, catalog_, after.sources, after.source());
  EXPECT_TRUE(again.empty()) << "not idempotent: `" << again.front().text << "` at "
                             << after.sources.location(again.front().span);
  if (::testing::Test::HasFailure()) ADD_FAILURE() << "formatted:\n" << difference(text_, result);
  text_ = result;
  ++tally_.formats;
}

void Sequence::fix() {
  const Reading before = read_model(catalog_, text_);
  std::vector<diag::Edit> edits;
  std::vector<std::string> mended;
  for (const diag::Diagnostic& one : before.diagnostics.sorted(before.sources)) {
    for (const diag::Fix& fix : one.fixes) {
      if (fix.safety != diag::Safety::safe) continue;
      edits.insert(edits.end(), fix.edits.begin(), fix.edits.end());
      mended.push_back(std::string(diag::info(one.kind).code) + " " + one.message());
      break;
    }
  }
  if (edits.empty()) return;
  const std::string result = edited(text_, edits);
  const Reading after = read_model(catalog_, result);
  const std::vector<std::string> left = errors_of(after);
  const auto revealing = [](std::string_view error) {
    return error.starts_with("WR0201") || error.starts_with("WR0203");
  };
  const bool more_to_read = std::any_of(mended.begin(), mended.end(), revealing);
  for (const std::string& one : mended) {
    if (more_to_read) break;  // … where the same slip may stand again
    EXPECT_EQ(std::count(left.begin(), left.end(), one), 0) << one << " is still there";
  }
  // Under a misspelt section or key there may be further slips, and facts that contradict.
  std::vector<std::string> fresh = new_errors(errors_of(before), left);
  std::erase_if(fresh, [](std::string_view error) {
    return is_contradiction(error) || error.starts_with("WR0203") || error.starts_with("WR0217");
  });
  EXPECT_TRUE(fresh.empty()) << fresh.front();
  if (::testing::Test::HasFailure()) ADD_FAILURE() << "fixed:\n" << difference(text_, result);
  text_ = result;
  ++tally_.fixes;
}

std::string Sequence::name_to_ask(const model::Model& model, SubjectId subject) {
  const model::SectionInfo& section = model::section_of(model[subject].kind);
  std::vector<std::string> names;
  for (const model::FieldInfo& field : section.fields) names.emplace_back(field.name);
  if (model[subject].kind == lang::Kind::system) {
    for (const model::FieldInfo& field : model::find_section("context")->fields) {
      names.emplace_back(field.name);
    }
  }
  names.emplace_back("name");
  for (const lang::Fact& fact : catalog_.vocabulary.facts) {
    if (section.facts && lang::has(fact.subjects, model[subject].kind)) names.push_back(fact.id);
  }
  return random_.pick(names);
}

std::string Sequence::value_to_give(const model::Model& model, SubjectId subject,
                                    const std::string& name) {
  if (random_.chance(15)) return "unknown";
  const std::vector<std::string> values = model::answer_values(model, catalog_, subject, name);
  if (values.empty()) {
    static const std::vector<std::string> kFree{"12",        "4.2",
                                                "2028-06",   "what: a #1 thing",
                                                "e0 -> e1",  "integrity of d0",
                                                "- no list", "it's \"so\"",
                                                "[a, b]",    "true"};
    return random_.pick(kFree);
  }
  if (random_.chance(15) && values.size() > 2) {
    return "[" + values[0] + ", " + random_.pick(values) + "]";
  }
  return random_.pick(values);
}

// An answer takes away only what stood in its own place, and layout.
void Sequence::check_replaced(const Reading& before, const model::Subject& subject,
                              const std::vector<diag::Edit>& edits) const {
  const text::Tree& tree = before.loaded.texts.front().tree;
  std::set<std::string> own;
  std::vector<text::NodeId> open;
  text::NodeId node = tree.root();
  std::vector<text::Path> paths{subject.path};
  if (subject.kind == lang::Kind::system) paths = {{"system"}, {"context"}};
  for (const text::Path& path : paths) {
    node = tree.root();
    for (const std::string& key : path) {
      if (node.valid() && tree[node].shape == text::Shape::mapping) node = tree.find(node, key);
    }
    if (node.valid()) open.push_back(node);
  }
  while (!open.empty()) {
    node = open.back();
    open.pop_back();
    own.insert(without_blanks(before.sources.text(tree[node].span)));
    for (const text::NodeId child : tree.children(node)) open.push_back(child);
  }
  for (const diag::Edit& edit : edits) {
    const std::string old = without_blanks(before.sources.text(edit.span));
    EXPECT_TRUE(old.empty() || own.contains(old))
        << "`" << old << "` is no value of " << subject.id;
  }
}

void Sequence::check_rest(const Reading& before, const Reading& after,
                          const model::Subject& subject, const std::string& name) const {
  const model::Model& old = before.model();
  const model::Model& now = after.model();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < old.subjects.size(); ++i) {
    const model::Subject& a = old.subjects[i];
    if (is_short_situation(a)) continue;  // comes and goes with `harms:`
    ++kept;
    const SubjectId same_id = i == 0 ? SubjectId(0) : now.find(a.id);
    ASSERT_TRUE(same_id.valid()) << a.id << " is gone";
    const model::Subject& b = now[same_id];
    ASSERT_EQ(a.id, b.id);
    EXPECT_EQ(a.generated, b.generated);
    const bool asked = a.path == subject.path || a.id == subject.id;
    for (const model::Field& field : a.fields) {
      if (asked && (field.name == name || name == "kind" || name == "kinds")) continue;
      const model::Field* same = b.field(field.name);
      ASSERT_NE(same, nullptr) << a.id << "." << field.name << " is gone";
      EXPECT_EQ(same->text, field.text) << a.id << "." << field.name;
    }
    EXPECT_LE(b.fields.size(), a.fields.size() + (asked ? 1 : 0)) << a.id;
    EXPECT_TRUE(
        (asked && typed_by(name)) ||
        std::ranges::equal(old.universe.types[lang::SubjectId(i)], now.universe.types[same_id]))
        << a.id;
  }
  const auto added = std::count_if(now.subjects.begin(), now.subjects.end(),
                                   [](const auto& one) { return !is_short_situation(one); });
  EXPECT_EQ(static_cast<std::size_t>(added), kept + (is_short_situation(subject) ? 1 : 0));
  // Facts: all but the one asked for, of all subjects that the same text stands for.
  const auto others = [&](const model::Model& model) {
    std::vector<std::string> all = stated_facts(model, catalog_);
    for (const model::Subject& one : old.subjects) {
      if (one.path != subject.path && one.id != subject.id) continue;
      std::erase_if(all, [&](const std::string& line) {
        // With another type other facts say something about the subject.
        return line.starts_with(one.id + "." + (typed_by(name) ? "" : name + " = "));
      });
    }
    return all;
  };
  EXPECT_EQ(others(old), others(now));
  EXPECT_EQ(old.controls.size(), now.controls.size());
}

void Sequence::check_read_back(const Reading& after, const model::Subject& subject,
                               const std::string& name, const std::string& value,
                               const std::optional<model::Ask>& ask) const {
  const model::Model& now = after.model();
  const SubjectId id = now.find(subject.id);
  ASSERT_TRUE(id.valid());
  const lang::FactId fact = catalog_.vocabulary.find_fact(subject.kind, name);
  const bool unknown = value == "unknown" || ask;
  const model::Field* field = now[id].field(name);
  if (fact.valid() && (field == nullptr || !unknown)) {
    const lang::Cell& cell = now.universe.cell(fact, id);
    if (unknown) {
      EXPECT_NE(cell.provenance, lang::Provenance::stated);
      if (ask && cell.provenance == lang::Provenance::unknown) {
        ASSERT_LT(cell.origin, now.universe.origins.size());
        EXPECT_EQ(now.universe.origins[cell.origin].owner, ask->who);
        EXPECT_EQ(now.universe.origins[cell.origin].until, ask->until);
      }
      return;
    }
    ASSERT_EQ(cell.provenance, lang::Provenance::stated);
    EXPECT_EQ(value_name(now, catalog_.vocabulary[fact], cell.value),
              value == "true" ? "yes" : value);
    return;
  }
  if (field == nullptr && (name == "kind" || name == "kinds")) {
    field = now[id].field(name == "kind" ? "kinds" : "kind");
  }
  ASSERT_NE(field, nullptr) << subject.id << "." << name << " is not there";
  if (unknown) {
    EXPECT_TRUE(field->text == "unknown" || field->text == "unknown -> unknown" ||
                name == "caused_by" || name == "kind" || name == "kinds" || name == "type" ||
                name == "protocol")
        << field->text;
    return;
  }
  const model::FieldInfo* info = model::find_field(model::section_of(subject.kind), name);
  if (info == nullptr) info = model::find_field(*model::find_section("context"), name);
  ASSERT_NE(info, nullptr);
  EXPECT_EQ(field->text, read_as(*info, value)) << name;
}

void Sequence::answer() {
  const Reading before = read_model(catalog_, text_);
  if (before.diagnostics.has_errors()) return;
  const model::Model& model = before.model();
  const SubjectId id(random_.below(model.subjects.size()));
  const model::Subject& subject = model[id];
  const std::string name = name_to_ask(model, id);
  std::string value = value_to_give(model, id, name);
  std::optional<model::Ask> ask;
  if (random_.chance(12)) {
    ask = model::Ask{random_.chance(50) ? "tom" : "R&D: Anna, 2nd",
                     random_.chance(50) ? "2026-12-05" : ""};
    value.clear();
  }
  const Result<model::AnswerEdit> answer =
      model::answer_edits(before.loaded, catalog_, before.sources, id, name, value, ask);
  if (!answer) {
    const std::string& why = answer.error().message;
    EXPECT_FALSE(why.empty());
    ++tally_.refused;
    // A good value, but no place for it: an alias, or a text too intricate to edit.
    const bool no_place = why.find("alias") != std::string::npos ||
                          why.find("by hand") != std::string::npos ||
                          why.find("braces") != std::string::npos;
    if (no_place) ++tally_.without_place;
    return;
  }
  const std::string what = fmt::format("{}.{} {}\n", subject.id, name, ask ? "ask" : value);
  const std::string result = edited(text_, answer->edits);
  check_replaced(before, subject, answer->edits);
  const Reading after = read_model(catalog_, result);
  std::vector<std::string> fresh = new_errors({}, errors_of(after));
  if (name == "type") std::erase_if(fresh, is_type_trouble);
  const std::size_t others = std::erase_if(fresh, is_contradiction);
  EXPECT_TRUE(fresh.empty()) << what << fresh.front() << "\n" << difference(text_, result);
  if (others > 0 || !errors_of(after).empty()) {
    ++tally_.contradicting;  // the command writes nothing then
    return;
  }
  check_rest(before, after, subject, name);
  check_read_back(after, subject, name, value, ask);
  if (::testing::Test::HasFailure()) {
    ADD_FAILURE() << "answered " << what << difference(text_, result);
  }
  if (answer->edits.empty()) ++tally_.unchanged;
  text_ = result;
  ++tally_.answers;
}

TEST(Edits, RandomSequencesChangeWhatTheySayAndNothingElse) {
  ASSERT_FALSE(embedded_catalog().diagnostics.has_errors());
  Tally tally;
  for (uint64_t seed = 0; seed < kSequences; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Sequence(seed, tally).run();
    if (HasFailure()) break;
  }
  fmt::print(
      "{} sequences: {} answers ({} say nothing new, {} contradict, {} are refused, {} of them for "
      "want of a place), {} formats, {} fixes\n",
      tally.sequences, tally.answers, tally.unchanged, tally.contradicting, tally.refused,
      tally.without_place, tally.formats, tally.fixes);
  EXPECT_EQ(tally.sequences, kSequences);
  EXPECT_GT(tally.answers, kSequences);
  EXPECT_GT(tally.formats, kSequences / 4);
  EXPECT_GT(tally.fixes, kSequences / 20);
  EXPECT_LT(tally.without_place * 20, tally.answers);
}

TEST(Edits, RandomModelsLoad) {
  const catalog::Catalog& catalog = embedded_catalog().catalog;
  std::size_t contradicting = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const std::string text = random_model(catalog, seed, {});
    EXPECT_EQ(text, random_model(catalog, seed, {})) << "the same seed, another text";
    std::vector<std::string> errors = errors_of(read_model(catalog, text));
    if (std::erase_if(errors, is_contradiction) > 0) ++contradicting;
    EXPECT_TRUE(errors.empty()) << "seed " << seed << "\n" << errors.front() << "\n" << text;
    if (HasFailure()) break;
  }
  EXPECT_LT(contradicting, 150u);
}

}  // namespace
}  // namespace wardround::testing
