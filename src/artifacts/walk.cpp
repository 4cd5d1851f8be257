// Walks through everything an artifact holds, within limits of depth, number, size, memory and time.
// SPDX-License-Identifier: Apache-2.0
#include "artifacts/walk.h"

#include <algorithm>
#include <new>

#include "artifacts/fields.h"
#include "artifacts/formats/formats.h"
#include "artifacts/magic.h"
#include "base/text.h"

namespace hoshi::artifacts {
namespace {

constexpr std::size_t unreadable_limit = 32;
constexpr std::size_t path_limit_bytes = 1000;
constexpr std::size_t least_part_bytes = 1u << 20;

std::string hexadecimal(std::uint64_t number) {
  std::string digits;
  for (; number != 0 || digits.empty(); number >>= 4) digits.insert(digits.begin(), "0123456789abcdef"[number & 15]);
  return "0x" + digits;
}

Extent read_container(Format format, ByteView image, Place place, Sink& sink) {
  switch (format) {
    case Format::squashfs: return read_squashfs(image, sink);
    case Format::ext: return read_ext(image, sink);
    case Format::ubi: return read_ubi(image, sink);
    case Format::ubifs: return read_ubifs(image, sink);
    case Format::jffs2: return read_jffs2(image, sink);
    case Format::zlib: return read_zlib_stream(image, sink);
    case Format::gzip:
    case Format::xz:
    case Format::lzma:
    case Format::zstd:
    case Format::bzip2:
    case Format::compress:
    case Format::tar:
    case Format::zip:
    case Format::cpio:
    case Format::ar:
    case Format::seven_zip:
    case Format::iso9660: return read_archive(image, place, sink);
  }
  return {};
}

class Walk {
 public:
  Walk(const WalkLimits& limits, const std::function<void(const Member&)>& visit) : limits_(limits), visit_(visit) {}

  WalkReport run(ByteView artifact) {
    try {
      look_into({"", std::nullopt, artifact, 0}, 0);
    } catch (const std::bad_alloc&) {
      cannot_read("the memory is used up");
    }
    return std::move(report_);
  }

 private:
  // Gathers the bytes of one member and looks into it when it is closed, or when it has grown too large to hold.
  class Gatherer final : public Sink {
   public:
    Gatherer(Walk& walk, std::string path, std::size_t depth, Format format)
        : walk_(walk), path_(std::move(path)), depth_(depth), format_(format) {
      part_bytes_ = std::max(least_part_bytes, (walk.limits_.memory_bytes - std::min(walk.limits_.memory_bytes, walk.held_bytes_)) / 2);
    }
    ~Gatherer() override { walk_.held_bytes_ -= counted_; }
    Gatherer(const Gatherer&) = delete;
    Gatherer& operator=(const Gatherer&) = delete;

    Flow open(std::string_view name, std::optional<std::uint32_t> mode) override {
      if (walk_.report_.members >= walk_.limits_.members) return walk_.end("too many members");
      ++walk_.report_.members;
      walk_.report_.containers.insert(std::string(name_of(format_)));
      member_ = path_ + std::string(name.substr(0, path_limit_bytes));
      mode_ = mode;
      bytes_.clear();
      offset_ = 0;
      return breathe();
    }

    Flow write(ByteView bytes) override {
      while (!bytes.empty()) {
        const std::size_t taken = std::min(bytes.size(), part_bytes_ - bytes_.size());
        walk_.unpacked_bytes_ += taken;
        if (walk_.unpacked_bytes_ > walk_.limits_.unpacked_bytes) return walk_.end("more to unpack than the limit allows");
        grow(taken);
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
        bytes = bytes.subspan(taken);
        if (bytes_.size() == part_bytes_) next_part();
      }
      return breathe();
    }

    Flow close() override {
      const bool is_new = bytes_.size() > overlap_bytes || offset_ == 0;
      if (is_new) walk_.look_into({member_, mode_, bytes_, offset_}, depth_);
      return breathe();
    }

    void unreadable(std::string_view what) override { walk_.cannot_read(path_ + std::string(what)); }
    Flow breathe() override { return walk_.breathe(); }

   private:
    // By hand, so that never more is asked for than a part has.
    void grow(std::size_t more) {
      const std::size_t needed = bytes_.size() + more;
      if (needed <= bytes_.capacity()) return;
      bytes_.reserve(std::min(part_bytes_, std::max(needed, bytes_.capacity() * 2)));
      walk_.held_bytes_ += bytes_.capacity() - counted_;
      counted_ = bytes_.capacity();
    }

    void next_part() {
      walk_.cannot_read(member_ + ": too large to be looked into as a whole");
      walk_.look_into({member_, mode_, bytes_, offset_}, depth_);
      offset_ += bytes_.size() - overlap_bytes;
      bytes_.erase(bytes_.begin(), bytes_.end() - static_cast<std::ptrdiff_t>(overlap_bytes));
    }

    Walk& walk_;
    std::string path_;
    std::size_t depth_;
    Format format_;
    std::size_t part_bytes_;
    std::string member_;
    std::optional<std::uint32_t> mode_;
    Bytes bytes_;
    std::uint64_t offset_ = 0;
    std::size_t counted_ = 0;
  };

  void look_into(const Member& member, std::size_t depth) {
    if (breathe() == Flow::stop) return;
    visit_(member);
    std::uint64_t position = 0;
    while (breathe() == Flow::on) {
      const auto found = next_container(member.content, position);
      if (!found) return;
      if (depth >= limits_.depth) return cannot_read(member.path + ": nested too deeply");
      // One whose begin belongs to something that was read already is none.
      const std::uint64_t end = found->begin >= position ? read_at(member, *found, depth) : 0;
      position = std::max(found->magic + 1, end);
    }
  }

  // Gives where the container ends, or 0 when there is none.
  std::uint64_t read_at(const Member& member, const Find& found, std::size_t depth) {
    std::string path = member.path.empty() ? "" : member.path + " > ";
    path += name_of(found.format);
    const std::uint64_t begin = member.offset + found.begin;
    if (begin != 0) path += "@" + hexadecimal(begin);
    Gatherer gatherer(*this, path + ":", depth + 1, found.format);
    const Place place = begin == 0 ? Place::whole_file : Place::inside;
    const Extent extent = read_container(found.format, from(member.content, found.begin), place, gatherer);
    return extent.recognised ? found.begin + extent.bytes : 0;
  }

  Flow end(const char* why) {
    if (!over_) cannot_read(why);
    over_ = true;
    return Flow::stop;
  }

  Flow breathe() {
    constexpr unsigned looks_between = 32;
    if (!over_ && ++breaths_ % looks_between == 0 && limits_.is_over()) return end("the time is up");
    return over_ ? Flow::stop : Flow::on;
  }

  void cannot_read(std::string what) {
    report_.complete = false;
    what = printable(what);
    auto& all = report_.unreadable;
    if (all.size() < unreadable_limit && std::find(all.begin(), all.end(), what) == all.end()) all.push_back(std::move(what));
  }

  const WalkLimits& limits_;
  const std::function<void(const Member&)>& visit_;
  WalkReport report_;
  std::uint64_t unpacked_bytes_ = 0;
  std::size_t held_bytes_ = 0;
  unsigned breaths_ = 0;
  bool over_ = false;
};

}  // namespace

WalkReport walk(ByteView artifact, const WalkLimits& limits, const std::function<void(const Member&)>& visit) {
  return Walk(limits, visit).run(artifact);
}

}  // namespace hoshi::artifacts
