// The one readable pass list: sources and packs in, assessments out. Faces call this and render
// what comes back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/fs.h"
#include "catalog/lock.h"
#include "diag/diagnostic.h"
#include "model/load.h"
#include "model/project.h"
#include "risk/rank.h"
#include "threats/finding.h"
#include "treatment/foresight.h"
#include "treatment/judge.h"
#include "treatment/verification.h"

namespace wardround::study {

// One model, evaluated.
struct Assessment {
  std::string path;  // of the model file
  model::Loaded loaded;
  threats::Result result;
  std::vector<risk::Reach> reach;                      // by finding
  std::vector<risk::Rating> ratings;                   // by finding
  std::vector<catalog::Manual> manual;                 // what people found beside the rules
  treatment::Decisions decisions;                      // what the team wrote down beside the model
  treatment::Judged judged;                            // by finding: what of it counts today
  treatment::Evidence evidence;                        // what tests have shown, beside the model
  std::vector<treatment::Verification> verifications;  // by use of a control, for `build`
  std::vector<treatment::ReportVerdict> foresight;     // by report of the evidence
  std::vector<risk::Floor> floors;          // what reports raise; `report` is into the evidence
  std::string build;                        // whose evidence counts; empty: no build has any
  std::vector<std::size_t> finding_order;   // ranked indices into result.findings
  std::vector<std::size_t> question_order;  // ranked indices into result.questions
  // By finding: a change of the catalogue alone brought it. Empty: compared with nothing.
  std::vector<bool> catalogue_only;

  [[nodiscard]] const model::Model& model() const { return loaded.model; }
};

// Findings counted as the vocabulary wants it: open ones by certainty; cleared and `also` apart.
struct Summary {
  std::size_t certain = 0, assumed = 0, unverified = 0, cleared = 0, also = 0;
  [[nodiscard]] std::size_t open() const { return certain + assumed + unverified; }
};
[[nodiscard]] Summary summarise(const threats::Result& result);

struct Study {
  std::string path;  // as requested
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  catalog::Catalog catalog;
  model::Project project;
  risk::Policy policy;
  std::string lock_path;                // where the lock stands, whether there is one or not
  std::optional<catalog::Lock> lock;    // as it stands there
  std::vector<Assessment> assessments;  // one per model of the project, in its order
};

// Called before each step: what begins, how many steps are done, of how many. Reads no clock and
// decides nothing; the face that hands it in may show it.
using Progress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

struct Request {
  std::string path;                // project folder, wardround.yaml or model file
  std::vector<std::string> packs;  // folders of further packs, after the project's own
  bool evaluate = true;            // false: load and check only
  Progress progress = {};          // none: nobody looks
  Date as_of = {};                 // today, for what expires
  std::string build = {};          // whose evidence counts; empty: the newest
  // Instead of the packs that the project names: the catalogue of another state of it.
  std::optional<std::vector<std::string>> project_packs = {};
  bool decisions = true;  // false: nothing is decided yet; `decide` may follow
};

enum class Core : uint8_t { embedded, left_out };
// The embedded packs (unless left out), then `packs`: folders, or single files.
void load_catalog(const Fs& fs, const std::vector<std::string>& packs, Study& study,
                  Core core = Core::embedded);
// Project → models → findings → harms → ranks. Mistakes are in `diagnostics`; what could be read is
// assessed.
[[nodiscard]] Study run(const Fs& fs, const Request& request);
// Evaluates one loaded model with the study's catalogue; no decisions. `stated`: what
// people found in it; their rules are in the catalogue.
void assess(const catalog::Catalog& catalog, const risk::Policy& policy, Assessment& assessment,
            diag::Diagnostics& diagnostics, std::vector<threats::Stated> stated = {});

// What decisions about an assessment are judged by.
[[nodiscard]] treatment::Case case_of(const Study& study, const Assessment& assessment, Date as_of);
// Reads the decisions beside the model and judges them; nothing is evaluated again.
void decide(const Fs& fs, Date as_of, Study& study, Assessment& assessment);
// Judges `assessment.decisions`.
void judge(const Study& study, Date as_of, Assessment& assessment, diag::Diagnostics& diagnostics);

}  // namespace wardround::study
