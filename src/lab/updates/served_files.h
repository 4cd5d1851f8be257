// What an update test has the false update server give out for a while, beside the files it came up with: one file of the lab's folder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace hoshi::lab {

constexpr std::size_t most_handed_files = 8;
constexpr std::size_t handed_bytes_max = 256u << 20;  // all of them together

struct HandedFile {
  std::string path;  // as ServedFile has it
  Bytes content;
};

// Where a file stands in the file of the lab's folder.
struct HandedPlace {
  std::string path;
  std::string sha256;
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
};

// Writes in place, because the server holds the file open: who reads for a former session sees that it is over (is_handed_for)
// before a byte is changed. invalid_input: a path that is none, too many files or bytes; unavailable: the disk.
[[nodiscard]] Result<void> write_handed(int file, std::uint64_t session, const std::vector<HandedFile>& files);

// Nothing when it holds another session's, or cannot be read.
std::vector<HandedPlace> handed_in(int file, std::uint64_t session);
bool is_handed_for(int file, std::uint64_t session);

// The head of the file as text; nothing when it is of another session, or no head.
std::vector<HandedPlace> handed_from(std::string_view head, std::uint64_t session);

}  // namespace hoshi::lab
