// Writes SSDP searches and reads their answers.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssdp/ssdp.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "protocols/http/response_parser.h"

namespace hoshi::protocols::ssdp {
namespace {

constexpr std::size_t body_limit_bytes = 1024;  // an answer has none (1.3.3)

std::string first_value(const http::Response& response, std::string_view name) {
  const std::string* value = response.header(name);
  return value == nullptr ? "" : std::string(trimmed(*value));
}

}  // namespace

Bytes encode_search(std::string_view search_target, int seconds) {
  return to_bytes(fmt::format("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\n"
                              "MX: {}\r\nST: {}\r\n\r\n",
                              std::clamp(seconds, 1, 5), search_target));
}

Result<Answer> parse_answer(ByteView bytes) {
  const auto response = HOSHI_TRY(http::parse_response(to_text(bytes), body_limit_bytes));
  if (response.status != 200) return fail(ErrorCode::corrupt, "an answer that is not of status 200");
  Answer answer{first_value(response, "ST"), first_value(response, "USN"), first_value(response, "LOCATION"),
                first_value(response, "SERVER")};
  if (answer.search_target.empty() || answer.name.empty())
    return fail(ErrorCode::corrupt, "an answer without ST or USN");
  return answer;
}

bool answers_search(const Answer& answer, std::string_view search_target) {
  return search_target == everything || answer.search_target == search_target;
}

Software software_of(std::string_view server) {
  constexpr std::string_view mark = "UPnP/";
  const auto at = server.find(mark);
  if (at == std::string_view::npos) return {};
  std::string_view rest = server.substr(at + mark.size());
  rest.remove_prefix(std::min(rest.size(), rest.find_first_of(" ,")));
  rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" ,")));
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return {std::string(trimmed(rest)), ""};
  std::string_view version = rest.substr(slash + 1);
  version = version.substr(0, version.find_first_of(" ,"));
  return {std::string(trimmed(rest.substr(0, slash))), std::string(version)};
}

}  // namespace hoshi::protocols::ssdp
