// Any bytes: reading ends, spans lie in the text, children lie in their parents, positions can be
// asked for.
#include <cstdint>

#include "base/result.h"
#include "base/utf8.h"
#include "diag/render.h"
#include "text/tree.h"

using namespace wardround;

namespace {

void walk(const diag::Sources& sources, const text::Tree& tree) {
  if (!tree.root().valid()) return;
  std::vector<text::NodeId> work = {tree.root()};
  for (std::size_t i = 0; i < work.size(); ++i) {
    WARDROUND_CHECK(work.size() <= tree.size());
    const text::NodeId id = work[i];
    const text::Node& node = tree[id];
    const std::string_view bytes = sources.text(node.span.source);
    WARDROUND_CHECK(node.span.begin <= node.span.end && node.span.end <= bytes.size());
    WARDROUND_CHECK(node.key_span.begin <= node.key_span.end && node.key_span.end <= bytes.size());
    (void)text::core_type(tree, id);
    (void)text::as_bool(tree, id);
    (void)text::as_integer(tree, id);
    if (node.shape == text::Shape::scalar) {
      for (const uint32_t at : text::line_offsets(sources, tree, id)) {
        WARDROUND_CHECK(at >= node.span.begin && at <= node.span.end);
      }
    }
    for (const text::NodeId child : tree.children(id)) {
      const diag::Span inner = tree[child].span;
      const bool inside = inner.begin >= node.span.begin && inner.end <= node.span.end;
      WARDROUND_CHECK(inside || node.aliased || tree[child].aliased);
      work.push_back(child);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  diag::Sources sources;
  const diag::SourceId source =
      sources.add("m.yaml", std::string(reinterpret_cast<const char*>(data), size));
  diag::Diagnostics diagnostics;
  std::size_t budget = 10'000;
  const text::Tree tree = text::parse(sources, source, budget, diagnostics);
  walk(sources, tree);

  for (const diag::Diagnostic& d : diagnostics.unsorted()) {
    WARDROUND_CHECK(d.span.valid() && d.span.begin <= d.span.end && d.span.end <= size);
  }
  // Showing hundreds of diagnostics takes far longer than finding them.
  if (diagnostics.unsorted().size() > 20) return 0;
  const std::string shown = diag::render_text(diagnostics, sources, {.colour = false, .width = 80});
  WARDROUND_CHECK(!first_invalid_utf8(shown));
  for (const char c : shown) WARDROUND_CHECK(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  WARDROUND_CHECK(!first_invalid_utf8(diag::render_json(diagnostics, sources)));
  return 0;
}
