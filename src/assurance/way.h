// What a person can do about something that is missing: one command, with places to fill in. Texts
// for people and JSON for programs come from the same value, so that what is shown can be run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wardround::assurance {

// What goes into a place.
enum class Takes : uint8_t {
  text,     // a sentence
  one_of,   // one of `values`
  some_of,  // one or more of `values`, as `[a, b]`
  id,       // a new id
  date,     // YYYY-MM-DD; not after the first of `values`, if there is one
  version,
  number,
  path,     // `a -> b`
  person,   // a name
  role,     // one of `values`, or any if there are none
  results,  // a file of test results (JUnit) in which the tests `values` stand
  reports,  // a file of reports from outside
};
[[nodiscard]] std::string_view name(Takes takes);

struct Placeholder {
  std::size_t argument = 0;  // into Way::argv, of which `word` is a part
  std::string word;          // "VALUE"
  Takes takes = Takes::text;
  std::vector<std::string> values{};
};

struct Way {
  std::string says;               // "answer it": what this way does, in a few words
  std::vector<std::string> argv;  // as a program would run it, `wardround` first
  std::vector<Placeholder> placeholders{};
  bool defers = false;     // it hands the matter on instead of settling it
  bool in_person = false;  // people sit down for it: nothing that a program could run
};

// A way of these words.
[[nodiscard]] Way way(std::string says, std::vector<std::string> argv);
// The same with another argument, which is filled in.
void ask(Way& way, std::string word, Takes takes, std::vector<std::string> values = {});
// `--option` and its argument, which is filled in.
void ask(Way& way, std::string option, std::string word, Takes takes,
         std::vector<std::string> values = {});
// Who says so, in which role.
void ask_person(Way& way);

// As one would type it: what needs quotes has them. `path`: the argument that leads to the model;
// empty: none is needed.
[[nodiscard]] std::string command_line(const Way& way, std::string_view path = {});

}  // namespace wardround::assurance
