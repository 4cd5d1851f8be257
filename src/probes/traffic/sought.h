// Which values are looked for in captured traffic: canaries, and the passwords that are known to be this product's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probes/bench.h"

namespace hoshi::probes {

struct KnownPassword {
  std::string authentication;
  std::string value;  // secret
};

// Of test accounts and labels, those that are not empty.
std::vector<KnownPassword> known_passwords(const Bench& bench);

// Canaries first, then a place for each known password: "" for one that could be met by chance and is only recognised
// where a protocol says that it is one. Secret.
std::vector<std::string> sought_values(const Bench& bench, const std::vector<KnownPassword>& known);

}  // namespace hoshi::probes
