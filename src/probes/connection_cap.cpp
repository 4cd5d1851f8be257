// Rounds of held connections.
// SPDX-License-Identifier: Apache-2.0
#include "probes/connection_cap.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace hoshi::probes {
namespace {

constexpr milliseconds connect_time{5000};  // a full queue makes the kernel ask again after 1 and 3 s
constexpr std::size_t greeting_bytes = 512;
constexpr int silent_in_a_row_max = 2;      // whoever lets one wait will let all others wait

struct Round {
  int tried = 0;
  int greeted = 0;
};

enum class Greeting { given, refused, silent };

Greeting await_greeting(transport::Stream& stream, milliseconds patience) {
  const auto got = stream.read(greeting_bytes, patience);
  if (!got) return got.error().code == ErrorCode::timed_out ? Greeting::silent : Greeting::refused;
  return got->empty() ? Greeting::refused : Greeting::given;
}

Round hold_many(transport::Network& network, const LoginSurface& surface, const CapLimits& limits) {
  std::vector<std::unique_ptr<transport::Stream>> held;  // let go at the end of the round
  Round round;
  int silent_in_a_row = 0;
  const auto began = network.time();
  while (round.tried < limits.connections && silent_in_a_row < silent_in_a_row_max) {
    if (network.time() - began > limits.round_time) break;
    auto stream = network.connect(surface.target, surface.port, connect_time);
    ++round.tried;
    auto greeting = Greeting::refused;
    if (stream) {
      greeting = await_greeting(**stream, limits.answer_time);
      held.push_back(std::move(*stream));
    } else if (stream.error().code == ErrorCode::timed_out) {
      greeting = Greeting::silent;
    }
    round.greeted += greeting == Greeting::given ? 1 : 0;
    silent_in_a_row = greeting == Greeting::silent ? silent_in_a_row + 1 : 0;
  }
  return round;
}

}  // namespace

bool greets_first(const LoginSurface& surface) {
  // Over TLS from the first byte on the handshake would have to be held as well. Not yet: HTTP, MQTT and others that
  // wait for the client's word.
  const bool is_plain = !surface.tls || surface.starttls;
  const auto& kind = surface.kind;
  return is_plain && (kind == "ssh" || kind == "telnet" || kind == "ftp" || kind == "vnc");
}

ConnectionCap measure_cap(transport::Network& network, const LoginSurface& surface, const CapLimits& limits) {
  ConnectionCap measured;
  int capped_rounds = 0;
  for (int number = 0; number < limits.rounds && capped_rounds < 2; ++number) {
    if (!network.wait(limits.rest_between)) break;
    const auto round = hold_many(network, surface, limits);
    if (round.tried == 0 || round.greeted == 0) break;
    measured.tried = std::max(measured.tried, round.tried);
    const bool is_capped = round.greeted < round.tried;
    if (!is_capped && round.tried >= limits.connections) {
      measured.cap = 0;
      break;
    }
    if (!is_capped) continue;
    ++capped_rounds;
    measured.cap = std::max(measured.cap, round.greeted);
  }
  if (capped_rounds < 2) measured.cap = 0;
  (void)network.wait(limits.rest_between);
  return measured;
}

}  // namespace hoshi::probes
