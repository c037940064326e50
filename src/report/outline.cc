#include "report/outline.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "report/escapes.h"
#include "report/paint.h"

namespace wardround::report {
namespace {

constexpr std::size_t kColumn = 24;  // columns of a table but the last are no wider on a screen

void add_lines(std::string& out, std::string_view label, std::string_view text, std::size_t width) {
  for (const std::string& line : paragraph(label, text, width)) out += line + "\n";
}

// The last column takes what room is left, on as many lines as it needs.
void add_table(std::string& out, const std::vector<std::vector<std::string>>& rows,
               const ScreenStyle& style) {
  if (rows.empty()) return;
  std::vector<std::size_t> widths(rows[0].size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::min(kColumn, std::max(widths[i], display_width(row[i])));
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line = "  ";
    for (std::size_t i = 0; i + 1 < rows[r].size(); ++i) {
      std::string cell = cut(rows[r][i], widths[i]);
      cell += std::string(widths[i] - std::min(widths[i], display_width(cell)) + 2, ' ');
      line += cell;
    }
    const std::string last = rows[r].empty() ? std::string() : rows[r].back();
    if (r == 0) {
      out += paint(line + last, Ink::dim, style.colour) + "\n";
    } else {
      add_lines(out, line, last, style.width);
    }
  }
}

std::string markdown_row(const std::vector<std::string>& row) {
  std::string line = "|";
  for (const std::string& cell : row) line += " " + for_markdown(cell) + " |";
  return line + "\n";
}

}  // namespace

void Outline::heading(std::string text, std::string right) {
  blocks_.push_back({Kind::heading, std::move(right), std::move(text), {}});
}
void Outline::sentence(std::string text) {
  blocks_.push_back({Kind::sentence, {}, std::move(text), {}});
}
void Outline::item(std::string label, std::string text) {
  blocks_.push_back({Kind::item, std::move(label), std::move(text), {}});
}
void Outline::detail(std::string label, std::string text) {
  if (!text.empty()) blocks_.push_back({Kind::detail, std::move(label), std::move(text), {}});
}
void Outline::command(std::string line) {
  blocks_.push_back({Kind::command, {}, std::move(line), {}});
}
void Outline::table(std::vector<std::string> head, std::vector<std::vector<std::string>> rows) {
  rows.insert(rows.begin(), std::move(head));
  blocks_.push_back({Kind::table, {}, {}, std::move(rows)});
}

std::string Outline::screen(const ScreenStyle& style) const {
  std::string out;
  for (const Block& block : blocks_) {
    switch (block.kind) {
      case Kind::heading:
        if (!out.empty()) out += "\n";
        out +=
            paint(two_ends(block.text, block.label, style.width), Ink::yellow, style.colour) + "\n";
        break;
      case Kind::sentence:
        add_lines(out, "", block.text, style.width);
        break;
      case Kind::item:
        add_lines(out, block.label.empty() ? "  " : fmt::format("  {} ", block.label), block.text,
                  style.width);
        break;
      case Kind::detail:
        add_lines(out, block.label.empty() ? "    " : fmt::format("    {:<8} ", block.label),
                  block.text, style.width);
        break;
      case Kind::command:
        // Whole, however long it is: it is there to be copied.
        out += "    " + paint(block.text, Ink::cyan, style.colour) + "\n";
        break;
      case Kind::table:
        add_table(out, block.rows, style);
        break;
    }
  }
  return out;
}

std::string Outline::markdown() const {
  std::string out;
  bool list = false, loose = false;  // in a list of items; in one of details alone
  const auto apart = [&] {
    if (!out.empty()) out += "\n";
    list = loose = false;
  };
  for (const Block& block : blocks_) {
    switch (block.kind) {
      case Kind::heading:
        apart();
        out += fmt::format("### {}{}\n", for_markdown_with_code(block.text),
                           block.label.empty() ? "" : " (" + for_markdown(block.label) + ")");
        break;
      case Kind::sentence:
        apart();
        out += for_markdown_with_code(block.text) + "\n";
        break;
      case Kind::item:
        if (!list) apart();
        list = true;
        out += fmt::format("- {}{}\n",
                           block.label.empty() ? "" : "**" + for_markdown(block.label) + "** ",
                           for_markdown_with_code(block.text));
        break;
      case Kind::detail:
        if (!list && !loose) apart();
        loose = !list;
        out += fmt::format("{}- {}{}\n", list ? "  " : "",
                           block.label.empty() ? "" : for_markdown(block.label) + ": ",
                           for_markdown_with_code(block.text));
        break;
      case Kind::command:
        apart();
        out += code_block(block.text);
        break;
      case Kind::table: {
        apart();
        for (std::size_t r = 0; r < block.rows.size(); ++r) {
          out += markdown_row(block.rows[r]);
          if (r == 0) {
            out += "|";
            for (std::size_t i = 0; i < block.rows[0].size(); ++i) out += " --- |";
            out += "\n";
          }
        }
        break;
      }
    }
  }
  return out;
}

}  // namespace wardround::report
