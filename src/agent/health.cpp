// The device's health from looks.
// SPDX-License-Identifier: Apache-2.0
#include "agent/health.h"

#include <algorithm>

#include "transport/transcript.h"

namespace hoshi::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::size_t rest_looks = 3;
constexpr int slow_factor = 5;
constexpr auto slow_at_least = 300ms;  // a network is as slow as that without anybody suffering
constexpr int score_to_slow_down = 4;  // two bad looks in a row, or three of five
constexpr int good_looks_to_recover = 5;
constexpr auto silence_to_stop = 20s;
constexpr auto silence_to_give_up = 60s;
constexpr auto longest_between_looks = 6s;

std::int64_t in_ms(transport::TaskTime time) { return std::chrono::ceil<milliseconds>(time).count(); }

Step gentler(Step step) { return step == Step::usual ? Step::two : step == Step::two ? Step::one : step; }

Step livelier(Step step) { return step == Step::one ? Step::two : step == Step::two ? Step::usual : step; }

}  // namespace

milliseconds Health::baseline() const {
  if (at_rest_.empty()) return 0ms;
  auto sorted = at_rest_;
  std::sort(sorted.begin(), sorted.end());
  return std::max(1ms, std::chrono::ceil<milliseconds>(sorted[sorted.size() / 2]));
}

bool Health::is_bad(const Look& look) const { return look.took > slow_at_least && look.took > slow_factor * baseline(); }

void Health::weigh(bool is_bad) {
  score_ = is_bad ? score_ + 2 : std::max(0, score_ - 1);
  good_in_row_ = is_bad ? 0 : good_in_row_ + 1;
  if (score_ >= score_to_slow_down) {
    step_ = gentler(step_);
    slowed_ = true;
    score_ = 0;
  }
  if (good_in_row_ >= good_looks_to_recover) {
    step_ = livelier(step_);
    good_in_row_ = 0;
  }
}

void Health::take_answer(const Look& look) {
  worst_ = std::max(worst_, look.took);
  last_answer_ = look.ended;
  silent_ = silent_unprovoked_ = transport::TaskTime{};
  if (step_ == Step::stopped) step_ = Step::one;
  if (at_rest_.size() < rest_looks && looks_ <= static_cast<std::int64_t>(rest_looks)) {
    at_rest_.push_back(look.took);
    return;
  }
  weigh(is_bad(look));
}

// A lock that shuts out whoever guesses looks like a device that died: until the guessing is over it only holds up new tasks.
void Health::take_silence(const Look& look) {
  ++unanswered_;
  if (!last_answer_ || step_ == Step::over) return;
  // After a time without looks nobody knows how long it has been silent.
  const auto since = std::min<transport::TaskTime>(look.ended - last_look_, longest_between_looks);
  silent_ += since;
  if (!look.while_guessing) {
    silent_unprovoked_ += since;
    if (step_ != Step::stopped) weigh(true);
  }
  if (silent_ >= silence_to_stop) {
    step_ = Step::stopped;
    stopped_ = true;
    stopped_outside_guessing_ = stopped_outside_guessing_ || !look.while_guessing;
  }
  if (silent_unprovoked_ >= silence_to_give_up) step_ = Step::over;
}

Step Health::take(const Look& look) {
  ++looks_;
  if (look.answered && step_ != Step::over) {
    take_answer(look);
  } else if (!look.answered) {
    take_silence(look);
  }
  last_look_ = look.ended;
  return step_;
}

Value Health::value() const {
  if (!last_answer_) return {};
  return object({{"baseline_ms", baseline().count()},
                 {"worst_ms", in_ms(worst_)},
                 {"looks", looks_},
                 {"unanswered", unanswered_},
                 {"did", stopped_ ? "stopped" : slowed_ ? "slowed" : "nothing"},
                 {"gave_up", step_ == Step::over},
                 {"only_while_guessing", stopped_ && !stopped_outside_guessing_}});
}

// A look begins at the end of the (empty) wait before it.
Result<std::vector<Look>> looks_in(const std::map<std::string, std::string>& transcripts) {
  std::vector<Look> looks;
  for (const auto& [lane, text] : transcripts) {
    transport::TaskTime began{};
    for (const auto& event : HOSHI_TRY(transport::parse_transcript(text))) {
      const bool answered = event.kind == transport::EventKind::connect;
      if (answered || event.kind == transport::EventKind::connect_failed) {
        looks.push_back({event.time, event.time - began, answered, lane == guessing_lane});
      }
      if (event.kind == transport::EventKind::wait) began = event.time;
    }
  }
  std::stable_sort(looks.begin(), looks.end(), [](const Look& a, const Look& b) { return a.ended < b.ended; });
  return looks;
}

Observation health_observation(const std::string& target, const Value& value) {
  Observation observation;
  observation.probe = health_task;
  observation.fact = "device.health";
  observation.subject = {target, "", ""};
  observation.value = value;
  observation.id = identify(observation);
  return observation;
}

}  // namespace hoshi::agent
