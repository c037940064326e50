// A text, a path into it (or out of it) and a value, all from the input: an edit that is offered
// leaves a text that reads without new errors, holds the value, and keeps every byte outside the
// edits. Quoting reads back.
#include <algorithm>
#include <cstdint>

#include "base/result.h"
#include "base/utf8.h"
#include "text/edit.h"
#include "text/tree.h"

using namespace wardround;

namespace {

// Takes bytes off the front of the input; 0 when there are none left.
class Choices {
 public:
  Choices(const uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  std::size_t below(std::size_t bound) {
    if (size_ == 0 || bound == 0) return 0;
    --size_;
    return *data_++ % bound;
  }

 private:
  const uint8_t* data_;
  std::size_t size_;
};

constexpr const char* kValues[] = {"just-works", "[a, b]", "{unknown: {ask: tom}}",
                                   "\"q: #\"",   "[]",     "a b # c",
                                   "x: y",       "{",      "'it''s'"};
constexpr const char* kKeys[] = {"type", "new-key", "a", "b", "a: b", "- x", "?"};

struct Request {
  text::Path path;
  std::vector<std::string> short_keys;
  std::string yaml;
};

void choose_path(Choices& choices, const text::Tree& tree, Request& request) {
  text::NodeId at = tree.root();
  const std::size_t length = 1 + choices.below(4);
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t pick = choices.below(16);
    const bool inside = at.valid() && tree[at].shape == text::Shape::mapping && tree[at].count != 0;
    std::string key = kKeys[pick % std::size(kKeys)];
    if (inside && pick < 13) {
      key = tree.key(tree.child(at, choices.below(tree[at].count)));
    }
    at = inside ? tree.find(at, key) : text::NodeId();
    request.path.push_back(std::move(key));
    request.short_keys.push_back(pick % 2 == 0 ? "type" : "");
  }
}

void check_untouched(std::string_view before, std::string_view after,
                     std::vector<text::Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const text::Edit& a, const text::Edit& b) {
    return a.span.begin < b.span.begin;
  });
  std::size_t at = 0;
  for (const text::Edit& edit : edits) {
    const std::string_view kept = before.substr(at, edit.span.begin - at);
    WARDROUND_CHECK(after.starts_with(kept));
    after.remove_prefix(kept.size());
    WARDROUND_CHECK(after.starts_with(edit.text));
    after.remove_prefix(edit.text.size());
    at = edit.span.end;
  }
  WARDROUND_CHECK(after == before.substr(at));
}

void check_quote(const std::string& value) {
  diag::Sources sources;
  for (const std::string& text :
       {"k: " + text::quote(value) + "\n", "{k: " + text::quote(value) + "}"}) {
    const diag::SourceId source = sources.add("q", text);
    diag::Diagnostics diagnostics;
    std::size_t budget = 10;
    const text::Tree tree = text::parse(sources, source, budget, diagnostics);
    WARDROUND_CHECK(diagnostics.empty());
    const text::NodeId id = tree.find(tree.root(), "k");
    WARDROUND_CHECK(id.valid() && text::core_type(tree, id) == text::Scalar::string);
    WARDROUND_CHECK(tree.scalar(id) == value || first_invalid_utf8(value));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  // The value and the path is drawn from bytes at the front, the text is what is left behind them.
  constexpr std::size_t kFront = 12;
  Choices front(data, std::min(size, kFront));
  Request request;
  request.yaml = kValues[front.below(std::size(kValues))];
  const std::string before =
      size > kFront ? std::string(reinterpret_cast<const char*>(data + kFront), size - kFront) : "";
  if (before.size() < 200) check_quote(before);

  diag::Sources sources;
  const diag::SourceId source = sources.add("m.yaml", before);
  diag::Diagnostics diagnostics;
  std::size_t budget = 10'000;
  const text::Tree tree = text::parse(sources, source, budget, diagnostics);
  choose_path(front, tree, request);
  const auto edits =
      text::set_value(sources, tree, source, request.path, request.yaml, request.short_keys);
  if (!edits) return 0;

  const text::Applied applied = text::apply(before, *edits);
  WARDROUND_CHECK(applied.dropped == 0);
  check_untouched(before, applied.text, *edits);

  const diag::SourceId edited = sources.add("edited.yaml", applied.text);
  diag::Diagnostics later;
  budget = 20'000;
  const text::Tree result = text::parse(sources, edited, budget, later);
  WARDROUND_CHECK(later.count(diag::Severity::error) <= diagnostics.count(diag::Severity::error));
  text::NodeId at = result.root();
  for (const std::string& key : request.path) at = result.find(at, key);
  WARDROUND_CHECK(at.valid());
  return 0;
}
