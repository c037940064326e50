// What stands below a picture: shapes and marks with their meaning, texts without a place, remarks.
#include <fmt/core.h>

#include "diagram/scene.h"
#include "diagram/text_metrics.h"

namespace wardround::diagram {
namespace {

constexpr double kSample = 26, kRow = 20, kText = 9;

class Rows {
 public:
  Rows(Scene& scene, double top) : right_(scene.width - style::kMargin), y_(top) {
    group_.kind = "legend";
  }

  // `draw` puts a sample into the rectangle it is given.
  template <class Draw>
  void entry(std::string_view text, const Draw& draw) {
    const double width = kSample + 6 + text_width(text, kText, false);
    if (x_ > style::kMargin && x_ + width > right_) next_row();
    draw(group_, Rect{x_, y_ + 2, kSample, 14});
    group_.items.emplace_back(Words{{x_ + kSample + 6, y_ + 12.2},
                                    std::string(text),
                                    kText,
                                    false,
                                    false,
                                    Align::left,
                                    style::kFaint});
    x_ += width + 16;
  }
  void sentence(std::string_view text) {
    if (x_ > style::kMargin) next_row();
    const auto lines = wrapped(text, kText, false, right_ - style::kMargin, 3);
    for (const std::string& line : lines) {
      group_.items.emplace_back(
          Words{{style::kMargin, y_ + 11}, line, kText, false, false, Align::left, style::kFaint});
      y_ += 14;
    }
  }
  void next_row() { x_ = style::kMargin, y_ += kRow; }
  double end(Scene& scene) {
    if (x_ > style::kMargin) next_row();
    scene.groups.push_back(std::move(group_));
    return y_;
  }

 private:
  Group group_;
  double x_ = style::kMargin, right_, y_;
};

void sample_line(Group& group, const Rect& r, Head from, Head to, bool ring) {
  const double y = r.y + r.height / 2;
  Outline line;
  line.paint = {false, true, 0, style::kLine, 1, 1.2, false};
  line.steps = {{'M', {{r.x, y}, {}, {}}}, {'L', {{r.right(), y}, {}, {}}}};
  group.items.emplace_back(line);
  add_head(group, {{r.x, y}, {r.right(), y}}, to);
  add_head(group, {{r.right(), y}, {r.x, y}}, from);
  if (ring)
    group.items.emplace_back(
        circle({r.x + 12, y}, 2.4, {true, true, style::kPaper, style::kLine, 1, 1.1, false}));
}

}  // namespace

double add_legend(Scene& scene, const Picture& picture, const Layout& layout, double top) {
  Rows rows(scene, top);
  const auto has_part = [&](auto&& test) { return std::ranges::any_of(picture.parts, test); };
  const auto has_line = [&](auto&& test) { return std::ranges::any_of(picture.lines, test); };
  for (const Shape shape : {Shape::process, Shape::store, Shape::external, Shape::node, Shape::port,
                            Shape::bus, Shape::sensor, Shape::actuator}) {
    if (has_part([&](const Part& p) { return p.shape == shape && !p.container; }))
      rows.entry(name(shape), [&](Group& g, const Rect& r) { add_shape(g, shape, r, false); });
  }
  if (has_part([](const Part& p) { return p.folded > 0; }))
    rows.entry("folded: more inside", [](Group& g, const Rect& r) {
      add_shape(g, Shape::node, {r.x, r.y - 1, r.width, r.height + 1}, true);
    });
  if (has_part([](const Part& p) { return p.container && p.shape != Shape::boundary; }))
    rows.entry("holds what is inside", [](Group& g, const Rect& r) {
      g.items.emplace_back(
          box(r, 2, {true, true, style::kNodeFill, style::kNodeStroke, 1, 1.5, false}));
      g.items.emplace_back(box({r.x + 1, r.y + 1, r.width - 2, 4}, 0,
                               {true, false, style::kNodeBar, 0, 1, 0, false}));
    });
  if (has_part([](const Part& p) { return p.shape == Shape::boundary; }))
    rows.entry("trust boundary",
               [](Group& g, const Rect& r) { add_shape(g, Shape::boundary, r, false); });
  if (has_part([](const Part& p) { return p.container && p.meets_flows; }))
    rows.entry("flow ends at the whole", [](Group& g, const Rect& r) {
      const Point at = r.centre();
      g.items.emplace_back(
          circle(at, 4.4, {true, true, style::kPaper, style::kInk, 1, 1.1, false}));
      g.items.emplace_back(circle(at, 1.8, {true, false, style::kInk, 0, 1, 0, false}));
    });
  if (!picture.lines.empty())
    rows.entry("data flow",
               [](Group& g, const Rect& r) { sample_line(g, r, Head::none, Head::data, false); });
  if (has_line([](const Line& l) { return l.at_from != Head::none; }))
    rows.entry("ring: who opens it",
               [](Group& g, const Rect& r) { sample_line(g, r, Head::data, Head::none, true); });
  if (has_line(
          [](const Line& l) { return l.at_from == Head::unknown || l.at_to == Head::unknown; }))
    rows.entry("data not stated", [](Group& g, const Rect& r) {
      sample_line(g, r, Head::none, Head::unknown, false);
    });
  if (picture.badges) {
    const auto sample = [](bool sure) {
      return [sure](Group& g, const Rect& r) {
        add_badges(g, sure ? Badges{2, 0, {}} : Badges{0, 2, {}}, {r.x + 6, r.y});
      };
    };
    const auto any = [&](auto&& test) {
      return has_part([&](const Part& p) { return test(p.badges); }) ||
             has_line([&](const Line& l) { return test(l.badges); });
    };
    if (any([](const Badges& b) { return b.sure > 0; }))
      rows.entry("open findings, certain or assumed", sample(true));
    if (any([](const Badges& b) { return b.unverified > 0; }))
      rows.entry("open findings, unverified", sample(false));
  }
  for (std::size_t i = 0; i < layout.unplaced.size(); ++i) {
    const Line& line = picture.lines[layout.unplaced[i]];
    std::string text = fmt::format("{}  {}", i + 1, line.name);
    for (const std::string& one : line.label)
      if (one != line.name) text += " \u00b7 " + one;
    if (picture.badges && line.badges.sum() > 0)
      text += fmt::format(" \u00b7 {} certain or assumed, {} unverified", line.badges.sure,
                          line.badges.unverified);
    rows.sentence(text);
  }
  for (const std::string& remark : picture.remarks) rows.sentence(remark);
  return rows.end(scene) - top;
}

}  // namespace wardround::diagram
