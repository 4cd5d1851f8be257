// Measures how fast captures are read: a file of 64 MiB with connections, late segments and twenty values looked for.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "protocols/bytes/little_endian.h"
#include "protocols/capture/analyse.h"

namespace {

using namespace hoshi;

constexpr std::size_t file_bytes = 64u << 20;
constexpr int runs = 3;
constexpr std::size_t segments_of_connection = 200;

void put_frame(Bytes& file, std::uint32_t connection, std::uint32_t sequence, std::uint8_t flags, ByteView payload) {
  ByteWriter frame;
  frame.u32(0x02000000);
  frame.u32(0x00010200);
  frame.u32(0x00000010);
  frame.u16(0x0800);
  frame.u32(0x45000000 | static_cast<std::uint32_t>(40 + payload.size()));
  frame.u32(0x00010000);
  frame.u32(0x40060000);
  frame.u32(0xC0A80100 | (connection & 0x7F));
  frame.u32(0x09090909);
  frame.u16(static_cast<std::uint16_t>(1024 + connection % 60000));
  frame.u16(static_cast<std::uint16_t>(8000 + connection % 7));
  frame.u32(sequence);
  frame.u32(0);
  frame.u16(static_cast<std::uint16_t>(0x5000 | flags));
  frame.u16(1000);
  frame.u32(0);
  frame.append(payload);
  ByteWriter head;
  for (const std::size_t number : {std::size_t{1}, std::size_t{0}, frame.bytes().size(), frame.bytes().size()}) {
    protocols::put_little32(head, static_cast<std::uint32_t>(number));
  }
  file.insert(file.end(), head.bytes().begin(), head.bytes().end());
  file.insert(file.end(), frame.bytes().begin(), frame.bytes().end());
}

// Half of the connections are HTTP, half are in a protocol nobody knows; every tenth segment comes late.
Bytes capture_of(std::size_t payload_bytes) {
  Bytes file;
  file.reserve(file_bytes + (1u << 20));
  ByteWriter head;
  for (const std::uint32_t number : {0xA1B2C3D4u, 0x00040002u, 0u, 0u, 262144u, 1u}) protocols::put_little32(head, number);
  file = head.bytes();
  Bytes payload(payload_bytes);
  std::uint32_t state = 1;
  for (auto& byte : payload) byte = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  const Bytes request = to_bytes("POST /upload HTTP/1.1\r\nHost: cloud.example.com\r\n\r\n");
  for (std::uint32_t connection = 0; file.size() < file_bytes; ++connection) {
    put_frame(file, connection, 0, 2, {});
    std::uint32_t sequence = 1;
    if (connection % 2 == 0) put_frame(file, connection, sequence, 16, request);
    if (connection % 2 == 0) sequence += static_cast<std::uint32_t>(request.size());
    const auto step = static_cast<std::uint32_t>(payload_bytes);
    for (std::size_t at = 0; at < segments_of_connection; ++at, sequence += step) {
      const bool is_swapped = at % 10 == 8;
      put_frame(file, connection, is_swapped ? sequence + step : at % 10 == 9 ? sequence - step : sequence, 16, payload);
    }
  }
  return file;
}

}  // namespace

int main() {
  std::vector<std::string> values;
  for (int number = 0; number < 20; ++number) values.push_back("canary-" + std::to_string(number * 7919) + "-bench");
  const protocols::capture::Needles needles(values);
  for (const std::size_t payload_bytes : {std::size_t{1400}, std::size_t{120}}) {
    const Bytes file = capture_of(payload_bytes);
    for (int run = 0; run < runs; ++run) {
      const std::clock_t began = std::clock();  // of this process alone, whatever else the machine does
      const auto seen = protocols::capture::analyse(file, needles, [] { return true; });
      const double took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
      if (!seen || !seen->complete) return 1;
      std::printf("%zu bytes a segment: %.0f MB/s of processor time, %llu packets, %zu kinds of flows\n", payload_bytes,
                  static_cast<double>(file.size()) / 1e6 / took, static_cast<unsigned long long>(seen->packets), seen->flows.size());
    }
  }
  return 0;
}
