// Puts shapes, lines and texts where the layout says, back to front: frames, lines, boxes, titles,
// labels, legend.
#include "diagram/scene.h"

#include <cmath>

#include "diagram/text_metrics.h"

namespace wardround::diagram {
namespace {

constexpr double kHeading = 48;  // above the picture

class Setting {
 public:
  Setting(const Picture& picture, const Sizes& sizes, const Layout& layout)
      : picture_(picture), sizes_(sizes), layout_(layout) {}

  Scene run() {
    ends_.resize(picture_.parts.size());
    for (std::size_t i = 0; i < picture_.lines.size(); ++i) {
      ends_[picture_.lines[i].from].push_back(moved(layout_.lines[i].points.front()));
      ends_[picture_.lines[i].to].push_back(moved(layout_.lines[i].points.back()));
    }
    scene_.title = picture_.title;
    scene_.note = picture_.subtitle;
    heading();
    for (std::size_t i = 0; i < picture_.parts.size(); ++i)
      if (picture_.parts[i].container) frame(i);
    for (std::size_t i = 0; i < picture_.lines.size(); ++i) line(i);
    for (std::size_t i = 0; i < picture_.parts.size(); ++i)
      if (!picture_.parts[i].container) part(i);
    for (std::size_t i = 0; i < picture_.parts.size(); ++i)
      if (picture_.parts[i].container) title(i);
    for (std::size_t i = 0; i < picture_.lines.size(); ++i) label(i);
    const double heading_width =
        std::max(text_width(picture_.title, style::kHeadingSize, true),
                 text_width(picture_.subtitle, style::kSubtitleSize, false));
    scene_.width = std::ceil(std::max(layout_.area.width, heading_width) + 2 * style::kMargin);
    scene_.width = std::max(scene_.width, 480.0);
    const double below = kHeading + style::kMargin + layout_.area.height + 20;
    scene_.height = std::ceil(below + add_legend(scene_, picture_, layout_, below) + 14);
    return std::move(scene_);
  }

 private:
  [[nodiscard]] Point moved(Point p) const {
    return {p.x - layout_.area.x + style::kMargin,
            p.y - layout_.area.y + kHeading + style::kMargin};
  }
  [[nodiscard]] Rect moved(const Rect& r) const {
    const Point corner = moved(Point{r.x, r.y});
    return {corner.x, corner.y, r.width, r.height};
  }

  void heading() {
    Group group;
    group.kind = "heading";
    group.items.emplace_back(
        Words{{style::kMargin, 32}, picture_.title, style::kHeadingSize, true});
    group.items.emplace_back(Words{{style::kMargin, 50},
                                   picture_.subtitle,
                                   style::kSubtitleSize,
                                   false,
                                   false,
                                   Align::left,
                                   style::kFaint});
    scene_.groups.push_back(std::move(group));
  }

  Group group_of(const Part& part, const char* kind, const Rect& place) {
    Group group;
    group.id = part.id;
    group.kind = kind;
    group.title = part.name;
    group.note = part.note;
    if (part.parent != kNowhere) group.inside = picture_.parts[part.parent].id;
    group.place = place;
    return group;
  }

  void frame(std::size_t i) {
    const Part& part = picture_.parts[i];
    const Rect rect = moved(layout_.parts[i]);
    Group group = group_of(part, part.shape == Shape::boundary ? "boundary" : "container", rect);
    if (part.shape == Shape::boundary) {
      Paint paint{false, true, 0, style::kBoundary, 1, 1.3, true};
      group.items.emplace_back(box(rect, 5, paint));
    } else {
      const double radius = part.shape == Shape::process ? 9 : 2;
      group.items.emplace_back(
          box(rect, radius, {true, true, style::kNodeFill, style::kNodeStroke, 1, 1.5, false}));
      const Paint bar{true, false, style::kNodeBar, 0, 1, 0, false};
      Rect strip{rect.x + 0.8, rect.y + 0.8, rect.width - 1.6, kTitleBar - 5};
      group.items.emplace_back(box(strip, radius - 1, bar));
    }
    if (part.meets_flows) {
      const Point at = moved(layout_.anchors[i]);
      group.items.emplace_back(
          circle(at, kAnchor / 2 - 0.6, {true, true, style::kPaper, style::kInk, 1, 1.1, false}));
      group.items.emplace_back(circle(at, 1.8, {true, false, style::kInk, 0, 1, 0, false}));
    }
    scene_.groups.push_back(std::move(group));
  }

  void title(std::size_t i) {
    const Part& part = picture_.parts[i];
    const Rect rect = moved(layout_.parts[i]);
    const bool boundary = part.shape == Shape::boundary;
    const style::Colour colour = boundary ? style::kBoundary : style::kInk;
    Group group;
    group.kind = "title";
    group.place = moved(title_bar(picture_, layout_, sizes_, i));
    const double baseline = rect.y + (boundary ? 15.5 : 14);
    const std::string& text = sizes_.parts[i].lines[0];
    const std::string& type = sizes_.parts[i].type;
    const double x = rect.x + 8;
    const double type_at = x + text_width(text, style::kTitleSize, true) + 7;
    const double end =
        type.empty() ? type_at - 7 : type_at + text_width(type, style::kTypeSize, false);
    // Lines that lead past the title are broken by it, as they are by labels.
    group.items.emplace_back(box({x - 2, baseline - 10.5, end - x + 4, 14}, 2,
                                 {true, false, ground_of_title(i), 0, 1, 0, false}));
    group.items.emplace_back(
        Words{{x, baseline}, text, style::kTitleSize, true, false, Align::left, colour});
    if (!type.empty()) {
      group.items.emplace_back(Words{{type_at, baseline},
                                     type,
                                     style::kTypeSize,
                                     false,
                                     false,
                                     Align::left,
                                     boundary ? colour : style::kFaint});
    }
    if (picture_.badges && part.badges.sum() > 0)
      add_badges(group, part.badges,
                 {rect.right() - badges_width(part.badges) + 5, rect.y - style::kBadge / 2});
    scene_.groups.push_back(std::move(group));
  }

  // What a title is written on: boundaries have no fill of their own.
  [[nodiscard]] style::Colour ground_of_title(std::size_t i) const {
    if (picture_.parts[i].shape != Shape::boundary) return style::kNodeBar;
    std::size_t around = picture_.parts[i].parent;
    while (around != kNowhere && picture_.parts[around].shape == Shape::boundary)
      around = picture_.parts[around].parent;
    return around == kNowhere ? style::kPaper : style::kNodeFill;
  }

  void part(std::size_t i) {
    const Part& part = picture_.parts[i];
    const PartSize& size = sizes_.parts[i];
    const Rect rect = moved(layout_.parts[i]);
    Group group = group_of(part, "element", rect);
    add_shape(group, part.shape, rect, part.folded > 0);
    Rect room = front_of(rect, part.folded > 0);  // for the text, inside the shape
    if (part.shape == Shape::store) room.y += style::kDrum, room.height -= style::kDrum / 2;
    if (part.shape == Shape::node) room.y += style::kHeader, room.height -= style::kHeader;
    if (part.shape == Shape::sensor) room.x += style::kPoint / 2;
    if (part.shape == Shape::actuator) room.x -= style::kPoint / 2;
    if (part.shape == Shape::port) room.x += style::kLug / 4;
    const double height =
        double(size.lines.size()) * style::kNameLine + (size.type.empty() ? 0 : style::kTypeLine);
    double y = room.y + (room.height - height) / 2 + style::kNameSize - 0.2;
    const double x = room.x + room.width / 2;
    for (const std::string& text : size.lines) {
      group.items.emplace_back(Words{{x, y}, text, style::kNameSize, false, false, Align::centre});
      y += style::kNameLine;
    }
    if (!size.type.empty())
      group.items.emplace_back(Words{
          {x, y - 1.5}, size.type, style::kTypeSize, false, false, Align::centre, style::kFaint});
    if (picture_.badges && part.badges.sum() > 0)
      add_badges(group, part.badges, badge_corner(i, rect));
    scene_.groups.push_back(std::move(group));
  }

  // Where badges hide no arrow head: the upper right corner if possible.
  [[nodiscard]] Point badge_corner(std::size_t i, const Rect& rect) const {
    const double width = badges_width(picture_.parts[i].badges);
    const double left = rect.x - 5, right = rect.right() - width + 5;
    const double top = rect.y - style::kBadge / 2, bottom = rect.bottom() - style::kBadge / 2;
    const Point corners[] = {{right, top}, {left, top}, {right, bottom}, {left, bottom}};
    for (const Point corner : corners) {
      const Rect place = Rect{corner.x, corner.y, width, style::kBadge}.grown(4);
      if (std::ranges::none_of(ends_[i], [&](Point end) { return place.contains(end); }))
        return corner;
    }
    return corners[0];
  }

  void line(std::size_t i) {
    const Line& line = picture_.lines[i];
    const Curve& curve = layout_.lines[i];
    Group group;
    group.id = line.id;
    group.kind = "flow";
    group.title = line.name;
    group.note = line.note;
    group.from = picture_.parts[line.from].id;
    group.to = picture_.parts[line.to].id;
    if (layout_.labels[i].width > 0) group.place = moved(layout_.labels[i]);
    Outline out;
    out.paint = {false, true, 0, style::kLine, 1, 1.2, false};
    const auto& p = curve.points;
    if (curve.bezier) {
      out.steps.push_back({'M', {moved(p[0]), {}, {}}});
      for (std::size_t k = 1; k + 2 < p.size(); k += 3)
        out.steps.push_back({'C', {moved(p[k]), moved(p[k + 1]), moved(p[k + 2])}});
    } else {
      rounded(out, p);
    }
    group.items.emplace_back(std::move(out));
    std::vector<Point> way;
    for (const Point point : curve.flattened()) way.push_back(moved(point));
    add_head(group, way, line.at_to);
    std::vector<Point> back(way.rbegin(), way.rend());
    add_head(group, back, line.at_from);
    if (line.at_from != Head::none) opener(group, back);
    scene_.groups.push_back(std::move(group));
  }

  // Straight pieces with rounded corners.
  void rounded(Outline& out, const std::vector<Point>& p) const {
    out.steps.push_back({'M', {moved(p[0]), {}, {}}});
    for (std::size_t k = 1; k + 1 < p.size(); ++k) {
      const Point corner = moved(p[k]);
      const auto towards = [&](Point other) {
        const Point to = moved(other);
        const double length = std::max(std::hypot(to.x - corner.x, to.y - corner.y), 1e-6);
        const double r = std::min(5.0, length / 2);
        return Point{corner.x + (to.x - corner.x) / length * r,
                     corner.y + (to.y - corner.y) / length * r};
      };
      out.steps.push_back({'L', {towards(p[k - 1]), {}, {}}});
      out.steps.push_back({'C', {corner, corner, towards(p[k + 1])}});
    }
    out.steps.push_back({'L', {moved(p.back()), {}, {}}});
  }

  // A small ring behind the arrow head says who opens a flow whose data also comes back.
  static void opener(Group& group, const std::vector<Point>& way) {
    double left = 13;
    for (std::size_t i = way.size() - 1; i > 0; --i) {
      const double length = std::hypot(way[i].x - way[i - 1].x, way[i].y - way[i - 1].y);
      if (length < left) {
        left -= length;
        continue;
      }
      const double t = left / length;
      const Point at{way[i].x + t * (way[i - 1].x - way[i].x),
                     way[i].y + t * (way[i - 1].y - way[i].y)};
      group.items.emplace_back(
          circle(at, 2.4, {true, true, style::kPaper, style::kLine, 1, 1.1, false}));
      return;
    }
  }

  void label(std::size_t i) {
    const Rect& at = layout_.labels[i];
    if (at.width <= 0) return;
    const Rect rect = moved(at);
    Group group;
    group.kind = "label";
    group.place = rect;
    const auto listed = std::ranges::find(layout_.unplaced, i);
    if (listed != layout_.unplaced.end()) {
      const auto number = std::to_string(listed - layout_.unplaced.begin() + 1);
      group.items.emplace_back(
          box(rect, 0, {true, true, style::kPaper, style::kLine, 1, 0.8, false}));
      group.items.emplace_back(
          Words{{rect.centre().x, rect.centre().y + 3}, number, 8, false, true, Align::centre});
      scene_.groups.push_back(std::move(group));
      return;
    }
    const LabelSize& size = sizes_.labels[i];
    const Badges& badges = picture_.lines[i].badges;
    double x = rect.x + 3;
    if (picture_.badges && badges.sum() > 0) {
      add_badges(group, badges, {x, rect.centre().y - style::kBadge / 2});
      x += badges_width(badges) + 3;
    }
    const double height = double(size.lines.size()) * style::kLabelLine;
    double y = rect.centre().y - height / 2 + style::kLabelSize - 0.5;
    for (const std::string& text : size.lines) {
      group.items.emplace_back(
          Words{{x, y}, text, style::kLabelSize, false, true, Align::left, style::kInk, true});
      y += style::kLabelLine;
    }
    scene_.groups.push_back(std::move(group));
  }

  const Picture& picture_;
  const Sizes& sizes_;
  const Layout& layout_;
  Scene scene_;
  std::vector<std::vector<Point>> ends_;  // by part: where lines end at it
};

}  // namespace

Scene scene_of(const Picture& picture, const Sizes& sizes, const Layout& layout) {
  return Setting(picture, sizes, layout).run();
}

}  // namespace wardround::diagram
