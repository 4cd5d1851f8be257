// Logging in with an HTML form: hidden fields and cookies of the page, the post, and a look at a privileged page.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "probes/logins/exchange.h"
#include "probes/logins/kinds.h"
#include "probes/logins/second_factor.h"
#include "protocols/http/cookie.h"
#include "protocols/http/page.h"
#include "protocols/http/url.h"

// Not yet: logins that post JSON or hash the password by script.
namespace hoshi::probes::logins {
namespace {

namespace http = protocols::http;

struct Filled {
  http::CookieJar cookies;
  std::vector<http::FormField> hidden;
};

void append(std::string& body, std::string_view name, std::string_view value) {
  if (!body.empty()) body += "&";
  body += http::form_encoded(name) + "=" + http::form_encoded(value);
}

// Cookies are as good as the password for as long as they live.
void take_cookies(http::CookieJar& jar, transport::Network& network, const http::Response& response) {
  jar.take(response.headers);
  for (const auto& cookie : jar.all()) {
    if (!cookie.value.empty()) network.keep_secret(cookie.value);
  }
}

// The page's hidden fields (tokens against forged requests), when the surface knows where the form is.
Result<Filled> read_form(transport::Network& network, const LoginSurface& surface) {
  Filled filled;
  if (surface.form_page.empty()) return filled;
  http::Request request;
  request.path = surface.form_page;
  const auto page = HOSHI_TRY(exchange(network, surface, request));
  take_cookies(filled.cookies, network, page);
  for (const auto& form : http::page_forms(page.body)) {
    if (!form.asks_password()) continue;
    std::copy_if(form.fields.begin(), form.fields.end(), std::back_inserter(filled.hidden),
                 [&](const auto& field) {
                   return field.kind == "hidden" && field.name != surface.user_field &&
                          field.name != surface.password_field;
                 });
    break;
  }
  return filled;
}

http::Request post_of(const LoginSurface& surface, const Pair& pair, const Filled& filled) {
  http::Request request;
  request.method = "POST";
  request.path = surface.path;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  if (!filled.cookies.is_empty()) request.headers.push_back({"Cookie", filled.cookies.header()});
  append(request.body, surface.user_field, pair.account);
  append(request.body, surface.password_field, pair.password);
  for (const auto& field : filled.hidden) append(request.body, field.name, field.value);
  return request;
}

// 2xx and 3xx after a post say nothing by themselves: the privileged page decides, and without one only likeness
// with the controls does.
void look_behind(LoginAttempt& attempt, transport::Network& network, const LoginSurface& surface,
                 const http::CookieJar& cookies) {
  attempt.outcome = LoginClass::unclear;
  if (surface.privileged_path.empty()) {
    attempt.detail = "the description names no privileged_path";
    return;
  }
  http::Request request;
  request.path = surface.privileged_path;
  if (!cookies.is_empty()) request.headers = {{"Cookie", cookies.header()}};
  const auto opened = exchange(network, surface, request);
  if (!opened) {
    attempt.detail = "the privileged page gives no answer";
    return;
  }
  const auto seen = class_of_status(*opened);
  if (seen == LoginClass::refused || opened->status / 100 == 3) {
    attempt.outcome = LoginClass::refused;
    return;
  }
  if (seen == LoginClass::locked || seen == LoginClass::throttled) {
    attempt.outcome = seen;
    attempt.retry_after = retry_after(*opened);
    return;
  }
  confirm(attempt, network, surface, surface.privileged_path, *opened);
  if (attempt.privileged_read) attempt.outcome = LoginClass::accepted;
}

// Where the post sends us, unless that is the login's own page.
std::string further_page(const LoginSurface& surface, const http::Response& response) {
  const auto* location = response.header("location");
  if (response.status / 100 != 3 || location == nullptr) return "";
  const auto here = http::parse_url("http://device" + surface.path);
  const auto there = here ? http::resolve(*here, *location) : here;
  if (!there) return "";
  const bool is_login = there->path == here->path || there->path == surface.form_page;
  return is_login ? "" : there->origin_form();
}

// The right password may open nothing by itself. The page after it then decides by its likeness, as without a
// privileged page.
void look_for_second_factor(LoginAttempt& attempt, transport::Network& network, const LoginSurface& surface,
                            const http::CookieJar& cookies, const http::Response& response) {
  bool asks = asks_for_code(response.body, surface);
  const std::string path = asks ? "" : further_page(surface, response);
  if (!path.empty() && path != surface.privileged_path) {
    http::Request request;
    request.path = path;
    if (!cookies.is_empty()) request.headers = {{"Cookie", cookies.header()}};
    const auto page = exchange(network, surface, request);
    asks = page && asks_for_code(page->body, surface);
  }
  if (!asks) return;
  attempt.asks_second_factor = true;
  attempt.outcome = LoginClass::unclear;
  attempt.signature.status += " code";
  attempt.detail = "a code is asked for after the password";
}

}  // namespace

LoginAttempt try_form(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  auto filled = read_form(network, surface);
  if (!filled) {
    take_failure(attempt, network, filled.error());
    return attempt;
  }
  const auto response = exchange(network, surface, post_of(surface, pair, *filled));
  if (!response) {
    take_failure(attempt, network, response.error());
    return attempt;
  }
  take_answer(attempt, network, *response);
  take_cookies(filled->cookies, network, *response);
  if (attempt.outcome != LoginClass::accepted) return attempt;
  look_behind(attempt, network, surface, filled->cookies);
  const bool is_undecided = attempt.outcome == LoginClass::refused || attempt.outcome == LoginClass::unclear;
  if (is_undecided && !attempt.answers_anyone) look_for_second_factor(attempt, network, surface, filled->cookies, *response);
  return attempt;
}

}  // namespace hoshi::probes::logins
