#include "model/values.h"

#include <algorithm>
#include <array>

#include "base/date.h"

namespace wardround::model {
namespace {

constexpr std::array<std::string_view, 7> kReserved{"none", "unknown", "system", "yes",
                                                    "no",   "true",    "false"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Unknown read_ask(Report& report, View value) {
  Unknown out;
  if (is_empty(value)) return out;
  if (value.is_scalar()) {
    out.ask = value.text();
    return out;
  }
  if (!value.is_mapping()) {
    report(diag::Kind::bad_unknown, value.span(), {"a list"});
    return out;
  }
  for (const View entry : value.entries()) {
    const bool known = entry.key() == "ask" || entry.key() == "until";
    if (!known || !entry.is_scalar()) {
      report(diag::Kind::bad_unknown, catalog::head(entry), {"`" + std::string(entry.key()) + "`"});
    } else if (entry.key() == "ask") {
      out.ask = entry.text();
    } else if (!parse_date(entry.text())) {
      report(diag::Kind::bad_unknown, entry.span(), {"`" + std::string(entry.text()) + "`"});
    } else {
      out.until = entry.text();
    }
  }
  return out;
}

End end_at(const diag::Sources& sources, View scalar, std::string_view part) {
  End end;
  end.id = part;
  end.span = sub_span(sources, scalar, static_cast<std::size_t>(part.data() - scalar.text().data()),
                      part.size());
  end.editable = !scalar.node().aliased;
  if (part == "unknown") end.unknown = Unknown{};
  return end;
}

std::vector<End> read_ends(Report& report, View value) {
  std::vector<End> out;
  for (const View entry : one_or_more(value)) {
    if (std::optional<Unknown> unknown = read_unknown(report, entry)) {
      End end;
      end.span = entry.span();
      end.unknown = std::move(unknown);
      out.push_back(std::move(end));
    } else if (entry.is_scalar() && !is_empty(entry)) {
      out.push_back(end_at(report.sources(), entry, entry.text()));
    } else {
      report(diag::Kind::wrong_shape, catalog::head(entry), {"an end of a path", "an id"});
    }
  }
  return out;
}

// Every pair of an end on the left and one on the right, in order.
void pair_ends(Report& report, View value, std::size_t most, std::vector<Ends>& out) {
  std::vector<End> from, to;
  for (const View entry : value.entries()) {
    if (entry.key() == "from") {
      from = read_ends(report, entry);
    } else if (entry.key() == "to") {
      to = read_ends(report, entry);
    } else {
      diag::Diagnostic& d = report(diag::Kind::unknown_key, catalog::head(entry),
                                   {std::string(entry.key()), "a path"});
      d.note("a path takes `from` and `to`");
    }
  }
  if (!value.find("from").valid() || !value.find("to").valid()) {
    report(diag::Kind::wrong_shape, catalog::head(value), {"path", "`a -> b` or {from: a, to: b}"});
    return;
  }
  for (const End& a : from) {
    for (const End& b : to) {
      if (out.size() > most) return;
      out.push_back({a, b, value.span()});
    }
  }
}

void read_path(Report& report, View value, std::size_t most, std::vector<Ends>& out) {
  if (std::optional<Unknown> unknown = read_unknown(report, value)) {
    Ends ends;
    ends.span = ends.from.span = ends.to.span = value.span();
    ends.from.unknown = ends.to.unknown = std::move(unknown);
    out.push_back(std::move(ends));
  } else if (value.is_mapping()) {
    pair_ends(report, value, most, out);
  } else if (value.is_scalar()) {
    const std::optional<Arrow> arrow = split_arrow(value.text());
    if (!arrow) {
      report(diag::Kind::not_a_path, value.span(), {std::string(value.text())});
      return;
    }
    out.push_back({end_at(report.sources(), value, arrow->from),
                   end_at(report.sources(), value, arrow->to), value.span()});
  } else {
    report(diag::Kind::wrong_shape, catalog::head(value), {"path", "`a -> b` or {from: a, to: b}"});
  }
}

}  // namespace

bool is_empty(View value) {
  return value.is_scalar() && text::core_type(*value.tree, value.id) == text::Scalar::null;
}

std::optional<Unknown> read_unknown(Report& report, View value) {
  if (value.is_scalar()) {
    if (value.text() == "unknown") return Unknown{};
    return std::nullopt;
  }
  if (!value.is_mapping()) return std::nullopt;
  const View inner = value.find("unknown");
  if (!inner.valid()) return std::nullopt;
  for (const View entry : value.entries()) {
    if (entry.key() == "unknown") continue;
    report(diag::Kind::bad_unknown, catalog::head(entry),
           {"`" + std::string(entry.key()) + "` beside `unknown`"});
  }
  return read_ask(report, inner);
}

Span sub_span(const diag::Sources& sources, View scalar, std::size_t offset, std::size_t size) {
  const Span whole = scalar.span();
  const std::string_view raw = sources.text(whole);
  const std::string_view text = scalar.text();
  std::size_t skip = 0;
  if (raw != text) {
    if (raw.size() != text.size() + 2 || raw.substr(1, text.size()) != text) return whole;
    skip = 1;
  }
  const auto begin = static_cast<uint32_t>(whole.begin + skip + offset);
  return {whole.source, begin, static_cast<uint32_t>(begin + size)};
}

bool is_id(std::string_view word, bool capitals) {
  const auto letter = [&](char c) {
    return (c >= 'a' && c <= 'z') || (capitals && c >= 'A' && c <= 'Z');
  };
  if (word.empty() || !letter(word[0])) return false;
  return std::all_of(word.begin(), word.end(),
                     [&](char c) { return letter(c) || is_digit(c) || c == '-'; });
}

bool is_reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

bool is_date(std::string_view word) {
  std::string whole(word);
  if (word.size() == 4) whole += "-01-01";
  if (word.size() == 7) whole += "-01";
  return parse_date(whole).has_value();
}

std::string_view trim(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<Arrow> split_arrow(std::string_view text) {
  const std::size_t arrow = text.find("->");
  if (arrow == std::string_view::npos) return std::nullopt;
  const Arrow out{trim(text.substr(0, arrow)), trim(text.substr(arrow + 2))};
  const auto word = [](std::string_view side) {
    return !side.empty() && side.find_first_of(" \t\n\r>") == std::string_view::npos;
  };
  if (!word(out.from) || !word(out.to)) return std::nullopt;
  return out;
}

std::vector<Ends> read_paths(Report& report, View value, std::size_t most) {
  std::vector<Ends> out;
  if (value.is_list()) {
    if (value.size() == 0) report(diag::Kind::empty_list, catalog::head(value), {"path"});
    for (const View entry : value.entries()) read_path(report, entry, most, out);
  } else {
    read_path(report, value, most, out);
  }
  return out;
}

}  // namespace wardround::model
