// Identifiers: form, order, and what is refused.
// SPDX-License-Identifier: Apache-2.0
#include "base/identifier.h"

#include <gtest/gtest.h>

#include <array>

namespace hoshi {
namespace {

using Random = std::array<std::uint8_t, identifier_random_bytes>;

TEST(Identifier, IsTheExampleOfTheStandard) {
  // RFC 9562, A.6: 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
  const Random random{0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
  EXPECT_EQ(new_identifier(Instant(std::chrono::milliseconds(0x017F22E279B0)), random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(Identifier, SortsByTime) {
  const Random high{255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  const Instant now(std::chrono::milliseconds(1'800'000'000'000));
  EXPECT_LT(new_identifier(now, high), new_identifier(now + std::chrono::milliseconds(1), Random{}));
}

TEST(Identifier, TellsWhenItWasMade) {
  const Instant now(std::chrono::milliseconds(1'764'500'000'123));
  EXPECT_EQ(instant_of_identifier(new_identifier(now, Random{})).value(), now);
}

TEST(Identifier, RefusesEveryOtherForm) {
  const std::string good = new_identifier(Instant(std::chrono::milliseconds(1)), Random{});
  ASSERT_TRUE(is_identifier(good));
  for (std::size_t length = 0; length < good.size(); ++length) EXPECT_FALSE(is_identifier(good.substr(0, length)));
  for (std::size_t place = 0; place < good.size(); ++place) {
    std::string other = good;
    other[place] = 'G';
    EXPECT_FALSE(is_identifier(other)) << other;
  }
  EXPECT_FALSE(is_identifier(good + "0"));
  EXPECT_FALSE(is_identifier("017f22e2-79b0-4cc3-98c4-dc0c0c07398f"));
  EXPECT_FALSE(is_identifier("017f22e2-79b0-7cc3-c8c4-dc0c0c07398f"));
  EXPECT_EQ(instant_of_identifier("").error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace hoshi
