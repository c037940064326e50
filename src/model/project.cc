#include "model/project.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/glob.h"
#include "base/limits.h"
#include "base/reason.h"
#include "model/fields.h"
#include "text/tree.h"

namespace wardround::model {
namespace {

using diag::Kind;
using diag::Span;
using text::NodeId;
using text::Shape;
using text::Tree;

constexpr std::array<std::string_view, 9> kKeys{"wardround", "project", "models", "packs", "policy",
                                                "playbook",  "cadence", "team",   "watch"};
constexpr std::array<std::string_view, 2> kProjectKeys{"id", "name"};
// A folder with more names than this is not searched for candidates.
constexpr std::size_t kFolderEntries = 10'000;

std::vector<std::string> names_in(const Fs& fs, const std::string& folder) {
  Result<std::vector<std::string>> names = fs.list(folder.empty() ? "." : folder);
  if (!names || names->size() > kFolderEntries) return {};
  return *std::move(names);
}

std::string file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

// The name in the same folder that was probably meant; empty if none is near.
std::string nearest(const Fs& fs, const std::string& path) {
  std::vector<std::string> names = names_in(fs, path_folder(path));
  std::vector<std::string_view> candidates;
  for (std::string& name : names) {
    if (name.ends_with('/')) name.pop_back();
    candidates.push_back(name);
  }
  return std::string(diag::did_you_mean(file_name(path), candidates));
}

// May `path` stand in YAML without quotes, wherever a word may?
bool is_plain(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == '/';
  });
}

// Files that `pattern`, relative to `folder`, names: itself, or what its globs match, sorted.
std::vector<std::string> expand(const Fs& fs, const std::string& folder, std::string_view pattern) {
  std::vector<std::string> found{folder};
  while (!pattern.empty()) {
    const std::size_t slash = pattern.find('/');
    const std::string_view part = pattern.substr(0, slash);
    const bool last = slash == std::string_view::npos;
    pattern = last ? std::string_view() : pattern.substr(slash + 1);
    std::vector<std::string> next;
    for (const std::string& base : found) {
      if (part.find('*') == std::string_view::npos) {
        next.push_back(path_join(base, part));
        continue;
      }
      for (std::string& name : names_in(fs, base)) {
        const bool is_folder = name.ends_with('/');
        if (is_folder) name.pop_back();
        if (is_folder == last || name.starts_with('.') || !matches_glob(part, name)) continue;
        next.push_back(path_join(base, name));
      }
      if (next.size() > limits::kIncludes) break;
    }
    found = std::move(next);
  }
  return found;
}

// One wardround.yaml on its way to a Project.
class Reader {
 public:
  Reader(const Fs& fs, Project& project, const Tree& tree, diag::Diagnostics& diagnostics)
      : fs_(fs),
        project_(project),
        tree_(tree),
        diagnostics_(diagnostics),
        folder_(path_folder(project.path)) {}

  void read(Span file);

 private:
  void check_keys(NodeId mapping, std::span<const std::string_view> known);
  void read_version(NodeId root, Span file);
  void read_project(NodeId node);
  void read_models(NodeId node);
  void read_model(NodeId node);
  void read_packs(NodeId node);
  [[nodiscard]] std::vector<NodeId> list(NodeId node, std::string_view what);
  [[nodiscard]] bool is_text(NodeId node, std::string_view what);
  [[nodiscard]] bool is_inside(NodeId node);
  void report_path(NodeId node, const std::string& path, std::string_view wanted);
  void add_model(const std::string& path);

  const Fs& fs_;
  Project& project_;
  const Tree& tree_;
  diag::Diagnostics& diagnostics_;
  std::string folder_;
  bool full_ = false;  // no further model is read, which is said once
};

void Reader::check_keys(NodeId mapping, std::span<const std::string_view> known) {
  for (const NodeId child : tree_.children(mapping)) {
    const std::string_view key = tree_.key(child);
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const Span span = tree_[child].key_span;
    diag::Diagnostic& diagnostic =
        diagnostics_.report(Kind::project_unknown_key, span, {std::string(key)});
    const std::string_view near = diag::did_you_mean(key, {known.begin(), known.end()});
    if (!near.empty()) {
      diagnostic.fix("rename to `" + std::string(near) + "`", diag::Safety::suggested,
                     {{span, std::string(near)}});
    } else {
      std::string all;
      for (const std::string_view word : known) {
        all += (all.empty() ? "`" : ", `") + std::string(word) + "`";
      }
      diagnostic.note("keys here are " + all);
    }
  }
}

bool Reader::is_text(NodeId node, std::string_view what) {
  if (tree_[node].shape == Shape::scalar && !tree_.scalar(node).empty()) return true;
  diagnostics_.report(Kind::project_shape, tree_[node].span,
                      {std::string(tree_.key(node)), std::string(what)});
  return false;
}

// A scalar, or a list of scalars; what is neither is reported and left out.
std::vector<NodeId> Reader::list(NodeId node, std::string_view what) {
  std::vector<NodeId> entries;
  if (tree_[node].shape == Shape::sequence) {
    for (const NodeId child : tree_.children(node)) entries.push_back(child);
  } else {
    entries.push_back(node);
  }
  std::vector<NodeId> texts;
  for (const NodeId entry : entries) {
    if (tree_[entry].shape == Shape::scalar && !tree_.scalar(entry).empty()) {
      texts.push_back(entry);
    } else {
      diagnostics_.report(Kind::project_shape, tree_[entry].span,
                          {std::string(tree_.key(node)), std::string(what)});
    }
  }
  return texts;
}

bool Reader::is_inside(NodeId node) {
  if (!tree_.scalar(node).starts_with('/')) return true;
  diagnostics_.report(Kind::project_absolute_path, tree_[node].span,
                      {std::string(tree_.scalar(node))});
  return false;
}

// `path`, as `node` names it, is nothing that is `wanted`.
void Reader::report_path(NodeId node, const std::string& path, std::string_view wanted) {
  const Span span = tree_[node].span;
  if (fs_.is_file(path) || fs_.is_directory(path)) {
    diagnostics_.report(Kind::project_path_of_other_sort, span,
                        {path, fs_.is_file(path) ? "a file" : "a folder", std::string(wanted)});
    return;
  }
  diag::Diagnostic& diagnostic = diagnostics_.report(Kind::project_file_missing, span, {path});
  const std::string near = nearest(fs_, path);
  if (near.empty()) return;
  std::string_view written = tree_.scalar(node);
  while (written.ends_with('/')) written.remove_suffix(1);
  const std::string instead(path_join(path_folder(written), near));
  if (is_plain(instead) && !tree_[node].aliased) {
    diagnostic.fix("write `" + instead + "`", diag::Safety::suggested, {{span, instead}});
  } else {
    diagnostic.note("did you mean `" + instead + "`?");
  }
}

void Reader::read_version(NodeId root, Span file) {
  const NodeId node = tree_.find(root, "wardround");
  if (!node.valid()) {
    diagnostics_.report(Kind::project_version_missing, file)
        .fix("add `wardround: 1`", diag::Safety::safe,
             {{Span{file.source, file.begin, file.begin}, "wardround: 1\n"}});
    return;
  }
  if (text::as_integer(tree_, node) == kLanguageVersion) return;
  const bool word = tree_[node].shape == Shape::scalar;
  diagnostics_.report(Kind::project_version, tree_[node].span,
                      {word ? std::string(tree_.scalar(node)) : "…"});
}

void Reader::read_project(NodeId node) {
  if (tree_[node].shape == Shape::scalar) {  // short form: the id
    if (is_text(node, "an id, or a mapping with `id` and `name`")) project_.id = tree_.scalar(node);
    return;
  }
  if (tree_[node].shape != Shape::mapping) {
    diagnostics_.report(Kind::project_shape, tree_[node].span,
                        {"project", "an id, or a mapping with `id` and `name`"});
    return;
  }
  check_keys(node, kProjectKeys);
  const NodeId id = tree_.find(node, "id");
  if (id.valid() && is_text(id, "a word")) project_.id = tree_.scalar(id);
  const NodeId name = tree_.find(node, "name");
  if (name.valid() && is_text(name, "text")) project_.name = tree_.scalar(name);
}

void Reader::add_model(const std::string& path) {
  std::vector<std::string>& models = project_.models;
  if (std::find(models.begin(), models.end(), path) == models.end()) models.push_back(path);
}

void Reader::read_model(NodeId node) {
  if (!is_inside(node)) return;
  const std::string_view pattern = tree_.scalar(node);
  const bool glob = pattern.find('*') != std::string_view::npos;
  bool any = false;
  for (const std::string& path : expand(fs_, folder_, pattern)) {
    if (glob && (!fs_.is_file(path) || path == project_.path)) continue;
    if (!glob && !fs_.is_file(path)) {
      report_path(node, path, "a model file");
      return;
    }
    any = true;
    if (project_.models.size() >= limits::kIncludes) {
      if (!full_) {
        diagnostics_.report(Kind::project_too_many_models, tree_[node].span,
                            {std::to_string(limits::kIncludes)});
      }
      full_ = true;
      return;
    }
    add_model(path);
  }
  if (!any) {
    diagnostics_.report(Kind::project_glob_empty, tree_[node].span, {std::string(pattern)});
  }
}

void Reader::read_models(NodeId node) {
  constexpr std::string_view kWhat = "a path, or a list of paths";
  if (tree_[node].shape == Shape::sequence && tree_[node].count == 0) {
    diagnostics_.report(Kind::project_shape, tree_[node].span, {"models", std::string(kWhat)});
  }
  for (const NodeId entry : list(node, kWhat)) read_model(entry);
}

void Reader::read_packs(NodeId node) {
  for (const NodeId entry : list(node, "a folder, or a list of folders")) {
    if (!is_inside(entry)) continue;
    const std::string path = path_join(folder_, tree_.scalar(entry));
    if (fs_.is_directory(path)) {
      project_.packs.push_back(path);
    } else {
      report_path(entry, path, "the folder of a pack");
    }
  }
}

void Reader::read(Span file) {
  const NodeId root = tree_.root();
  if (!root.valid() || tree_[root].shape != Shape::mapping) {
    diagnostics_.report(Kind::project_shape, root.valid() ? tree_[root].span : file,
                        {"wardround.yaml", "a mapping of keys"});
    return;
  }
  check_keys(root, kKeys);
  read_version(root, Span{file.source, tree_[root].span.begin, tree_[root].span.begin});
  const NodeId project = tree_.find(root, "project");
  if (project.valid()) read_project(project);
  const NodeId models = tree_.find(root, "models");
  if (models.valid()) {
    read_models(models);
  } else {
    for (const std::string& path : expand(fs_, folder_, "*.model.yaml")) {
      if (fs_.is_file(path) && project_.models.size() < limits::kIncludes) add_model(path);
    }
    if (project_.models.empty()) diagnostics_.report(Kind::project_no_models, file);
  }
  const NodeId packs = tree_.find(root, "packs");
  if (packs.valid()) read_packs(packs);
  const NodeId watch = tree_.find(root, "watch");
  if (watch.valid()) {
    for (const NodeId entry : list(watch, "a glob, or a list of globs")) {
      project_.watch.emplace_back(tree_.scalar(entry));
    }
  }
}

std::optional<Project> read_project_file(const Fs& fs, const std::string& path,
                                         diag::Sources& sources, diag::Diagnostics& diagnostics) {
  Result<std::string> text = fs.read(path, limits::kFileBytes);
  if (!text) {
    diagnostics.report(Kind::project_unreadable, {}, {path, reason(text.error(), path)});
    return std::nullopt;
  }
  const diag::SourceId source = sources.add(path, *std::move(text));
  std::size_t budget = limits::kYamlNodes;
  Project project;
  project.path = path;
  project.tree = text::parse(sources, source, budget, diagnostics);
  Reader(fs, project, project.tree, diagnostics).read(Span{source, 0, 0});
  if (project.name.empty()) project.name = project.id;
  if (project.models.empty()) return std::nullopt;
  return project;
}

Project of_model(const std::string& model) {
  Project project;
  project.models = {model};
  return project;
}

// Files that stand beside a model and are none.
bool is_companion(const std::string& path) {
  return path.ends_with(".evidence.yaml") || path.ends_with(".decisions.yaml") ||
         path.ends_with(".layout.yaml");
}

// The only model of a folder that has no project file.
std::optional<Project> only_model(const Fs& fs, const std::string& folder,
                                  diag::Diagnostics& diagnostics) {
  std::vector<std::string> found;
  for (const std::string_view pattern : {"*.model.yaml", "*.yaml"}) {
    for (const std::string& path : expand(fs, folder, pattern)) {
      if (fs.is_file(path) && !is_companion(path)) found.push_back(path);
    }
    if (!found.empty()) break;
  }
  if (found.size() == 1) return of_model(found.front());
  if (found.empty()) {
    diagnostics.report(Kind::folder_without_model, {}, {folder})
        .note("`wardround init` makes a model to start with");
    return std::nullopt;
  }
  diag::Diagnostic& diagnostic =
      diagnostics.report(Kind::folder_with_models, {}, {folder, std::to_string(found.size())});
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < std::min(found.size(), kShown); ++i) {
    diagnostic.note("`" + found[i] + "`");
  }
  if (found.size() > kShown) {
    diagnostic.note("and " + std::to_string(found.size() - kShown) + " more");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Project> find_project(const Fs& fs, const std::string& path, diag::Sources& sources,
                                    diag::Diagnostics& diagnostics) {
  std::string asked = path.empty() ? "." : path;
  while (asked.size() > 1 && asked.ends_with('/')) asked.pop_back();
  if (fs.is_file(asked)) {
    if (file_name(asked) == kProjectFile) {
      return read_project_file(fs, asked, sources, diagnostics);
    }
    return of_model(asked);
  }
  if (!fs.is_directory(asked)) {
    diag::Diagnostic& diagnostic = diagnostics.report(Kind::path_missing, {}, {asked});
    const std::string near = nearest(fs, asked);
    if (!near.empty()) {
      diagnostic.note("did you mean `" + path_join(path_folder(asked), near) + "`?");
    }
    return std::nullopt;
  }
  for (const std::string_view inside : {"wardround.yaml", "security/wardround.yaml"}) {
    const std::string file = path_join(asked, inside);
    if (fs.is_file(file)) return read_project_file(fs, file, sources, diagnostics);
  }
  return only_model(fs, asked, diagnostics);
}

}  // namespace wardround::model
