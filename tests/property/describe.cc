#include "describe.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "catalog/embedded.h"

namespace wardround::testing {
namespace {

using model::SubjectId;

class Description {
 public:
  Description(const model::Model& model, const catalog::Catalog& catalog)
      : model_(model), catalog_(catalog) {}

  std::string run() {
    for (std::size_t i = 0; i < model_.subjects.size(); ++i) subject(SubjectId(i));
    for (const model::ControlUse& use : model_.controls) control(use);
    for (const model::Harm& harm : model_.harms) {
      out_ += fmt::format("harm {} {} {}\n", id(harm.id),
                          harm.severity ? model::name(*harm.severity) : "unknown",
                          static_cast<int>(harm.multi_patient));
    }
    for (const model::HazardousSituation& one : model_.situations) situation(one);
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string id(SubjectId subject) const {
    return subject.valid() ? model_[subject].id : "-";
  }

  void subject(SubjectId at) {
    const model::Subject& one = model_[at];
    const lang::Universe& universe = model_.universe;
    out_ +=
        fmt::format("{} {} \"{}\" [{}] in {} at {} {}\n", lang::name(one.kind), one.id, one.name,
                    one.external_id, id(one.parent), fmt::join(one.path, "."), one.generated);
    for (const std::string& was : one.was) out_ += "  was " + was + "\n";
    for (const model::Field& field : one.fields) {
      out_ += fmt::format("  {}: {}\n", field.name, field.text);
    }
    for (const lang::TypeId type : universe.types[at]) {
      out_ += "  is " + catalog_.vocabulary[type].id + "\n";
    }
    if (universe.type_open[at.index()]) out_ += "  is unknown\n";
    for (std::size_t r = 0; r < universe.relations.size(); ++r) relation(at, r);
    for (std::size_t f = 0; f < catalog_.vocabulary.facts.size(); ++f) fact(at, lang::FactId(f));
    if (at.index() < universe.exposed.size()) {
      const lang::Exposure& e = universe.exposed[at.index()];
      const lang::Exposure& r = universe.reachable[at.index()];
      out_ += fmt::format("  exposed {} {} {} {}\n", e.yes, e.unknown, r.yes, r.unknown);
    }
  }

  void relation(SubjectId at, std::size_t index) {
    const lang::Relations& all = model_.universe.relations[index];
    if (all.count(at) == 0 && !all.is_open(at)) return;
    out_ += fmt::format("  {}:", lang::info(static_cast<lang::Relation>(index)).name);
    for (std::size_t i = 0; i < all.count(at); ++i) out_ += " " + id(all.first(at)[i]);
    out_ += all.is_open(at) ? " …\n" : "\n";
  }

  void fact(SubjectId at, lang::FactId fact) {
    const lang::Fact& info = catalog_.vocabulary[fact];
    if (!lang::has(info.subjects, model_[at].kind)) return;
    const lang::Cell& cell = model_.universe.cell(fact, at);
    std::string line = fmt::format("  {}: {}", info.id, lang::name(cell.provenance));
    if (cell.provenance != lang::Provenance::unknown &&
        cell.provenance != lang::Provenance::not_applicable) {
      line += " " + value_name(model_, info, cell.value);
    }
    if (cell.origin < model_.universe.origins.size()) {
      const lang::Origin& origin = model_.universe.origins[cell.origin];
      line += fmt::format(" {} {} {}", origin.via, origin.owner, origin.until);
    }
    out_ += line + "\n";
  }

  void control(const model::ControlUse& use) {
    out_ += fmt::format("control {} at {} {}", catalog_[use.control].id, id(use.at),
                        static_cast<int>(use.status));
    for (const auto& [name, value] : use.parameters) out_ += fmt::format(" {}={}", name, value);
    for (const SubjectId subject : use.not_on) out_ += " not on " + id(subject);
    out_ += "\n";
  }

  void situation(const model::HazardousSituation& one) {
    out_ +=
        fmt::format("situation {} {} {}", id(one.id), id(one.function), model::name(one.deviation));
    for (const model::Cause& cause : one.causes) {
      out_ += fmt::format(" {} of {}", cause.properties, id(cause.of));
    }
    for (const SubjectId harm : one.harms) out_ += " " + id(harm);
    out_ += "\n";
  }

  const model::Model& model_;
  const catalog::Catalog& catalog_;
  std::string out_;
};

}  // namespace

const Embedded& embedded_catalog() {
  static const Embedded* const kEmbedded = [] {
    auto* const embedded = new Embedded;
    embedded->catalog = catalog::load_embedded(embedded->sources, embedded->diagnostics);
    return embedded;
  }();
  return *kEmbedded;
}

Reading read_model(const catalog::Catalog& catalog, const std::string& text) {
  Reading reading;
  reading.loaded =
      model::load_text("m.model.yaml", text, catalog, reading.sources, reading.diagnostics);
  return reading;
}

std::string describe(const model::Model& model, const catalog::Catalog& catalog) {
  return Description(model, catalog).run();
}

std::string value_name(const model::Model& model, const lang::Fact& fact, uint32_t value) {
  if (fact.domain == lang::Domain::version) return model.universe.versions[value];
  if (fact.domain == lang::Domain::number) return std::to_string(value);
  return fact.values[value].id;
}

std::vector<std::string> stated_facts(const model::Model& model, const catalog::Catalog& catalog) {
  std::vector<std::string> all;
  for (std::size_t f = 0; f < catalog.vocabulary.facts.size(); ++f) {
    const lang::Fact& fact = catalog.vocabulary.facts[f];
    for (std::size_t s = 0; s < model.subjects.size(); ++s) {
      if (!lang::has(fact.subjects, model.subjects[s].kind)) continue;
      const lang::Cell& cell = model.universe.cell(lang::FactId(f), SubjectId(s));
      if (cell.provenance != lang::Provenance::stated) continue;
      all.push_back(model.subjects[s].id + "." + fact.id + " = " +
                    value_name(model, fact, cell.value));
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::string> errors_of(const Reading& reading) {
  std::vector<std::string> all;
  for (const diag::Diagnostic& one : reading.diagnostics.unsorted()) {
    const diag::KindInfo& kind = diag::info(one.kind);
    if (kind.severity != diag::Severity::error) continue;
    all.push_back(std::string(kind.code) + " " + one.message());
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string edited(std::string_view text, std::vector<diag::Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const diag::Edit& a, const diag::Edit& b) {
    return a.span.begin < b.span.begin;
  });
  std::string out;
  std::size_t at = 0;
  for (const diag::Edit& edit : edits) {
    EXPECT_GE(edit.span.begin, at) << "edits overlap";
    EXPECT_LE(edit.span.end, text.size());
    if (edit.span.begin < at || edit.span.end > text.size()) return out;
    out += text.substr(at, edit.span.begin - at);
    out += edit.text;
    at = edit.span.end;
  }
  out += text.substr(at);
  return out;
}

}  // namespace wardround::testing
