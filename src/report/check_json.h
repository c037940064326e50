// `check --format json`: the contract of docs/reference/check.schema.json.
#pragma once

#include <string>

#include "base/fs.h"
#include "report/view.h"

namespace wardround::report {

inline constexpr int kCheckSchemaVersion = 1;

// One model's assessment as a JSON document, one finding or question a line; several models of one
// project: {schema_version, models: [documents]}. Handed over part by part, as it can be large.
void check_json(const std::vector<View>& views, const Append& append);
[[nodiscard]] std::string check_json(const std::vector<View>& views);

// A file of report/schemas.
[[nodiscard]] std::string_view schema(std::string_view file_name);
// "check", "diff" …: what there is a published schema of, sorted.
[[nodiscard]] std::vector<std::string> schema_names();
// The files of report/schemas, put into the binary at build time.
[[nodiscard]] const std::vector<catalog::EmbeddedFile>& embedded_files();

}  // namespace wardround::report
