// Looks for known values in bytes that go by, as they are and in the encodings in which they travel.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::capture {

constexpr std::size_t needle_least_bytes = 6;   // shorter ones are met by chance
constexpr std::size_t needle_most_bytes = 512;
constexpr std::size_t needle_limit = 256;       // values; further ones are not looked for

// Which encoding of which value a place holds.
struct NeedleForm {
  std::size_t value = 0;  // index into the values given
  std::string how;        // "raw", "base64", "hex", "url", "utf-16"
  std::string bytes;
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
  void add(std::size_t value, std::string_view how, std::string bytes);

  std::vector<NeedleForm> forms_;                       // sorted by their first two bytes
  std::vector<std::uint32_t> first_;                    // where those with these two bytes begin; 65,537 entries
  std::bitset<65536> begins_;
  std::set<std::size_t> looked_for_;
  std::size_t overlap_bytes_ = 0;
};

}  // namespace hoshi::protocols::capture
