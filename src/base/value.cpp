// Access to JSON values and their canonical writing; parsing is in value_parse.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "base/value.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace hoshi {

bool Value::as_bool(bool fallback) const {
  const auto* found = std::get_if<bool>(&data_);
  return found != nullptr ? *found : fallback;
}

std::int64_t Value::as_integer(std::int64_t fallback) const {
  const auto* found = std::get_if<std::int64_t>(&data_);
  return found != nullptr ? *found : fallback;
}

const std::string& Value::as_text() const {
  static const std::string empty;
  const auto* found = std::get_if<std::string>(&data_);
  return found != nullptr ? *found : empty;
}

const ValueList& Value::as_list() const {
  static const ValueList empty;
  const auto* found = std::get_if<ValueList>(&data_);
  return found != nullptr ? *found : empty;
}

const ValueMap& Value::as_map() const {
  static const ValueMap empty;
  const auto* found = std::get_if<ValueMap>(&data_);
  return found != nullptr ? *found : empty;
}

const Value& Value::operator[](std::string_view key) const {
  static const Value null;
  const auto& members = as_map();
  const auto found = members.find(key);
  return found != members.end() ? found->second : null;
}

bool Value::has(std::string_view key) const { return as_map().contains(key); }

Value& Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = ValueMap{};
  HOSHI_ASSERT(is_map());
  std::get<ValueMap>(data_).insert_or_assign(std::string(key), std::move(value));
  return *this;
}

Value& Value::push(Value value) {
  if (is_null()) data_ = ValueList{};
  HOSHI_ASSERT(is_list());
  std::get<ValueList>(data_).push_back(std::move(value));
  return *this;
}

Value object(std::initializer_list<std::pair<std::string_view, Value>> members) {
  ValueMap map;
  for (const auto& [key, value] : members) map.insert_or_assign(std::string(key), value);
  return map;
}

namespace {

// What JSON (RFC 8259, 7) or a terminal would not take as it is.
bool needs_escape(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '"' || c == '\\' || byte < 0x20 || byte == 0x7F;
}

void write_escaped(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    out.push_back('\\');
    out.push_back(c);
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c == '\r') {
    out += "\\r";
  } else {
    out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
}

void write_text(std::string& out, std::string_view text) {
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) < 0x80 && !needs_escape(c); };
  out.push_back('"');
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    out += text;
  } else {
    for (const char c : valid_utf8(text)) {
      if (needs_escape(c)) {
        write_escaped(out, c);
      } else {
        out.push_back(c);
      }
    }
  }
  out.push_back('"');
}

constexpr int compact = -1;

void new_line(std::string& out, int indent) {
  if (indent == compact) return;
  out.push_back('\n');
  out.append(static_cast<std::size_t>(indent) * 2, ' ');
}

void write(std::string& out, const Value& value, int indent) {
  const int inner = indent == compact ? compact : indent + 1;
  if (value.is_null()) {
    out += "null";
  } else if (value.is_bool()) {
    out += value.as_bool() ? "true" : "false";
  } else if (value.is_integer()) {
    out += std::to_string(value.as_integer());
  } else if (value.is_text()) {
    write_text(out, value.as_text());
  } else if (value.is_list()) {
    out.push_back('[');
    bool first = true;
    for (const auto& item : value.as_list()) {
      if (!first) out.push_back(',');
      first = false;
      new_line(out, inner);
      write(out, item, inner);
    }
    if (!first) new_line(out, indent);
    out.push_back(']');
  } else {
    out.push_back('{');
    bool first = true;
    for (const auto& [key, member] : value.as_map()) {
      if (!first) out.push_back(',');
      first = false;
      new_line(out, inner);
      write_text(out, key);
      out += indent == compact ? ":" : ": ";
      write(out, member, inner);
    }
    if (!first) new_line(out, indent);
    out.push_back('}');
  }
}

}  // namespace

std::string to_json(const Value& value) {
  std::string out;
  write(out, value, compact);
  return out;
}

std::string to_pretty_json(const Value& value) {
  std::string out;
  write(out, value, 0);
  out.push_back('\n');
  return out;
}

}  // namespace hoshi
