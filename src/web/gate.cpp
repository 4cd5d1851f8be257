// Doors, scopes and the checks against cross-site request forgery.
// SPDX-License-Identifier: Apache-2.0
#include "web/gate.h"

#include <algorithm>

#include "base/encoding.h"

namespace hoshi::web {
namespace {

constexpr std::string_view office_roles[] = {"intake", "reviewer", "decider", "surveillance", "registrar"};
constexpr std::string_view applicant_roles[] = {"applicant", "agent"};

template <class Roles>
bool has_any(const accounts::Identity& identity, const Roles& roles) {
  return std::any_of(std::begin(roles), std::end(roles),
                     [&](std::string_view role) { return identity.roles.contains(std::string(role)); });
}

bool has_role_for(Door door, const accounts::Identity& identity) {
  switch (door) {
    case Door::anyone: return true;
    case Door::account: return true;
    case Door::applicant: return has_any(identity, applicant_roles);
    case Door::office: return has_any(identity, office_roles);
    case Door::administrator: return identity.roles.contains("administrator");
  }
  return false;
}

bool needs_second_factor(Door door) { return door == Door::office || door == Door::administrator; }

std::string_view header_of(const Request& request, std::string_view name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string_view() : found->second;
}

bool has_scope_for(const Route& route, const accounts::Identity& identity) {
  if (route.scope.empty() || identity.scopes.contains(route.scope)) return true;
  return !route.party_scope.empty() && !has_any(identity, office_roles) && identity.scopes.contains(route.party_scope);
}

}  // namespace

std::optional<Problem> refusal_at(const Route& route, const Visitor& visitor) {
  if (visitor.identity && visitor.identity->by_token) {
    // Also at doors that are open to anyone: a token never acts beyond what it was made for.
    if (route.door != Door::anyone && route.token == Token::no) return problems::not_allowed();
    if (!has_scope_for(route, *visitor.identity)) return problems::not_allowed();
  }
  if (route.door == Door::anyone) return std::nullopt;
  if (!visitor.identity) return problems::not_logged_in();
  if (!has_role_for(route.door, *visitor.identity)) return problems::not_allowed();
  if (needs_second_factor(route.door) && !visitor.identity->strong) return problems::second_factor_needed();
  return std::nullopt;
}

bool changes_something(std::string_view method) { return method != "GET" && method != "HEAD"; }

std::string csrf_token_of(std::string_view cookie_secret) {
  return sha256_hex("hoshi form token 1:" + std::string(cookie_secret));
}

std::optional<Problem> forgery_of(const Request& request, std::string_view cookie_secret) {
  const std::string_view site = header_of(request, "sec-fetch-site");
  if (!site.empty() && site != "same-origin") return problems::from_elsewhere();
  const std::string_view origin = header_of(request, "origin");
  if (!origin.empty() && origin != request.origin) return problems::from_elsewhere();
  const std::string_view header = header_of(request, "x-csrf-token");
  const std::string token = header.empty() ? request.field("csrf") : std::string(header);
  if (cookie_secret.empty() || !is_same_secret(token, csrf_token_of(cookie_secret))) return problems::form_expired();
  return std::nullopt;
}

}  // namespace hoshi::web
