// A short document of headings, sentences, lists and commands, written once and drawn twice: on a
// screen and in Markdown. Text may come from a model; it is escaped where it is drawn. Names in
// backticks become code in Markdown.
#pragma once

#include <string>
#include <vector>

#include "report/check_text.h"

namespace wardround::report {

class Outline {
 public:
  void heading(std::string text, std::string right = {});
  void sentence(std::string text);
  // A line that begins with a label; `right` stands at the end of the line on a screen.
  void item(std::string label, std::string text);
  // Below the last item.
  void detail(std::string label, std::string text);
  void command(std::string line);
  void table(std::vector<std::string> head, std::vector<std::vector<std::string>> rows);

  [[nodiscard]] std::string screen(const ScreenStyle& style) const;
  [[nodiscard]] std::string markdown() const;

 private:
  enum class Kind : uint8_t { heading, sentence, item, detail, command, table };
  struct Block {
    Kind kind;
    std::string label, text;
    std::vector<std::vector<std::string>> rows;  // of a table, the head first
  };
  std::vector<Block> blocks_;
};

}  // namespace wardround::report
