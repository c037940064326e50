// Diagnostics as people and programs see them.
#include "diag/render.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/utf8.h"

namespace wardround::diag {
namespace {

struct Screen {
  explicit Screen(std::string text) { source = sources.add("m.yaml", std::move(text)); }
  std::string show(std::size_t width = 80, bool colour = false) const {
    return render_text(diagnostics, sources, {.colour = colour, .width = width});
  }
  Span span(uint32_t begin, uint32_t end) const { return {source, begin, end}; }

  Sources sources;
  SourceId source;
  Diagnostics diagnostics;
};

TEST(RenderText, ShowsPlaceNotesAndHelp) {
  Screen s("wardround: 1\nelements:\n  app: mobile-app\n  app: cloud-api\n");
  s.diagnostics.report(Kind::duplicate_key, s.span(43, 46), {"app"})
      .note(s.span(25, 28), "it stands here first")
      .note("ids are handles")
      .fix("rename to `app-2`", Safety::suggested, {});
  s.diagnostics.report(Kind::yaml_tag, s.span(13, 21), {"!x"});
  EXPECT_EQ(s.show(), R"(m.yaml:2:1: error[WR0007]: tag `!x`: tags are not part of this language
   2 | elements:
     | ^~~~~~~~
m.yaml:4:3: error[WR0006]: key `app` stands twice in one mapping
   4 |   app: cloud-api
     |   ^~~
m.yaml:3:3: note: it stands here first
   3 |   app: mobile-app
     |   ^~~
  note: ids are handles
  help: rename to `app-2`
2 errors
)");
}

TEST(RenderText, CaretsStandUnderTabsAndWideCharacters) {
  Screen s("\t漢字: é\x1b[31m x\n");
  s.diagnostics.report(Kind::yaml_tag, s.span(17, 18), {"\x1b[2J\nfake: error"});
  EXPECT_EQ(s.show(),
            "m.yaml:1:13: error[WR0007]: tag `\\x1b[2J\\x0afake: error`: tags are not part of this "
            "language\n"
            "   1 |     漢字: é\\x1b[31m x\n"
            "     |                     ^\n"
            "1 error\n");
}

TEST(RenderText, LongLinesAreCutAroundTheSpan) {
  const std::string text = std::string(300, 'a') + "BAD" + std::string(300, 'c');
  Screen s(text);
  s.diagnostics.report(Kind::yaml_tag, s.span(300, 303), {"!"});
  EXPECT_EQ(s.show(40),
            "m.yaml:1:301: error[WR0007]: tag `!`: tags are not part of this language\n"
            "   1 | …aaaaaaaaaaaBADccccccccccccccccc…\n"
            "     |             ^~~\n"
            "1 error\n");
}

TEST(RenderText, NoLineOfAnExcerptIsWiderThanAsked) {
  for (const std::size_t at : {0, 1, 10, 50, 500, 100000, 299999}) {
    for (const char* unit : {"x", "漢", "e\xcc\x81", "\t", "\x01", "\xff"}) {
      std::string text;
      while (text.size() < 300000) text += unit;
      Screen s(text);
      s.diagnostics.report(Kind::yaml_tag, s.span(static_cast<uint32_t>(at), 300000), {"!"});
      const std::string shown = s.show(60);
      std::size_t lines = 0;
      for (std::size_t i = 0; i < shown.size(); ++lines) {
        const std::size_t end = shown.find('\n', i);
        if (lines == 1 || lines == 2) {
          EXPECT_LE(display_width(shown.substr(i, end - i)), 60u) << unit << " at " << at;
        }
        i = end + 1;
      }
      EXPECT_EQ(lines, 4u);
    }
  }
}

TEST(RenderText, ASpanAtTheEndHasOneCaret) {
  Screen s("a: [\n");
  s.diagnostics.report(Kind::yaml_syntax, s.span(5, 5), {"x"});
  EXPECT_EQ(s.show(), "m.yaml:2:1: error[WR0001]: not valid YAML: x\n   2 |\n     | ^\n1 error\n");
}

TEST(RenderText, ASpanOverLinesEndsWithItsFirst) {
  Screen s("a: [b,\n  c]\n");
  s.diagnostics.report(Kind::yaml_tag, s.span(3, 11), {"x"});
  EXPECT_NE(s.show().find("   1 | a: [b,\n     |    ^~~\n"), std::string::npos) << s.show();
}

TEST(RenderText, HasColoursOnlyWhenAsked) {
  Screen s("a: b\n");
  s.diagnostics.report(Kind::yaml_tag, s.span(3, 4), {"x"}).note("n").fix("f", Safety::safe, {});
  EXPECT_EQ(s.show().find('\x1b'), std::string::npos);
  EXPECT_NE(s.show(80, true).find("\x1b[1;31merror[WR0007]\x1b[0m"), std::string::npos);
}

TEST(RenderText, CountsWhatItDoesNotList) {
  Screen s(std::string(500, 'x'));
  for (uint32_t i = 0; i < 150; ++i)
    s.diagnostics.report(Kind::duplicate_key, s.span(i, i + 1), {"k"});
  const std::string shown = s.show();
  EXPECT_TRUE(shown.ends_with("50 more of WR0006 not listed\n150 errors\n"))
      << shown.substr(shown.size() - 100);
}

TEST(RenderText, CountsWhatGotNoWords) {
  Screen s(std::string(500, 'x'));
  for (uint32_t i = 0; i < limits::kDiagnosticsPerKind; ++i)
    s.diagnostics.report(Kind::duplicate_key, s.span(i, i + 1), {"k"});
  s.diagnostics.report_unlisted(Kind::duplicate_key, 20);
  s.diagnostics.report_unlisted(Kind::duplicate_key, 3);
  EXPECT_EQ(s.diagnostics.count(Severity::error), limits::kDiagnosticsPerKind + 23);
  EXPECT_EQ(s.diagnostics.count(Severity::warning), 0u);
  const std::string shown = s.show();
  EXPECT_TRUE(shown.ends_with("23 more of WR0006 not listed\n123 errors\n"))
      << shown.substr(shown.size() - 100);
}

TEST(RenderText, NothingToSayIsNothing) {
  EXPECT_EQ(Screen("").show(), "");
}

TEST(RenderText, APlacelessErrorHasNoExcerpt) {
  Screen s("");
  s.diagnostics.report(Kind::yaml_tag, {}, {"x"});
  EXPECT_EQ(s.show(), "error[WR0007]: tag `x`: tags are not part of this language\n1 error\n");
}

TEST(RenderJson, GivesPlacesNotesAndFixes) {
  Screen s("a: b\nä: \"c\"\n");
  s.diagnostics.report(Kind::yaml_tag, s.span(9, 12), {"\x1b"})
      .note("far")
      .note(s.span(0, 1), "near")
      .fix("do it", Safety::safe, {{s.span(9, 9), "\"\n"}});
  s.diagnostics.report(Kind::text_too_large, {}, {"9"});
  EXPECT_EQ(render_json(s.diagnostics, s.sources), R"([
  {
    "code": "WR0003",
    "name": "text_too_large",
    "severity": "error",
    "message": "the file has more than 9 bytes",
    "location": null,
    "notes": [],
    "fixes": []
  },
  {
    "code": "WR0007",
    "name": "yaml_tag",
    "severity": "error",
    "message": "tag `\u001b`: tags are not part of this language",
    "location": {
      "file": "m.yaml",
      "line": 2,
      "column": 4,
      "end_line": 2,
      "end_column": 7
    },
    "notes": [
      {
        "message": "far",
        "location": null
      },
      {
        "message": "near",
        "location": {
          "file": "m.yaml",
          "line": 1,
          "column": 1,
          "end_line": 1,
          "end_column": 2
        }
      }
    ],
    "fixes": [
      {
        "title": "do it",
        "safety": "safe",
        "edits": [
          {
            "location": {
              "file": "m.yaml",
              "line": 2,
              "column": 4,
              "end_line": 2,
              "end_column": 4
            },
            "text": "\"\n"
          }
        ]
      }
    ]
  }
]
)");
  EXPECT_EQ(render_json(Diagnostics(), s.sources), "[]\n");
}

}  // namespace
}  // namespace wardround::diag
