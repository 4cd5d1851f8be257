// Fuzzes the reader of TLS servers' answers; what is read whole must be read alike from a longer buffer.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/server_answer.h"
#include "protocols/tls/suites.h"

using namespace hoshi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto answer = protocols::tls::read_server_answer(bytes);
  if (!answer) {
    return 0;
  }
  HOSHI_ASSERT(answer->certificates_der.size() <= protocols::tls::certificate_limit);
  if (answer->hello) {
    protocols::tls::parts_of(protocols::tls::suite_name(answer->hello->suite));
  }
  // A complete answer of TLS stays what it is, whatever follows.
  if (answer->complete && answer->kind == protocols::tls::ServerAnswer::Kind::tls && size < 1000) {
    Bytes longer(bytes.begin(), bytes.end());
    longer.push_back(0);
    const auto again = protocols::tls::read_server_answer(longer);
    HOSHI_ASSERT(again && again->complete && again->hello.has_value() == answer->hello.has_value());
  }
  return 0;
}
