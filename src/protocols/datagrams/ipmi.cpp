// IPMI: the presence ping of RMCP, which every management controller answers (ASF 2.0, 3.2.4).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint8_t rmcp_version = 6;
constexpr std::uint8_t without_acknowledgement = 0xFF;
constexpr std::uint8_t class_asf = 6;
constexpr std::uint32_t asf_enterprise = 4542;
constexpr std::uint8_t presence_ping = 0x80;
constexpr std::uint8_t presence_pong = 0x40;
constexpr std::uint8_t pong_bytes = 16;
constexpr std::uint8_t supports_ipmi = 0x80;

// The tag 255 means that no answer is wanted.
std::uint8_t tag_of(ByteView random) { return random[0] == 0xFF ? 0 : random[0]; }

Bytes ipmi_question(ByteView random) {
  ByteWriter writer;
  writer.u8(rmcp_version);
  writer.u8(0);
  writer.u8(without_acknowledgement);
  writer.u8(class_asf);
  writer.u32(asf_enterprise);
  writer.u8(presence_ping);
  writer.u8(tag_of(random));
  writer.u16(0);  // reserved, no data
  return std::move(writer).bytes();
}

Result<Recognised> read_pong(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto version = HOSHI_TRY(reader.u8("version"));
  HOSHI_TRY(reader.u16("reserved and sequence"));
  const auto message_class = HOSHI_TRY(reader.u8("class"));
  const auto enterprise = HOSHI_TRY(reader.u32("enterprise"));
  const auto type = HOSHI_TRY(reader.u8("type"));
  const auto tag = HOSHI_TRY(reader.u8("tag"));
  HOSHI_TRY(reader.u8("reserved"));
  const auto data = HOSHI_TRY(reader.vector8("data"));
  const bool is_pong = version == rmcp_version && (message_class & 0x1FU) == class_asf && enterprise == asf_enterprise &&
                       type == presence_pong && data.size() == pong_bytes;
  constexpr std::size_t tag_offset = 9;
  if (!is_pong || tag != question[tag_offset]) return fail(ErrorCode::corrupt, "not the pong of this ping");
  ByteReader pong(data);
  HOSHI_TRY(pong.take(8, "maker"));
  const auto entities = HOSHI_TRY(pong.u8("entities"));
  return Recognised{"ipmi", "", "", (entities & supports_ipmi) != 0 ? "RMCP with IPMI" : "RMCP without IPMI"};
}

std::optional<Recognised> recognise_ipmi(ByteView question, ByteView answer) {
  auto found = read_pong(question, answer);
  return found ? std::optional(std::move(*found)) : std::nullopt;
}

}  // namespace

std::vector<Entry> ipmi_entries() {
  return {{"ipmi", "ipmi", {623}, Ask::unicast, Answers::from_port, ipmi_question, recognise_ipmi}};
}

}  // namespace hoshi::protocols::datagrams
