// Options of the commands that say what is done about findings and whether it works.
#include <CLI/CLI.hpp>

#include "cli/describe.h"

namespace wardround::cli {

void describe_decide(CLI::App& app, DecideOptions& options) {
  CLI::App* command = app.add_subcommand("decide", "Record what is done about a finding");
  command
      ->add_option("FINDING", options.target,
                   "WEAKNESS@SUBJECT as `check` shows it; `*` stands for any run of letters")
      ->required();
  add_path(command, options.path);
  command->add_flag("--eliminate", options.eliminate, "the design will change so that it is gone");
  command->add_flag("--mitigate", options.mitigate, "a control will answer it");
  command->add_flag("--accept", options.accept, "live with it, for a while");
  command->add_flag("--transfer", options.transfer, "somebody else will take care of it");
  command->add_flag("--withdraw", options.withdraw, "take back what was decided");
  add_value(command, "--reason", options.reason, "TEXT", "why; the auditor reads this");
  add_value(command, "--by", options.by, "NAME", "who decides, NAME or NAME:ROLE")
      ->envname("WARDROUND_BY");
  add_value(command, "--role", options.role, "ROLE", "in which role")->envname("WARDROUND_ROLE");

  constexpr const char* kMitigate = "To mitigate";
  add_values(command, "--with", options.with, "CONTROL", "CONTROL or CONTROL:PARAMETER=VALUE")
      ->group(kMitigate);
  add_value(command, "--at", options.at, "ID", "the subject at which the control works")
      ->group(kMitigate);
  command
      ->add_flag("--implemented", options.implemented,
                 "the control is built already; one that was planned becomes implemented")
      ->group(kMitigate);

  constexpr const char* kAccept = "To accept";
  add_value(command, "--approved-by", options.approved_by, "NAME", "who approves, not who decides")
      ->group(kAccept);
  add_value(command, "--approved-role", options.approved_role, "ROLE", "in which role")
      ->group(kAccept);
  add_value(command, "--approved-on", options.approved_on, "DATE", "when; today if left out")
      ->group(kAccept);
  add_value(command, "--expires", options.expires, "DATE", "until when, YYYY-MM-DD")
      ->group(kAccept);
  add_value(command, "--benefit-risk", options.benefit_risk, "WHERE",
            "where benefit is weighed against risk")
      ->group(kAccept);

  constexpr const char* kTransfer = "To transfer";
  add_value(command, "--to", options.to, "ROLE", "who takes it on")->group(kTransfer);
  add_value(command, "--capability", options.capability, "TEXT", "what he must be able to do")
      ->group(kTransfer);
  add_values(command, "--told-in", options.told_in, "WHERE", "where he is told (IFU, MDS2 …)")
      ->group(kTransfer);
  add_value(command, "--consequence", options.consequence, "TEXT", "what happens if he does not")
      ->group(kTransfer);
  add_value(command, "--acknowledged", options.acknowledged, "HOW", "how you learn that he agreed")
      ->group(kTransfer);

  constexpr const char* kAdd = "To add what no rule raises";
  command->add_flag("--add", options.add, "write down a finding: WORD@SUBJECT, a word of your own")
      ->group(kAdd);
  const auto text = [&](const char* name, std::string& value, const char* type, const char* help) {
    add_value(command, name, value, type, help)->group(kAdd);
  };
  const auto list = [&](const char* name, std::vector<std::string>& values, const char* type,
                        const char* help) {
    add_values(command, name, values, type, help)->delimiter(',')->group(kAdd);
  };
  text("--title", options.title, "TEXT", "what is wrong, in a few words");
  text("--text", options.text, "TEXT", "what somebody does, and what comes of it");
  list("--letters", options.letters, "LETTER", "STRIDE, one or more: S,T");
  list("--cwe", options.cwe, "N", "CWE numbers");
  list("--loses", options.loses, "WHAT", "confidentiality, integrity, availability");
  list("--leads-to", options.leads_to, "ID", "harms and hazardous situations of the model");
  list("--answered-by", options.answered_by, "CONTROL",
       "controls, each of which answers it; A+B: both together; A@ID: there");
  text("--needs", options.needs, "POSITION", "where one must stand: POSITION[:PRIVILEGE]");
  text("--kind", options.kind, "WORD", "security (if left out), safety-design, privacy");
  text("--from", options.from, "ID",
       "the imported report it comes from; it also gives title, letters and CWE");
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
  auto* command =
      app.add_subcommand("evidence", "Keep results of tests and reports, and say what they show");
  command->add_option("FILE", options.files,
                      "JUnit XML of a test run; and the project folder or model file");
  add_values(command, "--import", options.imports, "FILE",
             "reports from outside: CSV, JSON, CycloneDX or OpenVEX");
  add_value(command, "--build", options.build, "BUILD", "what was tested: a hash or version");
  add_value(command, "--tester", options.tester, "NAME", "who tested");
  add_value(command, "--role", options.role, "ROLE", "the tester's role");
  add_word(command, "--independence", options.independence,
           {"none", "other-person", "other-team", "other-organisation"},
           "how far the tester stands from the makers (IEC 62443-4-1, SVV-5)");
  add_word(command, "--kind", options.kind,
           {"mitigation", "defeat", "pentest", "anomaly", "vulnerability", "vex", "patch"},
           "what the tests are for, or the imported reports are, where they do not say it "
           "themselves");
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
  auto* command =
      app.add_subcommand("trace", "From threats over requirements and tests to software, and back");
  add_path(command, options.path);
  command->add_option("ID", options.id,
                      "only what hangs on a finding, requirement, control, test or software");
  add_value(command, "--build", options.build, "BUILD",
            "the build that counts (default: the newest)");
  add_word(command, "--format", options.format, {"text", "md", "csv", "json"}, "what stdout gets");
  add_packs(command, options.packs);
  command->footer(
      "Examples:\n"
      "  wardround trace                              every requirement, and the gaps\n"
      "  wardround trace REQ-12\n"
      "  wardround trace security fw_downgrade        from a test back to its threats\n"
      "  wardround trace --format csv > trace.csv");
}

}  // namespace wardround::cli
