// Answers each call of a probe with the next event of its lane.
// SPDX-License-Identifier: Apache-2.0
#include "transport/replay_network.h"

#include <algorithm>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "transport/recorder.h"
#include "transport/secrets.h"

namespace hoshi::transport {
namespace {

using Lanes = std::map<std::string, std::vector<Event>, std::less<>>;

constexpr std::size_t random_bytes_max = 65'536;

// What all lanes of a task have in common; never changes, but for the secrets.
struct Recorded {
  Lanes lanes;
  Secrets secrets;
};

Error unanswered() { return {ErrorCode::corrupt, "the transcript does not answer this"}; }

const Value& member(const Event& event, std::string_view key) {
  static const Value none;
  const auto found = event.details.find(key);
  return found == event.details.end() ? none : found->second;
}

// Reads a lane's events one by one. Streams may outlive their Network, hence shared by them.
class Cursor {
 public:
  explicit Cursor(std::shared_ptr<Recorded> recorded, std::string_view name)
      : recorded_(std::move(recorded)) {
    const auto found = recorded_->lanes.find(name);
    if (found != recorded_->lanes.end()) events_ = &found->second;
  }

  // The next event if it is one of the kinds and of the connection; otherwise the lane has diverged.
  [[nodiscard]] Result<const Event*> next(std::initializer_list<EventKind> kinds, std::uint32_t connection) {
    const Event* event = peek();
    if (event != nullptr && event->kind == EventKind::cut) return tl::unexpected<Error>(transcript_full());
    const bool fits = event != nullptr && event->connection == connection &&
                      std::find(kinds.begin(), kinds.end(), event->kind) != kinds.end();
    if (!fits) return diverged();
    ++position_;
    time_ = event->time;
    return event;
  }
  // The same of any connection.
  [[nodiscard]] Result<const Event*> next_of(std::initializer_list<EventKind> kinds) {
    const Event* event = peek();
    return next(kinds, event == nullptr ? 0 : event->connection);
  }
  tl::unexpected<Error> diverged() {
    diverged_ = true;
    return tl::unexpected<Error>(unanswered());
  }
  std::uint32_t new_connection() { return ++connections_; }
  TaskTime time() const { return time_; }
  Recorded& recorded() const { return *recorded_; }
  const std::shared_ptr<Recorded>& share() const { return recorded_; }

 private:
  const Event* peek() {
    if (events_ == nullptr || diverged_) return nullptr;
    while (position_ < events_->size() && (*events_)[position_].kind == EventKind::ended) ++position_;
    return position_ < events_->size() ? &(*events_)[position_] : nullptr;
  }

  // Shared by the lanes and streams of a task, whichever lives longest.
  std::shared_ptr<Recorded> recorded_;
  const std::vector<Event>* events_ = nullptr;
  std::size_t position_ = 0;
  std::uint32_t connections_ = 0;
  TaskTime time_{};
  bool diverged_ = false;
};

bool is_error(const Event& event) {
  return event.kind == EventKind::error || event.kind == EventKind::timeout ||
         event.kind == EventKind::connect_failed;
}

bool says_same(ByteView bytes, const Event& event) {
  const bool same = is_bulk(event) ? is_same_bulk(bytes, event)
                                   : std::equal(bytes.begin(), bytes.end(), event.bytes.begin(), event.bytes.end());
  return same || member(event, "unchecked").as_bool();
}

class ReplayStream : public Stream {
 public:
  ReplayStream(std::shared_ptr<Cursor> cursor, std::uint32_t connection, std::optional<TlsSession> session)
      : cursor_(std::move(cursor)),
        connection_(connection),
        session_(std::move(session)),
        time_(cursor_->time()) {}

  Result<Bytes> read(std::size_t limit_bytes, milliseconds) override {
    if (limit_bytes == 0) return fail(ErrorCode::invalid_input, "nothing to read");
    const Event* event =
        HOSHI_TRY(next({EventKind::got, EventKind::closed, EventKind::timeout, EventKind::error}));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    const bool says_closed = event->kind == EventKind::closed;
    if (event->bytes.size() > limit_bytes || event->bytes.empty() != says_closed) return cursor_->diverged();
    return event->bytes;
  }

  Result<void> write(ByteView bytes) override {
    const Event* event = HOSHI_TRY(next({EventKind::sent, EventKind::timeout, EventKind::error}));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    if (!says_same(bytes, *event)) return cursor_->diverged();
    return {};
  }

  TaskTime time() const override { return time_; }
  const TlsSession* tls() const override { return session_ ? &*session_ : nullptr; }
  std::uint32_t connection() const { return connection_; }

 private:
  [[nodiscard]] Result<const Event*> next(std::initializer_list<EventKind> kinds) {
    const Event* event = HOSHI_TRY(cursor_->next(kinds, connection_));
    time_ = event->time;
    return event;
  }

  std::shared_ptr<Cursor> cursor_;
  std::uint32_t connection_;
  std::optional<TlsSession> session_;
  TaskTime time_;
};

std::uint16_t port_of(const Event& event) {
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(member(event, "port").as_integer(), 0, 65'535));
}

class ReplayDatagrams : public Datagrams {
 public:
  ReplayDatagrams(std::shared_ptr<Cursor> cursor, std::uint32_t connection)
      : cursor_(std::move(cursor)), connection_(connection), time_(cursor_->time()) {}

  Result<void> send(ByteView bytes, std::uint16_t port) override {
    const Event* event = HOSHI_TRY(next({EventKind::sent, EventKind::timeout, EventKind::error}));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    if (!says_same(bytes, *event) || port_of(*event) != port) return cursor_->diverged();
    return {};
  }
  Result<Datagram> receive(milliseconds) override {
    const Event* event = HOSHI_TRY(next({EventKind::got, EventKind::timeout, EventKind::error}));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    return Datagram{event->bytes, port_of(*event), time_};
  }
  TaskTime time() const override { return time_; }

 private:
  [[nodiscard]] Result<const Event*> next(std::initializer_list<EventKind> kinds) {
    const Event* event = HOSHI_TRY(cursor_->next(kinds, connection_));
    time_ = event->time;
    return event;
  }

  std::shared_ptr<Cursor> cursor_;
  std::uint32_t connection_;
  TaskTime time_;
};

class ReplayLane : public Network {
 public:
  ReplayLane(std::shared_ptr<Recorded> recorded, std::string_view name)
      : cursor_(std::make_shared<Cursor>(std::move(recorded), name)) {}

  Result<std::unique_ptr<Stream>> connect(std::string_view target, std::uint16_t port,
                                          milliseconds) override {
    const std::uint32_t connection = HOSHI_TRY(dial(target, port));
    return std::make_unique<ReplayStream>(cursor_, connection, std::nullopt);
  }

  Result<std::unique_ptr<Stream>> connect_tls(std::string_view target, std::uint16_t port,
                                              const TlsOptions& options, milliseconds) override {
    const std::uint32_t connection = HOSHI_TRY(dial(target, port));
    return secured(connection, options);
  }

  Result<std::unique_ptr<Stream>> start_tls(std::unique_ptr<Stream> plain, const TlsOptions& options,
                                            milliseconds) override {
    const auto* stream = dynamic_cast<const ReplayStream*>(plain.get());
    if (stream == nullptr) return fail(ErrorCode::invalid_input, "not a stream of this lane");
    return secured(stream->connection(), options);
  }

  Result<std::unique_ptr<Datagrams>> open_datagrams(std::string_view target, std::uint16_t port,
                                                    Reach reach) override {
    const std::uint32_t connection = cursor_->new_connection();
    HOSHI_CHECK(open_relay(connection, target, port, reach));
    return std::make_unique<ReplayDatagrams>(cursor_, connection);
  }

  Result<std::vector<DatagramAnswer>> ask_datagrams(std::string_view target,
                                                    const std::vector<DatagramQuestion>& questions,
                                                    const AskOptions&) override;

  Result<std::unique_ptr<Stream>> connect_dtls(std::string_view target, std::uint16_t port, const DtlsOptions& options,
                                               milliseconds) override {
    const std::uint32_t connection = cursor_->new_connection();
    HOSHI_CHECK(open_relay(connection, target, port, Reach::port));
    const Event* event =
        HOSHI_TRY(cursor_->next({EventKind::tls, EventKind::timeout, EventKind::error}, connection));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    if (member(*event, "server_name").as_text() != options.server_name) return cursor_->diverged();
    TlsSession session = HOSHI_TRY(tls_session_in(*event));
    return std::make_unique<ReplayStream>(cursor_, connection, std::move(session));
  }

  Result<ScanReport> scan_tcp(std::string_view target, const ScanOptions& options) override {
    const Event* event = HOSHI_TRY(cursor_->next({EventKind::scan, EventKind::timeout, EventKind::error}, 0));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    const bool same =
        member(*event, "target").as_text() == target &&
        member(*event, "ports").as_integer(-1) == static_cast<std::int64_t>(options.ports.size());
    if (!same) return cursor_->diverged();
    return scan_report_in(*event);
  }

  Result<SshLogin> ssh_login(std::string_view target, std::uint16_t port, std::string_view user,
                             const std::optional<std::string>&, milliseconds) override {
    const Event* event = HOSHI_TRY(cursor_->next({EventKind::ssh, EventKind::timeout, EventKind::error}, 0));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    if (!is_place(*event, target, port) || !is_user(*event, user)) return cursor_->diverged();
    return ssh_login_in(*event);
  }

  Result<SshRun> ssh_run(std::string_view target, std::uint16_t port, std::string_view user, const std::string&,
                         const SshCommand&, milliseconds) override {
    const Event* event = HOSHI_TRY(cursor_->next({EventKind::ssh_run, EventKind::timeout, EventKind::error}, 0));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    if (!is_place(*event, target, port) || !is_user(*event, user)) return cursor_->diverged();
    return ssh_run_in(*event);
  }

  Result<BenchActReport> act(const BenchAct& act, milliseconds) override {
    const Event* event = HOSHI_TRY(cursor_->next({EventKind::act, EventKind::timeout, EventKind::error}, 0));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    const bool same = member(*event, "recipe").as_text() == act.recipe &&
                      member(*event, "step").as_integer(-1) == static_cast<std::int64_t>(act.step) &&
                      member(*event, "channel").as_text() == act.channel &&
                      member(*event, "content").as_text() == (act.content.empty() ? "" : sha256_hex(act.content));
    if (!same) return cursor_->diverged();
    return bench_act_in(*event);
  }

  Result<void> wait(milliseconds) override {
    const Event* event = HOSHI_TRY(cursor_->next({EventKind::wait, EventKind::timeout}, 0));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    return {};
  }

  // Cannot fail: without a record it gives zeros, and the next call says why.
  Bytes random(std::size_t count) override {
    const std::size_t wanted = std::min(count, random_bytes_max);
    const auto event = cursor_->next({EventKind::random}, 0);
    if (!event || (*event)->bytes.size() != wanted) {
      if (event) static_cast<void>(cursor_->diverged());
      return Bytes(wanted, 0);
    }
    return (*event)->bytes;
  }

  void keep_secret(std::string_view secret) override { cursor_->recorded().secrets.keep(secret); }
  std::string redacted(std::string_view text) const override {
    return cursor_->recorded().secrets.redacted(text);
  }
  std::unique_ptr<Network> lane(std::string_view name) override {
    return std::make_unique<ReplayLane>(cursor_->share(), name);
  }
  TaskTime time() const override { return cursor_->time(); }

 private:
  // A user name that was a secret is '*' in the record.
  static bool is_user(const Event& event, std::string_view user) {
    const std::string& recorded = member(event, "user").as_text();
    return recorded == valid_utf8(user) || recorded.find('*') != std::string::npos;
  }
  static bool is_place(const Event& event, std::string_view target, std::uint16_t port) {
    return member(event, "target").as_text() == target && member(event, "port").as_integer(-1) == port;
  }

  [[nodiscard]] Result<std::unique_ptr<Stream>> secured(std::uint32_t connection, const TlsOptions& options) {
    const Event* event =
        HOSHI_TRY(cursor_->next({EventKind::tls, EventKind::timeout, EventKind::error}, connection));
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    const bool same = member(*event, "server_name").as_text() == options.server_name &&
                      member(*event, "alpn").as_text() == options.alpn &&
                      member(*event, "verify").as_bool() == options.verify;
    if (!same) return cursor_->diverged();
    TlsSession session = HOSHI_TRY(tls_session_in(*event));
    return std::make_unique<ReplayStream>(cursor_, connection, std::move(session));
  }

  [[nodiscard]] Result<void> open_relay(std::uint32_t connection, std::string_view target, std::uint16_t port,
                                        Reach reach) {
    const Event* event = HOSHI_TRY(cursor_->next({EventKind::udp, EventKind::connect_failed}, connection));
    const bool same = is_place(*event, target, port) &&
                      member(*event, "reach").as_integer(-1) == static_cast<std::int64_t>(reach);
    if (!same) return cursor_->diverged();
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    return {};
  }

  [[nodiscard]] Result<std::uint32_t> dial(std::string_view target, std::uint16_t port) {
    const std::uint32_t connection = cursor_->new_connection();
    const Event* event =
        HOSHI_TRY(cursor_->next({EventKind::connect, EventKind::connect_failed}, connection));
    if (!is_place(*event, target, port)) return cursor_->diverged();
    if (is_error(*event)) return tl::unexpected<Error>(error_in(*event));
    return connection;
  }

  std::shared_ptr<Cursor> cursor_;
};

Result<std::vector<DatagramAnswer>> ReplayLane::ask_datagrams(std::string_view target,
                                                              const std::vector<DatagramQuestion>& questions,
                                                              const AskOptions&) {
  std::vector<DatagramAnswer> answers(questions.size());
  if (questions.empty()) return answers;
  const std::uint32_t first = cursor_->new_connection();
  for (std::size_t i = 1; i < questions.size(); ++i) static_cast<void>(cursor_->new_connection());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto opened =
        open_relay(first + static_cast<std::uint32_t>(i), target, questions[i].port, questions[i].reach);
    if (!opened && opened.error().code != ErrorCode::unavailable) return tl::unexpected<Error>(opened.error());
  }
  for (;;) {
    const Event* event = HOSHI_TRY(
        cursor_->next_of({EventKind::sent, EventKind::got, EventKind::error, EventKind::asked, EventKind::timeout}));
    if (event->kind == EventKind::asked) return answers;
    if (event->connection == 0) return tl::unexpected<Error>(error_in(*event));
    if (event->connection < first || event->connection - first >= questions.size()) return cursor_->diverged();
    const std::size_t i = event->connection - first;
    if (event->kind == EventKind::sent && !says_same(questions[i].payload, *event)) return cursor_->diverged();
    if (event->kind == EventKind::got) answers[i].got.push_back({event->bytes, port_of(*event), event->time});
    if (is_error(*event)) answers[i].refused = true;
  }
}

}  // namespace

Result<std::unique_ptr<Network>> replay_network(
    const std::map<std::string, std::string, std::less<>>& transcripts, TranscriptLimits limits) {
  auto recorded = std::make_shared<Recorded>();
  for (const auto& [name, text] : transcripts) {
    auto events = parse_transcript(text, limits);
    if (!events)
      return tl::unexpected<Error>(std::move(events.error()).with_context("lane '" + printable(name) + "'"));
    recorded->lanes.emplace(name, std::move(*events));
  }
  return std::make_unique<ReplayLane>(std::move(recorded), "");
}

}  // namespace hoshi::transport
