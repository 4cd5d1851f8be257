// A scripted Network for tests of probes: devices as handlers by endpoint, a clock of its own, no sockets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "transport/network.h"

namespace hoshi::probes::testing {

using std::chrono::milliseconds;
using transport::TaskTime;

// What a device has heard on one connection when it is asked to speak: at the connect (now is empty) and after
// each write.
struct Heard {
  std::string all;       // everything received on this connection
  std::string now;       // what this write brought
  int connection = 0;    // 0, 1, 2 … of this endpoint, plain and TLS counted together
  bool over_tls = false;
  TaskTime at{};         // of the fake clock
};

struct Reply {
  std::string bytes;
  bool close = false;    // after the bytes
  bool broken = false;   // read gives `unavailable` after the bytes
  milliseconds delay{0}; // the reader waits that long for the bytes
};

using Handler = std::function<Reply(const Heard&)>;

// A conversation written down: says() what is readable, hears() what must have been written before the next says().
class Script {
 public:
  Script& says(std::string_view bytes) { return add({Step::Kind::says, std::string(bytes), {}}); }
  Script& says(ByteView bytes) { return says(std::string_view(to_text(bytes))); }
  Script& hears(std::string_view part) { return add({Step::Kind::hears, std::string(part), {}}); }
  Script& waits(milliseconds delay) { return add({Step::Kind::waits, {}, delay}); }
  Script& closes() { return add({Step::Kind::closes, {}, {}}); }
  Script& breaks() { return add({Step::Kind::breaks, {}, {}}); }

  Reply answer(std::string_view now) {
    pending_ += now;
    Reply reply;
    for (; next_ < steps_.size(); ++next_) {
      const Step& step = steps_[next_];
      if (step.kind == Step::Kind::hears) {
        const auto found = pending_.find(step.text);
        if (found == std::string::npos) {
          return reply;
        }
        pending_.erase(0, found + step.text.size());
      }
      reply.bytes += step.kind == Step::Kind::says ? step.text : "";
      reply.delay += step.delay;
      reply.close = reply.close || step.kind == Step::Kind::closes;
      reply.broken = reply.broken || step.kind == Step::Kind::breaks;
    }
    return reply;
  }

 private:
  struct Step {
    enum class Kind { says, hears, waits, closes, breaks } kind;
    std::string text;
    milliseconds delay;
  };
  Script& add(Step step) {
    steps_.push_back(std::move(step));
    return *this;
  }
  std::vector<Step> steps_;
  std::size_t next_ = 0;
  std::string pending_;
};

struct SshAttempt {
  std::string user;
  std::optional<std::string> password;
  int number = 0;  // 0, 1, 2 … of this endpoint
  TaskTime at{};
};
using SshHandler = std::function<transport::SshLogin(const SshAttempt&)>;

// Everything the lanes of one fake network share. Its mutex is held while a handler runs.
struct FakeWorld {
  struct Service {
    Handler handler;
    std::vector<Script> scripts;  // one a connection; when there are no more: refused
    bool silent = false;          // the connect is timed_out
    bool plain = true;
    std::optional<transport::TlsSession> tls;
    int connections = 0;
    int open = 0;
    int most_open = 0;
  };
  using Place = std::pair<std::string, std::uint16_t>;

  std::mutex mutex;
  std::vector<std::string> targets{"main"};
  std::map<Place, Service> services;
  std::map<Place, SshHandler> ssh;
  std::map<Place, int> ssh_attempts;
  std::map<std::string, transport::ScanReport, std::less<>> scans;
  std::vector<std::string> written;  // every write of every connection, in order
  std::vector<std::string> secrets;
  std::vector<std::uint16_t> scan_asked;
  TaskTime now{};
  TaskTime deadline = std::chrono::hours(24);
  std::uint8_t random = 0;

  // Moves the clock; false when the deadline comes first (the clock then stands at the deadline).
  bool spend(TaskTime time) {
    now = std::min(now + time, deadline);
    return now < deadline;
  }
};

class FakeStream final : public transport::Stream {
 public:
  FakeStream(FakeWorld& world, FakeWorld::Service& service, int connection, bool over_tls)
      : world_(world), service_(service), connection_(connection) {
    if (over_tls) {
      tls_ = service.tls;
    }
    service_.most_open = std::max(service_.most_open, ++service_.open);
    hear("");
  }
  ~FakeStream() override {
    const std::scoped_lock lock(world_.mutex);
    --service_.open;
  }

  Result<Bytes> read(std::size_t limit_bytes, milliseconds timeout) override {
    const std::scoped_lock lock(world_.mutex);
    const TaskTime wait = ready_at_ > world_.now ? ready_at_ - world_.now : TaskTime{};
    const bool nothing = unread_.empty() && !close_ && !broken_;
    if (!world_.spend(nothing || wait > timeout ? TaskTime(timeout) : wait + TaskTime(100)) || nothing ||
        wait > timeout) {
      return fail(ErrorCode::timed_out, "nothing came");
    }
    if (unread_.empty() && broken_) {
      return fail(ErrorCode::unavailable, "connection reset");
    }
    const auto count = std::min(limit_bytes, unread_.size());
    Bytes bytes = to_bytes(std::string_view(unread_).substr(0, count));
    unread_.erase(0, count);
    return bytes;
  }

  Result<void> write(ByteView bytes) override {
    const std::scoped_lock lock(world_.mutex);
    if (!world_.spend(TaskTime(100))) {
      return fail(ErrorCode::timed_out, "the deadline passed");
    }
    if (close_ || broken_) {
      return fail(ErrorCode::unavailable, "connection reset");
    }
    world_.written.push_back(to_text(bytes));
    hear(to_text(bytes));
    return {};
  }

  TaskTime time() const override { return world_.now; }
  const transport::TlsSession* tls() const override { return tls_ ? &*tls_ : nullptr; }

 private:
  void hear(std::string_view now) {
    all_ += now;
    Reply reply;
    if (service_.handler) {
      reply = service_.handler({all_, std::string(now), connection_, tls_.has_value(), world_.now});
    } else if (static_cast<std::size_t>(connection_) < service_.scripts.size()) {
      reply = service_.scripts[static_cast<std::size_t>(connection_)].answer(now);
    }
    unread_ += reply.bytes;
    close_ = close_ || reply.close;
    broken_ = broken_ || reply.broken;
    if (reply.delay.count() > 0) {
      ready_at_ = world_.now + reply.delay;
    }
  }

  FakeWorld& world_;
  FakeWorld::Service& service_;
  int connection_;
  std::optional<transport::TlsSession> tls_;
  std::string all_;
  std::string unread_;
  TaskTime ready_at_{};
  bool close_ = false;
  bool broken_ = false;
};

class FakeNetwork final : public transport::Network {
 public:
  explicit FakeNetwork(FakeWorld& world) : world_(world) {}

  Result<std::unique_ptr<transport::Stream>> connect(std::string_view target, std::uint16_t port,
                                                     milliseconds timeout) override {
    return open(target, port, timeout, false);
  }
  Result<std::unique_ptr<transport::Stream>> connect_tls(std::string_view target, std::uint16_t port,
                                                         const transport::TlsOptions&,
                                                         milliseconds timeout) override {
    return open(target, port, timeout, true);
  }

  Result<transport::ScanReport> scan_tcp(std::string_view target, const transport::ScanOptions& options) override {
    const std::scoped_lock lock(world_.mutex);
    world_.scan_asked = options.ports;
    const auto found = world_.scans.find(target);
    if (found == world_.scans.end()) {
      return fail(ErrorCode::forbidden, "not a named target");
    }
    return found->second;
  }

  Result<transport::SshLogin> ssh_login(std::string_view target, std::uint16_t port, std::string_view user,
                                        const std::optional<std::string>& password, milliseconds timeout) override {
    const std::scoped_lock lock(world_.mutex);
    const FakeWorld::Place place{std::string(target), port};
    transport::SshLogin login;
    login.began = world_.now;
    const auto found = world_.ssh.find(place);
    if (found == world_.ssh.end()) {
      login.outcome = transport::SshLogin::Outcome::unreachable;
    } else {
      login = found->second({std::string(user), password, world_.ssh_attempts[place]++, world_.now});
    }
    const TaskTime took = login.ended > login.began ? login.ended - login.began : TaskTime(1000);
    if (!world_.spend(std::min(took, TaskTime(timeout)))) {
      return fail(ErrorCode::timed_out, "the deadline passed");
    }
    return login;
  }

  Result<void> wait(milliseconds duration) override {
    const std::scoped_lock lock(world_.mutex);
    if (!world_.spend(duration)) {
      return fail(ErrorCode::timed_out, "the deadline passed");
    }
    return {};
  }
  Bytes random(std::size_t count) override {
    const std::scoped_lock lock(world_.mutex);
    Bytes bytes(count);
    for (std::uint8_t& byte : bytes) {
      byte = world_.random = static_cast<std::uint8_t>(world_.random * 5 + 77);
    }
    return bytes;
  }
  void keep_secret(std::string_view secret) override {
    const std::scoped_lock lock(world_.mutex);
    world_.secrets.emplace_back(secret);
  }
  std::string redacted(std::string_view text) const override {
    const std::scoped_lock lock(world_.mutex);
    std::string shown(text);
    for (const std::string& secret : world_.secrets) {
      const Bytes bytes = to_bytes(secret);
      for (const std::string& form : {secret, to_base64(bytes), to_hex(bytes)}) {
        for (std::size_t at = form.empty() ? std::string::npos : shown.find(form); at != std::string::npos;
             at = shown.find(form, at + form.size())) {
          shown.replace(at, form.size(), std::string(form.size(), '*'));
        }
      }
    }
    return shown;
  }
  std::unique_ptr<transport::Network> lane(std::string_view) override { return std::make_unique<FakeNetwork>(world_); }
  TaskTime time() const override { return world_.now; }

 private:
  Result<std::unique_ptr<transport::Stream>> open(std::string_view target, std::uint16_t port, milliseconds timeout,
                                                  bool over_tls) {
    const std::scoped_lock lock(world_.mutex);
    if (std::find(world_.targets.begin(), world_.targets.end(), target) == world_.targets.end()) {
      return fail(ErrorCode::forbidden, "not a named target");
    }
    const auto found = world_.services.find({std::string(target), port});
    const bool silent = found != world_.services.end() && found->second.silent;
    if (!world_.spend(silent ? TaskTime(timeout) : TaskTime(1000)) || silent) {
      return fail(ErrorCode::timed_out, "no answer");
    }
    const bool there = found != world_.services.end() && (over_tls ? found->second.tls.has_value() : true);
    const bool refuses = there && !found->second.handler &&
                         static_cast<std::size_t>(found->second.connections) >= found->second.scripts.size();
    if (!there || refuses || (!over_tls && !found->second.plain)) {
      return fail(ErrorCode::unavailable, "refused");
    }
    auto& service = found->second;
    return std::make_unique<FakeStream>(world_, service, service.connections++, over_tls);
  }

  FakeWorld& world_;
};

}  // namespace hoshi::probes::testing
