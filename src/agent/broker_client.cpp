// The agent's side of the broker.
// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include "agent/broker.h"
#include "agent/port_ranges.h"
#include "transport/transcript.h"

namespace hoshi::agent {

using transport::milliseconds;

namespace {

constexpr milliseconds broker_margin{2'000};  // the broker's own time above what was asked for
constexpr std::chrono::seconds hand_over_patience{60};

Error error_of(const Value& message) {
  const std::string& name = message["error"].as_text();
  for (const auto code : {ErrorCode::invalid_input, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::forbidden,
                          ErrorCode::unavailable, ErrorCode::timed_out, ErrorCode::corrupt}) {
    if (name_of(code) == name) return {code, message["message"].as_text()};
  }
  return {ErrorCode::internal, message["message"].as_text()};
}

}  // namespace

BrokerClient::BrokerClient(Descriptor channel, std::function<void()> when_lost)
    : channel_(std::move(channel)), when_lost_(std::move(when_lost)), thread_([this] { receive(); }) {}

BrokerClient::~BrokerClient() {
  is_ending_ = true;
  ::shutdown(channel_.number(), SHUT_RDWR);
  thread_.join();
}

void BrokerClient::receive() {
  while (true) {
    auto received = receive_message(channel_.number());
    if (!received && !is_ending_) when_lost_();
    const std::lock_guard lock(mutex_);
    if (!received) {
      closed_ = true;
      arrived_.notify_all();
      return;
    }
    const std::int64_t id = received->message["id"].as_integer();
    answers_.insert_or_assign(id, std::move(*received));
    arrived_.notify_all();
  }
}

Result<Received> BrokerClient::ask(Value request, milliseconds patience) {
  std::unique_lock lock(mutex_);
  const std::int64_t id = next_++;
  request.set("id", id);
  const auto sent = send_message(channel_.number(), request);
  if (!sent && sent.error().code == ErrorCode::unavailable) when_lost_();
  HOSHI_CHECK(sent);
  const bool came = arrived_.wait_for(lock, patience, [&] { return closed_ || answers_.contains(id); });
  auto node = answers_.extract(id);
  if (!node.empty()) return std::move(node.mapped());
  if (!came) return fail(ErrorCode::timed_out, "the broker did not answer in time");
  return fail(ErrorCode::unavailable, "the broker has ended");
}

Result<int> BrokerClient::connect(std::string_view target, std::uint16_t port, milliseconds timeout) {
  Value request = object({{"op", "connect"}, {"target", target}, {"port", int{port}}, {"timeout_ms", std::int64_t{timeout.count()}}});
  return ask_for_descriptor(std::move(request), timeout + broker_margin);
}

Result<int> BrokerClient::open_datagrams(std::string_view target, std::uint16_t port, transport::Reach reach) {
  return ask_for_descriptor(
      object({{"op", "datagrams"}, {"target", target}, {"port", int{port}}, {"reach", static_cast<int>(reach)}}),
      broker_margin);
}

Result<std::int64_t> BrokerClient::hand_over(ByteView content) {
  const std::int64_t number = next_content_++;
  const Descriptor way(HOSHI_TRY(ask_for_descriptor(
      object({{"op", "hand_over"}, {"number", number}, {"bytes", static_cast<std::int64_t>(content.size())}}), broker_margin)));
  HOSHI_CHECK(transport::send_all(way.number(), content, std::chrono::steady_clock::now() + hand_over_patience));
  return number;
}

Result<transport::BenchActReport> BrokerClient::act(const transport::BenchAct& act, milliseconds patience) {
  Value request = object({{"op", "act"},
                          {"recipe", act.recipe},
                          {"step", static_cast<std::int64_t>(act.step)},
                          {"channel", act.channel},
                          {"timeout_ms", std::int64_t{patience.count()}}});
  if (!act.content.empty()) request.set("content", HOSHI_TRY(hand_over(act.content)));
  const Received received = HOSHI_TRY(ask(std::move(request), patience + broker_margin));
  const Value& message = received.message;
  if (message.has("error")) return tl::unexpected<Error>(error_of(message));
  const auto outcome = transport::bench_outcome_named(message["outcome"].as_text());
  if (!outcome) return fail(ErrorCode::internal, "the broker gave no outcome");
  return transport::BenchActReport{*outcome, message["said"].as_text()};
}

Result<int> BrokerClient::ask_for_descriptor(Value request, milliseconds patience) {
  Received received = HOSHI_TRY(ask(std::move(request), patience));
  if (received.message.has("error")) return tl::unexpected<Error>(error_of(received.message));
  if (!received.descriptor.is_open()) return fail(ErrorCode::internal, "the broker sent no connection");
  return received.descriptor.release();
}

Result<transport::ScanReport> BrokerClient::scan_tcp(std::string_view target, const transport::ScanOptions& options,
                                                     milliseconds deadline) {
  Value request = object({{"op", "scan"},
                          {"target", target},
                          {"ports", to_ranges(options.ports)},
                          {"rate", std::int64_t{options.rate_per_second}},
                          {"timeout_ms", std::int64_t{deadline.count()}}});
  Received received = HOSHI_TRY(ask(std::move(request), deadline + broker_margin));
  const Value& message = received.message;
  if (message.has("error")) return tl::unexpected<Error>(error_of(message));
  transport::ScanReport report;
  report.open = from_ranges(message["open"].as_text());
  report.open_ipv4 = from_ranges(message["open4"].as_text());
  report.open_ipv6 = from_ranges(message["open6"].as_text());
  report.closed = static_cast<std::uint32_t>(message["closed"].as_integer());
  report.filtered = static_cast<std::uint32_t>(message["filtered"].as_integer());
  report.rate_per_second = static_cast<std::uint32_t>(message["rate"].as_integer());
  report.filtered_sample = from_ranges(message["sample"].as_text());
  report.complete = message["complete"].as_bool();
  report.took = transport::TaskTime(message["took"].as_integer());
  return report;
}

}  // namespace hoshi::agent
