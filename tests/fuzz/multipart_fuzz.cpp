// Fuzzes bodies of forms: nothing beyond the limits, everything UTF-8, file names without folders.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/text.h"
#include "web/forms.h"

using namespace hoshi;
using namespace hoshi::web;

namespace {

constexpr FormLimits limits{20, 50, 500, 5};

void check(const Fields& fields) {
  HOSHI_ASSERT(fields.size() <= limits.fields);
  for (const auto& [name, value] : fields) {
    HOSHI_ASSERT(name.size() <= limits.name_bytes && value.size() <= limits.field_bytes);
    HOSHI_ASSERT(valid_utf8(name) == name && valid_utf8(value) == value && value.find('\0') == std::string::npos);
  }
}

}  // namespace

// The first line is the Content-Type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = to_text(ByteView(data, size));
  const auto end = text.find('\n');
  const std::string type = text.substr(0, end);
  const std::string body = end == std::string::npos ? "" : text.substr(end + 1);
  const auto form = parse_multipart(body, type, limits);
  if (form) {
    check(form->fields);
    HOSHI_ASSERT(form->uploads.size() <= limits.uploads);
    for (const Upload& upload : form->uploads) {
      HOSHI_ASSERT(upload.content.size() <= body.size() && !upload.file_name.empty());
      HOSHI_ASSERT(upload.file_name.find_first_of("/\\") == std::string::npos && upload.file_name != "..");
    }
  }
  const auto fields = parse_urlencoded(text, limits);
  if (fields) check(*fields);
  return 0;
}
