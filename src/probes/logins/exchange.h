// One HTTP request and its answer for the HTTP kinds of login, and what the answer looks like.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probes/login.h"
#include "protocols/http/message.h"

namespace hoshi::probes::logins {

// One connection, one request; redirects are not followed, since where an answer sends us is part of the answer.
[[nodiscard]] Result<protocols::http::Response> exchange(transport::Network& network, const LoginSurface& surface,
                                                         protocols::http::Request request);

// Made from redacted content: status, where it redirects (path and names of the query), whether a cookie is set,
// length, title, and the sequence of tags or keys.
LoginSignature signature_of(const transport::Network& network, const protocols::http::Response& response);

// The class of an answer to credentials, as far as the status tells; `accepted` is only a candidate.
LoginClass class_of_status(const protocols::http::Response& response);

std::optional<milliseconds> retry_after(const protocols::http::Response& response);

// Fills outcome, signature, retry_after and ended from the answer to the password.
void take_answer(LoginAttempt& attempt, transport::Network& network, const protocols::http::Response& response);
// The same when there was none.
void take_failure(LoginAttempt& attempt, transport::Network& network, const Error& error);

// For a candidate: `opened` is the privileged page read with the login; reads it again without any login and
// compares. Sets privileged_read, or answers_anyone and `unclear`.
void confirm(LoginAttempt& attempt, transport::Network& network, const LoginSurface& surface, const std::string& path,
             const protocols::http::Response& opened);

}  // namespace hoshi::probes::logins
