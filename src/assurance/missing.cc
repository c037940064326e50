#include "assurance/missing.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/answer_value.h"

namespace wardround::assurance {

unsigned weight(risk::Word word) {
  static constexpr unsigned kWeights[] = {1, 3, 10, 30};
  return kWeights[static_cast<std::size_t>(word)];
}

unsigned Stakes::at(SubjectId subject) const {
  if (!subject.valid() || subject.index() == 0) return whole;
  // Nothing found there yet may be because nothing is known of it.
  return std::max({1u, whole / 5, subjects[subject.index()]});
}

Stakes stakes_of(const Look& look) {
  Stakes stakes;
  stakes.subjects.resize(look.model().subjects.size());
  for (std::size_t i = 0; i < look.result().findings.size(); ++i) {
    const threats::Finding& finding = look.result().findings[i];
    if (finding.status == threats::Status::cleared) continue;
    const risk::Rating& rating = look.given.ratings[i];
    const unsigned heavy = weight(rating.claimed_word.value_or(rating.word));
    unsigned& here = stakes.subjects[finding.subject.index()];
    here = std::max(here, heavy);
    stakes.whole = std::max(stakes.whole, heavy);
  }
  return stakes;
}

std::string_view text_of(const Look& look, SubjectId subject, std::string_view field) {
  const model::Field* found = look.model()[subject].field(field);
  if (found == nullptr || found->text == "unknown") return {};
  return found->text;
}

bool is_known(const Look& look, SubjectId subject, std::string_view fact) {
  const lang::FactId id = look.catalog().vocabulary.find_fact(look.model()[subject].kind, fact);
  if (!id.valid()) return true;
  const lang::Provenance from = look.model().universe.cell(id, subject).provenance;
  return from != lang::Provenance::unknown && from != lang::Provenance::typical;
}

bool is_a(const Look& look, SubjectId subject, std::string_view type) {
  const lang::Vocabulary& vocabulary = look.catalog().vocabulary;
  const Kind kind = look.model()[subject].kind;
  const lang::TypeTree tree = kind == Kind::flow   ? lang::TypeTree::protocol
                              : kind == Kind::data ? lang::TypeTree::data
                                                   : lang::TypeTree::element;
  const lang::TypeId wanted = vocabulary.find_type(tree, type);
  if (!wanted.valid()) return false;
  return std::ranges::any_of(look.model().universe.types[subject],
                             [&](lang::TypeId own) { return vocabulary.is_a(own, wanted); });
}

std::size_t count(const Look& look, Relation relation, SubjectId subject) {
  return look.model().universe.relation(relation).count(subject);
}

bool is_open(const Look& look, Relation relation, SubjectId subject) {
  return look.model().universe.relation(relation).is_open(subject);
}

std::span<const SubjectId> targets(const Look& look, Relation relation, SubjectId subject) {
  const lang::Relations& all = look.model().universe.relation(relation);
  return {all.first(subject), all.count(subject)};
}

bool carries(const Look& look, SubjectId flow, std::string_view kind) {
  return std::ranges::any_of(targets(look, Relation::carries, flow),
                             [&](SubjectId data) { return is_a(look, data, kind); });
}

bool is_versioned(const Look& look, SubjectId flow) {
  return is_a(look, flow, "radio") || is_a(look, flow, "ip");
}

bool is_high_value(const Look& look, SubjectId flow) {
  static constexpr std::string_view kKinds[] = {
      "secret", "authorisation", "certificate", "command",  "therapy",    "safety-configuration",
      "code",   "alarm",         "phi",         "personal", "backup-copy"};
  if (count(look, Relation::crossing, flow) == 0) return false;
  return std::ranges::any_of(kKinds,
                             [&](std::string_view kind) { return carries(look, flow, kind); });
}

bool is_hardware(const Look& look, SubjectId element) {
  return is_a(look, element, "medical-device") || is_a(look, element, "gateway-device");
}

std::string tick(const Look& look, SubjectId subject) {
  return "`" + look.model()[subject].id + "`";
}

Miss untold(const Look& look, SubjectId subject, std::string key, std::string text,
            unsigned minutes) {
  Miss miss;
  miss.subject = subject;
  miss.key = std::move(key);
  miss.span = look.model()[subject].span;
  miss.text = std::move(text);
  miss.minutes = minutes;
  return miss;
}

Miss unanswered(const Look& look, SubjectId subject, std::string field, std::string text,
                unsigned minutes) {
  Miss miss =
      untold(look, subject, look.model()[subject].id + "." + field, std::move(text), minutes);
  if (const model::Field* found = look.model()[subject].field(field); found != nullptr)
    miss.span = found->span;
  miss.ways = [subject, field](const Look& now) { return answer_ways(now, subject, field); };
  return miss;
}

Way add_way(std::string says, std::string_view section, std::string yaml) {
  Way out = way(std::move(says), {"answer", fmt::format("{}.NEW-ID", section)});
  out.placeholders.push_back({2, "NEW-ID", Takes::id});
  out.argv.push_back(std::move(yaml));
  return out;
}

namespace {

// "integrity of readings": what the loss of which property of data and functions may cause.
std::vector<std::string> causes(const Look& look) {
  std::vector<std::string> all;
  for (const std::string_view property : {"integrity", "availability", "confidentiality"}) {
    for (const Kind kind : {Kind::data, Kind::function}) {
      for_each(look, kind, [&](SubjectId subject) {
        all.push_back(fmt::format("{} of {}", property, look.model()[subject].id));
      });
    }
  }
  return all;
}

Takes takes_of(const model::Asked& asked, bool closed) {
  if (asked.fact != nullptr && !closed) {
    return asked.fact->domain == lang::Domain::number ? Takes::number : Takes::version;
  }
  const model::Shape shape = asked.field != nullptr ? asked.field->shape : model::Shape::choice;
  switch (shape) {
    case model::Shape::references:
    case model::Shape::types:
    case model::Shape::causes:
      return Takes::some_of;
    case model::Shape::version:
      return Takes::version;
    case model::Shape::date:
      return Takes::date;
    case model::Shape::path:
      return Takes::path;
    case model::Shape::text:
    case model::Shape::texts:
      return closed ? Takes::one_of : Takes::text;
    default:
      return Takes::one_of;
  }
}

}  // namespace

std::vector<Way> answer_ways(const Look& look, SubjectId subject, std::string_view field) {
  const auto asked = model::find_asked(look.model(), look.catalog(), subject, field);
  if (!asked) return {};
  std::vector<std::string> values = model::values_of(look.model(), look.catalog(), subject, *asked);
  if (asked->field != nullptr && asked->field->shape == model::Shape::causes) values = causes(look);
  const Takes takes = takes_of(*asked, !values.empty());
  const bool closed = takes == Takes::one_of || takes == Takes::some_of;
  if (closed && values.empty()) return {};
  Way out = way("answer it", {"answer", fmt::format("{}.{}", look.model()[subject].id, field)});
  ask(out, takes == Takes::text ? "TEXT" : "VALUE", takes, std::move(values));
  return {out};
}

}  // namespace wardround::assurance
