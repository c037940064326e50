#include "lang/vocabulary.h"

#include <gtest/gtest.h>

#include <set>

#include "lang/evaluate.h"
#include "lang/testing.h"

namespace wardround::lang {
namespace {

TEST(VocabularyTest, NamesAndParsersAreInverse) {
  for (std::size_t i = 0; i < kKinds; ++i) {
    EXPECT_EQ(parse_kind(name(static_cast<Kind>(i))), static_cast<Kind>(i));
  }
  for (std::size_t i = 0; i < kPositions; ++i) {
    EXPECT_EQ(parse_position(name(static_cast<Position>(i))), static_cast<Position>(i));
  }
  for (const Privilege p :
       {Privilege::none, Privilege::user, Privilege::admin, Privilege::system}) {
    EXPECT_EQ(parse_privilege(name(p)), p);
  }
  EXPECT_EQ(parse_position("hospital_network"), Position::hospital_network);
  EXPECT_FALSE(parse_position("hospital network"));
  EXPECT_FALSE(parse_kind("thing"));
}

TEST(VocabularyTest, RelationsHaveDistinctNames) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < relation_count(); ++i) {
    const auto relation = static_cast<Relation>(i);
    EXPECT_TRUE(names.insert(info(relation).name).second) << info(relation).name;
    EXPECT_NE(info(relation).from, 0u);
    EXPECT_NE(info(relation).to, 0u);
  }
  EXPECT_EQ(find_relation(Kind::flow, "sends"), Relation::sends);
  EXPECT_FALSE(find_relation(Kind::element, "sends"));
}

TEST(VocabularyTest, TypesFormATree) {
  const Vocabulary v = testing::sample_vocabulary();
  const TypeId process = v.find_type(TypeTree::element, "process");
  const TypeId app = v.find_type(TypeTree::element, "app");
  const TypeId phone_app = v.find_type(TypeTree::element, "phone-app");
  EXPECT_TRUE(v.is_a(phone_app, process));
  EXPECT_TRUE(v.is_a(app, app));
  EXPECT_FALSE(v.is_a(process, app));
  EXPECT_FALSE(v.find_type(TypeTree::protocol, "app").valid());
}

TEST(VocabularyTest, ACycleOfTypesEnds) {
  Vocabulary v;
  v.types.resize(3);
  for (std::size_t i = 0; i < 3; ++i) {
    v.types[i].id = std::string(1, static_cast<char>('a' + i));
    v.types[i].parent = TypeId((i + 1) % 3);
  }
  v.types[0].was = {"old", "b"};
  v.index();
  EXPECT_TRUE(v.is_a(TypeId(std::size_t{2}), TypeId(std::size_t{1})));
  EXPECT_EQ(v.find_type(TypeTree::element, "old"), TypeId(std::size_t{0}));
  EXPECT_EQ(v.find_type(TypeTree::element, "b"), TypeId(std::size_t{1}));
}

TEST(VocabularyTest, FactsByKind) {
  const Vocabulary v = testing::sample_vocabulary();
  EXPECT_NE(v.find_fact(Kind::element, "hot"), v.find_fact(Kind::boundary, "hot"));
  EXPECT_EQ(v.find_fact(Kind::element, "controlled_by"),
            v.find_fact(Kind::boundary, "controlled_by"));
  EXPECT_FALSE(v.find_fact(Kind::flow, "hot").valid());
}

TEST(VocabularyTest, VersionsCompareByParts) {
  struct {
    const char* a;
    const char* b;
    int order;
  } table[] = {{"4.2", "4.2", 0},
               {"4.2", "4.10", -1},
               {"4.2", "4.2.0", 0},
               {"5", "4.9.9", 1},
               {"1.0", "1.0b", -1},
               {"007", "7", 0},
               {"", "0", 0},
               {"1..2", "1.0.2", 0},
               {"99999999999999999999999", "99999999999999999999998", 1}};
  for (const auto& row : table) {
    EXPECT_EQ(compare_versions(row.a, row.b), row.order) << row.a << " " << row.b;
    EXPECT_EQ(compare_versions(row.b, row.a), -row.order) << row.b << " " << row.a;
  }
}

}  // namespace
}  // namespace wardround::lang
