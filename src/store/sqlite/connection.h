// SQLite behind the store's connection: WAL, full durability, strict checks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"

namespace hoshi::store::sqlite {

// Connections to one file, made when it is not there, readable by its owner alone. Not to be used across fork: open it after.
Opener opener(std::string path);

// A consistent copy of the database at `path` (which may be in use) as a new file at `to`. conflict when that is there.
[[nodiscard]] Result<void> copy_database(const std::string& path, const std::string& to);

// SQLite's own check of its pages, indexes and foreign keys. corrupt names the first thing found.
[[nodiscard]] Result<void> check_pages(const std::string& path);

}  // namespace hoshi::store::sqlite
