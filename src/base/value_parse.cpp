// Strict JSON parsing on nlohmann's event interface, with our limits; the only file that includes it.
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>


#include "base/value.h"

namespace hoshi {
namespace {

using Json = nlohmann::json;

// Builds a Value from parser events. Stops (returns false) with `problem` set on what we refuse.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(std::size_t depth_limit) : depth_limit_(depth_limit) {}

  bool null() override { return add(Value()); }
  bool boolean(bool value) override { return add(Value(value)); }
  bool number_integer(number_integer_t value) override { return add(Value(std::int64_t{value})); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<std::uint64_t>(INT64_MAX)) return add(Value(std::to_string(value)));
    return add(Value(static_cast<std::int64_t>(value)));
  }
  bool number_float(number_float_t, const string_t& text) override { return add(Value(text)); }
  bool string(string_t& text) override { return add(Value(text)); }
  bool binary(binary_t&) override { return refuse("binary values are not JSON"); }
  bool start_object(std::size_t) override { return open(Value(ValueMap{})); }
  bool start_array(std::size_t) override { return open(Value(ValueList{})); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (stack_.back().has(name)) return refuse("the key \"" + name + "\" appears twice");
    keys_.back() = name;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception& e) override {
    return refuse(e.what());
  }

  Value root;
  std::string problem;

 private:
  bool refuse(std::string why) {
    if (problem.empty()) problem = std::move(why);
    return false;
  }
  bool add(Value value) {
    if (stack_.empty()) {
      root = std::move(value);
    } else if (stack_.back().is_map()) {
      stack_.back().set(keys_.back(), std::move(value));
    } else {
      stack_.back().push(std::move(value));
    }
    return true;
  }
  bool open(Value value) {
    if (stack_.size() >= depth_limit_) return refuse("nested too deeply");
    stack_.push_back(std::move(value));
    keys_.emplace_back();
    return true;
  }
  bool close() {
    Value value = std::move(stack_.back());
    stack_.pop_back();
    keys_.pop_back();
    return add(std::move(value));
  }

  std::size_t depth_limit_;
  std::vector<Value> stack_;
  std::vector<std::string> keys_;
};

// nlohmann writes "[json.exception...] parse error at line 1, column 2: ..."; the code in brackets is noise.
std::string without_code(const std::string& text) {
  const auto end = text.find("] ");
  return text.starts_with("[") && end != std::string::npos ? text.substr(end + 2) : text;
}

}  // namespace

Result<Value> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.input_bytes) {
    return fail(ErrorCode::invalid_input, "JSON text is larger than " +
                                              std::to_string(limits.input_bytes) + " bytes");
  }
  Builder builder(limits.depth);
  const bool parsed = Json::sax_parse(text.begin(), text.end(), &builder);
  if (!parsed) return fail(ErrorCode::invalid_input, without_code(builder.problem));
  return std::move(builder.root);
}

}  // namespace hoshi
