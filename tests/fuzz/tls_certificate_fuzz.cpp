// Fuzzes the reading of certificates.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/certificate.h"

using namespace hoshi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto facts = protocols::tls::read_certificate(ByteView(data, size));
  if (facts) {
    HOSHI_ASSERT(facts->names.size() <= 50 && facts->subject.size() <= 600 && facts->sha256.size() == 64);
    protocols::tls::certificate_class(Value(), *facts);
  }
  return 0;
}
