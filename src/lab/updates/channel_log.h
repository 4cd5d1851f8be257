// What a false update server writes down of those who come, and what it says of one case when it is read again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/value.h"
#include "lab/updates/channel_case.h"
#include "transport/socket_io.h"

namespace hoshi::lab {

// A case as it was switched on: each switch begins a new session, so that late words of the one before do not count.
struct ChannelSession {
  std::uint64_t number = 0;
  ChannelCase channel_case = ChannelCase::closed;
};

constexpr std::size_t session_record_bytes = 64;
// The record in the file that switches the server: always of this size, so that one write replaces it whole.
std::string record_of(const ChannelSession& session);
// corrupt: half a record, or no record.
[[nodiscard]] Result<ChannelSession> session_from(std::string_view record);

// What happened on a connection. Names and texts are the device's words and hostile; what is written is bounded.
enum class ChannelEvent {
  hello,      // the first byte of TLS
  clear,      // the first byte of anything else
  handshake,  // TLS agreed upon, certificate and all
  broke_off,  // TLS that came to nothing
  request,    // the head of an HTTP request
  answered,   // with so many bytes; of a file also its hash, the first byte, and whether the other side acknowledged them
  ended,      // without a request, after the handshake or in the clear
};
std::string_view name_of(ChannelEvent event);

// Lines of JSON at the end of a file. Threads may share it. A session that floods it is cut off, so that a later one is
// still written down.
class ChannelLog {
 public:
  static constexpr std::size_t events_of_a_session_max = 2'000;
  explicit ChannelLog(transport::Descriptor file) : file_(std::move(file)) {}
  void add(const ChannelSession& session, ChannelEvent event, std::uint64_t connection, Value more);

 private:
  std::mutex mutex_;
  transport::Descriptor file_;
  std::uint64_t session_ = 0;
  std::size_t events_ = 0;
};

// What was seen of one session.
struct ChannelSight {
  std::uint64_t contacts = 0;    // connections that began what the case is about; in `plaintext` every one that said anything
  std::uint64_t handshakes = 0;  // that were completed
  std::uint64_t requests = 0;    // over the channel of the case
  std::uint64_t bytes = 0;       // of the answers to them
  std::uint64_t others = 0;      // connections in the clear where TLS is the case
  std::string alert;             // the last one the device sent: "unknown_ca"; "" when it sent none
  bool is_about_certificate = false;  // the device said with an alert that it is the certificate
  bool began_tls = false;
  std::string method;            // of the first request
  std::string path;
};
// Lines that are not whole, or of another session, are passed over.
void for_each_event(std::string_view log, const ChannelSession& session, const std::function<void(const Value&)>& visit);
ChannelSight sight_of(std::string_view log, const ChannelSession& session);
Value to_value(const ChannelSight& sight);

}  // namespace hoshi::lab
