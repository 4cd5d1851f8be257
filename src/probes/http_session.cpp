// Implementation of logged-in HTTP.
// SPDX-License-Identifier: Apache-2.0
#include "probes/http_session.h"

#include <algorithm>

#include "base/encoding.h"
#include "protocols/http/page.h"
#include "protocols/http/url.h"

namespace hoshi::probes {
namespace {

using protocols::http::Form;
using protocols::http::Headers;
using protocols::http::Request;

constexpr std::size_t client_nonce_bytes = 12;

bool is_http_login(std::string_view kind) { return kind == "basic" || kind == "digest" || kind == "form"; }

std::string pair(std::string_view name, std::string_view value) {
  return protocols::http::form_encoded(name) + "=" + protocols::http::form_encoded(value);
}

// The form that posts to the login's path, else the first that asks for a password.
const Form* login_form(const std::vector<Form>& forms, const HttpEndpoint& endpoint, const Login& login) {
  const auto posts_there = [&](const Form& form) {
    const auto url = protocols::http::resolve(endpoint.url("/"), form.action);
    return url && url->path == login.path;
  };
  auto found = std::find_if(forms.begin(), forms.end(), posts_there);
  if (found == forms.end())
    found = std::find_if(forms.begin(), forms.end(), [](const Form& f) { return f.asks_password(); });
  return found != forms.end() ? &*found : nullptr;
}

std::string form_body(const Form* form, const Login& login, const Credential& credential) {
  std::string body =
      pair(login.user_field, credential.account) + "&" + pair(login.password_field, credential.password);
  if (form == nullptr) return body;
  for (const auto& field : form->fields) {
    if (field.kind == "hidden" && !field.name.empty()) body += "&" + pair(field.name, field.value);
  }
  return body;
}

}  // namespace

Result<HttpSession> HttpSession::log_in(transport::Network& network, const HttpEndpoint& endpoint,
                                        const Login& login, const Credential& credential) {
  if (!is_http_login(login.kind))
    return fail(ErrorCode::not_found, "login " + login.id + " is no HTTP login");
  network.keep_secret(credential.password);
  HttpSession session(network, endpoint, login, credential);
  if (login.kind == "form") HOSHI_CHECK(session.post_form());
  return session;
}

Result<void> HttpSession::post_form() {
  // The page first: it brings hidden fields and the cookie that many forms want back.
  std::vector<Form> forms;
  for (const std::string_view path : {std::string_view(login_.path), std::string_view("/")}) {
    Request request;
    request.path = std::string(path);
    const auto page = HOSHI_TRY(send(std::move(request)));
    forms = protocols::http::page_forms(response_text(*network_, page.response));
    if (login_form(forms, endpoint_, login_) != nullptr) break;
  }
  Request post;
  post.method = "POST";
  post.path = login_.path;
  post.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  post.body = form_body(login_form(forms, endpoint_, login_), login_, credential_);
  network_->keep_secret(protocols::http::form_encoded(credential_.password));
  HOSHI_TRY(send(std::move(post)));
  return {};
}

void HttpSession::take_cookies(const Headers& headers) {
  cookies_.take(headers);
  for (const auto& cookie : cookies_.all()) {
    if (!cookie.value.empty()) network_->keep_secret(cookie.value);
  }
}

Result<HttpAnswer> HttpSession::send(Request request) {
  const std::string cookies = cookies_.header();
  if (!cookies.empty()) request.headers.push_back({"Cookie", cookies});
  auto answer = HOSHI_TRY(ask_http(*network_, endpoint_, std::move(request), limits_));
  take_cookies(answer.response.headers);
  return answer;
}

Result<HttpAnswer> HttpSession::ask_digest(Request request) {
  constexpr int tries = 3;  // the first brings the challenge, one more for a nonce that grew stale
  for (int i = 0;; ++i) {
    Request signed_request = request;
    if (digest_) {
      const std::string nonce = to_hex(network_->random(client_nonce_bytes));
      const std::string value = HOSHI_TRY(protocols::http::digest_authorization(
          *digest_,
          {request.method, request.path, credential_.account, credential_.password, nonce, ++digest_count_}));
      network_->keep_secret(value);
      signed_request.headers.push_back({"Authorization", value});
    }
    auto answer = HOSHI_TRY(send(std::move(signed_request)));
    if (answer.response.status != 401 || i + 1 == tries) return answer;
    auto challenge = protocols::http::first_digest(protocols::http::challenges_of(answer.response.headers));
    const bool may_try = challenge && (!digest_ || challenge->stale);
    if (!may_try) return answer;
    digest_ = std::move(*challenge);
    digest_count_ = 0;
  }
}

Result<HttpAnswer> HttpSession::ask(Request request) {
  if (login_.kind == "digest") return ask_digest(std::move(request));
  if (login_.kind == "basic") {
    const std::string value =
        HOSHI_TRY(protocols::http::basic_authorization(credential_.account, credential_.password));
    network_->keep_secret(value.substr(value.find(' ') + 1));
    request.headers.push_back({"Authorization", value});
  }
  return send(std::move(request));
}

Result<HttpAnswer> HttpSession::get(std::string_view path) {
  Request request;
  request.path = std::string(path);
  return ask(std::move(request));
}

std::optional<HttpAccount> http_account(const Product& product, const Bench& bench, std::string_view route) {
  for (const auto& login : product.logins) {
    if (login.route != route || !is_http_login(login.kind)) continue;
    for (const auto& credential : bench.credentials()) {
      if (credential.authentication == login.authentication && !credential.second)
        return HttpAccount{&login, &credential};
    }
  }
  return std::nullopt;
}

}  // namespace hoshi::probes
