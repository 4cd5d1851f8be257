// Port lists as text and back.
// SPDX-License-Identifier: Apache-2.0
#include "agent/port_ranges.h"

#include <gtest/gtest.h>

namespace hoshi::agent {
namespace {

using Ports = std::vector<std::uint16_t>;

TEST(PortRanges, JoinRunsAndSort) {
  EXPECT_EQ(to_ranges({443, 80, 81, 82, 80}), "80-82,443");
  EXPECT_EQ(to_ranges({}), "");
  EXPECT_EQ(to_ranges({65535, 1}), "1,65535");
}

TEST(PortRanges, ReadBackWhatIsWritten) {
  EXPECT_EQ(from_ranges("80-82,443"), (Ports{80, 81, 82, 443}));
  EXPECT_EQ(from_ranges("").size(), 0u);
  EXPECT_EQ(from_ranges("1-65535").size(), 65535u);
}

TEST(PortRanges, LeaveOutWhatIsNoPort) {
  EXPECT_EQ(from_ranges("x,70000,5-,9-7,0,22"), (Ports{22}));
}

}  // namespace
}  // namespace hoshi::agent
