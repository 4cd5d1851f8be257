// Makes of one good update image the tampered ones a device has to refuse, and says what was changed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "protocols/images/other_key.h"

namespace hoshi::protocols::images {

struct Hints {
  std::string version;  // of the image, as it may stand in it
  std::string model;
};

struct Variant {
  std::string name;    // payload_flipped, header_edited … of the fact `update.variant`
  Bytes bytes;
  std::string change;  // "member version, offset 3: one bit; CRC-32 made right"
};

// What is made of it: "swu" (cpio with sw-description), "cpio", "tar", "rauc" (squashfs, CMS signature and its size), "raw".
std::string_view format_of(ByteView image);

// In the order in which they are tried.
constexpr std::string_view required_variants[] = {"payload_flipped", "header_edited", "version_edited",
                                                  "unsigned",        "other_key",     "truncated"};
constexpr std::string_view wrong_model_variant = "wrong_model";
constexpr std::string_view oversized_variant = "oversized";

// Nothing when the image has no such part: no signature that one could take away, no version that stands in it as text.
// Checksums that need no key are made right, so that a refusal says something about a signature; digests only in
// header_edited. The image is hostile like every file of others; nothing is unpacked.
std::optional<Variant> make_variant(ByteView image, std::string_view name, const Hints& hints, const OtherKey& key);

}  // namespace hoshi::protocols::images
