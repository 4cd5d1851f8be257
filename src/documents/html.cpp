// Escaping and elements.
// SPDX-License-Identifier: Apache-2.0
#include "documents/html.h"

#include "base/text.h"

namespace hoshi::documents {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
          out += "\xEF\xBF\xBD";
        } else {
          out.push_back(c);
        }
    }
  }
  return out;
}

Html& Html::open(std::string_view tag, std::string_view attributes) {
  out_ += "<" + std::string(tag) + std::string(attributes) + ">";
  return *this;
}

Html& Html::close(std::string_view tag) {
  out_ += "</" + std::string(tag) + ">\n";
  return *this;
}

Html& Html::text(std::string_view text) {
  out_ += escaped(text);
  return *this;
}

Html& Html::element(std::string_view tag, std::string_view text, std::string_view attributes) {
  return open(tag, attributes).text(text).close(tag);
}

Html& Html::raw(std::string_view markup) {
  out_ += markup;
  return *this;
}

}  // namespace hoshi::documents
