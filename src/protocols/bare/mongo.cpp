// OP_MSG and the reading of BSON documents, bounded in size and depth.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/bare/mongo.h"

#include "base/text.h"
#include "protocols/bytes/little_endian.h"

namespace hoshi::protocols::bare {
namespace {

constexpr std::uint32_t op_msg = 2013;
constexpr std::uint32_t message_bytes_max = 1u << 20;
constexpr int depth_max = 4;
constexpr std::size_t databases_max = 20;
constexpr std::size_t shown_bytes = 60;

// Types of BSON elements (BSON 1.1).
enum : std::uint8_t {
  bson_double = 0x01, bson_text = 0x02, bson_document = 0x03, bson_list = 0x04, bson_binary = 0x05, bson_id = 0x07,
  bson_bool = 0x08, bson_date = 0x09, bson_null = 0x0a, bson_int32 = 0x10, bson_timestamp = 0x11, bson_int64 = 0x12,
};

[[nodiscard]] Result<std::string> read_name(ByteReader& reader) {
  std::string name;
  for (auto byte = HOSHI_TRY(reader.u8("name")); byte != 0; byte = HOSHI_TRY(reader.u8("name"))) {
    name.push_back(static_cast<char>(byte));
  }
  return name;
}

[[nodiscard]] Result<std::string> read_text(ByteReader& reader) {
  const auto length = HOSHI_TRY(little32(reader, "text"));
  const auto bytes = HOSHI_TRY(reader.take(length, "text"));
  if (bytes.empty()) return fail(ErrorCode::corrupt, "a text without its end");
  return printable(to_text(bytes.first(bytes.size() - 1)), shown_bytes);
}

// IEEE 754: only whether it is 1.0 matters.
constexpr std::uint64_t double_one = 0x3ff0000000000000;

[[nodiscard]] Result<void> read_document(ByteReader& reader, MongoAnswer& answer, const std::string& path, int depth);

[[nodiscard]] Result<void> read_element(ByteReader& reader, std::uint8_t type, MongoAnswer& answer,
                                        const std::string& path, int depth) {
  switch (type) {
    case bson_double: {
      const auto bits = HOSHI_TRY(little64(reader, "double"));
      if (path == "/ok") answer.ok = bits == double_one;
      return {};
    }
    case bson_text: {
      std::string text = HOSHI_TRY(read_text(reader));
      const bool is_database = path.starts_with("/databases/") && path.ends_with("/name");
      if (path == "/version") answer.version = std::move(text);
      else if (is_database && answer.databases.size() < databases_max) answer.databases.push_back(std::move(text));
      return {};
    }
    case bson_document:
    case bson_list: return read_document(reader, answer, path, depth + 1);
    case bson_binary: {
      const auto length = HOSHI_TRY(little32(reader, "binary"));
      HOSHI_CHECK(reader.u8("kind"));
      HOSHI_CHECK(reader.take(length, "binary"));
      return {};
    }
    case bson_int32: {
      const auto number = HOSHI_TRY(little32(reader, "integer"));
      if (path == "/ok") answer.ok = number == 1;
      if (path == "/code") answer.code = static_cast<int>(number & 0x7fffffffu);
      return {};
    }
    case bson_id: HOSHI_CHECK(reader.take(12, "id")); return {};
    case bson_bool: HOSHI_CHECK(reader.u8("bool")); return {};
    case bson_null: return {};
    case bson_date:
    case bson_timestamp:
    case bson_int64: HOSHI_CHECK(reader.take(8, "number")); return {};
    default: return fail(ErrorCode::corrupt, "a type of BSON that answers do not have");
  }
}

Result<void> read_document(ByteReader& reader, MongoAnswer& answer, const std::string& path, int depth) {
  if (depth > depth_max) return fail(ErrorCode::corrupt, "documents too deep");
  HOSHI_CHECK(little32(reader, "document"));
  for (auto type = HOSHI_TRY(reader.u8("type")); type != 0; type = HOSHI_TRY(reader.u8("type"))) {
    const std::string name = HOSHI_TRY(read_name(reader));
    HOSHI_CHECK(read_element(reader, type, answer, path + "/" + name, depth));
  }
  return {};
}

}  // namespace

Bytes mongo_command(std::string_view command) {
  ByteWriter elements;
  elements.u8(bson_int32);
  elements.append(command);
  elements.u8(0);
  put_little32(elements, 1);
  elements.u8(bson_text);
  elements.append(std::string_view("$db\0", 4));
  put_little32(elements, 6);
  elements.append(std::string_view("admin\0", 6));
  elements.u8(0);
  const auto document_bytes = static_cast<std::uint32_t>(elements.bytes().size() + 4);
  ByteWriter writer;
  put_little32(writer, 16 + 4 + 1 + document_bytes);
  put_little32(writer, 1);  // our number
  put_little32(writer, 0);
  put_little32(writer, op_msg);
  put_little32(writer, 0);  // flags
  writer.u8(0);             // one document
  put_little32(writer, document_bytes);
  writer.append(elements.bytes());
  return std::move(writer).bytes();
}

Result<std::optional<MongoAnswer>> read_mongo_answer(ByteView received) {
  constexpr std::size_t head_bytes = 21;
  if (received.size() < head_bytes) return std::optional<MongoAnswer>{};
  ByteReader reader(received);
  const auto length = HOSHI_TRY(little32(reader, "length"));
  HOSHI_CHECK(reader.u32("number"));
  const auto answers = HOSHI_TRY(little32(reader, "answered number"));
  const auto operation = HOSHI_TRY(little32(reader, "operation"));
  const bool is_answer = answers == 1 && operation == op_msg && length > head_bytes && length <= message_bytes_max;
  if (!is_answer) return fail(ErrorCode::corrupt, "no answer of MongoDB");
  if (received.size() < length) return std::optional<MongoAnswer>{};
  HOSHI_CHECK(reader.take(5, "flags and kind"));
  ByteReader document(received.subspan(head_bytes, length - head_bytes));
  MongoAnswer answer;
  HOSHI_CHECK(read_document(document, answer, "", 0));
  return std::optional(std::move(answer));
}

}  // namespace hoshi::protocols::bare
