// Finds and replaces versions and models in images.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/images/version_text.h"

#include <algorithm>

namespace hoshi::protocols::images {
namespace {

bool is_word(std::uint8_t octet) {
  return (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

}  // namespace

std::optional<std::size_t> find_whole(ByteView bytes, std::string_view text) {
  if (text.empty()) return std::nullopt;
  for (auto at = bytes.begin();; ++at) {
    at = std::search(at, bytes.end(), text.begin(), text.end());
    if (at == bytes.end()) return std::nullopt;
    const auto place = static_cast<std::size_t>(at - bytes.begin());
    const auto beside = [&](std::size_t i, std::size_t further) {
      if (i >= bytes.size()) return false;
      return is_word(bytes[i]) || (bytes[i] == '.' && further < bytes.size() && is_word(bytes[further]));
    };
    const std::size_t after = place + text.size();
    const bool has_word_before = place > 0 && beside(place - 1, place - 2);
    if (!has_word_before && !beside(after, after + 1)) return place;
  }
}

std::optional<std::size_t> replace_whole(Bytes& bytes, std::string_view old, std::string_view text) {
  const auto at = find_whole(bytes, old);
  if (!at || old.size() != text.size() || old == text) return std::nullopt;
  std::copy(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(*at));
  return at;
}

std::optional<std::string> other_version(std::string_view version) {
  std::string other(version);
  const auto digit = std::find_if(other.rbegin(), other.rend(), [](char c) { return c >= '0' && c <= '9'; });
  if (digit == other.rend()) return std::nullopt;
  *digit = *digit == '9' ? '8' : static_cast<char>(*digit + 1);
  return other;
}

std::string other_model(std::string_view model) {
  std::string other(model);
  if (!other.empty()) other.back() = other.back() == 'X' ? 'Y' : 'X';
  return other;
}

}  // namespace hoshi::protocols::images
