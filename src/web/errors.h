// What went wrong, said to a person as a page and to a program as RFC 9457 problem details.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "i18n/catalogue.h"
#include "web/route.h"

namespace hoshi::web {

// A refusal of the engine's own or an Error of a handler. The code is stable: programs may rely on it.
struct Problem {
  int status = 500;
  std::string code = "internal";  // of ErrorCode, or one of the engine's (docs/web.md)
  std::string detail;             // said to the client: one sentence, or a key of the catalogue; "" for failures of our own
  std::optional<std::chrono::seconds> retry_after = {};
  std::string allow = {};         // of 405
};

// Codes become statuses here and nowhere else. What failed on our side (corrupt, internal, unavailable, timed_out) says
// nothing of itself to the client; it is logged under the request's id.
Problem problem_of(const Error& error);

namespace problems {
Problem bad_request(std::string detail);
Problem not_found();
Problem method_not_allowed(std::string allow);
Problem not_logged_in();
Problem second_factor_needed();
Problem not_allowed();    // the role or the token's scope does not reach here
Problem form_expired();   // CSRF token absent or of another session
Problem from_elsewhere();  // Origin or Sec-Fetch-Site says another site sent it
Problem misdirected();    // Host is not ours
Problem too_many(std::chrono::seconds retry_after);
Problem too_large();
Problem head_too_large();
Problem unsupported_type();
Problem busy();
Problem too_slow();
}  // namespace problems

// What a page about a problem needs; words in the visitor's language.
struct ProblemWords {
  std::string title;
  std::string help;    // what to do
  std::string detail;  // may be empty
};
ProblemWords words_of(const Problem& problem, const i18n::Catalogue& words, Language language);

// Draws the page in the layout of the office; the request still holds everything that was typed.
using ProblemPage = std::function<std::string(const Problem&, const ProblemWords&, const Request&, const Visitor&)>;
// A plain page, for when there is no other.
std::string plain_problem_page(const Problem& problem, const ProblemWords& words, const Request& request, const Visitor& visitor);

enum class ProblemForm { page, json };
// JSON for paths under /api/ and for clients that ask for JSON and not for HTML.
ProblemForm form_of(const Request& request);
Response problem_response(const Problem& problem, const i18n::Catalogue& words, const Request& request, const Visitor& visitor,
                          const ProblemPage& page);

std::string escaped_html(std::string_view text);

}  // namespace hoshi::web
