// Finds the route of a method and a path in the table of URLs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "web/route.h"

namespace hoshi::web {

// Immutable; threads share it.
class Router {
 public:
  struct Found {
    const Route* route = nullptr;  // null: no such path, or, with `allowed`, not this method
    std::map<std::string, std::string, std::less<>> parts;
    std::set<std::string> allowed;  // methods of this path, with HEAD where there is GET
  };

  // invalid_input for a pattern that cannot be read, the same method and path twice, a route without handler, and a
  // token's route without scope: a table that is not clear is no table.
  [[nodiscard]] static Result<Router> create(std::vector<Route> routes);

  // `segments` as parse_target gives them. A literal part wins over {part}, that over {rest...}. HEAD finds GET's route.
  Found find(std::string_view method, const std::vector<std::string>& segments) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> any;
    std::map<std::string, std::size_t, std::less<>> routes;       // method → index
    std::map<std::string, std::size_t, std::less<>> rest_routes;  // of a {rest...} here
  };
  using Methods = std::map<std::string, std::size_t, std::less<>>;

  Router() : root_(std::make_unique<Node>()) {}
  [[nodiscard]] Result<void> add(std::size_t index);
  static const Methods* look_up(const Node& node, const std::vector<std::string>& segments, std::size_t depth);
  static std::map<std::string, std::string, std::less<>> parts_of(const Route& route, const std::vector<std::string>& segments);

  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace hoshi::web
