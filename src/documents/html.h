// Writing of HTML in which no text of a device or a person can become markup.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hoshi::documents {

// Text for element content and double-quoted attributes; control characters become visible.
std::string escaped(std::string_view text);

// Appends elements to a buffer; everything passed as text is escaped.
class Html {
 public:
  // `attributes` are ours, written as they are: ` class="verdict"`.
  Html& open(std::string_view tag, std::string_view attributes = "");
  Html& close(std::string_view tag);
  Html& text(std::string_view text);
  Html& element(std::string_view tag, std::string_view text, std::string_view attributes = "");
  // Markup of our own, constant in the source.
  Html& raw(std::string_view markup);
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace hoshi::documents
