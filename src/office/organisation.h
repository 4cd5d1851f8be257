// Organisations as parties of the scheme: what is kept of them, and what a Japanese office checks of it. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/value.h"
#include "domain/words.h"

namespace hoshi::office {

// Nothing in it is personal: it stands in events and on public pages.
struct Organisation {
  Words name;                             // 商号 as registered, English name; one may be empty for foreign firms
  std::string kana;                       // フリガナ without the legal form; empty for foreign firms
  std::vector<std::string> former_names;
  std::string corporate_number;           // 法人番号, 13 digits
  std::string other_proof;                // SHA-256 of another proof of legal personality, where there is no 法人番号
  std::string country = "JP";             // ISO 3166-1 alpha-2
  std::string postal_code;                // "113-6591"
  std::string address;                    // prefecture first
  std::string url;
  std::set<std::string> parts;            // "applicant", "manufacturer", "seller", "agent", "verifier", "laboratory"
  friend bool operator==(const Organisation&, const Organisation&) = default;
};

Value to_value(const Organisation& organisation);
// invalid_input names the member: a wrong check digit, a legal form in the kana, an address that does not begin with its prefecture …
[[nodiscard]] Result<Organisation> organisation_from(const Value& value);

// Full-width katakana, long-vowel mark, middle dot, spaces; neither at its beginning nor at its end a legal form.
bool is_kana_of_name(std::string_view text);
// "NNN-NNNN".
bool is_postal_code(std::string_view text);
bool begins_with_prefecture(std::string_view address);

// A person of a party. Kept in a table whose rows can be erased; events name the id and a salted digest only.
struct Person {
  std::string part;      // "representative", "responsible", "contact"
  std::string name;
  std::string name_kana;
  std::string title;     // 役職
  std::string division;  // 部署
  std::string email;
  std::string phone;
  friend bool operator==(const Person&, const Person&) = default;
};

Value to_value(const Person& person);
[[nodiscard]] Result<Person> person_from(const Value& value);
// SHA-256 in hexadecimal over salt and canonical person: without the salt nobody can try names against it.
std::string digest_of(const Person& person, ByteView salt);

// The canonical record of the holder that a label's holder_digest is made of.
std::string holder_record(std::string_view id, const Organisation& organisation);

}  // namespace hoshi::office
