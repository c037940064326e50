// A picture as text for Mermaid: names only ever stand in quotes, with everything special written
// as a numbered entity; identifiers are ours.
#include <fmt/core.h>
#include <fmt/format.h>

#include "base/utf8.h"
#include "diagram/diagram.h"

namespace wardround::diagram {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t code = next_code_point(text, at);
    const bool plain = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                       (code >= '0' && code <= '9') || code == ' ' || code == ',' || code == '.' ||
                       code == '-' || code == '?' || code == '(' || code == ')' || code == ':';
    const bool hidden = code < 0x20 || (code >= 0x7f && code < 0xa0) || is_bidi_control(code) ||
                        code == 0x2028 || code == 0x2029 || code == 0xfeff;
    if (hidden)
      out += ' ';
    else if (plain || code >= 0xa0)
      out.append(text, begin, at - begin);
    else
      out += fmt::format("#{};", static_cast<unsigned>(code));
  }
  return out + "\"";
}

// Ids of the model hold letters, digits, hyphens and dots; after a prefix none is one of Mermaid's
// words, and no two become the same.
std::string identifier(std::string_view prefix, std::string_view id) {
  std::string out(prefix);
  for (const char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain)
      out += c;
    else
      out += c == '-' ? "_" : "__";
  }
  return out;
}

std::string_view around_name(Shape shape, bool opening) {
  switch (shape) {
    case Shape::process:
      return opening ? "(" : ")";
    case Shape::store:
      return opening ? "[(" : ")]";
    case Shape::port:
      return opening ? "[[" : "]]";
    case Shape::bus:
      return opening ? "{{" : "}}";
    case Shape::sensor:
      return opening ? "([" : "])";
    case Shape::actuator:
      return opening ? "[/" : "\\]";
    case Shape::unknown_end:
      return opening ? "((" : "))";
    default:
      return opening ? "[" : "]";
  }
}

std::string label_of(const Part& part, bool badges) {
  std::string text = part.name;
  if (part.folded > 0) text += fmt::format(" ({} inside)", part.folded);
  if (badges && part.badges.sure > 0) text += fmt::format(", {} open", part.badges.sure);
  if (badges && part.badges.unverified > 0)
    text += fmt::format(", {} unverified", part.badges.unverified);
  return text;
}

std::string label_of(const Line& line, bool badges) {
  std::string text;
  const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
  for (const std::string& one : line.label) add(one);
  if (badges && line.badges.sure > 0) add(fmt::format("{} open", line.badges.sure));
  if (badges && line.badges.unverified > 0)
    add(fmt::format("{} unverified", line.badges.unverified));
  return text;
}

class Writer {
 public:
  explicit Writer(const Picture& picture) : picture_(picture) {}

  std::string run() {
    out_ = "flowchart LR\n";
    const auto children = picture_.children();
    struct Open {
      std::size_t part;
      bool ends;
    };
    std::vector<Open> work;
    const auto push = [&](const std::vector<std::size_t>& some) {
      for (auto at = some.rbegin(); at != some.rend(); ++at) work.push_back({*at, false});
    };
    push(children.back());
    std::size_t depth = 1;
    while (!work.empty()) {
      const auto [part, ends] = work.back();
      work.pop_back();
      if (ends) {
        --depth;
        line(depth, "end");
      } else if (picture_.parts[part].container) {
        const Part& p = picture_.parts[part];
        line(depth, fmt::format("subgraph {}[{}]", identifier("c_", p.id),
                                quoted(label_of(p, picture_.badges))));
        ++depth;
        if (p.meets_flows) line(depth, fmt::format("{}((\" \"))", identifier("p_", p.id)));
        work.push_back({part, true});
        push(children[part]);
      } else {
        const Part& p = picture_.parts[part];
        line(depth, fmt::format("{}{}{}{}", identifier("p_", p.id), around_name(p.shape, true),
                                quoted(label_of(p, picture_.badges)), around_name(p.shape, false)));
      }
    }
    for (const Line& one : picture_.lines) add(one);
    for (std::size_t i = 0; i < picture_.parts.size(); ++i)
      if (picture_.parts[i].shape == Shape::boundary)
        line(1, fmt::format(
                    "style {} fill:none,stroke:#9a3412,stroke-dasharray:6 4",
                    identifier(picture_.parts[i].container ? "c_" : "p_", picture_.parts[i].id)));
    return std::move(out_);
  }

 private:
  void line(std::size_t depth, std::string_view text) {
    out_.append(2 * depth, ' ');
    out_ += text;
    out_ += '\n';
  }

  void add(const Line& one) {
    // Mermaid has no arrow that points back only: the ends change places.
    const bool back_only = one.at_to == Head::none;
    const std::size_t from = back_only ? one.to : one.from, to = back_only ? one.from : one.to;
    const bool both = one.at_to != Head::none && one.at_from != Head::none;
    const std::string label = label_of(one, picture_.badges);
    line(1, fmt::format("{} {}{} {}", identifier("p_", picture_.parts[from].id),
                        both ? "<-->" : "-->", label.empty() ? "" : "|" + quoted(label) + "|",
                        identifier("p_", picture_.parts[to].id)));
  }

  const Picture& picture_;
  std::string out_;
};

}  // namespace

std::string mermaid_text(const Picture& picture) {
  return Writer(picture).run();
}

}  // namespace wardround::diagram
