// Short ways to write rows of the table of URLs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "pages/site.h"
#include "web/route.h"

namespace hoshi::pages {

using PageHandler = Result<web::Response> (*)(const Site&, const web::Request&, const web::Visitor&);

inline web::Route page_route(const Site& site, std::string method, std::string pattern, web::Door door, PageHandler handler, std::size_t bytes = 64u << 10) {
  web::Route route;
  route.method = std::move(method);
  route.pattern = std::move(pattern);
  route.door = door;
  route.body_bytes_max = bytes;
  // `site` outlives the table.
  route.handler = [&site, handler](const web::Request& request, const web::Visitor& visitor) { return handler(site, request, visitor); };
  return route;
}

// A row for programs, too: with a token of the scope ("" where a token needs none because the door is open to anyone).
inline web::Route program_route(const Site& site, std::string method, std::string pattern, web::Door door, std::string scope, PageHandler handler,
                                std::size_t bytes = 64u << 10) {
  web::Route route = page_route(site, std::move(method), std::move(pattern), door, handler, bytes);
  route.token = web::Token::yes;
  route.scope = std::move(scope);
  return route;
}

// Cases are looked at and acted on from both sides by the same rows: a party does so with the scope of its applications.
inline web::Route for_both_sides(web::Route route) {
  route.party_scope = route.scope == "office:read" ? "application:read" : "application:submit";
  return route;
}

inline const std::string& part_of(const web::Request& request, std::string_view name) { return request.parts.find(name)->second; }

}  // namespace hoshi::pages
