// Recognises containers at any offset of a dump: a table of two bytes first, the rest where that fits.
// SPDX-License-Identifier: Apache-2.0
#include "artifacts/magic.h"

#include <array>
#include <bitset>
#include <cstring>

#include "artifacts/fields.h"

namespace hoshi::artifacts {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  Format format;
  std::uint64_t behind = 0;  // how far behind the container's begin it stands
};

constexpr std::array magics{
    Magic{"\x1f\x8b\x08"sv, Format::gzip},
    Magic{"\xfd"
          "7zXZ\0"sv, Format::xz},
    Magic{"\x5d\0\0"sv, Format::lzma},
    Magic{"\x28\xb5\x2f\xfd"sv, Format::zstd},
    Magic{"BZh"sv, Format::bzip2},
    Magic{"\x1f\x9d\x90"sv, Format::compress},
    Magic{"\x78\x01"sv, Format::zlib},
    Magic{"\x78\x5e"sv, Format::zlib},
    Magic{"\x78\x9c"sv, Format::zlib},
    Magic{"\x78\xda"sv, Format::zlib},
    Magic{"ustar"sv, Format::tar, 257},
    Magic{"PK\x03\x04"sv, Format::zip},
    Magic{"070701"sv, Format::cpio},
    Magic{"070702"sv, Format::cpio},
    Magic{"070707"sv, Format::cpio},
    Magic{"!<arch>\n"sv, Format::ar},
    Magic{"7z\xbc\xaf\x27\x1c"sv, Format::seven_zip},
    Magic{"CD001\x01"sv, Format::iso9660, 0x8001},
    Magic{"hsqs"sv, Format::squashfs},
    Magic{"\x53\xef"sv, Format::ext, 1080},
    Magic{"UBI#"sv, Format::ubi},
    Magic{"\x31\x18\x10\x06"sv, Format::ubifs},
    Magic{"\x85\x19"sv, Format::jffs2},
    Magic{"\x19\x85"sv, Format::jffs2},
};

std::size_t key_of(std::uint8_t first, std::uint8_t second) { return first | static_cast<std::size_t>(second) << 8; }

std::bitset<65536> make_beginnings() {
  std::bitset<65536> beginnings;
  for (const auto& magic : magics) {
    beginnings.set(key_of(static_cast<std::uint8_t>(magic.bytes[0]), static_cast<std::uint8_t>(magic.bytes[1])));
  }
  return beginnings;
}

// The dictionary and size that follow: sizes are unknown (all ones) or below 4 GiB.
bool is_lzma(ByteView at) {
  Fields fields(at, Order::little);
  const std::uint32_t dictionary = fields.u32(1);
  const std::uint64_t size = fields.u64(5);
  const bool is_power = (dictionary & (dictionary - 1)) == 0;
  return fields.good() && is_power && dictionary >= 4096 && (size == ~0ull || (size > 16 && size < 1ull << 32));
}

bool is_jffs2(ByteView at) {
  Fields fields(at, at[0] == 0x19 ? Order::big : Order::little);
  const std::uint16_t type = fields.u16(2);
  const bool is_known = type == 0xe001 || type == 0xe002 || (type >= 0x2003 && type <= 0x2006);
  return is_known && fields.u32(4) >= 12 && fields.good();
}

bool looks_right(Format format, ByteView at) {
  switch (format) {
    case Format::gzip: return at.size() > 18 && (at[3] & 0xe0u) == 0;
    case Format::bzip2: return at.size() > 10 && at[3] >= '1' && at[3] <= '9' && at[4] == '1' && at[5] == 'A';
    case Format::lzma: return is_lzma(at);
    case Format::jffs2: return is_jffs2(at);
    case Format::ext: return at.size() > 4 && at[3] == 0 && at[2] <= 7;  // the state of the file system
    case Format::zlib: return at.size() > 8;
    case Format::xz:
    case Format::zstd:
    case Format::compress:
    case Format::tar:
    case Format::zip:
    case Format::cpio:
    case Format::ar:
    case Format::seven_zip:
    case Format::iso9660:
    case Format::squashfs:
    case Format::ubi:
    case Format::ubifs: return true;
  }
  return false;
}

bool begins_with(ByteView bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

}  // namespace

std::string_view name_of(Format format) {
  switch (format) {
    case Format::gzip: return "gzip";
    case Format::xz: return "xz";
    case Format::lzma: return "lzma";
    case Format::zstd: return "zstd";
    case Format::bzip2: return "bzip2";
    case Format::compress: return "compress";
    case Format::zlib: return "zlib";
    case Format::tar: return "tar";
    case Format::zip: return "zip";
    case Format::cpio: return "cpio";
    case Format::ar: return "ar";
    case Format::seven_zip: return "7z";
    case Format::iso9660: return "iso9660";
    case Format::squashfs: return "squashfs";
    case Format::ext: return "ext";
    case Format::ubi: return "ubi";
    case Format::ubifs: return "ubifs";
    case Format::jffs2: return "jffs2";
  }
  return "";
}

std::optional<Find> next_container(ByteView bytes, std::uint64_t from_place) {
  static const std::bitset<65536> beginnings = make_beginnings();
  for (std::uint64_t at = from_place; at + 1 < bytes.size(); ++at) {
    if (!beginnings.test(key_of(bytes[at], bytes[at + 1]))) continue;
    const ByteView here = from(bytes, at);
    for (const auto& magic : magics) {
      if (!begins_with(here, magic.bytes) || at < magic.behind || !looks_right(magic.format, here)) continue;
      return Find{magic.format, at - magic.behind, at};
    }
  }
  return std::nullopt;
}

}  // namespace hoshi::artifacts
