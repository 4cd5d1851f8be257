// SSH over lanes that each have a clock of their own, as real connections have, from one or two sources.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "probes/login_device.h"

namespace hoshi::probes::testing {

class LaneClocks final : public transport::Network {
 public:
  // `elsewhere` answers what comes from the second source. A device that works on one login at a time makes the others
  // wait for their turn: each takes `turns` times as long in a lane.
  LaneClocks(SshHandler here, SshHandler elsewhere, int turns)
      : shared_(std::make_shared<Shared>()) {
    shared_->here = std::move(here);
    shared_->elsewhere = std::move(elsewhere);
    shared_->turns = turns;
  }

  Result<transport::SshLogin> ssh_login(std::string_view target, std::uint16_t, std::string_view user,
                                        const std::optional<std::string>& password, milliseconds) override {
    const std::scoped_lock lock(shared_->mutex);
    const auto& handler = target.ends_with("@source2") ? shared_->elsewhere : shared_->here;
    if (!handler) return fail(ErrorCode::forbidden, "not a named target");
    const auto login = handler({std::string(user), password, 0, now_});
    now_ += (login.ended - login.began) * (is_lane_ ? shared_->turns : 1);
    latest_event_ = now_;
    return login;
  }
  Result<void> wait(milliseconds duration) override {
    now_ += duration;
    latest_event_ = now_;
    return {};
  }
  Bytes random(std::size_t count) override {
    const std::scoped_lock lock(shared_->mutex);
    Bytes bytes(count);
    for (auto& byte : bytes) byte = shared_->seed = static_cast<std::uint8_t>(shared_->seed * 5 + 77);
    return bytes;
  }
  std::unique_ptr<transport::Network> lane(std::string_view name) override {
    const std::scoped_lock lock(shared_->mutex);
    shared_->names.emplace_back(name);
    auto lane = std::make_unique<LaneClocks>(*this);
    lane->latest_event_ = {};
    lane->is_lane_ = true;
    return lane;
  }
  TaskTime time() const override { return latest_event_; }  // zero in a lane that has done nothing yet
  void keep_secret(std::string_view) override {}
  std::string redacted(std::string_view text) const override { return std::string(text); }
  Result<std::unique_ptr<transport::Stream>> connect(std::string_view, std::uint16_t, milliseconds) override {
    return fail(ErrorCode::unavailable, "only SSH");
  }
  Result<std::unique_ptr<transport::Stream>> connect_tls(std::string_view, std::uint16_t, const transport::TlsOptions&,
                                                         milliseconds) override {
    return fail(ErrorCode::unavailable, "only SSH");
  }
  Result<transport::ScanReport> scan_tcp(std::string_view, const transport::ScanOptions&) override {
    return fail(ErrorCode::unavailable, "only SSH");
  }
  const std::vector<std::string>& lanes() const { return shared_->names; }

 private:
  // Of the network and all its lanes, which may outlive it.
  struct Shared {
    SshHandler here;
    SshHandler elsewhere;
    int turns = 1;
    std::mutex mutex;
    std::uint8_t seed = 1;
    std::vector<std::string> names;
  };
  std::shared_ptr<Shared> shared_;
  TaskTime now_{};
  TaskTime latest_event_{};
  bool is_lane_ = false;
};

}  // namespace hoshi::probes::testing
