#include "treatment/junit.h"

#include <fmt/core.h>

#include <algorithm>
#include <pugixml.hpp>
#include <string_view>

#include "base/limits.h"
#include "base/utf8.h"

namespace wardround::treatment {
namespace {

// What may become a node or an attribute: pugixml takes some 60 bytes for either, so that it must
// be known before it begins.
bool too_many_parts(std::string_view xml) {
  std::size_t parts = 0;
  bool in_tag = false;
  for (const char c : xml) {
    if (c == '<') in_tag = true;
    if (c == '>') in_tag = false;
    if ((c == '<' || (c == '=' && in_tag)) && ++parts > limits::kXmlParts) return true;
  }
  return false;
}

std::string line_of(std::string_view xml, std::ptrdiff_t offset) {
  const auto end = xml.begin() + std::min<std::ptrdiff_t>(std::max<std::ptrdiff_t>(offset, 0),
                                                          static_cast<std::ptrdiff_t>(xml.size()));
  return fmt::format("line {}", 1 + std::count(xml.begin(), end, '\n'));
}

bool is_suite(const pugi::xml_node& node) {
  const std::string_view tag = node.name();
  return tag == "testsuite" || tag == "testsuites";
}
bool is_test(const pugi::xml_node& node) {
  return std::string_view(node.name()) == "testcase";
}

Outcome outcome_of(const pugi::xml_node& test) {
  if (test.child("failure") || test.child("error")) return Outcome::failed;
  const std::string_view status = test.attribute("status").value();
  const std::string_view result = test.attribute("result").value();
  if (status == "fail" || status == "failed" || status == "error") return Outcome::failed;
  if (test.child("skipped") || status == "notrun" || status == "disabled" || status == "skipped" ||
      result == "skipped" || result == "suppressed") {
    return Outcome::skipped;
  }
  return Outcome::passed;
}

class Reader {
 public:
  Result<std::vector<TestResult>> read(const pugi::xml_document& document) {
    if (auto step = walk(document); !step) return tl::unexpected(step.error());
    std::stable_sort(tests_.begin(), tests_.end(),
                     [](const TestResult& a, const TestResult& b) { return a.test < b.test; });
    std::vector<TestResult> merged;
    for (TestResult& test : tests_) {
      if (merged.empty() || merged.back().test != test.test) {
        merged.push_back(std::move(test));
        continue;
      }
      TestResult& same = merged.back();
      same.outcome = std::max(same.outcome, test.outcome);
      if (!same.kind) same.kind = test.kind;
    }
    return merged;
  }

 private:
  // Depth first over suites; what is inside a test is looked at from there.
  Result<void> walk(const pugi::xml_document& document) {
    const pugi::xml_node root = document.document_element();
    if (!is_suite(root)) {
      return fail(
          fmt::format("is no JUnit XML: its root is `{}`, and `testsuites` or "
                      "`testsuite` is expected",
                      root.name()));
    }
    std::vector<std::optional<TestKind>> kinds;  // of the suites around, outermost first
    for (pugi::xml_node node = root; node;) {
      if (is_suite(node)) {
        if (kinds.size() >= limits::kXmlDepth) {
          return fail(fmt::format("has suites nested deeper than {} levels", limits::kXmlDepth));
        }
        auto kind = kind_of(node, kinds.empty() ? std::nullopt : kinds.back());
        if (!kind) return tl::unexpected(kind.error());
        if (const pugi::xml_node first = node.first_child()) {
          kinds.push_back(*kind);
          node = first;
          continue;
        }
      } else if (is_test(node)) {
        if (auto added = add(node, kinds.empty() ? std::nullopt : kinds.back()); !added)
          return added;
      }
      while (node && node != root && !node.next_sibling()) {
        node = node.parent();
        if (!kinds.empty()) kinds.pop_back();
      }
      node = node == root ? pugi::xml_node() : node.next_sibling();
    }
    return {};
  }

  static Result<std::optional<TestKind>> kind_of(const pugi::xml_node& node,
                                                 std::optional<TestKind> around) {
    for (const pugi::xml_node property : node.child("properties").children("property")) {
      if (std::string_view(property.attribute("name").value()) != "wardround.kind") continue;
      const pugi::xml_attribute attribute = property.attribute("value");
      const std::string_view word = attribute ? attribute.value() : property.child_value();
      const auto kind = parse_test_kind(word);
      if (!kind) {
        return fail(
            fmt::format("has a property `wardround.kind` that is `{}`, and `mitigation` or "
                        "`defeat` is expected",
                        word.substr(0, 40)));
      }
      return kind;
    }
    return around;
  }

  Result<void> add(const pugi::xml_node& node, std::optional<TestKind> around) {
    if (tests_.size() >= limits::kTests)
      return fail(fmt::format("has more than {} test results", limits::kTests));
    const std::string_view own = node.attribute("name").value();
    const std::string_view group = node.attribute("classname").value();
    if (own.empty()) return fail("has a test without a name");
    TestResult test;
    test.test = group.empty() ? std::string(own) : fmt::format("{}.{}", group, own);
    if (test.test.size() > limits::kTestNameBytes) {
      return fail(fmt::format("has a test whose name is longer than {} bytes: `{}…`",
                              limits::kTestNameBytes, own.substr(0, 40)));
    }
    if (first_invalid_utf8(test.test))
      return fail("has a test whose name is not well-formed UTF-8");
    test.outcome = outcome_of(node);
    auto kind = kind_of(node, around);
    if (!kind) return tl::unexpected(kind.error());
    test.kind = *kind;
    tests_.push_back(std::move(test));
    return {};
  }

  std::vector<TestResult> tests_;
};

}  // namespace

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::skipped:
      return "skipped";
    case Outcome::failed:
      return "failed";
  }
  return "";
}

std::string_view name(TestKind kind) {
  return kind == TestKind::mitigation ? "mitigation" : "defeat";
}

std::optional<TestKind> parse_test_kind(std::string_view word) {
  for (const TestKind kind : {TestKind::mitigation, TestKind::defeat}) {
    if (word == name(kind)) return kind;
  }
  return std::nullopt;
}

Result<std::vector<TestResult>> read_junit(std::string xml) {
  if (xml.size() > limits::kImportBytes)
    return fail(fmt::format("has more than {} bytes", limits::kImportBytes));
  if (too_many_parts(xml))
    return fail(fmt::format("has more than {} tags and attributes", limits::kXmlParts));
  pugi::xml_document document;
  constexpr unsigned kOptions = (pugi::parse_default | pugi::parse_doctype) & ~pugi::parse_pi;
  const pugi::xml_parse_result parsed = document.load_buffer(xml.data(), xml.size(), kOptions);
  if (!parsed) {
    if (parsed.status == pugi::status_no_document_element) return fail("is empty");
    return fail(fmt::format("is no well-formed XML: {}, {}", parsed.description(),
                            line_of(xml, parsed.offset)));
  }
  for (const pugi::xml_node node : document.children()) {
    if (node.type() == pugi::node_doctype) return fail("has a document type, which is not read");
  }
  xml = std::string();
  return Reader().read(document);
}

}  // namespace wardround::treatment
