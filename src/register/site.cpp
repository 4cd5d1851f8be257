// Path parts without escape, and the status of a day.
// SPDX-License-Identifier: Apache-2.0
#include "register/site.h"

#include <fmt/core.h>

#include "base/encoding.h"

namespace hoshi::public_register {
namespace {

constexpr std::size_t number_bytes_max = 64;

bool stands_for_itself(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

}  // namespace

std::optional<std::string> path_part(std::string_view number) {
  if (number.empty() || number.size() > number_bytes_max) return std::nullopt;
  std::string part;
  for (const char c : number) {
    if (stands_for_itself(c)) {
      part.push_back(c);
    } else {
      part += fmt::format("~{:02X}", static_cast<unsigned char>(c));
    }
  }
  return part;
}

std::optional<std::string> number_of(std::string_view part) {
  std::string number;
  for (std::size_t at = 0; at < part.size(); ++at) {
    if (part[at] != '~') {
      number.push_back(part[at]);
      continue;
    }
    const auto byte = from_hex(part.substr(at + 1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    number.push_back(static_cast<char>((*byte)[0]));
    at += 2;
  }
  return path_part(number) == part ? std::optional(number) : std::nullopt;
}

std::string root_of(const Site& site) {
  const auto scheme = site.address.find("://");
  if (scheme == std::string::npos) return site.address;
  const auto slash = site.address.find('/', scheme + 3);
  return slash == std::string::npos ? "" : site.address.substr(slash);
}

std::string label_url(const Site& site, std::string_view number) {
  const auto part = path_part(number);
  return part ? site.address + "/labels/" + *part : "";
}

bool is_set(Date date) { return date != Date{}; }

std::string text_of(Date date) { return is_set(date) ? to_text(date) : ""; }

std::string status_on(const Entry& entry, Date today) {
  const bool can_end = entry.status == "valid" || entry.status == "restricted" || entry.status == "suspended";
  return can_end && is_set(entry.valid_until) && entry.valid_until < today ? "expired" : entry.status;
}

bool is_in_force(const Entry& entry, Date today) {
  const std::string status = status_on(entry, today);
  return status == "valid" || status == "grace" || status == "restricted";
}

bool is_recognised_as(const Entry& entry, std::string_view other_scheme) {
  return std::find(entry.recognised_as.begin(), entry.recognised_as.end(), other_scheme) != entry.recognised_as.end();
}

}  // namespace hoshi::public_register
