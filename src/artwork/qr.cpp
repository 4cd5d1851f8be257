// QR by qrcodegen.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/qr.h"

#include <fmt/core.h>

#include <exception>
#include <qrcodegen/qrcodegen.hpp>

#include "base/bytes.h"

namespace hoshi::artwork {

Result<QrCode> qr_code(std::string_view url) {
  const bool is_address = url.starts_with("https://") || url.starts_with("http://");
  const bool is_printable = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (!is_address || !is_printable) return fail(ErrorCode::invalid_input, "the label's address is no http(s) URL in printable ASCII");
  if (url.size() > url_bytes_max) {
    return fail(ErrorCode::invalid_input, fmt::format("the label's address has {} bytes; a printable QR code takes {}", url.size(), url_bytes_max));
  }
  try {
    const auto code = qrcodegen::QrCode::encodeBinary(to_bytes(url), qrcodegen::QrCode::Ecc::QUARTILE);
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
