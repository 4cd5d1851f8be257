// The transcript of one lane: what was asked of the wire and what came, as JSON lines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/value.h"
#include "transport/network.h"

namespace hoshi::transport {

// Line: {"t": microseconds since the task began, "c": connection (0: none), "e": event, "b": base64,
// …details}. Further members by event:
//   connect         target port
//   connect_failed  target port (reach) code m
//   udp             target port reach(0 port, 1 any port, 2 group): datagrams may follow; `sent` and `got` have a port then
//   asked           n: the last of n questions asked at once (connections before it) has ended
//   tls             server_name verify alpn version suite certificates(base64) verified
//   sent            (bulk) n sha256 instead of bytes: more than 256 KiB at once
//   sent, got       b; on `sent`: "unchecked" true when the task knew secrets: replay does not compare the
//   bytes closed          the peer closed          ended    we closed (replay passes over it) timeout m error
//   code m scan            target ports(count asked; 0 = all) open open4 open6 closed filtered rate sample complete took
//   ssh             target port user outcome methods none_accepted detail began
//   ssh_run         as ssh, and b: the output; ended status
//   act             recipe step outcome said
//   wait            ms      random b         cut      the transcript was full; nothing follows
enum class EventKind {
  connect,
  connect_failed,
  udp,
  asked,
  tls,
  sent,
  got,
  closed,
  ended,
  timeout,
  error,
  scan,
  ssh,
  ssh_run,
  act,
  wait,
  random,
  cut
};

struct Event {
  TaskTime time{};
  std::uint32_t connection = 0;
  EventKind kind = EventKind::cut;
  Bytes bytes;       // of sent, got, random and ssh_run
  ValueMap details;  // the other members
};

std::string_view name_of(EventKind kind);
// One line without its newline.
std::string to_line(const Event& event);

struct TranscriptLimits {
  std::size_t text_bytes = 64u << 20;
  std::size_t events = 250'000;
};

// Reads hostile text. corrupt, naming the line, when anything is not as above or time runs backwards.
[[nodiscard]] Result<std::vector<Event>> parse_transcript(std::string_view text,
                                                          TranscriptLimits limits = {});

// An error as members of an event, and back (anything unknown is `corrupt`).
ValueMap details_of(const Error& error);
Error error_in(const Event& event);

// The reports as members of an event, and back. Reading is total: what is missing or absurd is corrupt.
ValueMap details_of(const TlsSession& session);
[[nodiscard]] Result<TlsSession> tls_session_in(const Event& event);
ValueMap details_of(const ScanReport& report);
[[nodiscard]] Result<ScanReport> scan_report_in(const Event& event);
ValueMap details_of(const SshLogin& login);
[[nodiscard]] Result<SshLogin> ssh_login_in(const Event& event);
ValueMap details_of(const SshRun& run);  // without the output
[[nodiscard]] Result<SshRun> ssh_run_in(const Event& event);

ValueMap details_of(const BenchActReport& report);
// Of bytes that are recorded by their hash; and whether these are they.
ValueMap bulk_details(ByteView bytes, bool unchecked);
bool is_bulk(const Event& event);
bool is_same_bulk(ByteView bytes, const Event& event);
[[nodiscard]] Result<BenchActReport> bench_act_in(const Event& event);

std::string_view name_of(SshLogin::Outcome outcome);
std::string_view name_of(BenchActReport::Outcome outcome);
std::optional<BenchActReport::Outcome> bench_outcome_named(std::string_view name);

// Takes the lines of a task, each without newline and without secrets. Threads may call it at once.
class TranscriptSink {
 public:
  virtual ~TranscriptSink() = default;
  virtual void append(std::string_view lane, std::string_view line) = 0;
};

}  // namespace hoshi::transport
