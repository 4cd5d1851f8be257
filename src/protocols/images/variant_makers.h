// How each format of images makes a variant; variants.cpp chooses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/images/archive.h"
#include "protocols/images/variants.h"
#include "protocols/images/version_text.h"

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

}  // namespace hoshi::protocols::images
