// `check --format json`: the contract of docs/reference/check.schema.json.
#pragma once

#include <string>

#include "report/view.h"

namespace wardround::report {

inline constexpr int kCheckSchemaVersion = 1;

// One model's assessment as a JSON document.
[[nodiscard]] std::string check_json(const View& view);
// Several models of one project: {schema_version, models: [documents]}.
[[nodiscard]] std::string check_json(const std::vector<View>& views);
// The JSON Schema (draft 2020-12) of both.
[[nodiscard]] std::string_view check_json_schema();

// The files of report/schemas, put into the binary at build time.
[[nodiscard]] const std::vector<catalog::EmbeddedFile>& embedded_files();

}  // namespace wardround::report
