// What the commands of the store share: where it is, and the slots of what is said about a backup.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "cli/command.h"
#include "store/backup.h"

namespace hoshi::cli {

// The data folder is the argument; its database the one in it, unless --store names another.
store::Place place_of(const Arguments& arguments);

// events, root, files, rows, manifest.
std::map<std::string, std::string> slots_of(const store::BackupReport& report);

Instant now();

}  // namespace hoshi::cli
