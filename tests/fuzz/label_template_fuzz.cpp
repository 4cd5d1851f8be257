// Fuzzes the reader of an operator's label, and fills what it accepts.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "artwork/example.h"
#include "artwork/template.h"
#include "base/bytes.h"

using namespace hoshi;
using namespace hoshi::artwork;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto design = LabelTemplate::parse(to_text(ByteView(data, size)));
  if (!design) return 0;
  const auto filled = design->fill(example_face());
  if (!filled) return 0;
  for (const char* word : {"<script", "<image", "<style", "<use", "href=", "<!DOCTYPE", "<?"}) {
    HOSHI_ASSERT(filled->find(word) == std::string::npos);
  }
  return 0;
}
