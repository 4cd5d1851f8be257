// Reads the identification line of an SSH server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace hoshi::protocols::ssh {

struct Identification {
  std::string line;      // "SSH-2.0-dropbear_2022.83", printable
  std::string protocol;  // "2.0", "1.99"
  std::string software;  // "dropbear_2022.83"
  std::string comments;  // after the blank, or ""
  std::size_t consumed_bytes = 0;  // the packets begin there
};

// RFC 4253, 4.2: other lines may come first. Nothing: not whole yet. corrupt: too long, or no SSH.
[[nodiscard]] Result<std::optional<Identification>> read_identification(ByteView received);

}  // namespace hoshi::protocols::ssh
