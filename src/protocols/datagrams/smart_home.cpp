// Smart home: TP-Link's two protocols, Xiaomi's miIO, and CoIoT of the first Shelly generation.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "base/value.h"
#include "protocols/coap/message.h"
#include "protocols/datagrams/reading.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr JsonLimits json_limits{16, looked_at_bytes};

// Each byte is mixed with the one sent before it; the first one with 171.
constexpr std::uint8_t kasa_first_key = 171;

Bytes kasa_hidden(std::string_view text) {
  Bytes hidden;
  std::uint8_t key = kasa_first_key;
  for (const char c : text) hidden.push_back(key = static_cast<std::uint8_t>(key ^ static_cast<std::uint8_t>(c)));
  return hidden;
}

std::string kasa_shown(ByteView hidden) {
  std::string text;
  std::uint8_t key = kasa_first_key;
  for (const std::uint8_t byte : hidden) {
    text += static_cast<char>(key ^ byte);
    key = byte;
  }
  return text;
}

Bytes kasa_question(ByteView) { return kasa_hidden(R"({"system":{"get_sysinfo":{}}})"); }

std::optional<Recognised> recognise_kasa(ByteView, ByteView answer) {
  const auto json = parse_json(kasa_shown(answer), json_limits);
  if (!json) return std::nullopt;
  const Value& information = (*json)["system"]["get_sysinfo"];
  if (!information["err_code"].is_integer() || information["model"].as_text().empty()) return std::nullopt;
  return Recognised{"kasa", information["model"].as_text(), information["sw_ver"].as_text(), "answers without a login"};
}

// Version 2, operation 1, no payload; the check is CRC-32 over the head with 5a6b7c8d in its place.
Bytes tapo_question(ByteView) {
  return Bytes{2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x46, 0x3C, 0xB5, 0xD3};
}

std::optional<Recognised> recognise_tapo(ByteView, ByteView answer) {
  constexpr std::size_t head_bytes = 16;
  if (answer.size() <= head_bytes || answer[0] != 2) return std::nullopt;
  const auto json = parse_json(to_text(answer.subspan(head_bytes)), json_limits);
  if (!json || !(*json)["error_code"].is_integer()) return std::nullopt;
  const Value& result = (*json)["result"];
  if (result["device_type"].as_text().empty() || result["device_model"].as_text().empty()) return std::nullopt;
  return Recognised{"tapo", result["device_model"].as_text(), "", result["device_type"].as_text()};
}

// The hello of miIO: a head of 32 bytes, all ones behind the length.
constexpr std::uint32_t miio_head = 0x21310020;
constexpr std::size_t miio_bytes = 32;

Bytes miio_question(ByteView) {
  ByteWriter writer;
  writer.u32(miio_head);
  writer.append(Bytes(miio_bytes - 4, 0xFF));
  return std::move(writer).bytes();
}

bool is_all(ByteView bytes, std::uint8_t value) {
  return std::all_of(bytes.begin(), bytes.end(), [value](std::uint8_t byte) { return byte == value; });
}

Result<Recognised> read_miio(ByteView answer) {
  ByteReader reader(answer);
  HOSHI_CHECK(require(answer.size() == miio_bytes && HOSHI_TRY(reader.u32("head")) == miio_head, "not miIO"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u32("unknown")) == 0, "not an answer"));
  const auto device = HOSHI_TRY(reader.u32("device"));
  HOSHI_CHECK(require(device != 0 && device != 0xFFFFFFFF, "no device"));
  (void)HOSHI_TRY(reader.u32("time"));
  const auto token = HOSHI_TRY(reader.take(16, "token"));
  // Devices that are not set up yet hand out the key to everything here. It never goes into a fact.
  const bool is_hidden = is_all(token, 0) || is_all(token, 0xFF);
  return Recognised{"miio", "", "", is_hidden ? "keeps its token" : "hands out its token"};
}

std::optional<Recognised> recognise_miio(ByteView, ByteView answer) { return yes_or_no(read_miio(answer)); }

// CoIoT 1.0, 2: the description of a device, with its kind and id in an option of its own.
Bytes coiot_question(ByteView random) {
  coap::Message request = coap::request(coap::code::get, "/cit/d");
  request.type = coap::Type::confirmable;
  request.id = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
  request.token.assign(random.begin() + 2, random.begin() + 6);
  return coap::write_message(request);
}

std::optional<Recognised> recognise_coiot(ByteView question, ByteView answer) {
  constexpr std::uint16_t global_device = 3332;
  const auto asked = coap::read_message(question);
  const auto got = coap::read_message(answer);
  if (!asked || !got || got->token != asked->token || got->code != coap::code::content) return std::nullopt;
  if (got->type == coap::Type::acknowledgement && got->id != asked->id) return std::nullopt;
  const auto* device = got->find(global_device);
  if (device == nullptr) return std::nullopt;
  const auto parts = split(to_text(device->value), '#');  // kind#id#version
  if (parts.size() != 3 || parts[0].empty()) return std::nullopt;
  return Recognised{"coap", parts[0], "", "CoIoT"};
}

}  // namespace

std::vector<Entry> smart_home_entries() {
  return {
      {"kasa", "kasa", {9999}, Ask::unicast, Answers::from_port, kasa_question, recognise_kasa},
      {"tapo", "tapo", {20002}, Ask::unicast, Answers::from_port, tapo_question, recognise_tapo},
      {"miio", "miio", {54321}, Ask::unicast, Answers::from_port, miio_question, recognise_miio},
      {"coiot", "coap", {5683}, Ask::unicast, Answers::from_port, coiot_question, recognise_coiot},
  };
}

}  // namespace hoshi::protocols::datagrams
