// Makes every candidate a label allows and compares it with the passwords, without ever showing one.
// SPDX-License-Identifier: Apache-2.0
#include "probes/password_derivation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::probes {
namespace {

constexpr std::size_t shortest_part = 4;       // four digits of a label are the least that makers use
constexpr std::size_t shortest_of_digest = 6;
constexpr int neighbours = 4;                  // addresses of a unit's other interfaces lie that near
constexpr std::uint64_t counter_step_max = 16; // two units from one batch
// Explained by chance with a probability below 1 in 1,000: 10 bits more than there are rules of the kind.
constexpr double plain_bits_min = 13;          // some 100 plain rules, of which few have the right length
constexpr double digest_bits_min = 22;         // some 2,000 rules with a digest

struct Candidate {
  std::string rule;
  std::string from;
  std::string text;     // what a password made by the rule is
  bool any_case = true;
};

struct Source {
  std::string name;  // mac, serial, ssid, model
  std::string form;  // "mac", "MAC", "mac with colons"
  std::string text;
};

std::string digits_of_mac(const std::string& mac) {
  std::string digits;
  for (const char c : lower(mac)) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) digits.push_back(c);
  }
  return digits.size() == 12 ? digits : "";
}

std::string neighbour(const std::string& digits, int offset) {
  const auto number = std::stoull(digits, nullptr, 16) + static_cast<std::uint64_t>(offset);
  Bytes bytes;
  for (int shift = 40; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
  return to_hex(bytes);
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::string separated(const std::string& digits, char separator) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 2 == 0) text.push_back(separator);
    text.push_back(digits[i]);
  }
  return text;
}

std::string offset_name(int offset) { return offset == 0 ? "" : (offset > 0 ? "+" : "") + std::to_string(offset); }

void add_ends(std::vector<Candidate>& all, const std::string& rule, const std::string& from, const std::string& text,
              std::size_t longest) {
  for (std::size_t length = shortest_part; length < text.size() && length <= longest; ++length) {
    all.push_back({rule + "_last_" + std::to_string(length), from, text.substr(text.size() - length)});
    all.push_back({rule + "_first_" + std::to_string(length), from, text.substr(0, length)});
  }
}

std::string suffix_of(const std::string& ssid) {
  const auto at = ssid.find_last_of("-_ ");
  return at == std::string::npos ? "" : ssid.substr(at + 1);
}

std::vector<Candidate> plain_candidates(const Unit& unit, const std::string& model) {
  std::vector<Candidate> all;
  const auto mac = digits_of_mac(unit.mac);
  for (int offset = -neighbours; offset <= neighbours && !mac.empty(); ++offset) {
    const auto digits = neighbour(mac, offset);
    const auto name = "mac" + offset_name(offset);
    all.push_back({name, "mac", digits});
    all.push_back({name + " with colons", "mac", separated(digits, ':')});
    all.push_back({name + " with hyphens", "mac", separated(digits, '-')});
    for (const std::size_t length : {4, 6, 8}) all.push_back({name + "_last_" + std::to_string(length), "mac", digits.substr(12 - length)});
    if (offset != 0) continue;
    all.push_back({"mac_first_6", "mac", digits.substr(0, 6)});
    all.push_back({"mac reversed", "mac", std::string(digits.rbegin(), digits.rend())});
    all.push_back({"mac as a decimal number", "mac", std::to_string(std::stoull(digits, nullptr, 16))});
    all.push_back({"mac_last_6 as a decimal number", "mac", std::to_string(std::stoull(digits.substr(6), nullptr, 16))});
  }
  if (unit.serial.size() >= shortest_part) {
    all.push_back({"serial", "serial", unit.serial});
    all.push_back({"serial reversed", "serial", std::string(unit.serial.rbegin(), unit.serial.rend())});
    add_ends(all, "serial", "serial", unit.serial, 10);
  }
  if (unit.ssid.size() >= shortest_part) all.push_back({"ssid", "ssid", unit.ssid});
  if (suffix_of(unit.ssid).size() >= shortest_part) all.push_back({"ssid_suffix", "ssid", suffix_of(unit.ssid)});
  if (model.size() >= shortest_part) all.push_back({"model", "model", model});
  return all;
}

std::vector<Source> sources_of(const Unit& unit, const std::string& model) {
  std::vector<Source> all;
  const auto mac = digits_of_mac(unit.mac);
  for (int offset = -neighbours; offset <= neighbours && !mac.empty(); ++offset) {
    const auto digits = neighbour(mac, offset);
    const auto name = "mac" + offset_name(offset);
    all.push_back({"mac", name, digits});
    all.push_back({"mac", "upper-case " + name, upper(digits)});
    all.push_back({"mac", name + " with colons", separated(digits, ':')});
    all.push_back({"mac", "upper-case " + name + " with colons", upper(separated(digits, ':'))});
    all.push_back({"mac", "bytes of " + name, to_text(from_hex(digits).value_or(Bytes{}))});
    if (offset == 0) all.push_back({"mac", "mac_last_6", digits.substr(6)});
  }
  if (!unit.serial.empty()) all.push_back({"serial", "serial", unit.serial});
  if (!unit.serial.empty()) all.push_back({"serial", "upper-case serial", upper(unit.serial)});
  if (!unit.ssid.empty()) all.push_back({"ssid", "ssid", unit.ssid});
  if (suffix_of(unit.ssid).size() >= shortest_part) all.push_back({"ssid", "ssid_suffix", suffix_of(unit.ssid)});
  const auto plain = all;
  for (const auto& one : plain) {
    if (model.empty() || one.form.find("bytes") == 0) continue;
    all.push_back({one.name, "model+" + one.form, model + one.text});
    all.push_back({one.name, one.form + "+model", one.text + model});
  }
  return all;
}

// What makers cut passwords from: digits of the digest in some alphabet.
std::vector<std::pair<std::string, std::string>> spellings(const Bytes& digest) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8 && i < digest.size(); ++i) number = number << 8 | digest[i];
  std::string decimal_bytes;
  for (const auto byte : digest) decimal_bytes.push_back(static_cast<char>('0' + byte % 10));
  return {{"", to_hex(digest)},
          {" in base64", to_base64(digest)},
          {" as a decimal number", std::to_string(number)},
          {" as a decimal number of 32 bits", std::to_string(number >> 32)},
          {" in digits of its bytes", decimal_bytes}};
}

std::vector<std::pair<std::string, Bytes>> digests_of(const std::string& text) {
  const Bytes bytes = to_bytes(text);
  return {{"md5", old_digest(OldDigest::md5, bytes)},
          {"sha1", old_digest(OldDigest::sha1, bytes)},
          {"sha256", sha256(bytes)}};
}

// Cut to the length of the password they are compared with, from either end.
std::vector<Candidate> digest_candidates(const Unit& unit, const std::string& model, std::size_t length) {
  std::vector<Candidate> all;
  if (length < shortest_of_digest) return all;
  for (const auto& source : sources_of(unit, model)) {
    for (const auto& [function, digest] : digests_of(source.text)) {
      for (const auto& [spelling, text] : spellings(digest)) {
        if (text.size() < length) continue;
        const bool any_case = spelling != " in base64";
        const std::string rule = function + "(" + source.form + ")" + spelling;
        const auto count = std::to_string(length);
        all.push_back({rule + " first " + count, source.name, text.substr(0, length), any_case});
        all.push_back({rule + " last " + count, source.name, text.substr(text.size() - length), any_case});
      }
    }
  }
  return all;
}

struct Classes {
  bool digit = false, hex_lower = false, lower = false, hex_upper = false, upper = false, other = false;
  void add(std::string_view text) {
    for (const char c : text) {
      if (c >= '0' && c <= '9') digit = true;
      else if (c >= 'a' && c <= 'z') (c <= 'f' ? hex_lower : lower) = true;
      else if (c >= 'A' && c <= 'Z') (c <= 'F' ? hex_upper : upper) = true;
      else other = true;
    }
  }
  int size() const {
    const bool is_hex = !lower && !upper && !other && !(hex_lower && hex_upper);
    if (is_hex && (hex_lower || hex_upper)) return 16;
    return (digit ? 10 : 0) + (lower || hex_lower ? 26 : 0) + (upper || hex_upper ? 26 : 0) + (other ? 33 : 0);
  }
};

double bits_of(std::string_view text) {
  Classes classes;
  classes.add(text);
  return static_cast<double>(text.size()) * std::log2(std::max(classes.size(), 1));
}

bool is_usual_rest(const std::string& rest, const std::string& model) {
  static const std::set<std::string, std::less<>> usual{"", "admin", "pass", "password", "root", "user", "wifi", "key", "pw"};
  auto plain = lower(rest);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_' || c == '@' || c == '#' || c == '!' || c == '.'; });
  return usual.contains(plain) || plain == lower(model);
}

// What is left of the password around the candidate; nothing when it is not in it.
std::optional<std::string> rest_around(const std::string& password, const Candidate& candidate) {
  const auto where = candidate.any_case ? lower(password).find(lower(candidate.text)) : password.find(candidate.text);
  if (where == std::string::npos) return std::nullopt;
  return password.substr(0, where) + password.substr(where + candidate.text.size());
}

// How one rule fared over the units.
struct Fit {
  std::string from;
  std::size_t had = 0;  // units that have what the rule needs
  double bits = 0;
  std::vector<std::string> units;
  std::set<std::string> rests;
};
using Fits = std::map<std::string, Fit>;

void count(Fits& fits, const LabelledUnit& unit, const std::vector<Candidate>& candidates) {
  for (const auto& candidate : candidates) {
    auto& fit = fits[candidate.rule];
    fit.from = candidate.from;
    ++fit.had;
    const auto rest = rest_around(unit.password, candidate);
    if (!rest) continue;
    fit.units.push_back(unit.unit.id);
    fit.bits += bits_of(candidate.text);
    fit.rests.insert(*rest);
  }
}

void take_fits(DerivationReport& report, Fits& fits, double bits_min, const std::string& model) {
  report.rules += static_cast<int>(fits.size());
  for (auto& [rule, fit] : fits) {
    // One rest around it in several units is a fixed part; of one unit only what is usual is known to be one.
    const bool is_plain = fit.rests.size() == 1 && (fit.units.size() > 1 || is_usual_rest(*fit.rests.begin(), model));
    if (fit.units.empty() || fit.units.size() != fit.had || !is_plain || fit.bits < bits_min) continue;
    report.found.push_back({rule, fit.from, std::move(fit.units)});
  }
}

// The number at the end of a text, and what stands before it.
std::optional<std::pair<std::string, std::uint64_t>> numbered(const std::string& text, bool hexadecimal) {
  std::size_t at = text.size();
  const auto is_digit = [&](char c) { return (c >= '0' && c <= '9') || (hexadecimal && c >= 'a' && c <= 'f'); };
  while (at > 0 && is_digit(text[at - 1]) && text.size() - at < 15) --at;
  if (text.size() - at < shortest_part) return std::nullopt;
  return std::pair(text.substr(0, at), std::stoull(text.substr(at), nullptr, hexadecimal ? 16 : 10));
}

bool is_counted(const std::string& one, const std::string& other) {
  for (const bool hexadecimal : {false, true}) {
    const auto a = numbered(lower(one), hexadecimal);
    const auto b = numbered(lower(other), hexadecimal);
    if (!a || !b || a->first != b->first || one.size() != other.size() || a->second == b->second) continue;
    const auto step = a->second > b->second ? a->second - b->second : b->second - a->second;
    // By chance in 1 of 300 at most: four digits with a step of up to 16 are too few.
    const double space = static_cast<double>(one.size() - a->first.size()) * std::log2(hexadecimal ? 16 : 10);
    if (step <= counter_step_max && space >= plain_bits_min) return true;
  }
  return false;
}

void compare_values(DerivationReport& report, const std::vector<LabelledUnit>& units) {
  std::set<std::string> same;
  std::set<std::string> counted;
  for (const auto& a : units) {
    for (const auto& b : units) {
      if (a.unit.id >= b.unit.id) continue;
      if (a.password == b.password) same.insert({a.unit.id, b.unit.id});
      if (is_counted(a.password, b.password)) counted.insert({a.unit.id, b.unit.id});
    }
  }
  report.same.assign(same.begin(), same.end());
  ++report.rules;
  if (!counted.empty()) report.found.push_back({"counter", "counter", {counted.begin(), counted.end()}});
}

std::size_t common_length(const std::string& a, const std::string& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

void bound_entropy(DerivationReport& report, const std::vector<LabelledUnit>& units) {
  Classes classes;
  std::size_t shortest = units.front().password.size();
  std::size_t fixed = units.size() > 1 ? shortest : 0;
  for (const auto& unit : units) {
    classes.add(unit.password);
    shortest = std::min(shortest, unit.password.size());
    fixed = std::min(fixed, common_length(units.front().password, unit.password));
  }
  // Two units that begin alike by chance do so in a character or two; more is a fixed part.
  fixed = fixed > 2 ? std::min(fixed, shortest) : 0;
  report.characters = static_cast<std::int64_t>(shortest);
  report.bits_at_most = static_cast<std::int64_t>(std::ceil(static_cast<double>(shortest - fixed) * std::log2(std::max(classes.size(), 1))));
}

}  // namespace

DerivationReport derivations(const std::vector<LabelledUnit>& given, const std::string& model) {
  DerivationReport report;
  std::vector<LabelledUnit> units;
  std::copy_if(given.begin(), given.end(), std::back_inserter(units), [](const auto& one) { return !one.password.empty(); });
  if (units.empty()) return report;
  Fits plain;
  Fits digest;
  for (const auto& unit : units) {
    report.control = report.control || !unit.unit.mac.empty() || !unit.unit.serial.empty() || !unit.unit.ssid.empty();
    count(plain, unit, plain_candidates(unit.unit, model));
    count(digest, unit, digest_candidates(unit.unit, model, unit.password.size()));
  }
  take_fits(report, plain, plain_bits_min, model);
  take_fits(report, digest, digest_bits_min, model);
  compare_values(report, units);
  bound_entropy(report, units);
  return report;
}

}  // namespace hoshi::probes
