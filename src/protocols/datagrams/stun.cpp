// STUN: a Binding request, whose transaction comes back (RFC 8489, 5 and 6).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint16_t binding_request = 0x0001;
constexpr std::uint16_t binding_success = 0x0101;
constexpr std::uint16_t binding_error = 0x0111;
constexpr std::uint32_t cookie = 0x2112A442;
constexpr std::size_t transaction_bytes = 12;
constexpr std::size_t transaction_offset = 8;
constexpr std::uint16_t attribute_software = 0x8022;

Bytes stun_question(ByteView random) {
  ByteWriter writer;
  writer.u16(binding_request);
  writer.u16(0);
  writer.u32(cookie);
  writer.append(random.first(transaction_bytes));
  return std::move(writer).bytes();
}

// SOFTWARE, when it is given.
Result<std::string> read_attributes(ByteReader& reader) {
  std::string software;
  while (!reader.at_end()) {
    const auto type = HOSHI_TRY(reader.u16("type of an attribute"));
    const auto value = HOSHI_TRY(reader.vector16("attribute"));
    if (type == attribute_software) software = to_text(value);
    HOSHI_TRY(reader.take((4 - value.size() % 4) % 4, "padding"));
  }
  return software;
}

std::optional<Recognised> recognise_stun(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto type = reader.u16("type");
  const auto length = reader.u16("length");
  const auto magic = reader.u32("cookie");
  const auto transaction = reader.take(transaction_bytes, "transaction");
  if (!type || !length || !magic || !transaction || *magic != cookie || *length != reader.remaining()) return std::nullopt;
  const ByteView asked = question.subspan(transaction_offset);
  const bool is_ours = std::equal(transaction->begin(), transaction->end(), asked.begin(), asked.end());
  if (!is_ours || (*type != binding_success && *type != binding_error)) return std::nullopt;
  const auto software = read_attributes(reader);
  if (!software) return std::nullopt;
  return Recognised{"stun", "", "", *software};
}

}  // namespace

std::vector<Entry> stun_entries() {
  return {{"stun", "stun", {3478}, Ask::unicast, Answers::from_port, stun_question, recognise_stun}};
}

}  // namespace hoshi::protocols::datagrams
