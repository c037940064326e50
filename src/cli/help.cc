#include "cli/help.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "report/formats.h"
#include "report/paint.h"
#include "sitting/action.h"

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
WARDROUND_BY       who decides, attests or sits in a round, NAME or NAME:ROLE,
WARDROUND_ROLE     and in which role, where --by and --role do not say it
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

std::string words() {
  return R"(certain     it follows from what the model states
assumed     it rests on what is usual for a type; state it to be sure
unverified  a fact that decides is unknown: the question stands in the screen
cleared     an implemented control answers it
behind      a finding at the same place speaks for it, being more specific or
            surer; `explain` shows it under `also`
decided     the team wrote down what it does about it; a plan leaves it open

settles     an answer decides this finding by itself
bears on    an answer has a part in it

S T R I D E  spoofing, tampering, repudiation, information disclosure, denial of
            service, elevation of privilege: what an attacker does; beside a
            fault of the design, what is lost
urgent, high, medium, low
            how easily it is done x how much it harms; `explain FINDING` shows
            how it was worked out
catastrophic, critical, serious, minor, negligible
            how badly a patient is harmed (ISO 14971)

Examples:
  wardround check --all                      every finding and question
  wardround explain command-peer@sync        one of them in full
  wardround explain --list facts             what may be stated of a design
)";
}

// "answer VALUE   answers the question of the card", a line or two for each.
std::string actions() {
  constexpr std::size_t kForm = 28;
  std::string text = "One a line, to the card that is next; what begins with # is left out.\n\n";
  for (const sitting::VerbInfo& verb : sitting::verbs()) {
    std::string label = fmt::format("{:{}}", verb.form, kForm);
    if (verb.form.size() + 2 > kForm) {
      const std::vector<std::string> forms = report::paragraph("", verb.form, 74);
      for (std::size_t i = 0; i < forms.size(); ++i)
        text += (i == 0 ? "" : "     ") + forms[i] + "\n";
      label = std::string(kForm, ' ');
    }
    for (const std::string& line : report::paragraph(label, verb.purpose, 80)) text += line + "\n";
  }
  return text + R"(
Examples:
  wardround round --script actions.txt
  printf 'answer passkey\nclose\n' | wardround round --script -
)";
}

constexpr std::array<Topic, 6> kTopics = {{
    {"words", "what the words on the screens mean", "WORDS", words},
    {"exit-codes", "what a command's exit code says", "EXIT STATUS", exit_codes},
    {"formats", "what `check` can write, and for whom", "FORMATS", formats},
    {"environment", "variables that wardround reads", "ENVIRONMENT", environment},
    {"files", "the files of a project", "FILES", files},
    {"actions", "what a script of `round` may say", "ACTIONS", actions},
}};

// `line` from the column where its text begins: behind the first gap of two blanks, or where a
// continued text stands.
std::size_t text_column(std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  const std::size_t gap = line.find("  ", first);
  return gap == std::string_view::npos ? first : line.find_first_not_of(' ', gap);
}

// Breaks at blanks outside of quotes.
std::string fit_command(std::string_view line, std::size_t width) {
  std::string out;
  while (display_width(line) > width) {
    std::size_t end = std::string_view::npos;
    char quote = 0;
    const std::size_t first = line.find_first_not_of(' ');
    for (std::size_t i = first; i < line.size() && i + 2 <= width; ++i) {
      if (line[i] == '\'' || line[i] == '"') {
        if (quote == 0) {
          quote = line[i];
        } else if (quote == line[i]) {
          quote = 0;
        }
      } else if (line[i] == ' ' && quote == 0 && i > first) {
        // An option stays beside its value.
        if (end == std::string_view::npos || line.substr(i + 1).starts_with('-')) end = i;
      }
    }
    if (end == std::string_view::npos || line.substr(end) == " \\") break;
    out += std::string(line.substr(0, end)) + " \\\n";
    line.remove_prefix(end + 1);
    out += "      ";
    width = width > 6 ? width - 6 : width;
  }
  return out + std::string(line);
}

}  // namespace

std::string fit_help(std::string_view text, std::size_t width) {
  constexpr std::size_t kLeastText = 16;  // columns that a text beside something else takes
  constexpr std::size_t kBelow = 8;       // its indent where it stands below
  std::string out;
  std::string carry;     // prose that goes on in the next line
  bool goes_on = false;  // a command does
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool prose = !line.empty() && line.front() != ' ';
    const bool command = goes_on || line.starts_with("  wardround ");
    goes_on = line.ends_with('\\');
    if (prose) {
      std::string whole = (carry.empty() ? "" : carry + " ") + std::string(line);
      carry.clear();
      if (display_width(whole) > width) {
        whole = wrap(whole, width, "");
        const bool ends = whole.ends_with('.') || whole.ends_with(':') || text.empty() ||
                          text.front() == '\n' || text.front() == ' ' || text.starts_with("Usage:");
        const std::size_t last = whole.rfind('\n');
        if (!ends && last != std::string::npos) {
          carry = whole.substr(last + 1);
          whole.resize(last);
        }
      }
      out += whole;
    } else if (display_width(line) <= width) {
      out += line;
    } else if (command && line.find("  ", line.find_first_not_of(' ')) == std::string_view::npos) {
      out += fit_command(line, width);
    } else {
      const std::size_t column = text_column(line);
      // Behind a long command there is no room: below it.
      const bool below = column + kLeastText > width;
      const std::size_t indent = below ? kBelow : column;
      const std::string wrapped = wrap(line.substr(column), width, std::string(indent, ' '));
      const std::string_view label = line.substr(0, column);
      out += below ? std::string(label.substr(0, label.find_last_not_of(' ') + 1)) + "\n" + wrapped
                   : std::string(label) + wrapped.substr(indent);
    }
    out += '\n';
  }
  return out;
}

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
