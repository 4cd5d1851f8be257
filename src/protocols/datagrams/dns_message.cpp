// Reads and writes DNS messages.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/datagrams/dns_message.h"

#include "base/text.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::size_t name_bytes_max = 255;  // RFC 1035, 2.3.4
constexpr std::size_t records_max = 64;
constexpr std::uint16_t type_ptr = 12;

Result<std::string> read_name(ByteReader& reader, ByteView message) {
  std::string name;
  ByteReader jumped(message);
  ByteReader* from = &reader;
  for (int steps = 0; steps < 128; ++steps) {
    const auto length = HOSHI_TRY(from->u8("length of a label"));
    if (length == 0) return name;
    if (length >= 0xC0) {
      const auto low = HOSHI_TRY(from->u8("pointer of a name"));
      const std::size_t offset = (length & 0x3FU) << 8U | low;
      jumped = ByteReader(message);
      HOSHI_TRY(jumped.take(offset, "name that is pointed to"));
      from = &jumped;
      continue;
    }
    if (length > 63) return fail(ErrorCode::corrupt, "label of an unknown kind");
    const auto label = HOSHI_TRY(from->take(length, "label"));
    if (!name.empty()) name += '.';
    name += to_text(label);
    if (name.size() > name_bytes_max) break;
  }
  return fail(ErrorCode::corrupt, "name without end");
}

Result<DnsRecord> read_record(ByteReader& reader, ByteView message) {
  DnsRecord record;
  record.name = HOSHI_TRY(read_name(reader, message));
  record.type = HOSHI_TRY(reader.u16("type of a record"));
  record.of_class = HOSHI_TRY(reader.u16("class of a record"));
  HOSHI_TRY(reader.u32("lifetime of a record"));
  const std::size_t before = reader.position() + 2;
  record.data = HOSHI_TRY(reader.vector16("data of a record"));
  if (record.type == type_ptr) {
    ByteReader target(message.first(before + record.data.size()));
    HOSHI_TRY(target.take(before, "start of a PTR record"));
    record.target = HOSHI_TRY(read_name(target, message));
  }
  return record;
}

Result<void> read_questions(ByteReader& reader, ByteView bytes, DnsMessage& message) {
  for (std::size_t number = 0; number < message.question_count; ++number) {
    const std::string name = lower(HOSHI_TRY(read_name(reader, bytes)));
    const auto type = HOSHI_TRY(reader.u16("type of a question"));
    const auto of_class = HOSHI_TRY(reader.u16("class of a question"));
    if (number > 0) continue;
    message.name = name;
    message.question = name + " " + std::to_string(type) + " " + std::to_string(of_class & 0x7FFFU);
  }
  return {};
}

}  // namespace

Bytes encode_question(const DnsQuestion& question) {
  ByteWriter writer;
  writer.append(question.id);
  writer.u16(question.flags);
  writer.u16(1);
  for (int count = 0; count < 3; ++count) writer.u16(0);
  for (const std::string& label : split(question.name, '.')) writer.vector8(to_bytes(label));
  writer.u8(0);
  writer.u16(question.type);
  writer.u16(question.of_class);
  return std::move(writer).bytes();
}

Result<DnsMessage> read_dns(ByteView bytes) {
  ByteReader reader(bytes);
  DnsMessage message;
  message.id = HOSHI_TRY(reader.u16("id"));
  const auto flags = HOSHI_TRY(reader.u16("flags"));
  message.is_response = (flags & 0x8000U) != 0;
  message.opcode = flags >> 11U & 0xFU;
  message.code = flags & 0xFU;
  message.question_count = HOSHI_TRY(reader.u16("count of questions"));
  std::size_t records = 0;
  for (int section = 0; section < 3; ++section) {
    const auto count = HOSHI_TRY(reader.u16("count of records"));
    records += count;
  }
  HOSHI_CHECK(read_questions(reader, bytes, message));
  for (std::size_t number = 0; number < records; ++number) {
    auto record = HOSHI_TRY(read_record(reader, bytes));
    if (message.records.size() < records_max) message.records.push_back(std::move(record));
  }
  if (!reader.at_end()) return fail(ErrorCode::corrupt, "bytes behind the message");
  return message;
}

}  // namespace hoshi::protocols::datagrams
