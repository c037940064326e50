// Reading evidence files, and the words in them.
#include "treatment/evidence.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"
#include "catalog/fields.h"
#include "text/tree.h"

namespace wardround::treatment {
namespace {

using catalog::Form;
using catalog::Need;
using catalog::Reporting;
using catalog::View;
template <class Target>
using Field = catalog::Field<Target, Reporting>;

template <class Enum, std::size_t N>
std::optional<Enum> find_word(std::string_view word, const std::string_view (&words)[N]) {
  const auto found = std::find(std::begin(words), std::end(words), word);
  if (found == std::end(words)) return std::nullopt;
  return static_cast<Enum>(found - std::begin(words));
}

std::optional<Outcome> parse_outcome(std::string_view word) {
  for (const Outcome outcome : {Outcome::passed, Outcome::skipped, Outcome::failed}) {
    if (word == name(outcome)) return outcome;
  }
  return std::nullopt;
}

void refuse(Reporting& reading, View word, std::string_view what,
            const std::vector<std::string_view>& allowed) {
  catalog::report_word(reading, diag::Kind::pack_word, word,
                       {std::string(word.text()), std::string(what)}, allowed);
}

void read_outcome(Reporting& reading, std::optional<Outcome>& out, View value) {
  out = parse_outcome(value.text());
  if (!out) refuse(reading, value, "result of a test", {"passed", "skipped", "failed"});
}
void read_date(Reporting& reading, std::optional<Date>& out, View value) {
  out = parse_date(value.text());
  if (!out) refuse(reading, value, "date, YYYY-MM-DD", {});
}

struct TestBody {
  TestEvidence test;
  std::optional<Outcome> result;
  std::optional<TestKind> kind;
  std::optional<Date> date;
};
constexpr Field<TestBody> kTestFields[] = {
    {"build", Form::text, Need::required,
     [](Reporting&, TestBody& b, View v) { b.test.build = v.text(); }},
    {"test", Form::text, Need::required,
     [](Reporting&, TestBody& b, View v) { b.test.test = v.text(); }},
    {"result", Form::text, Need::required,
     [](Reporting& r, TestBody& b, View v) { read_outcome(r, b.result, v); }},
    {"before", Form::text, Need::optional,
     [](Reporting& r, TestBody& b, View v) { read_outcome(r, b.test.before, v); }},
    {"kind", Form::text, Need::required,
     [](Reporting& r, TestBody& b, View v) {
       b.kind = parse_test_kind(v.text());
       if (!b.kind) refuse(r, v, "kind of test", {"mitigation", "defeat"});
     }},
    {"date", Form::text, Need::required,
     [](Reporting& r, TestBody& b, View v) { read_date(r, b.date, v); }},
    {"tester", Form::text, Need::optional,
     [](Reporting&, TestBody& b, View v) { b.test.tester = v.text(); }},
    {"role", Form::text, Need::optional,
     [](Reporting&, TestBody& b, View v) { b.test.role = v.text(); }},
    {"independence", Form::text, Need::optional,
     [](Reporting& r, TestBody& b, View v) {
       b.test.independence = parse_independence(v.text());
       if (!b.test.independence) {
         refuse(r, v, "degree of independence",
                {std::begin(kIndependenceWords), std::end(kIndependenceWords)});
       }
     }},
    {"file", Form::text, Need::optional,
     [](Reporting&, TestBody& b, View v) { b.test.file = v.text(); }},
    {"sha256", Form::text, Need::optional,
     [](Reporting&, TestBody& b, View v) { b.test.sha256 = v.text(); }},
};

void read_test(Reporting& reading, Evidence& out, View entry) {
  TestBody body;
  catalog::read_fields(reading, body, entry, {"a test result", ""}, kTestFields);
  if (body.test.build.empty() || body.test.test.empty() || !body.result || !body.kind || !body.date)
    return;  // reported
  body.test.result = *body.result;
  body.test.kind = *body.kind;
  body.test.date = *body.date;
  body.test.span = entry.span();
  out.tests.push_back(std::move(body.test));
}

struct ReportBody {
  OutsideReport report;
  std::optional<ReportKind> kind;
};
constexpr Field<ReportBody> kReportFields[] = {
    {"id", Form::text, Need::required,
     [](Reporting&, ReportBody& b, View v) { b.report.id = v.text(); }},
    {"kind", Form::text, Need::required,
     [](Reporting& r, ReportBody& b, View v) {
       b.kind = parse_report_kind(v.text());
       if (!b.kind)
         refuse(r, v, "kind of report", {std::begin(kReportKindWords), std::end(kReportKindWords)});
     }},
    {"title", Form::text, Need::optional,
     [](Reporting&, ReportBody& b, View v) { b.report.title = v.text(); }},
    {"date", Form::text, Need::optional,
     [](Reporting& r, ReportBody& b, View v) { read_date(r, b.report.date, v); }},
    {"subject", Form::text, Need::optional,
     [](Reporting&, ReportBody& b, View v) { b.report.subject = v.text(); }},
    {"weakness", Form::text, Need::optional,
     [](Reporting&, ReportBody& b, View v) { b.report.weakness = v.text(); }},
    {"cwe", Form::one_or_more, Need::optional,
     [](Reporting& r, ReportBody& b, View v) {
       for (const View word : catalog::one_or_more(r, v)) {
         if (const auto number = parse_cwe(word.text())) {
           b.report.cwe.push_back(*number);
         } else {
           refuse(r, word, "number of a CWE", {});
         }
       }
     }},
    {"stride", Form::text, Need::optional,
     [](Reporting& r, ReportBody& b, View v) {
       if (auto letters = parse_stride(v.text())) {
         b.report.stride = *std::move(letters);
       } else {
         refuse(r, v, "set of STRIDE letters", {});
       }
     }},
    {"exploited", Form::flag, Need::optional,
     [](Reporting&, ReportBody& b, View v) {
       b.report.exploited = text::as_bool(*v.tree, v.id).value_or(false);
     }},
    {"escaped", Form::flag, Need::optional,
     [](Reporting&, ReportBody& b, View v) {
       b.report.escaped = text::as_bool(*v.tree, v.id).value_or(false);
     }},
    {"predicted", Form::text, Need::optional,
     [](Reporting& r, ReportBody& b, View v) { read_date(r, b.report.predicted, v); }},
    {"revision", Form::text, Need::optional,
     [](Reporting&, ReportBody& b, View v) { b.report.revision = v.text(); }},
    {"status", Form::text, Need::optional,
     [](Reporting&, ReportBody& b, View v) { b.report.status = v.text(); }},
    {"reference", Form::text, Need::optional,
     [](Reporting&, ReportBody& b, View v) { b.report.reference = v.text(); }},
    {"file", Form::text, Need::optional,
     [](Reporting&, ReportBody& b, View v) { b.report.file = v.text(); }},
    {"sha256", Form::text, Need::optional,
     [](Reporting&, ReportBody& b, View v) { b.report.sha256 = v.text(); }},
};

void read_report(Reporting& reading, Evidence& out, View entry) {
  ReportBody body;
  catalog::read_fields(reading, body, entry, {"a report", ""}, kReportFields);
  if (body.report.id.empty() || !body.kind) return;
  body.report.kind = *body.kind;
  body.report.span = entry.span();
  out.reports.push_back(std::move(body.report));
}

constexpr Field<Evidence> kSections[] = {
    {"wardround", Form::text, Need::required,
     [](Reporting& r, Evidence&, View v) {
       if (v.text() != "1") refuse(r, v, "version of the language: this is version 1", {});
     }},
    {"results", Form::mappings, Need::optional,
     [](Reporting& r, Evidence& e, View v) {
       for (const View entry : v.entries()) read_test(r, e, entry);
     }},
    {"reports", Form::mappings, Need::optional,
     [](Reporting& r, Evidence& e, View v) {
       for (const View entry : v.entries()) read_report(r, e, entry);
     }},
};

}  // namespace

std::string_view name(Independence independence) {
  return kIndependenceWords[static_cast<std::size_t>(independence)];
}
std::optional<Independence> parse_independence(std::string_view word) {
  return find_word<Independence>(word, kIndependenceWords);
}
std::string_view name(ReportKind kind) {
  return kReportKindWords[static_cast<std::size_t>(kind)];
}
std::optional<ReportKind> parse_report_kind(std::string_view word) {
  return find_word<ReportKind>(word, kReportKindWords);
}

std::optional<std::vector<catalog::Stride>> parse_stride(std::string_view text) {
  constexpr std::string_view kLetters = "STRIDE";
  std::array<bool, kLetters.size()> has{};
  for (const char c : text) {
    if (c == ' ' || c == ',' || c == ';') continue;
    const std::size_t at = kLetters.find(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    if (at == std::string_view::npos) return std::nullopt;
    has[at] = true;
  }
  std::vector<catalog::Stride> letters;
  for (std::size_t i = 0; i < has.size(); ++i) {
    if (has[i]) letters.push_back(static_cast<catalog::Stride>(i));
  }
  return letters;
}
std::string stride_text(const std::vector<catalog::Stride>& letters) {
  std::string text;
  for (const catalog::Stride stride : letters) text += catalog::letter(stride);
  return text;
}

std::optional<uint32_t> parse_cwe(std::string_view word) {
  if (word.size() > 4 && (word.starts_with("CWE-") || word.starts_with("cwe-")))
    word.remove_prefix(4);
  uint32_t number = 0;
  const auto end = std::from_chars(word.data(), word.data() + word.size(), number);
  if (end.ec != std::errc() || end.ptr != word.data() + word.size()) return std::nullopt;
  return number;
}

std::string evidence_path(std::string_view model_path) {
  for (const std::string_view ending : {".model.yaml", ".yaml", ".yml"}) {
    if (model_path.ends_with(ending)) {
      model_path.remove_suffix(ending.size());
      break;
    }
  }
  return std::string(model_path) + ".evidence.yaml";
}

Evidence read_evidence(const diag::Sources& sources, diag::SourceId source,
                       diag::Diagnostics& diagnostics) {
  Evidence out;
  std::size_t budget = limits::kYamlNodes;
  const text::Tree tree = text::parse(sources, source, budget, diagnostics);
  if (!tree.root().valid()) return out;
  Reporting reading{sources, diagnostics};
  const View root{&tree, tree.root()};
  if (!catalog::is_body(reading, root, {"an evidence file", ""})) return out;
  catalog::read_fields(reading, out, root, {"an evidence file", ""}, kSections);
  return out;
}

}  // namespace wardround::treatment
