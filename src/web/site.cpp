// The way of a request: route, limits, visitor, gate, body, handler, answer.
// SPDX-License-Identifier: Apache-2.0
#include "web/site.h"

#include <algorithm>

#include "base/client_network.h"
#include "base/encoding.h"
#include "base/percent.h"
#include "base/text.h"
#include "web/forms.h"
#include "web/gate.h"

namespace hoshi::web {
namespace {

constexpr std::size_t json_depth_max = 32;
constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view methods_known[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

std::string header_of(const RawRequest& raw, std::string_view name) {
  const auto found = raw.headers.find(name);
  return found == raw.headers.end() ? "" : found->second;
}

// Asked for by a person's browser to be looked at, not by a script or a program.
bool is_navigation(const Request& request) {
  return (request.method == "GET" || request.method == "HEAD") && form_of(request) == ProblemForm::page;
}

}  // namespace

struct Site::Exchange {
  Request request;
  Visitor visitor;
  const Route* route = nullptr;
  std::string raw_target;
  Cookies cookies;
  std::string bearer_token;    // of Authorization
  std::string cookie_secret;   // of the session, else of the form cookie, else fresh
  bool has_form_cookie = false;
  Transport transport = Transport::plain;
  RateLimiter::Time began;
  std::string failure;
};

std::string to_json(const AccessLine& line) {
  Value value = object({{"id", line.id}, {"address", line.address}, {"method", line.method}, {"route", line.pattern},
                        {"status", line.status}, {"bytes", static_cast<std::uint64_t>(line.bytes)},
                        {"microseconds", static_cast<std::int64_t>(line.time.count())}});
  if (!line.account.empty()) value.set("account", line.account);
  if (!line.failure.empty()) value.set("failure", printable(line.failure, 500));
  return hoshi::to_json(value);
}

Site::Site(SiteSettings settings, SiteParts parts)
    : settings_(std::move(settings)), parts_([&] {
        if (!parts.steady_now) parts.steady_now = [] { return std::chrono::steady_clock::now(); };
        return std::move(parts);
      }()),
      of_address_(settings_.rate_of_address), of_account_(settings_.rate_of_account) {}

std::optional<Answer> Site::quick(const QuickRequest& request) { return parts_.cache.find(request, parts_.steady_now()); }

Transport Site::transport_of(const RawRequest& raw) const {
  const bool is_forwarded = settings_.trusted_proxies.contains(raw.peer) && header_of(raw, "x-forwarded-proto") == "https";
  return raw.over_tls || is_forwarded ? Transport::secure : Transport::plain;
}

// The proxy appends the address it sees; what stands before that is the client's own invention.
std::string Site::address_of(const RawRequest& raw) const {
  if (!settings_.trusted_proxies.contains(raw.peer)) return raw.peer;
  const std::string forwarded = header_of(raw, "x-forwarded-for");
  const std::string last = without_port(trimmed(std::string_view(forwarded).substr(forwarded.rfind(',') + 1)));
  return is_address(last) ? last : raw.peer;
}

std::string Site::origin_of(const RawRequest& raw, Transport transport) const {
  if (!settings_.origin.empty()) return settings_.origin;
  return (transport == Transport::secure ? "https://" : "http://") + lower(header_of(raw, "host"));
}

bool Site::is_for_us(const RawRequest& raw) const {
  if (settings_.origin.empty()) return true;
  return lower(header_of(raw, "host")) == settings_.origin.substr(settings_.origin.find("://") + 3);
}

Site::Exchange Site::begin(const RawRequest& raw) const {
  Exchange exchange;
  exchange.began = parts_.steady_now();
  exchange.transport = transport_of(raw);
  exchange.raw_target = raw.target;
  exchange.cookies = parse_cookies(header_of(raw, "cookie"));
  Request& request = exchange.request;
  request.id = parts_.random_secret().substr(0, 16);
  request.method = raw.method;
  request.headers = raw.headers;
  request.headers.erase("cookie");
  request.headers.erase("authorization");
  const std::string authorization = header_of(raw, "authorization");
  if (starts_with_ignoring_case(authorization, bearer)) exchange.bearer_token = trimmed(std::string_view(authorization).substr(bearer.size()));
  request.address = address_of(raw);
  request.origin = origin_of(raw, exchange.transport);
  request.language = language_of(exchange.cookies, header_of(raw, "accept-language"));
  return exchange;
}

Site::Ended Site::refuse(Exchange& exchange, const Problem& problem) const {
  return problem_response(problem, parts_.words, exchange.request, exchange.visitor, parts_.problem_page);
}

Response Site::failed(Exchange& exchange, const Error& error) const {
  const Problem problem = problem_of(error);
  if (problem.status >= 500) exchange.failure = std::string(name_of(error.code)) + ": " + error.message;
  return *refuse(exchange, problem);
}

Site::Ended Site::find_route(Exchange& exchange, const RawRequest& raw) const {
  Request& request = exchange.request;
  if (!is_for_us(raw)) return refuse(exchange, problems::misdirected());
  auto target = parse_target(raw.target);
  if (!target) return refuse(exchange, problems::bad_request(""));
  request.path = std::move(target->path);
  request.ends_in_slash = target->ends_in_slash;
  request.query = std::move(target->query);
  auto found = parts_.router.find(request.method, target->segments);
  if (!found.route && found.allowed.empty()) return refuse(exchange, problems::not_found());
  if (!found.route) return refuse(exchange, problems::method_not_allowed(join({found.allowed.begin(), found.allowed.end()}, ", ")));
  exchange.route = found.route;
  request.parts = std::move(found.parts);
  if (!target->ends_in_slash || found.route->slash == Slash::same_page) return std::nullopt;
  Response moved;
  const auto question = raw.target.find('?');
  moved.status = 308;
  moved.headers.emplace("Location", raw.target.substr(0, question).substr(0, raw.target.substr(0, question).size() - 1) +
                                        (question == std::string::npos ? "" : raw.target.substr(question)));
  return moved;
}

// A client that asks for a ready page in a way the quick path does not read ("Connection: close", a Range).
std::optional<Answer> Site::find_ready(const RawRequest& head) const {
  if (head.method != "GET" && head.method != "HEAD") return std::nullopt;
  if (!header_of(head, "authorization").empty()) return std::nullopt;  // a token that is none is told so, also at an open door
  const std::string cookie = header_of(head, "cookie"), language = header_of(head, "accept-language");
  const std::string encoding = header_of(head, "accept-encoding"), tags = header_of(head, "if-none-match");
  return parts_.cache.find({head.method, head.target, cookie, language, encoding, tags}, parts_.steady_now());
}

Application::Admission Site::admit(const RawRequest& head) {
  if (auto ready = find_ready(head)) return {0, std::move(ready), false, ""};
  Exchange exchange = begin(head);
  std::string client = client_network(exchange.request.address);
  const auto wait = of_address_.take(client, exchange.began);
  Ended ended = wait ? refuse(exchange, problems::too_many(*wait)) : std::nullopt;
  if (!ended && std::find(std::begin(methods_known), std::end(methods_known), head.method) == std::end(methods_known)) {
    ended = refuse(exchange, problems::method_not_allowed("GET, HEAD, POST, PUT, PATCH, DELETE"));
  }
  if (!ended) ended = find_route(exchange, head);
  if (ended) return {0, finish(exchange, std::move(*ended)), false, ""};
  return {exchange.route->body_bytes_max, std::nullopt, exchange.route->door != Door::anyone, std::move(client)};
}

Application::Welcome Site::welcome(const RawRequest& head) {
  Exchange exchange = begin(head);
  Ended ended = find_route(exchange, head);
  if (!ended) ended = find_visitor(exchange);
  if (!ended) ended = pass_door(exchange);
  if (ended) return {finish(exchange, std::move(*ended)), ""};
  return {std::nullopt, exchange.visitor.identity ? exchange.visitor.identity->account : ""};
}

Site::Ended Site::find_visitor(Exchange& exchange) const {
  const auto cookie = exchange.cookies.find(session_cookie_name(exchange.transport));
  const bool has_session = cookie != exchange.cookies.end() && !cookie->second.empty();
  Result<accounts::Seen> seen;
  // A token is shown on purpose; a browser's cookie beside it does not count.
  if (!exchange.bearer_token.empty()) seen = parts_.visitors.by_token(exchange.bearer_token);
  else if (has_session) seen = parts_.visitors.by_session(cookie->second);
  if (!seen) return failed(exchange, seen.error());
  if (!exchange.bearer_token.empty() && !seen->identity) return refuse(exchange, problems::not_logged_in());
  exchange.visitor = {std::move(seen->identity), std::move(seen->half), std::move(seen->session)};
  if (exchange.visitor.identity && exchange.cookies.find(language_cookie_name) == exchange.cookies.end()) {
    exchange.request.language = exchange.visitor.identity->language;
  }
  if (!exchange.visitor.session.empty()) exchange.cookie_secret = cookie->second;
  const auto form_cookie = exchange.cookies.find(form_cookie_name(exchange.transport));
  if (exchange.cookie_secret.empty() && form_cookie != exchange.cookies.end() && form_cookie->second.size() == 64) {
    exchange.cookie_secret = form_cookie->second;
    exchange.has_form_cookie = true;
  }
  return std::nullopt;
}

Site::Ended Site::pass_gate(Exchange& exchange) const {
  const Visitor& visitor = exchange.visitor;
  if (visitor.identity) {
    const auto wait = of_account_.take(visitor.identity->account, exchange.began);
    if (wait) return refuse(exchange, problems::too_many(*wait));
  }
  return pass_door(exchange);
}

Site::Ended Site::pass_door(Exchange& exchange) const {
  const Visitor& visitor = exchange.visitor;
  const auto refusal = refusal_at(*exchange.route, visitor);
  if (!refusal) return std::nullopt;
  const bool is_at_login = refusal->code == "not_logged_in" || refusal->code == "second_factor_needed";
  if (!is_at_login || !is_navigation(exchange.request)) return refuse(exchange, *refusal);
  const std::string& path = visitor.half || visitor.identity ? settings_.second_factor_path : settings_.login_path;
  return Response::see_other(path + "?next=" + encode_percent(exchange.raw_target));
}

Site::Ended Site::read_body(Exchange& exchange, RawRequest& raw) const {
  Request& request = exchange.request;
  const std::string content_type = header_of(raw, "content-type");
  const std::string type = media_type_of(content_type);
  if (raw.body.empty()) return std::nullopt;
  const auto unreadable = [&](const Error& error) { return refuse(exchange, problems::bad_request(error.message)); };
  if (type == "application/x-www-form-urlencoded") {
    auto fields = parse_urlencoded(raw.body, {});
    if (!fields) return unreadable(fields.error());
    request.form = std::move(*fields);
  } else if (type == "multipart/form-data") {
    auto form = parse_multipart(raw.body, content_type, {});
    if (!form) return unreadable(form.error());
    request.form = std::move(form->fields);
    request.uploads = std::move(form->uploads);
  } else if (type == "application/json") {
    auto json = parse_json(raw.body, {json_depth_max, exchange.route->body_bytes_max});
    if (!json) return unreadable(json.error());
    request.json = std::move(*json);
    request.body = std::move(raw.body);
  } else if (type == "application/octet-stream") {
    request.body = std::move(raw.body);
  } else {
    return refuse(exchange, problems::unsupported_type());
  }
  return std::nullopt;
}

Response Site::handle(Exchange& exchange) const {
  try {
    auto response = exchange.route->handler(exchange.request, exchange.visitor);
    return response ? std::move(*response) : failed(exchange, response.error());
  } catch (const std::exception& error) {  // A bug of ours must end one request, not the server.
    return failed(exchange, {ErrorCode::internal, std::string("exception: ") + error.what()});
  }
}

Response Site::respond(Exchange& exchange, RawRequest& raw) const {
  Ended ended = find_route(exchange, raw);
  if (!ended) ended = find_visitor(exchange);
  if (!ended) ended = pass_gate(exchange);
  if (!ended) ended = read_body(exchange, raw);
  if (ended) return std::move(*ended);
  const bool is_by_token = exchange.visitor.identity && exchange.visitor.identity->by_token;
  if (changes_something(exchange.request.method) && !is_by_token) {
    const auto forgery = forgery_of(exchange.request, exchange.cookie_secret);
    if (forgery) return *refuse(exchange, *forgery);
  }
  if (exchange.cookie_secret.empty()) exchange.cookie_secret = parts_.random_secret();
  exchange.request.csrf = csrf_token_of(exchange.cookie_secret);
  return handle(exchange);
}

Answer Site::answer(RawRequest raw) {
  Exchange exchange = begin(raw);
  Response response = respond(exchange, raw);
  return finish(exchange, std::move(response));
}

// The form cookie is set only with a page that holds its token: a public page without a form sets none.
void Site::set_cookies(const Exchange& exchange, Response& response) const {
  std::erase_if(response.headers, [](const auto& header) { return lower(header.first) == "set-cookie"; });
  const auto add = [&](std::string cookie) { response.headers.emplace("Set-Cookie", std::move(cookie)); };
  if (response.session) add(session_cookie(*response.session, exchange.transport));
  if (response.language) add(language_cookie(*response.language, exchange.transport));
  const bool needs_form_cookie = exchange.visitor.session.empty() && !exchange.has_form_cookie && !exchange.request.csrf.empty();
  if (needs_form_cookie && response.body.find(exchange.request.csrf) != std::string::npos) {
    add(form_cookie(exchange.cookie_secret, exchange.transport));
  }
}

void Site::keep_page(const Exchange& exchange, Response& response) {
  response.headers.emplace("Cache-Control", "public, max-age=" + std::to_string(response.public_for.count()));
  if (exchange.request.method != "GET" || !exchange.cookies.empty() || !exchange.bearer_token.empty()) return;
  Response kept = response;
  add_security_headers(kept, Privacy::for_everybody, exchange.transport == Transport::secure);
  parts_.cache.keep(exchange.raw_target, exchange.request.language, std::move(kept), exchange.began + response.public_for);
}

Answer Site::finish(const Exchange& exchange, Response response) {
  const Request& request = exchange.request;
  const bool is_public = response.public_for.count() > 0 && response.status == 200 && exchange.route &&
                         exchange.route->door == Door::anyone && exchange.route->method == "GET" && exchange.visitor.session.empty() &&
                         !response.session && !response.language &&
                         (request.csrf.empty() || response.body.find(request.csrf) == std::string::npos);
  if (is_public) keep_page(exchange, response);
  else set_cookies(exchange, response);
  response.headers.emplace("X-Request-Id", request.id);
  add_security_headers(response, is_public ? Privacy::for_everybody : Privacy::for_one, exchange.transport == Transport::secure);
  if (is_public) response.headers.emplace("Vary", "Accept-Encoding, Accept-Language, Cookie");
  Answer answer;
  answer.head = std::make_shared<const std::string>(head_of(response, response.body.size()));
  if (parts_.log) {
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(parts_.steady_now() - exchange.began);
    parts_.log({request.id, request.address, exchange.visitor.identity ? exchange.visitor.identity->account : "", request.method,
                exchange.route ? exchange.route->pattern : "", response.status, response.body.size(), time, exchange.failure});
  }
  const bool has_body = request.method != "HEAD" && response.status != 204 && response.status != 304;
  if (has_body) answer.body = std::make_shared<const std::string>(std::move(response.body));
  return answer;
}

Answer Site::misuse(const RawRequest& head, Misuse misuse) {
  Exchange exchange = begin(head);
  const auto target = parse_target(head.target);
  if (target) exchange.request.path = target->path;
  const auto problem = [&]() -> Problem {
    switch (misuse) {
      case Misuse::malformed: return problems::bad_request("");
      case Misuse::head_too_large: return problems::head_too_large();
      case Misuse::body_too_large: return problems::too_large();
      case Misuse::too_slow: return problems::too_slow();
      case Misuse::busy: return problems::busy();
    }
    return problems::bad_request("");
  }();
  Answer answer = finish(exchange, std::move(*refuse(exchange, problem)));
  answer.close = true;
  return answer;
}

}  // namespace hoshi::web
