// Fuzzes the readers of SSH identification lines and offers; what was read can be written and read again.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/identification.h"
#include "protocols/ssh/kexinit.h"

using namespace hoshi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto identification = protocols::ssh::read_identification(bytes);
  std::size_t begin = 0;
  if (identification && *identification) {
    begin = (*identification)->consumed_bytes;
    HOSHI_ASSERT(begin <= size);
  }
  const auto offer = protocols::ssh::read_kexinit(bytes.subspan(begin));
  if (offer && *offer) {
    const Bytes packet = protocols::ssh::write_kexinit(**offer, Bytes(16), Bytes(16));
    HOSHI_ASSERT(packet.size() % 8 == 0);
    // Names that held strange bytes grow when made printable: only then may the copy break the limit of a packet.
    const auto again = protocols::ssh::read_kexinit(packet);
    HOSHI_ASSERT(!again || (*again)->key_exchange == (*offer)->key_exchange);
  }
  return 0;
}
