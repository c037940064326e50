// The commands: each takes what the command line said and gives an exit code. They parse nothing
// and decide nothing; they call study/ and report/ and write what comes back: data to stdout, talk
// to stderr.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assurance/record.h"
#include "base/date.h"
#include "base/fs.h"
#include "catalog/catalog.h"
#include "cli/progress.h"
#include "measure/coverage.h"
#include "report/check_text.h"
#include "report/place.h"
#include "sitting/draft.h"
#include "study/study.h"

namespace wardround::cli {

// Exit codes: frozen.
inline constexpr int kOk = 0;
inline constexpr int kGateFailed = 1;
inline constexpr int kInputError = 2;  // usage, or mistakes in files
inline constexpr int kInternalFault = 3;

struct Context {
  Fs& fs;
  Date today;
  std::string folder_name;  // of the current folder: what `init` calls a system without a name
  bool colour_out = false;
  bool colour_err = false;
  report::Checkout checkout;
  bool terminal_out = false;     // stdout is a terminal that can be cleared
  bool terminal_in = false;      // stdin is a terminal
  Progress* progress = nullptr;  // none where stderr is no terminal
  bool ends = false;             // the process ends with the command
  std::size_t width_out = 80;    // columns of what stdout and stderr go to, at most 80
  std::size_t width_err = 80;
};

// What a command works on. A large model is a million small blocks of memory: where the process
// ends with the command they are left to the system, which takes all at once, rather than given
// back one by one.
class OwnedStudy {
 public:
  OwnedStudy(const Context& context, study::Study study);
  ~OwnedStudy();
  OwnedStudy(const OwnedStudy&) = delete;
  OwnedStudy& operator=(const OwnedStudy&) = delete;
  [[nodiscard]] study::Study& operator*() { return *study_; }

 private:
  const Context& context_;
  std::unique_ptr<study::Study> study_;
};

struct CheckOptions {
  std::string path = ".";
  std::string format = "text";       // of report::formats()
  std::vector<std::string> outputs;  // FILE or FORMAT=FILE
  std::vector<std::string> packs;
  std::string baseline;
  std::string build;    // whose evidence counts; empty: the newest
  std::string fail_on;  // a risk word or `none`; empty: the policy's
  bool all = false, fix = false, stride_grid = false, watch = false, release = false, lock = false;
};
struct AnswerOptions {
  std::string question;  // SUBJECT.FACT
  std::string value;     // empty: list the values
  std::string path = ".";
  std::string ask, until;
  std::vector<std::string> packs;
  bool dry_run = false;
};
struct DecideOptions {
  std::string target;  // WEAKNESS@SUBJECT, perhaps with `*`
  std::string path = ".";
  bool eliminate = false, mitigate = false, accept = false, transfer = false, withdraw = false;
  std::string reason, by, role;
  std::vector<std::string> with;  // CONTROL or CONTROL:PARAMETER=VALUE,…
  std::string at;                 // where the control is declared
  bool implemented = false;
  std::string approved_by, approved_role, approved_on, expires, benefit_risk;
  std::string to, capability, consequence, acknowledged;
  std::vector<std::string> told_in;
  bool add = false;  // a manual finding, of which the rest speaks
  std::string title, text, kind, needs, from;
  std::vector<std::string> letters, cwe, loses, leads_to, answered_by;
  std::vector<std::string> packs;
  bool dry_run = false;
};
struct ExplainOptions {
  std::string what;
  std::string path = ".";
  std::string list;    // rules, controls …
  std::string check;   // folder of a pack whose cases are run …
  bool alone = false;  // … without the built-in catalogue
  std::vector<std::string> packs;
};
struct DiffOptions {
  std::string before;                // path, REV or REV:PATH
  std::string after;                 // likewise; empty: the work tree
  std::string format = "text";       // text, md, json
  std::vector<std::string> outputs;  // FILE or FORMAT=FILE
  std::vector<std::string> packs;
  bool all = false;
};
struct MergeOptions {
  std::string base, ours, theirs;  // files
  std::string output;              // empty: stdout
  std::string name;                // what messages call the result; empty: as `output`, `ours`
  bool install = false;
};
struct EvidenceOptions {
  std::vector<std::string> files;    // of test results; one of them may be the PATH
  std::vector<std::string> imports;  // files of reports from outside
  std::string build;
  std::string tester, role, independence;
  // Of tests: mitigation, defeat; empty: as the requirements have it. Of reports that do not say
  // it.
  std::string kind;
  std::vector<std::string> packs;
  bool all = false;
};
struct TraceOptions {
  std::string path = ".";
  std::string id;  // empty: everything
  std::string build;
  std::string format = "text";  // text, md, csv, json
  std::vector<std::string> packs;
};
struct HabitOptions {
  std::vector<std::string> paths;  // projects, or folders that hold some; empty: the current one
  std::string format;              // text, html, json; empty: text, unless something is written
  std::vector<std::string> outputs;
};
struct InitOptions {
  std::string folder = "security";
  std::string from;
  std::string id, name;
};
struct FormatOptions {
  std::string path = ".";
  std::vector<std::string> packs;
  bool check = false;
};
struct NextOptions {
  std::string path = ".";
  std::vector<std::string> packs;
  std::string playbook;         // instead of the project's; empty: that
  std::string format = "text";  // text, md, json, ics
  bool all = false, misses = false, plan = false;
  std::string matrix;  // sr2; empty: none
  std::string attest;  // STEP or STEP@KEY; empty: nothing is attested
  std::string by, role, note, because;
  bool not_applicable = false;
};
struct RoundOptions {
  std::string path = ".";
  std::string script;     // a file of actions, or `-`
  std::string format;     // text, md, json; empty: as fits
  std::size_t cards = 0;  // at a time; 0: as many as the minutes allow
  std::size_t minutes = 15;
  std::string by, role;           // who speaks: NAME:ROLE, or both apart
  std::vector<std::string> with;  // NAME:ROLE
  bool verify = false, no_impact = false, cues = false;
  std::string note;      // no_impact
  std::string baseline;  // no_impact, cues: a revision; empty: HEAD
  std::string at;        // cues: of this revision; empty: of the work tree
  std::vector<std::string> packs;
};
struct DiagramOptions {
  std::string path = ".";
  std::string format;                // svg, png, dot, mermaid; empty: svg, unless files are written
  std::vector<std::string> outputs;  // FILE or FORMAT=FILE
  std::string around, boundary;
  std::size_t depth = 1;
  std::string layout = "dot";  // dot, plain
  std::vector<std::string> packs;
  bool flow_labels = false, no_findings = false;
};
struct HelpOptions {
  std::string what;  // a command or topic; empty: all of them
  bool man = false;
};
struct SchemaOptions {
  std::string which = "model";  // model, check, diff, next, trace
  std::vector<std::string> packs;
};

struct BenchOptions {
  std::string what = "table";     // table, generate, engine, incidents, catalogue
  std::vector<std::string> rest;  // numbers of elements; a folder of incidents; models
  std::size_t rules = 300;
  std::size_t threads = 1;
  bool by_rule = false;         // incidents: the rules that hit, instead of the incidents
  std::string format = "text";  // incidents: or json
};

int run_check(Context& context, const CheckOptions& options);
int run_answer(Context& context, const AnswerOptions& given);
int run_decide(Context& context, const DecideOptions& options);
int add_finding(Context& context, const DecideOptions& options);
int run_explain(Context& context, const ExplainOptions& options);
int run_diff(Context& context, const DiffOptions& options);
int run_merge(Context& context, const MergeOptions& options);
int run_evidence(Context& context, const EvidenceOptions& options);
int run_trace(Context& context, const TraceOptions& options);
// "Ann Lee:firmware"
[[nodiscard]] Result<assurance::Participant> parse_participant(std::string_view word);
int run_round(Context& context, const RoundOptions& options);
int run_round_verify(Context& context, const RoundOptions& options);
int run_habit(Context& context, const HabitOptions& options);
int run_no_impact(Context& context, const RoundOptions& options);
// What asks for a look; nothing where nothing does.
int run_cues(Context& context, const RoundOptions& options);
int run_init(Context& context, const InitOptions& options);
int run_format(Context& context, const FormatOptions& options);
int run_next(Context& context, const NextOptions& options);
int run_diagram(Context& context, const DiagramOptions& options);
int run_schema(Context& context, const SchemaOptions& options);
int run_bench(Context& context, const BenchOptions& options);
int bench_incidents(const Context& context, const BenchOptions& options);
int bench_catalogue(const Context& context, const std::vector<std::string>& paths);
// What these models make of the built-in catalogue; none if a mistake was shown.
[[nodiscard]] std::optional<measure::Coverage> coverage_of_models(
    const Context& context, const std::vector<std::string>& paths, const catalog::Catalog& catalog);
std::string version_text();

// What several commands do.
void write_out(std::string_view text);
void write_err(std::string_view text);
int complain(const Context& context,
             const std::string& message);  // one line on stderr; kInputError
// The mistakes that it would have brought, then the line.
int complain(const Context& context, const sitting::Refusal& refusal);
// Diagnostics to stderr; true if the work cannot go on.
bool show_diagnostics(const Context& context, const study::Study& study);
// What mends the mistakes of a study, or where to read what would have been right; a line each.
[[nodiscard]] std::vector<std::string> way_on(const study::Study& study);
// Says on stderr that a round was cut off between two files and left half of an answer, if so.
void warn_of_cut_off(const Context& context, const study::Study& study);
// study::run with a bar on stderr if it takes long.
[[nodiscard]] study::Study run_study(const Context& context, const Fs& fs, study::Request request);
// How a change of what `request` names is tried out.
[[nodiscard]] sitting::Workspace workspace_of(const Context& context, study::Request request);
[[nodiscard]] report::ScreenStyle screen_style(const Context& context, bool all = false);
[[nodiscard]] report::View view_of(const Context& context, const study::Study& study,
                                   const study::Assessment& assessment);

// The files of src/cli/templates, put into the binary at build time.
[[nodiscard]] const std::vector<catalog::EmbeddedFile>& embedded_files();

}  // namespace wardround::cli
