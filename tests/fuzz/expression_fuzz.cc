// Arbitrary bytes as an expression, a path and a text template against a small vocabulary: no
// crash, every position inside the text, what parses prints and parses back to the same text, and
// means the same on a small universe.
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/result.h"
#include "lang/testing.h"

namespace {

using namespace wardround;

const lang::Vocabulary& vocabulary() {
  static const lang::Vocabulary all = lang::testing::sample_vocabulary();
  return all;
}

const lang::Universe& universe() {
  static const lang::Universe all = [] {
    lang::testing::UniverseBuilder b = lang::testing::sample_universe(vocabulary());
    b.set("sync.pairing", "just-works").set("sync.version", "4.2").set("mcu.cores", "2");
    b.not_applicable("upload.pairing").set("usb.updatable", "no", lang::Provenance::typical);
    b.open("upload", lang::Relation::to).open("upload", lang::Relation::sends);
    b.type_unknown("jtag").exposed("app", lang::Position::internet, lang::Truth::yes);
    return b.build();
  }();
  return all;
}

void check_positions(const diag::Diagnostics& diagnostics, std::string_view text) {
  for (const diag::Diagnostic& d : diagnostics.unsorted()) {
    WARDROUND_CHECK(d.span.begin <= d.span.end);
    WARDROUND_CHECK(d.span.end <= text.size() + 1);
    WARDROUND_CHECK(!d.message().empty());
  }
}

void evaluate_everywhere(const lang::Expression& a, const lang::Expression& b, lang::Kind kind) {
  lang::World world;
  world.vocabulary = &vocabulary();
  world.universe = &universe();
  for (std::size_t i = 0; i < universe().size(); ++i) {
    const lang::SubjectId s(i);
    if (universe().kind(s) != kind) continue;
    const lang::Truth truth = lang::evaluate(world, a, s);
    WARDROUND_CHECK(truth == lang::evaluate(world, b, s));
    WARDROUND_CHECK(truth == lang::explain(world, a, s).truth);
  }
}

void as_expression(std::string_view text, lang::Kind kind) {
  diag::Diagnostics diagnostics;
  const auto first = lang::parse_expression(text, {diag::SourceId(std::size_t{0}), {}}, kind,
                                            vocabulary(), diagnostics);
  WARDROUND_CHECK(first.has_value() == diagnostics.empty());
  check_positions(diagnostics, text);
  if (!first) return;
  const std::string printed = lang::print(*first, vocabulary());
  // Bracketing may make a text longer than the budget; then there is nothing to compare.
  const auto second = lang::parse_expression(printed, {}, kind, vocabulary(), diagnostics);
  if (!second) {
    WARDROUND_CHECK(printed.size() > text.size());
    return;
  }
  WARDROUND_CHECK(lang::print(*second, vocabulary()) == printed);
  WARDROUND_CHECK(second->variables == first->variables);
  evaluate_everywhere(*first, *second, kind);
}

void as_template(std::string_view text, lang::Kind kind) {
  diag::Diagnostics diagnostics;
  const auto parsed = lang::parse_template(text, {diag::SourceId(std::size_t{0}), {}}, kind,
                                           vocabulary(), diagnostics);
  WARDROUND_CHECK(parsed.has_value() == diagnostics.empty());
  check_positions(diagnostics, text);
  if (!parsed) return;
  lang::World world;
  world.vocabulary = &vocabulary();
  world.universe = &universe();
  for (std::size_t i = 0; i < universe().size(); ++i) {
    const lang::SubjectId s(i);
    if (universe().kind(s) == kind) (void)lang::fill(world, *parsed, s);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto kind = static_cast<lang::Kind>(data[0] % lang::kRuleKinds);
  as_expression(text, kind);
  as_template(text, kind);
  diag::Diagnostics diagnostics;
  (void)lang::parse_path(text, {diag::SourceId(std::size_t{0}), {}}, kind, {"", "", "p", "x"},
                         vocabulary(), diagnostics);
  check_positions(diagnostics, text);
  return 0;
}
