// DNS messages (RFC 1035) as unicast DNS, mDNS (RFC 6762), LLMNR (RFC 4795) and DNS-SD (RFC 6763) use them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::dns {

constexpr std::size_t name_limit_bytes = 255;  // RFC 1035, 2.3.4
constexpr std::size_t label_limit_bytes = 63;
constexpr std::size_t record_limit = 1024;     // of one message; more is corrupt

enum class Type : std::uint16_t { a = 1, ns = 2, soa = 6, ptr = 12, txt = 16, aaaa = 28, srv = 33, any = 255 };
enum class Class : std::uint16_t { internet = 1, chaos = 3 };

// Labels without the root; an instance name of DNS-SD may hold dots and blanks within a label. Bytes are hostile.
struct Name {
  std::vector<std::string> labels;

  // "a.b.c" with dots, backslashes and what is not printable ASCII escaped (RFC 4343, 2.1); "." for the root.
  std::string text() const;
  // ASCII case does not matter (RFC 4343, 3).
  bool same_as(const Name& other) const;
  bool ends_with(const Name& suffix) const;
};

// Plain dotted text without escapes. invalid_input: an empty or long label, or a long name.
[[nodiscard]] Result<Name> name_from(std::string_view text);

struct Question {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t class_code = 1;
  bool unicast_wanted = false;  // mDNS only (RFC 6762, 5.4): the top bit of the class
};

struct Record {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t class_code = 0;  // without the top bit, which mDNS uses (RFC 6762, 10.2)
  std::uint32_t seconds_to_live = 0;
  Bytes data;                      // as it came; compressed names within cannot be read from it
  Name target;                     // of PTR, NS and SRV
  std::uint16_t port = 0;          // of SRV
  std::vector<std::string> texts;  // of TXT

  bool is(Type wanted) const { return type == static_cast<std::uint16_t>(wanted); }
};

struct Message {
  std::uint16_t id = 0;
  bool is_response = false;
  std::uint8_t operation = 0;      // OPCODE; 0: an ordinary query
  bool authoritative = false;
  bool truncated = false;
  bool recursion_available = false;
  std::uint8_t code = 0;           // RCODE; 0: no error
  std::vector<Question> questions;
  std::vector<Record> answers;
  std::vector<Record> authorities;
  std::vector<Record> additionals;
};

// One whole datagram; corrupt when a name runs in a circle or forward, is too long, when counts promise more
// than there is, or bytes are left over.
[[nodiscard]] Result<Message> parse(ByteView bytes);

enum class Recursion { not_wanted, wanted };
Bytes encode_query(std::uint16_t id, const Question& question, Recursion recursion = Recursion::not_wanted);

// A response to this very question: the number, the operation and the repeated question agree (RFC 5452, 9.1).
bool answers_question(const Message& message, std::uint16_t id, const Question& question);

}  // namespace hoshi::protocols::dns
