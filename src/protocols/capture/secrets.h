// Credentials that protocols send in clear, found line by line or packet by packet.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::capture {

// Secret: never written anywhere, only compared.
struct SecretSeen {
  std::string kind;     // "http_basic", "http_form", "mqtt", "rtsp", "sip", "ftp", "pop3", "smtp", "imap", "telnet", "snmp"
  std::string account;  // "" when none was sent
  std::string value;
  friend auto operator<=>(const SecretSeen&, const SecretSeen&) = default;
};

// The client's lines of one connection of a protocol in lines. Holds at most one line.
class CredentialLines {
 public:
  explicit CredentialLines(std::string_view protocol) : protocol_(protocol) {}
  // The secrets that became complete. A gap loses the line it is in.
  std::vector<SecretSeen> feed(ByteView bytes, bool after_gap);
  // What stands in a last line without an end.
  std::vector<SecretSeen> finish();
  // Of HTTP: the first Host that was sent; printable, "" when none. An asked-for upgrade to TLS.
  const std::string& host() const { return host_; }
  bool asked_for_tls() const { return asked_for_tls_; }

 private:
  std::optional<SecretSeen> read_line(std::string_view line);
  std::optional<SecretSeen> read_header(std::string_view line);
  std::optional<SecretSeen> read_form(std::string_view line) const;
  std::optional<SecretSeen> read_user_and_pass(std::string_view line);
  std::optional<SecretSeen> read_smtp(std::string_view line);
  std::optional<SecretSeen> read_imap(std::string_view line);

  std::string protocol_;
  std::string line_;
  bool line_is_lost_ = false;
  std::string host_;
  std::string account_;
  bool asked_for_tls_ = false;
  enum class Awaited { nothing, plain, login_name, login_password } awaited_ = Awaited::nothing;
};

// What is typed after a server's prompt for a password (Telnet and other terminals).
class TypedPassword {
 public:
  void hear(ByteView from_server);
  std::optional<SecretSeen> feed(ByteView from_client);

 private:
  std::string heard_;  // the end of what the server said
  std::string typed_;
  std::string account_;
};

// MQTT 3.1.1, 3.1 and MQTT 5.0, 3.1: user and password of a CONNECT at the beginning of the stream.
std::optional<SecretSeen> mqtt_secret(ByteView from_client);
// RFC 1157, 4: the community of a question.
std::optional<SecretSeen> snmp_secret(ByteView datagram);

}  // namespace hoshi::protocols::capture
