// Diagnostics for programs. Keys and their order are a contract (schema in docs/reference).
#include "base/json_writer.h"
#include "diag/render.h"

namespace wardround::diag {
namespace {

void write_location(JsonWriter& json, Span span, const Sources& sources) {
  json.key("location");
  if (!span.valid()) {
    json.null();
    return;
  }
  const Position begin = sources.position(span.source, span.begin);
  const Position end = sources.position(span.source, span.end);
  json.begin_object();
  json.string("file", sources.name(span.source));
  json.integer("line", begin.line);
  json.integer("column", begin.column);
  json.integer("end_line", end.line);
  json.integer("end_column", end.column);
  json.end_object();
}

void write_fix(JsonWriter& json, const Fix& fix, const Sources& sources) {
  json.begin_object();
  json.string("title", fix.title);
  json.string("safety", fix.safety == Safety::safe ? "safe" : "suggested");
  json.begin_array("edits");
  for (const Edit& edit : fix.edits) {
    json.begin_object();
    write_location(json, edit.span, sources);
    json.string("text", edit.text);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_diagnostic(JsonWriter& json, const Diagnostic& diagnostic, const Sources& sources) {
  const KindInfo& kind = info(diagnostic.kind);
  json.begin_object();
  json.string("code", kind.code);
  json.string("name", kind.name);
  json.string("severity", kind.severity == Severity::error ? "error" : "warning");
  json.string("message", diagnostic.message());
  write_location(json, diagnostic.span, sources);
  json.begin_array("notes");
  for (const Note& note : diagnostic.notes) {
    json.begin_object();
    json.string("message", note.text);
    write_location(json, note.span, sources);
    json.end_object();
  }
  json.end_array();
  json.begin_array("fixes");
  for (const Fix& fix : diagnostic.fixes) write_fix(json, fix, sources);
  json.end_array();
  json.end_object();
}

}  // namespace

void write_json(JsonWriter& json, const Diagnostics& diagnostics, const Sources& sources) {
  json.begin_array();
  for (const Diagnostic& d : diagnostics.sorted(sources)) write_diagnostic(json, d, sources);
  json.end_array();
}

std::string render_json(const Diagnostics& diagnostics, const Sources& sources) {
  JsonWriter json;
  write_json(json, diagnostics, sources);
  return json.take();
}

}  // namespace wardround::diag
