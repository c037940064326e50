#include "text/csv.h"

#include "base/limits.h"
#include "text/byte_check.h"

namespace wardround::text {
namespace {

using diag::Kind;

class CsvReader {
 public:
  CsvReader(std::string_view text, std::size_t begin, diag::SourceId source, std::size_t max_rows,
            diag::Diagnostics& diagnostics)
      : text_(text), at_(begin), max_rows_(max_rows), source_(source), diagnostics_(diagnostics) {
    const std::string_view first = text.substr(begin, text.find_first_of("\r\n", begin) - begin);
    if (first.find(',') == std::string_view::npos && first.find(';') != std::string_view::npos)
      separator_ = ';';
  }

  Csv run() {
    Csv csv;
    while (at_ < text_.size() && mistakes_ < limits::kImportMistakes && !csv.cut) {
      const std::size_t begin = at_;
      bool good = true;
      CsvRow row = read_row(good);
      if (row.size() == 1 && row[0].span.begin == row[0].span.end) continue;  // an empty line
      if (csv.head.empty()) {
        csv.head = std::move(row);
      } else if (good && row.size() != csv.head.size()) {
        report(Kind::csv_fields, span(begin, row.back().span.end),
               {std::to_string(row.size()), std::to_string(csv.head.size())});
      } else if (csv.rows.size() >= max_rows_) {
        csv.cut = true;
      } else if (good) {
        csv.rows.push_back(std::move(row));
      }
    }
    return csv;
  }

 private:
  CsvRow read_row(bool& good) {
    CsvRow row;
    for (;;) {
      CsvField field = read_field(good);
      if (row.size() < kCsvFields) row.push_back(std::move(field));
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      skip_line_end();
      return row;
    }
  }

  CsvField read_field(bool& good) {
    const std::size_t begin = at_;
    CsvField field;
    if (at_ < text_.size() && text_[at_] == '"') {
      if (!read_quoted(field.value)) {
        report(Kind::csv_quote_open, span(begin, begin + 1), {});
        good = false;
      } else if (!at_end_of_field()) {
        const std::size_t rest = at_;
        while (!at_end_of_field()) ++at_;
        report(Kind::csv_after_quote, span(rest, at_), {});
        good = false;
      }
    } else {
      while (!at_end_of_field()) ++at_;
      field.value = text_.substr(begin, at_ - begin);
    }
    field.span = span(begin, at_);
    return field;
  }

  // Behind the closing quote; false at the end of the text.
  bool read_quoted(std::string& value) {
    for (++at_; at_ < text_.size(); ++at_) {
      const std::size_t quote = text_.find('"', at_);
      value += text_.substr(at_, quote - at_);
      if (quote == std::string_view::npos) break;
      at_ = quote + 1;
      if (at_ >= text_.size() || text_[at_] != '"') return true;
      value += '"';
    }
    at_ = text_.size();
    return false;
  }

  [[nodiscard]] bool at_end_of_field() const {
    return at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n' ||
           text_[at_] == '\r';
  }
  void skip_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }

  [[nodiscard]] diag::Span span(std::size_t begin, std::size_t end) const {
    return {source_, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }
  void report(Kind kind, diag::Span where, std::vector<std::string> args) {
    ++mistakes_;
    diagnostics_.report(kind, where, std::move(args));
  }

  std::string_view text_;
  std::size_t at_;
  std::size_t max_rows_;
  diag::SourceId source_;
  diag::Diagnostics& diagnostics_;
  char separator_ = ',';
  std::size_t mistakes_ = 0;
};

}  // namespace

Csv parse_csv(const diag::Sources& sources, diag::SourceId source, std::size_t max_rows,
              diag::Diagnostics& diagnostics) {
  const CheckedBytes checked = check_bytes(sources, source, diagnostics);
  if (!checked.readable) return {};
  const std::string_view text = checked.mended ? *checked.mended : sources.text(source);
  return CsvReader(text, checked.begin, source, max_rows, diagnostics).run();
}

}  // namespace wardround::text
