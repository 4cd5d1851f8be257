// The kinds of steps of a recipe that go over the wire: one function each, one answer each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "probes/http_session.h"
#include "probes/recipe_runner.h"

namespace hoshi::probes::recipes {

// What the steps of one run share.
struct Visit {
  Bench& bench;
  const Recipe& recipe;
  Bindings bindings;
  ByteView image;
  const Delivery& delivery;
  std::map<std::string, HttpSession> sessions{};               // by login
  std::map<std::string, protocols::http::CookieJar> cookies{}; // by route, of steps without a login
};

struct Place {
  const Route& route;
  bool tls = false;
};

inline bool carries_image(const RecipeStep& step) {
  const bool is_file = step.kind == "tftp_put" || step.kind == "ftp_put" || step.kind == "mqtt";
  return !step.file_field.empty() || step.body == "{image}" || (is_file && step.body.empty());
}

// In the middle of the image, or when it is delivered.
inline void do_meanwhile(const Visit& visit) {
  if (visit.delivery.meanwhile) visit.delivery.meanwhile();
}

// Each gives the device's answer as text (hostile), or why there was none. Texts of the step are filled in here.
[[nodiscard]] Result<std::string> do_http(Visit& visit, const RecipeStep& step, const Place& place);
[[nodiscard]] Result<std::string> do_mqtt(Visit& visit, const RecipeStep& step, const Place& place);
[[nodiscard]] Result<std::string> do_tftp(Visit& visit, const RecipeStep& step, const Place& place);
[[nodiscard]] Result<std::string> do_ftp(Visit& visit, const RecipeStep& step, const Place& place);
[[nodiscard]] Result<std::string> do_telnet(Visit& visit, const RecipeStep& step, const Place& place);
[[nodiscard]] Result<std::string> do_ssh(Visit& visit, const RecipeStep& step, const Place& place);

}  // namespace hoshi::probes::recipes
