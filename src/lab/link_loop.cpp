// Moving frames through the models.
// SPDX-License-Identifier: Apache-2.0
#include "lab/link_loop.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include "lab/network_device.h"

namespace hoshi::lab {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t largest_frame_bytes = 65536 + 64;
constexpr std::size_t most_waiting = 4096;
constexpr std::size_t most_waiting_bytes = 16u << 20;
constexpr int frames_a_turn = 64;  // then the other direction has its turn
constexpr auto report_time = 1s;
constexpr auto longest_sleep = 200ms;  // how soon a wish to stop is seen

LinkTime now() {
  return std::chrono::duration_cast<LinkTime>(std::chrono::steady_clock::now().time_since_epoch());
}

struct Waiting {
  LinkTime leaves;
  std::uint64_t number;  // keeps the order of equal times
  std::shared_ptr<const Bytes> frame;  // shared by a frame and its duplicate
};

bool leaves_later(const Waiting& a, const Waiting& b) { return a.leaves != b.leaves ? a.leaves > b.leaves : a.number > b.number; }

// One direction: its model and the frames on their way.
class Lane {
 public:
  Lane(const LinkSettings& settings, std::uint64_t seed) : model_(settings, seed) {}

  void take(LinkTime time, ByteView frame) {
    const Fate fate = model_.offer(time, frame.size() - frame_note_bytes);
    if (fate.count == 0) return;
    if (heap_.size() + fate.count > most_waiting || bytes_ + frame.size() > most_waiting_bytes) {
      ++overflowed_;
      return;
    }
    const auto kept = std::make_shared<const Bytes>(frame.begin(), frame.end());
    for (std::size_t i = 0; i < fate.count; ++i) {
      bytes_ += kept->size();
      heap_.push_back({fate.leaves[i], number_++, kept});
      std::push_heap(heap_.begin(), heap_.end(), leaves_later);
    }
  }

  // Sends what is due; the number of frames that could not be sent.
  std::uint64_t send_due(LinkTime time, int out) {
    std::uint64_t not_sent = 0;
    while (!heap_.empty() && heap_.front().leaves <= time) {
      std::pop_heap(heap_.begin(), heap_.end(), leaves_later);
      const Bytes& frame = *heap_.back().frame;
      if (::write(out, frame.data(), frame.size()) < 0) ++not_sent;
      bytes_ -= frame.size();
      heap_.pop_back();
    }
    return not_sent;
  }

  LinkTime next_or(LinkTime otherwise) const { return heap_.empty() ? otherwise : std::min(otherwise, heap_.front().leaves); }

  LinkCounts counts() const {
    LinkCounts counts = model_.counts();
    counts.overflowed += overflowed_;
    return counts;
  }

 private:
  LinkModel model_;
  std::vector<Waiting> heap_;
  std::uint64_t number_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t overflowed_ = 0;
};

enum class Source { open, gone };

// An interface that is down says so and is asked again; a TAP whose interface was removed is gone for good.
Source drain(int in, Bytes& buffer, Lane& lane) {
  for (int i = 0; i < frames_a_turn; ++i) {
    const auto count = ::read(in, buffer.data(), buffer.size());
    if (count < 0) return errno == EBADFD || errno == EBADF ? Source::gone : Source::open;
    if (static_cast<std::size_t>(count) > frame_note_bytes) lane.take(now(), ByteView(buffer).first(static_cast<std::size_t>(count)));
  }
  return Source::open;
}

void wait(const std::array<int, 2>& descriptors, LinkTime until) {
  std::array<pollfd, 2> waiting{pollfd{descriptors[0], POLLIN, 0}, pollfd{descriptors[1], POLLIN, 0}};
  const auto left = std::max(until - now(), LinkTime(0));
  const timespec time{static_cast<time_t>(left / 1s), static_cast<long>((left % 1s) / 1ns)};
  ::ppoll(waiting.data(), waiting.size(), &time, nullptr);
  // A TAP without its interface, or a wire that is down, is ready with an error at once: no busy loop.
  const bool only_errors = (waiting[0].revents | waiting[1].revents) != 0 && ((waiting[0].revents | waiting[1].revents) & POLLIN) == 0;
  if (only_errors) ::poll(nullptr, 0, 20);
}

Value to_value(const LinkCounts& counts) {
  return object({{"offered", counts.offered},
                 {"lost", counts.lost},
                 {"overflowed", counts.overflowed},
                 {"duplicated", counts.duplicated},
                 {"reordered", counts.reordered}});
}

}  // namespace

Value to_value(const LinkReport& report) {
  return object({{"to_device", to_value(report.to_device)}, {"from_device", to_value(report.from_device)}, {"not_sent", report.not_sent}});
}

void run_link(const transport::Descriptor& wire, const transport::Descriptor& tap, const LinkSettings& settings,
              const std::function<bool()>& stop_wanted, const std::function<void(const LinkReport&)>& told) {
  Lane to_device(settings, settings.seed * 2);
  Lane from_device(settings, settings.seed * 2 + 1);
  Bytes buffer(largest_frame_bytes);
  LinkReport report;
  LinkTime next_report = now() + report_time;
  bool is_open = true;
  while (is_open && !stop_wanted()) {
    const LinkTime until = std::min<LinkTime>(now() + longest_sleep, next_report);
    wait({wire.number(), tap.number()}, to_device.next_or(from_device.next_or(until)));
    drain(wire.number(), buffer, from_device);
    is_open = drain(tap.number(), buffer, to_device) == Source::open;
    report.not_sent += to_device.send_due(now(), wire.number()) + from_device.send_due(now(), tap.number());
    report.to_device = to_device.counts();
    report.from_device = from_device.counts();
    if (now() < next_report) continue;
    told(report);
    next_report = now() + report_time;
  }
  told(report);
}

}  // namespace hoshi::lab
