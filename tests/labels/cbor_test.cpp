// CBOR: what is written is what libcbor reads; what is not in the one right form is refused (S18).
// SPDX-License-Identifier: Apache-2.0
#include "labels/cbor.h"

#include <cbor.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>
#include <memory>

#include "base/encoding.h"

namespace hoshi::labels {
namespace {

std::string hex_of(CborWriter writer) { return to_hex(std::move(writer).take()); }

CborWriter integer(std::int64_t value) {
  CborWriter writer;
  writer.integer(value);
  return writer;
}

// RFC 8949, appendix A.
TEST(Cbor, WritesTheExamplesOfTheStandard) {
  EXPECT_EQ(hex_of(integer(0)), "00");
  EXPECT_EQ(hex_of(integer(23)), "17");
  EXPECT_EQ(hex_of(integer(24)), "1818");
  EXPECT_EQ(hex_of(integer(100)), "1864");
  EXPECT_EQ(hex_of(integer(1000)), "1903e8");
  EXPECT_EQ(hex_of(integer(1000000)), "1a000f4240");
  EXPECT_EQ(hex_of(integer(1000000000000)), "1b000000e8d4a51000");
  EXPECT_EQ(hex_of(integer(-1)), "20");
  EXPECT_EQ(hex_of(integer(-100)), "3863");
  EXPECT_EQ(hex_of(integer(-1000)), "3903e7");
  CborWriter writer;
  writer.text("水");
  writer.bytes(Bytes{1, 2, 3, 4});
  writer.array(3);
  writer.map(2);
  writer.tag(18);
  EXPECT_EQ(hex_of(std::move(writer)), "63e6b0b4" "4401020304" "83" "a2" "d2");
}

TEST(Cbor, IntegersOfEverySizeComeBackAndLibcborReadsTheSame) {
  ASSERT_TRUE(rc::check("integer round trip", [](std::int64_t value) {
    const Bytes bytes = integer(value).take();
    RC_ASSERT(*CborReader(bytes).integer("value") == value);
    cbor_load_result result;
    const std::unique_ptr<cbor_item_t, void (*)(cbor_item_t*)> item(cbor_load(bytes.data(), bytes.size(), &result),
                                                                    [](cbor_item_t* one) { cbor_decref(&one); });
    RC_ASSERT(item != nullptr && result.read == bytes.size());
    RC_ASSERT(cbor_isa_uint(item.get()) == (value >= 0));
    const std::uint64_t argument = cbor_get_int(item.get());
    RC_ASSERT(argument == static_cast<std::uint64_t>(value >= 0 ? value : -1 - value));
  }));
  for (const std::int64_t edge : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                                  std::int64_t{255}, std::int64_t{256}, std::int64_t{65535}, std::int64_t{65536},
                                  std::int64_t{4294967295}, std::int64_t{4294967296}}) {
    const Bytes bytes = integer(edge).take();
    EXPECT_EQ(*CborReader(bytes).integer("value"), edge);
  }
}

TEST(S18Cbor, NumbersLongerThanNeededAreRefused) {
  for (const std::string_view hex : {"1800", "1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3800", "3817"}) {
    const Bytes bytes = *from_hex(hex);
    EXPECT_EQ(CborReader(bytes).integer("value").error().code, ErrorCode::corrupt) << hex;
  }
  EXPECT_FALSE(CborReader(*from_hex("1b8000000000000000")).integer("value").has_value());
  EXPECT_FALSE(CborReader(*from_hex("5803010203")).bytes("value").has_value());
}

TEST(S18Cbor, OtherTypesIndefiniteLengthsAndFalseTextAreRefused) {
  for (const std::string_view hex : {"1c", "1d", "1e", "1f", "5f", "7f", "9f", "bf", "ff", "f4", "f6", "f93c00", "80", "a0", "60"}) {
    const Bytes bytes = *from_hex(hex);
    EXPECT_FALSE(CborReader(bytes).integer("value").has_value()) << hex;
    EXPECT_FALSE(CborReader(bytes).bytes("value").has_value()) << hex;
  }
  EXPECT_FALSE(CborReader(*from_hex("62c328")).text("value").has_value());
  EXPECT_FALSE(CborReader(*from_hex("63eda080")).text("value").has_value());  // a surrogate
  EXPECT_FALSE(CborReader(*from_hex("420102")).text("value").has_value());
  EXPECT_FALSE(CborReader(*from_hex("01")).number("value", 0).has_value());
}

TEST(S18Cbor, LengthsBeyondTheInputNeverReserveMemory) {
  for (const std::string_view hex : {"5bffffffffffffffff", "7bffffffffffffffff", "5a7fffffff00", "4401"}) {
    const Bytes bytes = *from_hex(hex);
    EXPECT_FALSE(CborReader(bytes).bytes("value").has_value());
    EXPECT_FALSE(CborReader(bytes).text("value").has_value());
  }
  EXPECT_FALSE(CborReader(*from_hex("9bffffffffffffffff00")).array("value").has_value());
  EXPECT_FALSE(CborReader(*from_hex("bb7fffffffffffffff0000")).map("value").has_value());
  EXPECT_FALSE(CborReader(*from_hex("a200")).map("value").has_value());
}

}  // namespace
}  // namespace hoshi::labels
