#include "cli/help.h"

#include <fmt/core.h>

#include <array>

#include "report/formats.h"

namespace wardround::cli {

namespace {

std::string exit_codes() {
  return R"(0  fine: everything named could be read, whatever was found in it
1  a check failed: a gate (`check --baseline`, `check --release`),
   `fmt --check`, `round --verify`, or `merge` shows conflicts
2  mistakes: in the command line, in a model, a project or a pack; nothing was
   written, except by `check --fix` what it could mend
3  internal fault: please report it, with what stands on stderr

`check` alone ends with 0 even if it finds threats: what to do about them is
for you to decide. A pipeline that shall stop for mistakes in the model needs
nothing more than the exit code; one that shall stop for new risks takes
`check --baseline REV`.

Examples:
  wardround fmt --check || echo "run wardround fmt"
  wardround check >/dev/null; echo $?
  wardround check --baseline origin/main
)";
}

std::string formats() {
  std::string text =
      "`wardround check` writes these; --format NAME on stdout, -o FILE into a file.\n"
      "The format of a file follows from how its name ends, or stands in front:\n"
      "-o md=comment.txt. -o may be repeated.\n\n";
  for (const report::Format& format : report::formats()) {
    text += fmt::format("{:<7} {}\n", format.name, format.purpose);
    std::string endings;
    for (const std::string_view ending : format.endings)
      endings += fmt::format("{}{}", endings.empty() ? "" : ", ", ending);
    text += fmt::format("        {}\n", endings.empty() ? "no ending of its own" : endings);
  }
  return text + R"(
Examples:
  wardround check -o wardround.sarif -o wardround.xml
  wardround check --format github -o md=comment.txt
  wardround check -o before.json             keep the result, and later:
  wardround check --baseline before.json     what changed since
)";
}

std::string environment() {
  return R"(SOURCE_DATE_EPOCH  seconds since 1970 of the moment that counts as today, where
                   --as-of does not say it: the same input, the same output
WARDROUND_BY       who decides, attests or sits in a round, and in which role,
WARDROUND_ROLE     where --by and --role do not say it
NO_COLOR           if it holds anything: no colours
TERM               `dumb`: no colours, no bar while work takes long, no cleared
                   screen in `check --watch`

Colours, the bar and the cleared screen are for terminals alone: what goes into
a file or a pipe is plain text. wardround opens no connection and reads no
settings from your home folder.

Examples:
  SOURCE_DATE_EPOCH=0 wardround check
  NO_COLOR=1 wardround check
)";
}

std::string files() {
  return R"(wardround.yaml     the project: its models and packs; here or in security/
*.model.yaml       a model: one system; it may include further files
*.decisions.yaml   what the team decided about its findings, beside the model
*.evidence.yaml    what tests and reports from outside have shown
rounds/            records of rounds
wardround.lock     what the catalogue was when it was last taken as it is
FOLDER/pack.yaml   a catalogue pack: your own types, facts, rules and controls;
                   named under `packs:` in wardround.yaml or with --catalog

PATH in the commands is a project folder, its wardround.yaml or a model file;
without it, the current folder. Paths inside a file are relative to that file.
These write into a project: `init`, `answer`, `decide`, `evidence`, `round`,
`next --attest`, `fmt`, `check --fix` and `check --lock`; what -o names; and
`merge -o` where git runs it. All others only read.

Examples:
  wardround init --from wearable             security/ with a first model
  wardround check security/pump.model.yaml
  wardround check --catalog our-pack
)";
}

constexpr std::array<Topic, 4> kTopics = {{
    {"exit-codes", "what a command's exit code says", "EXIT STATUS", exit_codes},
    {"formats", "what `check` can write, and for whom", "FORMATS", formats},
    {"environment", "variables that wardround reads", "ENVIRONMENT", environment},
    {"files", "the files of a project", "FILES", files},
}};

}  // namespace

std::span<const Topic> topics() {
  return kTopics;
}

const Topic* find_topic(std::string_view name) {
  for (const Topic& topic : kTopics) {
    if (topic.name == name) return &topic;
  }
  return nullptr;
}

std::string topic_list() {
  std::string text = "Topics:\n";
  for (const Topic& topic : kTopics)
    text += fmt::format("  wardround help {:<12} {}\n", topic.name, topic.title);
  return text;
}

}  // namespace wardround::cli
