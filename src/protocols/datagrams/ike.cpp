// IKE: the first message of a key exchange, version 2 and 1, on port 500 and behind the marker of port 4500.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::size_t index_bytes = 8;
constexpr std::size_t header_bytes = 28;
constexpr std::uint8_t version_1 = 0x10;
constexpr std::uint8_t version_2 = 0x20;
constexpr std::uint8_t exchange_main_mode = 2;       // RFC 2408, 3.1
constexpr std::uint8_t exchange_informational = 5;
constexpr std::uint8_t exchange_initial = 34;        // RFC 7296, 3.1
constexpr std::uint8_t flag_initiator = 0x08;
constexpr std::uint8_t flag_response = 0x20;
constexpr std::array<std::uint8_t, 4> marker{0, 0, 0, 0};  // RFC 3948, 2.2

// Generic header of a payload (RFC 7296, 3.2; the same in RFC 2408, 3.2).
Bytes payload(std::uint8_t next, ByteView content) {
  ByteWriter writer;
  writer.u8(next);
  writer.u8(0);
  writer.u16(static_cast<std::uint16_t>(content.size() + 4));
  writer.append(content);
  return std::move(writer).bytes();
}

Bytes message(std::uint8_t first, std::uint8_t version, std::uint8_t exchange, ByteView random, ByteView payloads) {
  ByteWriter writer;
  writer.append(random.first(index_bytes));
  writer.append(Bytes(index_bytes, 0));
  writer.u8(first);
  writer.u8(version);
  writer.u8(exchange);
  writer.u8(version == version_2 ? flag_initiator : 0);
  writer.u32(0);
  writer.u32(static_cast<std::uint32_t>(header_bytes + payloads.size()));
  writer.append(payloads);
  return std::move(writer).bytes();
}

struct Transform {
  std::uint8_t type;
  std::uint16_t id;
  std::uint16_t key_bits;
};

// RFC 7296, 3.3: AES-CBC, HMAC-SHA2-256 and groups 14, 19, 31; a server that wants others says so.
Bytes security_association() {
  constexpr std::array<Transform, 9> transforms{
      {{1, 12, 256}, {1, 12, 128}, {2, 5, 0}, {2, 2, 0}, {3, 12, 0}, {3, 2, 0}, {4, 14, 0}, {4, 19, 0}, {4, 31, 0}}};
  ByteWriter list;
  for (std::size_t at = 0; at < transforms.size(); ++at) {
    const auto& [type, id, key_bits] = transforms[at];
    list.u8(at + 1 < transforms.size() ? 3 : 0);
    list.u8(0);
    list.u16(key_bits > 0 ? 12 : 8);
    list.u8(type);
    list.u8(0);
    list.u16(id);
    if (key_bits == 0) continue;
    list.u16(0x800E);  // attribute: length of the key
    list.u16(key_bits);
  }
  ByteWriter proposal;
  proposal.u8(1);  // number
  proposal.u8(1);  // IKE
  proposal.u8(0);  // no index
  proposal.u8(static_cast<std::uint8_t>(transforms.size()));
  proposal.append(list.bytes());
  return payload(0, proposal.bytes());
}

// A number of group 14 that nobody knows the logarithm of: hashes, below the modulus.
Bytes public_value(ByteView random) {
  Bytes value;
  for (std::uint8_t counter = 0; value.size() < 256; ++counter) {
    Bytes seed(random.begin(), random.end());
    seed.push_back(counter);
    const Bytes part = sha256(seed);
    value.insert(value.end(), part.begin(), part.end());
  }
  value[0] &= 0x7FU;
  return value;
}

Bytes ike_v2_question(ByteView random) {
  constexpr std::uint8_t payload_association = 33;
  constexpr std::uint8_t payload_exchange = 34;
  constexpr std::uint8_t payload_nonce = 40;
  ByteWriter exchange;
  exchange.u16(14);
  exchange.u16(0);
  exchange.append(public_value(random));
  ByteWriter payloads;
  payloads.append(payload(payload_exchange, security_association()));
  payloads.append(payload(payload_nonce, exchange.bytes()));
  payloads.append(payload(0, random.subspan(index_bytes, 24)));
  return message(payload_association, version_2, exchange_initial, random, payloads.bytes());
}

// RFC 2409, 5 and appendix A: main mode with AES, SHA-1 or SHA-256, a pre-shared key or certificates, group 14 or 2.
Bytes ike_v1_question(ByteView random) {
  struct Offer {
    std::uint16_t hash, method, group;
  };
  constexpr std::array<Offer, 4> offers{{{4, 1, 14}, {2, 1, 14}, {2, 3, 14}, {2, 1, 2}}};
  ByteWriter list;
  for (std::size_t at = 0; at < offers.size(); ++at) {
    ByteWriter transform;
    transform.u8(static_cast<std::uint8_t>(at + 1));
    transform.u8(1);  // KEY_IKE
    transform.u16(0);
    const std::array<std::pair<std::uint16_t, std::uint16_t>, 7> attributes{
        {{1, 7}, {14, 128}, {2, offers[at].hash}, {3, offers[at].method}, {4, offers[at].group}, {11, 1}, {12, 28800}}};
    for (const auto& [type, value] : attributes) {
      transform.u16(static_cast<std::uint16_t>(0x8000U | type));
      transform.u16(value);
    }
    list.append(payload(at + 1 < offers.size() ? 3 : 0, transform.bytes()));
  }
  ByteWriter proposal;
  proposal.u8(1);
  proposal.u8(1);
  proposal.u8(0);
  proposal.u8(offers.size());
  proposal.append(list.bytes());
  ByteWriter association;
  association.u32(1);  // RFC 2407, 4.2: IPsec
  association.u32(1);  // identity only
  association.append(payload(0, proposal.bytes()));
  return message(1, version_1, exchange_main_mode, random, payload(0, association.bytes()));
}

Bytes marked(const Bytes& question) {
  ByteWriter writer;
  writer.append(marker);
  writer.append(question);
  return std::move(writer).bytes();
}

Bytes marked_v2_question(ByteView random) { return marked(ike_v2_question(random)); }
Bytes marked_v1_question(ByteView random) { return marked(ike_v1_question(random)); }

struct Header {
  ByteView initiator;
  ByteView responder;
  std::uint8_t version = 0;
  std::uint8_t exchange = 0;
  std::uint8_t flags = 0;
};

// The header of a whole message whose payloads fill it to the end.
Result<Header> read_header(ByteView bytes) {
  ByteReader reader(bytes);
  Header header;
  header.initiator = HOSHI_TRY(reader.take(index_bytes, "index of the initiator"));
  header.responder = HOSHI_TRY(reader.take(index_bytes, "index of the responder"));
  std::uint8_t next = HOSHI_TRY(reader.u8("first payload"));
  header.version = HOSHI_TRY(reader.u8("version"));
  header.exchange = HOSHI_TRY(reader.u8("exchange"));
  header.flags = HOSHI_TRY(reader.u8("flags"));
  HOSHI_TRY(reader.u32("message id"));
  if (HOSHI_TRY(reader.u32("length")) != bytes.size()) return fail(ErrorCode::corrupt, "another length than said");
  while (next != 0) {
    next = HOSHI_TRY(reader.u8("next payload"));
    HOSHI_TRY(reader.u8("flags of a payload"));
    const auto length = HOSHI_TRY(reader.u16("length of a payload"));
    if (length < 4) return fail(ErrorCode::corrupt, "payload without a header");
    HOSHI_TRY(reader.take(length - 4U, "payload"));
  }
  if (!reader.at_end()) return fail(ErrorCode::corrupt, "bytes behind the payloads");
  return header;
}

bool is_answer(const Header& header) {
  if (header.version >> 4U == 2) return header.exchange == exchange_initial && (header.flags & flag_response) != 0;
  return header.version >> 4U == 1 &&
         (header.exchange == exchange_main_mode || header.exchange == exchange_informational);
}

// RFC 7296, 2.6: the initiator's index comes back.
std::optional<Recognised> recognise_ike(ByteView question, ByteView answer) {
  const auto header = read_header(answer);
  if (!header || !is_answer(*header)) return std::nullopt;
  if (!std::equal(header->initiator.begin(), header->initiator.end(), question.begin())) return std::nullopt;
  return Recognised{"ike", "", "", "IKE version " + std::to_string(header->version >> 4U)};
}

std::optional<Recognised> recognise_marked(ByteView question, ByteView answer) {
  const bool is_marked =
      answer.size() > marker.size() && std::equal(marker.begin(), marker.end(), answer.begin());
  if (!is_marked) return std::nullopt;
  return recognise_ike(question.subspan(marker.size()), answer.subspan(marker.size()));
}

}  // namespace

std::vector<Entry> ike_entries() {
  return {
      {"ike_v2", "ike", {500}, Ask::unicast, Answers::from_port, ike_v2_question, recognise_ike, Silence::is_usual},
      {"ike_v1", "ike", {500}, Ask::unicast, Answers::from_port, ike_v1_question, recognise_ike, Silence::is_usual},
      {"ike_v2_marked", "ike", {4500}, Ask::unicast, Answers::from_port, marked_v2_question, recognise_marked, Silence::is_usual},
      {"ike_v1_marked", "ike", {4500}, Ask::unicast, Answers::from_port, marked_v1_question, recognise_marked, Silence::is_usual},
  };
}

}  // namespace hoshi::protocols::datagrams
