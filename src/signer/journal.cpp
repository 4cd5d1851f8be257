// The journal's file.
// SPDX-License-Identifier: Apache-2.0
#include "signer/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/encoding.h"

namespace hoshi::signer {
namespace {

constexpr std::string_view magic = "hoshi-signer/1\n\n";
constexpr std::size_t key_id_bytes = 8;
constexpr std::size_t body_bytes = 1 + key_id_bytes + 8 + 2 * sizeof(Digest);
constexpr std::size_t record_bytes = body_bytes + 16;
constexpr std::size_t records_at_once = 4096;

tl::unexpected<Error> unwritable(std::string_view what) {
  return fail(ErrorCode::unavailable, fmt::format("the signer's journal cannot be {}: {}", what, std::strerror(errno)));
}

bool write_whole(int file, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

// As much as there is, up to the size of `into`.
Result<std::size_t> read_some(int file, std::span<std::uint8_t> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const ssize_t got = ::read(file, into.data() + filled, into.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unwritable("read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

// BLAKE2b: a record and the check before it are one block of it, so that a million records are checked in a moment.
std::array<std::uint8_t, 16> check_of(const std::array<std::uint8_t, 16>& before, ByteView body) {
  std::array<std::uint8_t, 16 + body_bytes> bytes;
  std::copy(before.begin(), before.end(), bytes.begin());
  std::copy(body.begin(), body.end(), bytes.begin() + before.size());
  std::array<std::uint8_t, 16> check;
  crypto_generichash(check.data(), check.size(), bytes.data(), bytes.size(), nullptr, 0);
  return check;
}

struct Body {
  Instant at;
  Digest number;
  Digest payload;
};

Body read_body(ByteView body) {
  Body read;
  std::uint64_t at = 0;
  for (const std::uint8_t byte : body.subspan(1 + key_id_bytes, 8)) at = at << 8 | byte;
  read.at = Instant(std::chrono::milliseconds(static_cast<std::int64_t>(at)));
  const auto digests = body.subspan(1 + key_id_bytes + 8);
  std::copy_n(digests.begin(), read.number.size(), read.number.begin());
  std::copy_n(digests.begin() + sizeof(Digest), read.payload.size(), read.payload.begin());
  return read;
}

// The folder's entry of a new file must be on the disk as well.
bool sync_folder_of(const std::filesystem::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.is_open() && ::fsync(opened.number()) == 0;
}

}  // namespace

Digest digest_of(ByteView bytes) {
  const Bytes full = sha256(bytes);
  Digest digest;
  std::copy(full.begin(), full.end(), digest.begin());
  return digest;
}

std::size_t Journal::Spread::operator()(const Digest& digest) const {
  std::size_t value = 0;
  std::memcpy(&value, digest.data(), sizeof value);
  return value;
}

Result<Journal> Journal::open(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.is_open()) return unwritable(fmt::format("opened ({})", path.string()));
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    return fail(ErrorCode::conflict, fmt::format("{}: another signer is using this journal", path.string()));
  }
  Journal journal(std::move(file));
  auto loaded = journal.load();
  if (!loaded) return tl::unexpected<Error>(std::move(loaded.error()).with_context(path.string()));
  if (!sync_folder_of(path)) return unwritable("brought to the disk");
  return journal;
}

Result<void> Journal::begin() {
  if (::ftruncate(file_.number(), 0) != 0 || !write_whole(file_.number(), view_of(magic)) || ::fsync(file_.number()) != 0) {
    return unwritable("begun");
  }
  return {};
}

Result<void> Journal::load() {
  Bytes head(magic.size());
  const std::size_t got = HOSHI_TRY(read_some(file_.number(), head));
  // A file that stopped while its head was written holds a part of the head and nothing else.
  if (got < head.size() && std::equal(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(got), magic.begin())) return begin();
  if (!std::equal(head.begin(), head.end(), magic.begin())) return fail(ErrorCode::corrupt, "this is no journal of a signer");
  struct stat status{};
  if (::fstat(file_.number(), &status) != 0) return unwritable("read");
  latest_.reserve(static_cast<std::size_t>(status.st_size) / record_bytes);
  Bytes chunk(record_bytes * records_at_once);
  for (bool is_end = false; !is_end;) {
    const std::size_t filled = HOSHI_TRY(read_some(file_.number(), chunk));
    is_end = filled < chunk.size();
    HOSHI_CHECK(take(ByteView(chunk).first(filled), is_end));
  }
  const auto whole = static_cast<off_t>(magic.size() + size_ * record_bytes);
  if (status.st_size == whole) return {};
  if (::ftruncate(file_.number(), whole) != 0 || ::fsync(file_.number()) != 0) return unwritable("repaired");
  return {};
}

Result<void> Journal::take(ByteView records, bool is_end) {
  for (; records.size() >= record_bytes; records = records.subspan(record_bytes)) {
    const ByteView body = records.first(body_bytes);
    const Check check = check_of(check_, body);
    if (!std::equal(check.begin(), check.end(), records.begin() + body_bytes)) {
      // Space was made for the last record, but its content had not reached the disk.
      if (is_end && records.size() < 2 * record_bytes) return {};
      return fail(ErrorCode::corrupt, fmt::format("record {} was altered", size_ + 1));
    }
    const Body read = read_body(body);
    latest_[read.number] = read.payload;
    last_at_ = read.at;
    check_ = check;
    ++size_;
  }
  return {};
}

std::optional<Digest> Journal::latest(std::string_view number) const {
  const auto found = latest_.find(digest_of(view_of(number)));
  if (found == latest_.end()) return std::nullopt;
  return found->second;
}

Result<void> Journal::append(std::string_view number, const Digest& payload, ByteView key_id, Instant at, Relation relation) {
  HOSHI_ASSERT(key_id.size() == key_id_bytes);
  if (is_broken_) return fail(ErrorCode::unavailable, "the signer's journal failed before; the signer must be started anew");
  const Digest number_digest = digest_of(view_of(number));
  ByteWriter record;
  record.u8(static_cast<std::uint8_t>(relation));
  record.append(key_id);
  const auto milliseconds = static_cast<std::uint64_t>(at.time_since_epoch().count());
  record.u32(static_cast<std::uint32_t>(milliseconds >> 32));
  record.u32(static_cast<std::uint32_t>(milliseconds));
  record.append(number_digest);
  record.append(payload);
  const Check check = check_of(check_, record.bytes());
  record.append(check);
  if (!write_whole(file_.number(), record.bytes()) || ::fdatasync(file_.number()) != 0) {
    const auto refused = unwritable("written");
    // After a failed fdatasync nobody knows what is on the disk (fsyncgate): this process appends no more.
    is_broken_ = true;
    if (::ftruncate(file_.number(), static_cast<off_t>(magic.size() + size_ * record_bytes)) == 0) ::fdatasync(file_.number());
    return refused;
  }
  check_ = check;
  latest_[number_digest] = payload;
  last_at_ = at;
  ++size_;
  return {};
}

}  // namespace hoshi::signer
