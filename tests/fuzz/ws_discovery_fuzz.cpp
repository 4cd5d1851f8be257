// Fuzzes matches of WS-Discovery and their scopes.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/ws_discovery/ws_discovery.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::protocols::ws_discovery;
  const auto matches = parse_matches(ByteView(data, size));
  if (!matches) return 0;
  HOSHI_ASSERT(matches->matches.size() <= match_limit);
  for (const auto& match : matches->matches) {
    HOSHI_ASSERT(match.types.size() <= word_limit && match.scopes.size() <= word_limit);
    HOSHI_ASSERT(onvif_scope(match, "name").size() <= size);
  }
  return 0;
}
