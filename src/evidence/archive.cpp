// Our archives: POSIX tar (pax) in one canonical form, so that equal content is equal bytes, whatever the locale.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "evidence/files.h"

namespace hoshi::evidence {
namespace {

constexpr std::size_t block_bytes = 512;
constexpr std::size_t short_path_bytes = 100;  // POSIX.1-2017 pax, ustar "name"
constexpr std::string_view long_path_name = "pax-header";

// Offsets and widths of the ustar header fields that we use (POSIX.1-2017, pax, "ustar Interchange Format").
struct Field {
  std::size_t offset;
  std::size_t width;
};
constexpr Field name_field{0, 100};
constexpr Field mode_field{100, 8};
constexpr Field owner_field{108, 8};
constexpr Field group_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field time_field{136, 12};
constexpr Field checksum_field{148, 8};
constexpr std::size_t type_offset = 156;
constexpr std::size_t magic_offset = 257;
constexpr char plain_file = '0';
constexpr char extended_header = 'x';

using Block = std::array<std::uint8_t, block_bytes>;

void put_text(Block& block, Field field, std::string_view text) {
  std::copy_n(text.begin(), std::min(field.width, text.size()), block.begin() + static_cast<std::ptrdiff_t>(field.offset));
}

void put_octal(Block& block, Field field, std::size_t value) {
  for (std::size_t i = field.width - 1; i-- > 0; value /= 8) {
    block[field.offset + i] = static_cast<std::uint8_t>('0' + value % 8);
  }
}

void append_entry(Bytes& out, char type, std::string_view name, std::string_view content) {
  Block block{};
  put_text(block, name_field, name);
  put_octal(block, mode_field, 0644);
  put_octal(block, owner_field, 0);
  put_octal(block, group_field, 0);
  put_octal(block, size_field, content.size());
  put_octal(block, time_field, 0);
  block[type_offset] = static_cast<std::uint8_t>(type);
  put_text(block, {magic_offset, 8}, std::string_view("ustar\00000", 8));
  put_text(block, checksum_field, "        ");
  std::size_t sum = 0;
  for (const auto byte : block) sum += byte;
  put_octal(block, {checksum_field.offset, 7}, sum);
  out.insert(out.end(), block.begin(), block.end());
  out.insert(out.end(), content.begin(), content.end());
  out.resize((out.size() + block_bytes - 1) / block_bytes * block_bytes);
}

// A pax record: its own length in decimal, a blank, "path=", the path, a line feed.
std::string path_record(std::string_view path) {
  const std::string rest = " path=" + std::string(path) + "\n";
  std::size_t length = rest.size() + 1;
  while (std::to_string(length).size() + rest.size() != length) ++length;
  return std::to_string(length) + rest;
}

bool fits_ustar(std::string_view path) {
  return path.size() <= short_path_bytes &&
         std::all_of(path.begin(), path.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct Header {
  char type = 0;
  std::string name;
  std::size_t size = 0;
};

Result<Header> read_header(ByteView block) {
  Header header;
  header.type = static_cast<char>(block[type_offset]);
  const auto name = block.subspan(name_field.offset, name_field.width);
  header.name = to_text(name.first(static_cast<std::size_t>(std::find(name.begin(), name.end(), 0) - name.begin())));
  for (const auto digit : block.subspan(size_field.offset, size_field.width - 1)) {
    if (digit < '0' || digit > '7') return fail(ErrorCode::corrupt, "the archive has a header without a size");
    header.size = header.size * 8 + (digit - '0');
  }
  return header;
}

Result<std::string> path_of_record(std::string_view record) {
  const auto start = record.find(" path=");
  if (start == std::string_view::npos || !record.ends_with('\n')) return fail(ErrorCode::corrupt, "the archive has an unknown record");
  return std::string(record.substr(start + 6, record.size() - start - 7));
}

// Reads one member at the reader's place; an empty name at the end mark.
struct Member {
  char type = 0;
  std::string name;
  std::string content;
};

Result<Member> read_member(ByteReader& reader, std::size_t limit_bytes) {
  const ByteView block = HOSHI_TRY(reader.take(block_bytes, "archive header"));
  if (std::all_of(block.begin(), block.end(), [](std::uint8_t byte) { return byte == 0; })) return Member{};
  const Header header = HOSHI_TRY(read_header(block));
  if (header.size > limit_bytes) return fail(ErrorCode::invalid_input, "the archive holds a file that is too large");
  const ByteView content = HOSHI_TRY(reader.take(header.size, "file in the archive"));
  const std::size_t padding = (block_bytes - header.size % block_bytes) % block_bytes;
  HOSHI_TRY(reader.take(padding, "padding in the archive"));
  return Member{header.type, header.name, to_text(content)};
}

Result<FileSet> read_members(ByteView bytes, FileLimits limits) {
  ByteReader reader(bytes);
  FileSet files;
  std::size_t total = 0;
  while (true) {
    Member member = HOSHI_TRY(read_member(reader, limits.file_bytes));
    if (member.type == 0) return files;
    if (member.type == extended_header) {
      const std::string path = HOSHI_TRY(path_of_record(member.content));
      member = HOSHI_TRY(read_member(reader, limits.file_bytes));
      member.name = path;
    }
    if (member.type != plain_file || !is_plain_path(member.name)) {
      return fail(ErrorCode::invalid_input, "the archive holds something that is no plain file: " + printable(member.name, 80));
    }
    total += member.content.size();
    if (files.size() >= limits.files || total > limits.total_bytes) return fail(ErrorCode::invalid_input, "the archive holds too much");
    if (!files.emplace(member.name, std::move(member.content)).second) {
      return fail(ErrorCode::invalid_input, "the archive holds this path twice: " + printable(member.name, 80));
    }
  }
}

}  // namespace

Result<Bytes> write_archive(const FileSet& files) {
  Bytes out;
  for (const auto& [path, content] : files) {
    if (!is_plain_path(path)) return fail(ErrorCode::invalid_input, printable(path, 80) + ": no name for an archive");
    if (!fits_ustar(path)) append_entry(out, extended_header, long_path_name, path_record(path));
    append_entry(out, plain_file, fits_ustar(path) ? std::string_view(path) : long_path_name, content);
  }
  out.resize(out.size() + 2 * block_bytes);  // the end mark: two blocks of zeros
  return out;
}

Result<FileSet> read_archive(ByteView bytes, FileLimits limits) {
  FileSet files = HOSHI_TRY(read_members(bytes, limits));
  // One form only: what differs from our own writing of the same content was made or changed by other hands.
  const Bytes again = HOSHI_TRY(write_archive(files));
  if (files.empty() || !std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) {
    return fail(ErrorCode::corrupt, "this is no archive of Hoshi, or it was altered");
  }
  return files;
}

}  // namespace hoshi::evidence
