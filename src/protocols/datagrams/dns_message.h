// DNS messages, as far as recognising and naming a server needs them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::datagrams {

struct DnsQuestion {
  ByteView id;  // two bytes
  std::uint16_t flags = 0;
  std::string_view name;  // without a dot at the end
  std::uint16_t type = 0;
  std::uint16_t of_class = 1;
};
Bytes encode_question(const DnsQuestion& question);

struct DnsRecord {
  std::string name;
  std::uint16_t type = 0;
  std::uint16_t of_class = 0;
  ByteView data;       // borrowed from the message
  std::string target;  // of PTR records
};

struct DnsMessage {
  std::uint16_t id = 0;
  bool is_response = false;
  int opcode = 0;
  int code = 0;
  std::size_t question_count = 0;
  std::string name;      // of the first question, lower case
  std::string question;  // name, type and class of the first one, comparable
  std::vector<DnsRecord> records;  // of the answer section and what follows it, at most 64
};

// corrupt when it is no DNS message from the first byte to the last. Names: RFC 1035, 4.1.4, loops refused.
[[nodiscard]] Result<DnsMessage> read_dns(ByteView bytes);

}  // namespace hoshi::protocols::datagrams
