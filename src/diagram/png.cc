// A scene as PNG, painted by cairo.
#include <cairo.h>

#include <memory>

#include "diagram/diagram.h"

namespace wardround::diagram {
namespace {

constexpr double kScale = 2;          // pixels per unit: sharp on paper and on dense screens
constexpr double kMostPixels = 64e6;  // beyond, the picture is drawn smaller
constexpr double kMostSide = 30000;   // cairo's own limit is 32,767

struct Destroy {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};

void set_colour(cairo_t* c, style::Colour value, double opacity) {
  const auto part = [&](int shift) { return double((value >> shift) & 0xff) / 255; };
  cairo_set_source_rgba(c, part(16), part(8), part(0), opacity);
}

void draw(cairo_t* c, const Outline& outline) {
  cairo_new_path(c);
  for (const Outline::Step& step : outline.steps) {
    const Point* p = step.points;
    switch (step.verb) {
      case 'M':
        cairo_move_to(c, p[0].x, p[0].y);
        break;
      case 'L':
        cairo_line_to(c, p[0].x, p[0].y);
        break;
      case 'C':
        cairo_curve_to(c, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y);
        break;
      default:
        cairo_close_path(c);
        break;
    }
  }
  const Paint& paint = outline.paint;
  if (paint.filled) {
    set_colour(c, paint.fill, paint.opacity);
    cairo_fill_preserve(c);
  }
  if (!paint.stroked) return;
  static constexpr double kDashes[] = {6, 4};
  cairo_set_dash(c, kDashes, paint.dashed ? 2 : 0, 0);
  set_colour(c, paint.stroke, 1);
  cairo_set_line_width(c, paint.width);
  cairo_stroke(c);
}

void draw(cairo_t* c, const Words& words) {
  cairo_select_font_face(c, style::kFont,
                         words.italic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
                         words.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(c, words.size);
  double x = words.at.x;
  if (words.align == Align::centre) {
    cairo_text_extents_t extents;
    cairo_text_extents(c, words.text.c_str(), &extents);
    x -= extents.x_advance / 2;
  }
  cairo_new_path(c);
  if (words.halo) {
    cairo_move_to(c, x, words.at.y);
    cairo_text_path(c, words.text.c_str());
    cairo_set_dash(c, nullptr, 0, 0);
    set_colour(c, style::kPaper, 1);
    cairo_set_line_width(c, 3);
    cairo_stroke(c);
  }
  cairo_move_to(c, x, words.at.y);
  set_colour(c, words.colour, 1);
  cairo_show_text(c, words.text.c_str());
}

cairo_status_t append(void* to, const unsigned char* bytes, unsigned length) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Result<std::string> png(const Scene& scene) {
  double scale = std::min(kScale, std::sqrt(kMostPixels / (scene.width * scene.height)));
  scale = std::min({scale, kMostSide / scene.width, kMostSide / scene.height});
  const std::unique_ptr<cairo_surface_t, Destroy> surface(cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, static_cast<int>(std::ceil(scene.width * scale)),
      static_cast<int>(std::ceil(scene.height * scale))));
  const std::unique_ptr<cairo_t, Destroy> context(cairo_create(surface.get()));
  cairo_t* c = context.get();
  cairo_scale(c, scale, scale);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(c, options);
  cairo_font_options_destroy(options);
  cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
  set_colour(c, style::kPaper, 1);
  cairo_paint(c);
  for (const Group& group : scene.groups)
    for (const auto& item : group.items) std::visit([&](const auto& one) { draw(c, one); }, item);
  std::string bytes;
  const cairo_status_t written = cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
  if (cairo_status(c) != CAIRO_STATUS_SUCCESS) return fail(cairo_status_to_string(cairo_status(c)));
  if (written != CAIRO_STATUS_SUCCESS) return fail(cairo_status_to_string(written));
  return bytes;
}

}  // namespace wardround::diagram
