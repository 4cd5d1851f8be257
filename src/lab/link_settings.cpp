// Reading and writing link settings.
// SPDX-License-Identifier: Apache-2.0
#include "lab/link_settings.h"

#include <array>
#include <optional>
#include <set>

#include "base/text.h"

namespace hoshi::lab {
namespace {

using std::chrono::microseconds;

constexpr std::uint64_t longest_delay_us = 10'000'000;
constexpr std::uint64_t highest_rate = 10'000'000'000;
constexpr std::uint64_t largest_queue_bytes = 8u << 20;
constexpr std::uint64_t smallest_queue_bytes = 2048;  // one full Ethernet frame fits
constexpr std::size_t longest_text = 300;

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};
constexpr std::array percent_units{Unit{"%", 10'000}};
constexpr std::array time_units{Unit{"us", 1}, Unit{"ms", 1'000}, Unit{"s", 1'000'000}};
constexpr std::array rate_units{Unit{"kbit", 1'000}, Unit{"mbit", 1'000'000}, Unit{"gbit", 1'000'000'000}, Unit{"bit", 1}};
constexpr std::array size_units{Unit{"kb", 1'000}, Unit{"b", 1}};

// A decimal number times the factor, exactly; nothing when it is no number, too precise or too large.
std::optional<std::uint64_t> scaled(std::string_view number, std::uint64_t factor, std::uint64_t maximum) {
  const auto dot = number.find('.');
  const auto whole = parse_number(number.substr(0, dot), maximum);
  if (!whole || *whole > maximum / factor) return std::nullopt;
  std::uint64_t total = *whole * factor;
  if (dot == std::string_view::npos) return total <= maximum ? std::optional(total) : std::nullopt;
  const std::string_view digits = number.substr(dot + 1);
  if (digits.empty()) return std::nullopt;
  std::uint64_t place = factor;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9' || place % 10 != 0) return std::nullopt;
    place /= 10;
    total += static_cast<std::uint64_t>(digit - '0') * place;
  }
  return total <= maximum ? std::optional(total) : std::nullopt;
}

template <std::size_t count>
std::optional<std::uint64_t> quantity(std::string_view text, const std::array<Unit, count>& units, std::uint64_t maximum) {
  const std::string small = lower(text);
  const auto end = small.find_first_not_of("0123456789.");
  if (end == std::string::npos || end == 0) return std::nullopt;
  for (const auto& unit : units) {
    if (std::string_view(small).substr(end) == unit.name) return scaled(std::string_view(small).substr(0, end), unit.factor, maximum);
  }
  return std::nullopt;
}

// True when the key is known and its value good.
bool set(LinkSettings& settings, std::string_view key, std::string_view value) {
  const auto share = [&](std::uint32_t& field) {
    const auto read = quantity(value, percent_units, whole_in_millionths);
    if (read) field = static_cast<std::uint32_t>(*read);
    return read.has_value();
  };
  const auto time = [&](microseconds& field) {
    const auto read = quantity(value, time_units, longest_delay_us);
    if (read) field = microseconds(*read);
    return read.has_value();
  };
  const auto number = [&](std::uint64_t& field, std::optional<std::uint64_t> read) {
    if (read) field = *read;
    return read.has_value();
  };
  if (key == "loss") return share(settings.loss_millionths);
  if (key == "duplicate") return share(settings.duplicate_millionths);
  if (key == "reorder") return share(settings.reorder_millionths);
  if (key == "delay") return time(settings.delay);
  if (key == "jitter") return time(settings.jitter);
  if (key == "rate") return number(settings.rate_bits_per_second, quantity(value, rate_units, highest_rate)) && settings.rate_bits_per_second > 0;
  if (key == "queue") {
    return number(settings.queue_bytes, quantity(value, size_units, largest_queue_bytes)) && settings.queue_bytes >= smallest_queue_bytes;
  }
  if (key != "seed") return false;
  settings.is_seed_given = true;
  return number(settings.seed, parse_number(value, INT64_MAX));
}

// The number in the largest unit that leaves it whole.
template <std::size_t count>
std::string written(std::uint64_t number, const std::array<Unit, count>& units) {
  const Unit* best = nullptr;
  for (const auto& unit : units) {
    if (number % unit.factor == 0 && (best == nullptr || unit.factor > best->factor)) best = &unit;
  }
  return std::to_string(number / best->factor) + std::string(best->name);
}

std::string percent(std::uint32_t millionths) {
  std::string fraction = std::to_string(10'000 + millionths % 10'000).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return std::to_string(millionths / 10'000) + (fraction.empty() ? "" : "." + fraction) + "%";
}

std::uint64_t count_of(microseconds time) { return static_cast<std::uint64_t>(time.count()); }

}  // namespace

Result<LinkSettings> parse_link(std::string_view text) {
  if (text.size() > longest_text) return fail(ErrorCode::invalid_input, "the link's settings are too long");
  LinkSettings settings;
  std::set<std::string, std::less<>> seen;
  for (const auto& part : split(text, ',')) {
    const auto equals = part.find('=');
    const std::string key = part.substr(0, equals);
    const bool good = equals != std::string::npos && seen.insert(key).second && set(settings, key, std::string_view(part).substr(equals + 1));
    if (!good) return fail(ErrorCode::invalid_input, printable(part, 60));
  }
  if (settings.jitter > settings.delay) return fail(ErrorCode::invalid_input, "jitter > delay");
  return settings;
}

std::string to_text(const LinkSettings& settings) {
  const LinkSettings none;
  std::vector<std::string> parts;
  if (settings.loss_millionths != 0) parts.push_back("loss=" + percent(settings.loss_millionths));
  if (settings.delay.count() != 0) parts.push_back("delay=" + written(count_of(settings.delay), time_units));
  if (settings.jitter.count() != 0) parts.push_back("jitter=" + written(count_of(settings.jitter), time_units));
  if (settings.rate_bits_per_second != 0) parts.push_back("rate=" + written(settings.rate_bits_per_second, rate_units));
  if (settings.queue_bytes != none.queue_bytes) parts.push_back("queue=" + written(settings.queue_bytes, size_units));
  if (settings.duplicate_millionths != 0) parts.push_back("duplicate=" + percent(settings.duplicate_millionths));
  if (settings.reorder_millionths != 0) parts.push_back("reorder=" + percent(settings.reorder_millionths));
  parts.push_back("seed=" + std::to_string(settings.seed));
  return join(parts, ",");
}

Value to_value(const LinkSettings& settings) {
  return object({{"text", to_text(settings)},
                 {"loss_millionths", settings.loss_millionths},
                 {"duplicate_millionths", settings.duplicate_millionths},
                 {"reorder_millionths", settings.reorder_millionths},
                 {"delay_us", std::int64_t{settings.delay.count()}},
                 {"jitter_us", std::int64_t{settings.jitter.count()}},
                 {"rate_bits_per_second", settings.rate_bits_per_second},
                 {"queue_bytes", settings.queue_bytes},
                 {"seed", settings.seed}});
}

}  // namespace hoshi::lab
