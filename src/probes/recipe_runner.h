// Does the steps of a declared recipe on the wire and on the bench, and says what came of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "domain/recipe.h"
#include "probes/bench.h"

namespace hoshi::probes {

// Values of placeholders. {account} and {password} are filled from the test account of the recipe's authentication (or of
// the step's login) unless they stand here already; {host} is the target's name.
using Bindings = std::map<std::string, std::string, std::less<>>;

struct RecipeResult {
  // What the device fetched of the image that steps "serve" had the lab's update server give out.
  enum class Fetch { not_served, none, part, whole };

  bool done = false;         // every step was done and met its `expect`
  std::size_t steps = 0;     // how many were
  std::string why;           // when not done: "step 2: the answer is not what was expected" (no secrets)
  bool nobody = false;       // a step needed a person and there was none: nothing is wrong with the device
  std::string answer;        // of the last step on the wire; redacted, at most 64 KiB
  Bindings kept;             // placeholders that steps kept; may hold secrets
  bool seen_gone = false;    // a step awaited that the device goes, and it went
  bool seen_back = false;
  transport::milliseconds gone{0};  // from the act to the first look without an answer
  transport::milliseconds back{0};  // from the act until it answered again
  Fetch fetch = Fetch::not_served;  // whole: every byte, acknowledged, in one answer or several ranges
};
// "", "none", "part", "whole".
std::string_view name_of(RecipeResult::Fetch fetch);

// The first recipe with that purpose (and, where given, for that id: of an authentication, asset or update); or null.
const Recipe* find_recipe(const Product& product, std::string_view purpose, std::string_view of = {});
std::vector<const Recipe*> recipes_for(const Product& product, std::string_view purpose);

// Values of {old} {new} {password} {value} {session} go through keep_secret() first. `image` is sent where a step has
// file_field or the body "{image}", and given out where a step "serve" has no body; {sha256} and {size} then say its hash and size.
// A recipe that gives one out is done when the device has fetched all of it. Never throws; a device that refuses is a result, not an error. The task's deadline holds.
struct Delivery {
  enum class How {
    whole,
    broken_off,  // in the middle of the image `meanwhile` is called, then the connection is closed (HTTP without a login; other steps
                 // that carry the image are refused)
    left_alone,  // once the image is delivered `meanwhile` is called, while the connection waits for its answer where the step allows it
  } how = How::whole;
  std::function<void()> meanwhile{};  // may run other recipes
  std::string version{};              // what {version} says of the image

  bool is_whole() const { return how == How::whole; }
};
// A delivery that is not whole ends with the step that carries the image.
RecipeResult run_recipe(const Recipe& recipe, Bench& bench, const Bindings& given, ByteView image = {},
                        const Delivery& delivery = {});
// Whether it can be broken off: whether the first step with the image is of a kind that can.
bool can_break_off(const Recipe& recipe);
// Whether the lab's update server gives out the image.
bool is_served(const Recipe& recipe);
// Whether nobody has to be there to do it.
bool needs_nobody(const Recipe& recipe);

// Whether a TCP port of the target that was open before answers now: one connect, no data. `port` 0: the first open one.
bool answers_now(Bench& bench, std::string_view target, std::uint16_t port = 0);

// Waits until the device answers (or does not answer) any more; nothing when the time passed. Looks every half second.
std::optional<transport::milliseconds> await_answer(Bench& bench, std::string_view target, bool answering,
                                                    transport::milliseconds patience);

}  // namespace hoshi::probes
