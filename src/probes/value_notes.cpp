// Numbers and SHA-256.
// SPDX-License-Identifier: Apache-2.0
#include "probes/value_notes.h"

#include <algorithm>

#include "base/encoding.h"

namespace hoshi::probes {
namespace {

constexpr std::size_t digits_of_value = 12;
constexpr std::size_t digits_of_short = 4;
constexpr std::string_view made = "made";
constexpr std::string_view short_one = "short";

struct Parts {
  std::string kind;
  std::string number;
};

std::optional<Parts> parts_of(std::string_view note) {
  const auto colon = note.find(':');
  if (colon == std::string_view::npos) {
    const bool is_known = note == "former" || note == "next" || note == "user_name";
    return is_known ? std::optional(Parts{std::string(note), ""}) : std::nullopt;
  }
  Parts parts{std::string(note.substr(0, colon)), std::string(note.substr(colon + 1))};
  const auto is_sign = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const bool is_number = parts.number.size() == digits_of_number && std::all_of(parts.number.begin(), parts.number.end(), is_sign);
  const bool is_kind = parts.kind == made || parts.kind == short_one;
  return is_number && is_kind ? std::optional(parts) : std::nullopt;
}

std::string digest(const std::string& former, const std::string& number, std::size_t digits) {
  return sha256_hex(former + ":" + number).substr(0, digits);
}

}  // namespace

TestValue value_after(const std::string& former, const std::string& number) {
  return {"Hx" + digest(former, number, digits_of_value) + "-7", std::string(made) + ":" + number};
}

TestValue short_value_after(const std::string& former, const std::string& number) {
  return {digest(former, number, digits_of_short), std::string(short_one) + ":" + number};
}

std::string how_of(std::string_view note) {
  const auto parts = parts_of(note);
  if (!parts) return "";
  if (parts->kind == "former") return "the one of the credentials file";
  if (parts->kind == "next") return "`next` of the credentials file";
  if (parts->kind == "user_name") return "the user name";
  const std::string digits = " hexadecimal digits of the SHA-256 of the former value with \":" + parts->number + "\" behind it";
  if (parts->kind == short_one) return "the first " + std::to_string(digits_of_short) + digits;
  return "\"Hx\", the first " + std::to_string(digits_of_value) + digits + ", and \"-7\"";
}

std::optional<TestValue> value_of(std::string_view note, const Credential& account) {
  const auto parts = parts_of(note);
  if (!parts) return std::nullopt;
  if (parts->kind == made) return value_after(account.password, parts->number);
  if (parts->kind == short_one) return short_value_after(account.password, parts->number);
  const std::string& value = parts->kind == "former" ? account.password : parts->kind == "next" ? account.next : account.account;
  return value.empty() ? std::nullopt : std::optional(TestValue{value, std::string(note)});
}

std::vector<ValueNote> notes_in(const std::vector<Observation>& observations) {
  std::vector<ValueNote> notes;
  for (const auto& one : observations) {
    if (one.fact != "value.set") continue;
    const std::string& number = one.value["number"].as_text();
    const std::string text = one.value["kind"].as_text() + (number.empty() ? "" : ":" + number);
    const auto parts = parts_of(text);
    if (parts) notes.push_back({one.subject.reference, parts->kind, parts->number, text});
  }
  return notes;
}

Value value_of_set(std::string_view recipe, std::string_view note) {
  const auto colon = note.find(':');
  const std::string_view number = colon == std::string_view::npos ? std::string_view() : note.substr(colon + 1);
  return object({{"recipe", recipe}, {"kind", note.substr(0, colon)}, {"number", number}});
}

}  // namespace hoshi::probes
