// How each format of images makes a variant; variants.cpp chooses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/images/archive.h"
#include "protocols/images/variants.h"

namespace hoshi::protocols::images {

std::optional<Variant> archive_variant(Archive archive, std::string_view name, const Hints& hints, const OtherKey& key);
bool is_swu(const Archive& archive);

// A bundle of RAUC: squashfs (and a hash tree), CMS signature, size of the signature in 8 octets.
struct RaucBundle {
  std::size_t file_system = 0;  // octets of the squashfs
  std::size_t payload = 0;      // octets before the signature
  Bytes signature;
};
std::optional<RaucBundle> read_rauc(ByteView image);
std::optional<Variant> rauc_variant(ByteView image, const RaucBundle& bundle, std::string_view name, const Hints& hints,
                                    const OtherKey& key);

std::optional<Variant> raw_variant(ByteView image, std::string_view name, const Hints& hints);

// Where `text` stands by itself in the octets: no letter, digit or dot-and-digit beside it. Nothing for an empty text.
std::optional<std::size_t> find_whole(ByteView bytes, std::string_view text);
// "2.0" becomes "2.1", "1.9" becomes "1.8": another version of the same length; nothing without a digit.
std::optional<std::string> other_version(std::string_view version);
// A model of the same length that nobody has.
std::string other_model(std::string_view model);
// Replaces `old` (at its first place) by a text of the same length; the place, or nothing.
std::optional<std::size_t> replace_whole(Bytes& bytes, std::string_view old, std::string_view text);

}  // namespace hoshi::protocols::images
