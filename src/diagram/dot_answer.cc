// Reads what `dot -Tjson0` writes. The answer comes from another program, so nothing in it is
// believed: every number is checked, and what is missing or out of place is an error.
#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "diagram/layout.h"

namespace wardround::diagram {
namespace {

using nlohmann::json;

constexpr std::size_t kMostBytes = 64u << 20;
constexpr double kFarthest = 1e6;
constexpr std::size_t kMostPoints = 4096;
constexpr double kOutside = 100;  // by which things may leave the area that the answer names

std::string_view text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return {};
  return found->get_ref<const std::string&>();
}

// Numbers separated by commas and spaces; nothing if there is anything else, or too much of it.
std::optional<std::vector<double>> numbers_of(std::string_view text) {
  std::vector<double> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (*at == ' ' || *at == ',') {
      ++at;
      continue;
    }
    double number = 0;
    const auto [rest, error] = std::from_chars(at, end, number);
    if (error != std::errc() || !std::isfinite(number) || std::abs(number) > kFarthest) return {};
    if (numbers.size() == 2 * kMostPoints) return {};
    numbers.push_back(number);
    at = rest;
  }
  return numbers;
}

// "n12", "cluster_3", "e7": the number, if it is one of `count`.
std::optional<std::size_t> index_of(std::string_view text, std::string_view prefix,
                                    std::size_t count) {
  if (!text.starts_with(prefix)) return {};
  text.remove_prefix(prefix.size());
  std::size_t index = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || rest != text.data() + text.size() || index >= count) return {};
  return index;
}

class Reader {
 public:
  Reader(const Picture& picture, const Sizes& sizes) : picture_(picture), sizes_(sizes) {
    layout_.parts.resize(picture.parts.size());
    layout_.anchors.resize(picture.parts.size());
    layout_.lines.resize(picture.lines.size());
    layout_.labels.resize(picture.lines.size());
  }

  Result<Layout> run(std::string_view text) {
    if (text.size() > kMostBytes) return fail("an answer without end");
    const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (root.is_discarded() || !root.is_object()) return fail("an answer that is not JSON");
    const auto area = numbers_of(text_at(root, "bb"));
    if (!area || area->size() != 4) return fail("an answer without an area");
    top_ = (*area)[3];
    layout_.area = {(*area)[0], 0, (*area)[2] - (*area)[0], top_ - (*area)[1]};
    const double most = 5000 + 100 * double(picture_.parts.size() + picture_.lines.size());
    if (layout_.area.width > most || layout_.area.height > most)
      return fail("an answer without measure");
    if (const auto objects = root.find("objects"); objects != root.end() && objects->is_array())
      for (const json& object : *objects) read_object(object);
    if (const auto edges = root.find("edges"); edges != root.end() && edges->is_array())
      for (const json& edge : *edges) read_edge(edge);
    return checked();
  }

 private:
  [[nodiscard]] Point point(double x, double y) const { return {x, top_ - y}; }

  void read_object(const json& object) {
    if (!object.is_object()) return;
    const std::string_view id = text_at(object, "name");
    if (const auto part = index_of(id, "cluster_", picture_.parts.size())) {
      const auto box = numbers_of(text_at(object, "bb"));
      if (!box || box->size() != 4 || !picture_.parts[*part].container) return;
      const Point corner = point((*box)[0], (*box)[3]);
      layout_.parts[*part] = {corner.x, corner.y, (*box)[2] - (*box)[0], (*box)[3] - (*box)[1]};
      return;
    }
    const auto part = index_of(id, "n", picture_.parts.size());
    const auto at = numbers_of(text_at(object, "pos"));
    if (!part || !at || at->size() != 2) return;
    const Point centre = point((*at)[0], (*at)[1]);
    if (picture_.parts[*part].container) {
      layout_.anchors[*part] = centre;
    } else {
      const PartSize& size = sizes_.parts[*part];
      layout_.parts[*part] = around(centre, size.width, size.height);
    }
  }

  void read_edge(const json& edge) {
    if (!edge.is_object()) return;
    const auto line = index_of(text_at(edge, "id"), "e", picture_.lines.size());
    const auto numbers = numbers_of(text_at(edge, "pos"));
    if (!line || !numbers || numbers->size() < 8 || numbers->size() % 6 != 2) return;
    Curve curve;
    curve.bezier = true;
    for (std::size_t i = 0; i < numbers->size(); i += 2)
      curve.points.push_back(point((*numbers)[i], (*numbers)[i + 1]));
    layout_.lines[*line] = std::move(curve);
    const auto at = numbers_of(text_at(edge, "lp"));
    const LabelSize& label = sizes_.labels[*line];
    if (at && at->size() == 2 && label.width > 0)
      layout_.labels[*line] = around(point((*at)[0], (*at)[1]), label.width, label.height);
  }

  Result<Layout> checked() {
    for (std::size_t i = 0; i < picture_.parts.size(); ++i) {
      const Part& part = picture_.parts[i];
      const Rect& rect = layout_.parts[i];
      if (rect.width <= 0 || rect.height <= 0)
        return fail(fmt::format("an answer without a place for `{}`", part.id));
      if (part.container && part.meets_flows && !rect.contains(layout_.anchors[i]))
        return fail(fmt::format("an answer without a place in `{}`", part.id));
      if (!layout_.area.grown(kOutside).contains(rect))
        return fail(fmt::format("an answer that puts `{}` aside", part.id));
    }
    for (std::size_t i = 0; i < picture_.lines.size(); ++i) {
      if (layout_.lines[i].points.empty())
        return fail(fmt::format("an answer without a line for `{}`", picture_.lines[i].id));
      for (const Point p : layout_.lines[i].points)
        if (!layout_.area.grown(kOutside).contains(p))
          return fail(fmt::format("an answer that leads `{}` away", picture_.lines[i].id));
    }
    if (count_overlaps(picture_, layout_) > 0) return fail("an answer with boxes over each other");
    return std::move(layout_);
  }

  const Picture& picture_;
  const Sizes& sizes_;
  Layout layout_;
  double top_ = 0;
};

}  // namespace

Result<Layout> read_dot(const Picture& picture, const Sizes& sizes, std::string_view json) {
  return Reader(picture, sizes).run(json);
}

}  // namespace wardround::diagram
