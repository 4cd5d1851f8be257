// One step of the office's state machines, taken from the command line: files go first, then the command.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "client/api.h"

namespace hoshi::client {

struct FileToHandIn {
  std::string role;  // "report", "mandate", "proof", "list" … (docs/office-commands.md)
  std::filesystem::path path;
};

struct StepRequest {
  std::string place;  // "applications/<id>", "organisations/<id>", "office/labels/<number>", "office/cases/<id>", "office/steps"; without an id where something is opened
  std::string event;
  Value data;         // a map, or null
  std::vector<FileToHandIn> files;
  std::string reason_code, reason, interest_statement;
  bool has_interest = false;
  std::int64_t seen_version = 0;
  std::string key;    // "": made from the rest
};

// The path below /api/v1.
std::string path_of(const StepRequest& request);

// Hands the files in; each as {"role","sha256","name"}. Errors name the file.
[[nodiscard]] Result<Value> hand_in(Api& api, const std::vector<FileToHandIn>& files);

// The receipt. Where a record names its document by hash (mandate, proof), the hash of the file is put there when the data leave it open.
[[nodiscard]] Result<Value> take_step(Api& api, const StepRequest& request);

}  // namespace hoshi::client
