// One file from or to a TFTP server (RFC 1350), bounded, lost packets sent again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "probes/datagram_dialogue.h"

namespace hoshi::probes {

constexpr std::size_t tftp_bytes_max = 64u << 10;  // a transfer that brings more is broken off by an error packet
// What fits into blocks with numbers of 16 bits, the last of them shorter (RFC 1350, 2): numbers that begin anew are no part of it.
constexpr std::size_t tftp_sent_bytes_max = std::size_t{0xFFFF} * 512 - 1;

struct TftpOutcome {
  enum class Kind {
    done,     // the file was sent or taken, or broken off after tftp_bytes_max
    refused,  // an error packet
    silent,   // nothing, or nothing more
  };
  Kind kind = Kind::silent;
  bool is_whole = false;
  std::uint16_t error = 0;
  Bytes content;  // of a read; hostile
};

// An error is our own failure or the deadline. A name with a zero byte, and more than can be sent, is invalid_input.
[[nodiscard]] Result<TftpOutcome> read_file(transport::Network& network, std::string_view target, std::uint16_t port,
                                            std::string_view name);
[[nodiscard]] Result<TftpOutcome> write_file(transport::Network& network, std::string_view target, std::uint16_t port,
                                             std::string_view name, ByteView content);

}  // namespace hoshi::probes
