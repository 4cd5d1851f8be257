// Fuzzes the walk through containers: every reader, at any offset, in each other.
// SPDX-License-Identifier: Apache-2.0
#include "artifacts/walk.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::artifacts;
  WalkLimits limits;
  limits.unpacked_bytes = 8u << 20;
  limits.memory_bytes = 4u << 20;
  limits.members = 500;
  std::size_t visited = 0;
  const auto report = walk({data, size}, limits, [&](const Member& member) {
    visited += 1;
    HOSHI_ASSERT(member.content.size() <= size + limits.unpacked_bytes);
  });
  HOSHI_ASSERT(report.members <= limits.members && visited >= 1);
  return 0;
}
