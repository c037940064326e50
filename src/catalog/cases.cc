// Cases: each rule shows when it fires, when it is silent, and what it does when it almost fires.
#include <algorithm>
#include <map>
#include <set>

#include "base/fs.h"
#include "base/limits.h"
#include "catalog/case_model.h"
#include "catalog/declare.h"
#include "catalog/embedded.h"
#include "fmt/format.h"
#include "text/edit.h"

namespace wardround::catalog {
namespace {

constexpr std::string_view kRequired[] = {"fires", "silent", "near_miss"};
constexpr std::string_view kCertainties[] = {"certain", "assumed", "unverified", "cleared"};

struct Base {
  View text;
  std::size_t file = 0;
};

struct CasesOf {
  RuleId rule;
  std::size_t file = 0;
  View base;  // of all cases of the rule; may be invalid
  std::vector<View> cases;
};

struct CaseBody {
  View base, set, expect;
};

class CaseLoader {
 public:
  CaseLoader(Reporting reading, const Catalog& catalog, const std::deque<ParsedFile>& files)
      : reading_(reading), catalog_(catalog), files_(files) {}

  std::vector<Case> load() {
    for (std::size_t i = 0; i < files_.size(); ++i)
      read_sections(i, &CaseLoader::read_bases, "bases");
    for (std::size_t i = 0; i < files_.size(); ++i)
      read_sections(i, &CaseLoader::read_cases, "cases");
    for (const CasesOf& of : all_) {
      for (const View body : of.cases) {
        if (budget_ > 0) read_case(of, body);
      }
    }
    std::stable_sort(out_.begin(), out_.end(),
                     [](const Case& a, const Case& b) { return a.rule < b.rule; });
    return std::move(out_);
  }

 private:
  void read_sections(std::size_t file, void (CaseLoader::*read)(std::size_t, View),
                     std::string_view wanted) {
    const View root{&files_[file].tree, files_[file].tree.root()};
    if (!root.valid()) return;
    const bool first = wanted == "bases";  // what belongs to no section is reported once
    if (!root.is_mapping()) {
      if (first) static_cast<void>(is_body(reading_, root, {"the file", ""}));
      return;
    }
    for (const View section : root.entries()) {
      if (section.key() == wanted) {
        if (is_body(reading_, section, {"section", section.key()})) (this->*read)(file, section);
      } else if (first && section.key() != "cases") {
        reading_.diagnostics
            .report(diag::Kind::case_section, section.key_span(), {std::string(section.key())})
            .note("allowed: `bases`, `cases`");
      }
    }
  }

  void read_bases(std::size_t file, View section) {
    for (const View entry : section.entries()) {
      if (!check_id(reading_, entry.key_span(), entry.key(), IdShape::hyphen)) continue;
      if (!has_form(reading_, entry, Form::text, entry.key())) continue;
      bases_[std::string(entry.key())].push_back({entry, file});
    }
  }

  void read_cases(std::size_t file, View section) {
    for (const View entry : section.entries()) {
      CasesOf of;
      of.file = file;
      of.rule = catalog_.find_rule(entry.key());
      if (!of.rule.valid()) {
        report_unknown_rule(entry);
        continue;
      }
      if (!is_body(reading_, entry, {"cases of rule", entry.key()})) continue;
      constexpr Field<CasesOf, Reporting> kFields[] = {
          {"base", Form::text, Need::optional, [](Reporting&, CasesOf& o, View v) { o.base = v; }}};
      const auto take = [](Reporting& reading, CasesOf& o, View v) {
        if (check_id(reading, v.key_span(), v.key(), IdShape::underscore) &&
            is_body(reading, v, {"case", v.key()})) {
          o.cases.push_back(v);
        }
        return true;
      };
      read_fields(reading_, of, entry, {"cases of rule", entry.key()}, kFields, +take);
      all_.push_back(std::move(of));
    }
  }

  void report_unknown_rule(View entry) {
    const std::string_view near =
        diag::did_you_mean(entry.key(), known_ids(reading_, catalog_.rules));
    diag::Diagnostic& diagnostic = reading_.diagnostics.report(
        diag::Kind::pack_unknown_rule, entry.key_span(), {std::string(entry.key())});
    if (!near.empty()) {
      diagnostic.fix(fmt::format("rename to `{}`", near), diag::Safety::suggested,
                     {{entry.key_span(), std::string(near)}});
    }
  }

  void read_case(const CasesOf& of, View body) {
    constexpr Field<CaseBody, Reporting> kFields[] = {
        {"base", Form::text, Need::optional, [](Reporting&, CaseBody& c, View v) { c.base = v; }},
        {"set", Form::mapping, Need::optional, [](Reporting&, CaseBody& c, View v) { c.set = v; }},
        {"expect", Form::text, Need::required,
         [](Reporting&, CaseBody& c, View v) { c.expect = v; }},
    };
    const Rule& rule = catalog_[of.rule];
    CaseBody read;
    read_fields(reading_, read, body, {"case", body.key()}, kFields);
    const auto [first, is_new] =
        seen_.emplace(std::pair(of.rule, std::string(body.key())), body.key_span());
    if (!is_new) {
      reading_.diagnostics
          .report(diag::Kind::pack_twice, body.key_span(), {"case", std::string(body.key())})
          .note(first->second, "it is first declared here");
      return;
    }
    if (!read.expect.valid() || !check_expect(rule, body, read.expect)) return;
    const View base = read.base.valid() ? read.base : of.base;
    if (!base.valid()) {
      reading_.diagnostics.report(diag::Kind::case_no_base, body.key_span(),
                                  {std::string(body.key()), rule.id});
      return;
    }
    std::optional<std::string> model = base_model(of.file, base);
    if (model && read.set.valid()) model = with_settings(std::move(*model), read.set);
    if (!model) return;
    out_.push_back({of.rule, std::string(body.key()), std::move(*model),
                    std::string(read.expect.text()), body.key_span()});
  }

  bool spend(std::size_t bytes, diag::Span at) {
    if (bytes < budget_) {
      budget_ -= bytes;
      return true;
    }
    budget_ = 0;
    reading_.diagnostics.report(diag::Kind::case_too_much, at,
                                {std::to_string(limits::kCaseBytes)});
    return false;
  }

  // A base is a name of one in this file or in another, or the text itself.
  std::optional<std::string> base_model(std::size_t file, View base) {
    View text = base;
    if (base.text().find_first_of(":\n") == std::string_view::npos) {
      text = find_base(file, base.text());
      if (!text.valid()) {
        std::vector<std::string_view> known;
        if (reading_.diagnostics.unsorted().size() <= kSuggestions) {
          for (const auto& [name, where] : bases_) known.push_back(name);
        }
        report_word(reading_, diag::Kind::case_base, base, {std::string(base.text())}, known);
        return std::nullopt;
      }
    }
    if (!spend(text.text().size(), head(base))) return std::nullopt;
    Result<std::string> model = complete_model(text.text());
    if (model) return std::move(*model);
    reading_.diagnostics.report(diag::Kind::case_base_text, head(text),
                                {std::string(text.key()), model.error().message});
    return std::nullopt;
  }

  [[nodiscard]] View find_base(std::size_t file, std::string_view name) const {
    const auto found = bases_.find(std::string(name));
    if (found == bases_.end()) return {};
    for (const Base& base : found->second) {
      if (base.file == file) return base.text;
    }
    return found->second.front().text;
  }

  std::optional<std::string> with_settings(std::string model, View set) {
    for (const View entry : set.entries()) {
      if (!spend(model.size(), entry.key_span())) return std::nullopt;
      Result<Setting> setting = read_setting(entry);
      Result<std::string> next =
          setting ? set_fact(std::move(model), *setting) : fail(setting.error().message);
      if (!next) {
        reading_.diagnostics.report(diag::Kind::case_set, entry.key_span(),
                                    {std::string(entry.key()), next.error().message});
        return std::nullopt;
      }
      model = std::move(*next);
    }
    return model;
  }

  [[nodiscard]] Result<Setting> read_setting(View entry) const {
    const std::string_view key = entry.key();
    const std::size_t dot = key.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == key.size())
      return fail("write SUBJECT.FACT");
    Setting setting{std::string(key.substr(0, dot)), std::string(key.substr(dot + 1)), ""};
    if (setting.subject.find('.') != std::string::npos)
      return fail("a subject made from a list cannot be set");
    const std::string_view raw = reading_.sources.text(entry.span());
    if (raw.empty()) return fail("it has no value");
    const bool plain = entry.is_scalar() && entry.node().style == text::Style::plain;
    setting.yaml = plain && raw.find_first_of(",[]{}\n") != std::string_view::npos
                       ? text::quote(entry.text())
                       : raw;
    if (setting.yaml.find('\n') != std::string::npos)
      return fail("its value stands on more than one line");
    return setting;
  }

  bool check_expect(const Rule& rule, View body, View expect) {
    const std::string problem = expect_problem(rule, body.key(), expect.text());
    if (problem.empty()) return true;
    reading_.diagnostics.report(diag::Kind::case_expect, expect.span(),
                                {std::string(expect.text()), problem});
    return false;
  }

  // Empty if all is well.
  [[nodiscard]] std::string expect_problem(const Rule& rule, std::string_view name,
                                           std::string_view text) const {
    if (text == "none") return name == "fires" ? "a rule that fires finds something" : "";
    const std::size_t at = text.find('@');
    const std::size_t space = text.find(' ', at == std::string_view::npos ? 0 : at);
    if (at == std::string_view::npos || space == std::string_view::npos || at + 1 >= space) {
      return "write `none` or `WEAKNESS@SUBJECT CERTAINTY`";
    }
    if (text.substr(0, at) != catalog_[rule.weakness].id) {
      return fmt::format("the rule finds `{}`", catalog_[rule.weakness].id);
    }
    const std::string_view certainty = text.substr(space + 1);
    if (std::find(std::begin(kCertainties), std::end(kCertainties), certainty) ==
        std::end(kCertainties)) {
      return "the certainties are " +
             quoted_list({std::begin(kCertainties), std::end(kCertainties)});
    }
    return name == "silent" && certainty != "cleared" ? "a silent case expects `none`" : "";
  }

  Reporting reading_;
  const Catalog& catalog_;
  const std::deque<ParsedFile>& files_;
  std::map<std::string, std::vector<Base>> bases_;
  std::vector<CasesOf> all_;
  std::map<std::pair<RuleId, std::string>, diag::Span> seen_;
  std::size_t budget_ = limits::kCaseBytes;  // text that may still be parsed to make models
  std::vector<Case> out_;
};

// Embedded files are called `<catalog>/…` and lie below no folder; an empty folder means
// everywhere.
bool lies_below(std::string_view name, std::string_view folder) {
  if (folder.empty()) return true;
  const std::string prefix = path_join(folder, "x");  // ends in '/' but for its last byte
  return !name.starts_with('<') &&
         name.starts_with(std::string_view(prefix).substr(0, prefix.size() - 1));
}

void report_missing_cases(Reporting& reading, const Catalog& catalog,
                          const std::vector<Case>& cases, std::string_view of_folder) {
  std::set<std::pair<RuleId, std::string_view>> there;
  for (const Case& each : cases) there.emplace(each.rule, each.name);
  for (std::size_t i = 0; i < catalog.rules.size(); ++i) {
    const Rule& rule = catalog.rules[i];
    if (!lies_below(reading.sources.name(rule.span.source), of_folder)) continue;
    for (const std::string_view name : kRequired) {
      if (there.count({RuleId(i), name}) != 0) continue;
      reading.diagnostics.report(diag::Kind::case_missing, rule.span, {rule.id, std::string(name)});
    }
  }
}

}  // namespace

std::vector<Case> load_cases(const std::vector<PackFile>& files, const Catalog& catalog,
                             const diag::Sources& sources, bool require_cases,
                             diag::Diagnostics& diagnostics, std::string_view of_folder) {
  std::size_t budget = limits::kYamlNodes;
  Reporting reading{sources, diagnostics};
  std::deque<ParsedFile> parsed;
  for (const PackFile& file : files) {
    if (is_case_file(file.path)) parsed.push_back({file.source, 0, parse(reading, file, budget)});
  }
  std::vector<Case> cases = CaseLoader(reading, catalog, parsed).load();
  if (require_cases) report_missing_cases(reading, catalog, cases, of_folder);
  return cases;
}

}  // namespace wardround::catalog
