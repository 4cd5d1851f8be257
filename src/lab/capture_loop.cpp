// From a packet socket to pcapng files.
// SPDX-License-Identifier: Apache-2.0
#include "lab/capture_loop.h"

#include <fcntl.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "lab/pcapng.h"

namespace hoshi::lab {
namespace {

constexpr std::size_t largest_frame_bytes = 65536 + 64;
constexpr std::size_t write_bytes = 64u << 10;
constexpr int longest_wait_ms = 200;
constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;

std::uint64_t in_nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * nanoseconds_per_second + static_cast<std::uint64_t>(time.tv_nsec);
}

std::uint64_t clock_now() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return in_nanoseconds(time);
}

struct Frame {
  std::size_t size_bytes = 0;
  std::size_t wire_bytes = 0;
  std::uint64_t nanoseconds = 0;
  Direction direction = Direction::inbound;
};

// False when there is nothing (or the interface is down).
bool receive_frame(int wire, Bytes& buffer, Frame& frame) {
  iovec part{buffer.data(), buffer.size()};
  sockaddr_storage from{};
  alignas(cmsghdr) char control[128];
  msghdr message{};
  message.msg_name = &from;
  message.msg_namelen = sizeof from;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const auto count = ::recvmsg(wire, &message, MSG_DONTWAIT | MSG_TRUNC);
  if (count <= 0) return false;
  frame.wire_bytes = static_cast<std::size_t>(count);
  frame.size_bytes = std::min(frame.wire_bytes, buffer.size());
  frame.nanoseconds = clock_now();
  for (cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time{};
    std::memcpy(&time, CMSG_DATA(one), sizeof time);
    frame.nanoseconds = in_nanoseconds(time);
  }
  sockaddr_ll link{};
  std::memcpy(&link, &from, sizeof link);
  frame.direction = link.sll_pkttype == PACKET_OUTGOING ? Direction::outbound : Direction::inbound;
  return true;
}

// The files, and what is not written yet.
class Book {
 public:
  Book(std::vector<CaptureFile> files, Bytes head) : files_(std::move(files)), head_(std::move(head)) { begin(); }

  void add(const Bytes& block) {
    if (files_[current_].size_bytes + pending_.size() + block.size() > capture_file_bytes) turn();
    pending_.insert(pending_.end(), block.begin(), block.end());
    if (pending_.size() >= write_bytes) flush();
  }

  void flush() {
    CaptureFile& file = files_[current_];
    std::size_t done = 0;
    while (done < pending_.size()) {
      const auto count = ::pwrite(file.file.number(), pending_.data() + done, pending_.size() - done, static_cast<off_t>(file.size_bytes + done));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) break;  // A full disk: what was whole before stays whole, the rest of it is written over.
      done += static_cast<std::size_t>(count);
    }
    if (done == pending_.size()) {
      file.size_bytes += done;
    } else {
      ++lost_writes_;
      if (::ftruncate(file.file.number(), static_cast<off_t>(file.size_bytes)) != 0) ++lost_writes_;
    }
    pending_.clear();
  }

  std::uint64_t lost_writes() const { return lost_writes_; }

 private:
  void begin() {
    files_[current_].size_bytes = 0;
    if (::ftruncate(files_[current_].file.number(), 0) != 0) ++lost_writes_;
    pending_ = head_;
  }

  void turn() {
    flush();
    current_ = current_ + 1 < files_.size() ? current_ + 1 : 1;
    begin();
  }

  std::vector<CaptureFile> files_;
  Bytes head_;
  Bytes pending_;
  std::size_t current_ = 0;
  std::uint64_t lost_writes_ = 0;
};

}  // namespace

Result<std::vector<CaptureFile>> open_capture_files(const std::filesystem::path& folder) {
  std::vector<CaptureFile> files;
  for (std::size_t i = 0; i <= capture_ring_files; ++i) {
    const auto path = folder / (i == 0 ? "first.pcapng" : "ring-" + std::to_string(i) + ".pcapng");
    transport::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) return fail(ErrorCode::unavailable, path.string() + ": " + std::strerror(errno));
    files.push_back({std::move(file), 0});
  }
  return files;
}

void run_capture(const transport::Descriptor& wire, std::vector<CaptureFile> files, const std::string& interface,
                 const std::string& application, const std::function<bool()>& stop_wanted) {
  Book book(std::move(files), pcapng_head(interface, application));
  Bytes buffer(largest_frame_bytes);
  std::uint64_t received = 0;
  std::uint64_t dropped = 0;
  while (!stop_wanted()) {
    pollfd waiting{wire.number(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, longest_wait_ms);
    Frame frame;
    bool any = false;
    while (!stop_wanted() && receive_frame(wire.number(), buffer, frame)) {
      book.add(pcapng_packet(frame.nanoseconds, frame.direction, ByteView(buffer).first(frame.size_bytes), frame.wire_bytes));
      ++received;
      any = true;
    }
    book.flush();
    if (ready > 0 && !any) ::poll(nullptr, 0, 20);  // the interface is down: no busy loop
  }
  tpacket_stats statistics{};
  socklen_t size = sizeof statistics;
  if (::getsockopt(wire.number(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size) == 0) dropped = statistics.tp_drops;
  book.add(pcapng_statistics(clock_now(), received, dropped + book.lost_writes()));
  book.flush();
}

}  // namespace hoshi::lab
