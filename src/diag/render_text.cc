// Diagnostics for people.
#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/utf8.h"
#include "diag/excerpt.h"
#include "diag/render.h"

namespace wardround::diag {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kBlue = "\x1b[1;34m";
constexpr std::string_view kCyan = "\x1b[1;36m";
constexpr std::string_view kReset = "\x1b[0m";

class TextRenderer {
 public:
  TextRenderer(const Sources& sources, const TextStyle& style) : sources_(sources), style_(style) {}

  void diagnostic(const Diagnostic& diagnostic) {
    const KindInfo& kind = info(diagnostic.kind);
    const bool is_error = kind.severity == Severity::error;
    std::string label = is_error ? "error[" : "warning[";
    label.append(kind.code).append("]");
    const std::string_view colour = is_error ? kRed : kYellow;
    headline(diagnostic.span, label, diagnostic.message(), colour);
    show(diagnostic.span, colour);
    for (const Note& note : diagnostic.notes) {
      const bool elsewhere = note.span.valid();
      if (!elsewhere) out_ += "  ";
      headline(note.span, "note", note.text, kBlue);
      if (elsewhere) show(note.span, kBlue);
    }
    for (const Fix& fix : diagnostic.fixes) {
      out_ += "  ";
      headline(Span{}, "help", fix.title, kCyan);
    }
  }

  void line(std::string_view text) { out_.append(text).append("\n"); }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void paint(std::string_view colour, std::string_view text) {
    if (style_.colour) out_ += colour;
    out_ += text;
    if (style_.colour) out_ += kReset;
  }

  void headline(Span span, std::string_view label, std::string_view message,
                std::string_view colour) {
    if (span.valid()) {
      paint(kBold, escape_for_terminal(sources_.location(span)) + ":");
      out_ += ' ';
    }
    paint(colour, label);
    out_.append(": ").append(escape_for_terminal(message)).append("\n");
  }

  void show(Span span, std::string_view colour) {
    if (!span.valid()) return;
    const std::string number = std::to_string(sources_.begin(span).line);
    const std::size_t gutter = std::max<std::size_t>(number.size() + 1, 4);
    const std::size_t width = style_.width > gutter + 3 ? style_.width - gutter - 3 : 0;
    const Excerpt part = excerpt(sources_, span, width);
    paint(kBlue, std::string(gutter - number.size(), ' ') + number + " |");
    if (!part.line.empty()) out_.append(" ").append(part.line);
    out_ += '\n';
    paint(kBlue, std::string(gutter, ' ') + " |");
    out_ += ' ';
    paint(colour, part.caret);
    out_ += '\n';
  }

  const Sources& sources_;
  const TextStyle& style_;
  std::string out_;
};

std::string counted(std::size_t count, std::string_view word) {
  std::string out = std::to_string(count) + " ";
  out += word;
  if (count != 1) out += 's';
  return out;
}

}  // namespace

std::string render_text(const Diagnostics& diagnostics, const Sources& sources,
                        const TextStyle& style) {
  if (diagnostics.empty()) return "";
  TextRenderer renderer(sources, style);
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::map<Kind, std::size_t> listed;
  for (const Diagnostic& d : diagnostics.sorted(sources)) {
    renderer.diagnostic(d);
    ++(info(d.kind).severity == Severity::error ? errors : warnings);
    ++listed[d.kind];
  }

  // Only a kind that ran into its limit has more than what is listed.
  const std::map<Kind, std::size_t> reported = diagnostics.counts();
  for (const auto& [kind, count] : listed) {
    const std::size_t hidden = reported.at(kind) - count;
    if (count < limits::kDiagnosticsPerKind || hidden == 0) continue;
    renderer.line(std::to_string(hidden) + " more of " + std::string(info(kind).code) +
                  " not listed");
    (info(kind).severity == Severity::error ? errors : warnings) += hidden;
  }

  std::string summary;
  if (errors != 0) summary = counted(errors, "error");
  if (errors != 0 && warnings != 0) summary += ", ";
  if (warnings != 0) summary += counted(warnings, "warning");
  renderer.line(summary);
  return renderer.take();
}

}  // namespace wardround::diag
