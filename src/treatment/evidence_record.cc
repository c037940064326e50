// Writing evidence: entries as lines, put in or changed one by one.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "text/edit.h"
#include "text/tree.h"
#include "treatment/evidence.h"

namespace wardround::treatment {
namespace {

constexpr std::string_view kHead =
    "# Written by `wardround evidence`: what tests have shown of which build, and what was "
    "reported "
    "from outside.\n"
    "wardround: 1\n";

void put(std::string& line, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  line += fmt::format("{}{}: {}", line.size() > 1 ? ", " : "", key, text::quote(value));
}

std::string line_of(const TestEvidence& test) {
  std::string line = "{";
  put(line, "build", test.build);
  put(line, "test", test.test);
  put(line, "result", name(test.result));
  if (test.before) put(line, "before", name(*test.before));
  put(line, "kind", name(test.kind));
  put(line, "date", to_string(test.date));
  put(line, "tester", test.tester);
  put(line, "role", test.role);
  if (test.independence) put(line, "independence", name(*test.independence));
  put(line, "file", test.file);
  put(line, "sha256", test.sha256);
  return line + "}";
}

std::string line_of(const OutsideReport& report) {
  std::string line = "{";
  put(line, "id", report.id);
  put(line, "kind", name(report.kind));
  put(line, "title", report.title);
  if (report.date) put(line, "date", to_string(*report.date));
  put(line, "subject", report.subject);
  put(line, "weakness", report.weakness);
  put(line, "stride", stride_text(report.stride));
  if (!report.cwe.empty()) line += fmt::format(", cwe: [{}]", fmt::join(report.cwe, ", "));
  put(line, "status", report.status);
  if (report.exploited) line += ", exploited: yes";
  if (report.escaped) line += ", escaped: yes";
  if (report.predicted) put(line, "predicted", to_string(*report.predicted));
  put(line, "revision", report.revision);
  put(line, "reference", report.reference);
  put(line, "file", report.file);
  put(line, "sha256", report.sha256);
  return line + "}";
}

struct Key {
  std::string group, id;  // of tests: build and test; of reports: kind and id
  auto operator<=>(const Key&) const = default;
};
Key key_of(const TestEvidence& test) {
  return {test.build, test.test};
}
Key key_of(const OutsideReport& report) {
  return {std::string(name(report.kind)), report.id};
}

bool same(const TestEvidence& a, const TestEvidence& b) {
  return line_of(a) == line_of(b);
}
bool same(const OutsideReport& a, const OutsideReport& b) {
  return line_of(a) == line_of(b);
}

// What stays known of the entry that is replaced.
void inherit(TestEvidence& entry, const TestEvidence& old) {
  if (old.result != entry.result) {
    entry.before = old.result;
  } else {
    entry.before = old.before;
  }
}
// The first look decides: a finding that is added because of a report does not predict it.
void inherit(OutsideReport& entry, const OutsideReport& old) {
  entry.escaped = old.escaped;
  if (!old.predicted && !old.escaped) return;
  entry.predicted = old.predicted;
  entry.revision = old.revision;
}

// Entries that are there already and stand together.
template <class Entry>
struct Group {
  const Entry* first = nullptr;                    // in the file
  std::map<std::string, const Entry*> last_up_to;  // by id: the last in the file up to it
};

// The old text and what is to be changed in it.
class Recorder {
 public:
  Recorder(std::string_view text, Recorded& out)
      : text_(text),
        newline_(text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n"),
        out_(out) {}

  template <class Entry>
  Result<void> put_all(std::string_view section, bool there, const std::vector<Entry>& old,
                       std::vector<Entry> news) {
    std::sort(news.begin(), news.end(),
              [](const Entry& a, const Entry& b) { return key_of(a) < key_of(b); });
    std::map<Key, const Entry*> by_key;
    std::map<std::string, Group<Entry>> groups;
    for (const Entry& entry : old) {
      by_key[key_of(entry)] = &entry;
      const auto group = groups.try_emplace(key_of(entry).group, Group<Entry>{&entry, {}}).first;
      group->second.last_up_to[key_of(entry).id] = &entry;
    }
    for (auto& [name, group] : groups) {
      const Entry* last = nullptr;
      for (auto& [id, entry] : group.last_up_to) {
        if (last == nullptr || last->span.begin < entry->span.begin) last = entry;
        entry = last;
      }
    }
    std::string fresh;  // of groups that are not there yet
    for (Entry& entry : news) {
      const Key key = key_of(entry);
      if (const auto found = by_key.find(key); found != by_key.end()) {
        replace(entry, *found->second);
        continue;
      }
      ++out_.added;
      const auto group = groups.find(key.group);
      if (group == groups.end()) {
        fresh += line_of(entry) + "\n";
        continue;
      }
      if (auto put = insert(entry, key, group->second); !put) return put;
    }
    if (fresh.empty()) return {};
    return append(section, there, old.empty() ? nullptr : &old.back(), fresh);
  }

  [[nodiscard]] std::string finish() {
    for (auto& [at, lines] : insertions_) edits_.push_back({{source_, at, at}, std::move(lines)});
    std::string text = text::apply(text_, std::move(edits_)).text;
    if (!text.empty() && text.back() != '\n' && !tail_.empty()) text += newline_;
    return text + tail_;
  }

 private:
  template <class Entry>
  void replace(Entry& entry, const Entry& old) {
    inherit(entry, old);
    if (same(entry, old)) {
      ++out_.same;
      return;
    }
    ++out_.changed;
    edits_.push_back({old.span, line_of(entry)});
  }

  // Behind the last entry of its group that comes before it in order, or before the group's first.
  template <class Entry>
  Result<void> insert(const Entry& entry, const Key& key, const Group<Entry>& group) {
    const auto after = group.last_up_to.lower_bound(key.id);
    const Entry* before = after == group.last_up_to.begin() ? nullptr : std::prev(after)->second;
    const Entry& beside = before != nullptr ? *before : *group.first;
    auto lead = lead_of(beside.span);
    if (!lead) return tl::unexpected(lead.error());
    if (before != nullptr) {
      insertions_[line_end(beside.span.end)] += newline_ + *lead + line_of(entry);
    } else {
      insertions_[line_begin(beside.span.begin)] += *lead + line_of(entry) + newline_;
    }
    return {};
  }

  // At the end of the section's list, or in a section of its own at the end of the file.
  template <class Entry>
  Result<void> append(std::string_view section, bool there, const Entry* last,
                      std::string_view lines) {
    std::string lead = "  - ";
    if (last != nullptr) {
      auto found = lead_of(last->span);
      if (!found) return tl::unexpected(found.error());
      lead = *found;
    } else if (there) {
      return fail(fmt::format("`{}` has no entries; take the line away", section));
    } else {
      tail_ += fmt::format("{}:{}", section, newline_);
    }
    std::string block;
    while (!lines.empty()) {
      const std::size_t end = lines.find('\n');
      const std::string line = lead + std::string(lines.substr(0, end));
      block += last != nullptr ? newline_ + line : line + newline_;
      lines.remove_prefix(end + 1);
    }
    if (last != nullptr) {
      insertions_[line_end(last->span.end)] += block;
    } else {
      tail_ += block;
    }
    return {};
  }

  [[nodiscard]] uint32_t line_begin(uint32_t at) const {
    const std::size_t found = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
    return found == std::string_view::npos ? 0 : static_cast<uint32_t>(found + 1);
  }
  [[nodiscard]] uint32_t line_end(uint32_t at) const {
    std::size_t found = std::min(text_.find('\n', at), text_.size());
    if (found > 0 && found < text_.size() && text_[found - 1] == '\r') --found;
    return static_cast<uint32_t>(found);
  }
  // "  - ": what stands before an entry on its line.
  [[nodiscard]] Result<std::string> lead_of(diag::Span entry) const {
    const uint32_t begin = line_begin(entry.begin);
    const std::string lead(text_.substr(begin, entry.begin - begin));
    const std::size_t dash = lead.find_first_not_of(' ');
    const bool fits =
        dash != std::string::npos && lead[dash] == '-' &&
        lead.find_first_not_of(' ', dash + 1) == std::string::npos &&
        text_.substr(entry.begin, entry.end - entry.begin).find('\n') == std::string_view::npos;
    if (fits) return lead;
    return fail("entries must stand one a line, as in `- {build: …, test: …}`");
  }

  std::string_view text_;
  std::string newline_;
  Recorded& out_;
  diag::SourceId source_{0};
  std::vector<diag::Edit> edits_;
  std::map<uint32_t, std::string> insertions_;  // by offset
  std::string tail_;
};

struct Read {
  Evidence evidence;
  bool results = false, reports = false;  // the sections are there
  bool good = false;
};
Read read(std::string_view text) {
  Read out;
  diag::Sources sources;
  diag::Diagnostics diagnostics;
  const diag::SourceId source = sources.add("", std::string(text));
  out.evidence = read_evidence(sources, source, diagnostics);
  std::size_t budget = limits::kYamlNodes;
  diag::Diagnostics unused;
  const text::Tree tree = text::parse(sources, source, budget, unused);
  if (tree.root().valid() && tree[tree.root()].shape == text::Shape::mapping) {
    out.results = tree.find(tree.root(), "results").valid();
    out.reports = tree.find(tree.root(), "reports").valid();
  }
  out.good = !diagnostics.has_errors();
  return out;
}

// Does the text say everything that it said, and the news?
bool holds(const Evidence& after, const Evidence& before, const Evidence& news) {
  const auto lines = [](const auto& entries, auto& out) {
    for (const auto& entry : entries) out[key_of(entry)] = line_of(entry);
  };
  std::map<Key, std::string> is, was, want;
  lines(after.tests, is);
  lines(before.tests, was);
  for (const TestEvidence& test : news.tests) {
    const auto found = is.find(key_of(test));
    if (found == is.end()) return false;
    was.erase(key_of(test));
  }
  for (const auto& [key, line] : was) {
    const auto found = is.find(key);
    if (found == is.end() || found->second != line) return false;
  }
  is.clear();
  was.clear();
  lines(after.reports, is);
  lines(before.reports, was);
  std::map<Key, const OutsideReport*> old;
  for (const OutsideReport& report : before.reports) old[key_of(report)] = &report;
  for (OutsideReport report : news.reports) {
    if (const auto found = old.find(key_of(report)); found != old.end())
      inherit(report, *found->second);
    want[key_of(report)] = line_of(report);
  }
  for (const auto& [key, line] : want) was[key] = line;
  return is == was;
}

}  // namespace

Result<Recorded> record(std::string_view old_text, const Evidence& news) {
  Recorded out;
  const Read old = read(old_text);
  if (!old.good) return fail("has mistakes, so that nothing can be added");
  const bool empty = old_text.find_first_not_of(" \r\n") == std::string_view::npos;
  const std::string_view text = empty ? kHead : old_text;
  Recorder recorder(text, out);
  if (auto put = recorder.put_all("results", old.results, old.evidence.tests, news.tests); !put)
    return tl::unexpected(put.error());
  if (auto put = recorder.put_all("reports", old.reports, old.evidence.reports, news.reports); !put)
    return tl::unexpected(put.error());
  out.text = out.added + out.changed == 0 ? std::string(old_text) : recorder.finish();
  if (out.text.size() > limits::kModelBytes)
    return fail(fmt::format("would have more than {} bytes; take out the lines of old builds",
                            limits::kModelBytes));
  const Read after = read(out.text);
  if (out.added + out.changed > 0 && (!after.good || !holds(after.evidence, old.evidence, news)))
    return fail("cannot be added to without changing what stands there");
  return out;
}

}  // namespace wardround::treatment
