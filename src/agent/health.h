// Judges from light looks whether the device suffers: pure, so that replay comes to the same from the same looks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal.h"
#include "transport/network.h"

namespace hoshi::agent {

// The name under which looks are journaled, as if they were a probe.
constexpr std::string_view health_task = "device_health";
// The lane of looks taken while passwords are guessed: who is shut out then may be the guesser, not the device's victim.
constexpr std::string_view guessing_lane = "guessing";

// One connection that was opened and closed again.
struct Look {
  transport::TaskTime ended{};
  transport::TaskTime took{};
  bool answered = false;
  bool while_guessing = false;
};

// How much the device is asked to bear; each step is gentler than the one before.
enum class Step { usual, two, one, stopped, over };

class Health {
 public:
  // Looks in the order of their ends. The first ones are taken at rest and give the baseline.
  Step take(const Look& look);
  Step step() const { return step_; }
  std::chrono::milliseconds baseline() const;
  std::chrono::milliseconds silence() const { return std::chrono::duration_cast<std::chrono::milliseconds>(silent_); }
  // The value of `device.health`; null when the device never answered, for then nothing is known.
  Value value() const;

 private:
  bool is_bad(const Look& look) const;
  void take_answer(const Look& look);
  void take_silence(const Look& look);
  void weigh(bool is_bad);

  std::vector<transport::TaskTime> at_rest_{};
  Step step_ = Step::usual;
  int score_ = 0;        // bad looks weigh two, good ones take one away
  int good_in_row_ = 0;
  std::int64_t looks_ = 0;
  std::int64_t unanswered_ = 0;
  transport::TaskTime worst_{};
  std::optional<transport::TaskTime> last_answer_{};
  transport::TaskTime last_look_{};
  transport::TaskTime silent_{};             // since the last answer
  transport::TaskTime silent_unprovoked_{};  // of it, while nobody guessed passwords
  bool slowed_ = false;
  bool stopped_ = false;
  bool stopped_outside_guessing_ = false;
};

// What the transcripts of a health task say; lanes as in TaskRecord. Hostile text.
[[nodiscard]] Result<std::vector<Look>> looks_in(const std::map<std::string, std::string>& transcripts);
Observation health_observation(const std::string& target, const Value& value);

}  // namespace hoshi::agent
