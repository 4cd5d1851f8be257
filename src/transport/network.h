// What a probe may do on the wire: connections to named targets, TLS, scans, waits; live, recorded or replayed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/value.h"

namespace hoshi::transport {

using std::chrono::milliseconds;
// Time since the task began, as recorded in the transcript; replay gives the recorded times.
using TaskTime = std::chrono::microseconds;

// What OpenSSL agreed on, when a stream runs over TLS.
struct TlsSession {
  std::string version;                  // "TLSv1.3"
  std::string suite;                    // IANA name
  std::vector<Bytes> certificates_der;  // as sent, leaf first
  bool chain_verified = false;          // only meaningful for `verify`
};

// A connection. What is read is hostile. One thread at a time. Every call ends by its timeout or by the deadline
// of the task, whichever is first. Destruction closes.
class Stream {
 public:
  virtual ~Stream() = default;
  // At most `limit_bytes`; empty = the peer closed. timed_out when nothing came; unavailable when the connection broke.
  [[nodiscard]] virtual Result<Bytes> read(std::size_t limit_bytes, milliseconds timeout) = 0;
  // All or an error; timed_out when the peer does not take it.
  [[nodiscard]] virtual Result<void> write(ByteView bytes) = 0;
  // When the last event of this stream (connect, read, write) ended.
  virtual TaskTime time() const = 0;
  // Nothing for a plain connection.
  virtual const TlsSession* tls() const = 0;
};

struct TlsOptions {
  std::string server_name;  // SNI; empty: none is sent
  bool verify = false;      // against the system's trust store (documents on the Internet)
  std::string alpn;         // "http/1.1" or ""
};

// Which answers of the target arrive, and where the question goes.
enum class Reach {
  port,      // to this port; only what comes from this very port arrives
  any_port,  // to this port; what comes from any port of the target arrives and can be answered there (TFTP, RFC 1350, 4)
  group,     // to the multicast group that belongs to this port on the target's link; only the target's answers arrive
};

struct Datagram {
  Bytes bytes;             // hostile; at most 65,507
  std::uint16_t port = 0;  // of the target, where it came from
  TaskTime time{};
};

// A UDP socket towards one target. Of a target with several addresses the first to answer is talked to from then on;
// until then each gets what is sent. Unlike Stream nothing tells that a datagram was lost.
class Datagrams {
 public:
  virtual ~Datagrams() = default;
  // `port` 0: the one it was opened for; another only when a datagram came from there (any_port).
  [[nodiscard]] virtual Result<void> send(ByteView bytes, std::uint16_t port = 0) = 0;
  // timed_out: nothing came; unavailable: the target says that nobody listens there (ICMP).
  [[nodiscard]] virtual Result<Datagram> receive(milliseconds timeout) = 0;
  virtual TaskTime time() const = 0;
};

struct DatagramQuestion {
  std::uint16_t port = 0;
  Bytes payload;
  Reach reach = Reach::port;
};

struct DatagramAnswer {
  std::vector<Datagram> got;  // in order, at most `answers_max`
  bool refused = false;       // the target says that nobody listens there
};

struct AskOptions {
  std::vector<milliseconds> send_at{milliseconds(0), milliseconds(400), milliseconds(1200)};  // again while unanswered
  milliseconds patience{2200};       // after the first question was sent
  std::size_t answers_max = 16;      // of each question
};

struct DtlsOptions {
  std::string server_name;
  std::string psk_identity;  // with `psk`: RFC 4279; the key must have gone through keep_secret()
  std::string psk;
};

struct ScanOptions {
  std::vector<std::uint16_t> ports;  // empty: all 65,535
  std::uint32_t rate_per_second = 0; // 0: the ceiling of the run
};

struct ScanReport {
  std::vector<std::uint16_t> open;      // ascending; on any address of the target
  std::vector<std::uint16_t> open_ipv4;  // those of them that are open on an IPv4 address …
  std::vector<std::uint16_t> open_ipv6;  // … and on an IPv6 address
  std::uint32_t closed = 0;             // answered with a reset
  std::uint32_t filtered = 0;           // never answered, after being asked again
  std::uint32_t rate_per_second = 0;    // the rate found
  std::vector<std::uint16_t> filtered_sample;  // up to 20 of them
  bool complete = true;                 // false: the time or the device ended before the list
  TaskTime took{};
};

struct SshLogin {
  enum class Outcome { accepted, refused, partial, no_password_method, disconnected, unreachable, timed_out };
  Outcome outcome = Outcome::timed_out;
  std::vector<std::string> methods;  // offered after the `none` request: "password", "publickey" …
  bool none_accepted = false;        // the `none` method alone opened the door
  std::string detail;                // printable, without secrets
  TaskTime began{};                  // the password (or the `none` request) was sent; without one: the call began
  TaskTime ended{};                  // its answer came
};

// What is done over SSH once the password was taken.
struct SshCommand {
  std::string command;             // carried out without a terminal; empty: a shell on a terminal
  std::vector<std::string> lines;  // for its input; in a shell each is typed when a prompt stands still
};
struct SshRun {
  SshLogin login;             // what follows is empty unless it was accepted
  std::string output;         // of both channels, without secrets; hostile, at most 64 KiB
  bool ended = false;         // it came to its own end, before the timeout and the bound
  int exit_status = -1;       // -1: none was given
};

// Something done on the bench rather than on the wire, as a step of a declared recipe says. The agent names the step; the
// command looks it up, so that an agent taken over by a device can have nothing done that the user did not declare.
struct BenchAct {
  std::string recipe;  // id
  std::size_t step = 0;
  // Not empty: no step is meant, but the update server that the lab plays. "show CASE" (lab/updates/channel_case.h) switches it, "look"
  // waits until something can be said of the case and says it as JSON (lab/updates/channel_log.h, ChannelSight); "fetched" waits until the
  // device has fetched what was handed over last for this recipe, and says how much of it (lab/updates/fetch_sight.h).
  std::string channel{};
  // Of a step "serve": what the lab's update server is to give out at the step's path. Borrowed during the call; the transcript
  // has its SHA-256.
  ByteView content{};
};
constexpr std::size_t act_content_bytes_max = 256u << 20;
struct BenchActReport {
  enum class Outcome { done, failed, nobody } outcome = Outcome::nobody;  // nobody: no person is there (--unattended)
  std::string said;  // printable, bounded: what a command printed, or what a person typed
};

// The wire as one task sees it. Only targets the user named can be reached: everything else is `forbidden`, by
// the broker, not by this class. Each lane is used by one thread; use lane() for parallel work within a task.
class Network {
 public:
  virtual ~Network() = default;

  // `target` is the name of a target ("main"; "unit_B" for another unit), with "@ipv4" or "@ipv6" after it for its
  // addresses of that family only, with "@source2" to come from the second address of --source, or "document:<id>" for the host of that document's URL.
  // unavailable: refused or unreachable; timed_out: no answer; forbidden: not a named target.
  [[nodiscard]] virtual Result<std::unique_ptr<Stream>> connect(std::string_view target, std::uint16_t port,
                                                                milliseconds timeout) = 0;
  // TLS 1.0 to 1.3 with every suite OpenSSL still has; certificate errors are facts, not failures.
  [[nodiscard]] virtual Result<std::unique_ptr<Stream>> connect_tls(std::string_view target, std::uint16_t port,
                                                                    const TlsOptions& options,
                                                                    milliseconds timeout) = 0;
  // Goes on over TLS on a connection that agreed to it in clear (STARTTLS); `plain` is used up, also by a failure.
  [[nodiscard]] virtual Result<std::unique_ptr<Stream>> start_tls(std::unique_ptr<Stream> plain,
                                                                  const TlsOptions& options, milliseconds timeout);
  // forbidden: not a named target, or (group) no group belongs to this port: multicast_groups.h.
  [[nodiscard]] virtual Result<std::unique_ptr<Datagrams>> open_datagrams(std::string_view target, std::uint16_t port,
                                                                          Reach reach);
  // Asks many questions at once, each from a socket of its own; the answers in the order of the questions. A target
  // that answers from several addresses or ports gives several datagrams.
  [[nodiscard]] virtual Result<std::vector<DatagramAnswer>> ask_datagrams(
      std::string_view target, const std::vector<DatagramQuestion>& questions, const AskOptions& options);
  // DTLS 1.0 and 1.2; certificate errors are facts, not failures. One read is one record.
  [[nodiscard]] virtual Result<std::unique_ptr<Stream>> connect_dtls(std::string_view target, std::uint16_t port,
                                                                     const DtlsOptions& options, milliseconds timeout);
  // TCP connect scan by the broker, IPv4 or IPv6 as the target's address is.
  [[nodiscard]] virtual Result<ScanReport> scan_tcp(std::string_view target, const ScanOptions& options) = 0;
  // One connection, one password try (or only the `none` request when `password` is nothing). The password and
  // whatever is encrypted is never recorded; the outcome is.
  [[nodiscard]] virtual Result<SshLogin> ssh_login(std::string_view target, std::uint16_t port, std::string_view user,
                                                   const std::optional<std::string>& password,
                                                   milliseconds timeout) = 0;
  // Shows a person what to do, runs a declared command, or cuts and mends the lab's network. forbidden: no such step.
  [[nodiscard]] virtual Result<BenchActReport> act(const BenchAct& act, milliseconds patience);
  // Sleeps (replay does not); timed_out when the task's deadline comes first.
  [[nodiscard]] virtual Result<void> wait(milliseconds duration) = 0;
  // Bytes from the system's generator live, the recorded ones in replay. For nonces and negative controls.
  virtual Bytes random(std::size_t count) = 0;
  // Text that must never be written: passwords, tokens, cookies. Later records show '*' of the same length, also
  // for its base64, hexadecimal and URL-encoded forms. Shorter than 4 bytes: only exact whole fields are hidden.
  virtual void keep_secret(std::string_view secret) = 0;
  // The same bytes with every secret replaced; for hashes and excerpts that go into observations.
  virtual std::string redacted(std::string_view text) const = 0;
  // A further lane with a transcript of its own; `name` is unique within the task.
  virtual std::unique_ptr<Network> lane(std::string_view name) = 0;
  // The time of the latest event of this lane.
  virtual TaskTime time() const = 0;
  // The same login, then a command or typed lines. The lines are never recorded; the output is, without secrets.
  [[nodiscard]] virtual Result<SshRun> ssh_run(std::string_view target, std::uint16_t port, std::string_view user,
                                               const std::string& password, const SshCommand& command,
                                               milliseconds timeout);
};

}  // namespace hoshi::transport
