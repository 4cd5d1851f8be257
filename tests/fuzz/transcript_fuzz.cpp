// Fuzzes the reading and replaying of transcripts, which come from archives of strangers.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "transport/replay_network.h"

namespace {

using namespace hoshi::transport;

constexpr auto soon = milliseconds(1);
constexpr int calls_max = 64;

void use(Stream& stream) {
  for (int i = 0; i < 4; ++i) {
    const auto got = stream.read(16, soon);
    if (got && got->size() > 16) __builtin_trap();
  }
  static_cast<void>(stream.write(hoshi::to_bytes("abc")));
  if (stream.tls() != nullptr && stream.tls()->version.size() > (1u << 20)) __builtin_trap();
}

// One call of each kind, in an order the text cannot foresee.
void call(Network& network, int which) {
  switch (which % 7) {
    case 0:
      if (const auto stream = network.connect("main", 80, soon)) use(**stream);
      return;
    case 1:
      if (const auto stream = network.connect_tls("main", 443, {}, soon)) use(**stream);
      return;
    case 2: {
      const auto report = network.scan_tcp("main", {});
      if (report && !std::is_sorted(report->open.begin(), report->open.end())) __builtin_trap();
      return;
    }
    case 3: {
      const auto login = network.ssh_login("main", 22, "root", std::nullopt, soon);
      if (login && login->began > login->ended) __builtin_trap();
      return;
    }
    case 4: static_cast<void>(network.wait(soon)); return;
    case 5:
      if (network.random(8).size() != 8) __builtin_trap();
      return;
    case 6: static_cast<void>(network.lane("")->time()); return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = hoshi::to_text({data, size});
  for (int first = 0; first < 7; ++first) {
    const auto network = replay_network({{"", text}});
    if (!network) return 0;
    for (int i = 0; i < calls_max; ++i) call(**network, first + i);
  }
  return 0;
}
