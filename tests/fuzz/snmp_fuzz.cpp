// Fuzzes the SNMP readers: community and USM messages, and a decrypted scoped PDU.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/snmp/usm.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::protocols::snmp;
  const ByteView bytes(data, size);
  const auto community = read_community_message(bytes);
  if (community) {
    const auto again = read_community_message(write_message(*community));
    HOSHI_ASSERT(size > 4096 || community->pdu.bindings.empty() || community->pdu.bindings[0].name.size() < 2 || again);
  }
  (void)read_scoped(bytes);
  const auto message = read_usm_message(bytes);
  if (!message) return 0;
  HOSHI_ASSERT(message->usm.mac.empty() || message->mac_at + message->usm.mac.size() <= size);
  (void)is_authentic(bytes, Digest::sha1, Bytes(20, 1));
  (void)decrypted(Cipher::des, Bytes(16, 1), message->usm, message->data);
  return 0;
}
