// What a lab network recorded, as part of the evidence of an assessment: folder captures/ and "lab" in run.json.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "evidence/files.h"
#include "operations/home.h"

namespace hoshi::operations {

constexpr std::string_view captures_prefix = "captures/";

struct LabRecords {
  evidence::FileSet files;  // captures/*.pcapng, leases, queries, events, and a page that warns of secrets
  Value about;              // settings of the lab and its link, events, each file with its SHA-256; null: no lab
};

// From the folder of `hoshi lab up`; the lab may be up still: then captures end at their last whole block.
[[nodiscard]] Result<LabRecords> read_lab(const Home& home, const std::filesystem::path& folder);

// From the evidence folder of an earlier run, so that judging anew keeps them. Only files its manifest lists, unchanged.
[[nodiscard]] Result<LabRecords> kept_lab(const std::filesystem::path& evidence_folder);

// True when the evidence holds captures, which nobody has freed of secrets.
bool holds_captures(const evidence::FileSet& files);

}  // namespace hoshi::operations
