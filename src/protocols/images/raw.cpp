// Variants of images of unknown make: flips in several places, the version where it stands as text.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fmt/format.h>

#include "protocols/images/checksums.h"
#include "protocols/images/variant_makers.h"

namespace hoshi::protocols::images {
namespace {

bool holds(const Checksum& checksum, std::size_t at) {
  constexpr std::size_t longest_sum = 32;
  return at >= checksum.at && at < checksum.at + longest_sum;
}

// A header at the start and a signature at the end stay as they are, so that what is refused is the payload; three
// places, so that one of them surely is payload.
std::string flip_payload(Bytes& bytes, const std::vector<Checksum>& sums) {
  std::string where;
  for (const std::size_t third : {bytes.size() / 3, bytes.size() / 2, bytes.size() * 2 / 3}) {
    std::size_t at = third;
    while (at + 1 < bytes.size() && std::any_of(sums.begin(), sums.end(), [&](const auto& sum) { return holds(sum, at); })) {
      ++at;
    }
    bytes[at] ^= 1;
    where += fmt::format("{}{}", where.empty() ? "one bit each at offsets " : ", ", at);
  }
  return where;
}

enum class Right { without_digests, all };

std::string make_all_right(Bytes& bytes, const std::vector<Checksum>& sums, Right right) {
  std::string said;
  for (const auto& sum : sums) {
    if (is_digest(sum) && right == Right::without_digests) continue;
    make_right(bytes, sum);
    said += fmt::format("; {} at {} made right", name_of(sum.kind), sum.at);
  }
  return said;
}

std::optional<Variant> edit_text(Bytes bytes, const std::vector<Checksum>& sums, std::string_view name,
                                 std::string_view old, std::string_view text) {
  const auto at = replace_whole(bytes, old, text);
  if (!at) return std::nullopt;
  const std::string right = make_all_right(bytes, sums, Right::all);
  return Variant{std::string(name), std::move(bytes), fmt::format("offset {}: {} for {}{}", *at, text, old, right)};
}

}  // namespace

std::optional<Variant> raw_variant(ByteView image, std::string_view name, const Hints& hints) {
  Bytes bytes(image.begin(), image.end());
  const auto sums = find_checksums(image);
  if (name == "payload_flipped" || name == "header_edited") {
    const bool is_forged = name == "header_edited";
    // Without a digest the first is forged already.
    if (is_forged && std::none_of(sums.begin(), sums.end(), is_digest)) return std::nullopt;
    std::string where = flip_payload(bytes, sums);
    where += make_all_right(bytes, sums, is_forged ? Right::all : Right::without_digests);
    return Variant{std::string(name), std::move(bytes), std::move(where)};
  }
  if (name == "version_edited") {
    const auto other = other_version(hints.version);
    return other ? edit_text(std::move(bytes), sums, name, hints.version, *other) : std::nullopt;
  }
  if (name == wrong_model_variant) {
    return edit_text(std::move(bytes), sums, name, hints.model, other_model(hints.model));
  }
  return std::nullopt;  // whether and where it is signed, nobody knows
}

}  // namespace hoshi::protocols::images
