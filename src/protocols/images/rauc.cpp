// Variants of RAUC's bundles: squashfs, signature, and the signature's size in the last eight octets.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "protocols/images/variant_makers.h"

namespace hoshi::protocols::images {
namespace {

constexpr std::string_view squashfs_magic = "hsqs";
constexpr std::size_t squashfs_header = 96;
constexpr std::size_t squashfs_made_at = 8;   // when it was made: changes nothing but what is signed
constexpr std::size_t squashfs_used_at = 40;  // octets of the file system, little-endian
constexpr std::size_t trailer = 8;
constexpr std::size_t signature_max = 64U << 10;

std::size_t little(ByteView bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8 | bytes[i - 1];
  return value;
}

Bytes with_signature(ByteView payload, ByteView signature) {
  Bytes out(payload.begin(), payload.end());
  out.insert(out.end(), signature.begin(), signature.end());
  ByteWriter size;
  size.u32(0);
  size.u32(static_cast<std::uint32_t>(signature.size()));
  out.insert(out.end(), size.bytes().begin(), size.bytes().end());
  return out;
}

// Of a "verity" bundle the signature encloses the manifest; of a "plain" one it is over the file system.
std::optional<Bytes> sign_again(ByteView payload, const RaucBundle& bundle, const OtherKey& key) {
  const auto manifest = enclosed_content(bundle.signature);
  auto made = manifest ? key.sign_cms(*manifest, OtherKey::Content::enclosed)
                       : key.sign_cms(payload, OtherKey::Content::detached);
  return made ? std::optional(std::move(*made)) : std::nullopt;
}

// The manifest can be read only where the signature encloses it; the signature is wrong afterwards.
std::optional<Variant> edit_manifest(ByteView payload, Bytes signature, std::string_view name, std::string_view old,
                                     std::string_view text) {
  const auto at = replace_whole(signature, old, text);
  if (!at) return std::nullopt;
  return Variant{std::string(name), with_signature(payload, signature),
                 fmt::format("manifest, offset {} of the signature: {} for {}", *at, text, old)};
}

}  // namespace

std::optional<RaucBundle> read_rauc(ByteView image) {
  if (image.size() < squashfs_header + trailer || !to_text(image.first(4)).starts_with(squashfs_magic)) return std::nullopt;
  ByteReader reader(image.last(trailer));
  if (reader.u32("size").value_or(1) != 0) return std::nullopt;
  const std::size_t size = reader.u32("size").value_or(0);
  if (size == 0 || size > signature_max || size > image.size() - squashfs_header - trailer) return std::nullopt;
  RaucBundle bundle;
  bundle.payload = image.size() - trailer - size;
  const ByteView signature = image.subspan(bundle.payload, size);
  bundle.signature.assign(signature.begin(), signature.end());
  bundle.file_system = little(image.subspan(squashfs_used_at, 8));
  const bool is_sound = bundle.file_system > squashfs_header && bundle.file_system <= bundle.payload;
  if (!is_sound || !is_cms(signature)) return std::nullopt;
  return bundle;
}

std::optional<Variant> rauc_variant(ByteView image, const RaucBundle& bundle, std::string_view name, const Hints& hints,
                                    const OtherKey& key) {
  const ByteView payload = image.first(bundle.payload);
  Bytes bytes(image.begin(), image.end());
  if (name == "payload_flipped") {
    const std::size_t at = squashfs_header + (bundle.file_system - squashfs_header) / 2;
    bytes[at] ^= 1;
    return Variant{std::string(name), std::move(bytes), fmt::format("squashfs, offset {}: one bit", at)};
  }
  if (name == "header_edited") {
    bytes[squashfs_made_at] ^= 1;
    return Variant{std::string(name), std::move(bytes), "squashfs, offset 8: the time it was made"};
  }
  if (name == "version_edited") {
    const auto other = other_version(hints.version);
    return other ? edit_manifest(payload, bundle.signature, name, hints.version, *other) : std::nullopt;
  }
  if (name == wrong_model_variant) {
    return edit_manifest(payload, bundle.signature, name, hints.model, other_model(hints.model));
  }
  if (name == "unsigned") {
    return Variant{std::string(name), Bytes(payload.begin(), payload.end()), "removed: the signature and its size"};
  }
  if (name == "other_key") {
    const auto signature = sign_again(payload, bundle, key);
    if (!signature) return std::nullopt;
    return Variant{std::string(name), with_signature(payload, *signature), "signed by a key nobody trusts"};
  }
  return std::nullopt;
}

}  // namespace hoshi::protocols::images
