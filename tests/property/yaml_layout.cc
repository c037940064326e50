#include "yaml_layout.h"

#include <map>

namespace wardround::testing {
namespace {

class Layout {
 public:
  Layout(Random& random, bool untidy) : random_(random), untidy_(untidy) {}

  std::string run(const Yaml& document) {
    windows_ = random_.chance(20);
    if (random_.chance(10)) out_ += "---\n";
    if (random_.chance(60)) comment(0);
    block_map(document, 0, /*top=*/true);
    if (random_.chance(30)) comment(0);
    if (untidy_ && random_.chance(20)) out_ += random_.chance(50) ? "\n\n" : "  ";
    if (untidy_ && random_.chance(15)) {
      while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' ')) out_.pop_back();
    }
    return with_line_ends();
  }

 private:
  void comment(std::size_t indent) {
    static const std::vector<std::string> kComments{
        "# a note", "#", "#no space", "# a: b, [c] {d} \"e\" 'f'", "#   ÄÖÜ — µ", "# tab\there"};
    out_ += std::string(indent, ' ') + random_.pick(kComments);
    end_line(false);
  }

  // Ends the line, perhaps with a comment, blanks and blank lines.
  void end_line(bool comment_allowed = true) {
    if (comment_allowed && random_.chance(15)) {
      out_ += untidy_ && random_.chance(20) ? "\t# why" : "   # why: because";
    }
    if (untidy_ && random_.chance(10)) out_ += random_.chance(70) ? "  " : " ";
    out_ += "\n";
    if (random_.chance(8)) out_ += "\n";
    if (untidy_ && random_.chance(5)) out_ += random_.chance(50) ? "\n\n" : "   \n\n";
  }

  void block_map(const Yaml& map, std::size_t indent, bool top = false) {
    const std::size_t step = top ? 0 : random_.between(1, 4);
    for (const auto& [key, value] : map.entries) {
      if (random_.chance(top ? 25 : 8)) comment(random_.chance(70) ? indent + step : 0);
      out_ += std::string(indent + step, ' ') + written_key(key) + ":";
      block_value(value, indent + step);
    }
  }

  std::string written_key(const std::string& key) {
    if (random_.chance(3)) return "\"" + key + "\"";
    return random_.chance(2) ? "'" + key + "'" : key;
  }

  void block_value(const Yaml& value, std::size_t indent) {
    const bool simple = value.shape == Yaml::Shape::word || value.shape == Yaml::Shape::text;
    if (value.shape == Yaml::Shape::text && random_.chance(25)) {
      block_scalar(value.word, indent);
    } else if (simple || random_.chance(45) || (value.items.empty() && value.entries.empty())) {
      out_ += random_.chance(8) ? "  " : " ";
      flow(value, indent, random_.chance(10));
      end_line();
    } else if (value.shape == Yaml::Shape::map) {
      end_line();
      block_map(value, indent);
    } else {
      end_line();
      block_list(value, indent);
    }
  }

  void block_list(const Yaml& list, std::size_t indent) {
    const std::size_t step = random_.chance(30) ? 0 : 2;
    for (const Yaml& item : list.items) {
      if (random_.chance(5)) comment(indent + step);
      out_ += std::string(indent + step, ' ') + "- ";
      flow(item, indent + step, false);
      end_line();
    }
  }

  void block_scalar(const std::string& text, std::size_t indent) {
    static const std::vector<std::string> kHeaders{"|", "|-", ">", ">-", "|+", "| # why", ">+"};
    out_ += " " + random_.pick(kHeaders) + "\n";
    const std::string begin(indent + 2, ' ');
    out_ += begin + text + "  \n";
    if (random_.chance(50)) out_ += "\n\n" + begin + "# no comment: " + text + "\n";
    if (random_.chance(30)) out_ += "\n";
  }

  void flow(const Yaml& value, std::size_t indent, bool lines) {
    switch (value.shape) {
      case Yaml::Shape::word:
        out_ += value.word;
        break;
      case Yaml::Shape::text:
        out_ += quoted(value.word);
        break;
      case Yaml::Shape::list:
        flow_list(value, indent, lines);
        break;
      case Yaml::Shape::map:
        flow_map(value, indent, lines);
        break;
    }
  }

  std::string quoted(const std::string& text) {
    switch (random_.below(3)) {
      case 0:
        return "'" + text + "'";
      case 1:
        return "\"" + text + "\\u00b5\"";
      default:
        return text;
    }
  }

  void between(std::size_t indent, bool lines, bool last) {
    if (!last) out_ += ",";
    if (lines) {
      end_line();
      out_ += std::string(indent + 3, ' ');
    } else if (!last) {
      out_ += random_.chance(95) ? " " : (untidy_ ? "\t" : "  ");
    }
  }

  static bool repeatable(const Yaml& list) {
    for (const Yaml& item : list.items) {
      if (item.shape != Yaml::Shape::word) return false;
    }
    return !list.items.empty();
  }

  void flow_list(const Yaml& list, std::size_t indent, bool lines) {
    std::string plain;
    for (const Yaml& item : list.items) plain += item.word + ",";
    const auto known = anchors_.find(plain);
    if (known != anchors_.end() && random_.chance(30)) {
      out_ += "*" + known->second;
      return;
    }
    if (known == anchors_.end() && repeatable(list) && random_.chance(4)) {
      const std::string name = "a" + std::to_string(anchors_.size());
      anchors_.emplace(plain, name);
      out_ += "&" + name + " ";
    }
    out_ += "[";
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      flow(list.items[i], indent, false);
      between(indent, lines, i + 1 == list.items.size());
    }
    out_ += "]";
  }

  void flow_map(const Yaml& map, std::size_t indent, bool lines) {
    out_ += "{";
    if (random_.chance(10)) out_ += " ";
    for (std::size_t i = 0; i < map.entries.size(); ++i) {
      out_ += written_key(map.entries[i].first) + ": ";
      flow(map.entries[i].second, indent, false);
      between(indent, lines, i + 1 == map.entries.size());
    }
    if (random_.chance(10)) out_ += " ";
    out_ += "}";
  }

  std::string with_line_ends() {
    const bool mixed = untidy_ && random_.chance(10);
    if (!windows_ && !mixed) return out_;
    std::string text;
    for (const char c : out_) {
      if (c == '\n' && (windows_ != (mixed && random_.chance(20)))) text += '\r';
      text += c;
    }
    return text;
  }

  Random& random_;
  bool untidy_;
  bool windows_ = false;
  std::string out_;
  std::map<std::string, std::string> anchors_;  // items of a list: its anchor
};

}  // namespace

std::string lay_out(const Yaml& document, Random& random, bool untidy) {
  return Layout(random, untidy).run(document);
}

}  // namespace wardround::testing
