// Text from a model is hostile: one function for each sink that it may go to. All but `uri_path`
// first make visible what would not be seen (control characters, line breaks, bidirectional
// controls, ill-formed bytes become `\x0a`, `\u202e`), so that a name stays on its line everywhere.
#pragma once

#include <string>
#include <string_view>

namespace wardround::report {

// A screen of which a line may reach the log of a build: no line begins with `::` and none holds
// `##[`, for GitHub's runner takes those for commands. Also escaped for terminals.
[[nodiscard]] std::string for_screen(std::string_view text);

// Markdown between other words of a line: no emphasis, code, link, image, table cell, HTML or
// mathematics begins here, nobody is mentioned and no issue is referred to.
[[nodiscard]] std::string for_markdown(std::string_view text);
// The same, but what stands between backticks becomes code: for texts of the program's own.
[[nodiscard]] std::string for_markdown_with_code(std::string_view text);
// Inside an HTML block that stands in Markdown, where nothing is read as Markdown.
[[nodiscard]] std::string for_html(std::string_view text);
// A code span: all characters as they are. Not for table cells, unless there is no `|`.
[[nodiscard]] std::string code_span(std::string_view text);
// A fenced block of one line.
[[nodiscard]] std::string code_block(std::string_view text);

// Attribute values and character data of XML 1.0.
[[nodiscard]] std::string for_xml(std::string_view text);

// One field of CSV (RFC 4180), quoted if it must be. What a spreadsheet would take for a formula
// gets an apostrophe in front.
[[nodiscard]] std::string for_csv(std::string_view text);

// The message of a workflow command of GitHub, and the value of one of its properties.
[[nodiscard]] std::string for_workflow_message(std::string_view text);
[[nodiscard]] std::string for_workflow_property(std::string_view text);

// The message of a SARIF result: brackets that would read as a link are escaped.
[[nodiscard]] std::string for_sarif(std::string_view text);

// A path as the path of a URI: bytes other than unreserved ones and `/` as %XX.
[[nodiscard]] std::string uri_path(std::string_view path);

// At most `bytes` bytes, cut between characters and ending with an ellipsis if anything was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t bytes);

}  // namespace wardround::report
