// Values that a test sets, and the notes by which a later run or a person knows them without their standing anywhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/observation.h"
#include "probes/bench.h"

namespace hoshi::probes {

// A value the device may have now.
struct TestValue {
  std::string value;  // secret
  std::string note;   // "former", "next", "user_name", "made:1a2b3c4d", "short:1a2b3c4d"; no secret
};

// `Hx`, digits of SHA-256 over the former value and a number, `-7`: of every usual class of characters, and known to
// whoever knows the former value.
TestValue value_after(const std::string& former, const std::string& number);
// Four characters, of the same kind.
TestValue short_value_after(const std::string& former, const std::string& number);

// How somebody who has the credentials file knows the value: "`next` of the credentials file". "" when the note cannot be read.
std::string how_of(std::string_view note);
// The value itself; nothing when the note cannot be read or the account does not have what it speaks of.
std::optional<TestValue> value_of(std::string_view note, const Credential& account);

struct ValueNote {
  std::string authentication;
  std::string kind;    // "former", "next", "user_name", "made", "short"
  std::string number;  // of the last two
  std::string text;    // both: TestValue::note
};
// Of what a task said before it set values (value.set), the oldest first.
std::vector<ValueNote> notes_in(const std::vector<Observation>& observations);
// What to say of a note.
Value value_of_set(std::string_view recipe, std::string_view note);

constexpr std::size_t digits_of_number = 8;

}  // namespace hoshi::probes
