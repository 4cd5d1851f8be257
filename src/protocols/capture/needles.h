// Looks for known values in bytes that go by, as they are and in the encodings in which they travel.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/needle_search.h"

namespace hoshi::protocols::capture {

constexpr std::size_t needle_least_bytes = 6;   // shorter ones are met by chance
constexpr std::size_t needle_most_bytes = 512;
constexpr std::size_t needle_limit = 256;       // values; further ones are not looked for

// Which encoding of which value a place holds.
struct NeedleForm {
  std::size_t value = 0;  // index into the values given
  std::string how;        // base/value_forms.h
  std::string bytes;      // secret
};

class Needles {
 public:
  // Values that are too short or too long are not looked for: has() tells.
  explicit Needles(const std::vector<std::string>& values);
  bool has(std::size_t value) const { return looked_for_.contains(value); }
  bool is_empty() const { return forms_.empty(); }
  // As many bytes of what was searched may be the beginning of a form.
  std::size_t overlap_bytes() const { return overlap_bytes_; }
  // The forms met, each once.
  std::set<std::size_t> find(ByteView bytes) const;
  const NeedleForm& form(std::size_t index) const { return forms_[index]; }

 private:
  std::vector<NeedleForm> forms_;
  NeedleSearch search_;
  std::set<std::size_t> looked_for_;
  std::size_t overlap_bytes_ = 0;
};

}  // namespace hoshi::protocols::capture
