// The table of kinds, and the list that collects diagnostics.
#include "diag/diagnostic.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "base/limits.h"
#include "base/result.h"

namespace wardround::diag {
namespace {

constexpr Severity error = Severity::error;
[[maybe_unused]] constexpr Severity warning = Severity::warning;

// A plain array: clang does not deduce the size of a std::array beyond 256.
constexpr KindInfo kKinds[] = {
#define WARDROUND_DIAGNOSTIC(name, code, severity, message) \
  KindInfo{#name, code, severity, message},
#include "diag/kinds.def"
#undef WARDROUND_DIAGNOSTIC
};

// Puts args in place of {0}, {1}, …; a placeholder without an argument stays as it is.
std::string fill(std::string_view pattern, const std::vector<std::string>& args) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const bool placeholder = pattern[at] == '{' && at + 2 < pattern.size() &&
                             pattern[at + 1] >= '0' && pattern[at + 1] <= '9' &&
                             pattern[at + 2] == '}';
    const std::size_t index = placeholder ? static_cast<std::size_t>(pattern[at + 1] - '0') : 0;
    if (placeholder && index < args.size()) {
      out += args[index];
      at += 3;
    } else {
      out += pattern[at++];
    }
  }
  return out;
}

// By source: where its name stands among those of all; 0 is the name of nowhere.
std::vector<std::size_t> ranks_of(const Sources& sources) {
  std::vector<std::string_view> names = {std::string_view()};
  for (std::size_t i = 0; i < sources.size(); ++i) names.push_back(sources.name(SourceId(i)));
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  std::vector<std::size_t> ranks;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto at = std::ranges::lower_bound(names, sources.name(SourceId(i)));
    ranks.push_back(static_cast<std::size_t>(at - names.begin()));
  }
  return ranks;
}

}  // namespace

const KindInfo& info(Kind kind) {
  const auto index = static_cast<std::size_t>(kind);
  WARDROUND_CHECK(index < std::size(kKinds));
  return kKinds[index];
}

std::size_t kind_count() {
  return std::size(kKinds);
}

Diagnostic& Diagnostic::note(Span where, std::string text) {
  notes.push_back({where, std::move(text)});
  return *this;
}

Diagnostic& Diagnostic::fix(std::string title, Safety safety, std::vector<Edit> edits) {
  fixes.push_back({std::move(title), safety, std::move(edits)});
  return *this;
}

std::string Diagnostic::message() const {
  return fill(info(kind).message, args);
}

Diagnostic& Diagnostics::report(Kind kind, Span span, std::vector<std::string> args) {
  all_.push_back({kind, span, std::move(args), {}, {}});
  return all_.back();
}

bool Diagnostics::has_errors() const {
  return count(Severity::error) != 0;
}

std::map<Kind, std::size_t> Diagnostics::counts() const {
  std::map<Kind, std::size_t> by_kind = unlisted_;
  for (const Diagnostic& d : all_) ++by_kind[d.kind];
  return by_kind;
}

std::size_t Diagnostics::count(Severity severity) const {
  std::size_t all = 0;
  for (const Diagnostic& d : all_) all += info(d.kind).severity == severity ? 1u : 0u;
  for (const auto& [kind, more] : unlisted_) all += info(kind).severity == severity ? more : 0u;
  return all;
}

std::vector<Diagnostic> Diagnostics::sorted(const Sources& sources) const {
  // Tens of thousands may come of one kind, of which few are listed: files by rank, no text yet.
  struct Place {
    const Diagnostic* diagnostic;
    std::size_t file;
    [[nodiscard]] auto key() const {
      return std::tuple(file, diagnostic->span.begin, info(diagnostic->kind).code);
    }
  };
  const std::vector<std::size_t> ranks = ranks_of(sources);
  std::vector<Place> all;
  all.reserve(all_.size());
  for (const Diagnostic& d : all_)
    all.push_back({&d, d.span.valid() ? ranks[d.span.source.index()] : 0});
  std::ranges::stable_sort(all, [](const Place& a, const Place& b) {
    if (a.file != b.file) return a.file < b.file;
    if (a.diagnostic->span.begin != b.diagnostic->span.begin)
      return a.diagnostic->span.begin < b.diagnostic->span.begin;
    return info(a.diagnostic->kind).code < info(b.diagnostic->kind).code;
  });
  // Of a kind that stands at more places than are listed, the rest needs no text.
  struct Entry {
    const Diagnostic* diagnostic;
    std::size_t file;
    std::string message;
  };
  std::vector<Entry> entries;
  std::vector<std::size_t> places(kind_count());
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::size_t& count = places[static_cast<std::size_t>(all[i].diagnostic->kind)];
    if (i == 0 || all[i - 1].key() != all[i].key()) ++count;
    if (count <= limits::kDiagnosticsPerKind)
      entries.push_back({all[i].diagnostic, all[i].file, all[i].diagnostic->message()});
  }

  const auto compare = [](const Entry& a, const Entry& b) -> std::weak_ordering {
    if (const auto c = a.file <=> b.file; c != 0) return c;
    if (const auto c = a.diagnostic->span.begin <=> b.diagnostic->span.begin; c != 0) return c;
    if (const auto c = info(a.diagnostic->kind).code <=> info(b.diagnostic->kind).code; c != 0) {
      return c;
    }
    if (const auto c = a.message <=> b.message; c != 0) return c;
    return a.diagnostic->span.end <=> b.diagnostic->span.end;
  };
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const Entry& a, const Entry& b) { return compare(a, b) < 0; });
  entries.erase(std::unique(entries.begin(), entries.end(),
                            [&](const Entry& a, const Entry& b) { return compare(a, b) == 0; }),
                entries.end());

  std::map<Kind, std::size_t> listed;
  std::vector<Diagnostic> out;
  for (const Entry& entry : entries) {
    if (++listed[entry.diagnostic->kind] > limits::kDiagnosticsPerKind) continue;
    out.push_back(*entry.diagnostic);
  }
  return out;
}

}  // namespace wardround::diag
