// `wardround diagram`: one model as a picture, in several formats at once.
#include "diagram/diagram.h"

#include <fmt/core.h>

#include "cli/commands.h"
#include "cli/layout_process.h"

namespace wardround::cli {
namespace {

using diagram::Format;

struct Output {
  Format format;
  std::string file;
};

// "amps.svg" → svg; "dot=amps.txt" → dot; nothing if the format cannot be told.
std::optional<Output> output_of(const std::string& given) {
  const auto equals = given.find('=');
  if (equals != std::string::npos) {
    if (const auto format = diagram::parse_format(given.substr(0, equals)))
      return Output{*format, given.substr(equals + 1)};
  }
  static constexpr std::pair<std::string_view, Format> kEndings[] = {
      {".svg", Format::svg}, {".png", Format::png},     {".dot", Format::dot},
      {".gv", Format::dot},  {".mmd", Format::mermaid}, {".mermaid", Format::mermaid},
  };
  for (const auto& [ending, format] : kEndings)
    if (given.ends_with(ending)) return Output{format, given};
  return std::nullopt;
}

// The picture in any format; the layout is made once, when the first format asks for it.
class Renderer {
 public:
  Renderer(const Context& context, const diagram::Picture& picture, bool plain)
      : context_(context), picture_(picture), plain_(plain) {}

  Result<std::string> bytes(Format format) {
    if (format == Format::dot) return diagram::dot_text(picture_);
    if (format == Format::mermaid) return diagram::mermaid_text(picture_);
    if (!scene_) scene_ = laid_out();
    return format == Format::svg ? Result<std::string>(diagram::svg(*scene_))
                                 : diagram::png(*scene_);
  }

 private:
  diagram::Scene laid_out() {
    const diagram::Sizes sizes = diagram::measure(picture_);
    DotProcess dot;
    if (context_.progress) context_.progress->step("laying out", 0, 1);
    const auto [layout, note] = diagram::arrange(picture_, sizes, plain_ ? nullptr : &dot);
    if (context_.progress) context_.progress->end();
    if (!note.empty())
      write_err(fmt::format("{}note{}: {}; drawn with the plain layout\n",
                            context_.colour_err ? "\x1b[1m" : "",
                            context_.colour_err ? "\x1b[0m" : "", note));
    return diagram::scene_of(picture_, sizes, layout);
  }

  const Context& context_;
  const diagram::Picture& picture_;
  bool plain_;
  std::optional<diagram::Scene> scene_;
};

}  // namespace

int run_diagram(Context& context, const DiagramOptions& options) {
  std::vector<Output> outputs;
  for (const std::string& given : options.outputs) {
    const auto output = output_of(given);
    if (!output)
      return complain(context, fmt::format("--output {}: unknown format; the name may end in .svg, "
                                           ".png, .dot or .mmd, or write svg={} and the like",
                                           given, given));
    outputs.push_back(*output);
  }
  const bool to_stdout = outputs.empty() || !options.format.empty();
  if (to_stdout && context.terminal_out && (options.format.empty() || options.format == "png"))
    return complain(
        context,
        "a terminal shows no picture: write it to a file, as with -o model.svg, or take "
        "--format mermaid, which is text");
  if (!options.around.empty() && !options.boundary.empty())
    return complain(context, "--around and --boundary show different parts: choose one");
  const study::Study study =
      run_study(context, context.fs, {options.path, options.packs, /*evaluate=*/true});
  if (show_diagnostics(context, study)) return kInputError;
  if (study.assessments.size() != 1)
    return complain(context, "a picture shows one model; name the model file");

  diagram::Choice choice;
  choice.around = options.around;
  choice.depth = options.depth;
  choice.boundary = options.boundary;
  choice.flow_labels = options.flow_labels;
  choice.findings = !options.no_findings;
  const auto picture = diagram::picture_of(study.catalog, study.assessments[0], choice);
  if (!picture) return complain(context, picture.error().message);

  Renderer renderer(context, *picture, options.layout == "plain");
  for (const Output& output : outputs) {
    const auto bytes = renderer.bytes(output.format);
    if (!bytes) return complain(context, fmt::format("{}: {}", output.file, bytes.error().message));
    if (const auto written = context.fs.write(output.file, *bytes); !written)
      return complain(context, written.error().message);
  }
  if (to_stdout) {
    const Format format = diagram::parse_format(options.format).value_or(Format::svg);
    const auto bytes = renderer.bytes(format);
    if (!bytes) return complain(context, bytes.error().message);
    write_out(*bytes);
  }
  return kOk;
}

}  // namespace wardround::cli
