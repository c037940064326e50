// `wardround merge`: the face of text/merge.h, as git calls it.
#include "text/merge.h"

#include <fmt/core.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "cli/commands.h"

namespace wardround::cli {
namespace {

// To be pasted, or piped into a shell.
constexpr std::string_view kInstall =
    R"(git config merge.wardround.name "models and decisions by id"
git config merge.wardround.driver "wardround merge %O %A %B --output=%A --name=%P"
printf '%s merge=wardround\n' '*.model.yaml' '*.decisions.yaml' wardround.yaml wardround.lock >> .gitattributes
)";

std::string sentence(const text::MergeConflict& conflict) {
  using Kind = text::MergeConflict::Kind;
  switch (conflict.kind) {
    case Kind::changed_both:
      return fmt::format("both sides changed `{}`", conflict.path);
    case Kind::added_both:
      return fmt::format("both sides added `{}`, with different values", conflict.path);
    case Kind::removed_ours:
      return fmt::format("ours removed `{}`, theirs changed it", conflict.path);
    case Kind::removed_theirs:
      return fmt::format("theirs removed `{}`, ours changed it", conflict.path);
    case Kind::unreadable:
      return "a side cannot be read as a mapping; the whole file is shown three times";
    case Kind::not_expressible:
      return "the changes cannot be told apart; the whole file is shown three times";
  }
  return "";
}

}  // namespace

int run_merge(Context& context, const MergeOptions& options) {
  if (options.install) {
    write_out(kInstall);
    return kOk;
  }
  std::string texts[3];
  const std::string* const files[3] = {&options.base, &options.ours, &options.theirs};
  for (std::size_t i = 0; i < 3; ++i) {
    if (files[i]->empty())
      return complain(context,
                      "merge takes three files: BASE OURS THEIRS (see `wardround merge --help`)");
    auto text = context.fs.read(*files[i], limits::kFileBytes);
    if (!text) return complain(context, text.error().message);
    texts[i] = std::move(*text);
  }
  const text::Merge merged = text::merge(texts[0], texts[1], texts[2]);
  if (options.output.empty()) {
    write_out(merged.text);
  } else if (const auto written = context.fs.write(options.output, merged.text); !written) {
    return complain(context, written.error().message);
  }
  const std::string& name = !options.name.empty()     ? options.name
                            : !options.output.empty() ? options.output
                                                      : options.ours;
  for (const text::MergeConflict& conflict : merged.conflicts) {
    write_err(fmt::format("{}:{}: conflict: {}\n", escape_for_terminal(name), conflict.line,
                          escape_for_terminal(sentence(conflict))));
  }
  return merged.conflicts.empty() ? kOk : kGateFailed;
}

}  // namespace wardround::cli
