// Random values, facts, controls and references: what the sections of a random model are filled
// with.
#pragma once

#include <string>
#include <vector>

#include "random_model.h"
#include "yaml_layout.h"

namespace wardround::testing {

using Ids = std::vector<std::string>;

class Values {
 public:
  Values(const catalog::Catalog& catalog, Random& random, const ModelOptions& options)
      : catalog_(catalog), vocabulary_(catalog.vocabulary), random_(random), options_(options) {}

  Ids elements;  // what `not_on:` of a control may name

  // One transposition of two different neighbours: a slip that a person makes.
  std::string slip(const std::string& word);
  Ids some(const Ids& from, std::size_t most);
  Yaml unknown();
  Yaml sentence();
  std::string two_valued(bool value);
  Yaml version();
  Yaml value_of(const lang::Fact& fact);
  std::vector<const lang::Fact*> facts_of(lang::Kind kind, const std::vector<lang::TypeId>& types);
  void add_facts(Yaml& subject, lang::Kind kind, const std::vector<lang::TypeId>& types,
                 std::size_t most);
  void add_common(Yaml& subject, lang::Kind kind);
  void add_controls(Yaml& subject, lang::Kind kind);
  // A reference to one of `ids`, or unknown; `none` where it is allowed.
  void refer(Yaml& subject, const std::string& key, const Ids& ids, bool none, unsigned percent);
  void refer_many(Yaml& subject, const std::string& key, const Ids& ids, bool none,
                  unsigned percent);
  // The short form where there is nothing else to say, and chance wills it.
  Yaml shortened(Yaml subject, const std::string& key);

 private:
  const catalog::Catalog& catalog_;
  const lang::Vocabulary& vocabulary_;
  Random& random_;
  const ModelOptions& options_;
};

}  // namespace wardround::testing
