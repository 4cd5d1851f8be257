// Tests of reading capture files and frames, of putting segments in order, and of looking for known values.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/capture/analyse.h"
#include "protocols/capture/stream_order.h"
#include "protocols/capture_builder.h"

namespace hoshi::protocols::capture::testing {
namespace {

std::vector<Packet> packets_of(const Bytes& file) {
  std::vector<Packet> packets;
  auto capture = CaptureFile::open(file);
  EXPECT_TRUE(capture);
  for (auto packet = capture->next(); packet && *packet; packet = capture->next()) packets.push_back(**packet);
  return packets;
}

void block(ByteWriter& file, std::uint32_t type, ByteView body) {
  put_little32(file, type);
  put_little32(file, static_cast<std::uint32_t>(body.size() + 12));
  file.append(body);
  put_little32(file, static_cast<std::uint32_t>(body.size() + 12));
}

Bytes little(std::initializer_list<std::uint32_t> numbers, std::string_view end = "") {
  ByteWriter out;
  for (const auto number : numbers) put_little32(out, number);
  out.append(end);
  return std::move(out).bytes();
}

// Two sections: one little-endian with an enhanced and a simple packet, one with another link and nanoseconds.
Bytes two_sections() {
  ByteWriter file;
  block(file, 0x0A0D0D0A, little({0x1A2B3C4D, 1, 0xFFFFFFFF, 0xFFFFFFFF}));
  block(file, 1, little({1, 0}));
  block(file, 6, little({0, 0, 1'500'000, 4, 60}, "abcd"));
  block(file, 3, little({4}, "efgh"));
  block(file, 0x0BAD, little({1, 2, 3}));
  block(file, 0x0A0D0D0A, little({0x1A2B3C4D, 1, 0xFFFFFFFF, 0xFFFFFFFF}));
  ByteWriter interface;
  put_little32(interface, 101);
  put_little32(interface, 0);
  put_little16(interface, 9);
  put_little16(interface, 1);
  put_little32(interface, 9);
  block(file, 1, interface.bytes());
  block(file, 6, little({0, 0, 1'500'000'000, 4, 4}, "ijkl"));
  return std::move(file).bytes();
}

std::string given(const std::vector<Piece>& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += (piece.after_gap ? "|" : "") + to_text(piece.bytes);
  return text;
}

}  // namespace

TEST(CaptureFiles, ReadsPcapWithMicroseconds) {
  Traffic traffic;
  traffic.datagram(device, 1000, router, 53, "x");
  const auto packets = packets_of(traffic.pcap());
  ASSERT_EQ(packets.size(), 1u);
  EXPECT_EQ(packets[0].nanoseconds, 1'500'000'000u);
  EXPECT_EQ(packets[0].link, Link::ethernet);
  EXPECT_EQ(packets[0].bytes.size(), 43u);
}

TEST(CaptureFiles, ReadsPcapInTheOtherByteOrderWithNanoseconds) {
  ByteWriter file;
  for (const std::uint32_t number : {0xA1B23C4Du, 0x00020004u, 0u, 0u, 65535u, 113u, 2u, 7u, 3u, 9u}) file.u32(number);
  file.append("abc");
  const auto packets = packets_of(file.bytes());
  ASSERT_EQ(packets.size(), 1u);
  EXPECT_EQ(packets[0].nanoseconds, 2'000'000'007u);
  EXPECT_EQ(packets[0].link, Link::linux_cooked);
  EXPECT_EQ(packets[0].wire_bytes, 9u);
}

TEST(CaptureFiles, ReadsSeveralSectionsOfPcapng) {
  const Bytes file = two_sections();
  const auto packets = packets_of(file);
  ASSERT_EQ(packets.size(), 3u);
  EXPECT_EQ(to_text(packets[0].bytes), "abcd");
  EXPECT_EQ(packets[0].nanoseconds, 1'500'000'000u);
  EXPECT_EQ(packets[0].wire_bytes, 60u);
  EXPECT_EQ(to_text(packets[1].bytes), "efgh");
  EXPECT_EQ(packets[2].link, Link::raw_ip);
  EXPECT_EQ(packets[2].nanoseconds, 1'500'000'000u);
}

TEST(CaptureFiles, SaysSoWhenCutOffAnywhere) {
  for (const Bytes& file : {two_sections(), [] { Traffic one; one.datagram(device, 1, router, 2, "x"); return one.pcap(); }()}) {
    std::size_t whole = 0;
    for (std::size_t size = 0; size < file.size(); ++size) {
      const auto seen = analyse(ByteView(file).first(size), Needles({}), [] { return true; });
      EXPECT_TRUE(seen || size < 24u);
      if (seen && seen->complete) ++whole;
    }
    EXPECT_LE(whole, 10u);  // only between blocks and records
  }
}

TEST(CaptureFiles, RefusesWhatIsNoCapture) {
  EXPECT_FALSE(CaptureFile::open(to_bytes("PK\x03\x04 something else")));
  EXPECT_FALSE(CaptureFile::open({}));
}

TEST(Frames, ReadsThroughVlanTags) {
  const Bytes packet = ipv4(device, router, 17, udp(7, 9, "hello"));
  Bytes tagged = ethernet(device, router, packet);
  const Bytes tag = from_hex("8100000a88a80005").value();
  tagged.insert(tagged.begin() + 12, tag.begin(), tag.end());
  const auto frame = read_frame({0, Link::ethernet, tagged, tagged.size()});
  ASSERT_TRUE(frame && *frame);
  EXPECT_EQ(to_text((*frame)->payload), "hello");
  EXPECT_EQ((*frame)->source_mac, std::optional(device.mac));
}

TEST(Frames, ReadsIpv6BehindExtensionHeaders) {
  ByteWriter packet;
  packet.u32(0x60000000);
  const Bytes datagram = udp(5, 6, "six");
  packet.u16(static_cast<std::uint16_t>(8 + 8 + datagram.size()));
  packet.u8(0);
  packet.u8(64);
  packet.append(ByteView(from_hex("fe800000000000000000000000000001").value()));
  packet.append(ByteView(from_hex("ff020000000000000000000000000001").value()));
  packet.append(ByteView(from_hex("3c00000000000000").value()));
  packet.append(ByteView(from_hex("1100000000000000").value()));
  packet.append(ByteView(datagram));
  const auto frame = read_frame({0, Link::raw_ip, packet.bytes(), packet.bytes().size()});
  ASSERT_TRUE(frame && *frame);
  EXPECT_EQ(to_text((*frame)->payload), "six");
  EXPECT_TRUE((*frame)->source.is_local());
  EXPECT_TRUE((*frame)->destination.is_no_machine());
}

TEST(Frames, GivesNoPayloadOfLaterFragments) {
  const Bytes later = ipv4(device, router, 17, to_bytes("rest of something"), 3);
  const auto frame = read_frame({0, Link::raw_ip, later, later.size()});
  ASSERT_TRUE(frame && *frame);
  EXPECT_TRUE((*frame)->is_fragment);
  EXPECT_TRUE((*frame)->payload.empty());
}

TEST(Frames, ReadsNothingPastAnyEnd) {
  const Bytes whole = ethernet(device, router, ipv4(device, router, 6, tcp(1, 2, 3, ack, "payload")));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto frame = read_frame({0, Link::ethernet, ByteView(whole).first(size), whole.size()});
    const bool has_heads = size >= 54;
    EXPECT_EQ(frame && *frame, has_heads) << size;
    EXPECT_EQ(has_heads ? (*frame)->payload_wire_bytes : 7u, 7u);
  }
}

TEST(StreamOrders, PutsLateAndRepeatedSegmentsInOrder) {
  const Bytes text = to_bytes("abcdefghij");
  const ByteView all(text);
  StreamOrder order;
  order.begin(99);
  EXPECT_EQ(given(order.add(103, all.subspan(3, 3), 3)), "");
  EXPECT_EQ(given(order.add(108, all.subspan(8), 2)), "");
  EXPECT_EQ(given(order.add(100, all.first(4), 4)), "abcdef");
  EXPECT_EQ(given(order.add(100, all.first(4), 4)), "");
  EXPECT_EQ(given(order.add(105, all.subspan(5, 4), 4)), "ghij");
  EXPECT_FALSE(order.had_gap());
}

TEST(StreamOrders, MarksWhatWasNeverCaptured) {
  const Bytes text = to_bytes("abcdefghij");
  StreamOrder order;
  order.begin(0xFFFFFFFE);
  EXPECT_EQ(given(order.add(0xFFFFFFFF, ByteView(text).first(3), 3)), "abc");
  EXPECT_EQ(given(order.add(6, ByteView(text).subspan(7), 3)), "");
  EXPECT_EQ(given(order.finish()), "|hij");
  EXPECT_TRUE(order.had_gap());
}

TEST(StreamOrders, KeepsABoundedNumberOfSegments) {
  const Bytes text = to_bytes("x");
  StreamOrder order;
  order.begin(0);
  std::size_t pieces = 0;
  for (std::uint32_t number = 0; number < 1000; ++number) pieces += order.add(10 + number * 2, text, 1).size();
  EXPECT_GE(pieces, 1000 - waiting_limit - 1);
}

TEST(NeedlesInBytes, AreMetInEveryEncoding) {
  const std::string secret = "c4n/ry=värde";
  const Needles needles({secret});
  const auto met = [&](const std::string& text) { return !needles.find(to_bytes("..." + text + "...")).empty(); };
  EXPECT_TRUE(met(secret));
  EXPECT_TRUE(met(to_hex(to_bytes(secret))));
  for (const auto* before : {"", "u:", "a"}) EXPECT_TRUE(met(to_base64(to_bytes(before + secret + "!")))) << before;
  EXPECT_TRUE(met("c4n%2Fry%3Dv%C3%A4rde"));
  EXPECT_TRUE(met("c4n%2fry%3dv%c3%a4rde"));
  EXPECT_FALSE(met("c4n/ry=v"));
  EXPECT_FALSE(Needles({"short"}).has(0));
}

TEST(NeedlesInBytes, AreMetAcrossPieces) {
  const Needles needles({"canary-0123456789"});
  NeedleWatch watch(needles);
  for (const auto* part : {"xxcan", "ary-01", "2345", "6789"}) watch.feed(Side::client, to_bytes(part), false);
  EXPECT_EQ(watch.met().size(), 1u);
  NeedleWatch broken(needles);
  broken.feed(Side::client, to_bytes("canary-01"), false);
  broken.feed(Side::client, to_bytes("23456789"), true);
  EXPECT_TRUE(broken.met().empty());
}

}  // namespace hoshi::protocols::capture::testing
