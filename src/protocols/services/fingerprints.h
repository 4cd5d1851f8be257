// Product and version of a service by patterns kept as data (knowledge/services.toml).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/value.h"
#include "protocols/services/recognise.h"

namespace hoshi::protocols::services {

struct Product {
  std::string name;     // "" when no pattern matches
  std::string version;  // "" when the pattern says none
};

// Patterns are RE2: time is linear in what a device sends, whatever it sends.
class Fingerprints {
 public:
  // invalid_input when a pattern is not valid or an entry lacks protocol, pattern or product.
  [[nodiscard]] static Result<Fingerprints> create(const Value& knowledge);
  Fingerprints(Fingerprints&&) noexcept;
  Fingerprints& operator=(Fingerprints&&) noexcept;
  ~Fingerprints();

  // The first entry of that protocol whose pattern is found in banner or detail; else what the protocol itself names.
  Product match(const Recognised& service) const;

 private:
  struct Entry;
  Fingerprints();
  std::vector<Entry> entries_;
};

}  // namespace hoshi::protocols::services
