// Bytes as decisions of a random universe and random rules over it: the compiled plan says what the
// interpreter says, on every set of instructions.
#include <algorithm>
#include <vector>

#include "base/result.h"
#include "lang/random_cases.h"
#include "threats/match.h"
#include "threats/plan.h"

namespace {

using namespace wardround;
namespace lt = lang::testing;

std::vector<threats::Hit> by_interpreter(const lang::Vocabulary& vocabulary,
                                         const lang::Universe& universe,
                                         const std::vector<lt::Case>& rules) {
  std::vector<threats::Hit> hits;
  const lang::World world{&vocabulary, &universe, lang::Typical::as_unknown, nullptr};
  for (std::size_t s = 0; s < universe.size(); ++s) {
    for (std::size_t r = 0; r < rules.size(); ++r) {
      if (universe.kinds[s] != rules[r].kind) continue;
      const auto how = threats::certainty(world, rules[r].expression, lang::SubjectId(s));
      if (!how) continue;
      hits.push_back({static_cast<uint32_t>(r), static_cast<uint32_t>(s), *how});
    }
  }
  return hits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const lang::Vocabulary vocabulary = lt::sample_vocabulary();
  lt::Choices choices(std::vector<uint8_t>(data, data + size));
  std::vector<lt::Case> rules;
  for (int i = 0; i < 4; ++i) rules.push_back(lt::random_case(vocabulary, choices));
  const lt::Shape shape{
      .not_applicable = choices.chance(2), .open = choices.chance(2), .of_each = 3};
  const lang::Universe universe = lt::random_universe(vocabulary, choices, shape).build();
  std::vector<threats::RuleToPlan> all;
  for (const lt::Case& rule : rules) all.push_back({&rule.expression, rule.kind});
  const threats::Plan plan = threats::compile(vocabulary, all);
  const auto expected = by_interpreter(vocabulary, universe, rules);
  OneWorker worker;
  for (const threats::Isa isa : {threats::Isa::portable, threats::Isa::avx2}) {
    if (!threats::supported(isa)) continue;
    std::vector<threats::Hit> hits;
    threats::run(plan, universe, worker, isa).each([&](const threats::Hit& hit) {
      hits.push_back(hit);
    });
    std::ranges::sort(hits, [](const threats::Hit& a, const threats::Hit& b) {
      return a.subject != b.subject ? a.subject < b.subject : a.rule < b.rule;
    });
    WARDROUND_CHECK(hits == expected);
  }
  return 0;
}
