// A picture as text for Graphviz, to be laid out and changed by others: names and shapes as they
// are, not the numbers and sizes of dot_request.
#include <fmt/core.h>
#include <fmt/format.h>

#include "base/utf8.h"
#include "diagram/diagram.h"

namespace wardround::diagram {
namespace {

// A quoted string; a backslash would start one of dot's own escapes.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t code = next_code_point(text, at);
    const bool hidden = code < 0x20 || (code >= 0x7f && code < 0xa0) || is_bidi_control(code) ||
                        code == 0x2028 || code == 0x2029 || code == 0xfeff;
    if (hidden) {
      out += ' ';
    } else if (code == '&') {
      out += "&amp;";  // or dot would read entities
    } else {
      if (code == '"' || code == '\\') out += '\\';
      out.append(text, begin, at - begin);
    }
  }
  return out + "\"";
}

std::string_view dot_shape(Shape shape) {
  switch (shape) {
    case Shape::process:
      return "shape=box style=rounded";
    case Shape::store:
      return "shape=cylinder";
    case Shape::port:
      return "shape=component";
    case Shape::bus:
      return "shape=hexagon";
    case Shape::sensor:
      return "shape=box style=\"rounded,diagonals\"";
    case Shape::actuator:
      return "shape=cds";
    case Shape::boundary:
      return "shape=box style=dashed";
    case Shape::node:
      return "shape=box3d";
    case Shape::unknown_end:
      return "shape=circle";
    case Shape::external:
      return "shape=box";
  }
  return {};
}

std::string badge_text(const Badges& badges) {
  std::string text;
  if (badges.sure > 0) text += fmt::format("{} open", badges.sure);
  if (badges.unverified > 0)
    text += fmt::format("{}{} unverified", text.empty() ? "" : ", ", badges.unverified);
  return text;
}

// Lines become dot's own line breaks, after quoting.
std::string label(const std::vector<std::string>& lines) {
  std::string out = "\"";
  for (const std::string& line : lines) {
    if (line.empty()) continue;
    const std::string inner = quoted(line);
    if (out.size() > 1) out += "\\n";
    out.append(inner, 1, inner.size() - 2);
  }
  return out + "\"";
}

class Writer {
 public:
  explicit Writer(const Picture& picture) : picture_(picture) {}

  std::string run() {
    out_ = fmt::format(
        "digraph {} {{\n"
        "  graph [rankdir=LR newrank=true labelloc=t label={}];\n"
        "  node [fontname=\"DejaVu Sans\" fontsize=11];\n"
        "  edge [fontname=\"DejaVu Sans\" fontsize=9];\n",
        quoted(picture_.id), quoted(picture_.title));
    const auto children = picture_.children();
    std::vector<std::pair<std::size_t, bool>> work;
    const auto push = [&](const std::vector<std::size_t>& some) {
      for (auto at = some.rbegin(); at != some.rend(); ++at) work.emplace_back(*at, false);
    };
    push(children.back());
    std::size_t depth = 1;
    while (!work.empty()) {
      const auto [part, ends] = work.back();
      work.pop_back();
      const Part& p = picture_.parts[part];
      if (ends) {
        line(--depth, "}");
      } else if (p.container) {
        line(depth, fmt::format("subgraph {} {{", quoted("cluster_" + p.id)));
        ++depth;
        line(depth, fmt::format("graph [label={} style={}];", text_of(p),
                                p.shape == Shape::boundary ? "dashed" : "solid"));
        if (p.meets_flows) line(depth, fmt::format("{} [shape=point width=0.1];", quoted(p.id)));
        work.emplace_back(part, true);
        push(children[part]);
      } else {
        line(depth, fmt::format("{} [{} label={}];", quoted(p.id), dot_shape(p.shape), text_of(p)));
      }
    }
    for (const Line& one : picture_.lines) add(one);
    return out_ + "}\n";
  }

 private:
  void line(std::size_t depth, std::string_view text) {
    out_.append(2 * depth, ' ');
    out_ += text;
    out_ += '\n';
  }

  [[nodiscard]] std::string text_of(const Part& part) const {
    return label({part.name, part.folded > 0 ? fmt::format("({} inside)", part.folded) : "",
                  picture_.badges ? badge_text(part.badges) : ""});
  }

  void add(const Line& one) {
    std::vector<std::string> lines = one.label;
    if (picture_.badges) lines.push_back(badge_text(one.badges));
    const std::string text = label(lines);
    const bool forth = one.at_to != Head::none, back = one.at_from != Head::none;
    line(1, fmt::format("{} -> {} [dir={}{}{}];", quoted(picture_.parts[one.from].id),
                        quoted(picture_.parts[one.to].id),
                        forth && back ? "both"
                        : forth       ? "forward"
                                      : "back",
                        text == "\"\"" ? "" : " xlabel=", text == "\"\"" ? "" : text));
  }

  const Picture& picture_;
  std::string out_;
};

}  // namespace

std::string dot_text(const Picture& picture) {
  return Writer(picture).run();
}

}  // namespace wardround::diagram
