// The update server that a lab plays, as the bench of an assessment has it switched and looked at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "operations/home.h"
#include "probes/effect.h"
#include "transport/network.h"

namespace hoshi::lab {
class ChannelWatch;
}

namespace hoshi::operations {

// One thread at a time. Borrows home.
class UpdateChannel {
 public:
  UpdateChannel(const Home& home, std::filesystem::path lab);
  ~UpdateChannel();

  // "show CASE" or "look" (transport/network.h, BenchAct). `nobody`: there is no lab, or it plays no update server; forbidden
  // when it was not allowed that a device restarts and is overwritten, which an update it accepts does.
  [[nodiscard]] Result<transport::BenchActReport> act(const std::string& wanted, transport::milliseconds patience, const std::vector<probes::Effect>& allowed);

 private:
  [[nodiscard]] Result<transport::BenchActReport> show(const std::string& name);
  [[nodiscard]] Result<transport::BenchActReport> look(transport::milliseconds patience) const;

  const Home& home_;
  std::filesystem::path lab_;
  std::unique_ptr<lab::ChannelWatch> watch_;
};

}  // namespace hoshi::operations
