// The update server that a lab plays, as the bench of an assessment has it switched and looked at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "lab/lab.h"
#include "operations/home.h"
#include "probes/effect.h"
#include "transport/network.h"

namespace hoshi::operations {

// One thread at a time. Borrows home. At its end the server is closed, when a case was shown: no device is to find one that gives
// out tampered images when nobody looks.
class UpdateChannel {
 public:
  UpdateChannel(const Home& home, std::filesystem::path lab);
  ~UpdateChannel();

  // "show CASE" or "look" (transport/network.h, BenchAct). `nobody`: there is no lab, or it plays no update server; forbidden
  // when it was not allowed that a device restarts and is overwritten, which an update it accepts does.
  [[nodiscard]] Result<transport::BenchActReport> act(const std::string& wanted, transport::milliseconds patience, const std::vector<probes::Effect>& allowed);
  // Gives the content out at the path of a recipe's step "serve"; the first such step of a recipe begins anew, the others come beside
  // it. `is_image`: it is what "fetched" waits for. `nobody` as above. The content is hostile, and not looked at.
  struct Serving {
    std::string path;
    ByteView content;
    bool is_first = false;
    bool is_image = false;
  };
  [[nodiscard]] Result<transport::BenchActReport> serve(const Serving& serving);

 private:
  [[nodiscard]] Result<transport::BenchActReport> begin(lab::ChannelCase channel_case, const std::vector<lab::HandedFile>& files);
  [[nodiscard]] Result<transport::BenchActReport> await_fetch(transport::milliseconds patience) const;
  void close();
  [[nodiscard]] Result<transport::BenchActReport> show(const std::string& name);
  [[nodiscard]] Result<transport::BenchActReport> look(transport::milliseconds patience) const;

  const Home& home_;
  std::filesystem::path lab_;
  std::unique_ptr<lab::ChannelWatch> watch_;
  std::vector<lab::HandedFile> files_;  // given out now
  std::string image_sha256_;            // of the one that "fetched" waits for; "" none
  std::uint64_t image_bytes_ = 0;
};

}  // namespace hoshi::operations
