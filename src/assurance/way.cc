#include "assurance/way.h"

#include <array>
#include <utility>

namespace wardround::assurance {
namespace {

constexpr std::array<std::string_view, 12> kTakes{"text",   "one-of",  "some-of",      "id",
                                                  "date",   "version", "number",       "path",
                                                  "person", "role",    "test-results", "reports"};

bool is_plain(std::string_view word) {
  if (word.empty()) return false;
  for (const char c : word) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '/' || c == '@' || c == ':' ||
                       c == '=' || c == ',' || c == '+' || static_cast<unsigned char>(c) >= 0x80;
    if (!plain) return false;
  }
  return true;
}

// For a shell: in single quotes, in which nothing but the quote itself means anything.
std::string quoted(std::string_view word) {
  if (is_plain(word)) return std::string(word);
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::string_view name(Takes takes) {
  return kTakes[static_cast<std::size_t>(takes)];
}

Way way(std::string says, std::vector<std::string> argv) {
  argv.insert(argv.begin(), "wardround");
  return {std::move(says), std::move(argv)};
}

void ask(Way& way, std::string word, Takes takes, std::vector<std::string> values) {
  way.argv.push_back(word);
  way.placeholders.push_back({way.argv.size() - 1, std::move(word), takes, std::move(values)});
}

void ask(Way& way, std::string option, std::string word, Takes takes,
         std::vector<std::string> values) {
  way.argv.push_back(std::move(option));
  ask(way, std::move(word), takes, std::move(values));
}

void ask_person(Way& way) {
  ask(way, "--by", "NAME", Takes::person);
  ask(way, "--role", "ROLE", Takes::role);
}

std::string command_line(const Way& way, std::string_view path) {
  std::string line;
  for (const std::string& word : way.argv) line += (line.empty() ? "" : " ") + quoted(word);
  if (!path.empty()) line += " " + quoted(path);
  return line;
}

}  // namespace wardround::assurance
