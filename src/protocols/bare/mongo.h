// The little of MongoDB's protocol that asks for build information and the names of databases.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::bare {

// OP_MSG with {<command>: 1, $db: "admin"}.
Bytes mongo_command(std::string_view command);

struct MongoAnswer {
  bool ok = false;      // the document says ok: 1
  int code = 0;         // 13: unauthorized
  std::string version;  // of buildInfo, printable
  std::vector<std::string> databases;  // of listDatabases, printable, at most 20
};
// Nothing: more bytes are needed. corrupt: not an OP_MSG reply.
[[nodiscard]] Result<std::optional<MongoAnswer>> read_mongo_answer(ByteView received);

}  // namespace hoshi::protocols::bare
