// Hellos and answers of databases, caches and queues.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/bare/mongo.h"
#include "protocols/services/answers.h"

namespace hoshi::protocols::services {
namespace {

constexpr std::size_t shown_bytes = 60;

// The value behind "key:" at the beginning of a line.
std::string line_value(std::string_view text, std::string_view key) {
  const auto at = text.find(fmt::format("\n{}:", key));
  if (at == std::string_view::npos) return {};
  const auto begin = at + 2 + key.size();
  return printable(trimmed(text.substr(begin, text.find('\n', begin) - begin)), shown_bytes);
}

// A long string of AMQP's field tables (0.9.1, 4.2.5.5) behind its short key.
std::string table_text(ByteView frame, std::string_view key) {
  const std::string wanted = fmt::format("{}{}S", static_cast<char>(key.size()), key);
  const std::string text = to_text(frame);
  const auto at = text.find(wanted);
  if (at == std::string::npos) return {};
  ByteReader reader(frame.subspan(at + wanted.size()));
  const auto value = reader.vector32(key);
  return value ? printable(to_text(*value), shown_bytes) : "";
}

}  // namespace

Bytes redis_hello() { return to_bytes("INFO server\r\n"); }

std::optional<Recognised> redis_answer(ByteView received) {
  const std::string text = to_text(received);
  const auto end = text.find("\r\n");
  if (end == std::string::npos) return std::nullopt;
  if (text.starts_with("-NOAUTH") || text.starts_with("-ERR unknown command") || text.starts_with("-NOPERM") ||
      text.starts_with("-DENIED")) {
    return Recognised{"redis", printable(text.substr(0, end)), "", true, "Redis", ""};
  }
  const auto length = text.starts_with('$') ? parse_number(std::string_view(text).substr(1, end - 1), 1u << 20)
                                            : std::nullopt;
  const std::string version = line_value(text, "redis_version");
  const auto beginning = std::string_view(text).substr(end + 2, 8);
  if (!length || !std::string_view("# Server").starts_with(beginning)) return std::nullopt;
  const bool is_whole = text.size() >= end + 2 + *length;
  if (version.empty()) return Recognised{"redis", "INFO", "", is_whole, "Redis", ""};
  return Recognised{"redis", "redis_version:" + version, "", is_whole, "Redis", version};
}

Bytes memcached_hello() { return to_bytes("version\r\n"); }

std::optional<Recognised> memcached_answer(ByteView received) {
  constexpr std::string_view beginning = "VERSION ";
  const std::string text = to_text(received);
  const auto end = text.find("\r\n");
  if (!text.starts_with(beginning) || end == std::string::npos) return std::nullopt;
  const std::string version = printable(trimmed(std::string_view(text).substr(0, end).substr(beginning.size())), shown_bytes);
  return Recognised{"memcached", std::string(beginning) + version, "", true, "memcached", version};
}

Bytes mongodb_hello() { return bare::mongo_command("buildInfo"); }

std::optional<Recognised> mongodb_answer(ByteView received) {
  const auto answer = bare::read_mongo_answer(received);
  if (!answer || !*answer) return std::nullopt;
  return Recognised{"mongodb", "buildInfo " + (*answer)->version, "", true, "MongoDB", (*answer)->version};
}

// PostgreSQL, 55.2.11: asks for TLS and is answered by one letter.
Bytes postgresql_hello() { return {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f}; }

std::optional<Recognised> postgresql_answer(ByteView received) {
  if (received.size() != 1 || (received[0] != 'S' && received[0] != 'N')) return std::nullopt;
  const std::string banner = received[0] == 'S' ? "TLS offered" : "no TLS";
  return Recognised{"postgresql", banner, "", true, "PostgreSQL", ""};
}

Bytes amqp_hello() { return {'A', 'M', 'Q', 'P', 0, 0, 9, 1}; }

// Connection.Start, class 10, method 10; or the versions that are spoken instead.
std::optional<Recognised> amqp_answer(ByteView received) {
  ByteReader reader(received);
  if (received.size() >= 8 && to_text(received.first(4)) == "AMQP") {
    return Recognised{"amqp", "AMQP " + to_hex(received.subspan(4, 4)), "", true, "", ""};
  }
  const auto kind = reader.u8("kind");
  const auto channel = reader.u16("channel");
  const auto payload = reader.vector32("payload");
  if (!kind || !channel || !payload || *kind != 1 || *channel != 0 || payload->size() < 4) return std::nullopt;
  if ((*payload)[1] != 10 || (*payload)[3] != 10 || (*payload)[0] != 0 || (*payload)[2] != 0) return std::nullopt;
  const std::string product = table_text(*payload, "product");
  const std::string version = table_text(*payload, "version");
  return Recognised{"amqp", printable(product + " " + version), "", true, product, version};
}

}  // namespace hoshi::protocols::services
