// A scene as PNG, painted by cairo. cairo brings twenty libraries with it, which take longer to
// load than a small model to check; so it is not linked, but opened where a picture is asked for.
#include <cairo.h>
#include <dlfcn.h>

#include <memory>

#include "diagram/diagram.h"

namespace wardround::diagram {
namespace {

constexpr double kScale = 2;          // pixels per unit: sharp on paper and on dense screens
constexpr double kMostPixels = 64e6;  // beyond, the picture is drawn smaller
constexpr double kMostSide = 30000;   // cairo's own limit is 32,767

constexpr const char* kLibrary = "libcairo.so.2";

struct Cairo {
#define WARDROUND_CAIRO(name) decltype(&cairo_##name) name = nullptr;
#include "diagram/cairo.def"
#undef WARDROUND_CAIRO
};

template <class Function>
bool find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(library, name));
  return function != nullptr;
}

// It stays open until the process ends.
Result<Cairo> open_cairo() {
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  Cairo cairo;
  bool complete = library != nullptr;
#define WARDROUND_CAIRO(name) complete = complete && find(library, "cairo_" #name, cairo.name);
#include "diagram/cairo.def"
#undef WARDROUND_CAIRO
  if (!complete) return fail(std::string("PNG needs cairo: ") + dlerror());
  return cairo;
}

class Painter {
 public:
  Painter(const Cairo& cairo, cairo_t* context) : cairo_(cairo), context_(context) {}

  void begin(double scale) const {
    cairo_.scale(context_, scale, scale);
    cairo_font_options_t* options = cairo_.font_options_create();
    cairo_.font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_.font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_.font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_.set_font_options(context_, options);
    cairo_.font_options_destroy(options);
    cairo_.set_line_join(context_, CAIRO_LINE_JOIN_ROUND);
    set_colour(style::kPaper, 1);
    cairo_.paint(context_);
  }

  void draw(const Outline& outline) const {
    cairo_.new_path(context_);
    for (const Outline::Step& step : outline.steps) {
      const Point* p = step.points;
      switch (step.verb) {
        case 'M':
          cairo_.move_to(context_, p[0].x, p[0].y);
          break;
        case 'L':
          cairo_.line_to(context_, p[0].x, p[0].y);
          break;
        case 'C':
          cairo_.curve_to(context_, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y);
          break;
        default:
          cairo_.close_path(context_);
          break;
      }
    }
    const Paint& paint = outline.paint;
    if (paint.filled) {
      set_colour(paint.fill, paint.opacity);
      cairo_.fill_preserve(context_);
    }
    if (!paint.stroked) return;
    static constexpr double kDashes[] = {6, 4};
    cairo_.set_dash(context_, kDashes, paint.dashed ? 2 : 0, 0);
    set_colour(paint.stroke, 1);
    cairo_.set_line_width(context_, paint.width);
    cairo_.stroke(context_);
  }

  void draw(const Words& words) const {
    cairo_.select_font_face(context_, style::kFont,
                            words.italic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
                            words.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_.set_font_size(context_, words.size);
    double x = words.at.x;
    if (words.align == Align::centre) {
      cairo_text_extents_t extents;
      cairo_.text_extents(context_, words.text.c_str(), &extents);
      x -= extents.x_advance / 2;
    }
    cairo_.new_path(context_);
    if (words.halo) {
      cairo_.move_to(context_, x, words.at.y);
      cairo_.text_path(context_, words.text.c_str());
      cairo_.set_dash(context_, nullptr, 0, 0);
      set_colour(style::kPaper, 1);
      cairo_.set_line_width(context_, 3);
      cairo_.stroke(context_);
    }
    cairo_.move_to(context_, x, words.at.y);
    set_colour(words.colour, 1);
    cairo_.show_text(context_, words.text.c_str());
  }

 private:
  void set_colour(style::Colour value, double opacity) const {
    const auto part = [&](int shift) { return double((value >> shift) & 0xff) / 255; };
    cairo_.set_source_rgba(context_, part(16), part(8), part(0), opacity);
  }

  const Cairo& cairo_;
  cairo_t* context_;
};

cairo_status_t append(void* to, const unsigned char* bytes, unsigned length) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Result<std::string> png(const Scene& scene) {
  const Result<Cairo> cairo = open_cairo();
  if (!cairo) return tl::unexpected(cairo.error());
  double scale = std::min(kScale, std::sqrt(kMostPixels / (scene.width * scene.height)));
  scale = std::min({scale, kMostSide / scene.width, kMostSide / scene.height});
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo->image_surface_create(CAIRO_FORMAT_RGB24,
                                  static_cast<int>(std::ceil(scene.width * scale)),
                                  static_cast<int>(std::ceil(scene.height * scale))),
      cairo->surface_destroy);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> context(cairo->create(surface.get()),
                                                                   cairo->destroy);
  const Painter painter(*cairo, context.get());
  painter.begin(scale);
  for (const Group& group : scene.groups) {
    for (const auto& item : group.items)
      std::visit([&](const auto& one) { painter.draw(one); }, item);
  }
  std::string bytes;
  const cairo_status_t written = cairo->surface_write_to_png_stream(surface.get(), append, &bytes);
  const cairo_status_t painted = cairo->status(context.get());
  if (painted != CAIRO_STATUS_SUCCESS) return fail(cairo->status_to_string(painted));
  if (written != CAIRO_STATUS_SUCCESS) return fail(cairo->status_to_string(written));
  return bytes;
}

}  // namespace wardround::diagram
