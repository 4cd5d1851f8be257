// UDP of a live network: one conversation, or many questions at once.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include "transport/datagram_frames.h"
#include "transport/live_lane.h"

namespace hoshi::transport {
namespace {

constexpr std::size_t questions_max = 400;
constexpr std::size_t answers_most = 256;

Event got_event(const LaneState& lane, std::uint32_t connection, const Frame& frame) {
  Event event = lane.event(connection, EventKind::got, {{"port", Value(std::int64_t{frame.port})}});
  event.bytes = frame.bytes;
  return event;
}

Event sent_event(const LaneState& lane, std::uint32_t connection, std::uint16_t port, ByteView bytes) {
  Event event = lane.event(connection, EventKind::sent, {{"port", Value(std::int64_t{port})}});
  event.bytes.assign(bytes.begin(), bytes.end());
  return event;
}

class LiveDatagrams : public Datagrams {
 public:
  LiveDatagrams(std::shared_ptr<LaneState> lane, std::uint32_t connection, Descriptor pair)
      : lane_(std::move(lane)), connection_(connection), pair_(std::move(pair)), time_(lane_->recorder.time()) {}
  ~LiveDatagrams() override { lane_->recorder.end_connection(connection_, lane_->wire->now()); }

  Result<void> send(ByteView bytes, std::uint16_t port) override {
    HOSHI_CHECK(lane_->recorder.begin_request());
    if (bytes.size() > lane_->recorder.payload_left()) return lane_->full();
    const auto until = lane_->wire->until(write_patience);
    Result<void> sent = until ? send_frame(pair_.number(), port, bytes, *until) : tl::unexpected<Error>(until.error());
    if (!sent) return failed(std::move(sent.error()));
    note(sent_event(*lane_, connection_, port, bytes));
    return {};
  }

  Result<Datagram> receive(milliseconds timeout) override {
    if (lane_->recorder.is_cut()) return tl::unexpected<Error>(transcript_full());
    const auto until = lane_->wire->until(timeout);
    Result<Frame> frame = until ? receive_frame(pair_.number(), *until) : tl::unexpected<Error>(until.error());
    if (!frame) return failed(std::move(frame.error()));
    if (frame->refused) return failed(nobody_listens());
    if (frame->bytes.size() > lane_->recorder.payload_left()) return lane_->full();
    note(got_event(*lane_, connection_, *frame));
    return Datagram{std::move(frame->bytes), frame->port, time_};
  }

  TaskTime time() const override { return time_; }

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
  Descriptor pair_;
  TaskTime time_;
};

// Many questions on their way, each with its own pair.
class Questions {
 public:
  Questions(LaneState& lane, const std::vector<DatagramQuestion>& questions, const AskOptions& options)
      : lane_(lane), questions_(questions), options_(options), pairs_(questions.size()), answers_(questions.size()) {
    options_.answers_max = std::min(options_.answers_max, answers_most);
  }

  [[nodiscard]] Result<std::vector<DatagramAnswer>> ask(std::string_view target) {
    first_ = lane_.recorder.new_connection();
    for (std::size_t i = 1; i < questions_.size(); ++i) static_cast<void>(lane_.recorder.new_connection());
    HOSHI_CHECK(open_all(target));
    const auto began = std::chrono::steady_clock::now();
    const auto until = lane_.wire->until(options_.patience);
    if (!until) return lane_.failed(0, until.error());
    const TimePoint end = *until;
    for (std::size_t round = 0; round < options_.send_at.size(); ++round) {
      HOSHI_CHECK(collect(std::min(end, began + options_.send_at[round])));
      HOSHI_CHECK(send_round(end));
    }
    HOSHI_CHECK(collect(end));
    lane_.recorder.record(lane_.event(0, EventKind::asked, {{"n", Value(std::uint64_t{questions_.size()})}}));
    for (std::size_t i = 0; i < questions_.size(); ++i) lane_.recorder.end_connection(number(i), lane_.wire->now());
    return std::move(answers_);
  }

 private:
  std::uint32_t number(std::size_t question) const { return first_ + static_cast<std::uint32_t>(question); }
  bool waits(std::size_t i) const { return pairs_[i].is_open() && answers_[i].got.empty() && !answers_[i].refused; }

  [[nodiscard]] Result<void> open_all(std::string_view target) {
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      auto pair = open_relay(lane_, number(i), target, questions_[i].port, questions_[i].reach);
      if (pair) {
        pairs_[i] = std::move(*pair);
      } else if (pair.error().code == ErrorCode::forbidden) {
        return tl::unexpected<Error>(std::move(pair.error()));
      }
    }
    return {};
  }

  [[nodiscard]] Result<void> send_round(TimePoint until) {
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      if (!waits(i)) continue;
      const Bytes& payload = questions_[i].payload;
      if (payload.size() > lane_.recorder.payload_left()) return lane_.full();
      if (!send_frame(pairs_[i].number(), 0, payload, until)) continue;  // the relay is gone: silence says so
      lane_.recorder.record(sent_event(lane_, number(i), 0, payload));
    }
    return {};
  }

  // Reads what comes until then, or until nobody is waited for and no answer can be expected any more.
  [[nodiscard]] Result<void> collect(TimePoint until) {
    while (std::chrono::steady_clock::now() < until) {
      std::vector<pollfd> polled;
      std::vector<std::size_t> whose;
      for (std::size_t i = 0; i < questions_.size(); ++i) {
        if (!pairs_[i].is_open()) continue;
        polled.push_back({pairs_[i].number(), POLLIN, 0});
        whose.push_back(i);
      }
      const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
      if (::poll(polled.data(), polled.size(), std::max(0, static_cast<int>(left.count()))) <= 0) continue;
      for (std::size_t k = 0; k < polled.size(); ++k) {
        if (polled[k].revents != 0) HOSHI_CHECK(take(whose[k]));
      }
    }
    return {};
  }

  [[nodiscard]] Result<void> take(std::size_t i) {
    auto frame = receive_frame(pairs_[i].number(), std::chrono::steady_clock::now());
    if (!frame || frame->refused) {
      if (!frame && frame.error().code == ErrorCode::timed_out) return {};
      if (frame && !answers_[i].got.empty()) return {};
      answers_[i].refused = frame.has_value();
      pairs_[i].reset();
      if (frame) lane_.recorder.record(lane_.event(number(i), EventKind::error, details_of(nobody_listens())));
      return {};
    }
    if (frame->bytes.size() > lane_.recorder.payload_left()) return lane_.full();
    Event event = got_event(lane_, number(i), *frame);
    answers_[i].got.push_back({std::move(frame->bytes), frame->port, event.time});
    lane_.recorder.record(std::move(event));
    if (answers_[i].got.size() >= options_.answers_max) pairs_[i].reset();
    return {};
  }

  LaneState& lane_;
  const std::vector<DatagramQuestion>& questions_;
  AskOptions options_;
  std::vector<Descriptor> pairs_;
  std::vector<DatagramAnswer> answers_;
  std::uint32_t first_ = 0;
};

}  // namespace

Result<Descriptor> open_relay(LaneState& lane, std::uint32_t connection, std::string_view target, std::uint16_t port,
                              Reach reach) {
  ValueMap details{{"target", Value(target)},
                   {"port", Value(std::int64_t{port})},
                   {"reach", Value(static_cast<std::int64_t>(reach))}};
  const auto until = lane.wire->until(write_patience);
  Result<int> pair =
      until ? lane.wire->connector.open_datagrams(target, port, reach) : tl::unexpected<Error>(until.error());
  if (pair) {
    lane.recorder.record(lane.event(connection, EventKind::udp, std::move(details)));
    return Descriptor(*pair);
  }
  details.merge(details_of(pair.error()));
  lane.recorder.record(lane.event(connection, EventKind::connect_failed, std::move(details)));
  return tl::unexpected<Error>(std::move(pair.error()));
}

Result<std::unique_ptr<Datagrams>> live_datagrams(const std::shared_ptr<LaneState>& lane, std::string_view target,
                                                  std::uint16_t port, Reach reach) {
  const std::uint32_t connection = lane->recorder.new_connection();
  Descriptor pair = HOSHI_TRY(open_relay(*lane, connection, target, port, reach));
  return std::make_unique<LiveDatagrams>(lane, connection, std::move(pair));
}

Result<std::vector<DatagramAnswer>> live_questions(LaneState& lane, std::string_view target,
                                                   const std::vector<DatagramQuestion>& questions,
                                                   const AskOptions& options) {
  if (questions.empty()) return std::vector<DatagramAnswer>{};
  if (questions.size() > questions_max) return fail(ErrorCode::invalid_input, "too many questions at once");
  return Questions(lane, questions, options).ask(target);
}

}  // namespace hoshi::transport
