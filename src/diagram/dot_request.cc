// What `dot` is asked: parts are numbers and sizes, so that no name can be mistaken for syntax.
#include <fmt/core.h>
#include <fmt/format.h>

#include "diagram/layout.h"

namespace wardround::diagram {
namespace {

constexpr double kPointsPerInch = 72;

std::string sized(double width, double height) {
  return fmt::format("width={:.4f} height={:.4f}", width / kPointsPerInch, height / kPointsPerInch);
}

// A table of fixed size is how a label of known size is asked for.
std::string room(double width, double height) {
  return fmt::format(
      "<<table border=\"0\" fixedsize=\"true\" width=\"{:.0f}\" "
      "height=\"{:.0f}\"><tr><td></td></tr>"
      "</table>>",
      width, height);
}

void write_part(std::string& out, const Picture& picture, const Sizes& sizes, std::size_t part) {
  const PartSize& size = sizes.parts[part];
  fmt::format_to(std::back_inserter(out), "n{} [{}];\n", part, sized(size.width, size.height));
  (void)picture;
}

}  // namespace

std::string dot_request(const Picture& picture, const Sizes& sizes, Reserve reserve) {
  std::string out =
      "digraph g {\n"
      "graph [rankdir=LR newrank=true nodesep=0.3 ranksep=0.45 remincross=true];\n"
      "node [shape=box fixedsize=true label=\"\"];\n"
      "edge [dir=none];\n";
  const auto children = picture.children();
  std::vector<std::pair<std::size_t, bool>> work;  // part; true: its end
  const auto push = [&](const std::vector<std::size_t>& some) {
    for (auto at = some.rbegin(); at != some.rend(); ++at) work.emplace_back(*at, false);
  };
  push(children.back());
  while (!work.empty()) {
    const auto [part, ends] = work.back();
    work.pop_back();
    if (ends) {
      out += "}\n";
      continue;
    }
    if (!picture.parts[part].container) {
      write_part(out, picture, sizes, part);
      continue;
    }
    fmt::format_to(std::back_inserter(out),
                   "subgraph cluster_{} {{\ngraph [margin=12 labeljust=l label={}];\n", part,
                   room(sizes.parts[part].width, kTitleBar - 8));
    if (picture.parts[part].meets_flows)
      fmt::format_to(std::back_inserter(out), "n{} [shape=circle {}];\n", part,
                     sized(kAnchor, kAnchor));
    work.emplace_back(part, true);
    push(children[part]);
  }
  for (std::size_t i = 0; i < picture.lines.size(); ++i) {
    const Line& line = picture.lines[i];
    const LabelSize& label = sizes.labels[i];
    fmt::format_to(std::back_inserter(out), "n{} -> n{} [id=\"e{}\"", line.from, line.to, i);
    if (label.width > 0 && reserve == Reserve::labels)
      out += " label=" + room(label.width, label.height);
    out += "];\n";
  }
  out += "}\n";
  return out;
}

}  // namespace wardround::diagram
