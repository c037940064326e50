// The STRIDE grid: for each root type and for flows, which letters are looked at, and why those
// that differ from the classic grid (STRIDE per element) do.
#include <algorithm>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

constexpr std::string_view kFlow = "flow";
constexpr Stride kStrides[] = {Stride::S, Stride::T, Stride::R, Stride::I, Stride::D, Stride::E};

// The cells of the classic grid. Repudiation of a store is only for logs there, so it wants a
// reason as well.
struct Row {
  std::string_view id;
  std::string_view classic;
};
constexpr Row kRows[] = {
    {"process", "STRIDE"}, {"store", "TID"}, {"external", "SR"}, {kFlow, "TID"},   {"node", ""},
    {"port", ""},          {"bus", ""},      {"sensor", ""},     {"actuator", ""},
};

struct RowBody {
  const Row& row;
  lang::TypeId type;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBetween = " ,:;\n";
  const std::size_t from = text.find_first_not_of(kBetween);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \n") + 1 - from);
}

// "yes" and "yes, reason" look at the cell; any other text says why not.
void read_cell(Reading& reading, RowBody& body, View value, Stride stride) {
  const std::string_view text = value.text();
  GridCell cell;
  cell.type = body.type;
  cell.flow = body.row.id == kFlow;
  cell.stride = stride;
  const std::size_t word = std::min(text.find_first_of(" ,:;\n"), text.size());
  cell.looked_at = text.substr(0, word) == "yes" || text == "true";
  if (cell.looked_at) {
    cell.reason = text == "true" ? "" : trimmed(text.substr(word));
  } else {
    cell.reason = text == "no" || text == "false" ? "" : trimmed(text);
  }
  const bool classic = body.row.classic.find(letter(stride)) != std::string_view::npos;
  if (cell.reason.empty() && cell.looked_at && !classic) {
    reading.diagnostics.report(diag::Kind::pack_grid_added, value.span(),
                               {std::string(body.row.id), std::string(1, letter(stride))});
  } else if (cell.reason.empty() && !cell.looked_at) {
    reading.diagnostics.report(diag::Kind::pack_grid_empty, value.span(),
                               {std::string(body.row.id), std::string(1, letter(stride))});
  }
  reading.catalog.grid.push_back(std::move(cell));
}

template <Stride stride>
void read_letter(Reading& reading, RowBody& body, View value) {
  read_cell(reading, body, value, stride);
}

constexpr Field<RowBody> kCells[] = {
    {"S", Form::text, Need::optional, read_letter<Stride::S>},
    {"T", Form::text, Need::optional, read_letter<Stride::T>},
    {"R", Form::text, Need::optional, read_letter<Stride::R>},
    {"I", Form::text, Need::optional, read_letter<Stride::I>},
    {"D", Form::text, Need::optional, read_letter<Stride::D>},
    {"E", Form::text, Need::optional, read_letter<Stride::E>},
};

void read_row(Reading& reading, const Row& row, View body) {
  RowBody out{row, row.id == kFlow ? lang::TypeId{}
                                   : find_type(reading.catalog, lang::TypeTree::element, row.id)};
  read_fields(reading, out, body, {"row", row.id}, kCells);
  std::string missing;
  for (const Stride stride : kStrides) {
    if (!body.find(std::string_view("STRIDE").substr(static_cast<std::size_t>(stride), 1))
             .valid()) {
      missing += missing.empty() ? "" : ", ";
      missing += letter(stride);
    }
  }
  if (!missing.empty())
    reading.diagnostics.report(diag::Kind::pack_grid_cell, head(body),
                               {std::string(row.id), missing});
}

void report_unknown_row(Reading& reading, View row) {
  std::vector<std::string_view> known;
  for (const Row& each : kRows) known.push_back(each.id);
  diag::Diagnostic& diagnostic = reading.diagnostics.report(
      diag::Kind::pack_grid_row, row.key_span(), {std::string(row.key())});
  diagnostic.note("the rows are " + quoted_list(known));
}

}  // namespace

void read_grid(Reading& reading, const Declarations& declarations) {
  if (declarations.grid.empty()) return;  // packs without a grid are complete without one
  const auto find = [&](std::string_view id) {
    return std::find_if(declarations.grid.begin(), declarations.grid.end(),
                        [&](const Declared& d) { return d.id == id; });
  };
  for (const Declared& declared : declarations.grid) {
    const auto known = std::find_if(std::begin(kRows), std::end(kRows),
                                    [&](const Row& r) { return r.id == declared.id; });
    if (known == std::end(kRows)) report_unknown_row(reading, declared.body);
  }
  for (const Row& row : kRows) {
    const auto declared = find(row.id);
    if (declared != declarations.grid.end()) {
      read_row(reading, row, declared->body);
    } else if (row.id == kFlow ||
               find_type(reading.catalog, lang::TypeTree::element, row.id).valid()) {
      reading.diagnostics.report(diag::Kind::pack_grid_missing,
                                 head(declarations.grid.front().body), {std::string(row.id)});
    }
  }
}

}  // namespace wardround::catalog
