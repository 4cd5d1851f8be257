// The bounds-checked reader: nothing is read past the end, and a failed read moves nothing.
// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <gtest/gtest.h>

namespace hoshi {
namespace {

TEST(ByteReader, ReadsNetworkOrder) {
  const Bytes bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  ByteReader reader(bytes);
  EXPECT_EQ(*reader.u8("a"), 0x01);
  EXPECT_EQ(*reader.u16("b"), 0x0203);
  EXPECT_EQ(*reader.u24("c"), 0x040506u);
  EXPECT_EQ(*reader.u32("d"), 0x0708090Au);
  EXPECT_TRUE(reader.at_end());
}

TEST(ByteReader, NamesWhatIsMissingAndStaysWhereItWas) {
  const Bytes bytes{0, 5, 1};
  ByteReader reader(bytes);
  const auto read = reader.vector16("cipher suites");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::corrupt);
  EXPECT_NE(read.error().message.find("cipher suites"), std::string::npos);
  EXPECT_EQ(reader.position(), 0u);
}

TEST(ByteReader, NeverReadsPastAnyEnd) {
  const Bytes whole{0, 0, 0, 2, 9, 9};
  for (std::size_t length = 0; length < whole.size(); ++length) {
    ByteReader reader(ByteView(whole).first(length));
    EXPECT_FALSE(reader.vector32("x").has_value()) << length;
    EXPECT_EQ(reader.position(), 0u) << length;
  }
  ByteReader reader(whole);
  EXPECT_EQ(reader.vector32("x")->size(), 2u);
}

TEST(ByteReader, RefusesLengthsThatWouldOverflow) {
  const Bytes bytes{0xFF, 0xFF, 0xFF, 0xFF, 1};
  ByteReader reader(bytes);
  EXPECT_FALSE(reader.vector32("x").has_value());
  EXPECT_FALSE(reader.take(static_cast<std::size_t>(-1), "x").has_value());
}

TEST(ByteWriter, WritesWhatTheReaderReads) {
  ByteWriter writer;
  writer.u24(0x010203);
  writer.vector8(to_bytes("ab"));
  writer.vector16(to_bytes("cde"));
  const Bytes bytes = std::move(writer).bytes();
  ByteReader reader(bytes);
  EXPECT_EQ(*reader.u24("n"), 0x010203u);
  EXPECT_EQ(to_text(*reader.vector8("a")), "ab");
  EXPECT_EQ(to_text(*reader.vector16("b")), "cde");
}

}  // namespace
}  // namespace hoshi
