// init, fmt, schema: the small commands around a project.
#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "cli/commands.h"
#include "model/format.h"
#include "model/schema.h"
#include "report/check_json.h"
#include "study/edits.h"
#include "text/edit.h"

namespace wardround::cli {

namespace {

// "Home cuff 2" → "home-cuff-2": what an id may look like.
std::string id_from(std::string_view name) {
  std::string id;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool fits =
        (lower >= 'a' && lower <= 'z') || (!id.empty() && lower >= '0' && lower <= '9');
    if (fits) {
      id += lower;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "device" : id;
}

// A template's own subjects have ids, too: a system that would be called like one of them becomes
// `pump-system`.
std::string free_id(std::string_view text, std::string id) {
  const auto part_of_id = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  const std::string key = id + ":";
  for (std::size_t at = 0; (at = text.find(key, at)) != std::string_view::npos; ++at) {
    if (at == 0 || !part_of_id(text[at - 1])) return id + "-system";
  }
  return id;
}

std::string fill_in(std::string text, std::string_view placeholder, std::string_view value) {
  for (std::size_t at = 0; (at = text.find(placeholder, at)) != std::string::npos;
       at += value.size()) {
    text.replace(at, placeholder.size(), value);
  }
  return text;
}

}  // namespace

int run_init(Context& context, const InitOptions& options) {
  const std::string from = options.from.empty() ? "blank" : options.from;
  const auto file =
      std::ranges::find(embedded_files(), from + ".yaml", &catalog::EmbeddedFile::path);
  WARDROUND_CHECK(file != embedded_files().end());  // the command line takes no other name
  const std::string name =
      options.name.empty() ? (options.id.empty() ? context.folder_name : options.id) : options.name;
  const std::string id = free_id(file->text, options.id.empty() ? id_from(name) : options.id);
  if (id_from(id) != id)
    return complain(context, fmt::format("--id {}: an id looks like `{}`", id, id_from(id)));
  const std::string project = path_join(options.folder, "wardround.yaml");
  const std::string model = path_join(options.folder, id + ".model.yaml");
  for (const std::string& path : {project, model}) {
    if (context.fs.is_file(path))
      return complain(context,
                      fmt::format("{} exists already; nothing was written: `wardround next` says "
                                  "how it goes on, `wardround init FOLDER` begins elsewhere",
                                  path));
  }
  if (const auto made = context.fs.make_directories(options.folder); !made)
    return complain(context, made.error().message);
  const std::string quoted = text::quote(name);
  const std::string project_text = fmt::format(
      "wardround: 1\nproject: {{id: {}, name: {}}}\nmodels: [{}.model.yaml]\n", id, quoted, id);
  const std::string model_text =
      fill_in(fill_in(std::string(file->text), "{id}", id), "{name}", quoted);
  for (const auto& [path, text] :
       {std::pair(project, project_text), std::pair(model, model_text)}) {
    if (const auto written = context.fs.write(path, text); !written)
      return complain(context, written.error().message);
    write_out(fmt::format("wrote {}\n", path));
  }
  const bool found_alone = options.folder == "." || options.folder == "security";
  write_out(fmt::format("Open {} in an editor, and make it yours.\n", model));
  write_out(fmt::format("Next: wardround check{}\n", found_alone ? "" : " " + options.folder));
  return kOk;
}

int run_format(Context& context, const FormatOptions& options) {
  const study::Study study = run_study(context, context.fs, {options.path, options.packs, false});
  std::size_t changed = 0;
  for (const study::Assessment& assessment : study.assessments) {
    for (const model::SourceText& source : assessment.loaded.texts) {
      const std::string path(study.sources.name(source.source));
      const auto edits =
          model::format_edits(assessment.loaded, study.catalog, study.sources, source.source);
      const auto texts = study::edited_texts(study.sources, edits);
      const auto text = texts.find(path);
      if (text == texts.end() || text->second == study.sources.text(source.source)) continue;
      ++changed;
      write_out(fmt::format("{} {}\n", options.check ? "would format" : "formatted", path));
      if (options.check) continue;
      if (const auto written = context.fs.write(path, text->second); !written)
        return complain(context, written.error().message);
    }
  }
  if (changed == 0 || options.check) {
    if (show_diagnostics(context, study)) return kInputError;
    return changed > 0 ? kGateFailed : kOk;
  }
  // What is wrong with the text as it is now: formatting mends some of it.
  const study::Study after = run_study(context, context.fs, {options.path, options.packs, false});
  return show_diagnostics(context, after) ? kInputError : kOk;
}

int run_schema(Context& context, const SchemaOptions& options) {
  const auto names = report::schema_names();
  if (std::ranges::find(names, options.which) != names.end()) {
    write_out(report::schema(options.which + ".schema.json"));
    return kOk;
  }
  study::Study study;
  study::load_catalog(context.fs, options.packs, study);
  if (show_diagnostics(context, study)) return kInputError;
  write_out(model::json_schema(study.catalog));
  return kOk;
}

}  // namespace wardround::cli
