// A scene as SVG: ids of the model as ids, a title and a description for every group.
#include <fmt/core.h>
#include <fmt/format.h>

#include "base/utf8.h"
#include "diagram/diagram.h"

namespace wardround::diagram {
namespace {

// XML 1.0 has no way to write control characters; directions of text would let a name lie.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t code = next_code_point(text, at);
    const bool forbidden = code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xfffd ||
                           (code & 0xfffe) == 0xfffe || is_bidi_control(code) || code == 0x2028 ||
                           code == 0x2029;
    if (forbidden) {
      out += "\uFFFD";
    } else if (code == '&') {
      out += "&amp;";
    } else if (code == '<') {
      out += "&lt;";
    } else if (code == '>') {
      out += "&gt;";
    } else if (code == '"') {
      out += "&quot;";
    } else {
      out.append(text, begin, at - begin);
    }
  }
  return out;
}

// The model's ids are names already; whatever is not becomes one, and no two become the same.
std::string identifier(std::string_view id) {
  std::string out;
  for (const char c : id) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool inner = (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (letter || (inner && !out.empty()))
      out += c;
    else
      out += fmt::format("_{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string number(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string colour(style::Colour value) {
  return fmt::format("#{:06x}", value);
}

class Writer {
 public:
  std::string run(const Scene& scene) {
    const std::string width = number(scene.width), height = number(scene.height);
    out_ += fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
        "{1}\" role=\"graphics-document document\" aria-labelledby=\"_title _desc\" "
        "font-family=\"{2}\">\n",
        width, height, style::kFonts);
    out_ += fmt::format("<title id=\"_title\">{}</title>\n<desc id=\"_desc\">{}</desc>\n",
                        escaped(scene.title), escaped(scene.note));
    out_ += fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"{}\"/>\n", width, height,
                        colour(style::kPaper));
    for (const Group& group : scene.groups) add(group);
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  void add(const Group& group) {
    if (group.items.empty()) return;
    out_ += fmt::format("<g class=\"{}\"", group.kind);
    if (!group.id.empty()) {
      const std::string id = identifier(group.id);
      out_ += fmt::format(" id=\"{0}\" role=\"img\" aria-labelledby=\"{0}_title {0}_desc\"", id);
    }
    for (const auto& [key, id] :
         {std::pair{"in", &group.inside}, {"from", &group.from}, {"to", &group.to}})
      if (!id->empty()) out_ += fmt::format(" data-{}=\"{}\"", key, identifier(*id));
    if (group.place.width > 0)
      out_ +=
          fmt::format(" data-place=\"{} {} {} {}\"", number(group.place.x), number(group.place.y),
                      number(group.place.width), number(group.place.height));
    out_ += ">\n";
    if (!group.id.empty()) {
      const std::string id = identifier(group.id);
      out_ += fmt::format("<title id=\"{0}_title\">{1}</title>\n<desc id=\"{0}_desc\">{2}</desc>\n",
                          id, escaped(group.title), escaped(group.note));
    }
    for (const auto& item : group.items) std::visit([&](const auto& one) { draw(one); }, item);
    out_ += "</g>\n";
  }

  void draw(const Outline& outline) {
    out_ += "<path d=\"";
    for (const Outline::Step& step : outline.steps) {
      out_ += step.verb;
      const int points = step.verb == 'C' ? 3 : step.verb == 'Z' ? 0 : 1;
      for (int i = 0; i < points; ++i)
        out_ += fmt::format("{}{} {}", i == 0 ? "" : " ", number(step.points[i].x),
                            number(step.points[i].y));
    }
    const Paint& paint = outline.paint;
    out_ += fmt::format("\" fill=\"{}\"", paint.filled ? colour(paint.fill) : "none");
    if (paint.filled && paint.opacity < 1)
      out_ += fmt::format(" fill-opacity=\"{}\"", paint.opacity);
    if (paint.stroked)
      out_ += fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", colour(paint.stroke),
                          number(paint.width));
    if (paint.dashed) out_ += " stroke-dasharray=\"6 4\"";
    out_ += "/>\n";
  }

  void draw(const Words& words) {
    out_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"", number(words.at.x),
                        number(words.at.y), number(words.size), colour(words.colour));
    if (words.bold) out_ += " font-weight=\"bold\"";
    if (words.italic) out_ += " font-style=\"italic\"";
    if (words.align == Align::centre) out_ += " text-anchor=\"middle\"";
    if (words.halo)
      out_ += fmt::format(" stroke=\"{}\" stroke-width=\"3\" paint-order=\"stroke\"",
                          colour(style::kPaper));
    out_ += ">" + escaped(words.text) + "</text>\n";
  }

  std::string out_;
};

}  // namespace

std::string svg(const Scene& scene) {
  return Writer().run(scene);
}

}  // namespace wardround::diagram
