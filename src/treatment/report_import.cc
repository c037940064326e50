#include "treatment/report_import.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "catalog/fields.h"
#include "treatment/report_rows.h"

namespace wardround::treatment {

using diag::Kind;

// Reads the cells of one row into a report.
class RowReader {
 public:
  RowReader(ReportImport& import, const ReportRow& row) : import_(import), row_(row) {}

  void read() {
    for (const ReportCell& cell : row_.cells) read_cell(cell);
    if (id_ == nullptr) missing("id");
    if (!kind_) kind_ = import_.scope_.kind;
    if (!kind_ && !bad_kind_) missing("kind");
    if (!kind_ || mistakes_ > 0) return;
    report_.kind = *kind_;
    check_status();
    const std::optional<std::size_t> model = find_model();
    if (!model || mistakes_ > 0) return;
    report_.span = row_.span;
    import_.add(*model, std::move(report_));
  }

 private:
  using Read = void (RowReader::*)(const ReportCell&);
  struct Column {
    std::string_view name;
    Read read;
  };
  static constexpr std::size_t kColumns = 12;
  static constexpr std::array<Column, kColumns> columns() {
    return {{{"id", &RowReader::read_id},
             {"kind", &RowReader::read_kind},
             {"title", &RowReader::read_title},
             {"date", &RowReader::read_date},
             {"subject", &RowReader::read_subject},
             {"product", &RowReader::read_product},
             {"weakness", &RowReader::read_weakness},
             {"stride", &RowReader::read_stride},
             {"cwe", &RowReader::read_cwe},
             {"status", &RowReader::read_status},
             {"exploited", &RowReader::read_exploited},
             {"reference", &RowReader::read_reference}}};
  }

  void read_cell(const ReportCell& cell) {
    std::string name;
    for (const char c : cell.column) {
      if (c == ' ' && name.empty()) continue;
      name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    while (name.ends_with(' ')) name.pop_back();
    const auto all = columns();
    const auto column = std::ranges::find(all, name, &Column::name);
    if (column == all.end()) {
      unread(cell);
      return;
    }
    const auto at = static_cast<std::size_t>(column - all.begin());
    if (seen_[at]) {
      report(Kind::report_column_twice, cell.column_span, {name});
      return;
    }
    seen_[at] = true;
    if (!cell.value.empty()) (this->*column->read)(cell);
  }

  void read_id(const ReportCell& cell) {
    report_.id = cell.value;
    id_ = &cell;
  }
  void read_kind(const ReportCell& cell) {
    kind_ = parse_report_kind(cell.value);
    if (kind_) return;
    bad_kind_ = true;
    bad_word(cell, "kind of report", {std::begin(kReportKindWords), std::end(kReportKindWords)});
  }
  void read_title(const ReportCell& cell) { report_.title = cell.value; }
  void read_date(const ReportCell& cell) {
    report_.date = parse_date(cell.value);
    if (!report_.date) bad_word(cell, "date, YYYY-MM-DD", {});
  }
  void read_subject(const ReportCell& cell) { subject_ = &cell; }
  void read_product(const ReportCell& cell) { product_ = &cell; }
  void read_weakness(const ReportCell& cell) {
    const catalog::Catalog& catalog = import_.scope_.catalog;
    const catalog::WeaknessId found = catalog.find_weakness(cell.value);
    if (found.valid()) {
      report_.weakness = catalog[found].id;
      return;
    }
    std::vector<std::string_view> ids;
    for (const catalog::Weakness& weakness : catalog.weaknesses) ids.push_back(weakness.id);
    bad_word(cell, "weakness of the catalogue", ids);
  }
  void read_stride(const ReportCell& cell) {
    if (auto letters = parse_stride(cell.value)) {
      report_.stride = *std::move(letters);
    } else {
      bad_word(cell, "set of STRIDE letters", {});
    }
  }
  void read_cwe(const ReportCell& cell) {
    std::string_view rest = cell.value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find_first_of(" ,;"), rest.size());
      if (end > 0) {
        const auto number = parse_cwe(rest.substr(0, end));
        if (!number) {
          bad_word(cell, "number of a CWE", {});
          return;
        }
        report_.cwe.push_back(*number);
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  void read_status(const ReportCell& cell) {
    report_.status = cell.value;
    status_ = &cell;
  }
  void read_exploited(const ReportCell& cell) {
    if (cell.value == "yes" || cell.value == "true") {
      report_.exploited = true;
    } else if (cell.value != "no" && cell.value != "false") {
      bad_word(cell, "answer", {"yes", "no"});
    }
  }
  void read_reference(const ReportCell& cell) { report_.reference = cell.value; }

  void check_status() {
    const bool of_product =
        report_.kind == ReportKind::vulnerability || report_.kind == ReportKind::vex;
    if (report_.kind == ReportKind::vex && report_.status.empty()) missing("status");
    if (!of_product || status_ == nullptr ||
        std::ranges::find(kVexWords, report_.status) != std::end(kVexWords))
      return;
    bad_word(*status_, "status of a vulnerability", {std::begin(kVexWords), std::end(kVexWords)});
  }

  // Whose report it is; fills in the subject. None, and said so, where that is not clear.
  std::optional<std::size_t> find_model() {
    const auto& models = import_.scope_.models;
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < models.size(); ++i) {
      const lang::SubjectId subject = subject_in(*models[i]);
      if (!subject.valid()) continue;
      if (found.empty()) report_.subject = (*models[i])[subject].id;
      found.push_back(i);
    }
    if (found.size() == 1) return found[0];
    if (found.empty() && subject_ != nullptr) {
      unknown_subject();
      return std::nullopt;
    }
    if (found.empty() && product_ != nullptr)
      import_.diagnostics_.report(Kind::report_no_place, product_->span, {product_->value});
    if (models.size() == 1) return 0;
    report(Kind::report_which_model, row_.span,
           {std::to_string(found.empty() ? models.size() : found.size())});
    return std::nullopt;
  }

  [[nodiscard]] lang::SubjectId subject_in(const model::Model& model) const {
    if (subject_ != nullptr) return model.find(subject_->value);
    if (product_ == nullptr) return {};
    for (std::size_t i = 0; i < model.subjects.size(); ++i) {
      const model::Subject& subject = model.subjects[i];
      if (subject.kind != model::Kind::software) continue;
      const model::Field* purl = subject.field("purl");
      if (subject.id == product_->value ||
          (purl != nullptr && same_package(purl->text, product_->value)))
        return lang::SubjectId(i);
    }
    return {};
  }
  // Package URLs without what stands behind `?` and `#`; one without a version means all of them.
  static bool same_package(std::string_view a, std::string_view b) {
    a = a.substr(0, a.find_first_of("?#"));
    b = b.substr(0, b.find_first_of("?#"));
    if (a == b) return true;
    const std::size_t version_a = a.rfind('@'), version_b = b.rfind('@');
    const bool both = version_a != std::string_view::npos && version_b != std::string_view::npos;
    return !both && a.substr(0, version_a) == b.substr(0, version_b);
  }

  void unknown_subject() {
    const auto& models = import_.scope_.models;
    diag::Diagnostic& diagnostic =
        report(Kind::report_subject, subject_->span,
               {subject_->value,
                models.size() == 1 ? "`" + models[0]->path + "`" : "any model of the project"});
    if (!worth_suggesting()) return;
    std::vector<std::string_view> ids;
    for (const model::Model* model : models) {
      for (const model::Subject& subject : model->subjects) ids.push_back(subject.id);
    }
    suggest(diagnostic, subject_->value, ids);
  }

  // A column that says nothing to us is named once, however many rows have it.
  void unread(const ReportCell& cell) {
    if (import_.unread_.size() >= limits::kDiagnosticsPerKind ||
        !import_.unread_.insert(cell.column).second)
      return;
    diag::Diagnostic& diagnostic =
        import_.diagnostics_.report(Kind::report_column, cell.column_span, {cell.column});
    std::vector<std::string_view> names;
    for (const Column& column : columns()) names.push_back(column.name);
    const std::string_view near = diag::did_you_mean(cell.column, names);
    diagnostic.note(near.empty() ? "read are " + catalog::quoted_list(names)
                                 : fmt::format("did you mean `{}`?", near));
  }
  void missing(std::string_view column) {
    report(Kind::report_missing, row_.span, {std::string(column)});
  }
  void bad_word(const ReportCell& cell, std::string_view what,
                const std::vector<std::string_view>& allowed) {
    diag::Diagnostic& diagnostic =
        report(Kind::report_value, cell.span, {cell.value, std::string(what)});
    constexpr std::size_t kListed = 12;
    if (!allowed.empty() && allowed.size() <= kListed)
      diagnostic.note("allowed: " + catalog::quoted_list(allowed));
    if (worth_suggesting()) suggest(diagnostic, cell.value, allowed);
  }
  static void suggest(diag::Diagnostic& diagnostic, std::string_view word,
                      const std::vector<std::string_view>& known) {
    const std::string_view near = diag::did_you_mean(word, known);
    if (!near.empty()) diagnostic.note(fmt::format("did you mean `{}`?", near));
  }
  // An input of nothing but mistakes must not take time for each of them.
  [[nodiscard]] bool worth_suggesting() const {
    return import_.diagnostics_.unsorted().size() <= limits::kDiagnosticsPerKind;
  }
  diag::Diagnostic& report(Kind kind, diag::Span where, std::vector<std::string> args) {
    ++mistakes_;
    return import_.diagnostics_.report(kind, where, std::move(args));
  }

  ReportImport& import_;
  const ReportRow& row_;
  OutsideReport report_;
  std::optional<ReportKind> kind_;
  const ReportCell* id_ = nullptr;
  const ReportCell* subject_ = nullptr;
  const ReportCell* product_ = nullptr;
  const ReportCell* status_ = nullptr;
  std::array<bool, kColumns> seen_{};
  bool bad_kind_ = false;
  std::size_t mistakes_ = 0;
};

ReportImport::ReportImport(ImportScope scope, const diag::Sources& sources,
                           diag::Diagnostics& diagnostics)
    : scope_(std::move(scope)), sources_(sources), diagnostics_(diagnostics) {
  reports_.resize(scope_.models.size());
}

void ReportImport::read(diag::SourceId source, const std::string& sha256) {
  const std::vector<ReportRow> rows = read_report_rows(sources_, source, diagnostics_);
  file_ = sources_.name(source);
  sha256_ = sha256;
  for (const ReportRow& row : rows) {
    if (diagnostics_.unsorted().size() >= limits::kImportMistakes) break;
    RowReader(*this, row).read();
  }
}

void ReportImport::add(std::size_t model, OutsideReport report) {
  report.file = file_;
  report.sha256 = sha256_;
  std::vector<OutsideReport>& all = reports_[model];
  const auto [at, is_new] = index_.emplace(Key{model, report.kind, report.id}, all.size());
  if (is_new) {
    all.push_back(std::move(report));
    return;
  }
  OutsideReport& old = all[at->second];
  // What is said of a vulnerability changes with time: the latest word counts.
  if (report.kind == ReportKind::vex) {
    if (old.date <= report.date) old = std::move(report);
    return;
  }
  diagnostics_.report(Kind::report_twice, report.span, {std::string(name(report.kind)), report.id})
      .note(old.span, "first here");
}

}  // namespace wardround::treatment
