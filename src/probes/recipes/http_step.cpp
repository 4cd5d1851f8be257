// Steps over HTTP: a request with or without a login before it, forms, bodies, and uploads.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "probes/recipes/placeholders.h"
#include "probes/recipes/steps.h"
#include "protocols/http/url.h"

namespace hoshi::probes::recipes {
namespace {

namespace http = protocols::http;

constexpr std::size_t boundary_bytes = 12;
constexpr std::chrono::seconds usual_patience{15};
constexpr std::size_t answer_bytes = 4u << 20;  // backups; larger ones do not fit the transcript

HttpEndpoint endpoint_of(const Visit& visit, const Place& place) {
  HttpEndpoint endpoint;
  endpoint.target = place.route.target;
  endpoint.port = place.route.port;
  endpoint.tls = place.tls;
  endpoint.host = visit.bench.product().host_of(place.route.target);
  return endpoint;
}

HttpLimits limits_of(const Visit& visit, const RecipeStep& step) {
  HttpLimits limits;
  limits.body_bytes = answer_bytes;
  // An image takes its time on its way and in the device; 16 bytes a millisecond are a slow one.
  limits.whole = (step.seconds > 0 ? std::chrono::seconds(step.seconds) : usual_patience) +
                 std::chrono::milliseconds(visit.image.size() / 16);
  return limits;
}

struct Field {
  std::string name;
  std::string value;
};

Result<std::vector<Field>> fields_of(const RecipeStep& step, const Bindings& bindings) {
  std::vector<Field> fields;
  for (const auto& line : step.form) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) return fail(ErrorCode::invalid_input, "a field of the form is no name=value");
    auto value = HOSHI_TRY(filled(std::string_view(line).substr(equals + 1), bindings));
    fields.push_back({line.substr(0, equals), std::move(value)});
  }
  return fields;
}

// RFC 7578.
void set_multipart(http::Request& request, Visit& visit, const RecipeStep& step, const std::vector<Field>& fields) {
  const std::string boundary = "hoshi" + to_hex(visit.bench.network().random(boundary_bytes));
  std::string& body = request.body;
  for (const auto& field : fields) {
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field.name + "\"\r\n\r\n" + field.value + "\r\n";
  }
  body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + step.file_field +
          "\"; filename=\"image\"\r\nContent-Type: application/octet-stream\r\n\r\n";
  body += to_text(visit.image);
  body += "\r\n--" + boundary + "--\r\n";
  request.headers.push_back({"Content-Type", "multipart/form-data; boundary=" + boundary});
}

void set_form(http::Request& request, const std::vector<Field>& fields) {
  for (const auto& field : fields) {
    if (!request.body.empty()) request.body += "&";
    request.body += http::form_encoded(field.name) + "=" + http::form_encoded(field.value);
  }
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
}

Result<http::Request> request_of(Visit& visit, const RecipeStep& step) {
  http::Request request;
  request.method = step.method;
  request.path = HOSHI_TRY(filled(step.path.empty() ? "/" : step.path, visit.bindings));
  for (const auto& line : step.headers) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) return fail(ErrorCode::invalid_input, "a header is no \"Name: value\"");
    const std::string value = HOSHI_TRY(filled(trimmed(std::string_view(line).substr(colon + 1)), visit.bindings));
    request.headers.push_back({line.substr(0, colon), value});
  }
  const auto fields = HOSHI_TRY(fields_of(step, visit.bindings));
  if (!step.file_field.empty()) {
    set_multipart(request, visit, step, fields);
  } else if (step.body == "{image}") {
    request.body = to_text(visit.image);
  } else if (!step.body.empty()) {
    request.body = HOSHI_TRY(filled(step.body, visit.bindings));
  } else if (!fields.empty()) {
    set_form(request, fields);
  }
  if (!step.content_type.empty()) request.headers.push_back({"Content-Type", step.content_type});
  return request;
}

const Login* login_named(const Product& product, std::string_view id) {
  const auto found = std::find_if(product.logins.begin(), product.logins.end(),
                                  [&](const Login& login) { return login.id == id; });
  return found != product.logins.end() ? &*found : nullptr;
}

Result<HttpAnswer> ask_logged_in(Visit& visit, const RecipeStep& step, const HttpEndpoint& endpoint, http::Request request) {
  const Login* login = login_named(visit.bench.product(), step.login);
  if (login == nullptr) return fail(ErrorCode::not_found, "there is no login " + step.login);
  auto found = visit.sessions.find(step.login);
  if (found == visit.sessions.end()) {
    Credential account;
    account.authentication = login->authentication;
    account.account = HOSHI_TRY(filled("{account}", visit.bindings));
    account.password = HOSHI_TRY(filled("{password}", visit.bindings));
    auto session = HOSHI_TRY(HttpSession::log_in(visit.bench.network(), endpoint, *login, account));
    found = visit.sessions.emplace(step.login, std::move(session)).first;
  }
  found->second.set_limits(limits_of(visit, step));
  return found->second.ask(std::move(request));
}

Result<HttpAnswer> ask_alone(Visit& visit, const RecipeStep& step, const HttpEndpoint& endpoint, http::Request request) {
  auto& jar = visit.cookies[step.route];
  if (!jar.is_empty() && http::find_header(request.headers, "Cookie") == nullptr) {
    request.headers.push_back({"Cookie", jar.header()});
  }
  auto answer = HOSHI_TRY(ask_http(visit.bench.network(), endpoint, std::move(request), limits_of(visit, step)));
  jar.take(answer.response.headers);
  for (const auto& cookie : jar.all()) {
    if (!cookie.value.empty()) visit.bench.network().keep_secret(cookie.value);
  }
  return answer;
}

// Half of the request, or all of it, and then something else: what a lost connection or a lost device leaves behind.
Result<std::string> send_and_leave(Visit& visit, const HttpEndpoint& endpoint, http::Request request) {
  request.host = endpoint.url().authority();
  const std::string bytes = HOSHI_TRY(http::write_request(request));
  auto& network = visit.bench.network();
  const HttpLimits limits;
  auto stream = HOSHI_TRY(endpoint.tls ? network.connect_tls(endpoint.target, endpoint.port, {}, limits.connect)
                                       : network.connect(endpoint.target, endpoint.port, limits.connect));
  const bool is_half = visit.delivery.how == Delivery::How::broken_off;
  const std::size_t sent = is_half ? bytes.size() - request.body.size() / 2 : bytes.size();
  HOSHI_CHECK(stream->write(to_bytes(std::string_view(bytes).substr(0, sent))));
  do_meanwhile(visit);
  return fail(ErrorCode::unavailable, is_half ? "broken off in the middle of the image" : "left alone once the image was delivered");
}

std::string as_text(const http::Response& response) {
  std::string text = "HTTP/" + response.version + " " + std::to_string(response.status) + " " + response.reason + "\n";
  for (const auto& header : response.headers) text += header.name + ": " + header.value + "\n";
  return text + "\n" + response.body;
}

}  // namespace

Result<std::string> do_http(Visit& visit, const RecipeStep& step, const Place& place) {
  const HttpEndpoint endpoint = endpoint_of(visit, place);
  // As it stands in a body the secret is spelt otherwise.
  for (const auto* name : {"old", "new", "password", "value"}) {
    const auto secret = visit.bindings.find(name);
    if (secret != visit.bindings.end() && !secret->second.empty()) {
      visit.bench.network().keep_secret(http::form_encoded(secret->second));
    }
  }
  http::Request request = HOSHI_TRY(request_of(visit, step));
  const bool is_left = !visit.delivery.is_whole() && carries_image(step) && step.login.empty();
  if (is_left) return send_and_leave(visit, endpoint, std::move(request));
  const auto answer = HOSHI_TRY(step.login.empty() ? ask_alone(visit, step, endpoint, std::move(request))
                                                   : ask_logged_in(visit, step, endpoint, std::move(request)));
  return as_text(answer.response);
}

}  // namespace hoshi::probes::recipes
