// Q4, did we do a good enough job? Named checks: each looks at a model, what was found in it, what
// was decided and what tests have shown, and says what is missing, where, and how to mend it. A
// check knows nothing of playbooks; their steps name checks.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/asked.h"
#include "assurance/way.h"
#include "treatment/foresight.h"
#include "treatment/judge.h"
#include "treatment/verification.h"

namespace wardround::assurance {

using lang::SubjectId;

// Everything a check may look at. All of it must outlive what comes back.
struct Look {
  treatment::Case given;
  const treatment::Decisions& decisions;
  const treatment::Judged& judged;
  const treatment::Evidence& evidence;
  const std::vector<treatment::Verification>& verifications;  // by use of a control
  const std::vector<treatment::ReportVerdict>& foresight;     // by report
  std::string_view build;          // whose evidence counts; empty: none has any
  std::optional<Date> last_round;  // when the team last sat down
  const AskedSince& asked;         // since when questions are open, out of the records

  [[nodiscard]] const model::Model& model() const { return given.model; }
  [[nodiscard]] const catalog::Catalog& catalog() const { return given.catalog; }
  [[nodiscard]] const threats::Result& result() const { return given.result; }
};

// What a check misses.
struct Miss {
  SubjectId subject;
  std::string key;   // tells it from the other misses of its check: "sync.on_error"
  diag::Span span;   // where to look
  std::string text;  // a sentence without its full stop; names in backticks
  // How to mend it, the best way first; none: by editing the text. Worked out only when asked for.
  std::function<std::vector<Way>(const Look&)> ways{};
  // More about it for whoever is to mend it: a word and a sentence each.
  std::function<std::vector<std::pair<std::string, std::string>>(const Look&)> about{};
  unsigned minutes = 3;     // what it takes
  unsigned harm = 0;        // how much hangs on it; 0: what hangs on the subject
  std::string waits_for{};  // somebody was asked, and the day has not come: who and until when
};

struct Check {
  std::string_view name;
  std::string_view says;  // what holds where nothing is missing: a sentence without its full stop
  std::vector<Miss> (*misses)(const Look& look);
  // May people say of a miss that it does not apply here? Not where a decision is called for: that
  // would be a decision without its words.
  bool waivable = true;
  // Of how many things it speaks. Where there is none nothing is missing, and nothing is done
  // either. Null: of the device as a whole.
  std::size_t (*things)(const Look& look) = nullptr;
};

// All of them, by name.
[[nodiscard]] std::span<const Check> checks();
[[nodiscard]] const Check* find_check(std::string_view name);  // null if there is none

// What a risk of this word weighs when it is compared with others.
[[nodiscard]] unsigned weight(risk::Word word);

// What hangs on the subjects of a model: the greatest undecided open finding of each.
struct Stakes {
  std::vector<unsigned> subjects;
  unsigned whole = 1;  // the greatest of all
  [[nodiscard]] unsigned at(SubjectId subject) const;
};
[[nodiscard]] Stakes stakes_of(const Look& look);

// The way that answers a field or a fact of a subject; none if no answer can be given.
[[nodiscard]] std::vector<Way> answer_ways(const Look& look, SubjectId subject,
                                           std::string_view field);

}  // namespace wardround::assurance
