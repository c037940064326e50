// Pictures of a model: data-flow diagrams with findings, as SVG, PNG, and as text for Graphviz and
// Mermaid. Assessment → Picture (what) → Layout (where) → Scene (shapes) → bytes; each a pure
// function. The one thing outside is the program that lays out, behind LayoutProgram.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "diagram/layout.h"
#include "diagram/picture.h"
#include "diagram/scene.h"

namespace wardround::diagram {

enum class Format : uint8_t { svg, png, dot, mermaid };
[[nodiscard]] std::optional<Format> parse_format(std::string_view word);
[[nodiscard]] std::string_view name(Format format);

// Runs Graphviz' `dot`, or whatever stands for it, on `request`: JSON out.
class LayoutProgram {
 public:
  virtual ~LayoutProgram() = default;
  [[nodiscard]] virtual Result<std::string> run(std::string_view request, int milliseconds) = 0;
};

struct Arranged {
  Layout layout;
  std::string note;  // why the plain layout was taken though a program was there; else empty
};
// By `program`, or plainly where there is none or it fails. Labels are placed.
[[nodiscard]] Arranged arrange(const Picture& picture, const Sizes& sizes, LayoutProgram* program);

[[nodiscard]] std::string svg(const Scene& scene);
[[nodiscard]] Result<std::string> png(const Scene& scene);
// Text for other programs, which lay out themselves.
[[nodiscard]] std::string dot_text(const Picture& picture);
[[nodiscard]] std::string mermaid_text(const Picture& picture);

}  // namespace wardround::diagram
