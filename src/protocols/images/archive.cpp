// Reads and writes cpio (newc, with and without checksums) and tar (ustar) archives, octet by octet.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/images/archive.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace hoshi::protocols::images {
namespace {

constexpr std::size_t members_max = 4096;
constexpr std::size_t name_max = 4096;

// cpio: "070701" (newc) or "070702" (with a checksum: the sum of all octets), then 13 fields of 8 hexadecimal digits.
constexpr std::size_t cpio_header = 110;
constexpr std::size_t cpio_size_at = 54;
constexpr std::size_t cpio_name_size_at = 94;
constexpr std::size_t cpio_check_at = 102;
constexpr std::string_view cpio_end = "TRAILER!!!";

// tar: headers and contents in blocks of 512.
constexpr std::size_t tar_block = 512;
constexpr std::size_t tar_name_size = 100;
constexpr std::size_t tar_size_at = 124;
constexpr std::size_t tar_size_length = 12;
constexpr std::size_t tar_check_at = 148;
constexpr std::size_t tar_check_length = 8;
constexpr std::size_t tar_type_at = 156;
constexpr std::size_t tar_magic_at = 257;

std::optional<std::uint64_t> number(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, value, base);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

void put(Bytes& header, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

std::size_t padding(std::size_t size, std::size_t block) { return (block - size % block) % block; }

std::optional<Bytes> take(ByteReader& reader, std::size_t count) {
  const auto taken = reader.take(count, "archive");
  if (!taken) return std::nullopt;
  return Bytes(taken->begin(), taken->end());
}

// What follows a header and its name, or a content, up to the next multiple of four.
bool skip_padding(ByteReader& reader, std::size_t block) {
  return reader.take(padding(reader.position(), block), "padding").has_value();
}

std::optional<ArchiveMember> read_cpio_member(ByteReader& reader) {
  ArchiveMember member;
  const auto header = take(reader, cpio_header);
  if (!header) return std::nullopt;
  const std::string text = to_text(*header);
  if (!text.starts_with("070701") && !text.starts_with("070702")) return std::nullopt;
  const auto size = number(std::string_view(text).substr(cpio_size_at, 8), 16);
  const auto name_size = number(std::string_view(text).substr(cpio_name_size_at, 8), 16);
  if (!size || !name_size || *name_size == 0 || *name_size > name_max) return std::nullopt;
  const auto name = take(reader, *name_size);
  if (!name || name->back() != 0) return std::nullopt;
  member.name = to_text(ByteView(*name).first(name->size() - 1));
  if (!skip_padding(reader, 4)) return std::nullopt;
  auto content = take(reader, *size);
  if (!content || (member.name != cpio_end && !skip_padding(reader, 4))) return std::nullopt;
  member.content = std::move(*content);
  member.header = *header;
  return member;
}

std::optional<Archive> read_cpio(ByteView image) {
  Archive archive;
  ByteReader reader(image);
  while (archive.members.size() < members_max) {
    const std::size_t begin = reader.position();
    auto member = read_cpio_member(reader);
    if (!member) return std::nullopt;
    if (member->name == cpio_end) {
      archive.tail.assign(image.begin() + static_cast<std::ptrdiff_t>(begin), image.end());
      return archive;
    }
    archive.members.push_back(std::move(*member));
  }
  return std::nullopt;
}

void write_cpio_member(Bytes& out, const ArchiveMember& member) {
  Bytes header = member.header;
  std::uint32_t sum = 0;
  for (const std::uint8_t octet : member.content) sum += octet;
  put(header, cpio_size_at, fmt::format("{:08x}", member.content.size()));
  const bool has_sum = header[5] == '2';
  if (has_sum) put(header, cpio_check_at, fmt::format("{:08x}", sum));
  // Writers differ in the case of digits; what need not change is left as it was.
  for (std::size_t at = 6; at < cpio_header; ++at) {
    const bool is_same = std::tolower(member.header[at]) == header[at];
    if (is_same) header[at] = member.header[at];
  }
  out.insert(out.end(), header.begin(), header.end());
  out.insert(out.end(), member.name.begin(), member.name.end());
  out.push_back(0);
  out.resize(out.size() + padding(out.size(), 4), 0);
  out.insert(out.end(), member.content.begin(), member.content.end());
  out.resize(out.size() + padding(out.size(), 4), 0);
}

std::string_view field(std::string_view text) {
  const auto end = text.find_first_of(std::string_view("\0 ", 2));
  return end == std::string_view::npos ? text : text.substr(0, end);
}

std::optional<Archive> read_tar(ByteView image) {
  Archive archive;
  archive.kind = ArchiveKind::tar;
  ByteReader reader(image);
  while (archive.members.size() < members_max) {
    const std::size_t begin = reader.position();
    auto header = take(reader, tar_block);
    if (!header) return std::nullopt;
    const std::string text = to_text(*header);
    if (text.find_first_not_of('\0') == std::string::npos) {
      archive.tail.assign(image.begin() + static_cast<std::ptrdiff_t>(begin), image.end());
      return archive;
    }
    if (text.substr(tar_magic_at, 5) != "ustar") return std::nullopt;
    const auto size = number(field(std::string_view(text).substr(tar_size_at, tar_size_length)), 8);
    if (!size) return std::nullopt;
    ArchiveMember member;
    const std::string_view name = std::string_view(text).substr(0, tar_name_size);
    member.name = std::string(name.substr(0, name.find('\0')));
    member.is_file = text[tar_type_at] == '0' || text[tar_type_at] == '\0';
    auto content = take(reader, *size);
    if (!content || !skip_padding(reader, tar_block)) return std::nullopt;
    member.content = std::move(*content);
    member.header = std::move(*header);
    archive.members.push_back(std::move(member));
  }
  return std::nullopt;
}

void write_tar_member(Bytes& out, const ArchiveMember& member) {
  Bytes header = member.header;
  const std::string text = to_text(header);
  if (number(field(std::string_view(text).substr(tar_size_at, tar_size_length)), 8) != member.content.size()) {
    put(header, tar_size_at, fmt::format("{:011o}", member.content.size()));
    header[tar_size_at + tar_size_length - 1] = 0;
    // The checksum is taken with blanks in its own place.
    std::fill_n(header.begin() + tar_check_at, tar_check_length, std::uint8_t{' '});
    std::uint32_t sum = 0;
    for (const std::uint8_t octet : header) sum += octet;
    put(header, tar_check_at, fmt::format("{:06o}", sum));
    header[tar_check_at + 6] = 0;
  }
  out.insert(out.end(), header.begin(), header.end());
  out.insert(out.end(), member.content.begin(), member.content.end());
  out.resize(out.size() + padding(out.size(), tar_block), 0);
}

}  // namespace

Bytes write_archive(const Archive& archive) {
  Bytes out;
  for (const auto& member : archive.members) {
    archive.kind == ArchiveKind::cpio ? write_cpio_member(out, member) : write_tar_member(out, member);
  }
  out.insert(out.end(), archive.tail.begin(), archive.tail.end());
  return out;
}

std::optional<Archive> read_archive(ByteView image) {
  auto archive = read_cpio(image);
  if (!archive) archive = read_tar(image);
  if (!archive || archive->members.empty()) return std::nullopt;
  if (write_archive(*archive) != Bytes(image.begin(), image.end())) return std::nullopt;
  return archive;
}

}  // namespace hoshi::protocols::images
