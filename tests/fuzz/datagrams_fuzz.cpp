// Fuzzes the recognition of UDP services: every entry of the table reads the same answer to its own question.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/datagrams/datagrams.h"

using namespace hoshi;
using namespace hoshi::protocols::datagrams;

namespace {

struct Asked {
  const Entry* entry;
  Bytes question;
};

// Ids and tokens are zeros, so that seeds can belong to the questions.
const std::vector<Asked>& asked() {
  static const auto all = [] {
    std::vector<Asked> list;
    for (const Entry& entry : all_entries()) list.push_back({&entry, entry.question(Bytes(random_bytes, 0))});
    return list;
  }();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const Asked& each : asked()) {
    const auto found = recognise(*each.entry, each.question, ByteView(data, size));
    if (!found) continue;
    HOSHI_ASSERT(!found->protocol.empty());
    HOSHI_ASSERT(found->banner.size() <= 200 && found->product.size() <= 100 && found->version.size() <= 60);
  }
  return 0;
}
