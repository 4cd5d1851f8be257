// Long enough to be told from ordinary words, or left to the protocols.
// SPDX-License-Identifier: Apache-2.0
#include "probes/traffic/sought.h"

#include <algorithm>

namespace hoshi::probes {
namespace {

bool is_telling(std::string_view password) {
  constexpr std::size_t least_bytes = 10;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return password.size() >= least_bytes && std::any_of(password.begin(), password.end(), is_digit) &&
         !std::all_of(password.begin(), password.end(), is_digit);
}

}  // namespace

std::vector<KnownPassword> known_passwords(const Bench& bench) {
  std::vector<KnownPassword> known;
  for (const auto& one : bench.credentials()) known.push_back({one.authentication, one.password});
  for (const auto& one : bench.initial_passwords()) known.push_back({one.authentication, one.password});
  std::erase_if(known, [](const KnownPassword& one) { return one.value.empty(); });
  return known;
}

std::vector<std::string> sought_values(const Bench& bench, const std::vector<KnownPassword>& known) {
  std::vector<std::string> values;
  for (const auto& canary : bench.canaries()) values.push_back(canary.value);
  for (const auto& one : known) values.push_back(is_telling(one.value) ? one.value : "");
  return values;
}

}  // namespace hoshi::probes
