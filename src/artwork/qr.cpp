// QR by qrcodegen.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/qr.h"

#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <qrcodegen/qrcodegen.hpp>

#include "artwork/drawing.h"
#include "artwork/svg_text.h"
#include "base/bytes.h"

namespace hoshi::artwork {
namespace {

constexpr std::size_t text_bytes_max = 500;

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

Result<QrCode> qr_code(std::string_view url) {
  const bool is_address = url.starts_with("https://") || url.starts_with("http://");
  if (!is_address || !is_printable_ascii(url)) return fail(ErrorCode::invalid_input, "the label's address is no http(s) URL in printable ASCII");
  if (url.size() > url_bytes_max) {
    return fail(ErrorCode::invalid_input, fmt::format("the label's address has {} bytes; a printable QR code takes {}", url.size(), url_bytes_max));
  }
  return qr_of_text(url);
}

std::string svg_of(const QrCode& code, std::string_view label) {
  const int side = code.size + 2 * quiet_zone_modules;
  const PlacedCode placed{code, {quiet_zone_modules, quiet_zone_modules}, 1};
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" viewBox=\"0 0 {0} {0}\" role=\"img\" aria-label=\"{1}\"><rect width=\"{0}\" height=\"{0}\" "
                     "fill=\"#fff\"/><path fill=\"#000\" shape-rendering=\"crispEdges\" d=\"{2}\"/></svg>",
                     side, escaped_xml(label), code_path(placed));
}

Result<QrCode> qr_of_text(std::string_view text) {
  if (!is_printable_ascii(text) || text.empty() || text.size() > text_bytes_max) return fail(ErrorCode::invalid_input, "a QR code takes printable ASCII, and not too much of it");
  try {
    const auto code = qrcodegen::QrCode::encodeBinary(to_bytes(text), qrcodegen::QrCode::Ecc::QUARTILE);
    QrCode out;
    out.size = code.getSize();
    for (int y = 0; y < out.size; ++y) {
      for (int x = 0; x < out.size; ++x) out.dark.push_back(code.getModule(x, y));
    }
    return out;
  } catch (const std::exception& problem) {
    return fail(ErrorCode::internal, std::string("the QR code cannot be made: ") + problem.what());
  }
}

}  // namespace hoshi::artwork
