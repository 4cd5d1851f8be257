// Line by line.
// SPDX-License-Identifier: Apache-2.0
#include "lab/questions.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace hoshi::lab {
namespace {

constexpr std::string_view asked = " query[";
constexpr std::string_view by = " from ";

bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= name_limit_bytes && std::all_of(name.begin(), name.end(), is_of_name);
}

// Names below arpa. are addresses written backwards; home.arpa. are the lab's own (RFC 8375).
bool is_reverse(std::string_view name) { return name.ends_with(".in-addr.arpa") || name.ends_with(".ip6.arpa"); }

bool is_own(std::string_view address, const Settings& settings) {
  return address.starts_with("127.") || address == "::1" || address == to_text(settings.address.address) ||
         (!settings.address6.empty() && address == settings.address6);
}

}  // namespace

std::set<std::string> names_asked(std::string_view log, const Settings& settings) {
  std::set<std::string> names;
  while (!log.empty() && names.size() < names_limit) {
    const auto end = log.find('\n');
    if (end == std::string_view::npos) break;
    const std::string_view line = log.substr(0, end);
    log.remove_prefix(end + 1);
    const auto kind = line.find(asked);
    const auto begin = kind == std::string_view::npos ? kind : line.find("] ", kind + asked.size());
    const auto from = line.rfind(by);
    if (begin == std::string_view::npos || from == std::string_view::npos || from < begin + 2) continue;
    const std::string name = lower(line.substr(begin + 2, from - begin - 2));
    if (is_name(name) && !is_reverse(name) && !is_own(line.substr(from + by.size()), settings)) names.insert(name);
  }
  return names;
}

std::vector<Bytes> own_addresses(const Settings& settings) {
  ByteWriter four;
  four.u32(settings.address.address);
  std::vector<Bytes> all{four.bytes()};
  Bytes six(sizeof(in6_addr));
  const bool has_six = ::inet_pton(AF_INET6, settings.address6.c_str(), six.data()) == 1;
  if (has_six) all.push_back(std::move(six));
  return all;
}

}  // namespace hoshi::lab
