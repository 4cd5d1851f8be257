// The optics: perspective, blur, contrast, noise, JPEG.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/photo.h"

#include <ZXing/DecodeHints.h>
#include <ZXing/ReadBarcode.h>
#include <cairo.h>
#include <stdio.h>

#include <jpeglib.h>
#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <random>

namespace hoshi::artwork {
namespace {

struct Source {
  const std::string* bytes;
  std::size_t at = 0;
};

cairo_status_t give(void* closure, unsigned char* data, unsigned length) {
  auto& source = *static_cast<Source*>(closure);
  if (source.bytes->size() - source.at < length) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(data, source.bytes->data() + source.at, length);
  source.at += length;
  return CAIRO_STATUS_SUCCESS;
}

double sample(const Picture& picture, double x, double y) {
  constexpr double table = 200;  // the grey of what the label lies on
  const int left = static_cast<int>(std::floor(x));
  const int top = static_cast<int>(std::floor(y));
  const auto at = [&](int column, int row) {
    const bool is_inside = column >= 0 && row >= 0 && column < picture.width && row < picture.height;
    return is_inside ? double(picture.grey[static_cast<std::size_t>(row * picture.width + column)]) : table;
  };
  const double u = x - left;
  const double v = y - top;
  return (at(left, top) * (1 - u) + at(left + 1, top) * u) * (1 - v) + (at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u) * v;
}

void blur_rows(Picture& picture, int radius) {
  for (int y = 0; y < picture.height; ++y) {
    std::vector<std::uint8_t> row(picture.grey.begin() + y * picture.width, picture.grey.begin() + (y + 1) * picture.width);
    for (int x = 0; x < picture.width; ++x) {
      int sum = 0;
      for (int i = -radius; i <= radius; ++i) sum += row[static_cast<std::size_t>(std::clamp(x + i, 0, picture.width - 1))];
      picture.grey[static_cast<std::size_t>(y * picture.width + x)] = static_cast<std::uint8_t>(sum / (2 * radius + 1));
    }
  }
}

Picture transposed(const Picture& picture) {
  Picture out{picture.height, picture.width, std::vector<std::uint8_t>(picture.grey.size())};
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) out.grey[static_cast<std::size_t>(x * out.width + y)] = picture.grey[static_cast<std::size_t>(y * picture.width + x)];
  }
  return out;
}

Picture through_jpeg(const Picture& picture, int quality) {
  jpeg_compress_struct writer{};
  jpeg_error_mgr errors{};
  writer.err = jpeg_std_error(&errors);
  jpeg_create_compress(&writer);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&writer, &bytes, &size);
  writer.image_width = static_cast<JDIMENSION>(picture.width);
  writer.image_height = static_cast<JDIMENSION>(picture.height);
  writer.input_components = 1;
  writer.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&writer);
  jpeg_set_quality(&writer, quality, TRUE);
  jpeg_start_compress(&writer, TRUE);
  Picture copy = picture;
  for (int y = 0; y < picture.height; ++y) {
    JSAMPROW row = copy.grey.data() + y * picture.width;
    jpeg_write_scanlines(&writer, &row, 1);
  }
  jpeg_finish_compress(&writer);
  jpeg_destroy_compress(&writer);
  jpeg_decompress_struct reader{};
  reader.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&reader);
  jpeg_mem_src(&reader, bytes, size);
  jpeg_read_header(&reader, TRUE);
  jpeg_start_decompress(&reader);
  for (int y = 0; y < picture.height; ++y) {
    JSAMPROW row = copy.grey.data() + y * picture.width;
    jpeg_read_scanlines(&reader, &row, 1);
  }
  jpeg_finish_decompress(&reader);
  jpeg_destroy_decompress(&reader);
  std::free(bytes);
  return copy;
}

ZXing::Result decoded(const Picture& picture) {
  const ZXing::ImageView view(picture.grey.data(), picture.width, picture.height, ZXing::ImageFormat::Lum);
  return ZXing::ReadBarcode(view, ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true));
}

}  // namespace

Picture from_png(const std::string& png) {
  Source source{&png};
  cairo_surface_t* surface = cairo_image_surface_create_from_png_stream(give, &source);
  Picture out{cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), {}};
  const unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const unsigned char* pixel = data + y * stride + 4 * x;  // blue, green, red on little-endian machines
      out.grey.push_back(static_cast<std::uint8_t>((pixel[0] * 11 + pixel[1] * 59 + pixel[2] * 30) / 100));
    }
  }
  cairo_surface_destroy(surface);
  return out;
}

Picture photographed(const Picture& picture, const Camera& camera) {
  const double angle = camera.turn_degrees * std::numbers::pi / 180;
  const int side = static_cast<int>(std::hypot(picture.width, picture.height) * camera.scale * 1.05);
  Picture out{side, side, {}};
  std::mt19937 random(20260401);
  std::normal_distribution<double> noise(0, std::max(camera.noise, 1e-9));
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double dx = x - side / 2.0;
      const double dy = y - side / 2.0;
      const double depth = 1 - camera.tilt * dy / side;  // the upper side is farther away
      const double u = (dx * std::cos(angle) + dy * std::sin(angle)) / depth / camera.scale + picture.width / 2.0;
      const double v = (-dx * std::sin(angle) + dy * std::cos(angle)) / depth / camera.scale + picture.height / 2.0;
      out.grey.push_back(static_cast<std::uint8_t>(sample(picture, u, v)));
    }
  }
  for (int pass = 0; camera.blur > 0 && pass < 3; ++pass) {
    blur_rows(out, camera.blur);
    out = transposed(out);
    blur_rows(out, camera.blur);
    out = transposed(out);
  }
  for (auto& grey : out.grey) {
    const double seen = camera.darkest + grey * (camera.brightest - camera.darkest) / 255.0 + (camera.noise > 0 ? noise(random) : 0);
    grey = static_cast<std::uint8_t>(std::clamp(seen, 0.0, 255.0));
  }
  return camera.jpeg_quality > 0 ? through_jpeg(out, camera.jpeg_quality) : out;
}

std::string read_qr(const Picture& picture) {
  const auto result = decoded(picture);
  return result.isValid() ? result.text() : std::string();
}

std::string level_of_qr(const Picture& picture) { return decoded(picture).ecLevel(); }

}  // namespace hoshi::artwork
