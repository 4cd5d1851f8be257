// DTLS (RFC 4347, RFC 6347): ClientHello with a cookie, and the first flight of the server put together from datagrams.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "protocols/tls/client_hello.h"
#include "protocols/tls/server_answer.h"

namespace hoshi::protocols::dtls {

enum class Version : std::uint16_t { dtls_1_0 = 0xFEFF, dtls_1_2 = 0xFEFD };  // the higher, the smaller
std::string_view name_of(Version version);       // "DTLS1.0", "DTLS1.2" as facts name them
tls::Version counterpart_of(Version version);    // DTLS 1.0 is TLS 1.1 over datagrams, 1.2 is TLS 1.2

// RFC 6347, 3.2.1 and 4.2.1: the first hello has an empty cookie and number 0, the one with the cookie number 1.
// `hello.version` is not looked at. Fits into one datagram as long as there are at most 400 suites.
Bytes write_client_hello(const tls::ClientHello& hello, Version version, ByteView cookie, std::uint16_t number);

// Collects the datagrams of a server up to its ServerHelloDone. Input is hostile: bounded in messages and bytes.
class ServerFlight {
 public:
  // corrupt: not DTLS, or it breaks the protocol or a limit. Repeated and reordered messages are no error.
  [[nodiscard]] Result<void> feed(ByteView datagram);

  // Of a HelloVerifyRequest; nothing when none came.
  const std::optional<Bytes>& cookie() const { return cookie_; }
  // What was read so far; `complete` when the flight is over or an alert ended it.
  const tls::ServerAnswer& answer() const { return answer_; }

 private:
  struct Message {
    std::uint8_t type = 0;
    Bytes body;
    std::vector<bool> had;  // byte by byte: fragments may overlap
    std::size_t missing = 0;
  };
  [[nodiscard]] Result<void> read_record(std::uint8_t type, ByteView content);
  [[nodiscard]] Result<void> read_fragment(ByteReader& reader);
  [[nodiscard]] Result<void> use_messages();

  std::map<std::uint16_t, Message> messages_;
  std::optional<std::uint16_t> next_;  // number of the message to use next; known once a ServerHello came
  std::optional<Bytes> cookie_;
  tls::ServerAnswer answer_;
};

}  // namespace hoshi::protocols::dtls
