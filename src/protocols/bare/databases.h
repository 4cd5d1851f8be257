// What MySQL and PostgreSQL answer to somebody who has no password.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace hoshi::protocols::bare {

// One packet of MySQL: its number and what is in it.
struct MysqlPacket {
  std::uint8_t number = 0;
  Bytes payload;
  std::size_t size = 0;  // bytes on the wire
};
// Nothing: more bytes are needed. corrupt: beyond 64 KiB.
[[nodiscard]] Result<std::optional<MysqlPacket>> read_mysql_packet(ByteView received);

// An answer to the greeting (protocol version 10): this account, no password. unavailable: the greeting is an error.
[[nodiscard]] Result<Bytes> mysql_login_without_password(const MysqlPacket& greeting, std::string_view account);
// "Here is no password" to a request to use another way of authentication.
Bytes mysql_empty_answer(std::uint8_t number);

// StartupMessage 3.0 of PostgreSQL.
Bytes postgresql_startup(std::string_view account);

enum class DatabaseAnswer { in, refused, asks_password };
// Nothing: more bytes are needed. corrupt: not PostgreSQL.
[[nodiscard]] Result<std::optional<DatabaseAnswer>> read_postgresql_answer(ByteView received);

}  // namespace hoshi::protocols::bare
