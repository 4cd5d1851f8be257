// Fuzzes the readers of SSH identification lines and offers; what was read can be written and read again.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/identification.h"
#include "protocols/ssh/host_key.h"
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
  const auto key = protocols::ssh::read_host_key(bytes.subspan(begin));
  HOSHI_ASSERT(!key || !*key || (*key)->size() < size);
  const auto offer = protocols::ssh::read_kexinit(bytes.subspan(begin));
  if (offer && *offer) (void)protocols::ssh::write_exchange(**offer, Bytes(48));
  if (offer && *offer) {
    const Bytes packet = protocols::ssh::write_kexinit(**offer, Bytes(16), Bytes(16));
    HOSHI_ASSERT(packet.size() % 8 == 0);
    // Names are cut and escaped for people each time they are read; only their number stays. With strange bytes they
    // grow, and the copy may break the limit of a packet.
    const auto again = protocols::ssh::read_kexinit(packet);
    HOSHI_ASSERT(!again || (*again)->key_exchange.size() == (*offer)->key_exchange.size());
  }
  return 0;
}
