// Writing and reading of mode 6 and mode 7 packets.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ntp/control.h"

#include "base/text.h"

namespace hoshi::protocols::ntp {
namespace {

constexpr std::uint8_t version_2 = 2 << 3;
constexpr std::uint8_t mode_mask = 7;
constexpr std::uint8_t control_mode = 6;
constexpr std::uint8_t private_mode = 7;
constexpr std::uint8_t response_bit = 0x80;
constexpr std::uint8_t error_bit = 0x40;
constexpr std::uint8_t more_bit = 0x20;
constexpr std::uint8_t operation_mask = 0x1F;
constexpr std::uint8_t read_variables = 2;
constexpr std::uint8_t implementation = 3;      // XNTPD, as ntpdc asks
constexpr std::uint8_t monitor_list = 42;       // MON_GETLIST_1
constexpr std::size_t private_request_bytes = 48;

}  // namespace

Bytes write_read_variables(std::uint16_t sequence) {
  ByteWriter out;
  out.u8(version_2 | control_mode);
  out.u8(read_variables);
  out.u16(sequence);
  out.append(ByteView(Bytes(8)));  // status, association 0 (the server itself), offset, count
  return std::move(out).bytes();
}

Result<ControlAnswer> read_control_answer(ByteView datagram) {
  ByteReader reader(datagram);
  const std::uint8_t first = HOSHI_TRY(reader.u8("mode"));
  const std::uint8_t second = HOSHI_TRY(reader.u8("operation"));
  const bool is_ours = (first & mode_mask) == control_mode && (second & response_bit) != 0 &&
                       (second & operation_mask) == read_variables;
  if (!is_ours) return fail(ErrorCode::corrupt, "not an answer about variables");
  ControlAnswer answer;
  answer.is_error = (second & error_bit) != 0;
  answer.more = (second & more_bit) != 0;
  answer.sequence = HOSHI_TRY(reader.u16("sequence"));
  HOSHI_TRY(reader.u32("status and association"));
  answer.offset = HOSHI_TRY(reader.u16("offset"));
  const std::uint16_t count = HOSHI_TRY(reader.u16("count"));
  answer.text = to_text(HOSHI_TRY(reader.take(count, "variables")));
  return answer;
}

std::string variable(std::string_view text, std::string_view name) {
  for (const auto& part : split(text, ',')) {
    const std::string_view one = trimmed(part);
    const auto equals = one.find('=');
    if (equals == std::string_view::npos || trimmed(one.substr(0, equals)) != name) continue;
    std::string_view value = trimmed(one.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
  }
  return {};
}

Bytes write_monitor_list_request() {
  ByteWriter out;
  out.u8(version_2 | private_mode);
  out.u8(0);  // sequence
  out.u8(implementation);
  out.u8(monitor_list);
  out.append(ByteView(Bytes(private_request_bytes - 4)));
  return std::move(out).bytes();
}

Result<PrivateAnswer> read_monitor_list_answer(ByteView datagram) {
  ByteReader reader(datagram);
  const std::uint8_t first = HOSHI_TRY(reader.u8("mode"));
  HOSHI_TRY(reader.u8("sequence"));
  HOSHI_TRY(reader.u8("implementation"));
  const std::uint8_t request = HOSHI_TRY(reader.u8("request"));
  const bool is_ours = (first & mode_mask) == private_mode && (first & response_bit) != 0 && request == monitor_list;
  if (!is_ours) return fail(ErrorCode::corrupt, "not an answer about who asked");
  constexpr int error_shift = 12;
  constexpr std::uint16_t items_mask = 0x0FFF;
  const std::uint16_t error_and_items = HOSHI_TRY(reader.u16("error and items"));
  return PrivateAnswer{error_and_items >> error_shift != 0, static_cast<std::uint16_t>(error_and_items & items_mask)};
}

}  // namespace hoshi::protocols::ntp
