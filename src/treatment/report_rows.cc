#include "treatment/report_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/limits.h"
#include "text/csv.h"

namespace wardround::treatment {
namespace {

using diag::Kind;
using text::NodeId;
using text::Shape;
using text::Tree;

// The number of `\uXXXX` at the begin of `text`; 0 if none stands there.
uint32_t escaped_unit(std::string_view text) {
  uint32_t unit = 0;
  if (text.size() < 6 || !text.starts_with("\\u")) return 0;
  const auto end = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
  return end.ptr == text.data() + 6 ? unit : 0;
}

// JSON is YAML but for one thing: characters beyond U+FFFF are escaped as two surrogates. Each pair
// becomes YAML's escape of the same length, so that every byte keeps its place; nullopt if there is
// none. (An escaped line break stands for nothing and makes up for the length.)
std::optional<std::string> without_surrogates(std::string_view text) {
  std::optional<std::string> out;
  for (std::size_t at = 0; (at = text.find('\\', at)) != std::string_view::npos; at += 2) {
    const uint32_t high = escaped_unit(text.substr(at));
    if (high < 0xd800 || high >= 0xdc00) continue;
    const uint32_t low = escaped_unit(text.substr(at + 6));
    if (low < 0xdc00 || low >= 0xe000) continue;
    const uint32_t code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    if (!out) out = std::string(text);
    out->replace(at, 12, fmt::format("\\\n\\U{:08x}", code));
    at += 10;
  }
  return out;
}

// Where a text stops being JSON. The tree is read by the reader of YAML, which takes more than
// JSON: what another tool wrote is not to be read as something that it does not mean.
class Mistake final : public nlohmann::json_sax<nlohmann::json> {
 public:
  static std::optional<std::size_t> of(std::string_view text) {
    Mistake mistake;
    if (nlohmann::json::sax_parse(text, &mistake)) return std::nullopt;
    return mistake.at_;
  }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  // `read`: bytes up to and with the one that cannot stand there.
  bool parse_error(std::size_t read, const std::string&,
                   const nlohmann::detail::exception&) override {
    at_ = read == 0 ? 0 : read - 1;
    return false;
  }

 private:
  std::size_t at_ = 0;
};

class Json {
 public:
  Json(const diag::Sources& sources, diag::SourceId source, diag::Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics), tree_(parse(sources)) {}

  std::vector<ReportRow> rows() {
    if (!tree_.root().valid()) return {};
    if (is_vulnerability_document(tree_)) return vulnerability_rows(tree_);
    NodeId list = tree_.root();
    if (tree_[list].shape == Shape::mapping) list = tree_.find(list, "reports");
    if (!list.valid() || tree_[list].shape != Shape::sequence) {
      refuse("a list of reports is expected, a mapping with `reports`, CycloneDX or OpenVEX");
      return {};
    }
    std::vector<ReportRow> out;
    for (const NodeId entry : tree_.children(list)) {
      if (tree_[entry].shape == Shape::mapping) {
        out.push_back(row(entry));
      } else {
        diagnostics_.report(Kind::wrong_shape, tree_[entry].span,
                            {"reports", "a list of mappings"});
      }
    }
    return out;
  }

 private:
  Tree parse(const diag::Sources& sources) {
    diag::Diagnostics found;
    std::size_t budget = limits::kYamlNodes;
    Tree tree;
    if (auto text = without_surrogates(sources.text(source_))) {
      // Numbered like the original: what is found in the one is shown in the other.
      diag::Sources copies;
      while (copies.size() < source_.index()) copies.add("", "");
      const diag::SourceId copy = copies.add(std::string(sources.name(source_)), *std::move(text));
      tree = text::parse(copies, copy, budget, found);
    } else {
      tree = text::parse(sources, source_, budget, found);
    }
    for (const diag::Diagnostic& one : found.unsorted()) {
      if (one.kind == Kind::yaml_syntax) {
        diagnostics_.report(Kind::report_format, one.span,
                            {fmt::format("it is not valid JSON: {}", one.args[0])});
      } else {
        diagnostics_.report(one.kind, one.span, one.args);
      }
    }
    if (const auto mistake = Mistake::of(sources.text(source_)); mistake && !found.has_errors()) {
      const auto end = static_cast<uint32_t>(sources.text(source_).size());
      const auto at = std::min(static_cast<uint32_t>(*mistake), end);
      diagnostics_
          .report(Kind::report_format, {source_, at, std::min(at + 1, end)},
                  {"it is not valid JSON from here on"})
          .note(
              "JSON has names and texts in double quotes, no comments, and no comma after the last "
              "entry; YAML is not read here");
      return {};
    }
    return tree;
  }

  void refuse(std::string why) {
    diagnostics_.report(Kind::report_format, {source_, 0, 0}, {std::move(why)});
  }

  ReportRow row(NodeId entry) {
    ReportRow row;
    row.span = {source_, tree_[entry].span.begin, tree_[entry].span.begin + 1};
    for (const NodeId value : tree_.children(entry)) {
      std::string text;
      bool flat = tree_[value].shape != Shape::mapping;
      if (tree_[value].shape == Shape::scalar) {
        const bool null = tree_[value].style == text::Style::plain && tree_.scalar(value) == "null";
        if (!null) text = tree_.scalar(value);
      }
      for (const NodeId word : tree_.children(value)) {
        flat = flat && tree_[word].shape == Shape::scalar;
        text += (text.empty() ? "" : " ") + std::string(tree_.scalar(word));
      }
      if (flat) {
        // A key without a value is a column all the same.
        row.cells.push_back({std::string(tree_.key(value)), std::move(text), tree_[value].span,
                             tree_[value].key_span});
      } else {
        diagnostics_.report(Kind::wrong_shape, tree_[value].span,
                            {std::string(tree_.key(value)), "a text or a list of texts"});
      }
    }
    return row;
  }

  diag::SourceId source_;
  diag::Diagnostics& diagnostics_;
  Tree tree_;
};

std::vector<ReportRow> csv_rows(const diag::Sources& sources, diag::SourceId source,
                                diag::Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.unsorted().size();
  text::Csv csv = text::parse_csv(sources, source, limits::kReports, diagnostics);
  if (csv.cut)
    diagnostics.report(Kind::report_too_many, {source, 0, 0}, {std::to_string(limits::kReports)});
  const bool good = diagnostics.unsorted().size() == before;
  if (csv.head.empty() && good)
    diagnostics.report(Kind::report_format, {source, 0, 0}, {"the file is empty"});
  std::vector<ReportRow> out;
  for (text::CsvRow& fields : csv.rows) {
    ReportRow& row = out.emplace_back();
    row.span = {source, fields.front().span.begin, fields.back().span.end};
    for (std::size_t i = 0; i < fields.size(); ++i)
      row.cells.push_back(
          {csv.head[i].value, std::move(fields[i].value), fields[i].span, csv.head[i].span});
  }
  if (out.empty() && !csv.head.empty() && good)
    diagnostics.report(Kind::report_format, csv.head.front().span, {"a head and no reports"});
  return out;
}

}  // namespace

std::vector<ReportRow> read_report_rows(const diag::Sources& sources, diag::SourceId source,
                                        diag::Diagnostics& diagnostics) {
  std::string_view text = sources.text(source);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_json =
      first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  if (!is_json) return csv_rows(sources, source, diagnostics);
  std::vector<ReportRow> rows = Json(sources, source, diagnostics).rows();
  if (rows.size() > limits::kReports) {
    diagnostics.report(Kind::report_too_many, {source, 0, 0}, {std::to_string(limits::kReports)});
    rows.resize(limits::kReports);
  }
  return rows;
}

}  // namespace wardround::treatment
