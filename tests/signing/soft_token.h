// A software token (SoftHSM2) in a folder of its own, for tests of keys that never leave their token.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "signing/label_key.h"

namespace hoshi::signing {

inline std::filesystem::path scratch_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "hoshi-keys-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  return name;
}

// SoftHSM reads its settings from the environment, so there is one at a time in a program.
class SoftToken {
 public:
  static constexpr const char* module = "/usr/lib/softhsm/libsofthsm2.so";
  static bool is_installed() { return std::filesystem::exists(module); }

  SoftToken() : folder_(scratch_folder()) {
    std::filesystem::create_directory(folder_ / "tokens");
    std::ofstream(folder_ / "softhsm2.conf") << "directories.tokendir = " << (folder_ / "tokens").string() << "\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
    const std::string command = "softhsm2-util --init-token --free --label labels --pin 123456 --so-pin 654321 >/dev/null 2>&1";
    is_ready_ = std::system(command.c_str()) == 0;
  }
  ~SoftToken() {
    std::error_code none;
    std::filesystem::remove_all(folder_, none);
  }
  SoftToken(const SoftToken&) = delete;
  SoftToken& operator=(const SoftToken&) = delete;

  bool is_ready() const { return is_ready_; }
  const std::filesystem::path& folder() const { return folder_; }
  TokenPlace place(std::string key) const { return {module, "labels", std::move(key)}; }
  static Secret pin() { return Secret(std::string_view("123456")); }

 private:
  std::filesystem::path folder_;
  bool is_ready_ = false;
};

}  // namespace hoshi::signing
