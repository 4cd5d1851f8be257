// Tests that all addresses of a subscriber count together, however they are written.
// SPDX-License-Identifier: Apache-2.0
#include "base/client_network.h"

#include <gtest/gtest.h>

namespace hoshi {
namespace {

TEST(ClientNetwork, TakesAnIpv6SubscriberWhole) {
  EXPECT_EQ(client_network("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_network("2001:db8:1:2:3:4:5:6"), client_network("2001:db8:1:2::9"));
  EXPECT_NE(client_network("2001:db8:1:2::1"), client_network("2001:db8:1:3::1"));
  EXPECT_EQ(client_network("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_network("::ffff:c000:201"), "192.0.2.1");
}

TEST(ClientNetwork, IsTheSameWhereverZerosAreLeftOut) {
  for (const char* address : {"2001:db8::1", "2001:db8::1:2:3:4", "2001:db8:0:0:ffff::", "2001:DB8:0000::7", "2001:db8:0:0:1::", "2001:db8::1%eth0"}) {
    EXPECT_EQ(client_network(address), "2001:db8::/64") << address;
  }
  EXPECT_EQ(client_network("2001::5:0:0:1:1"), client_network("2001:0:0:5:1::"));
  EXPECT_EQ(client_network("fe80::1"), client_network("fe80::2"));
}

TEST(ClientNetwork, KnowsAddressesWithAndWithoutPorts) {
  for (const char* text : {"192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711", "[2001:db8::1]", "::ffff:192.0.2.1"}) {
    EXPECT_TRUE(is_address(without_port(text))) << text;
  }
  for (const char* text : {"", "1.2.3.4.5", "unknown", "_hidden", "[", "]", "[]", ":", "1.2.3.4:5:6", "a:b"}) EXPECT_FALSE(is_address(without_port(text))) << text;
}

TEST(ClientNetwork, LeavesWhatIsNoAddress) {
  for (const char* text : {"", "unix", "1.2.3", "::g", ":::"}) EXPECT_EQ(client_network(text), text);
}

}  // namespace
}  // namespace hoshi
