// IPP requests about a printer and its jobs, and the parsing of hostile answers (RFC 8010, RFC 8011).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::ipp {

// Operations of RFC 8011, 5.4.15 that read.
constexpr std::uint16_t get_jobs = 0x000a;
constexpr std::uint16_t get_printer_attributes = 0x000b;
constexpr std::uint16_t cups_get_printers = 0x4002;  // CUPS' own: every queue of the server

struct Request {
  std::uint16_t operation = get_printer_attributes;
  std::string printer;  // "ipp://host:631/ipp/print"
  std::vector<std::string_view> wanted;  // names of attributes; none: all
};
Bytes write_request(const Request& request);

struct Attribute {
  std::uint8_t group = 0;  // 0x02 job, 0x04 printer (RFC 8010, 3.5.1)
  std::string name;
  std::string value;       // the first, of text types: printable, 200 bytes at most
};

struct Answer {
  std::uint16_t status = 0;
  std::size_t jobs = 0;    // groups of jobs
  std::vector<Attribute> attributes;  // at most 1,000

  bool is_successful() const { return status <= 0x0007; }  // RFC 8011, appendix B.1.2
  // "" when there is none of that name.
  std::string value_of(std::string_view name) const;
};
// `body` is that of the HTTP response. corrupt: cut off, or no answer of IPP.
[[nodiscard]] Result<Answer> read_answer(ByteView body);

}  // namespace hoshi::protocols::ipp
