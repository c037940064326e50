// Plans edits. For some places there is more than one plan; the first that proves itself
// (edit_check.h) is taken.
#include "text/edit.h"

#include <algorithm>

#include "text/edit_check.h"

namespace wardround::text {
namespace {

using diag::SourceId;
using diag::Sources;
using diag::Span;

using Plan = std::vector<Edit>;
using Plans = std::vector<Plan>;

constexpr std::string_view kStep = "  ";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_break(char c) {
  return c == '\n' || c == '\r';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view line_break_of(std::string_view text) {
  const std::size_t at = text.find_first_of("\r\n");
  if (at == std::string_view::npos || text[at] == '\n') return "\n";
  return text.substr(at, 2) == "\r\n" ? "\r\n" : "\r";
}

class Planner {
 public:
  Planner(const Sources& sources, const Tree& tree, SourceId source, const Path& path,
          std::string_view yaml, const std::vector<std::string>& short_keys)
      : text_(sources.text(source)),
        tree_(tree),
        source_(source),
        path_(path),
        yaml_(yaml),
        short_keys_(short_keys),
        line_break_(line_break_of(text_)) {}

  Result<Plans> run() {
    if (path_.empty()) return fail("no key is named");
    if (yaml_.find_first_of("\r\n") != std::string_view::npos) {
      return fail("a value must stand on one line");
    }
    NodeId at = tree_.root();
    if (!at.valid()) return Plans{append_section("", 0)};
    if (tree_[at].shape != Shape::mapping) return fail("the file does not hold a mapping");
    for (std::size_t depth = 0;; ++depth) {
      const NodeId child = tree_.find(at, path_[depth]);
      if (!child.valid()) return insert(at, depth);
      if (tree_[child].aliased) {
        return fail("`" + name(depth) + "` is written as an alias; write it out first");
      }
      if (depth + 1 == path_.size()) return replace(child, yaml_);
      if (tree_[child].shape != Shape::mapping) return grow(child, depth);
      at = child;
    }
  }

  // "flows.sync.pairing", up to the key at `depth`.
  [[nodiscard]] std::string name(std::size_t depth) const {
    std::string out;
    for (std::size_t i = 0; i <= depth && i < path_.size(); ++i) {
      if (i != 0) out += '.';
      out += path_[i];
    }
    return out;
  }

 private:
  [[nodiscard]] Edit edit(std::size_t begin, std::size_t end, std::string text) const {
    return {{source_, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, std::move(text)};
  }
  [[nodiscard]] Edit insertion(std::size_t at, std::string text) const {
    return edit(at, at, std::move(text));
  }

  // The rest of the path from `depth` on: "sync: {protocol: ble}".
  [[nodiscard]] std::string entry(std::size_t depth) const {
    std::string out;
    for (std::size_t i = depth; i < path_.size(); ++i) {
      out += quote(path_[i]) + ": ";
      if (i + 1 < path_.size()) out += '{';
    }
    out += yaml_;
    out.append(path_.size() - depth - 1, '}');
    return out;
  }

  [[nodiscard]] std::size_t line_begin(std::size_t at) const {
    while (at > 0 && !is_break(text_[at - 1])) --at;
    return at == 0 && text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : at;
  }
  [[nodiscard]] std::size_t line_end(std::size_t at) const {
    while (at < text_.size() && !is_break(text_[at])) ++at;
    return at;
  }
  // What makes a new line begin in the column of `at`.
  [[nodiscard]] std::string indent_of(std::size_t at) const {
    const std::size_t begin = line_begin(at);
    return std::string(at - std::min(at, begin), ' ');
  }
  [[nodiscard]] bool first_on_line(std::size_t at) const {
    const std::size_t begin = line_begin(at);
    return std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(std::min(begin, at)),
                       text_.begin() + static_cast<std::ptrdiff_t>(at), is_blank);
  }

  Plans replace(NodeId id, std::string_view yaml) const {
    const Node& node = tree_[id];
    const std::string value(yaml);
    if (node.span.begin == node.span.end) {
      const bool has_colon = node.span.begin != node.key_span.end;
      return {{insertion(node.span.begin, (has_colon ? " " : ": ") + value)}};
    }
    const Plan in_place = {edit(node.span.begin, node.span.end, value)};
    if (node.style != Style::block) return {in_place};
    return {move_to_key(node, value), in_place};
  }

  // A block collection gives way to a value on the line of its key; comments between stay.
  [[nodiscard]] Plan move_to_key(const Node& node, const std::string& value) const {
    std::size_t colon = node.key_span.end;
    while (colon < node.span.begin && text_[colon] != ':') ++colon;
    const std::size_t after = std::min<std::size_t>(colon + 1, node.span.begin);
    std::size_t gap = node.span.begin;
    while (gap > after && (is_blank(text_[gap - 1]) || is_break(text_[gap - 1]))) --gap;
    if (gap == after) return {edit(after, node.span.end, " " + value)};

    const std::size_t begin = line_begin(node.span.begin);
    std::size_t end = node.span.end;
    while (end < text_.size() && is_blank(text_[end])) ++end;
    const bool whole_line = end < text_.size() && is_break(text_[end]);
    if (whole_line) end += text_.substr(end, 2) == "\r\n" ? 2u : 1u;
    return {insertion(after, " " + value), edit(begin, whole_line ? end : node.span.end, "")};
  }

  Result<Plans> insert(NodeId mapping, std::size_t depth) const {
    const Node& node = tree_[mapping];
    if (node.style == Style::flow) return insert_flow(mapping, depth);
    Plans plans;
    const std::string indent = indent_of(node.span.begin);
    if (depth == 0) plans.push_back(append_section(indent, depth));
    plans.push_back({insertion(line_end(node.span.end),
                               std::string(line_break_) + indent + lines(indent, depth))});
    return plans;
  }

  // A section of the file is written as a block, what is below it in one line.
  [[nodiscard]] std::string lines(const std::string& indent, std::size_t depth) const {
    if (depth != 0 || path_.size() < 2) return entry(depth);
    return quote(path_[0]) + ":" + std::string(line_break_) + indent + std::string(kStep) +
           entry(1);
  }

  [[nodiscard]] Plan append_section(const std::string& indent, std::size_t depth) const {
    const bool fresh_line = text_.empty() || text_ == kByteOrderMark || is_break(text_.back());
    return {insertion(text_.size(), (fresh_line ? "" : std::string(line_break_)) + indent +
                                        lines(indent, depth) + std::string(line_break_))};
  }

  Result<Plans> insert_flow(NodeId mapping, std::size_t depth) const {
    const Node& node = tree_[mapping];
    const std::size_t close = node.span.end - 1;
    if (node.span.end < node.span.begin + 2 || text_[node.span.begin] != '{' ||
        text_[close] != '}') {
      return fail("the mapping around `" + name(depth) + "` has no braces");
    }
    if (node.count == 0) {
      const std::size_t after = node.span.begin + 1;
      return Plans{{insertion(after, entry(depth) + (text_[after] == '#' ? " " : ""))}};
    }
    const NodeId last = tree_.child(mapping, node.count - 1);
    const std::size_t value_end = entry_end(last);
    const std::size_t comma = skip_layout(value_end, close);
    const bool has_comma = comma < close && text_[comma] == ',';
    // `a:,` would be a text of its own.
    const bool is_empty = !tree_[last].aliased && tree_[last].span.begin == tree_[last].span.end;
    const std::string new_comma = is_empty ? " ," : ",";
    const std::size_t key_begin = tree_[last].key_span.begin;
    const bool own_line = first_on_line(key_begin) && line_end(value_end) < close;
    if (own_line) {
      Plan plan;
      if (!has_comma) plan.push_back(insertion(value_end, new_comma));
      const std::size_t after = has_comma ? comma : value_end;
      plan.push_back(insertion(line_end(after), std::string(line_break_) + indent_of(key_begin) +
                                                    entry(depth) + (has_comma ? "," : "")));
      return Plans{plan};
    }
    if (has_comma) return Plans{{insertion(comma + 1, " " + entry(depth) + ",")}};
    return Plans{{insertion(value_end, new_comma + " " + entry(depth))}};
  }

  // Where an entry of a flow mapping ends; an alias has its own span elsewhere.
  [[nodiscard]] std::size_t entry_end(NodeId id) const {
    const Node& node = tree_[id];
    if (!node.aliased) return std::max(node.span.end, node.key_span.end);
    std::size_t at = node.key_span.end;
    while (at < text_.size() && text_[at] != '*') ++at;
    while (at < text_.size() && !is_blank(text_[at]) && !is_break(text_[at]) && text_[at] != ',' &&
           text_[at] != '}') {
      ++at;
    }
    return at;
  }

  // Over blanks, line breaks and comments.
  [[nodiscard]] std::size_t skip_layout(std::size_t at, std::size_t end) const {
    while (at < end) {
      if (text_[at] == '#') {
        at = std::min(line_end(at), end);
      } else if (is_blank(text_[at]) || is_break(text_[at])) {
        ++at;
      } else {
        break;
      }
    }
    return at;
  }

  Result<Plans> grow(NodeId id, std::size_t depth) const {
    const Node& node = tree_[id];
    const bool is_list = node.shape == Shape::sequence;
    const std::string rest = entry(depth + 1);
    const bool is_null = !is_list && core_type(tree_, id) == Scalar::null;
    if (is_null) return replace(id, "{" + rest + "}");
    const std::string key = depth < short_keys_.size() ? short_keys_[depth] : "";
    if (key.empty()) {
      return fail("`" + name(depth) + "` is a " + (is_list ? "list" : "value") + ", not a mapping");
    }
    if (is_list && node.style == Style::block) return Plans{grow_block_list(node, key, rest)};
    const std::string open = "{" + quote(key) + ": ";
    const std::string close = ", " + rest + "}";
    Plans plans = {{insertion(node.span.begin, open), insertion(node.span.end, close)}};
    // `a, b` is one plain text in block style and two values in flow style.
    if (!is_list) {
      plans.push_back(
          {edit(node.span.begin, node.span.end, open + quote(tree_.scalar(id)) + close)});
    }
    return plans;
  }

  // The list moves below a key of its own. One that stands in the column of the key before it has
  // to be indented for that, line by line.
  [[nodiscard]] Plan grow_block_list(const Node& list, const std::string& key,
                                     const std::string& rest) const {
    const std::string indent = indent_of(list.span.begin);
    const bool has_indent = indent.size() > indent_of(list.key_span.begin).size();
    const std::string step(has_indent ? "" : kStep);
    const std::string new_line = std::string(line_break_) + indent + step;
    Plan plan = {insertion(list.span.begin, step + quote(key) + ":" + new_line)};
    for (std::size_t at = line_end(list.span.begin); !step.empty() && at < list.span.end; ++at) {
      const bool line_begins =
          is_break(text_[at]) && at + 1 < list.span.end && !is_break(text_[at + 1]);
      if (line_begins) plan.push_back(insertion(at + 1, step));
    }
    plan.push_back(insertion(line_end(list.span.end), new_line + rest));
    return plan;
  }

  std::string_view text_;
  const Tree& tree_;
  SourceId source_;
  const Path& path_;
  std::string_view yaml_;
  const std::vector<std::string>& short_keys_;
  std::string_view line_break_;
};

}  // namespace

Result<std::vector<Edit>> set_value(const Sources& sources, const Tree& tree, SourceId source,
                                    const Path& path, std::string_view yaml,
                                    const std::vector<std::string>& short_keys) {
  Planner planner(sources, tree, source, path, yaml, short_keys);
  Result<Plans> plans = planner.run();
  if (!plans) return tl::unexpected<Error>(plans.error());
  for (Plan& plan : *plans) {
    if (leads_to(sources, tree, source, plan, {path, yaml, short_keys})) return std::move(plan);
  }
  return fail("`" + planner.name(path.size()) + "` cannot be set to `" + std::string(yaml) +
              "` without changing other values; edit " + std::string(sources.name(source)) +
              " by hand");
}

}  // namespace wardround::text
