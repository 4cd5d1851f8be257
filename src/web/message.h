// A request and an answer as pages and the API see them: no sockets, no threads, everything already bounded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "domain/words.h"

namespace hoshi::web {

struct Upload {
  std::string field;
  std::string file_name;  // as the browser says, cleaned of folders; for show only
  std::string content;
};

// Hostile, but whole: sizes are limited, paths decoded and normal (no "..", no empty parts), text is UTF-8 or the request was refused.
struct Request {
  std::string method;  // "GET", "HEAD", "POST", "PUT", "DELETE"
  std::string path;          // without a slash at its end
  bool ends_in_slash = false;  // it had one; only routes of folders (Slash::same_page) see such requests
  std::map<std::string, std::string, std::less<>> parts;    // of the route's pattern: {id}
  std::multimap<std::string, std::string, std::less<>> query;
  std::multimap<std::string, std::string, std::less<>> form;  // application/x-www-form-urlencoded or multipart/form-data
  std::vector<Upload> uploads;
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case; without cookie and authorization
  std::string body;                                         // of the API: JSON, as it came
  Value json;                                               // the same, read; null for other bodies
  std::string address;                                      // of the client (of the trusted proxy's header where one is set)
  Language language = Language::ja;                         // cookie, then Accept-Language
  std::string csrf;                                         // token for the forms of the answer: <input type=hidden name=csrf>
  std::string id;                                           // of this request: in the log, in problems, in X-Request-Id
  std::string origin;                                       // "https://office.example", of the settings or of the Host header

  std::string field(std::string_view name) const;           // of the form, then ""
  std::vector<std::string> fields(std::string_view name) const;
  std::string asked(std::string_view name) const;           // of the query, then ""
};

struct Response {
  int status = 200;
  std::string type = "text/html; charset=utf-8";
  std::string body;
  std::multimap<std::string, std::string> headers;  // never Set-Cookie of a session: that is the server's own
  std::optional<std::string> session = {};   // the secret of a new session for the visitor's cookie; "" takes the cookie away
  std::optional<Language> language = {};     // to be remembered in a cookie
  // More than 0: the same bytes for everybody in this language, kept in memory and by browsers that long. Only for GET behind
  // Door::anyone, and only when the page holds no form with a token.
  std::chrono::seconds public_for{0};

  static Response page(std::string html) {
    Response response;
    response.body = std::move(html);
    return response;
  }
  static Response see_other(std::string where);  // of our own: begins with "/"; anything else leads to "/"
  static Response json(int status, const Value& value);
};

}  // namespace hoshi::web
