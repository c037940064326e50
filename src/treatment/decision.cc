#include "treatment/decision.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/reason.h"
#include "catalog/fields.h"

namespace wardround::treatment {

namespace {

using catalog::Field;
using catalog::Form;
using catalog::Need;
using catalog::Owner;
using catalog::View;

constexpr std::array<std::string_view, 4> kDispositions{"eliminate", "mitigate", "accept",
                                                        "transfer"};

struct Reading : catalog::Reporting {
  const catalog::Catalog& catalog;
};

template <std::string Decision::* member>
void read_text(Reading&, Decision& decision, View value) {
  decision.*member = value.text();
}

std::optional<Date> read_date(Reading& reading, View value) {
  const std::optional<Date> date = parse_date(value.text());
  if (!date)
    reading.diagnostics.report(diag::Kind::decision_date, value.span(),
                               {std::string(value.text())});
  return date;
}

template <std::vector<std::string> Decision::* member>
void read_words(Reading& reading, Decision& decision, View value) {
  for (const View word : catalog::one_or_more(reading, value))
    (decision.*member).emplace_back(word.text());
}

void read_controls(Reading& reading, Decision& decision, View value) {
  for (const View word : catalog::one_or_more(reading, value)) {
    if (reading.catalog.find_control(word.text()).valid()) {
      decision.controls.emplace_back(word.text());
    } else {
      catalog::report_word(reading, diag::Kind::unknown_control, word, {std::string(word.text())},
                           catalog::known_ids(reading, reading.catalog.controls));
    }
  }
}

void read_disposition(Reading& reading, Decision& decision, View value) {
  if (const auto disposition = parse_disposition(value.text())) {
    decision.disposition = *disposition;
    return;
  }
  catalog::report_word(reading, diag::Kind::policy_word, value,
                       {std::string(value.text()),
                        catalog::quoted_list({kDispositions.begin(), kDispositions.end()})},
                       {kDispositions.begin(), kDispositions.end()});
}

void read_risk(Reading& reading, Decision& decision, View value) {
  decision.risk = risk::parse_word(value.text());
  if (decision.risk) return;
  const std::vector<std::string_view> words{"low", "medium", "high", "urgent"};
  catalog::report_word(reading, diag::Kind::policy_word, value,
                       {std::string(value.text()), catalog::quoted_list(words)}, words);
}

void read_facts(Reading& reading, Decision& decision, View value) {
  for (const View entry : value.entries()) {
    if (catalog::has_form(reading, entry, Form::text, entry.key()))
      decision.grounds.push_back(
          {std::string(entry.key()), std::string(entry.text()), entry.span()});
  }
}

void read_structure(Reading& reading, Decision& decision, View value) {
  for (const View entry : catalog::one_or_more(reading, value))
    decision.grounds.push_back({std::string(entry.text()), std::string(kHolds), entry.span()});
}

constexpr Field<Approval, Reading> kApprovalFields[] = {
    {"by", Form::text, Need::required,
     [](Reading&, Approval& approval, View value) { approval.by = value.text(); }},
    {"role", Form::text, Need::required,
     [](Reading&, Approval& approval, View value) { approval.role = value.text(); }},
    {"date", Form::text, Need::required,
     [](Reading& reading, Approval& approval, View value) {
       approval.date = read_date(reading, value);
     }},
};

void read_approval(Reading& reading, Decision& decision, View value) {
  Approval approval;
  approval.span = catalog::head(value);
  catalog::read_fields(reading, approval, value, {"the approval of", decision.target},
                       kApprovalFields);
  decision.approved = std::move(approval);
}

constexpr Field<Decision, Reading> kFields[] = {
    {"disposition", Form::text, Need::required, read_disposition},
    {"by", Form::text, Need::required, read_text<&Decision::by>},
    {"role", Form::text, Need::required, read_text<&Decision::role>},
    {"date", Form::text, Need::required,
     [](Reading& reading, Decision& decision, View value) {
       decision.date = read_date(reading, value);
     }},
    {"reason", Form::text, Need::optional,
     [](Reading&, Decision& decision, View value) {
       decision.reason = value.text();
       decision.reason_span = value.span();
     }},
    {"risk", Form::text, Need::optional, read_risk},
    {"facts", Form::mapping, Need::optional, read_facts},
    {"structure", Form::one_or_more, Need::optional, read_structure},
    {"matched", Form::one_or_more, Need::optional, read_words<&Decision::matched>},
    {"controls", Form::one_or_more, Need::optional, read_controls},
    {"approved", Form::mapping, Need::optional, read_approval},
    {"expires", Form::text, Need::optional,
     [](Reading& reading, Decision& decision, View value) {
       decision.expires = read_date(reading, value);
     }},
    {"benefit_risk", Form::text, Need::optional, read_text<&Decision::benefit_risk>},
    {"to", Form::text, Need::optional, read_text<&Decision::to>},
    {"capability", Form::text, Need::optional, read_text<&Decision::capability>},
    {"told_in", Form::one_or_more, Need::optional, read_words<&Decision::told_in>},
    {"consequence", Form::text, Need::optional, read_text<&Decision::consequence>},
    {"acknowledged", Form::text, Need::optional, read_text<&Decision::acknowledged>},
};

struct File {
  Decisions& decisions;
};

void read_decision(Reading& reading, Decisions& decisions, View entry) {
  const std::optional<Target> target = split_target(entry.key());
  if (!target) {
    reading.diagnostics.report(diag::Kind::decision_target, entry.key_span(),
                               {std::string(entry.key())});
    return;
  }
  if (!catalog::is_body(reading, entry, {"decision", entry.key()})) return;
  Decision decision;
  decision.target = entry.key();
  decision.span = entry.key_span();
  decision.reason_span = entry.key_span();
  decision.reach = reach_of(*target);
  catalog::read_fields(reading, decision, entry, {"decision", decision.target}, kFields);
  // Without its disposition it says nothing.
  const View disposition = entry.find("disposition");
  if (!disposition.valid() || !disposition.is_scalar() || !parse_disposition(disposition.text()))
    return;
  decisions.all.push_back(std::move(decision));
}

constexpr Field<File, Reading> kFileFields[] = {
    {"wardround", Form::text, Need::required,
     [](Reading& reading, File&, View value) {
       if (value.text() != "1")
         reading.diagnostics.report(diag::Kind::project_version, value.span(),
                                    {std::string(value.text())});
     }},
    {"decisions", Form::mapping, Need::optional,
     [](Reading& reading, File& file, View value) {
       for (const View entry : value.entries()) read_decision(reading, file.decisions, entry);
     }},
    // They join the catalogue before anything is evaluated: read_findings.
    {"findings", Form::mapping, Need::optional, [](Reading&, File&, View) {}},
    // Where a playbook stands is another floor's business: assurance/attestation.h.
    {"attestations", Form::mapping, Need::optional, [](Reading&, File&, View) {}},
};

}  // namespace

std::string_view name(Disposition disposition) {
  return kDispositions[static_cast<std::size_t>(disposition)];
}

std::optional<Disposition> parse_disposition(std::string_view word) {
  const auto at = std::ranges::find(kDispositions, word);
  if (at == kDispositions.end()) return std::nullopt;
  return static_cast<Disposition>(at - kDispositions.begin());
}

std::string decisions_path(std::string_view model_path) {
  for (const std::string_view ending : {".model.yaml", ".yaml", ".yml"}) {
    if (model_path.ends_with(ending)) {
      model_path.remove_suffix(ending.size());
      break;
    }
  }
  return std::string(model_path) + ".decisions.yaml";
}

std::optional<Target> split_target(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return std::nullopt;
  if (text.find('@', at + 1) != std::string_view::npos) return std::nullopt;
  if (text.find_first_of(" \t") != std::string_view::npos) return std::nullopt;
  return Target{text.substr(0, at), text.substr(at + 1)};
}

Reach reach_of(const Target& target) {
  const bool subject_glob = target.subject.find('*') != std::string_view::npos;
  const bool weakness_glob = target.weakness.find('*') != std::string_view::npos;
  if (weakness_glob || (subject_glob && target.subject != "*")) return Reach::pattern;
  return subject_glob ? Reach::weakness : Reach::finding;
}

Decisions open_decisions(const Fs& fs, std::string_view model_path, diag::Sources& sources,
                         diag::Diagnostics& diagnostics) {
  Decisions decisions;
  decisions.path = decisions_path(model_path);
  if (decisions.path == model_path || !fs.is_file(decisions.path)) return decisions;
  Result<std::string> text = fs.read(decisions.path, limits::kModelBytes);
  if (!text) {
    diagnostics.report(diag::Kind::file_unreadable, {},
                       {decisions.path, reason(text.error(), decisions.path)});
    return decisions;
  }
  decisions.source = sources.add(decisions.path, *std::move(text));
  std::size_t budget = limits::kYamlNodes;
  decisions.tree = text::parse(sources, decisions.source, budget, diagnostics);
  return decisions;
}

void read_decisions(Decisions& decisions, const catalog::Catalog& catalog,
                    const diag::Sources& sources, diag::Diagnostics& diagnostics) {
  const View root{&decisions.tree, decisions.tree.root()};
  if (!decisions.source.valid() || !root.valid()) return;
  Reading reading{{sources, diagnostics}, catalog};
  if (!catalog::is_body(reading, root, {"file of decisions", decisions.path})) return;
  File file{decisions};
  catalog::read_fields(reading, file, root, {"file of decisions", decisions.path}, kFileFields);
  std::ranges::stable_sort(decisions.all, {}, &Decision::target);
}

std::vector<catalog::Manual> read_findings(const Decisions& decisions, catalog::Reading reading) {
  const View root{&decisions.tree, decisions.tree.root()};
  if (!decisions.source.valid() || !root.valid() || !root.is_mapping()) return {};
  const View findings = root.find("findings");
  if (!findings.valid() || !findings.is_mapping()) return {};  // reported with the decisions
  return catalog::read_manual(reading, findings);
}

void check_reports(const std::vector<catalog::Manual>& findings,
                   const std::vector<std::string_view>& reports, const std::string& path,
                   catalog::Reporting reporting) {
  for (const catalog::Manual& finding : findings) {
    const auto& [report, span] = finding.report;
    if (report.empty() || std::ranges::find(reports, report) != reports.end()) continue;
    catalog::report_word(reporting, diag::Kind::manual_report, span, report, {report, path},
                         reports)
        .note("`wardround evidence --import FILE` records reports");
  }
}

}  // namespace wardround::treatment
