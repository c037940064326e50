#include "model/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "text/edit.h"

namespace wardround::model {
namespace {

catalog::Catalog catalogue() {
  catalog::Catalog catalog;
  lang::Fact encrypted;
  encrypted.id = "encrypted";
  encrypted.subjects = lang::kinds(Kind::flow, Kind::system);
  encrypted.values = {{"no", "", {}, {}}, {"yes", "", {}, {}}};
  lang::Fact release;
  release.id = "release";
  release.domain = lang::Domain::version;
  release.subjects = lang::kinds(Kind::flow);
  lang::Fact answer;
  answer.id = "answer";
  answer.domain = lang::Domain::choice;
  answer.subjects = lang::kinds(Kind::flow);
  answer.values = {{"true", "", {}, {}}, {"maybe", "", {}, {}}};
  catalog.vocabulary.facts = {encrypted, release, answer};
  catalog.vocabulary.index();
  return catalog;
}

std::string format(const std::string& text) {
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const diag::SourceId source = sources.add("a.yaml", text);
  Loaded loaded;
  std::size_t budget = limits::kYamlNodes;
  loaded.texts.push_back({source, text::parse(sources, source, budget, diagnostics)});
  const text::Applied applied =
      text::apply(text, format_edits(loaded, catalogue(), sources, source));
  EXPECT_EQ(applied.dropped, 0u) << text;
  return applied.text;
}

struct Case {
  std::string_view what;
  std::string before;
  std::string after;
};

void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    EXPECT_EQ(format(one.before), one.after) << one.what;
    EXPECT_EQ(format(one.after), one.after) << one.what << ", again";
  }
}

TEST(Format, Words) {
  check({
      {"two-valued facts", "flows:\n  f: {path: a -> b, encrypted: true}\n",
       "flows:\n  f: {path: a -> b, encrypted: yes}\n"},
      {"in any case", "flows:\n  f:\n    encrypted: NO  # no\n",
       "flows:\n  f:\n    encrypted: no  # no\n"},
      {"quoted ones stay", "flows: {f: {encrypted: \"true\"}}\n",
       "flows: {f: {encrypted: \"true\"}}\n"},
      {"in a protocol", "flows: {f: {protocol: {name: ble, encrypted: False}}}\n",
       "flows: {f: {protocol: {name: ble, encrypted: no}}}\n"},
      {"of the system",
       "system: {id: s, encrypted: true}\ncontext: {encrypted: true, device: {encrypted: true}}\n",
       "system: {id: s, encrypted: yes}\ncontext: {encrypted: yes, device: {encrypted: yes}}\n"},
      {"two-valued fields", "harms: {h: {multi_patient: TRUE}}\n",
       "harms: {h: {multi_patient: yes}}\n"},
      {"other facts stay", "flows: {f: {answer: true, text: true, unheard: true}}\n",
       "flows: {f: {answer: true, text: true, unheard: true}}\n"},
      {"facts of other kinds stay", "data: {f: {encrypted: true}}\n",
       "data: {f: {encrypted: true}}\n"},
      {"versions", "flows: {f: {release: 4.2}}\nsoftware: {s: {version: 3}, t: {version: 3.1.4}}\n",
       "flows: {f: {release: \"4.2\"}}\nsoftware: {s: {version: \"3\"}, t: {version: 3.1.4}}\n"},
      {"arrows",
       "flows:\n  f: a->b\n  g: {path: [a   -> b, 'c->d', e->f]}\n  h: {path: {from: a, to: b}}\n",
       "flows:\n  f: a -> b\n  g: {path: [a -> b, 'c->d', e -> f]}\n  h: {path: {from: a, to: "
       "b}}\n"},
      {"what an alias repeats stays",
       "flows: {f: {text: &t true, encrypted: no}, g: {encrypted: &u true, text: *u}}\n",
       "flows: {f: {text: &t true, encrypted: no}, g: {encrypted: &u true, text: *u}}\n"},
  });
}

TEST(Format, Layout) {
  check({
      {"nothing to do", "a: 1\n\nb: 2\n", "a: 1\n\nb: 2\n"},
      {"blanks at line ends", "a: 1  \nb:   # words  \n  c: 2\t\n", "a: 1\nb:   # words\n  c: 2\n"},
      {"blank lines", "\n\n\na: 1\n\n  \n \nb: 2\n\n\n", "\na: 1\n\nb: 2\n"},
      {"no line end", "a: 1", "a: 1\n"},
      {"blanks and no line end", "a: 1 \n  ", "a: 1\n"},
      {"nothing at all", "", ""},
      {"only blank lines", "\n\n", ""},
      {"only a comment", "# c", "# c\n"},
      {"tabs", "a:\t1\t# a\ttab\nb: [1,\t2]\n", "a: 1 # a\ttab\nb: [1, 2]\n"},
      {"tabs in values stay", "a: 'x\ty'\nb: |\n  x\ty\t\n", "a: 'x\ty'\nb: |\n  x\ty\t\n"},
      {"CRLF stays", "a: 1\r\n\r\n\r\nb: 2 \r\n", "a: 1\r\n\r\nb: 2\r\n"},
      {"mostly CRLF", "a: 1\r\nb: 2\nc: 3\r\nd: 4", "a: 1\r\nb: 2\r\nc: 3\r\nd: 4\r\n"},
      {"mostly LF", "a: 1\nb: 2\r\nc: 3\n", "a: 1\nb: 2\nc: 3\n"},
      {"even", "a: 1\r\nb: 2\n", "a: 1\nb: 2\n"},
      {"a mark at the begin stays",
       "\xEF\xBB\xBF"
       "a: 1 \n",
       "\xEF\xBB\xBF"
       "a: 1\n"},
  });
}

TEST(Format, ScalarsOfManyLines) {
  check({
      {"literal", "a: |\n  x  \n\n\n  y\n\n\n\nb: 1\n", "a: |\n  x  \n\n\n  y\n\nb: 1\n"},
      {"keep", "a: |+\n  x  \n\n\n\nb: 1\n", "a: |+\n  x  \n\n\n\nb: 1\n"},
      {"folded", "a: >-\n  x\n\n\n  y\n\n\nb: 1  \n", "a: >-\n  x\n\n\n  y\n\nb: 1\n"},
      {"quoted", "a: \"x  \n\n\n  y\"  \nb: 1\n", "a: \"x  \n\n\n  y\"\nb: 1\n"},
      {"plain", "a: x\n\n\n  y  \n\n\nb: 1\n", "a: x\n\n\n  y\n\nb: 1\n"},
      {"line ends inside", "a: |\r\n  x\n  y\r\nb: 1\r\n", "a: |\r\n  x\r\n  y\r\nb: 1\r\n"},
      {"literal last", "a: |\n  x\n\n\n", "a: |\n  x\n"},
      {"literal last without a line end", "a: |\n  x", "a: |\n  x"},
      {"keep last", "a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n"},
      {"strip last", "a: |-\n  x", "a: |-\n  x\n"},
      {"a comment after it", "a: |\n  x\n# c  \n", "a: |\n  x\n# c\n"},
      {"a hash in it", "a: |\n  x # y  \nb: 'p #  \n  q'\n", "a: |\n  x # y  \nb: 'p #  \n  q'\n"},
  });
}

TEST(Format, BrokenTextStays) {
  for (const std::string text :
       {"a: [1  \n", "a: 1  \n\ta: 2\n", "a: 1  \na: 2\n", "a: \xff  \n"}) {
    EXPECT_EQ(format(text), text);
  }
}

}  // namespace
}  // namespace wardround::model
