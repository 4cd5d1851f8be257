// Lamps: LIFX's LAN protocol, WiZ's JSON, Yeelight's search, and the Wi-Fi modules of Magic Home.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/value.h"
#include "protocols/datagrams/reading.h"
#include "protocols/datagrams/text_head.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr JsonLimits json_limits{16, looked_at_bytes};

// LIFX LAN protocol, "Packet contents": little-endian; source and sequence come back.
constexpr std::uint16_t lifx_bytes = 36;
constexpr std::uint16_t lifx_protocol = 1024;
constexpr std::uint16_t lifx_addressable = 1 << 12;
constexpr std::uint16_t lifx_tagged = 1 << 13;
constexpr std::uint16_t get_version = 32;
constexpr std::uint16_t state_version = 33;
constexpr std::size_t lifx_source_offset = 4;
constexpr std::size_t lifx_sequence_offset = 23;

Bytes lifx_question(ByteView random) {
  ByteWriter writer;
  put_little16(writer, lifx_bytes);
  put_little16(writer, lifx_protocol | lifx_addressable | lifx_tagged);
  writer.append(random.first(3));
  writer.u8(1);                // sources 0 and 1 are reserved
  writer.append(Bytes(15, 0));  // any device; reserved; no acknowledgement
  writer.u8(random[3]);
  writer.append(Bytes(8, 0));
  put_little16(writer, get_version);
  writer.u16(0);
  return std::move(writer).bytes();
}

Result<Recognised> read_lifx(ByteView question, ByteView answer) {
  constexpr std::uint16_t number_bits = 0x0FFF;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(little16(reader, "size")) == answer.size(), "another size"));
  HOSHI_CHECK(require((HOSHI_TRY(little16(reader, "protocol")) & number_bits) == lifx_protocol, "not LIFX"));
  const auto source = HOSHI_TRY(reader.take(4, "source"));
  HOSHI_CHECK(require(is_same(source, question.subspan(lifx_source_offset, 4)), "another source"));
  (void)HOSHI_TRY(reader.take(15, "target and flags"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("sequence")) == question[lifx_sequence_offset], "another sequence"));
  (void)HOSHI_TRY(reader.take(8, "reserved"));
  HOSHI_CHECK(require(HOSHI_TRY(little16(reader, "type")) == state_version, "another type"));
  (void)HOSHI_TRY(reader.u16("reserved"));
  const auto maker = HOSHI_TRY(little32(reader, "maker"));
  const auto product = HOSHI_TRY(little32(reader, "product"));
  (void)HOSHI_TRY(reader.u32("version"));
  HOSHI_CHECK(require(reader.at_end(), "bytes behind the version"));
  return Recognised{"lifx", "", "", fmt::format("maker {} product {}", maker, product)};
}

std::optional<Recognised> recognise_lifx(ByteView question, ByteView answer) {
  return yes_or_no(read_lifx(question, answer));
}

constexpr std::string_view wiz_method = "getSystemConfig";

Bytes wiz_question(ByteView) { return to_bytes(fmt::format(R"({{"method":"{}","params":{{}}}})", wiz_method)); }

// The protocol has no token: the method comes back beside a result with the module's name or an error.
std::optional<Recognised> recognise_wiz(ByteView, ByteView answer) {
  const auto json = parse_json(to_text(answer), json_limits);
  if (!json || (*json)["method"].as_text() != wiz_method) return std::nullopt;
  const Value& result = (*json)["result"];
  if (result["mac"].as_text().empty() || result["moduleName"].as_text().empty()) return std::nullopt;
  return Recognised{"wiz", result["moduleName"].as_text(), result["fwVersion"].as_text(), "WiZ module"};
}

Bytes yeelight_question(ByteView) {
  return to_bytes("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1982\r\nMAN: \"ssdp:discover\"\r\nST: wifi_bulb\r\n\r\n");
}

// Yeelight inter-operation specification, 3.1: a location of its own scheme, an id, a model and what it supports.
std::optional<Recognised> recognise_yeelight(ByteView, ByteView answer) {
  const auto head = read_text_head(answer);
  if (!head || !head->first_line.starts_with("HTTP/1.1 200")) return std::nullopt;
  if (!head->field("location").starts_with("yeelight://") || head->field("support").empty()) return std::nullopt;
  return Recognised{"yeelight", head->field("model"), head->field("fw_ver"), "Yeelight " + head->field("model")};
}

// HF-LPB100 user manual, "Search": this word makes a module say who it is, and changes nothing.
Bytes magic_home_question(ByteView) { return to_bytes("HF-A11ASSISTHREAD"); }

bool is_ipv4(const std::string& text) {
  const auto parts = split(text, '.');
  return parts.size() == 4 &&
         std::all_of(parts.begin(), parts.end(), [](const auto& part) { return parse_number(part, 255).has_value(); });
}

bool is_mac(std::string_view text) {
  constexpr std::size_t digits = 12;
  return text.size() == digits && text.find_first_not_of("0123456789ABCDEFabcdef") == std::string_view::npos;
}

// "address,MAC,module".
std::optional<Recognised> recognise_magic_home(ByteView, ByteView answer) {
  const auto parts = split(trimmed(to_text(answer)), ',');
  if (parts.size() != 3 || !is_ipv4(parts[0]) || !is_mac(parts[1]) || parts[2].empty()) return std::nullopt;
  const bool is_plain = std::all_of(parts[2].begin(), parts[2].end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (!is_plain) return std::nullopt;
  return Recognised{"magic_home", parts[2], "", "module " + parts[2]};
}

}  // namespace

std::vector<Entry> lights_entries() {
  return {
      {"lifx", "lifx", {56700}, Ask::unicast, Answers::from_port, lifx_question, recognise_lifx},
      {"wiz", "wiz", {38899}, Ask::unicast, Answers::from_port, wiz_question, recognise_wiz},
      {"yeelight", "yeelight", {1982}, Ask::both, Answers::from_any_port, yeelight_question, recognise_yeelight},
      {"magic_home", "magic_home", {48899}, Ask::unicast, Answers::from_port, magic_home_question, recognise_magic_home},
  };
}

}  // namespace hoshi::protocols::datagrams
