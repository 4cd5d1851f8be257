// Takes a suite's name apart and looks its algorithms up in the CRYPTREC list.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/suites.h"

#include <array>

#include "base/text.h"

namespace hoshi::protocols::tls {

namespace {

constexpr std::array<std::string_view, 4> ranks{"recommended", "candidate", "monitored", "not_listed"};

std::size_t rank_of(std::string_view name) {
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    if (ranks[rank] == name) {
      return rank;
    }
  }
  return ranks.size() - 1;
}

bool take_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) {
    return false;
  }
  text.remove_suffix(end.size());
  return true;
}

// "ECDHE_RSA" → ECDHE, RSA; "RSA" → RSA by itself; "DH_anon" → DH, anon; "DHE_PSK" stays whole.
void split_key_exchange(std::string_view text, SuiteParts& parts) {
  parts.exported = take_end(text, "_EXPORT") || take_end(text, "_EXPORT1024");
  for (const std::string_view end : {"_anon", "_ECDSA", "_RSA", "_DSS"}) {
    if (take_end(text, end)) {
      parts.authentication = end.substr(1);
      break;
    }
  }
  parts.key_exchange = text;
}

// "AES_128_GCM_SHA256" → AES_128, GCM, SHA256; "AES_128_CCM_8" → AES_128, CCM_8 and the PRF's SHA256.
void split_cipher(std::string_view text, SuiteParts& parts) {
  for (const std::string_view hash : {"_SHA256", "_SHA384", "_SHA512", "_SHA", "_MD5", "_SM3", "_IMIT", "_OMAC"}) {
    if (take_end(text, hash)) {
      parts.hash = hash.substr(1);
      break;
    }
  }
  // DES_CBC_40 and RC2_CBC_40 keep their key length behind the mode.
  for (const std::string_view mode : {"_CCM_8", "_CCM", "_GCM", "_CBC_40", "_CBC_56", "_CBC", "_CNT", "_CTR"}) {
    if (take_end(text, mode)) {
      parts.mode = mode.starts_with("_CBC") ? "CBC" : mode.substr(1);
      break;
    }
  }
  if (parts.hash.empty() && parts.mode.starts_with("CCM")) {
    parts.hash = "SHA256";  // RFC 6655, 3: the PRF of these suites is TLS 1.2's SHA-256
  }
  parts.cipher = text;
}

}  // namespace

SuiteParts parts_of(std::string_view name) {
  SuiteParts parts;
  if (name.starts_with("TLS_")) {
    name.remove_prefix(4);
  }
  const auto with = name.find("_WITH_");
  if (with != std::string_view::npos) {
    split_key_exchange(name.substr(0, with), parts);
    name.remove_prefix(with + 6);
  } else if (name == "SHA256_SHA256" || name == "SHA384_SHA384") {
    parts.cipher = "NULL";  // RFC 9150: integrity only
    parts.hash = name.substr(0, 6);
    return parts;
  }
  split_cipher(name, parts);
  return parts;
}

std::string key_exchange_of(std::string_view name) {
  const auto with = name.find("_WITH_");
  if (!name.starts_with("TLS_") || with == std::string_view::npos) {
    return "any";
  }
  return std::string(name.substr(4, with - 4));
}

Ephemeral ephemeral_of(std::string_view name) {
  const SuiteParts parts = parts_of(name);
  if (parts.key_exchange.starts_with("ECDHE") || (parts.key_exchange == "ECDH" && parts.authentication == "anon")) {
    return Ephemeral::curve;
  }
  const bool finite = parts.key_exchange.starts_with("DHE") || parts.key_exchange == "PSK_DHE" ||
                      (parts.key_exchange == "DH" && parts.authentication == "anon");
  return finite ? Ephemeral::finite_field : Ephemeral::none;
}

std::string worse_class(std::string_view one, std::string_view other) {
  return std::string(ranks[std::max(rank_of(one), rank_of(other))]);
}

std::string class_in(const Value& cryptrec, std::string_view table, std::string_view name) {
  return std::string(ranks[rank_of(cryptrec[table][name].as_text())]);
}

std::string suite_class(const Value& cryptrec, std::uint16_t code) {
  const Suite* suite = find_suite(code);
  if (suite == nullptr) {
    return "not_listed";
  }
  const SuiteParts parts = parts_of(suite->name);
  std::string worst = class_in(cryptrec, "cipher", parts.cipher);
  const std::pair<std::string_view, const std::string&> rest[] = {{"key_exchange", parts.key_exchange},
                                                                  {"authentication", parts.authentication},
                                                                  {"mode", parts.mode},
                                                                  {"hash", parts.hash}};
  for (const auto& [table, name] : rest) {
    if (!name.empty()) {
      worst = worse_class(worst, class_in(cryptrec, table, name));
    }
  }
  return parts.exported ? "not_listed" : worst;
}

std::string group_class(const Value& cryptrec, std::string_view group) {
  constexpr std::string_view dh = "dh_";
  if (!group.starts_with(dh)) {
    return class_in(cryptrec, "group", group);
  }
  const auto bits = parse_number(group.substr(dh.size()), 1u << 20).value_or(0);
  return static_cast<std::int64_t>(bits) >= cryptrec["key_bits"]["dh_min"].as_integer(2048) ? "recommended"
                                                                                           : "not_listed";
}

}  // namespace hoshi::protocols::tls
