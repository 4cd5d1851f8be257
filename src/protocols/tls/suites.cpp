// Look-up of suites, versions and groups, and what a suite's name says about its algorithms.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/suites.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace hoshi::protocols::tls {

namespace {

constexpr std::array versions{Version::ssl_3_0, Version::tls_1_0, Version::tls_1_1, Version::tls_1_2,
                              Version::tls_1_3};

struct Group {
  std::uint16_t code;
  std::string_view name;
};

// IANA "TLS Supported Groups"; post-quantum hybrids last, they make hellos no larger as we send no shares.
constexpr auto groups = std::to_array<Group>({
    {29, "x25519"},          {23, "secp256r1"},       {30, "x448"},            {24, "secp384r1"},
    {25, "secp521r1"},       {256, "ffdhe2048"},      {257, "ffdhe3072"},      {258, "ffdhe4096"},
    {259, "ffdhe6144"},      {260, "ffdhe8192"},      {26, "brainpoolP256r1"}, {27, "brainpoolP384r1"},
    {28, "brainpoolP512r1"}, {22, "secp256k1"},       {21, "secp224r1"},       {19, "secp192r1"},
    {20, "secp224k1"},       {18, "secp192k1"},       {16, "secp160r1"},       {17, "secp160r2"},
    {15, "secp160k1"},       {1, "sect163k1"},        {2, "sect163r1"},        {3, "sect163r2"},
    {4, "sect193r1"},        {5, "sect193r2"},        {6, "sect233k1"},        {7, "sect233r1"},
    {8, "sect239k1"},        {9, "sect283k1"},        {10, "sect283r1"},       {11, "sect409k1"},
    {12, "sect409r1"},       {13, "sect571k1"},       {14, "sect571r1"},       {41, "curveSM2"},
    {31, "brainpoolP256r1tls13"}, {32, "brainpoolP384r1tls13"}, {33, "brainpoolP512r1tls13"},
    {0x11EB, "SecP256r1MLKEM768"}, {0x11EC, "X25519MLKEM768"}, {0x11ED, "SecP384r1MLKEM1024"},
});

constexpr auto group_codes = [] {
  std::array<std::uint16_t, groups.size()> codes{};
  std::transform(groups.begin(), groups.end(), codes.begin(), [](const Group& group) { return group.code; });
  return codes;
}();

bool is_for_tls_1_3(std::uint16_t code) {
  // RFC 8446, B.4; RFC 8998 (SM4); RFC 9150 (integrity only); RFC 9367 (GOST).
  return (code >> 8) == 0x13 || code == 0x00C6 || code == 0x00C7 || code == 0xC0B4 || code == 0xC0B5 ||
         (code >= 0xC103 && code <= 0xC106);
}

bool has(std::string_view name, std::string_view part) { return name.find(part) != std::string_view::npos; }

// RFC 5246, 1.2 and RFC 5289: AEAD suites and those with a SHA-2 HMAC came with TLS 1.2.
bool needs_tls_1_2(std::string_view name) {
  return has(name, "_GCM") || has(name, "_CCM") || has(name, "POLY1305") || has(name, "_SHA256") ||
         has(name, "_SHA384") || has(name, "GOSTR3411");
}

// Exotic families go last, so that the first hundred suites of a list cover nearly every device.
int rarity(std::string_view name) {
  for (const std::string_view rare : {"ARIA", "KRB5", "SRP", "SEED", "DH_DSS", "DH_RSA_", "DHE_DSS", "ECCPWD", "GOST",
                                      "RSA_PSK", "ECDH_RSA", "ECDH_ECDSA", "PSK"}) {
    if (has(name, rare)) {
      return 2;
    }
  }
  return has(name, "anon") || has(name, "NULL") || has(name, "EXPORT") ? 1 : 0;
}

}  // namespace

std::span<const Version> all_versions() { return versions; }

std::string_view name_of(Version version) {
  switch (version) {
    case Version::ssl_3_0: return "SSL3.0";
    case Version::tls_1_0: return "TLS1.0";
    case Version::tls_1_1: return "TLS1.1";
    case Version::tls_1_2: return "TLS1.2";
    case Version::tls_1_3: return "TLS1.3";
  }
  return "";
}

std::string version_name(std::uint16_t code) {
  for (const Version version : versions) {
    if (static_cast<std::uint16_t>(version) == code) {
      return std::string(name_of(version));
    }
  }
  return fmt::format("0x{:04x}", code);
}

const Suite* find_suite(std::uint16_t code) {
  const auto suites = all_suites();
  const auto found = std::lower_bound(suites.begin(), suites.end(), code,
                                      [](const Suite& suite, std::uint16_t wanted) { return suite.code < wanted; });
  return found != suites.end() && found->code == code ? &*found : nullptr;
}

std::string suite_name(std::uint16_t code) {
  const Suite* suite = find_suite(code);
  return suite != nullptr ? std::string(suite->name) : fmt::format("0x{:04X}", code);
}

std::vector<std::uint16_t> suites_for(Version version) {
  std::vector<const Suite*> chosen;
  for (const Suite& suite : all_suites()) {
    const bool new_style = is_for_tls_1_3(suite.code);
    const bool fits = version == Version::tls_1_3   ? new_style
                      : version == Version::tls_1_2 ? !new_style
                                                    : !new_style && !needs_tls_1_2(suite.name);
    if (fits) {
      chosen.push_back(&suite);
    }
  }
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const Suite* a, const Suite* b) { return rarity(a->name) < rarity(b->name); });
  std::vector<std::uint16_t> codes;
  for (const Suite* suite : chosen) {
    codes.push_back(suite->code);
  }
  return codes;
}

std::span<const std::uint16_t> all_groups() { return group_codes; }

std::string group_name(std::uint16_t code) {
  const auto found = std::find_if(groups.begin(), groups.end(), [code](const Group& g) { return g.code == code; });
  return found != groups.end() ? std::string(found->name) : fmt::format("0x{:04x}", code);
}

}  // namespace hoshi::protocols::tls
