// The tree of path parts behind the table of URLs.
// SPDX-License-Identifier: Apache-2.0
#include "web/router.h"

#include "base/text.h"

namespace hoshi::web {
namespace {

const std::set<std::string, std::less<>> known_methods{"GET", "POST", "PUT", "PATCH", "DELETE"};

bool is_parameter(std::string_view part) { return part.starts_with('{') && part.ends_with('}'); }
bool is_rest(std::string_view part) { return is_parameter(part) && part.ends_with("...}"); }

std::string name_of_parameter(std::string_view part) {
  const std::size_t end = is_rest(part) ? part.size() - 4 : part.size() - 1;
  return std::string(part.substr(1, end - 1));
}

std::vector<std::string> parts_of_pattern(std::string_view pattern) {
  if (pattern == "/") return {};
  return split(pattern.substr(1), '/');
}

Result<void> check_parts(const Route& route, const std::vector<std::string>& parts) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string& part = parts[i];
    if (is_parameter(part)) {
      const std::string name = name_of_parameter(part);
      if (name.empty() || !names.insert(name).second) {
        return fail(ErrorCode::invalid_input, route.pattern + ": every part in braces needs a name of its own");
      }
      if (is_rest(part) && i + 1 != parts.size()) {
        return fail(ErrorCode::invalid_input, route.pattern + ": {rest...} can only be last");
      }
    } else if (part.empty() || part.find_first_of("{}") != std::string::npos) {
      return fail(ErrorCode::invalid_input, route.pattern + ": empty part, or braces within a part");
    }
  }
  return {};
}

}  // namespace

Result<Router> Router::create(std::vector<Route> routes) {
  Router router;
  router.routes_ = std::move(routes);
  for (std::size_t index = 0; index < router.routes_.size(); ++index) {
    HOSHI_CHECK(router.add(index));
  }
  return router;
}

Result<void> Router::add(std::size_t index) {
  const Route& route = routes_[index];
  if (!route.pattern.starts_with('/') || !known_methods.contains(route.method)) {
    return fail(ErrorCode::invalid_input, route.method + " " + route.pattern + ": no such method, or no path");
  }
  if (!route.handler) return fail(ErrorCode::invalid_input, route.pattern + ": no handler");
  if (route.token == Token::yes && route.door != Door::anyone && route.scope.empty()) {
    return fail(ErrorCode::invalid_input, route.pattern + ": lets tokens in and asks for no scope");
  }
  const auto parts = parts_of_pattern(route.pattern);
  HOSHI_CHECK(check_parts(route, parts));
  Node* node = root_.get();
  for (const std::string& part : parts) {
    if (is_rest(part)) break;
    auto& next = is_parameter(part) ? node->any : node->literals[part];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  const bool has_rest = !parts.empty() && is_rest(parts.back());
  auto& methods = has_rest ? node->rest_routes : node->routes;
  if (!methods.emplace(route.method, index).second) {
    return fail(ErrorCode::invalid_input, route.method + " " + route.pattern + ": the same path is in the table twice");
  }
  return {};
}

const Router::Methods* Router::look_up(const Node& node, const std::vector<std::string>& segments, std::size_t depth) {
  if (depth == segments.size()) return node.routes.empty() ? nullptr : &node.routes;
  const auto literal = node.literals.find(segments[depth]);
  if (literal != node.literals.end()) {
    const Methods* found = look_up(*literal->second, segments, depth + 1);
    if (found) return found;
  }
  if (node.any) {
    const Methods* found = look_up(*node.any, segments, depth + 1);
    if (found) return found;
  }
  return node.rest_routes.empty() ? nullptr : &node.rest_routes;
}

std::map<std::string, std::string, std::less<>> Router::parts_of(const Route& route, const std::vector<std::string>& segments) {
  std::map<std::string, std::string, std::less<>> values;
  const auto parts = parts_of_pattern(route.pattern);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_rest(parts[i])) {
      values[name_of_parameter(parts[i])] = join({segments.begin() + static_cast<std::ptrdiff_t>(i), segments.end()}, "/");
    } else if (is_parameter(parts[i])) {
      values[name_of_parameter(parts[i])] = segments[i];
    }
  }
  return values;
}

Router::Found Router::find(std::string_view method, const std::vector<std::string>& segments) const {
  Found found;
  const Methods* methods = look_up(*root_, segments, 0);
  if (!methods) return found;
  for (const auto& [name, index] : *methods) {
    found.allowed.insert(name);
    if (name == "GET") found.allowed.insert("HEAD");
  }
  const auto one = methods->find(method == "HEAD" ? "GET" : method);
  if (one == methods->end()) return found;
  found.route = &routes_[one->second];
  found.parts = parts_of(*found.route, segments);
  return found;
}

}  // namespace hoshi::web
