// Asking a CoAP server, over UDP or DTLS, with block-wise answers put together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "probes/datagram_dialogue.h"
#include "protocols/coap/message.h"

namespace hoshi::probes {

constexpr std::size_t coap_answer_bytes_max = 64u << 10;

struct CoapAnswer {
  std::uint8_t code = 0;  // 0: the server sent a reset
  std::optional<Bytes> content_format;
  Bytes payload;          // hostile; cut at coap_answer_bytes_max
  bool is_whole = true;
};

class CoapClient {
 public:
  [[nodiscard]] static Result<CoapClient> open(transport::Network& network, std::string_view target,
                                               std::uint16_t port);
  // Whatever connect_dtls() says when the handshake fails.
  [[nodiscard]] static Result<CoapClient> open_secured(transport::Network& network, std::string_view target,
                                                       std::uint16_t port, const transport::DtlsOptions& options);

  // timed_out: silence.
  [[nodiscard]] Result<CoapAnswer> get(std::string_view path);
  // In blocks of 1,024 bytes when it is longer; at most coap_answer_bytes_max.
  [[nodiscard]] Result<CoapAnswer> put(std::string_view path, const std::optional<Bytes>& content_format,
                                       ByteView payload);

 private:
  explicit CoapClient(transport::Network& network) : network_(&network) {}
  [[nodiscard]] Result<protocols::coap::Message> ask(protocols::coap::Message request);
  [[nodiscard]] Result<protocols::coap::Message> ask_stream(const Bytes& written, const Fits& fits);
  [[nodiscard]] Result<void> acknowledge(const protocols::coap::Message& answer);

  transport::Network* network_;  // never null; a pointer so that clients can be assigned
  std::optional<DatagramDialogue> dialogue_;   // one of the two
  std::unique_ptr<transport::Stream> stream_;
};

}  // namespace hoshi::probes
