#include "study/assure.h"

#include "assurance/sr2.h"
#include "study/rounds.h"

namespace wardround::study {

assurance::Look look_of(const Study& study, const Assessment& assessment, Date as_of,
                        const Assured& assured) {
  return {case_of(study, assessment, as_of),
          assessment.decisions,
          assessment.judged,
          assessment.evidence,
          assessment.verifications,
          assessment.foresight,
          assessment.build,
          assured.last_round,
          assured.asked};
}

Assured assure(const Fs& fs, std::string_view wanted, Date as_of, Study& study) {
  Assured assured;
  const assurance::Chain rounds = read_rounds(fs, study);
  if (const assurance::ChainedRecord* newest = rounds.newest_round())
    assured.last_round = newest->record.date;
  assured.asked = assurance::asked_since(rounds);
  assured.playbook = assurance::read_playbook(study.catalog, study.project, wanted, study.sources,
                                              study.diagnostics);
  for (const Assessment& assessment : study.assessments) {
    AssuredModel& model = assured.models.emplace_back();
    model.assessment = &assessment;
    const assurance::Look look = look_of(study, assessment, as_of, assured);
    model.standing = assurance::stand(
        look, assured.playbook,
        assurance::read_attestations(assessment.decisions, assured.playbook, assurance::sr2_keys(),
                                     study.sources, study.diagnostics));
    model.actions = assurance::actions(look, assured.playbook, model.standing);
  }
  return assured;
}

}  // namespace wardround::study
