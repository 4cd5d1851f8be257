// QUIC: a version that is reserved for asking which ones there are (RFC 9000, 6 and 15).
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::size_t datagram_bytes = 1200;  // RFC 9000, 14.1: servers ignore shorter ones
constexpr std::uint8_t long_header = 0xC0;
constexpr std::uint32_t reserved_version = 0x1A2A3A4A;
constexpr std::size_t connection_bytes = 8;

Bytes quic_question(ByteView random) {
  ByteWriter writer;
  writer.u8(long_header);
  writer.u32(reserved_version);
  writer.vector8(random.first(connection_bytes));
  writer.vector8(random.subspan(connection_bytes, connection_bytes));
  Bytes bytes = std::move(writer).bytes();
  bytes.resize(datagram_bytes, 0);
  return bytes;
}

struct LongHeader {
  std::uint32_t version = 0;
  ByteView destination;
  ByteView source;
};

Result<LongHeader> read_header(ByteReader& reader) {
  LongHeader header;
  if (HOSHI_TRY(reader.u8("first byte")) < 0x80) return fail(ErrorCode::corrupt, "no long header");
  header.version = HOSHI_TRY(reader.u32("version"));
  header.destination = HOSHI_TRY(reader.vector8("destination connection"));
  header.source = HOSHI_TRY(reader.vector8("source connection"));
  return header;
}

bool is_same(ByteView left, ByteView right) { return std::equal(left.begin(), left.end(), right.begin(), right.end()); }

// RFC 9000, 17.2.1: version zero, both connection ids exchanged, then the versions.
std::optional<Recognised> recognise_quic(ByteView question, ByteView answer) {
  ByteReader asked_reader(question);
  ByteReader reader(answer);
  const auto asked = read_header(asked_reader);
  const auto got = read_header(reader);
  if (!asked || !got || got->version != 0) return std::nullopt;
  if (!is_same(got->destination, asked->source) || !is_same(got->source, asked->destination)) return std::nullopt;
  if (reader.at_end() || reader.remaining() % 4 != 0) return std::nullopt;
  std::vector<std::string> versions;
  while (!reader.at_end()) {
    const std::uint32_t version = reader.u32("version").value_or(0);
    const bool is_reserved = (version & 0x0F0F0F0FU) == 0x0A0A0A0AU;  // random: says nothing
    if (!is_reserved && versions.size() < 16) versions.push_back(fmt::format("{:08x}", version));
  }
  return Recognised{"quic", "", "", "versions " + join(versions, " ")};
}

}  // namespace

std::vector<Entry> quic_entries() {
  return {{"quic", "quic", {443}, Ask::unicast, Answers::from_port, quic_question, recognise_quic}};
}

}  // namespace hoshi::protocols::datagrams
