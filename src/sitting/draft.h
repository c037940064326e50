// What an answer or a decision would change, tried out in memory: the one mechanism behind
// `answer`, `decide` and the round. Nothing is written here; a change that would bring a mistake is
// refused.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "assurance/attestation.h"
#include "base/result.h"
#include "model/answer.h"
#include "model/fields.h"
#include "study/change.h"
#include "study/edits.h"
#include "treatment/record.h"

namespace wardround::sitting {

// study::run, or the same with somebody watching how far it is.
using Evaluate = std::function<study::Study(const Fs&, study::Request)>;

// Where the project is and how it is read.
struct Workspace {
  const Fs& fs;
  study::Request request;  // with `as_of`
  Evaluate evaluate;
};

// Why nothing is written; `study` holds the mistakes that it would bring, if those are the reason.
struct Refusal {
  std::string message;
  std::optional<study::Study> study;
};
template <class T>
using Drafted = tl::expected<T, Refusal>;
[[nodiscard]] tl::unexpected<Refusal> refuse(std::string message,
                                             std::optional<study::Study> study = {});

struct NewText {
  std::string path, text;
};

// A fact that a control changes once it is built: "sync.pairing" was stated just-works, and is
// passkey by "ble-pairing". The statement is taken back.
struct Restated {
  std::string fact, was, is, control;
};

// A finding that stays open, although what answers it is built.
struct StaysOpen {
  std::size_t finding = 0;
  std::vector<std::string>
      asks;  // until these questions are answered; none: another rule raises it
};

struct Draft {
  std::size_t assessment = 0;
  // In the order in which they are to be written, models before decisions: a control is the
  // decision. None if all of it stands there already.
  std::vector<NewText> files;
  study::Study after;  // evaluated with them, but for new requirements, which bring no findings
  study::Change change;
  std::vector<std::size_t> findings;                    // decide: of `after`, that it speaks of
  std::vector<StaysOpen> stay_open;                     // of them, once what is planned is built
  std::vector<treatment::NewRequirement> requirements;  // decide: that are written
  std::vector<std::string> built;  // decide: `CONTROL@SUBJECT` that were planned, and are built now
  std::vector<Restated> restated;  // by what is built now
};

// Of a project with several models: the one that is meant.
inline constexpr std::size_t kAnyModel = static_cast<std::size_t>(-1);

struct AnswerRequest {
  std::string question;  // SUBJECT.FACT
  std::string value;
  std::optional<model::Ask> ask;  // instead of a value
  std::size_t assessment = kAnyModel;
};
// Something that somebody says of a step of the playbook, or of one thing of it; `assessment` is of
// which model. How the parts that it is `about`, or the thing, stand is written down with it.
[[nodiscard]] Drafted<Draft> draft_attestation(const Workspace& workspace,
                                               const study::Study& before, std::size_t assessment,
                                               assurance::Attestation attestation,
                                               const std::vector<std::string>& about);
// Where a question stands.
struct Asked {
  std::size_t assessment = 0;
  lang::SubjectId subject;
  std::string fact;
  // `assumptions.NEW-ID`: the section that a subject is added to, called as `fact`.
  const model::SectionInfo* added = nullptr;
};
// The first model that has such a subject; a name that nothing has is an Error with a suggestion.
// `may_add`: what is no fact of a subject may name a section and a new id.
[[nodiscard]] Result<Asked> find_asked(const study::Study& study, const std::string& question,
                                       std::size_t only = kAnyModel, bool may_add = false);
[[nodiscard]] Error unknown_question(const study::Study& study, const std::string& question);
// The question most worth answering, as SUBJECT.FACT; empty: none is open.
[[nodiscard]] std::string first_question(const study::Study& study);
[[nodiscard]] Drafted<Draft> draft_answer(const Workspace& workspace, const study::Study& before,
                                          const AnswerRequest& request);

struct DecideRequest {
  treatment::Decision decision;             // as far as people say it: target, disposition, words
  std::vector<treatment::NewControl> with;  // mitigate
  std::string at;                           // mitigate: where; empty: where they must work
  std::size_t assessment = kAnyModel;
};
// "ble-pairing:mode=passkey,strength=high".
[[nodiscard]] Result<treatment::NewControl> parse_control(std::string_view text, bool implemented);
// The first model that has such findings, and these.
struct Target {
  std::size_t assessment = 0;
  std::vector<std::size_t> findings;
};
[[nodiscard]] Result<Target> find_target(const study::Study& study, Date today,
                                         const std::string& target, std::size_t only = kAnyModel);
[[nodiscard]] Drafted<Draft> draft_decision(const Workspace& workspace, const study::Study& before,
                                            DecideRequest request);

}  // namespace wardround::sitting
