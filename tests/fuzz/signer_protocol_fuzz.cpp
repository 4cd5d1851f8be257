// Fuzzes what the signer reads from the pipeline and the pipeline from the signer: what is accepted is in the one form there is.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "signer/protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::signer;
  const ByteView bytes(data, size);
  if (const auto request = read_request(bytes)) {
    const auto again = write_request(*request);
    HOSHI_ASSERT(again.has_value() && std::equal(again->begin(), again->end(), bytes.begin(), bytes.end()));
  }
  const auto reply = read_reply(bytes);
  if (reply && !reply->signed_bytes.empty()) {
    const Bytes again = write_reply(reply);
    HOSHI_ASSERT(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
  }
  return 0;
}
