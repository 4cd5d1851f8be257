// What the parts of a live network share: the task, its lanes, its streams. Inside this room only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>

#include "transport/channel.h"
#include "transport/connector.h"
#include "transport/live_network.h"
#include "transport/recorder.h"

namespace hoshi::transport {

constexpr auto write_patience = milliseconds(10'000);  // a device that takes nothing for so long has stopped
constexpr auto timeout_max = milliseconds(3'600'000);
constexpr std::size_t read_bytes_max = 1u << 20;
constexpr std::size_t bulk_bytes_min = 256u << 10;        // what is larger is recorded by its hash: images of updates
constexpr std::size_t slowest_bytes_a_millisecond = 16;  // a device that takes an image no faster than this has stopped

// What all lanes of a task have in common.
struct TaskWire {
  TaskWire(Connector& sockets, const TlsContext& tls, TranscriptSink& lines, const LiveOptions& chosen)
      : connector(sockets), context(tls), sink(lines), options(chosen) {}

  Connector& connector;
  const TlsContext& context;
  TranscriptSink& sink;
  LiveOptions options;
  Secrets secrets;

  TaskTime now() const {
    return std::chrono::duration_cast<TaskTime>(std::chrono::steady_clock::now() - options.began);
  }
  TimePoint deadline() const { return options.began + options.budget; }
  [[nodiscard]] Result<TimePoint> until(milliseconds timeout) const {
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline()) return fail(ErrorCode::timed_out, "the time of this task is over");
    return std::min(deadline(), now + std::clamp(timeout, milliseconds(0), timeout_max));
  }
};

// One lane's connection to its transcript; streams may outlive the Network they came from, hence shared.
struct LaneState {
  LaneState(std::shared_ptr<TaskWire> task, const std::string& name)
      : wire(std::move(task)), recorder(wire->sink, wire->secrets, name, wire->options.limits) {}
  std::shared_ptr<TaskWire> wire;
  Recorder recorder;

  Event event(std::uint32_t connection, EventKind kind, ValueMap details = {}) const {
    return Event{wire->now(), connection, kind, {}, std::move(details)};
  }
  // Records an error of a call and hands it on.
  tl::unexpected<Error> failed(std::uint32_t connection, Error error) {
    const EventKind kind = error.code == ErrorCode::timed_out ? EventKind::timeout : EventKind::error;
    recorder.record(event(connection, kind, details_of(error)));
    return tl::unexpected<Error>(std::move(error));
  }
  tl::unexpected<Error> full() {
    recorder.cut();
    return tl::unexpected<Error>(transcript_full());
  }
};

class LiveStream : public Stream {
 public:
  LiveStream(std::shared_ptr<LaneState> lane, std::uint32_t connection, std::unique_ptr<Channel> channel)
      : lane_(std::move(lane)),
        connection_(connection),
        channel_(std::move(channel)),
        time_(lane_->recorder.time()) {}
  ~LiveStream() override {
    if (channel_) lane_->recorder.end_connection(connection_, lane_->wire->now());
  }

  [[nodiscard]] Result<Bytes> read(std::size_t limit_bytes, milliseconds timeout) override {
    if (lane_->recorder.is_cut()) return tl::unexpected<Error>(transcript_full());
    const std::size_t limit = std::min({limit_bytes, read_bytes_max, lane_->recorder.payload_left()});
    if (limit == 0)
      return limit_bytes == 0 ? Result<Bytes>(fail(ErrorCode::invalid_input, "nothing to read"))
                              : Result<Bytes>(lane_->full());
    const auto until = lane_->wire->until(timeout);
    Result<Bytes> got = until ? channel_->read(limit, *until) : tl::unexpected<Error>(until.error());
    if (!got) return failed(std::move(got.error()));
    Event event = lane_->event(connection_, got->empty() ? EventKind::closed : EventKind::got);
    event.bytes = *got;
    note(std::move(event));
    return got;
  }

  [[nodiscard]] Result<void> write(ByteView bytes) override {
    HOSHI_CHECK(lane_->recorder.begin_request());
    const bool is_bulk = bytes.size() > bulk_bytes_min;
    if (!is_bulk && bytes.size() > lane_->recorder.payload_left()) return lane_->full();
    const auto until = lane_->wire->until(write_patience + milliseconds(bytes.size() / slowest_bytes_a_millisecond));
    Result<void> sent = until ? channel_->write(bytes, *until) : tl::unexpected<Error>(until.error());
    if (!sent) return failed(std::move(sent.error()));
    Event event = lane_->event(connection_, EventKind::sent);
    if (is_bulk) {
      event.details = bulk_details(bytes, lane_->wire->secrets.any());
    } else {
      event.bytes.assign(bytes.begin(), bytes.end());
    }
    note(std::move(event));
    return {};
  }

  TaskTime time() const override { return time_; }
  const TlsSession* tls() const override { return channel_->tls(); }

  std::uint32_t connection() const { return connection_; }
  bool is_of(const LaneState& lane) const { return lane_.get() == &lane; }
  // Ends this stream and leaves its connection to another: what the socket was, or closed when it was not plain.
  Descriptor hand_over() { return std::exchange(channel_, nullptr)->release(); }

 private:
  void note(Event event) {
    time_ = event.time;
    lane_->recorder.record(std::move(event));
  }
  tl::unexpected<Error> failed(Error error) {
    auto result = lane_->failed(connection_, std::move(error));
    time_ = lane_->recorder.time();
    return result;
  }

  std::shared_ptr<LaneState> lane_;
  std::uint32_t connection_;
  std::unique_ptr<Channel> channel_;
  TaskTime time_;
};

// Live datagrams, all calls recorded: live_datagrams.cpp.
[[nodiscard]] Result<std::unique_ptr<Datagrams>> live_datagrams(const std::shared_ptr<LaneState>& lane, std::string_view target,
                                                                std::uint16_t port, Reach reach);
[[nodiscard]] Result<std::vector<DatagramAnswer>> live_questions(LaneState& lane, std::string_view target,
                                                                 const std::vector<DatagramQuestion>& questions,
                                                                 const AskOptions& options);
// The task's end of a relay, recorded as opened or not under the connection's number.
[[nodiscard]] Result<Descriptor> open_relay(LaneState& lane, std::uint32_t connection, std::string_view target,
                                            std::uint16_t port, Reach reach);

}  // namespace hoshi::transport
