// How protocols are set up, and what they cannot do: modes and limits.
#include <algorithm>

#include "catalog/passes.h"

namespace wardround::catalog {
namespace {

// The value of the protocol's mode fact that stands there; reports a protocol without modes.
std::optional<uint32_t> read_mode_value(Reading& reading, lang::TypeId protocol, View word) {
  const ProtocolMode* mode = reading.catalog.find_mode(protocol);
  if (mode == nullptr) {
    report_missing_key(reading, head(word), {"protocol", reading.catalog.vocabulary[protocol].id},
                       "mode");
    return std::nullopt;
  }
  return read_value(reading, reading.catalog.vocabulary[mode->fact], word);
}

void read_mode(Reading& reading, lang::TypeId protocol, View word) {
  const lang::Vocabulary& vocabulary = reading.catalog.vocabulary;
  const lang::FactId id = vocabulary.find_fact(Kind::flow, word.text());
  if (!id.valid()) {
    std::vector<std::string_view> names;
    for (const lang::Fact& fact : vocabulary.facts) {
      if (lang::has(fact.subjects, Kind::flow)) names.push_back(fact.id);
    }
    report_word(reading, diag::Kind::pack_unknown_fact, word,
                {std::string(word.text()), kind_names(lang::kinds(Kind::flow))}, names);
    return;
  }
  const lang::Fact& fact = vocabulary[id];
  if (fact.domain != lang::Domain::choice) {
    reading.diagnostics.report(diag::Kind::pack_mode, word.span(), {fact.id})
        .note(fact.span, "it is declared here");
    return;
  }
  if (!applies(vocabulary, fact, protocol)) {
    reading.diagnostics
        .report(diag::Kind::pack_not_applicable, word.span(), {fact.id, vocabulary[protocol].id})
        .note(fact.span, "it applies to " + type_names(vocabulary, fact.applies_to));
    return;
  }
  reading.catalog.modes.push_back({protocol, id, std::nullopt, word.key_span()});
}

void read_usual_mode(Reading& reading, lang::TypeId protocol, View word) {
  const std::optional<uint32_t> value = read_mode_value(reading, protocol, word);
  if (!value) return;
  std::vector<ProtocolMode>& modes = reading.catalog.modes;
  const lang::FactId fact = reading.catalog.find_mode(protocol)->fact;
  const auto at = std::lower_bound(
      modes.begin(), modes.end(), protocol,
      [](const ProtocolMode& mode, lang::TypeId key) { return mode.protocol < key; });
  const ProtocolMode own{protocol, fact, value, word.key_span()};
  if (at != modes.end() && at->protocol == protocol) {
    *at = own;
  } else {
    modes.insert(at, own);  // the fact is that of a protocol above it
  }
}

struct LimitBody {
  Limit* limit;
  View before, mode, facts;
};

constexpr Field<LimitBody> kLimitFields[] = {
    {"before", Form::text, Need::optional, [](Reading&, LimitBody& l, View v) { l.before = v; }},
    {"mode", Form::one_or_more, Need::optional, [](Reading&, LimitBody& l, View v) { l.mode = v; }},
    {"text", Form::text, Need::required,
     [](Reading&, LimitBody& l, View v) { l.limit->text = v.text(); }},
    {"facts", Form::mapping, Need::optional, [](Reading&, LimitBody& l, View v) { l.facts = v; }},
};

void read_limit(Reading& reading, lang::TypeId protocol, View entry) {
  Limit limit;
  limit.protocol = protocol;
  limit.span = head(entry);
  LimitBody body{&limit, {}, {}, {}};
  const std::string owner = "protocol `" + reading.catalog.vocabulary[protocol].id + "`";
  read_fields(reading, body, entry, {"limit of", owner}, kLimitFields);
  if (body.before.valid()) {
    limit.before = body.before.text();
    if (limit.before.front() < '0' || limit.before.front() > '9') {
      reading.diagnostics.report(diag::Kind::pack_version, body.before.span(), {limit.before});
      return;
    }
  }
  if (body.mode.valid()) {
    for (const View word : one_or_more(reading, body.mode)) {
      const std::optional<uint32_t> value = read_mode_value(reading, protocol, word);
      if (!value) return;  // without it the limit would hold of too much
      limit.modes.push_back(*value);
    }
  }
  if (body.facts.valid()) {
    for (const View fact : body.facts.entries()) {
      if (const auto settled = read_settled(reading, protocol, true, fact))
        limit.facts.push_back(*settled);
    }
  }
  reading.catalog.limits.push_back(std::move(limit));
}

}  // namespace

void read_protocols(Reading& reading, const Declarations& declarations) {
  const auto& protocols = declarations.types[static_cast<std::size_t>(lang::TypeTree::protocol)];
  const auto each = [&](std::string_view key, const auto& read) {
    for (const Declared& declared : protocols) {
      const View value = declared.body.find(key);
      const lang::TypeId protocol =
          find_type(reading.catalog, lang::TypeTree::protocol, declared.id);
      if (value.valid() && protocol.valid()) read(protocol, value);
    }
  };
  // What has a wrong form was reported with the protocol's other keys.
  each("mode", [&](lang::TypeId protocol, View value) {
    if (value.is_scalar() && !value.text().empty()) read_mode(reading, protocol, value);
  });
  each("usual_mode", [&](lang::TypeId protocol, View value) {
    if (value.is_scalar() && !value.text().empty()) read_usual_mode(reading, protocol, value);
  });
  each("limits", [&](lang::TypeId protocol, View value) {
    if (!value.is_list()) return;
    for (const View entry : value.entries()) {
      if (entry.is_mapping()) read_limit(reading, protocol, entry);
    }
  });
}

}  // namespace wardround::catalog
