// Which names of a lab's log count, and that nothing of it is taken for more than it is.
// SPDX-License-Identifier: Apache-2.0
#include "lab/questions.h"

#include <gtest/gtest.h>

namespace hoshi::lab {
namespace {

using Names = std::set<std::string>;

Settings settings() {
  Settings settings;
  settings.interface = "eth1";
  settings.address = parse_network("192.168.77.1/24").value();
  settings.address6 = "fd4c:6162:7373::1";
  return settings;
}

std::string asked(std::string_view name, std::string_view who = "192.168.77.97") {
  return "Nov 30 11:15:39 dnsmasq[71]: 4 192.168.77.97/53211 query[A] " + std::string(name) + " from " + std::string(who) + "\n";
}

TEST(NamesAsked, AreThoseOfQuestionsInSmallLetters) {
  const std::string log = asked("Update.Example.com") + "Nov 30 11:15:39 dnsmasq[71]: 4 192.168.77.97/53211 config Other.example.com is 198.18.0.1\n" +
                          "Nov 30 11:15:40 dnsmasq-dhcp[71]: DHCPACK(eth1) 192.168.77.97 02:00:00:00:00:10 camera\n" + asked("time.example.com", "fe80::2");
  EXPECT_EQ(names_asked(log, settings()), (Names{"update.example.com", "time.example.com"}));
}

TEST(NamesAsked, LeaveOutThisComputerReverseLookUpsAndWhatIsNoName) {
  const std::string log = asked("a.example", "192.168.77.1") + asked("b.example", "127.0.0.1") + asked("c.example", "fd4c:6162:7373::1") +
                          asked("97.77.168.192.in-addr.arpa") + asked("1.0.0.ip6.arpa") + asked("two words") + asked("<html>") + asked("") +
                          asked(std::string(300, 'a')) + asked("gateway.home.arpa");
  EXPECT_EQ(names_asked(log, settings()), Names{"gateway.home.arpa"});
}

TEST(NamesAsked, ComeFromWholeLinesOnly) {
  const std::string log = asked("a.example") + asked("b.example");
  for (std::size_t size = 0; size < log.size(); ++size) {
    const auto names = names_asked(std::string_view(log).substr(0, size), settings());
    EXPECT_EQ(names.size(), size < asked("a.example").size() ? 0u : 1u) << size;
  }
}

TEST(NamesAsked, AreBounded) {
  std::string log;
  for (int i = 0; i < 2000; ++i) log += asked("n" + std::to_string(i) + ".example");
  EXPECT_EQ(names_asked(log, settings()).size(), names_limit);
}

TEST(OwnAddresses, AreThoseOfTheLab) {
  const auto own = own_addresses(settings());
  ASSERT_EQ(own.size(), 2u);
  EXPECT_EQ(own[0], (Bytes{192, 168, 77, 1}));
  EXPECT_EQ(own[1].size(), 16u);
  Settings without = settings();
  without.address6.clear();
  EXPECT_EQ(own_addresses(without).size(), 1u);
}

}  // namespace
}  // namespace hoshi::lab
