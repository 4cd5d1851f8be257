// Opens connections on behalf of the agent, to named targets only; runs outside the sandbox and reads no byte of a device.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "agent/channel.h"
#include "agent/handed_content.h"
#include "transport/connector.h"

namespace hoshi::agent {

// Name of a target → the only port of it that may be reached.
using SinglePorts = std::map<std::string, std::uint16_t, std::less<>>;
// Does one step of a declared recipe on the bench; looks it up itself. Several threads may call it.
using BenchActor =
    std::function<Result<transport::BenchActReport>(const transport::BenchAct&, transport::milliseconds patience)>;

// The command's side. Serves one agent until its channel closes. Requests run side by side, at most `side_by_side`.
class Broker {
 public:
  // Borrows the connector, which must be safe to use from several threads. `ports`: what a scan of "all" means.
  Broker(Descriptor channel, transport::Connector& connector, std::vector<std::uint16_t> ports,
         SinglePorts single_ports = {}, BenchActor actor = {});
  ~Broker();  // waits for running requests
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

 private:
  void serve();
  void answer(Value request);
  void take_over(const Value& request);
  bool is_document(std::string_view target) const;
  [[nodiscard]] Result<int> connect(const Value& request);
  [[nodiscard]] Result<int> open_datagrams(const Value& request);
  [[nodiscard]] Result<transport::ScanReport> scan(const Value& request);
  [[nodiscard]] Result<transport::BenchActReport> act(const Value& request);

  static constexpr int side_by_side = 64;
  Descriptor channel_;
  transport::Connector& connector_;
  std::vector<std::uint16_t> ports_;
  SinglePorts single_ports_;
  BenchActor actor_;
  HandedContent handed_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int running_ = 0;
  std::thread thread_;
};

// The agent's side: a connector that asks the broker. Threads may share it.
class BrokerClient : public transport::Connector {
 public:
  // `when_lost` is called, from any thread, when the broker is gone before this object is.
  BrokerClient(Descriptor channel, std::function<void()> when_lost);
  ~BrokerClient() override;
  [[nodiscard]] Result<int> connect(std::string_view target, std::uint16_t port,
                                    transport::milliseconds timeout) override;
  [[nodiscard]] Result<int> open_datagrams(std::string_view target, std::uint16_t port,
                                           transport::Reach reach) override;
  [[nodiscard]] Result<transport::BenchActReport> act(const transport::BenchAct& act,
                                                      transport::milliseconds patience) override;
  [[nodiscard]] Result<transport::ScanReport> scan_tcp(std::string_view target, const transport::ScanOptions& options,
                                                       transport::milliseconds deadline) override;

 private:
  [[nodiscard]] Result<int> ask_for_descriptor(Value request, transport::milliseconds patience);
  // The number under which the broker has it.
  [[nodiscard]] Result<std::int64_t> hand_over(ByteView content);
  [[nodiscard]] Result<Received> ask(Value request, transport::milliseconds patience);
  void receive();

  Descriptor channel_;
  std::function<void()> when_lost_;
  std::atomic<bool> is_ending_{false};
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<std::int64_t, Received> answers_;
  std::int64_t next_ = 1;
  std::atomic<std::int64_t> next_content_{1};
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace hoshi::agent
