// PNG and PDF through Cairo's streams.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/surface.h"

#include <array>
#include <cmath>

#include "base/bytes.h"

namespace hoshi::artwork {
namespace {

constexpr int side_max_pixels = 12'000;

cairo_status_t append(void* closure, const unsigned char* data, unsigned length) {
  const ByteView bytes(data, length);
  static_cast<std::string*>(closure)->append(to_text(bytes));
  return CAIRO_STATUS_SUCCESS;
}

Error failed(cairo_status_t status) { return {ErrorCode::internal, std::string("Cairo cannot draw: ") + cairo_status_to_string(status)}; }

// CRC-32 as PNG uses it (PNG, Annex D).
std::uint32_t crc32(ByteView bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

std::string resolution_chunk(double pixels_per_mm) {
  const auto per_metre = static_cast<std::uint32_t>(std::lround(pixels_per_mm * 1000));
  ByteWriter content;
  content.append(std::string_view("pHYs"));
  content.u32(per_metre);
  content.u32(per_metre);
  content.u8(1);  // the unit is the metre
  ByteWriter chunk;
  chunk.u32(9);
  chunk.append(content.bytes());
  chunk.u32(crc32(content.bytes()));
  return to_text(chunk.bytes());
}

}  // namespace

Result<std::string> painted_png(int width, int height, double pixels_per_mm, const Painter& painter) {
  constexpr std::size_t behind_header = 8 + 4 + 4 + 13 + 4;  // signature and IHDR
  if (width < 1 || height < 1 || width > side_max_pixels || height > side_max_pixels) {
    return fail(ErrorCode::invalid_input, "the picture would have more than 12,000 pixels a side");
  }
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), cairo_surface_destroy);
  const Pen pen(cairo_create(surface.get()), cairo_destroy);
  cairo_set_source_rgb(pen.get(), 1, 1, 1);
  cairo_paint(pen.get());
  if (!painter(pen.get())) return fail(ErrorCode::internal, "the label cannot be drawn");
  if (cairo_status(pen.get()) != CAIRO_STATUS_SUCCESS) return tl::unexpected(failed(cairo_status(pen.get())));
  std::string out;
  const auto status = cairo_surface_write_to_png_stream(surface.get(), append, &out);
  if (status != CAIRO_STATUS_SUCCESS) return tl::unexpected(failed(status));
  return out.insert(behind_header, resolution_chunk(pixels_per_mm));
}

Result<std::string> painted_pdf(double width_mm, double height_mm, const std::string& title, Date date, const Painter& painter) {
  std::string out;
  {
    const Surface surface(cairo_pdf_surface_create_for_stream(append, &out, width_mm * points_per_mm, height_mm * points_per_mm), cairo_surface_destroy);
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, (to_text(date) + "T00:00:00Z").c_str());
    const Pen pen(cairo_create(surface.get()), cairo_destroy);
    if (!painter(pen.get())) return fail(ErrorCode::internal, "the label cannot be drawn");
    cairo_show_page(pen.get());
    const auto status = cairo_status(pen.get());
    if (status != CAIRO_STATUS_SUCCESS) return tl::unexpected(failed(status));
    cairo_surface_finish(surface.get());
    const auto finished = cairo_surface_status(surface.get());
    if (finished != CAIRO_STATUS_SUCCESS) return tl::unexpected(failed(finished));
  }
  return out;
}

}  // namespace hoshi::artwork
