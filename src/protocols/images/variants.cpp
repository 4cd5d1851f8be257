// Chooses the format of an image and makes its variants; cutting and lengthening are the same for all.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/images/variants.h"

#include <algorithm>
#include <fmt/format.h>

#include "protocols/images/variant_makers.h"

namespace hoshi::protocols::images {
namespace {

constexpr std::size_t smallest_image = 16;
constexpr std::size_t appended_max = 4U << 20;  // enough for many a partition of a small device, and soon sent

bool is_word(std::uint8_t octet) {
  return (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

std::optional<Variant> truncated(ByteView image) {
  const std::size_t left = image.size() * 3 / 5;
  const ByteView part = image.first(left);
  return Variant{"truncated", Bytes(part.begin(), part.end()), fmt::format("the first {} of {} octets", left, image.size())};
}

std::optional<Variant> oversized(ByteView image) {
  Bytes bytes(image.begin(), image.end());
  const std::size_t more = std::min(std::max(image.size(), std::size_t{1} << 20), appended_max);
  bytes.resize(bytes.size() + more, 0xFF);
  return Variant{"oversized", std::move(bytes), fmt::format("{} octets appended", more)};
}

}  // namespace

std::optional<std::size_t> find_whole(ByteView bytes, std::string_view text) {
  if (text.empty()) return std::nullopt;
  for (auto at = bytes.begin();; ++at) {
    at = std::search(at, bytes.end(), text.begin(), text.end());
    if (at == bytes.end()) return std::nullopt;
    const auto place = static_cast<std::size_t>(at - bytes.begin());
    const auto beside = [&](std::size_t i, std::size_t further) {
      if (i >= bytes.size()) return false;
      return is_word(bytes[i]) || (bytes[i] == '.' && further < bytes.size() && is_word(bytes[further]));
    };
    const std::size_t after = place + text.size();
    const bool has_word_before = place > 0 && beside(place - 1, place - 2);
    if (!has_word_before && !beside(after, after + 1)) return place;
  }
}

std::optional<std::size_t> replace_whole(Bytes& bytes, std::string_view old, std::string_view text) {
  const auto at = find_whole(bytes, old);
  if (!at || old.size() != text.size() || old == text) return std::nullopt;
  std::copy(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(*at));
  return at;
}

std::optional<std::string> other_version(std::string_view version) {
  std::string other(version);
  const auto digit = std::find_if(other.rbegin(), other.rend(), [](char c) { return c >= '0' && c <= '9'; });
  if (digit == other.rend()) return std::nullopt;
  *digit = *digit == '9' ? '8' : static_cast<char>(*digit + 1);
  return other;
}

std::string other_model(std::string_view model) {
  std::string other(model);
  if (!other.empty()) other.back() = other.back() == 'X' ? 'Y' : 'X';
  return other;
}

std::string_view format_of(ByteView image) {
  if (read_rauc(image)) return "rauc";
  const auto archive = read_archive(image);
  if (!archive) return "raw";
  if (archive->kind == ArchiveKind::tar) return "tar";
  return is_swu(*archive) ? "swu" : "cpio";
}

std::optional<Variant> make_variant(ByteView image, std::string_view name, const Hints& hints, const OtherKey& key) {
  if (image.size() < smallest_image) return std::nullopt;
  if (name == "truncated") return truncated(image);
  if (name == oversized_variant) return oversized(image);
  if (const auto bundle = read_rauc(image)) return rauc_variant(image, *bundle, name, hints, key);
  if (auto archive = read_archive(image)) return archive_variant(std::move(*archive), name, hints, key);
  return raw_variant(image, name, hints);
}

}  // namespace hoshi::protocols::images
