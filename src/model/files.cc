#include "model/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/reason.h"
#include "catalog/view.h"

namespace wardround::model {
namespace {

using catalog::View;

struct Wanted {
  std::string path;
  Span span;                       // where it is named; nowhere for the main file
  std::vector<std::string> chain;  // the files that lead here, outermost first
};

// The paths that a text includes, in order, each with its place.
std::vector<std::pair<std::string, Span>> includes_of(const SourceText& text, Report& report) {
  std::vector<std::pair<std::string, Span>> out;
  const View root{&text.tree, text.tree.root()};
  if (!root.valid() || !root.is_mapping()) return out;
  const View include = root.find("include");
  if (!include.valid()) return out;
  const auto take = [&](View path) {
    if (path.is_scalar() && !path.text().empty()) {
      out.emplace_back(path.text(), path.span());
    } else {
      report(diag::Kind::wrong_shape, catalog::head(path),
             {"include", "a path or a list of paths"});
    }
  };
  if (include.is_list()) {
    for (const View path : include.entries()) take(path);
  } else {
    take(include);
  }
  return out;
}

class Reader {
 public:
  Reader(const Fs& fs, diag::Sources& sources, Report& report, std::size_t& node_budget)
      : fs_(fs), sources_(sources), report_(report), node_budget_(node_budget) {}

  std::vector<SourceText> run(const std::string& main, const std::string* main_text) {
    seen_.insert(path_join("", main));
    if (main_text != nullptr) {
      parse(*main_text, Wanted{main, {}, {}});
    } else {
      read(Wanted{main, {}, {}});
    }
    while (!waiting_.empty()) {
      const Wanted next = std::move(waiting_.back());
      waiting_.pop_back();
      if (may_read(next)) read(next);
    }
    return std::move(texts_);
  }

 private:
  bool may_read(const Wanted& wanted) {
    if (std::find(wanted.chain.begin(), wanted.chain.end(), wanted.path) != wanted.chain.end()) {
      report_(diag::Kind::include_cycle, wanted.span, {wanted.path});
      return false;
    }
    if (wanted.chain.size() > limits::kIncludeDepth) {
      report_(diag::Kind::include_too_deep, wanted.span,
              {wanted.path, std::to_string(limits::kIncludeDepth)});
      return false;
    }
    if (!seen_.insert(wanted.path).second) {
      report_(diag::Kind::include_twice, wanted.span, {wanted.path});
      return false;
    }
    if (seen_.size() > limits::kIncludes + 1) {
      if (!full_) {
        report_(diag::Kind::too_many_includes, wanted.span, {std::to_string(limits::kIncludes)});
      }
      full_ = true;
      return false;
    }
    return true;
  }

  void read(const Wanted& wanted) {
    Result<std::string> bytes = fs_.read(wanted.path, limits::kFileBytes);
    if (!bytes) {
      report_(diag::Kind::file_unreadable, wanted.span,
              {wanted.path, reason(bytes.error(), wanted.path)});
      return;
    }
    parse(std::move(*bytes), wanted);
  }

  void parse(std::string bytes, const Wanted& wanted) {
    const diag::SourceId source = sources_.add(wanted.path, std::move(bytes));
    texts_.push_back({source, text::parse(sources_, source, node_budget_, report_.diagnostics())});
    const auto named = includes_of(texts_.back(), report_);
    std::vector<std::string> chain = wanted.chain;
    chain.push_back(path_join("", wanted.path));
    for (auto i = named.rbegin(); i != named.rend(); ++i) {
      if (i->first.front() == '/') {
        report_(diag::Kind::include_absolute, i->second, {i->first});
        continue;
      }
      waiting_.push_back({path_join(path_folder(wanted.path), i->first), i->second, chain});
    }
  }

  const Fs& fs_;
  diag::Sources& sources_;
  Report& report_;
  std::size_t& node_budget_;
  std::vector<SourceText> texts_;
  std::vector<Wanted> waiting_;
  std::set<std::string> seen_;
  bool full_ = false;
};

}  // namespace

std::vector<SourceText> read_files(const Fs& fs, const std::string& main,
                                   const std::string* main_text, diag::Sources& sources,
                                   Report& report, std::size_t& node_budget) {
  return Reader(fs, sources, report, node_budget).run(main, main_text);
}

}  // namespace wardround::model
