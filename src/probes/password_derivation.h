// Whether first passwords follow from what anybody can read on or hear from a unit: addresses, numbers, names, counters.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/recipe.h"

namespace hoshi::probes {

// A unit with its first password. Secret.
struct LabelledUnit {
  Unit unit;
  std::string password;
};

struct Derivation {
  std::string rule;  // "mac_last_6", "serial", "md5(mac) first 8"; holds nothing of the password
  std::string from;  // mac, serial, ssid, model, counter
  std::vector<std::string> units;  // that it fits, sorted
};

struct DerivationReport {
  std::vector<Derivation> found;
  int rules = 0;                  // how many were tried
  std::int64_t characters = 0;    // of the shortest
  // What the characters that differ and the classes they come from allow: no generator of such passwords has more bits.
  std::int64_t bits_at_most = 0;
  bool control = false;           // some unit had an address, number or name to derive from
  std::vector<std::string> same;  // units that share a value; empty: none do
};

// Rules that fit every unit that has what they need. A fit that short values meet by chance does not count: the bits
// it explains, over all units, must exceed the number of rules tried. Empty passwords are left out.
DerivationReport derivations(const std::vector<LabelledUnit>& units, const std::string& model);

}  // namespace hoshi::probes
