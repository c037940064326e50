// Options of the commands that say what is done about findings and whether it works.
#include <CLI/CLI.hpp>

#include "cli/describe.h"

namespace wardround::cli {

void describe_decide(CLI::App& app, DecideOptions& options) {
  CLI::App* command = app.add_subcommand(
      "decide", "Record what is done about a finding: eliminate, mitigate, accept or transfer");
  command
      ->add_option("FINDING", options.target,
                   "WEAKNESS@SUBJECT as `check` shows it; `*` stands for any run of letters")
      ->required();
  add_path(command, options.path);
  command->add_flag("--eliminate", options.eliminate, "the design will change so that it is gone");
  command->add_flag("--mitigate", options.mitigate, "a control will answer it; see --with");
  command->add_flag("--accept", options.accept, "live with it, for a while");
  command->add_flag("--transfer", options.transfer, "somebody else will take care of it");
  command->add_flag("--withdraw", options.withdraw, "take back what was decided");
  command->add_option("--reason", options.reason, "why; the auditor reads this");
  command->add_option("--by", options.by, "who decides")->envname("WARDROUND_BY");
  command->add_option("--role", options.role, "in which role")->envname("WARDROUND_ROLE");
  command->add_option("--with", options.with, "mitigate: CONTROL or CONTROL:PARAMETER=VALUE")
      ->allow_extra_args(false);
  command->add_option("--at", options.at, "mitigate: the subject at which the control works");
  command->add_flag(
      "--implemented", options.implemented,
      "mitigate: the control is built already; one that was planned becomes implemented");
  command->add_option("--approved-by", options.approved_by,
                      "accept: who approves, not who decides");
  command->add_option("--approved-role", options.approved_role, "accept: in which role");
  command->add_option("--approved-on", options.approved_on, "accept: when; today if left out");
  command->add_option("--expires", options.expires, "accept: until when, YYYY-MM-DD");
  command->add_option("--benefit-risk", options.benefit_risk,
                      "accept: where benefit is weighed against risk");
  command->add_option("--to", options.to, "transfer: who takes it on (a role)");
  command->add_option("--capability", options.capability, "transfer: what he must be able to do");
  command->add_option("--told-in", options.told_in, "transfer: where he is told (IFU, MDS2 …)")
      ->allow_extra_args(false);
  command->add_option("--consequence", options.consequence,
                      "transfer: what happens if he does not");
  command->add_option("--acknowledged", options.acknowledged,
                      "transfer: how you learn that he agreed");
  command->add_flag("--add", options.add,
                    "write down a finding that no rule raises: WORD@SUBJECT, a word of your own");
  command->add_option("--title", options.title, "add: what is wrong, in a few words");
  command->add_option("--text", options.text, "add: what somebody does, and what comes of it");
  const auto list = [&](const char* name, std::vector<std::string>& values, const char* help) {
    command->add_option(name, values, help)->delimiter(',')->allow_extra_args(false);
  };
  list("--letters", options.letters, "add: STRIDE, one or more: S,T");
  list("--cwe", options.cwe, "add: CWE numbers");
  list("--loses", options.loses, "add: confidentiality, integrity, availability");
  list("--leads-to", options.leads_to, "add: harms and hazardous situations of the model");
  list("--answered-by", options.answered_by,
       "add: controls, each of which answers it; A+B: both together; A@ID: there");
  command->add_option("--needs", options.needs, "add: where one must stand: POSITION[:PRIVILEGE]");
  command->add_option("--kind", options.kind,
                      "add: security (if left out), safety-design, privacy");
  command->add_option(
      "--from", options.from,
      "add: the imported report it comes from; it also gives title, letters and CWE");
  command->add_flag("--dry-run", options.dry_run, "show what would be written, write nothing");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround decide command-peer@sync                what it may be, and what each choice "
      "takes\n"
      "  wardround decide command-peer@sync --mitigate --with ble-pairing:mode=passkey \\\n"
      "      --reason 'the app shows a passkey'\n"
      "  wardround decide battery-drain@dev --accept --reason 'alarm at 20 %, spare on the ward' "
      "\\\n"
      "      --by 'Ana Roth' --role security --approved-by 'Bo Lind' --approved-role management "
      "\\\n"
      "      --expires 2027-05-01\n"
      "  wardround decide open-link@lan --transfer --reason 'the hospital separates the network' "
      "\\\n"
      "      --to hospital-it --capability 'a VLAN of its own' --told-in 'IFU 4.2' \\\n"
      "      --consequence 'others on the LAN read results' --acknowledged 'signed delivery form'\n"
      "  wardround decide battery-drain@dev --withdraw\n"
      "  wardround decide --add spoofed-cuff@sensor --title 'Readings of a spoofed cuff are taken' "
      "\\\n"
      "      --letters S,T --leads-to wrong-dose --reason 'seen in the workshop' --by 'Ana Roth'\n"
      "\n"
      "Decisions go to NAME.decisions.yaml beside NAME.model.yaml; --by and --role may\n"
      "stand in WARDROUND_BY and WARDROUND_ROLE.");
}

void describe_evidence(CLI::App& app, EvidenceOptions& options) {
  auto* command = app.add_subcommand(
      "evidence", "Keep test results and reports from outside, and say what they show");
  command->add_option("FILE", options.files,
                      "JUnit XML of a test run; and the project folder or model file");
  command
      ->add_option("--import", options.imports,
                   "reports from outside: CSV, JSON, CycloneDX or OpenVEX")
      ->allow_extra_args(false)
      ->type_name("FILE");
  command->add_option("--build", options.build, "what was tested: a hash or version")
      ->type_name("BUILD");
  command->add_option("--tester", options.tester, "who tested")->type_name("NAME");
  command->add_option("--role", options.role, "the tester's role")->type_name("ROLE");
  command
      ->add_option("--independence", options.independence,
                   "how far the tester stands from the makers (IEC 62443-4-1, SVV-5)")
      ->check(CLI::IsMember({"none", "other-person", "other-team", "other-organisation"}));
  command
      ->add_option("--kind", options.kind,
                   "what the tests are for, where their requirement does not say it; or what the "
                   "imported reports are, where they do not say it")
      ->check(CLI::IsMember(
          {"mitigation", "defeat", "pentest", "anomaly", "vulnerability", "vex", "patch"}));
  command->add_flag("--all", options.all, "keep results that no requirement names, too");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround evidence build/*.xml --build 3f9c2e1 --tester \"Test bench\" \\\n"
      "    --independence other-person\n"
      "  wardround evidence pentest.xml --build 3f9c2e1 --kind defeat --tester Acme \\\n"
      "    --independence other-organisation\n"
      "  wardround evidence --import findings.csv --kind pentest\n"
      "  wardround evidence --import product.vex.json\n"
      "  wardround evidence                           which controls the newest build verifies,\n"
      "                                               and which reports had been foreseen");
}

void describe_trace(CLI::App& app, TraceOptions& options) {
  auto* command = app.add_subcommand(
      "trace", "From threats over requirements, controls and tests to software, and back");
  add_path(command, options.path);
  command->add_option("ID", options.id,
                      "only what hangs on a finding, requirement, control, test or software");
  command->add_option("--build", options.build, "the build that counts (default: the newest)")
      ->type_name("BUILD");
  command->add_option("--format", options.format, "text, md, csv or json")
      ->check(CLI::IsMember({"text", "md", "csv", "json"}))
      ->capture_default_str();
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround trace                              every requirement, and the gaps\n"
      "  wardround trace REQ-12\n"
      "  wardround trace security fw_downgrade        from a test back to its threats\n"
      "  wardround trace --format csv > trace.csv");
}

}  // namespace wardround::cli
