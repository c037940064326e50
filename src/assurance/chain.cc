#include "assurance/chain.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/limits.h"
#include "base/reason.h"
#include "base/sha256.h"

namespace wardround::assurance {
namespace {

// "2026-11-23-….json": other files of the folder are not records.
bool is_record_name(std::string_view name) {
  return name.size() > 11 && parse_date(name.substr(0, 10)) && name[10] == '-' &&
         name.ends_with(".json");
}

class Reader {
 public:
  Reader(const Fs& fs, diag::Sources& sources, diag::Diagnostics& diagnostics)
      : fs_(fs), sources_(sources), diagnostics_(diagnostics) {}

  Chain read(const std::string& folder) {
    chain_.folder = folder;
    if (!fs_.is_directory(folder)) return std::move(chain_);
    const auto names = fs_.list(folder);
    if (!names) {
      diagnostics_.report(diag::Kind::file_unreadable, {}, {folder, reason(names.error(), folder)});
      return std::move(chain_);
    }
    for (const std::string& name : *names) {
      if (is_record_name(name)) read_one(name);
    }
    check_parents();
    sort();
    find_heads();
    return std::move(chain_);
  }

 private:
  void read_one(const std::string& name) {
    const std::string path = path_join(chain_.folder, name);
    auto bytes = fs_.read(path, limits::kFileBytes);
    if (!bytes) {
      diagnostics_.report(diag::Kind::file_unreadable, {}, {path, reason(bytes.error(), path)});
      return;
    }
    ChainedRecord one{path, sha256(*bytes), {}, {}};
    const std::string wanted = name.substr(11, name.size() - 11 - 5);
    one.source = sources_.add(path, *std::move(bytes));
    const diag::Span start{one.source, 0, 0};
    if (wanted.size() != kNameDigits || !one.sha256.starts_with(wanted)) {
      // What it says is worth nothing now, so that no further mistakes are looked for in it.
      diagnostics_.report(diag::Kind::record_edited, start,
                          {wanted, one.sha256.substr(0, kNameDigits)});
      return;
    }
    auto record = read_record(sources_, one.source, diagnostics_);
    if (!record) return;
    one.record = *std::move(record);
    if (to_string(one.record.date) != name.substr(0, 10))
      diagnostics_.report(diag::Kind::record_date, start,
                          {to_string(one.record.date), name.substr(0, 10)});
    chain_.records.push_back(std::move(one));
  }

  void check_parents() {
    std::map<std::string_view, const ChainedRecord*> by_digest;
    for (const ChainedRecord& one : chain_.records) by_digest.emplace(one.sha256, &one);
    for (const ChainedRecord& one : chain_.records) {
      const diag::Span start{one.source, 0, 0};
      for (const std::string& parent : one.record.parents) {
        const auto found = by_digest.find(parent);
        if (found == by_digest.end()) {
          diagnostics_.report(diag::Kind::record_parent, start, {parent.substr(0, kNameDigits)});
        } else if (found->second->record.date > one.record.date) {
          diagnostics_.report(diag::Kind::record_before_parent, start,
                              {to_string(one.record.date), found->second->path,
                               to_string(found->second->record.date)});
        }
      }
    }
  }

  // By date and name, but never before a parent. Digests cannot form a circle.
  void sort() {
    auto& records = chain_.records;
    std::ranges::sort(records, [](const ChainedRecord& a, const ChainedRecord& b) {
      return std::tie(a.record.date, a.path) < std::tie(b.record.date, b.path);
    });
    std::set<std::string> present, placed;
    for (const ChainedRecord& one : records) present.insert(one.sha256);
    const auto ready = [&](const ChainedRecord& one) {
      return std::ranges::all_of(one.record.parents, [&](const std::string& parent) {
        return !present.contains(parent) || placed.contains(parent);
      });
    };
    for (auto at = records.begin(); at != records.end(); ++at) {
      const auto next = std::find_if(at, records.end(), ready);
      if (next == records.end()) break;
      std::rotate(at, next, next + 1);
      placed.insert(at->sha256);
    }
  }

  void find_heads() {
    std::set<std::string_view> named;
    for (const ChainedRecord& one : chain_.records)
      named.insert(one.record.parents.begin(), one.record.parents.end());
    for (std::size_t i = 0; i < chain_.records.size(); ++i) {
      if (!named.contains(chain_.records[i].sha256)) chain_.heads.push_back(i);
    }
  }

  const Fs& fs_;
  diag::Sources& sources_;
  diag::Diagnostics& diagnostics_;
  Chain chain_;
};

}  // namespace

const ChainedRecord* Chain::newest_round() const {
  for (auto at = records.rbegin(); at != records.rend(); ++at) {
    if (at->record.kind == RecordKind::round) return &*at;
  }
  return nullptr;
}

std::vector<std::string> Chain::next_parents() const {
  std::vector<std::string> parents;
  for (const std::size_t head : heads) parents.push_back(records[head].sha256);
  std::ranges::sort(parents);
  return parents;
}

Chain read_chain(const Fs& fs, const std::string& folder, diag::Sources& sources,
                 diag::Diagnostics& diagnostics) {
  return Reader(fs, sources, diagnostics).read(folder);
}

Result<std::string> write_record(Fs& fs, const std::string& folder, const Record& record) {
  const std::string bytes = record_text(record);
  const std::string path = path_join(folder, record_name(record.date, bytes));
  if (auto made = fs.make_directories(folder); !made) return tl::unexpected(made.error());
  if (auto written = fs.write(path, bytes); !written) return tl::unexpected(written.error());
  return path;
}

std::vector<Departure> departures(const Fs& fs, const std::string& base, const Chain& chain) {
  // Heads of two branches may differ: what one of them recorded is as it was if it is as any of
  // them has it.
  std::set<std::pair<std::string, std::string>> recorded;
  std::map<std::string, std::size_t> by;  // path: the newest head that has it
  for (const std::size_t head : chain.heads) {
    for (const RecordedModel& model : chain.records[head].record.models) {
      for (const RecordedFile& file : model.files) {
        recorded.emplace(file.path, file.sha256);
        by[file.path] = head;
      }
    }
  }
  std::vector<Departure> found;
  for (const auto& [path, head] : by) {
    const auto bytes = fs.read(path_join(base, path), limits::kImportBytes);
    if (!bytes || !recorded.contains({path, sha256(*bytes)})) found.push_back({path, head, !bytes});
  }
  return found;
}

}  // namespace wardround::assurance
