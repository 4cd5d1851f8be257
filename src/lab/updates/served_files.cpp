// A head of one size, and behind it the contents one after the other.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/served_files.h"

#include <unistd.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "base/value.h"
#include "lab/updates/server_settings.h"

namespace hoshi::lab {
namespace {

constexpr std::size_t head_bytes = 16u << 10;  // eight paths of 1 KiB, their hashes and places
constexpr std::size_t number_bytes = 21;       // twenty digits and the end of the line
constexpr std::size_t sha256_digits = 64;
constexpr JsonLimits limits{4, head_bytes};

std::string number_line(std::uint64_t session) {
  const std::string digits = std::to_string(session);
  return std::string(number_bytes - 1 - digits.size(), '0') + digits + "\n";
}

Result<void> put(int file, std::uint64_t offset, ByteView bytes) {
  while (!bytes.empty()) {
    const auto count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count <= 0) return fail(ErrorCode::unavailable, "what the update server gives out cannot be written");
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

std::string text_at_begin(int file, std::size_t size_bytes) {
  std::string text(size_bytes, '\0');
  const auto count = ::pread(file, text.data(), text.size(), 0);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

Result<void> check(const std::vector<HandedFile>& files) {
  std::size_t total = 0;
  for (const auto& one : files) {
    if (!is_served_path(one.path)) return fail(ErrorCode::invalid_input, "no path of a server: " + printable(one.path, 80));
    if (one.content.size() > handed_bytes_max - total) return fail(ErrorCode::invalid_input, "more than the update server can give out");
    total += one.content.size();
  }
  if (files.size() > most_handed_files) return fail(ErrorCode::invalid_input, "more files than the update server can give out");
  return {};
}

}  // namespace

Result<void> write_handed(int file, std::uint64_t session, const std::vector<HandedFile>& files) {
  HOSHI_CHECK(check(files));
  HOSHI_CHECK(put(file, 0, view_of(number_line(0))));
  ValueList places;
  std::uint64_t offset = head_bytes;
  for (const auto& one : files) {
    HOSHI_CHECK(put(file, offset, one.content));
    places.push_back(object({{"path", one.path}, {"sha256", sha256_hex(one.content)}, {"at", offset}, {"bytes", std::uint64_t{one.content.size()}}}));
    offset += one.content.size();
  }
  std::string head = to_json(places) + "\n";
  if (head.size() > head_bytes - number_bytes) return fail(ErrorCode::invalid_input, "more paths than the update server can give out");
  head.resize(head_bytes - number_bytes, ' ');
  HOSHI_CHECK(put(file, number_bytes, view_of(head)));
  if (::ftruncate(file, static_cast<off_t>(offset)) != 0) return fail(ErrorCode::unavailable, "what the update server gives out cannot be written");
  return put(file, 0, view_of(number_line(session)));
}

bool is_handed_for(int file, std::uint64_t session) { return file >= 0 && text_at_begin(file, number_bytes) == number_line(session); }

std::vector<HandedPlace> handed_from(std::string_view head, std::uint64_t session) {
  if (session == 0 || head.size() != head_bytes || !head.starts_with(number_line(session))) return {};
  head.remove_prefix(number_bytes);
  const auto listed = parse_json(head.substr(0, head.find('\n')), limits);
  if (!listed) return {};
  std::vector<HandedPlace> places;
  for (const auto& one : listed->as_list()) {
    const auto offset = one["at"].as_integer(-1);
    const auto size_bytes = one["bytes"].as_integer(-1);
    const bool is_place = offset >= static_cast<std::int64_t>(head_bytes) && size_bytes >= 0 && offset <= INT64_MAX - size_bytes &&
                          is_served_path(one["path"].as_text()) && one["sha256"].as_text().size() == sha256_digits;
    if (!is_place || places.size() >= most_handed_files) return {};
    places.push_back({one["path"].as_text(), one["sha256"].as_text(), static_cast<std::uint64_t>(offset), static_cast<std::uint64_t>(size_bytes)});
  }
  return places;
}

std::vector<HandedPlace> handed_in(int file, std::uint64_t session) {
  return file >= 0 ? handed_from(text_at_begin(file, head_bytes), session) : std::vector<HandedPlace>();
}

}  // namespace hoshi::lab
