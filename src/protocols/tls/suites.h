// Cipher suites, versions and groups of TLS: codes, names, the algorithms in a suite and their CRYPTREC class.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace hoshi::protocols::tls {

enum class Version : std::uint16_t { ssl_3_0 = 0x0300, tls_1_0, tls_1_1, tls_1_2, tls_1_3 };

// Oldest first.
std::span<const Version> all_versions();
std::string_view name_of(Version version);  // "SSL3.0", "TLS1.0" … as facts name them
// The name of any version code a server may send: "TLS1.2", or "0x7f1c".
std::string version_name(std::uint16_t code);

struct Suite {
  std::uint16_t code;
  std::string_view name;  // of the IANA registry; lives forever
};

std::span<const Suite> all_suites();                // ascending by code
const Suite* find_suite(std::uint16_t code);        // null: not in the registry
std::string suite_name(std::uint16_t code);         // the name, or "0x1A1A"
// Those a server of that version may choose; the ones met most come first.
std::vector<std::uint16_t> suites_for(Version version);

// The parts of a suite's name. Empty parts are not in the name (TLS 1.3 names no key exchange).
struct SuiteParts {
  std::string key_exchange;    // "ECDHE", "DHE", "RSA", "PSK", "ECDHE_PSK", "SRP_SHA" …
  std::string authentication;  // "RSA", "DSS", "ECDSA", "anon" or ""
  bool exported = false;       // weakened for export
  std::string cipher;          // "AES_128", "CHACHA20_POLY1305", "3DES_EDE", "NULL" …
  std::string mode;            // "CBC", "GCM", "CCM", "CCM_8" or ""
  std::string hash;            // "SHA", "SHA256", "MD5" … or ""
};

SuiteParts parts_of(std::string_view name);
// How the peers get their key, as facts say it: "ECDHE_RSA", "RSA", "DH_anon", "PSK", "any" (TLS 1.3).
std::string key_exchange_of(std::string_view name);
// Whether the server sends Diffie-Hellman parameters in its ServerKeyExchange, and on a curve or not.
enum class Ephemeral { none, finite_field, curve };
Ephemeral ephemeral_of(std::string_view name);

std::span<const std::uint16_t> all_groups();  // those we offer
std::string group_name(std::uint16_t code);   // "x25519", "secp256r1", or "0x1a1a"

// Classes of the CRYPTREC list as data (knowledge/cryptrec.toml): "recommended", "monitored", "candidate" or
// "not_listed"; what the data does not name is not_listed. The class of a whole is that of its worst part.
std::string class_in(const Value& cryptrec, std::string_view table, std::string_view name);
std::string worse_class(std::string_view one, std::string_view other);
std::string suite_class(const Value& cryptrec, std::uint16_t code);
std::string group_class(const Value& cryptrec, std::string_view group);

}  // namespace hoshi::protocols::tls
