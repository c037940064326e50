// Where packs come from: the ones embedded into the binary, and folders on the disk.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "catalog/catalog.h"

namespace wardround::catalog {

// A folder that is embedded with the packs and is none: read where a command asks for it.
inline constexpr std::string_view kPlaybooks = "playbooks";

enum class CaseFiles : uint8_t { left_out, only };

// The embedded packs as sources named "<catalog>/core/rules/ble.yaml", one list of files a pack.
[[nodiscard]] std::vector<std::vector<PackFile>> embedded_packs(diag::Sources& sources,
                                                                CaseFiles cases);

// The embedded packs and, after them, `extra` ones.
[[nodiscard]] Catalog load_embedded(diag::Sources& sources, diag::Diagnostics& diagnostics,
                                    const std::vector<std::vector<PackFile>>& extra = {});

// All *.yaml files below a folder of the disk, sorted by path, or the one file that `folder` names.
// What cannot be read is a diagnostic.
[[nodiscard]] std::vector<PackFile> read_pack(const Fs& fs, const std::string& folder,
                                              CaseFiles cases, diag::Sources& sources,
                                              diag::Diagnostics& diagnostics);

[[nodiscard]] bool is_case_file(std::string_view path);

}  // namespace wardround::catalog
