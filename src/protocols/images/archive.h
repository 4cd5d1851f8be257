// Takes apart the archives that carry updates (cpio as swupdate has it, tar) and puts them together again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::images {

struct ArchiveMember {
  std::string name;
  Bytes content;
  Bytes header;         // as found; sizes and checksums in it are made right when it is written
  bool is_file = true;  // of tar: links and folders have no content of interest
};

enum class ArchiveKind { cpio, tar };

struct Archive {
  ArchiveKind kind = ArchiveKind::cpio;
  std::vector<ArchiveMember> members;
  Bytes tail;  // from the end mark on
};

// Nothing when the bytes are no such archive, are damaged, or could not be written again bit by bit. Hostile input:
// at most 4,096 members; the copy is as large as the image.
std::optional<Archive> read_archive(ByteView image);
Bytes write_archive(const Archive& archive);

}  // namespace hoshi::protocols::images
