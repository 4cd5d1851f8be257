// A logged-in HTTP client for controls: Basic, Digest or a form login with a test account, secrets kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/product.h"
#include "probes/http_client.h"
#include "protocols/http/authorization.h"
#include "protocols/http/cookie.h"

namespace hoshi::probes {

// Every secret (password, tokens, session cookies) goes through network.keep_secret() before it is sent or
// when it comes.
class HttpSession {
 public:
  // Whether the login worked is not told here: only a page that is refused without it can show that.
  // not_found: the login is no HTTP login. Errors of the network as they are.
  [[nodiscard]] static Result<HttpSession> log_in(transport::Network& network, const HttpEndpoint& endpoint,
                                                  const Login& login, const Credential& credential);

  [[nodiscard]] Result<HttpAnswer> ask(protocols::http::Request request);
  [[nodiscard]] Result<HttpAnswer> get(std::string_view path);
  // Of every further request; for uploads that take their time.
  void set_limits(const HttpLimits& limits) { limits_ = limits; }
  // The password itself went over the wire (Basic, forms), not only a hash of it.
  bool sends_password() const { return login_.kind != "digest"; }

 private:
  HttpSession(transport::Network& network, HttpEndpoint endpoint, Login login, Credential credential)
      : network_(&network),
        endpoint_(std::move(endpoint)),
        login_(std::move(login)),
        credential_(std::move(credential)) {}

  [[nodiscard]] Result<void> post_form();
  [[nodiscard]] Result<HttpAnswer> ask_digest(protocols::http::Request request);
  [[nodiscard]] Result<HttpAnswer> send(protocols::http::Request request);
  void take_cookies(const protocols::http::Headers& headers);

  transport::Network* network_;  // outlives the session
  HttpEndpoint endpoint_;
  Login login_;
  Credential credential_;
  protocols::http::CookieJar cookies_;
  std::optional<protocols::http::DigestChallenge> digest_;
  std::uint32_t digest_count_ = 0;
  HttpLimits limits_;
};

// The HTTP login of that route and the first account for its authentication; nothing without both.
struct HttpAccount {
  const Login* login = nullptr;
  const Credential* credential = nullptr;
};
std::optional<HttpAccount> http_account(const Product& product, const Bench& bench, std::string_view route);

}  // namespace hoshi::probes
