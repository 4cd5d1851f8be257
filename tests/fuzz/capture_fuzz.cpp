// Fuzzes the reading of whole captures, from the file's head to credentials; limits hold whatever comes.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/analyse.h"

using namespace hoshi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const protocols::capture::Needles needles({"canary-0815", "another/one=x"});
  const auto seen = protocols::capture::analyse(ByteView(data, size), needles, [] { return true; });
  if (!seen) return 0;
  HOSHI_ASSERT(seen->bytes <= size);
  // The same file twice as one capture, of which a part counts.
  const ByteView file(data, size);
  const std::array files{file, file};
  const protocols::capture::Window window{1'000'000'000, 2'000'000'000};
  const auto part = protocols::capture::analyse(files, std::span(&window, 1), needles, [] { return true; });
  HOSHI_ASSERT(part && part->bytes <= 2 * seen->bytes && part->names.size() <= protocols::capture::name_limit);
  HOSHI_ASSERT(seen->flows.size() <= 2 * protocols::capture::flow_limit);
  HOSHI_ASSERT(seen->hosts.size() <= protocols::capture::host_limit);
  for (const auto& [kind, sum] : seen->flows) {
    HOSHI_ASSERT(!kind.protocol.empty() && kind.host.size() <= 300);
    for (const auto form : sum.needles) HOSHI_ASSERT(needles.form(form).value < 2);
  }
  return 0;
}
