// The budgets of every reader: no input may crash, hang or exhaust wardround.
#pragma once

#include <cstddef>

namespace wardround::limits {

inline constexpr std::size_t kModelBytes = 10u << 20;       // one file of model text
inline constexpr std::size_t kFileBytes = 4 * kModelBytes;  // beyond this a file is not even read
inline constexpr std::size_t kImportBytes = 256u << 20;     // one file of another tool
inline constexpr std::size_t kXmlParts = 4'000'000;         // tags and attributes of one XML file
inline constexpr std::size_t kXmlDepth = 64;                // elements inside each other
inline constexpr std::size_t kReports = 20'000;             // reports of one file from outside
inline constexpr std::size_t kImportMistakes = 1000;        // after so many an import gives up
inline constexpr std::size_t kTests = 200'000;              // test results of one file
inline constexpr std::size_t kTestNameBytes = 1024;
inline constexpr std::size_t kYamlDepth = 64;         // nesting of collections
inline constexpr std::size_t kYamlNodes = 1'000'000;  // nodes of a project, after alias expansion
inline constexpr std::size_t kIncludes = 256;         // files that one project may include
inline constexpr std::size_t kIncludeDepth = 16;
inline constexpr std::size_t kSubjects =
    60'000;  // subjects of one model, those made from lists included
inline constexpr std::size_t kContainmentDepth = 64;  // elements and boundaries inside each other
inline constexpr std::size_t kPackFiles = 4096;       // files of one catalogue pack
inline constexpr std::size_t kPackDepth = 8;          // folders of a pack inside each other
inline constexpr std::size_t kPackEntries =
    10'000;                                    // types, facts, rules … of a catalogue, of each kind
inline constexpr std::size_t kTypeDepth = 32;  // types above a type
inline constexpr std::size_t kImplications = 2'000'000;  // steps of following what facts imply
inline constexpr std::size_t kCaseBytes = 64u
                                          << 20;  // text of all models that cases are expanded to
inline constexpr std::size_t kExpressionBytes = 16u << 10;  // one rule expression
inline constexpr std::size_t kExpressionDepth = 64;         // nesting of one rule expression
inline constexpr std::size_t kQuantifierDepth = 4;          // quantifiers inside each other
inline constexpr std::size_t kPathSteps = 16;               // relations followed by one path
inline constexpr std::size_t kDiagnosticsPerKind = 100;     // further ones are counted, not listed

}  // namespace wardround::limits
