// Reads archives and compressed streams with libarchive, from memory, with an explicit list of formats.
// SPDX-License-Identifier: Apache-2.0
#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <string>

#include "artifacts/fields.h"
#include "artifacts/formats/formats.h"
#include "artifacts/unpack.h"

namespace hoshi::artifacts {
namespace {

using Archive = std::unique_ptr<archive, int (*)(archive*)>;

enum class Inside { anything, raw_only };

Archive new_archive(Place place, Inside inside) {
  Archive made(archive_read_new(), archive_read_free);
  if (!made) return made;
  archive_read_support_filter_gzip(made.get());
  archive_read_support_filter_bzip2(made.get());
  archive_read_support_filter_xz(made.get());
  archive_read_support_filter_lzma(made.get());
  archive_read_support_filter_zstd(made.get());
  archive_read_support_filter_compress(made.get());
  archive_read_support_format_raw(made.get());
  if (inside == Inside::raw_only) return made;
  archive_read_support_format_tar(made.get());
  archive_read_support_format_zip_streamable(made.get());
  if (place == Place::whole_file) archive_read_support_format_zip_seekable(made.get());
  archive_read_support_format_cpio(made.get());
  archive_read_support_format_ar(made.get());
  archive_read_support_format_7zip(made.get());
  archive_read_support_format_iso9660(made.get());
  return made;
}

// libarchive gives no name where it cannot be put into the locale's charset; the bytes as UTF-8 do as well.
std::string name_of(archive_entry* entry) {
  for (const char* name : {archive_entry_pathname(entry), archive_entry_pathname_utf8(entry)}) {
    if (name != nullptr) return name;
  }
  return "(a name that cannot be read)";
}

// Why there is no more; encrypted members are the common reason.
std::string reason_of(archive* source) {
  const char* message = archive_error_string(source);
  return message != nullptr ? message : "damaged";
}

Flow copy_data(archive* source, const std::string& name, Sink& sink) {
  constexpr std::size_t chunk_bytes = 64u << 10;
  Bytes chunk(chunk_bytes);
  while (true) {
    const auto got = archive_read_data(source, chunk.data(), chunk.size());
    if (got == 0) return Flow::on;
    if (got == ARCHIVE_RETRY) continue;
    if (got < 0) {
      sink.unreadable(name + ": " + reason_of(source));
      return sink.breathe();
    }
    if (sink.write(ByteView(chunk).first(static_cast<std::size_t>(got))) == Flow::stop) return Flow::stop;
  }
}

constexpr std::string_view seven_zip_magic = "7z\xbc\xaf\x27\x1c";

// A 7z says at its begin where its last header is; it is read by jumps, so what was read last says nothing.
std::uint64_t seven_zip_bytes(ByteView image) {
  Fields head(image, Order::little);
  const std::uint64_t offset = head.u64(12);
  const std::uint64_t size = head.u64(20);
  return offset > image.size() || size > image.size() ? image.size() : 32 + offset + size;
}

// How much of the input was taken.
std::uint64_t taken(archive* source, ByteView image, Place place) {
  const bool is_zip = (archive_format(source) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
  if (is_zip && place == Place::whole_file) return image.size();
  const auto bytes = archive_filter_bytes(source, -1);
  const bool is_seven = to_text(part_of(image, 0, seven_zip_magic.size())) == seven_zip_magic;
  const std::uint64_t counted = is_seven ? seven_zip_bytes(image) : static_cast<std::uint64_t>(std::max<la_int64_t>(bytes, 0));
  return std::min<std::uint64_t>(counted, image.size());
}

Flow member(archive* source, archive_entry* entry, Place place, Sink& sink) {
  const bool is_raw = archive_format(source) == ARCHIVE_FORMAT_RAW;
  const bool is_zip = (archive_format(source) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
  const bool has_mode = !is_raw && !(is_zip && place == Place::inside);
  const std::string name = is_raw ? "content" : name_of(entry);
  constexpr unsigned regular = 0100000;
  const unsigned kind = archive_entry_filetype(entry);
  if (kind != regular && kind != 0) return sink.breathe();  // links and devices are only names
  const auto mode = has_mode ? std::optional<std::uint32_t>(archive_entry_mode(entry) & 07777u) : std::nullopt;
  if (sink.open(name, mode) == Flow::stop) return Flow::stop;
  if (copy_data(source, name, sink) == Flow::stop) return Flow::stop;
  return sink.close();
}

Extent read_with(Place place, Inside inside, ByteView image, Sink& sink) {
  const Archive source = new_archive(place, inside);
  if (!source || archive_read_open_memory(source.get(), image.data(), image.size()) != ARCHIVE_OK) return {};
  Extent extent;
  archive_entry* entry = nullptr;
  while (sink.breathe() == Flow::on) {
    const int state = archive_read_next_header(source.get(), &entry);
    if (state == ARCHIVE_EOF || state == ARCHIVE_RETRY) break;
    if (state == ARCHIVE_FATAL || state == ARCHIVE_FAILED) {
      if (extent.recognised) sink.unreadable(reason_of(source.get()));
      break;
    }
    // Bytes that are in no format at all would come out as they went in.
    const bool is_packed = archive_filter_count(source.get()) > 1;
    if (archive_format(source.get()) == ARCHIVE_FORMAT_RAW && !is_packed) return {};
    extent.recognised = true;
    if (member(source.get(), entry, place, sink) == Flow::stop) break;
  }
  extent.bytes = extent.recognised ? taken(source.get(), image, place) : 0;
  return extent;
}

std::optional<Codec> codec_of(ByteView image) {
  Fields head(image, Order::little);
  if (head.u32(0) == 0xfd2fb528) return Codec::zstd;
  if (head.u32(0) == 0x587a37fd) return Codec::xz;
  return head.u8(0) == 0x5d ? std::optional(Codec::lzma) : std::nullopt;
}

// libarchive gives nothing of a stream with other bytes right behind it, as in a dump.
Extent read_stream(ByteView image, Sink& sink) {
  constexpr std::size_t limit_bytes = 128u << 20;
  const auto codec = codec_of(image);
  const auto stream = codec ? unpack(*codec, image, limit_bytes) : std::nullopt;
  constexpr std::size_t by_accident = 64;  // so much may come out of bytes that are no stream
  if (!stream || (!stream->whole && stream->bytes.size() < by_accident)) return {};
  if (sink.open("content", std::nullopt) == Flow::on) {
    if (!stream->whole) sink.unreadable("content: damaged or too large");
    if (sink.write(stream->bytes) == Flow::on) sink.close();
  }
  return {true, stream->used};
}

}  // namespace

Extent read_archive(ByteView image, Place place, Sink& sink) {
  Extent extent = read_with(place, Inside::anything, image, sink);
  // A packed dump that begins with zeros looks like an empty tar.
  if (!extent.recognised) extent = read_with(place, Inside::raw_only, image, sink);
  return extent.recognised ? extent : read_stream(image, sink);
}

Extent read_zlib_stream(ByteView image, Sink& sink) {
  constexpr std::size_t look_bytes = 4096;        // most of what is none fails within these
  constexpr std::size_t limit_bytes = 64u << 20;
  if (!unpack(Codec::zlib, image.first(std::min(image.size(), look_bytes)), 64)) return {};
  const auto stream = unpack(Codec::zlib, image, limit_bytes);
  if (!stream || !stream->whole || stream->bytes.empty()) return {};
  const bool goes_on = sink.open("content", std::nullopt) == Flow::on && sink.write(stream->bytes) == Flow::on;
  if (goes_on) sink.close();
  return {true, stream->used};
}

void load_formats() {
  class Nothing final : public Sink {
    Flow open(std::string_view, std::optional<std::uint32_t>) override { return Flow::on; }
    Flow write(ByteView) override { return Flow::on; }
    Flow close() override { return Flow::on; }
    void unreadable(std::string_view) override {}
    Flow breathe() override { return Flow::on; }
  } nothing;
  const Bytes sample = to_bytes("PK\x03\x04");
  read_archive(sample, Place::whole_file, nothing);
}

}  // namespace hoshi::artifacts
