// Getting past locks while guessing: how long they last, after how many tries they come, and whom they shut out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probes/login.h"

namespace hoshi::probes {

struct LockReport {
  int locks = 0;                // met
  int after_tries = 0;          // wrong tries before the first; 0: none was met
  milliseconds length{0};       // from the latest lock to the look that found it over; 0: none was seen to end
  milliseconds waited{0};       // in all, also to keep below a limit of the rate
  std::string scope = "unknown";  // "source": another address of this bench still got in; "account": none did
  int sources = 1;              // addresses that were used
};

// How a lock showed itself.
struct LockSign {
  TaskTime at{};
  bool is_silent = false;  // only the right password told; when exactly it began is not known
  std::optional<milliseconds> retry_after;
  bool is_said = false;  // in so many words: 423, 429, 503, another page
};

// The same login seen from each address of this bench. One thread. Waits with network.wait() alone, so replay agrees.
class LockWatch {
 public:
  // Whether somebody is let in who ought to be (or judged, when nobody is known), from there. Guesses nothing.
  using Look = std::function<bool(const LoginSurface&)>;

  // `patience`: for all waits for locks together; `end`: of everything.
  LockWatch(transport::Network& network, const LoginSurface& surface, int sources, milliseconds patience, TaskTime end);

  // From the address that is used now.
  const LoginSurface& surface() const { return doors_[active_].surface; }
  const LockReport& report() const { return report_; }
  void wrong_was_judged() { ++doors_[active_].wrong; }
  void right_worked();
  // At most so many wrong tries between two right ones.
  int in_a_row(int usual) const { return in_a_row_ ? std::min(usual, *in_a_row_) : usual; }
  // The next wrong try would come to the limit that was seen: rest() first. Of a limit of the rate the pace takes care.
  bool is_spent() const;
  // Resting was tried and the lock came all the same: going on means locking again and again.
  bool is_rest_in_vain() const { return rest_in_vain_; }
  // Another address, or as long a pause as the lock lasted. False: there is no time for it.
  bool rest();
  // Another address, or waiting until a look finds it open. False: it did not end in time.
  bool get_past(const LockSign& sign, const Look& look);
  // Before each try, once a limit of the rate was met. False: there is no time for it.
  bool keep_pace();
  // A limit of the rate was met.
  bool has_pace() const { return pace_.count() > 0; }
  // … at this pace: half as fast from now on.
  void slow_down();
  // The look behind a door that had opened was cut off: it takes three requests, which a limit of the rate gives back one by one.
  void make_room();
  bool is_over() const { return network_.time() >= end_; }
  // Sleeps within the patience.
  bool pause(milliseconds duration);

 private:
  struct Door {
    LoginSurface surface;
    int wrong = 0;          // judged since it was open or had rested
    int wrong_before_right = 0;  // of these, before the right password worked last
    bool is_locked = false;
    bool has_rested = false;
  };

  void learn(const LockSign& sign);
  bool wait_paced(milliseconds duration);
  bool go_elsewhere(const Look& look);
  bool wait_out(const LockSign& sign, const Look& look);
  void open(std::size_t number);
  std::vector<milliseconds> looks(const LockSign& sign) const;

  transport::Network& network_;
  milliseconds patience_;
  TaskTime end_;
  std::vector<Door> doors_;
  std::size_t active_ = 0;
  LockReport report_;
  std::optional<int> in_a_row_;
  int survived_ = 0;  // wrong tries in a row that locked nothing
  std::optional<int> between_rests_;
  milliseconds first_look_{0};
  milliseconds pace_{0};
  milliseconds paced_{0};  // part of the time waited
  bool rest_in_vain_ = false;
};

}  // namespace hoshi::probes
