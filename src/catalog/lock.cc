#include "catalog/lock.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/sha256.h"
#include "catalog/fields.h"
#include "fmt/format.h"
#include "text/edit.h"
#include "text/tree.h"

namespace wardround::catalog {
namespace {

constexpr std::size_t kPackHashDigits = 64;
constexpr std::string_view kHead =
    "# What the catalogue was when it was last taken as it is: `wardround check --lock` writes "
    "it.\n"
    "wardround: 1\n";

// ---- What decides, as text

// Ids are words without spaces and brackets, so that lines cannot be confused with each other.
class Deciding {
 public:
  explicit Deciding(const Catalog& catalog) : catalog_(catalog) {}

  std::string text(const Rule& rule) {
    const Weakness& weakness = catalog_[rule.weakness];
    line("on {} when {}", lang::name(rule.on), lang::print(rule.when, catalog_.vocabulary));
    line("weakness {} family {} kind {} loses {}/{} interaction {}", weakness.id, weakness.family,
         name(weakness.kind), weakness.loses, rule.loses, rule.interaction);
    std::vector<std::string_view> general;
    for (const RuleId id : rule.specialises) general.push_back(catalog_[id].id);
    std::ranges::sort(general);
    line("specialises {}", fmt::join(general, " "));
    foothold("needs", rule.needs);
    foothold("gives", rule.gives);
    for (const Answer& one : rule.answered_by) answer(one);
    expression(rule.when.root);
    for (const lang::TypeId type : types_) family(type);
    for (const lang::FactId fact : facts_) definition(fact);
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void foothold(std::string_view what, const Foothold& foothold) {
    line("{} {} {} as {}", what, static_cast<int>(foothold.kind), foothold.text,
         lang::name(foothold.privilege));
  }

  void answer(const Answer& answer) {
    line("answer {} by {}", static_cast<int>(answer.effect), answer.weakens);
    for (const Use& use : answer.all) {
      const Control& control = catalog_[use.control];
      line("use {} at {} covers {} on {}", control.id, use.at.text, control.covers, control.on);
      for (const auto& [parameter, values] : use.parameters)
        line("with {} {}", parameter, fmt::join(values, " "));
      for (const ControlImplies& implied : control.implies) {
        for (const auto& [parameter, values] : implied.when)
          line("if {} {}", parameter, fmt::join(values, " "));
        line("implies {}", value(implied.fact, implied.value));
      }
    }
  }

  void path(const lang::PathExpr& path) {
    for (const lang::Step& step : path.steps) {
      if (step.type.valid()) types_.insert(step.type);
    }
  }

  // The tree's depth is bounded when it is read (limits of the expression parser).
  void expression(const lang::Expr& expr) {
    path(expr.path);
    path(expr.path2);
    if (expr.type.valid()) types_.insert(expr.type);
    if (expr.fact.valid()) facts_.insert(expr.fact);
    for (const lang::FactId fact : expr.fact_by_kind) {
      if (fact.valid()) facts_.insert(fact);
    }
    for (const lang::Expr& child : expr.children) expression(child);
  }

  // What a type stands for: itself and all that are of it.
  void family(lang::TypeId type) {
    std::vector<std::string_view> ids;
    for (std::size_t i = 0; i < catalog_.vocabulary.types.size(); ++i) {
      if (catalog_.vocabulary.is_a(lang::TypeId(i), type))
        ids.push_back(catalog_.vocabulary.types[i].id);
    }
    std::ranges::sort(ids);
    line("type {}: {}", catalog_.vocabulary[type].id, fmt::join(ids, " "));
  }

  std::string value(lang::FactId id, uint32_t value) const {
    const lang::Fact& fact = catalog_.vocabulary[id];
    return value < fact.values.size() ? fmt::format("{} {}", fact.id, fact.values[value].id)
                                      : fmt::format("{} #{}", fact.id, value);
  }

  // A fact, and all that settles it where nobody states it.
  void definition(lang::FactId id) {
    const lang::Fact& fact = catalog_.vocabulary[id];
    line("fact {} of {} domain {} ordered {} derived {} inherits {} worst {}", fact.id,
         fact.subjects, static_cast<int>(fact.domain), fact.ordered, fact.derived, fact.inherits,
         fact.worst);
    for (const lang::Value& one : fact.values) line("value {}", one.id);
    std::vector<std::string> lines;
    for (const lang::TypeId type : fact.applies_to)
      lines.push_back("applies to " + catalog_.vocabulary[type].id);
    for (const TypeDefault& one : catalog_.defaults) {
      if (one.fact == id)
        lines.push_back(fmt::format("{} of {}: {}", one.fixed ? "fixed" : "typical",
                                    catalog_.vocabulary[one.type].id, value(id, one.value)));
    }
    for (const lang::Fact& other : catalog_.vocabulary.facts) {
      for (const lang::Value& one : other.values) {
        for (const auto& [implied, to] : one.implies) {
          if (implied == id)
            lines.push_back(fmt::format("by {} {}: {}", other.id, one.id, value(id, to)));
        }
      }
    }
    std::ranges::sort(lines);
    for (const std::string& one : lines) line("{}", one);
  }

  const Catalog& catalog_;
  std::string out_;
  std::set<lang::TypeId> types_;  // ids follow the tree and the name: the order is that of names
  std::set<lang::FactId> facts_;
};

std::string rule_hash(const Catalog& catalog, const Rule& rule) {
  return sha256(Deciding(catalog).text(rule)).substr(0, kRuleHashDigits);
}

// ---- Packs

struct Content {
  std::string version;
  std::vector<std::string> files;  // hashes
};

// Packs of one id are one.
std::map<std::string, Content> contents(const Catalog& catalog, const diag::Sources& sources) {
  std::map<std::string, Content> packs;
  for (const Pack& pack : catalog.packs) {
    Content& content = packs[pack.id];
    content.version = pack.version;
    for (const diag::SourceId file : pack.files)
      content.files.push_back(sha256(sources.text(file)));
  }
  return packs;
}

std::string hash(Content content) {
  std::ranges::sort(content.files);
  std::string all;
  for (const std::string& file : content.files) all += file;
  return sha256(all);
}

// The hash that a lock has for a rule, whichever pack it stood in; empty if it has none.
std::string_view locked_hash(const Lock& lock, const Rule& rule) {
  const auto find = [&](const std::string& id) -> std::string_view {
    for (const auto& [pack_id, pack] : lock.packs) {
      if (const auto found = pack.rules.find(id); found != pack.rules.end()) return found->second;
    }
    return {};
  };
  std::string_view found = find(rule.id);
  for (std::size_t i = 0; found.empty() && i < rule.was.size(); ++i) found = find(rule.was[i]);
  return found;
}

// ---- Reading

void read_hash(Reporting& reading, std::string& out, View value, std::size_t digits) {
  const std::string_view text = value.is_scalar() ? value.text() : "…";
  const bool good =
      text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (good) {
    out = text;
  } else {
    reading.diagnostics.report(diag::Kind::lock_hash, value.span(),
                               {std::string(text), std::to_string(digits)});
  }
}

constexpr Field<LockedPack, Reporting> kPackFields[] = {
    {"version", Form::text, Need::required,
     [](Reporting&, LockedPack& pack, View value) { pack.version = value.text(); }},
    {"hash", Form::text, Need::required,
     [](Reporting& r, LockedPack& pack, View value) {
       read_hash(r, pack.hash, value, kPackHashDigits);
     }},
    {"rules", Form::mapping, Need::optional,
     [](Reporting& r, LockedPack& pack, View value) {
       for (const View rule : value.entries())
         read_hash(r, pack.rules[std::string(rule.key())], rule, kRuleHashDigits);
     }},
};

constexpr Field<Lock, Reporting> kLockFields[] = {
    {"wardround", Form::text, Need::required,
     [](Reporting& r, Lock&, View value) {
       if (value.text() != "1")
         report_word(r, diag::Kind::pack_word, value,
                     {std::string(value.text()), "version of the language: this is version 1"}, {});
     }},
    {"packs", Form::mapping, Need::required,
     [](Reporting& r, Lock& lock, View value) {
       for (const View entry : value.entries()) {
         const Owner owner{"locked pack", entry.key()};
         if (!is_body(r, entry, owner)) continue;
         LockedPack& pack = lock.packs[std::string(entry.key())];
         pack.span = entry.key_span();
         read_fields(r, pack, entry, owner, kPackFields);
       }
     }},
};

}  // namespace

std::map<std::string, LockedPack> pack_hashes(const Catalog& catalog,
                                              const diag::Sources& sources) {
  std::map<std::string, LockedPack> packs;
  for (auto& [id, content] : contents(catalog, sources)) {
    LockedPack& pack = packs[id];
    pack.version = content.version;
    pack.hash = hash(std::move(content));
  }
  return packs;
}

Lock lock_of(const Catalog& catalog, const diag::Sources& sources) {
  Lock lock;
  lock.packs = pack_hashes(catalog, sources);
  for (const Rule& rule : catalog.rules) {
    for (const Pack& pack : catalog.packs) {
      if (std::ranges::find(pack.files, rule.span.source) != pack.files.end())
        lock.packs[pack.id].rules[rule.id] = rule_hash(catalog, rule);
    }
  }
  return lock;
}

bool same_packs(const Lock& lock, const Catalog& catalog, const diag::Sources& sources) {
  auto packs = contents(catalog, sources);
  return std::ranges::equal(packs, lock.packs, [](auto& now, const auto& then) {
    return now.first == then.first && now.second.version == then.second.version &&
           hash(std::move(now.second)) == then.second.hash;
  });
}

std::string lock_text(const Lock& lock) {
  std::string out(kHead);
  out += lock.packs.empty() ? "packs: {}\n" : "packs:\n";
  for (const auto& [id, pack] : lock.packs) {
    out += fmt::format("  {}:\n    version: {}\n    hash: {}\n", text::quote(id),
                       text::quote(pack.version), text::quote(pack.hash));
    if (!pack.rules.empty()) out += "    rules:\n";
    for (const auto& [rule, hash] : pack.rules)
      out += fmt::format("      {}: {}\n", text::quote(rule), text::quote(hash));
  }
  return out;
}

Lock read_lock(const diag::Sources& sources, diag::SourceId source,
               diag::Diagnostics& diagnostics) {
  Lock lock;
  std::size_t budget = limits::kYamlNodes;
  const std::size_t errors = diagnostics.count(diag::Severity::error);
  const text::Tree tree = text::parse(sources, source, budget, diagnostics);
  if (diagnostics.count(diag::Severity::error) > errors) return lock;
  Reporting reading{sources, diagnostics};
  const Owner owner{"a lock", ""};
  const View root{&tree, tree.root()};
  if (!root.valid()) {
    report_missing_key(reading, {source, 0, 0}, owner, "packs");
  } else if (is_body(reading, root, owner)) {
    read_fields(reading, lock, root, owner, kLockFields);
  }
  return lock;
}

std::vector<PackChange> changes_since(const Lock& lock, const Catalog& catalog,
                                      const diag::Sources& sources) {
  if (same_packs(lock, catalog, sources)) return {};
  const Lock now = lock_of(catalog, sources);
  std::map<std::string, PackChange> changes;
  std::set<std::string> known;  // ids that a rule of today has or had
  for (const Rule& rule : catalog.rules) {
    known.insert(rule.id);
    known.insert(rule.was.begin(), rule.was.end());
    for (const auto& [id, pack] : now.packs) {
      const auto hash = pack.rules.find(rule.id);
      if (hash == pack.rules.end()) continue;
      const std::string_view before = locked_hash(lock, rule);
      if (before != hash->second) ++(before.empty() ? changes[id].added : changes[id].changed);
    }
  }
  for (const auto& [id, pack] : lock.packs) {
    changes[id].before = pack.version;
    for (const auto& [rule, hash] : pack.rules) {
      if (!known.contains(rule)) ++changes[id].gone;
    }
  }
  std::vector<PackChange> out;
  for (const auto& [id, pack] : now.packs) changes[id].after = pack.version;
  for (auto& [id, change] : changes) {
    change.id = id;
    const auto one = lock.packs.find(id), other = now.packs.find(id);
    const bool same =
        one != lock.packs.end() && other != now.packs.end() && one->second == other->second;
    if (!same) out.push_back(std::move(change));
  }
  return out;
}

std::vector<bool> moved_rules(const Lock& lock, const Catalog& catalog) {
  std::vector<bool> moved;
  moved.reserve(catalog.rules.size());
  for (const Rule& rule : catalog.rules)
    moved.push_back(locked_hash(lock, rule) != rule_hash(catalog, rule));
  return moved;
}

}  // namespace wardround::catalog
