// Who may come in by which route, and whether a browser's form is really its own: asked in one place, before every handler.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/errors.h"
#include "web/route.h"

namespace hoshi::web {

// Nothing when the visitor may come in; else why not. Doors of the office and of administrators ask for a second factor;
// a token needs the route's scope and a route that lets tokens in.
std::optional<Problem> refusal_at(const Route& route, const Visitor& visitor);

bool changes_something(std::string_view method);  // everything but GET and HEAD

// The token of the forms made for the holder of a cookie's secret: a digest, so that the cookie needs no place in a database
// and the page does not show it.
std::string csrf_token_of(std::string_view cookie_secret);

// What says where a state-changing request of a browser comes from. `cookie_secret` is that of the session, or of the
// form cookie of somebody without one; "" when the browser sent none.
std::optional<Problem> forgery_of(const Request& request, std::string_view cookie_secret);

}  // namespace hoshi::web
