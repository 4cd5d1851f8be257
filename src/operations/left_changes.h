// What a run that was cut off in the middle of changing a value had noted, for the next one and for the person.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "agent/journal.h"
#include "operations/home.h"

namespace hoshi::operations {

// Id of a recipe → its notes, the oldest first, with spaces between them. Empty when there is no journal or nothing in it was cut off.
std::map<std::string, std::string> left_changes(const std::filesystem::path& journal);

// A sentence for each value that may be in force on the device because a task did not come to its end; no secrets.
std::vector<std::string> left_values(const Home& home, const agent::JournalState& state);

}  // namespace hoshi::operations
