// The lab network for a device under test, in the user's words: up, down, status, cut, mend, and a bad link alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "operations/home.h"

namespace hoshi::operations {

// As the user wrote it.
struct LabOptions {
  std::string interface;
  std::filesystem::path folder;
  std::string address;
  std::string address6;  // "none": no IPv6
  std::string upstream;  // "none" or empty: no way out
  std::vector<std::string> dns;
  std::string link;
  bool has_capture = true;
  std::string update_server{};              // URL or name of the host; empty: none is played
  std::vector<std::string> update_files{};  // "/path=FILE"
  std::filesystem::path update_ca{};        // key and certificate in PEM; made when it is not there; empty: made for this lab alone
};

// All give what is to be told. Errors are in the user's words.
[[nodiscard]] Result<std::string> lab_up(const Home& home, const LabOptions& options, const std::function<bool()>& stop_wanted);
[[nodiscard]] Result<std::string> lab_down(const Home& home, const std::filesystem::path& folder);

struct LabStatus {
  std::string text;
  bool is_well = false;
};
[[nodiscard]] Result<LabStatus> lab_status(const Home& home, const std::filesystem::path& folder);

enum class LabChange { cut, mend };
[[nodiscard]] Result<std::string> lab_change(const Home& home, const std::filesystem::path& folder, const std::vector<std::string>& services, LabChange change);

// Switches the update server that the lab plays to the case of that name.
[[nodiscard]] Result<std::string> lab_serve(const Home& home, const std::filesystem::path& folder, const std::string& channel_case);

// Says one line through `say` when frames pass, and works until `stop_wanted`.
[[nodiscard]] Result<void> lab_link(const Home& home, const std::string& wire, const std::string& inside, const std::string& link,
                                    const std::function<void(const std::string&)>& say, const std::function<bool()>& stop_wanted);

}  // namespace hoshi::operations
