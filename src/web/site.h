// The application behind the server: routes, visitors, gate, forms, errors and the headers of every answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>

#include "accounts/visitors.h"
#include "web/cookies.h"
#include "web/errors.h"
#include "web/limits.h"
#include "web/router.h"
#include "web/server.h"

namespace hoshi::web {

struct SiteSettings {
  // "https://office.example": requests for other hosts are refused, and forms must come from here. Empty: taken from the
  // Host header of each request (a test, a laptop); then a name that somebody points at us is as good as ours.
  std::string origin;
  std::set<std::string> trusted_proxies;  // whose X-Forwarded-For (its last address) and X-Forwarded-Proto are believed
  std::string login_path = "/login";      // where browsers are sent that must log in; gets ?next=
  std::string second_factor_path = "/login/second";
  Rate rate_of_address{20, 120};
  Rate rate_of_account{20, 120};
};

// One line of the access log. Neither the path nor the query: both may hold secrets (one-time links) or what people
// searched for; the pattern of the route says what was done.
struct AccessLine {
  std::string id;
  std::string address;
  std::string account;  // "" for nobody
  std::string method;
  std::string pattern;  // "" when no route was found
  int status = 0;
  std::size_t bytes = 0;
  std::chrono::microseconds time{0};
  std::string failure;  // the Error of a 5xx; never sent to the client
};
std::string to_json(const AccessLine& line);

// All borrowed; they outlive the site.
struct SiteParts {
  const Router& router;
  const i18n::Catalogue& words;
  accounts::Visitors& visitors;
  PageCache& cache;
  ProblemPage problem_page;                       // empty: plain_problem_page
  std::function<std::string()> random_secret;     // 64 hexadecimal digits of 32 random bytes
  std::function<void(const AccessLine&)> log;     // called by many threads; empty: no log
  std::function<RateLimiter::Time()> steady_now;  // empty: std::chrono::steady_clock
};

class Site : public Application {
 public:
  Site(SiteSettings settings, SiteParts parts);

  std::optional<Answer> quick(const QuickRequest& request) override;
  Admission admit(const RawRequest& head) override;
  Welcome welcome(const RawRequest& head) override;
  Answer answer(RawRequest raw) override;
  Answer misuse(const RawRequest& head, Misuse misuse) override;

 private:
  struct Exchange;  // one request on its way through

  std::optional<Answer> find_ready(const RawRequest& head) const;
  Exchange begin(const RawRequest& raw) const;
  Transport transport_of(const RawRequest& raw) const;
  std::string address_of(const RawRequest& raw) const;
  std::string origin_of(const RawRequest& raw, Transport transport) const;
  bool is_for_us(const RawRequest& raw) const;

  // Each gives the response when the way ends there.
  using Ended = std::optional<Response>;
  Ended refuse(Exchange& exchange, const Problem& problem) const;
  Ended find_route(Exchange& exchange, const RawRequest& raw) const;
  Ended find_visitor(Exchange& exchange) const;
  Ended pass_gate(Exchange& exchange) const;
  Ended pass_door(Exchange& exchange) const;
  Ended read_body(Exchange& exchange, RawRequest& raw) const;
  Response handle(Exchange& exchange) const;
  Response respond(Exchange& exchange, RawRequest& raw) const;

  Response failed(Exchange& exchange, const Error& error) const;
  void keep_page(const Exchange& exchange, Response& response);
  void set_cookies(const Exchange& exchange, Response& response) const;
  Answer finish(const Exchange& exchange, Response response);

  const SiteSettings settings_;
  const SiteParts parts_;
  mutable RateLimiter of_address_;
  mutable RateLimiter of_account_;
};

}  // namespace hoshi::web
