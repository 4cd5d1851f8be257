// What two machines said to each other over one connection, understood as it goes by.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "protocols/capture/needles.h"
#include "protocols/capture/recognise.h"
#include "protocols/capture/secrets.h"
#include "protocols/dtls/hello.h"

namespace hoshi::protocols::capture {

constexpr std::size_t head_limit_bytes = 16u << 10;  // of each side; hellos and logins lie within
constexpr std::size_t secret_limit = 64;             // of one conversation

enum class Side : std::uint8_t { client, server };

struct TlsSeen {
  std::string server_name;  // "" when none was asked for
  std::string version;      // agreed: "TLS1.3", "DTLS1.2"; "" when the server's hello was not seen
  std::string suite;        // IANA name, or ""
  friend auto operator<=>(const TlsSeen&, const TlsSeen&) = default;
};

struct Content {
  std::string protocol = "unknown";
  Protection protection = Protection::unknown;
  std::optional<TlsSeen> tls;
  std::string host;               // the name the client gave: of TLS or HTTP
  std::set<SecretSeen> secrets;
  std::set<std::size_t> needles;  // forms of Needles that were met
};

// What was met of the needles, across the borders of pieces.
class NeedleWatch {
 public:
  explicit NeedleWatch(const Needles& needles) : needles_(needles) {}
  void feed(Side side, ByteView bytes, bool after_gap);
  const std::set<std::size_t>& met() const { return met_; }

 private:
  const Needles& needles_;
  std::array<Bytes, 2> last_;
  std::set<std::size_t> met_;
};

// A TCP connection. Holds the first 16 KiB of each side, a line, and the last bytes for needles.
class StreamTalk {
 public:
  explicit StreamTalk(const Needles& needles) : watch_(needles) {}
  void feed(Side side, ByteView bytes, bool after_gap);
  Content finish();
  std::size_t held_bytes() const { return heads_[0].capacity() + heads_[1].capacity(); }

 private:
  void recognise();
  void read_on(Side side, ByteView bytes, bool after_gap);
  void take(std::vector<SecretSeen> secrets);
  void understand_tls(Content& content) const;

  NeedleWatch watch_;
  std::array<Bytes, 2> heads_;
  std::string protocol_;   // "" until it is known
  std::string began_as_;   // what asked for TLS before
  std::optional<CredentialLines> lines_;
  TypedPassword typed_;
  std::set<SecretSeen> secrets_;
};

// Datagrams between two ports.
class DatagramTalk {
 public:
  DatagramTalk(const Needles& needles, std::uint16_t service_port) : watch_(needles), port_(service_port) {}
  void feed(Side side, ByteView datagram);
  Content finish();
  const std::string& protocol() const { return protocol_; }
  std::size_t held_bytes() const { return head_.capacity(); }

 private:
  void read_dtls(Side side, ByteView datagram);
  Protection protection() const;

  NeedleWatch watch_;
  std::uint16_t port_;
  std::string protocol_;
  Bytes head_;
  std::array<bool, 2> spoke_{};
  std::optional<TlsSeen> tls_;
  dtls::ServerFlight flight_;
  bool flight_is_broken_ = false;
  bool is_encrypted_ = false;
  std::set<SecretSeen> secrets_;
};

}  // namespace hoshi::protocols::capture
