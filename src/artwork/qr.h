// The QR code of a label's permanent address.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"

namespace hoshi::artwork {

constexpr std::size_t url_bytes_max = 160;   // gives version 12 at most: 65 modules, 21.5 mm at 0.33 mm
constexpr int quiet_zone_modules = 4;        // ISO/IEC 18004, 5.3.8

struct QrCode {
  int size = 0;             // modules a side, without the quiet zone
  std::vector<bool> dark;   // size * size, row by row
  bool is_dark(int x, int y) const { return dark[static_cast<std::size_t>(y * size + x)]; }
};

// Error correction Q (a quarter of the code may be dirty), or H where it costs no larger version. invalid_input unless it is
// an https or http address of printable ASCII that is short enough.
[[nodiscard]] Result<QrCode> qr_code(std::string_view url);

// The code of any printable ASCII text of the same length, and how a page shows it: black on white with its quiet zone, without a size of its own.
[[nodiscard]] Result<QrCode> qr_of_text(std::string_view text);
std::string svg_of(const QrCode& code, std::string_view label);

}  // namespace hoshi::artwork
