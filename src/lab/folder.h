// The folder of a lab: locked while a command works on it, its state, its events and what it leaves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "lab/state.h"
#include "transport/socket_io.h"

namespace hoshi::lab {

// A text of the user interface ("lab.…") with its slots filled.
using Words = std::function<std::string(std::string_view key, const std::map<std::string, std::string>& slots)>;

// One command at a time: conflict when another has it.
class Folder {
 public:
  // Makes it (for its owner alone) when `create`; then it must be new or empty.
  enum class Open { create, existing };
  [[nodiscard]] static Result<Folder> open(const std::filesystem::path& path, Open how, const Words& words);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file(std::string_view name) const { return path_ / name; }
  bool is_up() const;  // or half up
  bool is_of_a_lab() const;

  // forbidden when others than the caller may have written it, for what it says is undone with the caller's rights.
  [[nodiscard]] Result<State> read_state() const;
  [[nodiscard]] Result<void> write_state(const State& state) const;
  [[nodiscard]] Result<void> write_about(const State& state, const std::string& tool, const std::string& ended) const;
  [[nodiscard]] Result<void> add_event(std::string_view what, std::string_view which) const;

  // After the last process ended: removes what nobody needs, gives the rest to the person who called sudo.
  void finish() const;
  // After an `up` that failed: removes everything, and the folder when it was made for it.
  void discard() const;

 private:
  std::filesystem::path path_;
  transport::Descriptor lock_;
  bool is_made_ = false;
  Words words_;
};

std::string now_text();

}  // namespace hoshi::lab
