// Reads and writes DNS messages; names are followed backwards only, so that no circle can hold us.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/dns/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::dns {
namespace {

constexpr std::uint8_t pointer_mark = 0xC0;  // RFC 1035, 4.1.4
constexpr std::uint16_t class_bits = 0x7FFF;

struct Read {
  Name name;
  std::size_t length = 0;  // bytes used where the name stands
};

// RFC 1035, 4.1.4: a pointer names a prior place; each must lie before the piece it stands in.
Result<Read> read_name(ByteView message, std::size_t start) {
  Read read;
  std::size_t piece = start;
  std::size_t length = 1;  // of the whole name, with the root
  bool jumped = false;
  ByteReader reader(message.subspan(start));
  while (true) {
    const std::uint8_t head = HOSHI_TRY(reader.u8("label"));
    if ((head & pointer_mark) == pointer_mark) {
      const std::size_t low = HOSHI_TRY(reader.u8("pointer"));
      if (!jumped) read.length = reader.position();
      jumped = true;
      const std::size_t to = (static_cast<std::size_t>(head & ~pointer_mark) << 8) | low;
      if (to >= piece) return fail(ErrorCode::corrupt, "a name that points forward or at itself");
      piece = to;
      reader = ByteReader(message.subspan(to));
      continue;
    }
    if ((head & pointer_mark) != 0) return fail(ErrorCode::corrupt, "a label of an unknown kind");
    if (head == 0) break;
    length += head + std::size_t{1};
    if (length > name_limit_bytes) return fail(ErrorCode::corrupt, "a name of more than 255 bytes");
    read.name.labels.push_back(to_text(HOSHI_TRY(reader.take(head, "label"))));
  }
  if (!jumped) read.length = reader.position();
  return read;
}

Result<Name> take_name(ByteView message, ByteReader& reader) {
  Read read = HOSHI_TRY(read_name(message, reader.position()));
  (void)HOSHI_TRY(reader.take(read.length, "name"));
  return std::move(read.name);
}

Result<Question> take_question(ByteView message, ByteReader& reader) {
  Question question;
  question.name = HOSHI_TRY(take_name(message, reader));
  question.type = HOSHI_TRY(reader.u16("type"));
  const std::uint16_t class_code = HOSHI_TRY(reader.u16("class"));
  question.class_code = class_code & class_bits;
  question.unicast_wanted = class_code > class_bits;
  return question;
}

// A name within a record's data may be compressed, too, but must end where the data ends.
Result<Name> name_in_data(ByteView message, std::size_t start, std::size_t end) {
  Read read = HOSHI_TRY(read_name(message, start));
  if (start + read.length != end) return fail(ErrorCode::corrupt, "a name that does not fill its record");
  return std::move(read.name);
}

Result<void> understand(Record& record, ByteView message, std::size_t start) {
  const std::size_t end = start + record.data.size();
  if (record.is(Type::ptr) || record.is(Type::ns)) {
    record.target = HOSHI_TRY(name_in_data(message, start, end));
  } else if (record.is(Type::srv)) {  // RFC 2782
    ByteReader reader(record.data);
    (void)HOSHI_TRY(reader.u32("priority and weight"));
    record.port = HOSHI_TRY(reader.u16("port"));
    record.target = HOSHI_TRY(name_in_data(message, start + reader.position(), end));
  } else if (record.is(Type::txt)) {
    ByteReader reader(record.data);
    while (!reader.at_end()) record.texts.push_back(to_text(HOSHI_TRY(reader.vector8("text"))));
  } else if (record.is(Type::a) && record.data.size() != 4) {
    return fail(ErrorCode::corrupt, "an IPv4 address that is not of four bytes");
  } else if (record.is(Type::aaaa) && record.data.size() != 16) {
    return fail(ErrorCode::corrupt, "an IPv6 address that is not of sixteen bytes");
  }
  return {};
}

Result<Record> take_record(ByteView message, ByteReader& reader) {
  Record record;
  record.name = HOSHI_TRY(take_name(message, reader));
  record.type = HOSHI_TRY(reader.u16("type"));
  record.class_code = HOSHI_TRY(reader.u16("class")) & class_bits;
  record.seconds_to_live = HOSHI_TRY(reader.u32("time to live"));
  const ByteView data = HOSHI_TRY(reader.vector16("record data"));
  record.data.assign(data.begin(), data.end());
  HOSHI_CHECK(understand(record, message, reader.position() - data.size()));
  return record;
}

Result<std::vector<Record>> take_records(ByteView message, ByteReader& reader, std::size_t count) {
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) records.push_back(HOSHI_TRY(take_record(message, reader)));
  return records;
}

}  // namespace

std::string Name::text() const {
  if (labels.empty()) return ".";
  std::string text;
  for (const auto& label : labels) {
    if (!text.empty()) text += '.';
    for (const char c : label) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '.' || c == '\\') text += '\\';
      if (byte >= 0x20 && byte < 0x7F) text += c;
      else text += fmt::format("\\{:03}", byte);
    }
  }
  return text;
}

bool Name::ends_with(const Name& suffix) const {
  if (suffix.labels.size() > labels.size()) return false;
  return std::equal(suffix.labels.rbegin(), suffix.labels.rend(), labels.rbegin(),
                    [](const auto& a, const auto& b) { return lower(a) == lower(b); });
}

bool Name::same_as(const Name& other) const { return labels.size() == other.labels.size() && ends_with(other); }

Result<Name> name_from(std::string_view text) {
  Name name;
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty()) return name;
  if (text.size() + 2 > name_limit_bytes) return fail(ErrorCode::invalid_input, "a name of more than 255 bytes");
  name.labels = split(text, '.');
  for (const auto& label : name.labels) {
    if (label.empty() || label.size() > label_limit_bytes)
      return fail(ErrorCode::invalid_input, "a label has 1 to 63 bytes");
  }
  return name;
}

// RFC 1035, 4.1.1.
Result<Message> parse(ByteView bytes) {
  ByteReader reader(bytes);
  Message message;
  message.id = HOSHI_TRY(reader.u16("id"));
  const std::uint16_t flags = HOSHI_TRY(reader.u16("flags"));
  message.is_response = (flags & 0x8000) != 0;
  message.operation = static_cast<std::uint8_t>((flags >> 11) & 0x0F);
  message.authoritative = (flags & 0x0400) != 0;
  message.truncated = (flags & 0x0200) != 0;
  message.recursion_available = (flags & 0x0080) != 0;
  message.code = static_cast<std::uint8_t>(flags & 0x0F);
  const std::size_t questions = HOSHI_TRY(reader.u16("questions"));
  const std::size_t answers = HOSHI_TRY(reader.u16("answers"));
  const std::size_t authorities = HOSHI_TRY(reader.u16("authorities"));
  const std::size_t additionals = HOSHI_TRY(reader.u16("additionals"));
  if (questions + answers + authorities + additionals > record_limit)
    return fail(ErrorCode::corrupt, "more records than any device has");
  for (std::size_t i = 0; i < questions; ++i)
    message.questions.push_back(HOSHI_TRY(take_question(bytes, reader)));
  message.answers = HOSHI_TRY(take_records(bytes, reader, answers));
  message.authorities = HOSHI_TRY(take_records(bytes, reader, authorities));
  message.additionals = HOSHI_TRY(take_records(bytes, reader, additionals));
  if (!reader.at_end()) return fail(ErrorCode::corrupt, "bytes behind the last record");
  return message;
}

Bytes encode_query(std::uint16_t id, const Question& question, Recursion recursion) {
  ByteWriter writer;
  writer.u16(id);
  writer.u16(recursion == Recursion::wanted ? 0x0100 : 0);
  writer.u16(1);
  writer.u16(0);
  writer.u32(0);
  for (const auto& label : question.name.labels) writer.vector8(to_bytes(label.substr(0, label_limit_bytes)));
  writer.u8(0);
  writer.u16(question.type);
  writer.u16(static_cast<std::uint16_t>(question.class_code | (question.unicast_wanted ? 0x8000 : 0)));
  return std::move(writer).bytes();
}

bool answers_question(const Message& message, std::uint16_t id, const Question& question) {
  if (!message.is_response || message.id != id || message.operation != 0) return false;
  if (message.questions.size() != 1) return false;
  const Question& repeated = message.questions.front();
  return repeated.name.same_as(question.name) && repeated.type == question.type &&
         repeated.class_code == question.class_code;
}

}  // namespace hoshi::protocols::dns
