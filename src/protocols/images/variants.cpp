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
