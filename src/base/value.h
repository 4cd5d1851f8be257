// A JSON value: what observations carry, what files hold; with strict parsing and canonical writing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace hoshi {

class Value;
using ValueList = std::vector<Value>;
using ValueMap = std::map<std::string, Value, std::less<>>;

// null, boolean, 64-bit integer, text (UTF-8), list or map. There are no floating-point numbers: a
// measured quantity is an integer whose key names its unit (`delay_ms`, `guesses_per_hour`).
class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(std::int64_t{value}) {}
  Value(std::int64_t value) : data_(value) {}
  Value(std::uint64_t value) : data_(static_cast<std::int64_t>(value)) {}
  Value(unsigned value) : data_(std::int64_t{value}) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(std::string_view value) : data_(std::string(value)) {}
  Value(ValueList value) : data_(std::move(value)) {}
  Value(ValueMap value) : data_(std::move(value)) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_text() const { return std::holds_alternative<std::string>(data_); }
  bool is_list() const { return std::holds_alternative<ValueList>(data_); }
  bool is_map() const { return std::holds_alternative<ValueMap>(data_); }

  // Each returns the given fallback (or an empty thing that lives forever) when the kind differs:
  // reading a value never fails, an absent fact simply is not there.
  bool as_bool(bool fallback = false) const;
  std::int64_t as_integer(std::int64_t fallback = 0) const;
  const std::string& as_text() const;
  const ValueList& as_list() const;
  const ValueMap& as_map() const;

  // The member called `key`, or a null value.
  const Value& operator[](std::string_view key) const;
  bool has(std::string_view key) const;

  // Writes a member; the value becomes a map when it was null. On any other kind: a broken invariant.
  Value& set(std::string_view key, Value value);
  // Appends; the value becomes a list when it was null.
  Value& push(Value value);

  friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, ValueList, ValueMap> data_;
};

// Makes a map value: `object({{"port", 443}, {"open", true}})`.
Value object(std::initializer_list<std::pair<std::string_view, Value>> members);

// Canonical text: keys sorted by bytes, no white space, UTF-8, shortest escapes. Bytes that are not
// UTF-8 are written as U+FFFD. Equal values give equal bytes; hashes are taken over this form.
std::string to_json(const Value& value);
// The same with two-space indentation, for files that people open.
std::string to_pretty_json(const Value& value);

struct JsonLimits {
  std::size_t depth = 64;
  std::size_t input_bytes = 64u << 20;  // larger inputs are refused unread
};

// Parses RFC 8259 JSON from hostile text. Errors name line and column. Duplicate keys, depth beyond the limit
// and trailing bytes are errors. Numbers with a fraction or exponent, or outside 64 bits, become text.
[[nodiscard]] Result<Value> parse_json(std::string_view text, JsonLimits limits = {});

}  // namespace hoshi
