// On which ways does data matter to a function? Data travels to whoever performs the function; what
// travels on from there serves the functions that are performed where it goes, and, where nobody
// said what it is for, the one that it comes from. A flow beside these ways carries a copy: what is
// lost on it makes that function deviate nowhere.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "lang/universe.h"

namespace wardround::risk {

using lang::SubjectId;

class Ways {
 public:
  explicit Ways(const lang::Universe& universe) : universe_(universe) {}

  // Does it matter to `function` what becomes of `data` on `flow`? What is inside one outermost
  // element counts as one place, unless flows say how that data gets about in there. Yes, too,
  // where nobody said who performs it, how the data gets there, or where a flow with it ends.
  [[nodiscard]] bool passes(SubjectId flow, SubjectId data, SubjectId function);

 private:
  struct Leg {
    SubjectId from, to;  // places
    auto operator<=>(const Leg&) const = default;
  };
  // How data gets about.
  struct Legs {
    bool open = false;  // an end of a flow is unknown
    std::vector<Leg> all;
    std::vector<SubjectId> seen_into;  // outermost elements in which flows show its way; sorted
  };
  struct Way {
    bool open = false;
    std::vector<SubjectId> before;  // places from which the data comes to a performer; sorted
    std::vector<SubjectId> behind;  // places that it comes to from a performer; sorted
  };
  const Way& way(SubjectId data, SubjectId function);
  const Legs& legs_of(SubjectId data);
  [[nodiscard]] SubjectId outermost(SubjectId element) const;
  [[nodiscard]] SubjectId place_of(const Legs& legs, SubjectId element) const;
  // The legs of `data` on `flow`; none if an end of it is unknown.
  [[nodiscard]] std::vector<Leg> legs_on(const Legs& legs, SubjectId flow, SubjectId data) const;

  const lang::Universe& universe_;
  std::map<SubjectId, Legs> legs_;
  std::map<std::pair<SubjectId, SubjectId>, Way> ways_;
};

}  // namespace wardround::risk
