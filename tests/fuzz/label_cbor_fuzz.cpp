// Fuzzes the CBOR reader: the first byte of each step says what to ask for; what is read is written again as the same bytes.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "labels/cbor.h"

namespace {

using namespace hoshi;
using namespace hoshi::labels;

// The item at the beginning of `bytes` written again, or nothing when it was refused.
Bytes again(unsigned question, ByteView bytes) {
  CborReader reader(bytes);
  CborWriter writer;
  switch (question % 6) {
    case 0:
      if (const auto value = reader.integer("item")) writer.integer(*value);
      break;
    case 1:
      if (const auto value = reader.bytes("item")) writer.bytes(*value);
      break;
    case 2:
      if (const auto value = reader.text("item")) writer.text(*value);
      break;
    case 3:
      if (const auto value = reader.array("item")) writer.array(*value);
      break;
    case 4:
      if (const auto value = reader.map("item")) writer.map(*value);
      break;
    case 5:
      if (const auto value = reader.tag("item")) writer.tag(*value);
      break;
  }
  return std::move(writer).take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteView rest(data, size);
  while (rest.size() > 1) {
    const unsigned question = rest[0];
    rest = rest.subspan(1);
    const Bytes written = again(question, rest);
    if (written.empty()) return 0;
    HOSHI_ASSERT(written.size() <= rest.size() && std::equal(written.begin(), written.end(), rest.begin()));
    rest = rest.subspan(written.size());
  }
  return 0;
}
