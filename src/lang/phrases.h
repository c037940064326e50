// Short sentences about a universe, for the "why": "`sync.pairing` is `just-works`", "`sync`
// crosses `dev`".
#pragma once

#include <string>

#include "lang/follow.h"

namespace wardround::lang {

class Phrases {
 public:
  explicit Phrases(const World& world) : world_(world) {}

  // "`sync`"
  [[nodiscard]] std::string id(SubjectId s) const;
  // "`sync.pairing` is `just-works`", "… is unknown", "… is assumed to be `x`", "… does not apply"
  [[nodiscard]] std::string fact(FactId asked, SubjectId s, const Cell& cell) const;
  // "`sync` crosses `dev`", "`sync` sends `commands` (command)"
  [[nodiscard]] std::string target(SubjectId from, const Step& step, SubjectId to) const;
  // "`app` performs nothing", "`mcu` has no ports", "`sync` sends no `command`"
  [[nodiscard]] std::string nothing(SubjectId from, const Step& step) const;
  // "`app` is of type `mobile-app`"; "`app` is of type `mobile-app`, not `store`"
  [[nodiscard]] std::string type(SubjectId s, TypeId wanted, bool is) const;
  // "`app.type` is unknown": under the name of the field that would say it
  [[nodiscard]] std::string type_unknown(SubjectId s) const;
  // "`sync.sends` is unknown"
  [[nodiscard]] std::string open(SubjectId s, Relation relation) const;
  // "`app` is exposed to `internet`"
  [[nodiscard]] std::string exposure(SubjectId s, const Expr& expr, Truth truth) const;
  // "`mcu.node.ports`": the path with the subject's id in place of the variable
  [[nodiscard]] std::string path(SubjectId start, const PathExpr& path) const;

 private:
  // "crosses"; "has the " and "ports", of the system.
  struct Verb {
    std::string_view words, has;
  };
  [[nodiscard]] Verb verb(SubjectId from, const Step& step) const;

  const World& world_;
};

// `.crosses(dev)`, `.ancestor(node)`, `.from`
[[nodiscard]] std::string step_text(const Step& step, const Vocabulary& vocabulary);

}  // namespace wardround::lang
