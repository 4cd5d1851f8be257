// Reading fields of a request, and the usual answers.
// SPDX-License-Identifier: Apache-2.0
#include "web/message.h"

#include <algorithm>

namespace hoshi::web {
namespace {

using Fields = std::multimap<std::string, std::string, std::less<>>;

std::string first(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

// "//host" and "/\host" lead elsewhere in browsers; control characters would end the header.
bool is_own_address(std::string_view where) {
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; };
  return where.starts_with("/") && !where.starts_with("//") && std::all_of(where.begin(), where.end(), is_plain);
}

}  // namespace

std::string Request::field(std::string_view name) const { return first(form, name); }

std::vector<std::string> Request::fields(std::string_view name) const {
  std::vector<std::string> values;
  const auto [begin, end] = form.equal_range(name);
  std::transform(begin, end, std::back_inserter(values), [](const auto& field) { return field.second; });
  return values;
}

std::string Request::asked(std::string_view name) const { return first(query, name); }

Response Response::see_other(std::string where) {
  Response response;
  response.status = 303;
  response.headers.emplace("Location", is_own_address(where) ? std::move(where) : "/");
  return response;
}

Response Response::json(int status, const Value& value) {
  Response response;
  response.status = status;
  response.type = "application/json";
  response.body = to_json(value);
  return response;
}

}  // namespace hoshi::web
