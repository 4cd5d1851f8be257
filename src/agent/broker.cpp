// The command's side of the broker.
// SPDX-License-Identifier: Apache-2.0
#include "agent/broker.h"

#include <sys/socket.h>

#include <algorithm>

#include "agent/port_ranges.h"
#include "transport/transcript.h"

namespace hoshi::agent {

using transport::milliseconds;

namespace {

constexpr std::int64_t timeout_limit_ms = 10 * 60 * 1000;
constexpr std::int64_t steps_limit = 1'000;
constexpr std::int64_t highest_rate_per_second = 1'000'000;
constexpr std::size_t open_ports_limit = 4'000;  // a device that opens more shows nothing by the rest

milliseconds bounded(const Value& value) {
  return milliseconds(std::clamp<std::int64_t>(value.as_integer(), 0, timeout_limit_ms));
}

Value refused(const Error& error) {
  return object({{"error", name_of(error.code)}, {"message", error.message}});
}

Value described(transport::ScanReport report) {
  if (report.open.size() > open_ports_limit) {
    const std::uint16_t first_cut = report.open[open_ports_limit];
    for (auto* list : {&report.open, &report.open_ipv4, &report.open_ipv6}) {
      std::erase_if(*list, [&](std::uint16_t port) { return port >= first_cut; });
    }
    report.complete = false;
  }
  return object({{"open", to_ranges(report.open)},
                 {"open4", to_ranges(report.open_ipv4)},
                 {"open6", to_ranges(report.open_ipv6)},
                 {"closed", std::int64_t{report.closed}},
                 {"filtered", std::int64_t{report.filtered}},
                 {"rate", std::int64_t{report.rate_per_second}},
                 {"sample", to_ranges(report.filtered_sample)},
                 {"complete", report.complete},
                 {"took", std::int64_t{report.took.count()}}});
}

}  // namespace

Broker::Broker(Descriptor channel, transport::Connector& connector, std::vector<std::uint16_t> ports,
               SinglePorts single_ports, BenchActor actor)
    : channel_(std::move(channel)),
      connector_(connector),
      ports_(std::move(ports)),
      single_ports_(std::move(single_ports)),
      actor_(std::move(actor)),
      thread_([this] { serve(); }) {}

Broker::~Broker() {
  ::shutdown(channel_.number(), SHUT_RDWR);
  thread_.join();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return running_ == 0; });
}

void Broker::serve() {
  while (true) {
    auto received = receive_message(channel_.number());
    if (!received) return;
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ < side_by_side; });
    ++running_;
    std::thread([this, request = std::move(received->message)]() mutable {
      answer(std::move(request));
      const std::lock_guard guard(mutex_);
      --running_;
      ended_.notify_all();
    }).detach();
  }
}

bool Broker::is_document(std::string_view target) const {
  return single_ports_.contains(transport::bare_name(target));
}

Result<int> Broker::connect(const Value& request) {
  const std::string& target = request["target"].as_text();
  const auto port = static_cast<std::uint16_t>(std::clamp<std::int64_t>(request["port"].as_integer(), 0, 65535));
  const auto single = single_ports_.find(transport::bare_name(target));
  if (single != single_ports_.end() && single->second != port) {
    return fail(ErrorCode::forbidden, "only the port of the document's address may be reached there");
  }
  return connector_.connect(target, port, bounded(request["timeout_ms"]));
}

Result<int> Broker::open_datagrams(const Value& request) {
  const std::string& target = request["target"].as_text();
  if (is_document(target)) return fail(ErrorCode::forbidden, "hosts of documents are asked over TCP only");
  const auto port = static_cast<std::uint16_t>(std::clamp<std::int64_t>(request["port"].as_integer(), 0, 65535));
  for (const auto reach : {transport::Reach::port, transport::Reach::any_port, transport::Reach::group}) {
    if (request["reach"].as_integer(-1) == static_cast<int>(reach)) return connector_.open_datagrams(target, port, reach);
  }
  return fail(ErrorCode::invalid_input, "an unknown way to ask");
}

Result<transport::ScanReport> Broker::scan(const Value& request) {
  const std::string& target = request["target"].as_text();
  if (is_document(target)) return fail(ErrorCode::forbidden, "hosts of documents are not scanned");
  transport::ScanOptions options;
  options.ports = from_ranges(request["ports"].as_text());
  if (options.ports.empty()) options.ports = ports_;
  options.rate_per_second =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(request["rate"].as_integer(), 0, highest_rate_per_second));
  return connector_.scan_tcp(target, options, bounded(request["timeout_ms"]));
}

Result<transport::BenchActReport> Broker::act(const Value& request) {
  if (!actor_) return fail(ErrorCode::unavailable, "nobody acts on this bench");
  const auto step = std::clamp<std::int64_t>(request["step"].as_integer(-1), 0, steps_limit);
  Bytes content;
  if (request.has("content")) content = HOSHI_TRY(handed_.take(request["content"].as_integer()));
  return actor_({request["recipe"].as_text(), static_cast<std::size_t>(step), request["channel"].as_text(), content}, bounded(request["timeout_ms"]));
}

void Broker::take_over(const Value& request) {
  const std::int64_t number = request["number"].as_integer();
  const std::int64_t size_bytes = request["bytes"].as_integer();
  auto way = actor_ ? handed_.open(number, size_bytes) : Result<HandedContent::Way>(fail(ErrorCode::unavailable, "nobody acts on this bench"));
  Value reply = way ? Value(ValueMap{}) : refused(way.error());
  reply.set("id", request["id"].as_integer());
  // An agent that is gone hands nothing over, which is seen when it is read.
  (void)send_message(channel_.number(), reply, way ? way->agents.number() : -1);
  if (!way) return;
  way->agents.reset();
  handed_.receive(number, way->ours, size_bytes);
}

void Broker::answer(Value request) {
  if (request["op"].as_text() == "hand_over") return take_over(request);
  Value reply = refused({ErrorCode::forbidden, "the broker does not know this request"});
  Descriptor connection;
  const std::string& wanted = request["op"].as_text();
  if (wanted == "connect" || wanted == "datagrams") {
    auto connected = wanted == "connect" ? connect(request) : open_datagrams(request);
    reply = connected ? Value(ValueMap{}) : refused(connected.error());
    if (connected) connection = Descriptor(*connected);
  } else if (wanted == "act") {
    auto report = act(request);
    reply = report ? Value(transport::details_of(*report)) : refused(report.error());
  } else if (wanted == "scan") {
    auto report = scan(request);
    reply = report ? described(std::move(*report)) : refused(report.error());
  }
  reply.set("id", request["id"].as_integer());
  // An agent that is gone has no use for the answer.
  (void)send_message(channel_.number(), reply, connection.number());
}

}  // namespace hoshi::agent
