// Reading of answers for access, and their comparison.
// SPDX-License-Identifier: Apache-2.0
#include "probes/http_reading.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/http/challenge.h"
#include "protocols/http/page.h"
#include "protocols/http/url.h"

namespace hoshi::probes {
namespace {

using protocols::http::Place;
using protocols::http::Response;

constexpr std::size_t denial_limit_bytes = 2048;  // a longer text is a page of its own, whatever words it has
constexpr std::size_t compared_bytes = 64u << 10;

constexpr std::array<std::string_view, 15> login_words{
    "login", "logon", "signin",   "sign-in", "sign_in",  "auth",    "session", "account",
    "sso",   "oauth", "ログイン", "passwd",  "password", "welcome", "start"};

constexpr std::array<std::string_view, 16> denials{
    "unauthorized",      "unauthorised",    "forbidden",     "access denied", "permission denied",
    "not authenticated", "login required",  "not logged in", "please log in", "please login",
    "bad request",       "session expired", "認証が必要",    "認証エラー",    "ログインしてください",
    "権限がありません"};

// A short text with one of these may be a refusal in the device's own words.
constexpr std::size_t doubtful_bytes = 200;
constexpr std::array<std::string_view, 10> doubts{"error",       "fail",     "invalid",           "denied",
                                                  "not allowed", "\"code\"", "\"success\":false", "\"ng\"",
                                                  "エラー",      "失敗"};

bool says_any(std::string_view text, const auto& words) {
  const std::string low = lower(text);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return low.find(w) != std::string::npos; });
}

bool is_redirect(int status) { return status >= 300 && status < 400 && status != 304; }

void read_challenge(const Response& response, HttpReading& reading) {
  const auto challenges = protocols::http::challenges_of(response.headers);
  for (const std::string_view scheme : {"digest", "basic", "bearer"}) {
    const auto* challenge = protocols::http::find_challenge(challenges, scheme);
    if (challenge == nullptr) continue;
    reading.authentication = std::string(scheme);
    reading.realm = printable(challenge->parameter("realm"), 100);
    return;
  }
}

bool is_filled_in(const protocols::http::FormField& field) {
  constexpr std::array<std::string_view, 6> others{"hidden",   "submit", "button",
                                                   "checkbox", "image",  "reset"};
  return std::find(others.begin(), others.end(), field.kind) == others.end();
}

// One password and little else. Pages that set a password or a Wi-Fi key have more; what still looks the
// same is told apart by comparing with what a logged-in user gets.
bool is_login_form(const protocols::http::Form& form) {
  constexpr std::ptrdiff_t most_fields = 4;  // name, password, language, domain
  const auto is_password = [](const auto& field) { return field.kind == "password"; };
  return std::count_if(form.fields.begin(), form.fields.end(), is_password) == 1 &&
         std::count_if(form.fields.begin(), form.fields.end(), is_filled_in) <= most_fields;
}

bool asks_password(std::string_view text) {
  const auto forms = protocols::http::page_forms(text);
  return std::any_of(forms.begin(), forms.end(), is_login_form);
}

bool redirects_to_login(const HttpEndpoint& endpoint, const Response& response) {
  const auto* location = response.header("location");
  if (location == nullptr) return false;
  const auto url = protocols::http::resolve(endpoint.url("/"), *location);
  return url && (url->path == "/" || says_any(url->path, login_words));
}

void read_content(const transport::Network& network, const Response& response, HttpReading& reading) {
  const std::string text = response_text(network, response);
  if (asks_password(text)) {
    reading = {HttpMeaning::refused, "login_page", "form", "", false};
    return;
  }
  if (response.body.empty()) {
    reading.how = "empty";
    return;
  }
  reading.is_doubtful = !text.empty() && text.size() <= doubtful_bytes && says_any(text, doubts);
  const bool is_denial = !text.empty() && text.size() <= denial_limit_bytes && says_any(text, denials);
  reading.meaning = is_denial ? HttpMeaning::refused : HttpMeaning::content;
  reading.how = is_denial ? "says_no" : std::to_string(response.status);
}

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || byte >= 0x80;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (is_word(c)) {
      word.push_back(c);
      continue;
    }
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

// A word with a digit is a number, a date or an identifier: different at each request.
std::string folded(const std::string& word) {
  const bool has_digit = std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  return has_digit ? "#" : lower(word);
}

std::string without(std::string text, std::string_view part) {
  if (part.size() < 2) return text;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at))
    text.erase(at, part.size());
  return text;
}

std::map<std::string, int> counted(const std::string& words) {
  std::map<std::string, int> counts;
  for (const auto& word : split(words, ' ')) ++counts[word];
  return counts;
}

}  // namespace

HttpReading read_answer(const transport::Network& network, const HttpEndpoint& endpoint,
                        const Response& response) {
  HttpReading reading;
  reading.authentication = "none";
  reading.how = std::to_string(response.status);
  if (response.status == 401 || response.status == 403) {
    reading.meaning = HttpMeaning::refused;
    read_challenge(response, reading);
    if (reading.authentication == "none" && asks_password(response_text(network, response)))
      reading.authentication = "form";
    return reading;
  }
  if (is_redirect(response.status)) {
    if (!redirects_to_login(endpoint, response)) return reading;
    reading.meaning = HttpMeaning::refused;
    reading.how = "redirect_to_login";
    return reading;
  }
  if (response.status >= 200 && response.status < 300) {
    read_content(network, response, reading);
    return reading;
  }
  const bool is_missing = response.status >= 400 && response.status < 500 && response.status != 429 &&
                          response.status != 423 && response.status != 408;
  reading.meaning = is_missing ? HttpMeaning::missing : HttpMeaning::trouble;
  return reading;
}

std::string redirect_of(const HttpEndpoint& endpoint, const Response& response) {
  if (!is_redirect(response.status)) return {};
  const auto* location = response.header("location");
  if (location == nullptr) return {};
  auto url = protocols::http::resolve(endpoint.url("/"), *location);
  if (!url) return "unreadable";
  if (protocols::http::place_of(endpoint.url(), *url) == Place::same_origin) return printable(url->path);
  url->query.clear();
  if (!url->is_address()) return printable(url->text());
  const std::string path = url->path;
  return printable(url->scheme + "://[address]" + path);
}

HttpLikeness likeness_of(const transport::Network& network, const Response& response, std::string_view path) {
  HttpLikeness likeness;
  likeness.status = response.status;
  likeness.bytes = response.body.size();
  likeness.sha256 = sha256_hex(network.redacted(response.body));
  const std::string text = response_text(network, response).substr(0, compared_bytes);
  likeness.is_text = !text.empty();
  for (const auto& word : words_of(without(text, path.substr(path.starts_with('/') ? 1 : 0)))) {
    if (!likeness.words.empty()) likeness.words.push_back(' ');
    likeness.words.append(folded(word));
  }
  return likeness;
}

bool is_alike(const HttpLikeness& a, const HttpLikeness& b) {
  if (a.status != b.status) return false;
  if (a.sha256 == b.sha256) return true;
  if (!a.is_text || !b.is_text) return false;
  const auto left = counted(a.words);
  const auto right = counted(b.words);
  int shared = 0;
  int all = 0;
  for (const auto& [word, count] : left) {
    const auto other = right.find(word);
    const int theirs = other != right.end() ? other->second : 0;
    shared += std::min(count, theirs);
    all += std::max(count, theirs);
  }
  for (const auto& [word, count] : right) all += left.contains(word) ? 0 : count;
  return shared * 10 >= all * 9;
}

}  // namespace hoshi::probes
