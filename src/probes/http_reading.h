// What an HTTP answer means for access (refused, missing, content), and whether two are alike.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "probes/http_client.h"

namespace hoshi::probes {

enum class HttpMeaning {
  refused,  // 401, 403, a redirect to where one logs in, a login page, or a short text that says no
  missing,  // 404, 405, 410 …
  trouble,  // 429, 5xx, an empty body: says nothing
  content,  // 200 with a body of its own
};

struct HttpReading {
  HttpMeaning meaning = HttpMeaning::trouble;
  std::string how;             // "401", "redirect_to_login", "login_page", "says_no", "404" …
  std::string authentication;  // "none", "basic", "digest", "bearer", "form"
  std::string realm;
  bool is_doubtful = false;  // content, but so short and so worded that it may be a refusal
};

HttpReading read_answer(const transport::Network& network, const HttpEndpoint& endpoint,
                        const protocols::http::Response& response);

// Where a redirect leads: "" without one, a path on this endpoint, or a URL (addresses written as
// [address], no query).
std::string redirect_of(const HttpEndpoint& endpoint, const protocols::http::Response& response);

// The answer without what changes from one request to the next (its own path, numbers, session ids), for
// comparing.
struct HttpLikeness {
  int status = 0;
  bool is_text = false;
  std::size_t bytes = 0;
  std::string sha256;  // of the redacted body
  std::string words;   // of texts, in order; digits folded, the path taken out
};
HttpLikeness likeness_of(const transport::Network& network, const protocols::http::Response& response,
                         std::string_view path);
// The same answer for all we can tell: equal words (nine of ten) for texts, equal bytes for all else.
bool is_alike(const HttpLikeness& a, const HttpLikeness& b);

}  // namespace hoshi::probes
