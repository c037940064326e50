#include "assurance/asked.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace wardround::assurance {
namespace {

// What the records before this one knew.
AskedSince of_parents(const Record& record, const std::map<std::string, AskedSince>& known) {
  AskedSince open;
  for (const std::string& parent : record.parents) {
    const auto found = known.find(parent);
    if (found == known.end()) continue;
    for (const auto& [key, since] : found->second) {
      const auto [at, fresh] = open.emplace(key, since);
      if (!fresh) at->second = std::min(at->second, since);
    }
  }
  return open;
}

}  // namespace

AskedSince asked_since(const Chain& chain) {
  std::map<std::string, AskedSince> known;  // by record
  std::map<std::string, std::string> last;  // by system: the record that speaks of it last
  for (const ChainedRecord& one : chain.records) {
    AskedSince open = of_parents(one.record, known);
    for (const RecordedModel& model : one.record.models) {
      last[model.system] = one.sha256;
      const std::set<std::string_view> now(model.questions.begin(), model.questions.end());
      std::erase_if(open, [&](const auto& asked) {
        return asked.first.first == model.system && !now.contains(asked.first.second);
      });
      for (const std::string& question : model.questions)
        open.emplace(std::pair(model.system, question), one.record.date);
    }
    known.emplace(one.sha256, std::move(open));
  }
  AskedSince out;
  for (const auto& [system, record] : last) {
    for (const auto& [key, since] : known[record]) {
      if (key.first == system) out.emplace(key, since);
    }
  }
  return out;
}

}  // namespace wardround::assurance
