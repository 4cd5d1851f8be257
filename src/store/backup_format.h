// What a backup folder looks like: shared by writing and restoring.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "store/table_shapes.h"

namespace hoshi::store {

// DIR/manifest.json: format, database, made_at, schema, audit, blobs (hashes), tables (columns, number of rows, SHA-256 of each file).
// DIR/TABLE.NNNN.jsonl: one row a line, a list of cells. DIR/blobs/: as in a data folder.
constexpr std::string_view backup_format = "hoshi-store-backup/1";
constexpr std::string_view manifest_name = "manifest.json";
constexpr std::size_t piece_bytes = 8u << 20;
constexpr std::size_t rows_at_once = 1000;

std::string piece_name(std::string_view table, std::size_t piece);

}  // namespace hoshi::store
