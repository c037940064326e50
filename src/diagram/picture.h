// What a picture shows, before anything has a place: parts inside each other, lines between them,
// texts and counts. Made of an assessment by picture_of(); the same for every format and layout.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/study.h"

namespace wardround::diagram {

// What is drawn of a model.
struct Choice {
  std::string around;     // id of an element, boundary or flow; empty: everything
  std::size_t depth = 1;  // flows between `around` and the farthest that is shown
  std::string boundary;   // id of a boundary or of an element with contents: only its inside
  bool flow_labels = false;
  bool findings = true;
  std::size_t most_boxes = 150;  // beyond, what lies deepest is folded into one box each
};

enum class Shape : uint8_t {
  process,
  store,
  external,
  node,
  port,
  bus,
  sensor,
  actuator,
  boundary,
  unknown_end,  // where a flow's end is written `unknown`
};
[[nodiscard]] std::string_view name(Shape shape);  // for people: "data store"

// Open findings at one subject, or at all that a folded box stands for.
struct Badges {
  std::size_t sure = 0;  // certain or assumed
  std::size_t unverified = 0;
  std::string worst;  // "missed-stroke (catastrophic)"; empty if no harm is reached

  [[nodiscard]] std::size_t sum() const { return sure + unverified; }
};

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

// A box, or a container when other parts lie in it. Parents stand before their children.
struct Part {
  std::string id;    // of the model; ends that are unknown have "FLOW.from" or "FLOW.to"
  std::string name;  // for people, made safe to show
  std::string type;  // title of its type; empty where the name says it
  Shape shape = Shape::process;
  std::size_t parent = kNowhere;
  bool container = false;
  bool meets_flows = false;  // a container at which flows end: a mark inside stands for it
  std::size_t folded = 0;    // elements inside that are not drawn
  Badges badges;
  std::string note;  // one sentence for those who cannot see it
};

// Whether data travels towards an end of a line.
enum class Head : uint8_t { none, unknown, data };

struct Line {
  std::string id;
  std::size_t from = 0, to = 0;  // parts; who opens the flow comes first
  Head at_from = Head::none, at_to = Head::none;
  std::size_t flows = 1;           // lines between folded boxes stand for several
  std::vector<std::string> label;  // texts that are one below the other, made safe to show
  Badges badges;
  std::string name, note;
};

struct Picture {
  std::string id, title, subtitle;
  std::vector<Part> parts;
  std::vector<Line> lines;
  std::vector<std::string> remarks;  // "3 findings are about credentials and have no place here"
  bool badges = true;

  [[nodiscard]] std::size_t boxes() const;
  [[nodiscard]] std::vector<std::vector<std::size_t>> children() const;  // by part; last: of none
};

// Fails if `around` or `boundary` name nothing that can be drawn.
[[nodiscard]] Result<Picture> picture_of(const catalog::Catalog& catalog,
                                         const study::Assessment& assessment, const Choice& choice);

}  // namespace wardround::diagram
