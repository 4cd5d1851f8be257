// Live progress of an assessment: one changing line on a terminal, plain lines elsewhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "agent/schedule.h"
#include "cli/command.h"

namespace hoshi::cli {

class AssessProgress {
 public:
  AssessProgress(const operations::Home& home, Terminal& terminal) : home_(home), terminal_(terminal) {}
  void say(const std::string& line);
  void show(const agent::Progress& event);
  void finish();

 private:
  void clear_line();
  void show_health(const agent::Progress& event);

  const operations::Home& home_;
  Terminal& terminal_;
  std::map<std::string, std::string> running_{};  // task id → what it is
  std::size_t ended_ = 0;
  std::size_t failed_ = 0;
  bool line_shown_ = false;
};

}  // namespace hoshi::cli
