// Implementation of the text helpers.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace hoshi {
namespace {

// Length of the well-formed UTF-8 sequence at `at`, or 0. Unicode 15, table 3-7.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  }
  if (length == 0 || at + length > text.size()) return 0;
  if (byte(at + 1) < low || byte(at + 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(at + i) < 0x80 || byte(at + i) > 0xBF) return 0;
  }
  return length;
}

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Insertions, deletions, changes and swaps of neighbours ("ruote") count one each.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::exchange(last, std::move(row));
  }
  return last[b.size()];
}

// Characters that a reader does not see and that change how others are shown: C1 controls (a terminal takes U+009B for
// an escape), marks, embeddings, overrides and isolates of direction (UAX #9), line and paragraph separators, U+FEFF.
bool is_unseen(std::uint32_t point) {
  return (point >= 0x80 && point <= 0x9F) || point == 0x061C || point == 0x200E || point == 0x200F ||
         (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

// Of a well-formed sequence of two or three bytes; four-byte characters are none of the above.
std::uint32_t point_of(std::string_view sequence) {
  const auto bits = [&](std::size_t at, unsigned mask) { return static_cast<unsigned char>(sequence[at]) & mask; };
  if (sequence.size() == 2) return bits(0, 0x1F) << 6 | bits(1, 0x3F);
  if (sequence.size() == 3) return bits(0, 0x0F) << 12 | bits(1, 0x3F) << 6 | bits(2, 0x3F);
  return bits(0, 0x7F);
}

std::string shown(std::string_view sequence) {
  const auto byte = static_cast<unsigned char>(sequence.front());
  if (byte < 0x20 || byte == 0x7F) return fmt::format("\\x{:02x}", byte);
  const bool may_be_unseen = sequence.size() == 2 || sequence.size() == 3;
  if (may_be_unseen && is_unseen(point_of(sequence))) return fmt::format("\\u{:04x}", point_of(sequence));
  return std::string(sequence);
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t good = 0;  // where the run of well-formed bytes that is not copied yet begins
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = static_cast<unsigned char>(text[at]) < 0x80 ? 1 : sequence_length(text, at);
    if (length != 0) {
      at += length;
      continue;
    }
    out.append(text.substr(good, at - good));
    out += "\xEF\xBF\xBD";
    good = ++at;
  }
  out.append(text.substr(good));
  return out;
}

std::string printable(std::string_view text, std::size_t limit) {
  constexpr std::size_t longest_sequence = 4;
  const std::string clean = valid_utf8(text.substr(0, limit + longest_sequence));
  std::string out;
  std::size_t at = 0;
  while (at < clean.size()) {
    const std::size_t length = std::max<std::size_t>(1, sequence_length(clean, at));
    const std::string piece = shown(std::string_view(clean).substr(at, length));
    if (out.size() + piece.size() > limit) break;
    out += piece;
    at += length;
  }
  const bool is_whole = at == clean.size() && text.size() <= limit + longest_sequence;
  return is_whole ? out : out + "…";
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (true) {
    const auto end = text.find(separator, start);
    parts.emplace_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty() || &part != &parts.front()) out += separator;
    out += part;
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower_ascii);
  return out;
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return lower_ascii(a) == lower_ascii(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end() ||
         part.empty();
}

bool starts_with_ignoring_case(std::string_view text, std::string_view part) {
  return text.size() >= part.size() && lower(text.substr(0, part.size())) == lower(part);
}

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t maximum) {
  if (text.empty() || text.size() > 20) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (number > (maximum - digit) / 10 && (number * 10 + digit > maximum || number > maximum / 10)) {
      return std::nullopt;
    }
    number = number * 10 + digit;
  }
  return number <= maximum ? std::optional(number) : std::nullopt;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace hoshi
