// Messages of IPP.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ipp/message.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::ipp {
namespace {

// RFC 8010, 3.5.
constexpr std::uint8_t group_operation = 0x01;
constexpr std::uint8_t group_job = 0x02;
constexpr std::uint8_t group_end = 0x03;
constexpr std::uint8_t tag_keyword = 0x44;
constexpr std::uint8_t tag_uri = 0x45;
constexpr std::uint8_t tag_charset = 0x47;
constexpr std::uint8_t tag_language = 0x48;
constexpr std::uint32_t number = 0x4853;
constexpr std::size_t attributes_max = 1000;

void put(ByteWriter& writer, std::uint8_t tag, std::string_view name, std::string_view value) {
  writer.u8(tag);
  writer.vector16(to_bytes(name));
  writer.vector16(to_bytes(value));
}

// Names, texts, keywords, URIs and the like; integers and times are not read.
bool is_text(std::uint8_t tag) { return tag >= 0x40 && tag <= 0x49; }

[[nodiscard]] Result<void> read_attribute(ByteReader& reader, std::uint8_t tag, std::uint8_t group, Answer& answer) {
  const auto name = HOSHI_TRY(reader.vector16("name"));
  const auto value = HOSHI_TRY(reader.vector16("value"));
  const bool is_further_value = name.empty();  // RFC 8010, 3.1.5
  if (is_further_value || answer.attributes.size() >= attributes_max) return {};
  answer.attributes.push_back({group, printable(to_text(name), 80), is_text(tag) ? printable(to_text(value)) : ""});
  return {};
}

}  // namespace

Bytes write_request(const Request& request) {
  ByteWriter writer;
  writer.u16(0x0101);  // version 1.1, which every printer speaks
  writer.u16(request.operation);
  writer.u32(number);
  writer.u8(group_operation);
  put(writer, tag_charset, "attributes-charset", "utf-8");
  put(writer, tag_language, "attributes-natural-language", "en");
  put(writer, tag_uri, "printer-uri", request.printer);
  bool is_first = true;
  for (const auto name : request.wanted) {
    put(writer, tag_keyword, is_first ? "requested-attributes" : "", name);
    is_first = false;
  }
  writer.u8(group_end);
  return std::move(writer).bytes();
}

std::string Answer::value_of(std::string_view name) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const Attribute& attribute) { return attribute.name == name; });
  return found == attributes.end() ? "" : found->value;
}

Result<Answer> read_answer(ByteView body) {
  ByteReader reader(body);
  const auto version = HOSHI_TRY(reader.u8("version"));
  HOSHI_CHECK(reader.u8("minor version"));
  Answer answer;
  answer.status = HOSHI_TRY(reader.u16("status"));
  const auto answered = HOSHI_TRY(reader.u32("number"));
  if (version < 1 || version > 2 || answered != number) return fail(ErrorCode::corrupt, "no answer of IPP");
  std::uint8_t group = 0;
  for (auto tag = HOSHI_TRY(reader.u8("tag")); tag != group_end; tag = HOSHI_TRY(reader.u8("tag"))) {
    if (tag < 0x10) {
      group = tag;
      answer.jobs += group == group_job ? 1 : 0;
      continue;
    }
    HOSHI_CHECK(read_attribute(reader, tag, group, answer));
  }
  return answer;
}

}  // namespace hoshi::protocols::ipp
