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
  std::function<std::string()> when_read{};  // what the first read gives, then the end: a data connection of FTP
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

// What a UDP service has heard, and what it answers.
struct HeardDatagram {
  std::string bytes;
  int number = 0;         // 0, 1, 2 … of this place
  int socket = 0;         // 0, 1, 2 … of this place: one open_datagrams() or one question
  std::uint16_t port = 0; // it was sent to
  bool over_group = false;
};
struct DatagramReply {
  std::string bytes;
  std::uint16_t port = 0;  // 0: the port that was asked; another one only reaches any_port
  milliseconds delay{0};
};
using DatagramHandler = std::function<std::vector<DatagramReply>(const HeardDatagram&)>;

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

  struct UdpService {
    DatagramHandler handler;      // none: nobody listens
    bool refuses = false;         // ICMP says so
    bool hears_port = true;       // what is sent to its port
    bool hears_group = false;     // what is sent to the group of its port
    int heard = 0;
    int sockets = 0;
  };

  std::mutex mutex;
  std::map<Place, UdpService> udp;
  std::map<Place, Handler> dtls;  // the records of a connection, as a stream; the handler hears "" at the handshake
  std::vector<transport::DtlsOptions> dtls_asked;
  std::vector<std::string> targets{"main"};
  std::map<Place, Service> services;
  std::map<Place, SshHandler> ssh;
  // What is done over SSH once the handler above let the account in.
  std::function<std::string(const SshAttempt&, const transport::SshCommand&)> ssh_inside;
  std::map<Place, int> ssh_attempts;
  std::map<std::string, transport::ScanReport, std::less<>> scans;
  std::function<transport::BenchActReport(const transport::BenchAct&)> acts;  // none: nobody is there
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
    if (when_read_) {
      unread_ += std::exchange(when_read_, {})();
      close_ = true;
    }
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
  bool is_closed() const { return close_; }
  // False when the service has no certificate to go on with.
  bool secure() {
    tls_ = service_.tls;
    return tls_.has_value();
  }

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
    if (reply.when_read) when_read_ = std::move(reply.when_read);
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
  std::function<std::string()> when_read_;
  TaskTime ready_at_{};
  bool close_ = false;
  bool broken_ = false;
};

class FakeDatagrams final : public transport::Datagrams {
 public:
  FakeDatagrams(FakeWorld& world, std::string target, std::uint16_t port, transport::Reach reach)
      : world_(world), target_(std::move(target)), port_(port), reach_(reach) {
    socket_ = world_.udp[{target_, port_}].sockets++;
  }

  Result<void> send(ByteView bytes, std::uint16_t port) override {
    const std::scoped_lock lock(world_.mutex);
    if (!world_.spend(TaskTime(100))) return fail(ErrorCode::timed_out, "the deadline passed");
    auto& service = world_.udp[{target_, port_}];
    const bool is_group = reach_ == transport::Reach::group;
    world_.written.push_back(to_text(bytes));
    if (service.refuses && !is_group) refused_ = true;
    if (!service.handler || !(is_group ? service.hears_group : service.hears_port)) return {};
    for (auto& reply : service.handler({to_text(bytes), service.heard++, socket_, port == 0 ? port_ : port, is_group})) {
      const std::uint16_t from = reply.port == 0 ? port_ : reply.port;
      if (reach_ == transport::Reach::port && from != port_) continue;
      waiting_.push_back({to_bytes(reply.bytes), from, world_.now + TaskTime(reply.delay) + TaskTime(100)});
    }
    return {};
  }

  Result<transport::Datagram> receive(milliseconds timeout) override {
    const std::scoped_lock lock(world_.mutex);
    if (refused_) {
      refused_ = false;
      return fail(ErrorCode::unavailable, "nobody listens on this port");
    }
    const bool soon = !waiting_.empty() && waiting_.front().time <= world_.now + TaskTime(timeout);
    const TaskTime wait = soon ? std::max(TaskTime{}, waiting_.front().time - world_.now) : TaskTime(timeout);
    if (!world_.spend(wait) || !soon) return fail(ErrorCode::timed_out, "nothing came");
    transport::Datagram first = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    first.time = world_.now;
    return first;
  }
  TaskTime time() const override { return world_.now; }
  bool is_refused() const { return refused_; }

 private:
  FakeWorld& world_;
  std::string target_;
  std::uint16_t port_;
  transport::Reach reach_;
  int socket_ = 0;
  bool refused_ = false;
  std::vector<transport::Datagram> waiting_;
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

  // The same service goes on over TLS; its handler hears the rest with over_tls.
  Result<std::unique_ptr<transport::Stream>> start_tls(std::unique_ptr<transport::Stream> plain,
                                                       const transport::TlsOptions&, milliseconds) override {
    auto* stream = dynamic_cast<FakeStream*>(plain.get());
    if (stream == nullptr) return fail(ErrorCode::invalid_input, "not a stream of this network");
    if (!stream->secure()) return fail(ErrorCode::unavailable, "the TLS handshake failed");
    return plain;
  }
  Result<std::unique_ptr<transport::Datagrams>> open_datagrams(std::string_view target, std::uint16_t port,
                                                               transport::Reach reach) override {
    const std::scoped_lock lock(world_.mutex);
    if (std::find(world_.targets.begin(), world_.targets.end(), target) == world_.targets.end()) {
      return fail(ErrorCode::forbidden, "not a named target");
    }
    return std::make_unique<FakeDatagrams>(world_, std::string(target), port, reach);
  }
  Result<std::vector<transport::DatagramAnswer>> ask_datagrams(
      std::string_view target, const std::vector<transport::DatagramQuestion>& questions,
      const transport::AskOptions& options) override {
    std::vector<transport::DatagramAnswer> answers;
    for (const auto& question : questions) {
      auto socket = HOSHI_TRY(open_datagrams(target, question.port, question.reach));
      transport::DatagramAnswer answer;
      for (std::size_t round = 0; round < options.send_at.size() && answer.got.empty() && !answer.refused; ++round) {
        HOSHI_CHECK(socket->send(question.payload, 0));
        for (;;) {
          auto got = socket->receive(milliseconds(100));
          if (!got && got.error().code == ErrorCode::unavailable) answer.refused = true;
          if (!got) break;
          if (answer.got.size() < options.answers_max) answer.got.push_back(std::move(*got));
        }
      }
      answers.push_back(std::move(answer));
    }
    return answers;
  }
  Result<std::unique_ptr<transport::Stream>> connect_dtls(std::string_view target, std::uint16_t port,
                                                          const transport::DtlsOptions& options,
                                                          milliseconds timeout) override {
    {
      const std::scoped_lock lock(world_.mutex);
      world_.dtls_asked.push_back(options);
      const auto found = world_.dtls.find({std::string(target), port});
      if (found == world_.dtls.end()) {
        if (!world_.spend(TaskTime(timeout))) return fail(ErrorCode::timed_out, "the deadline passed");
        return fail(ErrorCode::timed_out, "the DTLS handshake failed: nothing came");
      }
      auto& service = dtls_services_[{std::string(target), port}];
      service.handler = found->second;
      service.tls = transport::TlsSession{"DTLSv1.2", "TLS_PSK_WITH_AES_128_CCM_8", {}, false};
      // A handler that closes at the handshake refuses it.
      auto stream = std::make_unique<FakeStream>(world_, service, service.connections++, true);
      if (!stream->is_closed()) return stream;
      refused_ = std::move(stream);  // ends outside the lock
    }
    refused_.reset();
    return fail(ErrorCode::unavailable, "the DTLS handshake failed: alert");
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

  Result<transport::BenchActReport> act(const transport::BenchAct& act, milliseconds) override {
    const std::scoped_lock lock(world_.mutex);
    if (!world_.spend(milliseconds(100))) return fail(ErrorCode::timed_out, "the deadline passed");
    if (!world_.acts) return transport::BenchActReport{};
    return world_.acts(act);
  }
  Result<transport::SshRun> ssh_run(std::string_view target, std::uint16_t port, std::string_view user,
                                    const std::string& password, const transport::SshCommand& command,
                                    milliseconds timeout) override {
    transport::SshRun run;
    auto login = ssh_login(target, port, user, password, timeout);
    if (!login) return tl::unexpected<Error>(login.error());
    run.login = *login;
    if (run.login.outcome != transport::SshLogin::Outcome::accepted || !world_.ssh_inside) return run;
    run.output = world_.ssh_inside({std::string(user), password, 0, world_.now}, command);
    run.ended = true;
    run.exit_status = 0;
    return run;
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
  std::map<FakeWorld::Place, FakeWorld::Service> dtls_services_;
  std::unique_ptr<transport::Stream> refused_;
};

}  // namespace hoshi::probes::testing
