// Threads over lanes of the network.
// SPDX-License-Identifier: Apache-2.0
#include "probes/parallel_guesses.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

namespace hoshi::probes {
namespace {

constexpr int lock_signs_max = 2;

struct Lane {
  std::unique_ptr<transport::Network> network;
  int judged = 0;
  int lost = 0;
  int number = 0;
  TaskTime began{};  // of all lanes: a lane without an event of its own knows no time yet
  milliseconds took{0};
  std::vector<GuessPoint> points;
};

milliseconds to_milliseconds(TaskTime time) { return std::chrono::duration_cast<milliseconds>(time); }

void guess(Lane& lane, const ParallelInput& input) {
  int signs = 0;
  for (int i = 0; i < input.tries_of_connection && signs < lock_signs_max; ++i) {
    if (lane.network->time() - lane.began >= input.time) break;
    const auto attempt = try_login(*lane.network, input.surface, input.account, random_password(*lane.network));
    const auto outcome = settle(attempt, input.controls);
    const auto began = std::max(attempt.began, lane.began);
    lane.points.push_back({to_milliseconds(began - input.origin), to_milliseconds(attempt.ended - began),
                           letter_of(outcome, PasswordSent::wrong), lane.number});
    if (outcome == LoginClass::refused) ++lane.judged;
    if (outcome == LoginClass::connection_lost) ++lane.lost;
    signs = is_lock_sign(outcome) ? signs + 1 : 0;
  }
  lane.took = to_milliseconds(lane.network->time() - lane.began);
}

// Without a thread to be had (limits of the system) the lane works alone: slower, and never wrong.
void start(std::vector<std::jthread>& threads, Lane& lane, const ParallelInput& input) {
  try {
    threads.emplace_back([&lane, &input] { guess(lane, input); });
  } catch (const std::system_error&) {
    guess(lane, input);
  }
}

}  // namespace

ParallelGuesses guess_side_by_side(transport::Network& network, const ParallelInput& input) {
  std::vector<Lane> lanes(static_cast<std::size_t>(input.connections));
  int number = 0;
  for (auto& lane : lanes) {
    lane.number = ++number;
    const bool is_first = input.round == 1;
    lane.network = network.lane(is_first ? fmt::format("guess-{}", number) : fmt::format("guess-{}-{}", input.round, number));
    lane.began = network.time();
  }
  {
    std::vector<std::jthread> threads;  // joined at the end of the block
    threads.reserve(lanes.size());
    for (auto& lane : lanes) start(threads, lane, input);
  }
  ParallelGuesses all;
  for (const auto& lane : lanes) {
    all.judged += lane.judged;
    all.lost_connections += lane.lost > lane.judged ? 1 : 0;
    all.took = std::max(all.took, lane.took);
    all.points.insert(all.points.end(), lane.points.begin(), lane.points.end());
  }
  return all;
}

}  // namespace hoshi::probes
