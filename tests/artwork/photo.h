// Pictures of labels as a printer and a bad camera give them, and a QR reader for them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hoshi::artwork {

// Grey, 0 (black) to 255.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> grey;
};

Picture from_png(const std::string& png);

struct Camera {
  double turn_degrees = 0;
  double tilt = 0;            // how much shorter the far side is: 0.2 is a fifth
  double scale = 1;           // pixels of the photo per pixel of the picture
  int blur = 0;               // radius of a box blur, thrice
  int darkest = 0;            // what black becomes
  int brightest = 255;        // what white becomes
  double noise = 0;           // standard deviation
  int jpeg_quality = 0;       // 0: no JPEG
};

Picture photographed(const Picture& picture, const Camera& camera);

// The text of the one QR code, or "" when none is read.
std::string read_qr(const Picture& picture);
// '0' to '3' for L, M, Q, H; as ZXing names it.
std::string level_of_qr(const Picture& picture);

}  // namespace hoshi::artwork
