// Does what a probe asks on real sockets and records what came of it.
// SPDX-License-Identifier: Apache-2.0
#include "transport/live_network.h"

#include <sys/random.h>

#include <algorithm>
#include <thread>

#include "base/encoding.h"
#include "base/text.h"
#include "transport/live_lane.h"
#include "transport/ssh_client.h"

namespace hoshi::transport {
namespace {

constexpr auto scan_margin = milliseconds(2'000);
constexpr std::size_t random_bytes_max = 65'536;
constexpr std::size_t detail_bytes = 200;
constexpr std::size_t said_bytes = 4'096;

class LiveLane : public Network {
 public:
  LiveLane(const std::shared_ptr<TaskWire>& wire, const std::string& name)
      : lane_(std::make_shared<LaneState>(wire, name)) {}

  Result<std::unique_ptr<Stream>> connect(std::string_view target, std::uint16_t port,
                                          milliseconds timeout) override;
  Result<std::unique_ptr<Stream>> connect_tls(std::string_view target, std::uint16_t port,
                                              const TlsOptions& options, milliseconds timeout) override;
  Result<std::unique_ptr<Stream>> start_tls(std::unique_ptr<Stream> plain, const TlsOptions& options,
                                            milliseconds timeout) override;
  Result<std::unique_ptr<Datagrams>> open_datagrams(std::string_view target, std::uint16_t port, Reach reach) override {
    HOSHI_CHECK(recorder().begin_request());
    return live_datagrams(lane_, target, port, reach);
  }
  Result<std::vector<DatagramAnswer>> ask_datagrams(std::string_view target,
                                                    const std::vector<DatagramQuestion>& questions,
                                                    const AskOptions& options) override {
    HOSHI_CHECK(recorder().begin_request());
    return live_questions(*lane_, target, questions, options);
  }
  Result<std::unique_ptr<Stream>> connect_dtls(std::string_view target, std::uint16_t port, const DtlsOptions& options,
                                               milliseconds timeout) override;
  Result<ScanReport> scan_tcp(std::string_view target, const ScanOptions& options) override;
  Result<SshLogin> ssh_login(std::string_view target, std::uint16_t port, std::string_view user,
                             const std::optional<std::string>& password, milliseconds timeout) override;
  Result<SshRun> ssh_run(std::string_view target, std::uint16_t port, std::string_view user, const std::string& password,
                         const SshCommand& command, milliseconds timeout) override;
  Result<BenchActReport> act(const BenchAct& act, milliseconds patience) override;
  Result<void> wait(milliseconds duration) override;
  Bytes random(std::size_t count) override;
  void keep_secret(std::string_view secret) override { wire().secrets.keep(secret); }
  std::string redacted(std::string_view text) const override { return lane_->wire->secrets.redacted(text); }
  std::unique_ptr<Network> lane(std::string_view name) override {
    return std::make_unique<LiveLane>(lane_->wire, std::string(name));
  }
  TaskTime time() const override { return lane_->recorder.time(); }

 private:
  TaskWire& wire() { return *lane_->wire; }
  Recorder& recorder() { return lane_->recorder; }
  // Shakes hands on the socket, recorded.
  [[nodiscard]] Result<std::unique_ptr<Stream>> secure(Descriptor socket, std::uint32_t connection,
                                                       const TlsOptions& options, milliseconds timeout);
  // One SSH connection, not recorded yet.
  [[nodiscard]] Result<SshRun> enter_ssh(std::string_view target, std::uint16_t port, const SshDoor& door,
                                         milliseconds timeout);
  // A connected socket by `until`, recorded.
  [[nodiscard]] Result<Descriptor> dial(std::string_view target, std::uint16_t port, std::uint32_t connection,
                                        milliseconds timeout);

  std::shared_ptr<LaneState> lane_;
};

ValueMap place(std::string_view target, std::uint16_t port) {
  return {{"target", Value(target)}, {"port", Value(std::int64_t{port})}};
}

Result<Descriptor> LiveLane::dial(std::string_view target, std::uint16_t port, std::uint32_t connection,
                                  milliseconds timeout) {
  const auto until = wire().until(timeout);
  const auto left = [&] {
    return std::chrono::ceil<milliseconds>(*until - std::chrono::steady_clock::now());
  };
  Result<int> socket =
      until ? wire().connector.connect(target, port, left()) : tl::unexpected<Error>(until.error());
  ValueMap details = place(target, port);
  if (socket) {
    recorder().record(lane_->event(connection, EventKind::connect, std::move(details)));
    return Descriptor(*socket);
  }
  details.merge(details_of(socket.error()));
  recorder().record(lane_->event(connection, EventKind::connect_failed, std::move(details)));
  return tl::unexpected<Error>(std::move(socket.error()));
}

Result<std::unique_ptr<Stream>> LiveLane::connect(std::string_view target, std::uint16_t port,
                                                  milliseconds timeout) {
  HOSHI_CHECK(recorder().begin_request());
  const std::uint32_t connection = recorder().new_connection();
  Descriptor socket = HOSHI_TRY(dial(target, port, connection, timeout));
  return std::make_unique<LiveStream>(lane_, connection, plain_channel(std::move(socket)));
}

Result<std::unique_ptr<Stream>> LiveLane::connect_tls(std::string_view target, std::uint16_t port,
                                                      const TlsOptions& options, milliseconds timeout) {
  HOSHI_CHECK(recorder().begin_request());
  const std::uint32_t connection = recorder().new_connection();
  const auto began = std::chrono::steady_clock::now();
  Descriptor socket = HOSHI_TRY(dial(target, port, connection, timeout));
  const auto spent = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began);
  return secure(std::move(socket), connection, options, timeout - spent);
}

Result<std::unique_ptr<Stream>> LiveLane::secure(Descriptor socket, std::uint32_t connection, const TlsOptions& options,
                                                 milliseconds timeout) {
  const auto until = wire().until(timeout);
  if (!until) return lane_->failed(connection, until.error());
  auto channel = tls_channel(std::move(socket), wire().context, options, *until);
  if (!channel) return lane_->failed(connection, std::move(channel.error()));
  ValueMap details = details_of(*(*channel)->tls());
  details["server_name"] = Value(options.server_name);
  details["verify"] = Value(options.verify);
  details["alpn"] = Value(options.alpn);
  recorder().record(lane_->event(connection, EventKind::tls, std::move(details)));
  return std::make_unique<LiveStream>(lane_, connection, std::move(*channel));
}

Result<std::unique_ptr<Stream>> LiveLane::start_tls(std::unique_ptr<Stream> plain, const TlsOptions& options,
                                                    milliseconds timeout) {
  auto* stream = dynamic_cast<LiveStream*>(plain.get());
  if (stream == nullptr || !stream->is_of(*lane_)) return fail(ErrorCode::invalid_input, "not a stream of this lane");
  HOSHI_CHECK(recorder().begin_request());
  const std::uint32_t connection = stream->connection();
  Descriptor socket = stream->hand_over();
  if (!socket.is_open()) return lane_->failed(connection, {ErrorCode::invalid_input, "the connection is not plain"});
  return secure(std::move(socket), connection, options, timeout);
}

Result<std::unique_ptr<Stream>> LiveLane::connect_dtls(std::string_view target, std::uint16_t port,
                                                       const DtlsOptions& options, milliseconds timeout) {
  HOSHI_CHECK(recorder().begin_request());
  const std::uint32_t connection = recorder().new_connection();
  Descriptor pair = HOSHI_TRY(open_relay(*lane_, connection, target, port, Reach::port));
  const auto until = wire().until(timeout);
  if (!until) return lane_->failed(connection, until.error());
  auto channel = dtls_channel(std::move(pair), options, *until);
  if (!channel) return lane_->failed(connection, std::move(channel.error()));
  ValueMap details = details_of(*(*channel)->tls());
  details["server_name"] = Value(options.server_name);
  details["user"] = Value(options.psk_identity);
  recorder().record(lane_->event(connection, EventKind::tls, std::move(details)));
  return std::make_unique<LiveStream>(lane_, connection, std::move(*channel));
}

Result<ScanReport> LiveLane::scan_tcp(std::string_view target, const ScanOptions& options) {
  HOSHI_CHECK(recorder().begin_request());
  const auto until = wire().until(timeout_max);
  if (!until) return lane_->failed(0, until.error());
  const auto left = std::chrono::ceil<milliseconds>(*until - std::chrono::steady_clock::now());
  // What was found so far must arrive before the task's time is over.
  Result<ScanReport> report =
      wire().connector.scan_tcp(target, options, left - std::min(left / 10, scan_margin));
  if (!report) return lane_->failed(0, std::move(report.error()));
  ValueMap details = details_of(*report);
  details["target"] = Value(target);
  details["ports"] = Value(std::uint64_t{options.ports.size()});
  recorder().record(lane_->event(0, EventKind::scan, std::move(details)));
  return report;
}

Result<SshRun> LiveLane::enter_ssh(std::string_view target, std::uint16_t port, const SshDoor& door,
                                   milliseconds timeout) {
  HOSHI_CHECK(recorder().begin_request());
  const auto until = wire().until(timeout);
  if (!until) return lane_->failed(0, until.error());
  const auto left = std::chrono::ceil<milliseconds>(*until - std::chrono::steady_clock::now());
  SshRun run;
  SshLogin& login = run.login;
  login.began = wire().now();
  Result<int> socket = wire().connector.connect(target, port, left);
  if (!socket && socket.error().code == ErrorCode::forbidden)
    return lane_->failed(0, std::move(socket.error()));
  if (socket) {
    SshTry attempt = try_ssh(Descriptor(*socket), door, *until);
    login.outcome = attempt.outcome;
    login.methods = std::move(attempt.methods);
    login.none_accepted = attempt.none_accepted;
    Secrets own;  // for this text only: a list of default passwords is no secret of the task
    own.keep(door.password.value_or(""));
    login.detail = printable(wire().secrets.redacted(own.redacted(attempt.detail)), detail_bytes);
    login.began = std::chrono::duration_cast<TaskTime>(attempt.asked - wire().options.began);
    login.ended = std::chrono::duration_cast<TaskTime>(attempt.answered - wire().options.began);
    run.output = wire().secrets.redacted(own.redacted(attempt.output));
    run.output.resize(std::min(run.output.size(), recorder().payload_left()));
    run.ended = attempt.ended;
    run.exit_status = attempt.exit_status;
  } else {
    const bool silent = socket.error().code == ErrorCode::timed_out;
    login.outcome = silent ? SshLogin::Outcome::timed_out : SshLogin::Outcome::unreachable;
    login.detail = socket.error().message;
    login.ended = wire().now();
  }
  return run;
}

Result<SshLogin> LiveLane::ssh_login(std::string_view target, std::uint16_t port, std::string_view user,
                                     const std::optional<std::string>& password, milliseconds timeout) {
  SshRun run = HOSHI_TRY(enter_ssh(target, port, {user, password, nullptr}, timeout));
  ValueMap details = details_of(run.login);
  details.merge(place(target, port));
  details["user"] = Value(user);
  recorder().record(Event{run.login.ended, 0, EventKind::ssh, {}, std::move(details)});
  return std::move(run.login);
}

Result<SshRun> LiveLane::ssh_run(std::string_view target, std::uint16_t port, std::string_view user,
                                 const std::string& password, const SshCommand& command, milliseconds timeout) {
  SshRun run = HOSHI_TRY(enter_ssh(target, port, {user, password, &command}, timeout));
  ValueMap details = details_of(run);
  details.merge(place(target, port));
  details["user"] = Value(user);
  recorder().record(Event{run.login.ended, 0, EventKind::ssh_run, to_bytes(run.output), std::move(details)});
  return run;
}

Result<BenchActReport> LiveLane::act(const BenchAct& act, milliseconds patience) {
  HOSHI_CHECK(recorder().begin_request());
  const auto until = wire().until(patience);
  if (!until) return lane_->failed(0, until.error());
  const auto left = std::chrono::ceil<milliseconds>(*until - std::chrono::steady_clock::now());
  Result<BenchActReport> report = wire().connector.act(act, left);
  if (!report) return lane_->failed(0, std::move(report.error()));
  report->said = printable(wire().secrets.redacted(report->said), said_bytes);
  ValueMap details = details_of(*report);
  details["recipe"] = Value(act.recipe);
  details["step"] = Value(std::uint64_t{act.step});
  if (!act.channel.empty()) details["channel"] = Value(act.channel);
  if (!act.content.empty()) details["content"] = Value(sha256_hex(act.content));
  recorder().record(lane_->event(0, EventKind::act, std::move(details)));
  return report;
}

Result<void> LiveLane::wait(milliseconds duration) {
  HOSHI_CHECK(recorder().begin_request());
  const auto asked = std::clamp(duration, milliseconds(0), timeout_max);
  const auto now = std::chrono::steady_clock::now();
  std::this_thread::sleep_until(std::min(now + asked, std::max(now, wire().deadline())));
  if (now + asked > wire().deadline()) {
    return lane_->failed(0, {ErrorCode::timed_out, "the time of this task is over"});
  }
  recorder().record(lane_->event(0, EventKind::wait, {{"ms", Value(std::int64_t{asked.count()})}}));
  return {};
}

Bytes LiveLane::random(std::size_t count) {
  Bytes bytes(std::min(count, random_bytes_max));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::getrandom(bytes.data() + filled, bytes.size() - filled, 0);
    HOSHI_ASSERT(got > 0);
    filled += static_cast<std::size_t>(got);
  }
  if (recorder().payload_left() < bytes.size()) {
    recorder().cut();
    return bytes;
  }
  Event event = lane_->event(0, EventKind::random);
  event.bytes = bytes;
  recorder().record(std::move(event));
  return bytes;
}

}  // namespace

std::unique_ptr<Network> live_network(Connector& connector, const TlsContext& context, TranscriptSink& sink,
                                      const LiveOptions& options) {
  auto wire = std::make_shared<TaskWire>(connector, context, sink, options);
  return std::make_unique<LiveLane>(wire, "");
}

}  // namespace hoshi::transport
