// Asks ports by connect(2) under a window that follows the device and a bucket that never exceeds the rate.
// SPDX-License-Identifier: Apache-2.0
#include "transport/tcp_scan.h"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <numeric>
#include <optional>
#include <random>
#include <unordered_map>

#include "transport/direct_connector.h"

namespace hoshi::transport {
namespace {

using Clock = std::chrono::steady_clock;
using Ports = std::vector<std::uint16_t>;
using Seconds = std::chrono::duration<double>;

constexpr double window_start = 64;
constexpr double window_min = 16;
constexpr double burst_seconds = 0.01;  // the bucket holds what may be sent in this time
constexpr double rate_min = 50;         // ports a second; slower devices are beyond patience
constexpr double rate_growth_per_second =
    0.1;                                 // together with the next: settles at about 10 % of late answers
constexpr double loss_tolerated = 0.05;  // of the answers of a round; a poor radio link loses as much
constexpr std::size_t round_answers_min = 10;  // fewer say nothing about loss
constexpr auto repeated_after =
    milliseconds(900);                           // an answer so late answers the kernel's repeat (after 1 s)
constexpr std::size_t sample_ports = 1'024;      // of the silent ones, asked again before all of them are
constexpr std::size_t few_silent_ports = 4'096;  // so many are asked again in any case
constexpr int rounds_again_max = 3;              // each at half the speed of the one before
constexpr std::size_t silence_before_control =
    4'000;  // ports without an answer before we look if the device lives
constexpr int control_misses_max = 3;
constexpr int self_connects_max = 3;               // in a row on one port
constexpr int local_failures_max = 20;             // refused by our own kernel before anything answered
constexpr std::size_t descriptors_reserved = 128;  // for the rest of the process
constexpr auto pause_without_resources = milliseconds(20);

// Where IoT products listen most; asked first when silent ports are asked again.
constexpr std::array<std::uint16_t, 28> likely_ports{
    21,   22,   23,   25,   53,   80,   81,   88,   110,  139,  443,  445,  554,  631,
    1883, 1900, 2323, 3702, 5000, 5555, 7547, 8000, 8080, 8081, 8443, 8883, 8888, 9000};

// std::shuffle differs between libraries; the order must be the same everywhere.
void shuffle(Ports& ports, std::mt19937_64& generator) {
  for (std::size_t i = ports.size(); i > 1; --i) std::swap(ports[i - 1], ports[generator() % i]);
}

std::size_t descriptors_available(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const std::size_t soft = std::min<rlim_t>(limit.rlim_cur, 1u << 20);
  const std::size_t free = soft > 2 * descriptors_reserved ? soft - descriptors_reserved : soft / 2;
  return std::clamp<std::size_t>(wanted, 1, free);
}

class Scanner {
 public:
  Scanner(const Address& address, const TcpScanOptions& options, TimePoint until)
      : address_(address),
        options_(options),
        until_(until),
        stop_(options.stop),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        states_(65'536, PortState::unknown),
        window_max_(static_cast<double>(descriptors_available(options.descriptors_max))),
        threshold_(window_max_),
        window_(std::min(window_start, window_max_)),
        generator_(options.seed) {}

  [[nodiscard]] Result<TcpScanResult> run();

 private:
  struct Attempt {
    Descriptor socket;
    std::uint16_t port = 0;
    std::uint64_t number = 0;
    TimePoint began;
    bool control = false;
  };
  struct Expiry {
    int descriptor;
    std::uint64_t number;
    TimePoint when;
  };

  bool is_stopped() const {
    return ended_ || fatal_.has_value() || Clock::now() >= until_ || (stop_ && stop_());
  }
  void pass(Ports ports, double rate);
  bool ask_again();
  void check_device();
  void refill();
  bool may_start() const;
  void start_some();
  void start(std::uint16_t port, bool control);
  void wait_for_events();
  int wait_milliseconds() const;
  void handle(int descriptor);
  void expire();
  void conclude(Attempt attempt, int error);
  void connected(Attempt attempt);
  void answered(const Attempt& attempt, PortState state);
  void end_round(TimePoint now);
  void silent(const Attempt& attempt);
  void out_of_resources(std::uint16_t port, bool control);
  void refused_by_kernel(int error);
  void ask_control();

  Address address_;
  const TcpScanOptions& options_;
  TimePoint until_;
  std::function<bool()> stop_;
  Descriptor epoll_;
  std::vector<PortState> states_;
  double window_max_;
  double threshold_;  // under it the window grows fast
  double window_;
  std::mt19937_64 generator_;

  Ports waiting_;  // of this pass, the next one last
  Ports silent_;   // of this pass
  std::unordered_map<int, Attempt> attempts_;
  std::deque<Expiry> expiries_;
  std::unordered_map<std::uint16_t, int> self_connects_;
  double rate_max_ = 0;  // of this pass
  double rate_ = 0;      // now
  double tokens_ = 0;
  TimePoint refilled_ = Clock::now();
  TimePoint paused_until_ = Clock::now();
  TimePoint round_began_ = Clock::now();
  std::size_t round_prompt_ = 0;  // answers to the first SYN
  std::size_t round_late_ = 0;    // answers to the kernel's repeat: the first was lost
  std::uint64_t started_ = 0;
  std::size_t answers_ = 0;
  std::size_t silence_in_a_row_ = 0;
  std::optional<std::uint16_t> control_port_;
  bool control_asked_ = false;
  int control_misses_ = 0;
  int local_failures_ = 0;
  bool losing_ = false;
  bool ended_ = false;
  std::optional<Error> fatal_;
};

Result<TcpScanResult> Scanner::run() {
  if (!epoll_.is_open()) return fail(ErrorCode::internal, "no epoll descriptor is left");
  Ports all = options_.ports;
  if (all.empty()) {
    all.resize(65'535);
    std::iota(all.begin(), all.end(), std::uint16_t{1});
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (all.front() == 0) return fail(ErrorCode::invalid_input, "port 0 cannot be scanned");
  shuffle(all, generator_);
  const TimePoint began = Clock::now();
  pass(all, options_.packets_per_second);
  const double took = std::max(Seconds(Clock::now() - began).count(), 0.001);
  TcpScanResult result;
  result.rate_per_second = static_cast<std::uint32_t>(static_cast<double>(started_) / took);
  for (int round = 0; round < rounds_again_max && !is_stopped() && ask_again(); ++round) {
  }
  if (!is_stopped()) check_device();
  if (fatal_) return tl::unexpected<Error>(std::move(*fatal_));
  const auto is_unknown = [&](std::uint16_t port) { return states_[port] == PortState::unknown; };
  result.complete = !ended_ && std::none_of(all.begin(), all.end(), is_unknown);
  result.states = std::move(states_);
  return result;
}

void Scanner::pass(Ports ports, double rate) {
  waiting_ = std::move(ports);
  silent_.clear();
  rate_max_ = std::max(rate, 1.0);
  rate_ = rate_ == 0 ? rate_max_ : std::min(rate_, rate_max_);
  tokens_ = std::min(tokens_, 1.0);
  refilled_ = Clock::now();
  while ((!waiting_.empty() || !attempts_.empty()) && !is_stopped()) {
    refill();
    start_some();
    wait_for_events();
    expire();
  }
  attempts_.clear();
  expiries_.clear();
}

// Silence may be ours: sent too fast. A sample tells whether the rest is worth asking again. Gives whether
// any silent port answered now.
bool Scanner::ask_again() {
  Ports ports = std::move(silent_);
  if (ports.empty()) return false;
  shuffle(ports, generator_);
  const auto is_likely = [](std::uint16_t port) {
    return std::find(likely_ports.begin(), likely_ports.end(), port) != likely_ports.end();
  };
  std::stable_partition(ports.begin(), ports.end(), is_likely);
  const std::size_t first = ports.size() <= few_silent_ports ? ports.size() : sample_ports;
  Ports rest(ports.begin() + static_cast<std::ptrdiff_t>(first), ports.end());
  ports.resize(first);
  std::reverse(ports.begin(), ports.end());  // a pass takes the last one first
  const double rate = rate_ / 2;
  threshold_ = std::max(window_min, window_ / 2);
  window_ = std::min(window_start, threshold_);
  const std::size_t answers_before = answers_;
  pass(std::move(ports), rate);
  const bool any = answers_ > answers_before;
  if (!any || rest.empty() || is_stopped()) return any;
  const Ports still_silent = std::move(silent_);
  pass(std::move(rest), rate);
  silent_.insert(silent_.end(), still_silent.begin(), still_silent.end());
  return true;
}

// Silence at the end may mean that the device is gone: a port that answered before must answer once more.
void Scanner::check_device() {
  if (!control_port_ || silence_in_a_row_ == 0) return;
  while (silence_in_a_row_ > 0 && !is_stopped()) {
    ask_control();
    while (!attempts_.empty() && !is_stopped()) {
      wait_for_events();
      expire();
    }
  }
}

void Scanner::refill() {
  const TimePoint now = Clock::now();
  const double passed = Seconds(now - refilled_).count();
  refilled_ = now;
  rate_ = std::min(rate_max_, rate_ * (1 + rate_growth_per_second * passed));
  tokens_ = std::min(std::max(1.0, rate_ * burst_seconds), tokens_ + rate_ * passed);
  if (now - round_began_ >= options_.silence) end_round(now);
}

bool Scanner::may_start() const {
  return !waiting_.empty() && tokens_ >= 1 && static_cast<double>(attempts_.size()) < window_ &&
         Clock::now() >= paused_until_;
}

void Scanner::start_some() {
  while (may_start() && !fatal_) {
    const std::uint16_t port = waiting_.back();
    waiting_.pop_back();
    start(port, false);
  }
}

void Scanner::ask_control() {
  if (control_asked_ || !control_port_) return;
  control_asked_ = true;
  start(*control_port_, true);
}

void Scanner::start(std::uint16_t port, bool control) {
  auto socket = make_tcp_socket(address_, options_.source_interface);
  if (!socket) {
    if (!options_.source_interface.empty()) {
      fatal_ = std::move(socket.error());
    } else {
      out_of_resources(port, control);
    }
    return;
  }
  tokens_ -= 1;
  ++started_;
  Address to = address_;
  to.set_port(port);
  Attempt attempt{std::move(*socket), port, started_, Clock::now(), control};
  const int descriptor = attempt.socket.number();
  if (::connect(descriptor, to.raw(), to.size()) == 0) {
    connected(std::move(attempt));
    return;
  }
  const int error = errno;
  if (error != EINPROGRESS) {
    refused_by_kernel(error);
    conclude(std::move(attempt), error);
    return;
  }
  epoll_event interest{};
  interest.events = EPOLLOUT;
  interest.data.fd = descriptor;
  if (::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, descriptor, &interest) != 0) {
    out_of_resources(port, control);
    return;
  }
  expiries_.push_back({descriptor, attempt.number, attempt.began + options_.silence});
  attempts_.emplace(descriptor, std::move(attempt));
}

int Scanner::wait_milliseconds() const {
  const TimePoint now = Clock::now();
  TimePoint wake = until_;
  if (!expiries_.empty()) wake = std::min(wake, expiries_.front().when);
  if (!waiting_.empty() && static_cast<double>(attempts_.size()) < window_) {
    const double lack = std::max(0.0, 1 - tokens_) / rate_;
    const TimePoint refilled = now + std::chrono::duration_cast<Clock::duration>(Seconds(lack));
    wake = std::min(wake, std::max(refilled, paused_until_));
  }
  const auto left = std::chrono::ceil<milliseconds>(wake - now);
  return static_cast<int>(std::clamp(left, milliseconds(0), milliseconds(1'000)).count());
}

void Scanner::wait_for_events() {
  std::array<epoll_event, 128> events{};
  const int count =
      ::epoll_wait(epoll_.number(), events.data(), static_cast<int>(events.size()), wait_milliseconds());
  for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.fd);
}

void Scanner::handle(int descriptor) {
  const auto found = attempts_.find(descriptor);
  if (found == attempts_.end()) return;
  Attempt attempt = std::move(found->second);
  attempts_.erase(found);
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error == 0) {
    connected(std::move(attempt));
  } else {
    conclude(std::move(attempt), error);
  }
}

void Scanner::expire() {
  const TimePoint now = Clock::now();
  while (!expiries_.empty() && expiries_.front().when <= now) {
    const Expiry expiry = expiries_.front();
    expiries_.pop_front();
    const auto found = attempts_.find(expiry.descriptor);
    if (found == attempts_.end() || found->second.number != expiry.number) continue;
    const Attempt attempt = std::move(found->second);
    attempts_.erase(found);
    tokens_ -= 1;  // the kernel has repeated the SYN
    silent(attempt);
  }
}

void Scanner::connected(Attempt attempt) {
  const int descriptor = attempt.socket.number();
  const bool itself = is_connected_to_itself(descriptor);
  const linger reset{1, 0};  // closing sends a reset: the device keeps no state
  ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  attempt.socket.reset();
  if (itself && ++self_connects_[attempt.port] <= self_connects_max) {
    control_asked_ = control_asked_ && !attempt.control;
    if (!attempt.control) waiting_.push_back(attempt.port);  // from another source port it will be told
    return;
  }
  tokens_ -= 2;  // the acknowledgement and the reset
  answered(attempt, itself ? PortState::closed : PortState::open);
}

void Scanner::conclude(Attempt attempt, int error) {
  switch (error) {
    case ECONNREFUSED:
    case ECONNRESET: answered(attempt, PortState::closed); return;
    case EADDRNOTAVAIL:
    case EAGAIN:
    case ENOBUFS:
    case ENOMEM: out_of_resources(attempt.port, attempt.control); return;
    default: silent(attempt);  // an ICMP message, or a neighbour that does not answer
  }
}

void Scanner::answered(const Attempt& attempt, PortState state) {
  const TimePoint now = Clock::now();
  silence_in_a_row_ = 0;
  control_misses_ = 0;
  if (attempt.control) {
    control_asked_ = false;
    return;
  }
  ++answers_;
  // A closed port costs the device less than a service that has to accept a connection.
  if (!control_port_ || state == PortState::closed) control_port_ = attempt.port;
  states_[attempt.port] = state;
  if (now - attempt.began >= repeated_after) {
    ++round_late_;
    return;
  }
  ++round_prompt_;
  window_ = std::min(window_max_, window_ + (window_ < threshold_ ? 1.0 : 1.0 / window_));
}

// Late answers mean that SYNs were lost: we slow down by their share.
void Scanner::end_round(TimePoint now) {
  const std::size_t answers = round_prompt_ + round_late_;
  if (answers < round_answers_min) return;
  const double lost = static_cast<double>(round_late_) / static_cast<double>(answers);
  round_began_ = now;
  round_prompt_ = 0;
  round_late_ = 0;
  losing_ = lost > loss_tolerated;
  if (!losing_) return;
  rate_ = std::max(std::min(rate_min, rate_max_), rate_ * (1 - lost));
  window_ = std::max(std::min(window_min, window_max_), window_ * (1 - lost / 2));
  threshold_ = window_;
}

void Scanner::silent(const Attempt& attempt) {
  if (attempt.control) {
    control_asked_ = false;
    ended_ = ++control_misses_ >= control_misses_max;
    if (!ended_) ask_control();
    return;
  }
  if (states_[attempt.port] == PortState::unknown) states_[attempt.port] = PortState::filtered;
  silent_.push_back(attempt.port);
  if (++silence_in_a_row_ % silence_before_control == 0) ask_control();
  // A filter drops at any speed; only a sign of loss says that the speed is the reason.
  window_ = std::min(window_max_, window_ + (losing_ ? 1.0 / window_ : 1.0));
}

void Scanner::out_of_resources(std::uint16_t port, bool control) {
  if (control) {
    control_asked_ = false;
  } else {
    waiting_.push_back(port);
  }
  window_max_ = std::min(window_max_, std::max(window_min, static_cast<double>(attempts_.size())));
  window_ = std::min(window_, window_max_);
  paused_until_ = Clock::now() + pause_without_resources;
}

// No route, no permission: more of it tells nothing about the device.
void Scanner::refused_by_kernel(int error) {
  const bool says_nothing = error == ENETUNREACH || error == EHOSTUNREACH || error == ENETDOWN ||
                            error == EACCES || error == EPERM || error == EINVAL || error == EAFNOSUPPORT;
  if (says_nothing && answers_ == 0 && ++local_failures_ >= local_failures_max)
    fatal_ = connection_error(error);
}

}  // namespace

Result<TcpScanResult> scan_address(const Address& address, const TcpScanOptions& options, TimePoint until) {
  return Scanner(address, options, until).run();
}

}  // namespace hoshi::transport
