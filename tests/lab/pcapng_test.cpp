// Capture files: what is written can be walked, and whatever else is no capture.
// SPDX-License-Identifier: Apache-2.0
#include "lab/pcapng.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace hoshi::lab {
namespace {

void append(Bytes& file, const Bytes& block) { file.insert(file.end(), block.begin(), block.end()); }

Bytes some_capture() {
  Bytes file = pcapng_head("eth1", "hoshi");
  append(file, pcapng_packet(1'700'000'000'000'000'001, Direction::inbound, Bytes(61, 0xAA), 61));
  append(file, pcapng_packet(1'700'000'000'000'000'002, Direction::outbound, Bytes(60, 0xBB), 1500));
  append(file, pcapng_statistics(1'700'000'000'000'000'003, 2, 5));
  return file;
}

TEST(Pcapng, AWholeFileIsWhole) {
  const Bytes file = some_capture();
  const auto shape = pcapng_shape(file);
  EXPECT_EQ(shape.whole_bytes, file.size());
  EXPECT_EQ(shape.packets, 2u);
  EXPECT_EQ(shape.dropped, 5u);
}

TEST(Pcapng, APacketHasTheFormOfTheSpecification) {
  // Enhanced Packet Block: type 6, length 48, interface 0, time high and low, both lengths, data padded, epb_flags, end.
  EXPECT_EQ(to_hex(pcapng_packet(0x0000000100000002, Direction::outbound, Bytes{1, 2, 3}, 3)),
            "06000000" "30000000" "00000000" "01000000" "02000000" "03000000" "03000000" "01020300" "02000400" "02000000" "00000000" "30000000");
}

TEST(Pcapng, AFileCutAnywhereIsWholeUpToABlock) {
  const Bytes file = some_capture();
  std::size_t before = 0;
  for (std::size_t size = 0; size <= file.size(); ++size) {
    const auto shape = pcapng_shape(ByteView(file).first(size));
    EXPECT_LE(shape.whole_bytes, size);
    EXPECT_GE(shape.whole_bytes, before);
    before = shape.whole_bytes;
  }
  EXPECT_EQ(before, file.size());
}

TEST(Pcapng, WhatIsNoCaptureHasNothingWhole) {
  EXPECT_EQ(pcapng_shape(Bytes(100, 0)).whole_bytes, 0u);
  EXPECT_EQ(pcapng_shape(to_bytes("#!/bin/sh\nsome other file that is long enough")).whole_bytes, 0u);
  Bytes wrong = some_capture();
  wrong[4] = 3;  // a length that no block has
  EXPECT_EQ(pcapng_shape(wrong).whole_bytes, 0u);
}

}  // namespace
}  // namespace hoshi::lab
