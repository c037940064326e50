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

std::string_view file_of(const Diagnostic& diagnostic, const Sources& sources) {
  return diagnostic.span.valid() ? sources.name(diagnostic.span.source) : std::string_view();
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

std::size_t Diagnostics::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(all_.begin(), all_.end(), [&](const Diagnostic& d) {
    return info(d.kind).severity == severity;
  }));
}

std::vector<Diagnostic> Diagnostics::sorted(const Sources& sources) const {
  struct Entry {
    const Diagnostic* diagnostic;
    std::string_view file;
    std::string message = {};
  };
  std::vector<Entry> all;
  all.reserve(all_.size());
  for (const Diagnostic& d : all_) all.push_back({&d, file_of(d, sources)});
  const auto place = [](const Entry& e) {
    return std::tuple(e.file, e.diagnostic->span.begin, info(e.diagnostic->kind).code);
  };
  std::ranges::stable_sort(all, {}, place);
  // Of a kind that stands at more places than are listed, the rest needs no text.
  std::vector<Entry> entries;
  std::map<Kind, std::size_t> places;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::size_t& count = places[all[i].diagnostic->kind];
    if (i == 0 || place(all[i - 1]) != place(all[i])) ++count;
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
