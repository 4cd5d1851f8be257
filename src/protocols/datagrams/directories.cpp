// Services that tell where others are: SLP, the browser of Microsoft SQL Server, XDMCP.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

// RFC 2608, 8 and 10.1.
constexpr std::uint8_t slp_version = 2;
constexpr std::uint8_t slp_type_request = 9;
constexpr std::uint8_t slp_type_reply = 10;

void append_slp_header(ByteWriter& writer, std::uint8_t function, std::size_t body_bytes, ByteView id) {
  constexpr std::size_t header_bytes = 16;
  writer.u8(slp_version);
  writer.u8(function);
  writer.u24(static_cast<std::uint32_t>(header_bytes + body_bytes));
  writer.u16(0);  // flags
  writer.u24(0);  // no extension
  writer.append(id);
  writer.vector16(to_bytes("en"));
}

Bytes slp_question(ByteView random) {
  ByteWriter body;
  body.vector16({});       // nobody has answered before
  body.u16(0xFFFF);        // every naming authority
  body.vector16(to_bytes("DEFAULT"));
  ByteWriter writer;
  append_slp_header(writer, slp_type_request, body.bytes().size(), random.first(2));
  writer.append(body.bytes());
  return std::move(writer).bytes();
}

Result<std::string> read_slp_reply(ByteView question, ByteView answer) {
  constexpr std::size_t id_offset = 10;
  ByteReader reader(answer);
  const auto version = HOSHI_TRY(reader.u8("version"));
  const auto function = HOSHI_TRY(reader.u8("function"));
  const auto length = HOSHI_TRY(reader.u24("length"));
  HOSHI_TRY(reader.take(5, "flags and extension"));
  const auto id = HOSHI_TRY(reader.take(2, "id"));
  HOSHI_TRY(reader.vector16("language"));
  const auto error = HOSHI_TRY(reader.u16("error"));
  const bool is_reply = version == slp_version && function == slp_type_reply && length == answer.size();
  if (!is_reply || !std::equal(id.begin(), id.end(), question.begin() + id_offset)) {
    return fail(ErrorCode::corrupt, "no reply to this question");
  }
  // RFC 2608, 7: with an error what follows may be left out.
  if (error != 0) return "error " + std::to_string(error);
  return to_text(HOSHI_TRY(reader.vector16("types")));
}

std::optional<Recognised> recognise_slp(ByteView question, ByteView answer) {
  const auto said = read_slp_reply(question, answer);
  return said ? std::optional(Recognised{"slp", "", "", *said}) : std::nullopt;
}

// [MC-SQLR] 2.2.2 and 2.2.5: one byte asks for all instances; the answer is a text with its length (little-endian).
Bytes sql_question(ByteView) { return {3}; }

std::optional<Recognised> recognise_sql(ByteView, ByteView answer) {
  ByteReader reader(answer);
  const auto type = reader.u8("type");
  const auto low = reader.u8("length");
  const auto high = reader.u8("length");
  if (!type || !low || !high || *type != 5 || (*high << 8U | *low) != static_cast<int>(reader.remaining()))
    return std::nullopt;
  const std::string text = to_text(reader.rest());
  if (!text.starts_with("ServerName;") || text.find(";InstanceName;") == std::string::npos) return std::nullopt;
  const std::vector<std::string> words = split(text, ';');
  const auto key = std::find(words.begin(), words.end(), "Version");
  const bool has_version = key != words.end() && key + 1 != words.end();
  return Recognised{"mssql_browser", "Microsoft SQL Server", has_version ? *(key + 1) : "", "instances"};
}

// X Display Manager Control Protocol 1.1, "Query", "Willing", "Unwilling".
constexpr std::uint16_t xdmcp_query = 2;
constexpr std::uint16_t xdmcp_willing = 5;
constexpr std::uint16_t xdmcp_unwilling = 6;

Bytes xdmcp_question(ByteView) {
  ByteWriter writer;
  writer.u16(1);
  writer.u16(xdmcp_query);
  writer.vector16(Bytes{0});  // no names of authentications
  return std::move(writer).bytes();
}

std::optional<Recognised> recognise_xdmcp(ByteView, ByteView answer) {
  ByteReader reader(answer);
  const auto version = reader.u16("version");
  const auto opcode = reader.u16("opcode");
  const auto length = reader.u16("length");
  if (!version || !opcode || !length || *version != 1 || *length != reader.remaining()) return std::nullopt;
  if (*opcode != xdmcp_willing && *opcode != xdmcp_unwilling) return std::nullopt;
  if (*opcode == xdmcp_willing && !reader.vector16("authentication")) return std::nullopt;
  const auto host = reader.vector16("host");
  const auto status = reader.vector16("status");
  if (!host || !status || !reader.at_end()) return std::nullopt;
  return Recognised{"xdmcp", "", "", to_text(*host) + " " + to_text(*status)};
}

}  // namespace

std::vector<Entry> directories_entries() {
  return {{"slp", "slp", {427}, Ask::unicast, Answers::from_port, slp_question, recognise_slp, Silence::is_usual},
          {"mssql_browser", "mssql_browser", {1434}, Ask::unicast, Answers::from_port, sql_question, recognise_sql},
          {"xdmcp", "xdmcp", {177}, Ask::unicast, Answers::from_port, xdmcp_question, recognise_xdmcp}};
}

}  // namespace hoshi::protocols::datagrams
