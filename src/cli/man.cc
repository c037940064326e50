// The manual page: see help.h.
#include <fmt/core.h>

#include <algorithm>

#include "base/utf8.h"
#include "cli/help.h"

namespace wardround::cli {

namespace {

// Text between requests. Hyphens stay hyphens when they are copied into a shell; what is not ASCII
// is named by its code.
std::string roff(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins_line = at == 0 || text[at - 1] == '\n';
    const char32_t code = next_code_point(text, at);
    if (begins_line && (code == '.' || code == '\'')) out += "\\&";
    if (code == '\\') {
      out += "\\e";
    } else if (code == '-') {
      out += "\\-";
    } else if (code == '`') {
      out += "\\(ga";
    } else if (code == '\'') {
      out += "\\(aq";
    } else if (code >= 0x80) {
      out += fmt::format("\\[u{:04X}]", static_cast<unsigned>(code));
    } else {
      out += static_cast<char>(code);
    }
  }
  return out;
}

// An argument of a request.
std::string quoted(std::string_view text) {
  std::string out = roff(text);
  for (std::size_t at = out.find('"'); at != std::string::npos; at = out.find('"', at + 4))
    out.replace(at, 1, "\\(dq");
  return "\"" + out + "\"";
}

std::string block(std::string_view text) {
  if (text.empty()) return {};
  return fmt::format(".PP\n.nf\n{}{}.fi\n", roff(text), text.ends_with('\n') ? "" : "\n");
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::string option(const CommandWords::Option& option) {
  std::string names = option.short_flag.empty() ? "" : option.short_flag + ", ";
  names += option.flag;
  std::string text = ".TP\n\\fB" + roff(names) + "\\fR";
  if (option.takes_value) text += " \\fI" + roff(option.argument) + "\\fR";
  text += "\n" + roff(option.summary) + "\n";
  if (!option.values.empty()) {
    std::string words;
    for (const std::string& value : option.values) words += (words.empty() ? "" : ", ") + value;
    text += ".br\nOne of: " + roff(words) + "\n";
  }
  return text;
}

std::string command(const CommandWords& command) {
  std::string text = fmt::format(".SS {}\n", quoted("wardround " + command.name));
  text += roff(command.summary) + ".\n";
  std::string synopsis = "wardround " + command.name;
  if (!command.options.empty()) synopsis += " [OPTIONS]";
  for (const auto& positional : command.positionals)
    synopsis += positional.required ? " " + positional.name : " [" + positional.name + "]";
  text += ".PP\n\\fB" + roff(synopsis) + "\\fR\n";
  for (const auto& positional : command.positionals) {
    text += ".TP\n\\fI" + roff(positional.name) + "\\fR\n" + roff(positional.summary) + "\n";
  }
  for (const auto& entry : command.options) text += option(entry);
  return text + block(command.examples);
}

}  // namespace

std::string man_page(const Manual& manual) {
  std::string text = fmt::format(".TH WARDROUND 1 \"\" {} \"User Commands\"\n",
                                 quoted("wardround " + manual.version));
  text += ".SH NAME\nwardround \\- threat modelling for medical devices\n";
  text += ".SH SYNOPSIS\n\\fBwardround\\fR [\\fIOPTIONS\\fR] [\\fICOMMAND\\fR]\n";
  text += ".SH DESCRIPTION\n" + roff(manual.description) + "\n";
  text += ".SH OPTIONS\n";
  for (const auto& entry : manual.options) text += option(entry);
  text += ".SH COMMANDS\n";
  for (const CommandWords& entry : manual.commands) text += command(entry);
  for (const Topic& topic : topics())
    text +=
        fmt::format(".SH {}\n", quoted(upper(std::string(topic.section)))) + block(topic.text());
  return text + ".SH EXAMPLES\n" + block(manual.examples);
}

}  // namespace wardround::cli
