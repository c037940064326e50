#include "model/format.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "model/fields.h"
#include "text/edit.h"
#include "text/tree.h"

namespace wardround::model {
namespace {

using diag::Edit;
using diag::Span;
using text::Node;
using text::NodeId;
using text::Tree;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// true, TRUE, Yes … as `yes`, the others as `no`; empty for anything else.
std::string_view two_valued(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (lower == "yes" || lower == "true") return "yes";
  if (lower == "no" || lower == "false") return "no";
  return {};
}

// ---- words --------------------------------------------------------------------------------------

// Spells values by what the field table and the catalogue say stands there.
class Words {
 public:
  Words(const Tree& tree, const catalog::Catalog& catalog, const diag::Sources& sources,
        std::vector<Edit>& edits)
      : tree_(tree), catalog_(catalog), sources_(sources), edits_(edits) {}

  void run() {
    const NodeId root = tree_.root();
    if (!root.valid() || tree_[root].shape != text::Shape::mapping) return;
    find_shared();
    for (const NodeId child : tree_.children(root)) {
      const SectionInfo* section = find_section(tree_.key(child));
      if (section == nullptr || tree_[child].shape != text::Shape::mapping) continue;
      if (section->form == Form::subjects) {
        for (const NodeId subject : tree_.children(child)) visit_subject(*section, subject);
      } else if (section->form == Form::system || section->form == Form::context) {
        visit_members(*section, child);
      }
    }
  }

 private:
  // A value that an alias repeats may mean something else at the other place, so it stays.
  void find_shared() {
    std::vector<NodeId> open{tree_.root()};
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      if (tree_[id].aliased) shared_.insert(tree_[id].span);
      for (const NodeId child : tree_.children(id)) open.push_back(child);
    }
  }

  void visit_subject(const SectionInfo& section, NodeId subject) {
    switch (tree_[subject].shape) {
      case text::Shape::mapping:
        visit_members(section, subject);
        break;
      case text::Shape::scalar:
        visit(section, section.short_scalar, subject);
        break;
      case text::Shape::sequence:
        visit(section, section.short_list, subject);
        break;
    }
  }

  void visit_members(const SectionInfo& section, NodeId mapping) {
    for (const NodeId child : tree_.children(mapping)) visit(section, tree_.key(child), child);
  }

  void visit(const SectionInfo& section, std::string_view name, NodeId value) {
    const FieldInfo* field = find_field(section, name);
    if (field == nullptr) {
      if (section.facts) visit_fact(section.kind, name, value);
      return;
    }
    switch (field->shape) {
      case Shape::choice:
        if (std::find(field->choices.begin(), field->choices.end(), "yes") !=
            field->choices.end()) {
          spell_two_valued(value);
        }
        break;
      case Shape::version:
        quote_number(value);
        break;
      case Shape::path:
        space_arrows(value);
        break;
      case Shape::protocol:
        visit_protocol(value);
        break;
      case Shape::facts:
        visit_facts(section.kind, value);
        break;
      default:
        break;
    }
  }

  void visit_facts(lang::Kind kind, NodeId mapping) {
    if (tree_[mapping].shape != text::Shape::mapping) return;
    for (const NodeId child : tree_.children(mapping)) visit_fact(kind, tree_.key(child), child);
  }

  void visit_protocol(NodeId value) {
    if (tree_[value].shape != text::Shape::mapping) return;
    for (const NodeId child : tree_.children(value)) {
      const auto own =
          std::find_if(protocol_fields().begin(), protocol_fields().end(),
                       [&](const FieldInfo& field) { return field.name == tree_.key(child); });
      if (own == protocol_fields().end()) {
        visit_fact(lang::Kind::flow, tree_.key(child), child);
      } else if (own->shape == Shape::version) {
        quote_number(child);
      }
    }
  }

  void visit_fact(lang::Kind kind, std::string_view name, NodeId value) {
    const lang::FactId id = catalog_.vocabulary.find_fact(kind, name);
    if (!id.valid()) return;
    const lang::Domain domain = catalog_.vocabulary[id].domain;
    if (domain == lang::Domain::boolean) spell_two_valued(value);
    if (domain == lang::Domain::version) quote_number(value);
  }

  [[nodiscard]] bool is_plain(NodeId value) const {
    const Node& node = tree_[value];
    return node.shape == text::Shape::scalar && node.style == text::Style::plain && !node.aliased &&
           node.span.begin < node.span.end && !shared_.contains(node.span);
  }

  void replace(NodeId value, std::string text) {
    if (sources_.text(tree_[value].span) == text) return;
    edits_.push_back({tree_[value].span, std::move(text)});
  }

  void spell_two_valued(NodeId value) {
    if (!is_plain(value)) return;
    const std::string_view word = two_valued(tree_.scalar(value));
    if (!word.empty()) replace(value, std::string(word));
  }

  void quote_number(NodeId value) {
    if (!is_plain(value)) return;
    const text::Scalar type = text::core_type(tree_, value);
    if (type != text::Scalar::integer && type != text::Scalar::floating) return;
    replace(value, "\"" + std::string(sources_.text(tree_[value].span)) + "\"");
  }

  void space_arrows(NodeId value) {
    if (tree_[value].shape == text::Shape::sequence) {
      for (const NodeId child : tree_.children(value)) space_arrow(child);
    } else {
      space_arrow(value);
    }
  }

  void space_arrow(NodeId value) {
    if (!is_plain(value)) return;
    const std::string_view text = sources_.text(tree_[value].span);
    const std::size_t arrow = text.find("->");
    if (arrow == std::string_view::npos || text.find_first_of("\r\n") != std::string_view::npos) {
      return;
    }
    const std::string_view from = trimmed(text.substr(0, arrow));
    const std::string_view to = trimmed(text.substr(arrow + 2));
    if (from.empty() || to.empty()) return;
    replace(value, std::string(from) + " -> " + std::string(to));
  }

  const Tree& tree_;
  const catalog::Catalog& catalog_;
  const diag::Sources& sources_;
  std::vector<Edit>& edits_;
  std::set<Span> shared_;
};

// ---- layout -------------------------------------------------------------------------------------

// Bytes that belong to a value: layout rules leave them alone.
class Protected {
 public:
  Protected(const Tree& tree, std::string_view text) {
    std::vector<NodeId> open;
    if (tree.root().valid()) open.push_back(tree.root());
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      const Node& node = tree[id];
      if (node.key_span.valid()) add(node.key_span.begin, node.key_span.end);
      if (node.shape == text::Shape::scalar) add_scalar(node, text);
      for (const NodeId child : tree.children(id)) open.push_back(child);
    }
    std::sort(ranges_.begin(), ranges_.end());
  }

  // Is the byte at `at` part of a value? To be asked in rising order.
  [[nodiscard]] bool contains(std::size_t at) {
    while (next_ < ranges_.size() && ranges_[next_].second <= at) ++next_;
    return next_ < ranges_.size() && ranges_[next_].first <= at;
  }
  // Does the text end in a block scalar whose line ends at the end are part of it?
  [[nodiscard]] bool keeps_end() const { return keeps_end_; }

 private:
  void add(std::size_t begin, std::size_t end) {
    if (begin < end) ranges_.emplace_back(begin, end);
  }

  // The value of a block scalar goes up to its last line with text; with the indicator `+` blank
  // lines after it belong to it too. The line end after that line is part of it unless `-` says no.
  void add_scalar(const Node& node, std::string_view text) {
    std::size_t end = node.span.end;
    if (node.style == text::Style::literal || node.style == text::Style::folded) {
      std::size_t after = std::min<std::size_t>(end, text.size());
      while (after < text.size() && (is_blank(text[after]) || is_break(text[after]))) ++after;
      const std::size_t header_end = text.find_first_of("\r\n", node.span.begin);
      const std::string_view header =
          text.substr(node.span.begin, std::min(header_end, text.size()) - node.span.begin);
      const std::string_view indicators = header.substr(0, header.find_first_of(" \t#"));
      if (indicators.find('+') != std::string_view::npos) end = after;
      if (after == text.size() && indicators.find('-') == std::string_view::npos) {
        keeps_end_ = true;
      }
    }
    add(node.span.begin, end);
  }

  static bool is_break(char c) { return c == '\n' || c == '\r'; }

  std::vector<std::pair<std::size_t, std::size_t>> ranges_;
  std::size_t next_ = 0;
  bool keeps_end_ = false;
};

class Layout {
 public:
  Layout(std::string_view text, diag::SourceId source, const Tree& tree, std::vector<Edit>& edits)
      : text_(text), source_(source), protected_(tree, text), edits_(edits) {}

  void run() {
    line_end_ = majority();
    end_of_text_ = text_.size();
    while (end_of_text_ > 0 && is_white(text_[end_of_text_ - 1])) --end_of_text_;
    bool blank_before = false;
    for (std::size_t at = 0; at < text_.size();) at = line(at, blank_before);
  }

 private:
  static bool is_white(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

  [[nodiscard]] std::string_view majority() const {
    std::size_t windows = 0;
    std::size_t all = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] != '\n') continue;
      ++all;
      if (i > 0 && text_[i - 1] == '\r') ++windows;
    }
    return windows > all - windows ? "\r\n" : "\n";
  }

  // One line; returns where the next one begins.
  std::size_t line(std::size_t begin, bool& blank_before) {
    std::size_t next = text_.find('\n', begin);
    const bool last = next == std::string_view::npos;
    next = last ? text_.size() : next + 1;
    std::size_t content = last ? next : next - 1;
    if (!last && content > begin && text_[content - 1] == '\r') --content;
    const std::size_t break_at = content;

    bool inside = false;  // does a value reach into the blanks at the end of the line?
    bool comment = false;
    std::size_t tail = begin;  // end of what is not blank
    for (std::size_t i = begin; i < break_at; ++i) {
      const bool kept = protected_.contains(i);
      if (!kept && !comment && text_[i] == '#' && (i == begin || is_blank(text_[i - 1]))) {
        comment = true;
      }
      if (kept || !is_blank(text_[i])) tail = i + 1;
      if (!kept && !comment && text_[i] == '\t') tabs_.push_back(i);
    }
    if (break_at < text_.size()) inside = protected_.contains(break_at);
    const bool blank = tail == begin && !inside;

    for (const std::size_t tab : tabs_) {
      if (tab < tail) edit(tab, tab + 1, " ");
    }
    tabs_.clear();
    if (blank && (blank_before || begin >= end_of_text_) && !keeps_end_here(begin)) {
      edit(begin, next, "");
    } else if (!(last && keeps_end_here(begin))) {
      edit(tail, next, line_end_);
    }
    blank_before = blank;
    return next;
  }

  // Blank lines and a missing line end after a last block scalar decide about its value.
  [[nodiscard]] bool keeps_end_here(std::size_t begin) const {
    return protected_.keeps_end() && text_.find('\n', begin) == std::string_view::npos;
  }

  void edit(std::size_t begin, std::size_t end, std::string_view text) {
    if (text_.substr(begin, end - begin) == text) return;
    edits_.push_back({Span{source_, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
                      std::string(text)});
  }

  std::string_view text_;
  diag::SourceId source_;
  Protected protected_;
  std::vector<Edit>& edits_;
  std::string_view line_end_;
  std::size_t end_of_text_ = 0;
  std::vector<std::size_t> tabs_;
};

}  // namespace

std::vector<Edit> format_edits(const Loaded& loaded, const catalog::Catalog& catalog,
                               const diag::Sources& sources, diag::SourceId source) {
  std::vector<Edit> edits;
  const bool known = std::any_of(loaded.texts.begin(), loaded.texts.end(),
                                 [&](const SourceText& text) { return text.source == source; });
  if (!known) return edits;
  // Read once more: the loaded tree does not say whether it is whole.
  diag::Diagnostics mistakes;
  std::size_t budget = limits::kYamlNodes;
  const Tree tree = text::parse(sources, source, budget, mistakes);
  if (mistakes.has_errors()) return edits;
  Words(tree, catalog, sources, edits).run();
  Layout(sources.text(source), source, tree, edits).run();
  std::sort(edits.begin(), edits.end(),
            [](const Edit& a, const Edit& b) { return a.span < b.span; });
  return edits;
}

}  // namespace wardround::model
