// The readers of containers, one a family of formats; each reads what begins at the first byte it is given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "artifacts/sink.h"

namespace hoshi::artifacts {

// Each is total: whatever the bytes are, it ends, reads nothing outside them, and keeps what it needs for itself bounded.

// A zip that is a file of its own is read by the directory at its end, which knows modes; one inside a dump from its begin.
enum class Place { whole_file, inside };

// gzip, xz, lzma, zstd, bzip2 and tar, zip, cpio, ar, 7z and ISO 9660, also in each other (a packed tar), by libarchive.
Extent read_archive(ByteView image, Place place, Sink& sink);
// A bare zlib stream (RFC 1950); recognised only when it unpacks to its very end.
Extent read_zlib_stream(ByteView image, Sink& sink);
Extent read_squashfs(ByteView image, Sink& sink);  // version 4, little-endian
Extent read_ext(ByteView image, Sink& sink);       // ext2, ext3, ext4
Extent read_ubi(ByteView image, Sink& sink);       // its volumes, put together
Extent read_ubifs(ByteView image, Sink& sink);     // by its nodes; the index is not needed
Extent read_jffs2(ByteView image, Sink& sink);     // both byte orders

// What libarchive and others load at first use; call before file access is given up.
void load_formats();

}  // namespace hoshi::artifacts
