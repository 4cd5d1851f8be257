// Gives a device an image and watches what becomes of it: version, services, whether it went and came back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "probes/recipe_runner.h"

namespace hoshi::probes {

// What a device shows of itself, without what differs from one look to the next.
struct DeviceLook {
  std::string version;  // "" when it does not show one, or does not answer
  std::map<std::string, std::string, std::less<>> banners;  // of the open TCP ports: "tcp/22" → its first line, or "open"
};

struct TrialResult {
  RecipeResult delivery;
  bool restarted = false;  // it was seen not to answer for a while
  bool answers = true;     // it does now
  DeviceLook after;
  transport::TaskTime sent{};  // when the image was delivered
};

// One update mechanism on the bench. Every call ends by the task's deadline.
class UpdateTrial {
 public:
  UpdateTrial(Bench& bench, std::string target, const Recipe& update, const Recipe& version);

  // As shown now; asked a few times before it is "".
  std::string version();
  DeviceLook look();
  // Remembers which banners differ by themselves; call it once, with the device at rest.
  void learn_rest();
  // Delivers by the recipe and waits until the device is at rest again. Judges nothing.
  TrialResult deliver(ByteView image, const Delivery& delivery = {});
  // The same without waiting or looking.
  RecipeResult hand_over(ByteView image, const Delivery& delivery) { return run_recipe(update_, bench_, {}, image, delivery); }
  // Waits until it answers steadily; false when it does not within `patience`. `restarted` is set when it was seen gone.
  bool settle(transport::milliseconds patience, bool& restarted);
  // Asks for the version until `wanted` is shown (empty: until it is another than `before`), or `patience` is over.
  std::string await_version(std::string_view wanted, std::string_view before, transport::milliseconds patience);

  // How long a device must answer to be at rest; part of every deliver().
  static transport::milliseconds rest();
  // Whether it is seen not to answer within `patience`.
  bool has_gone(transport::milliseconds patience) { return await_answer(bench_, target_, false, patience).has_value(); }
  transport::TaskTime time() const { return bench_.network().time(); }

 private:
  std::string banner_of(std::uint16_t port);

  Bench& bench_;
  std::string target_;
  const Recipe& update_;
  const Recipe& version_;
  std::uint16_t port_ = 0;  // of the route that shows the version; 0: the first open one
  std::vector<std::string> restless_;
};

// What differs beside the version: "tcp/22 banner", "tcp/80 closed", "tcp/8080 opened".
std::vector<std::string> differences(const DeviceLook& before, const DeviceLook& after);

// Whether the shown text names that version: the same, or it stands in it by itself ("HC-100 firmware 2.0").
bool shows_version(std::string_view shown, std::string_view version);
// Compares the numbers in two versions from left to right: "1.10" is newer than "1.9".
bool is_newer(std::string_view one, std::string_view than);

}  // namespace hoshi::probes
