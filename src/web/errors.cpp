// Statuses of codes, problem details and the plain error page.
// SPDX-License-Identifier: Apache-2.0
#include "web/errors.h"

namespace hoshi::web {
namespace {

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input: return 422;
    case ErrorCode::not_found: return 404;
    case ErrorCode::conflict: return 409;
    case ErrorCode::forbidden: return 403;
    case ErrorCode::unavailable: return 503;
    case ErrorCode::timed_out: return 504;
    case ErrorCode::corrupt: return 500;
    case ErrorCode::internal: return 500;
  }
  return 500;
}

}  // namespace

Problem problem_of(const Error& error) {
  const int status = status_of(error.code);
  Problem problem{status, std::string(name_of(error.code)), status < 500 ? error.message : ""};
  if (status == 503) problem.retry_after = std::chrono::seconds(5);
  return problem;
}

namespace problems {

Problem bad_request(std::string detail) { return {400, "bad_request", std::move(detail)}; }
Problem not_found() { return {404, "not_found", ""}; }
Problem method_not_allowed(std::string allow) { return {405, "method_not_allowed", "", {}, std::move(allow)}; }
Problem not_logged_in() { return {401, "not_logged_in", ""}; }
Problem second_factor_needed() { return {403, "second_factor_needed", ""}; }
Problem not_allowed() { return {403, "forbidden", ""}; }
Problem form_expired() { return {403, "form_expired", ""}; }
Problem from_elsewhere() { return {403, "from_elsewhere", ""}; }
Problem misdirected() { return {421, "misdirected", ""}; }
Problem too_many(std::chrono::seconds retry_after) { return {429, "too_many_requests", "", retry_after}; }
Problem too_large() { return {413, "too_large", ""}; }
Problem head_too_large() { return {431, "head_too_large", ""}; }
Problem unsupported_type() { return {415, "unsupported_type", ""}; }
Problem busy() { return {503, "unavailable", "", std::chrono::seconds(5)}; }
Problem too_slow() { return {408, "too_slow", ""}; }

}  // namespace problems

ProblemWords words_of(const Problem& problem, const i18n::Catalogue& words, Language language) {
  const bool is_known = words.has("problem.title_" + problem.code);
  const std::string code = is_known ? problem.code : "internal";
  const bool is_key = words.has(problem.detail);
  return {words.text(language, "problem.title_" + code), words.text(language, "problem.help_" + code),
          is_key ? words.text(language, problem.detail) : problem.detail};
}

std::string escaped_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

std::string plain_problem_page(const Problem& problem, const ProblemWords& words, const Request& request, const Visitor&) {
  const std::string language(name_of(request.language));
  std::string html = "<!doctype html>\n<html lang=\"" + language + "\">\n<head><meta charset=\"utf-8\"><title>" +
                     escaped_html(words.title) + "</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">" +
                     "</head>\n<body><main><h1>" + escaped_html(words.title) + "</h1>\n<p>" + escaped_html(words.help) + "</p>\n";
  if (!words.detail.empty()) html += "<p>" + escaped_html(words.detail) + "</p>\n";
  return html + "<p><code>" + std::to_string(problem.status) + " " + escaped_html(problem.code) + " · " + escaped_html(request.id) +
         "</code></p></main></body>\n</html>\n";
}

ProblemForm form_of(const Request& request) {
  if (request.path == "/api" || request.path.starts_with("/api/")) return ProblemForm::json;
  const auto accept = request.headers.find("accept");
  const bool wants_json = accept != request.headers.end() && accept->second.find("json") != std::string::npos;
  return wants_json && accept->second.find("text/html") == std::string::npos ? ProblemForm::json : ProblemForm::page;
}

Response problem_response(const Problem& problem, const i18n::Catalogue& catalogue, const Request& request, const Visitor& visitor,
                          const ProblemPage& page) {
  const ProblemWords words = words_of(problem, catalogue, request.language);
  Response response;
  if (form_of(request) == ProblemForm::json) {
    Value body = object({{"type", "about:blank"}, {"title", words.title}, {"status", problem.status}, {"code", problem.code},
                         {"instance", "urn:hoshi:request:" + request.id}});
    body.set("detail", words.detail.empty() ? words.help : words.detail);
    response = Response::json(problem.status, body);
    response.type = "application/problem+json";
  } else {
    response.body = page ? page(problem, words, request, visitor) : plain_problem_page(problem, words, request, visitor);
  }
  response.status = problem.status;
  response.headers.emplace("Content-Language", name_of(request.language));
  if (problem.retry_after) response.headers.emplace("Retry-After", std::to_string(problem.retry_after->count()));
  if (!problem.allow.empty()) response.headers.emplace("Allow", problem.allow);
  if (problem.status == 401) response.headers.emplace("WWW-Authenticate", "Bearer realm=\"hoshi\"");
  return response;
}

}  // namespace hoshi::web
