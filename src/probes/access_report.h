// What access probes share: the endpoint, its declared route and requests, and observations in the words of the facts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/login.h"

namespace hoshi::probes {

// Whether what was reached is what the description means by the asset.
enum class Certainty { certain, somebody_must_look };

// One declared request as it went: without login, and (the control) with the test account.
struct Tried {
  bool worked = false;
  std::string how;      // when it did not: "530", "401", "connection" …
  std::size_t bytes = 0;
  bool is_refusal = false;  // it did not work because of missing authentication, as far as the answer tells
};

// Why nothing was written: a text of access.not_tried.
constexpr std::string_view write_needs_leave = "a write needs --allow-disruptive";

// Borrows bench and task for its life.
class AccessReport {
 public:
  AccessReport(Bench& bench, const Task& task);

  Bench& bench() const { return bench_; }
  const Task& task() const { return task_; }
  const Route* route() const { return route_; }
  std::string route_id() const { return route_ != nullptr ? route_->id : ""; }
  // The requests the description declares for this route, in its order.
  std::vector<const Request*> requests() const;
  bool is_declared(std::string_view path) const;
  bool is_protected(std::string_view asset) const;
  // The surface of that kind of login here and its test account; nothing without one. Tells keep_secret().
  struct Account {
    LoginSurface surface;
    Credential credential;
  };
  std::optional<Account> test_account(std::string_view kind) const;
  // The test account of the route's own authentication, or null; its password has gone through keep_secret().
  const Credential* route_account() const;
  Subject subject(std::string_view reference) const { return {task_.target, task_.endpoint, std::string(reference)}; }

  void unauthenticated(std::string_view asset, std::string_view operation, std::string_view what, std::size_t bytes,
                       Certainty certainty = Certainty::certain) const;
  // A shell or something of its kind, which reaches whatever is kept.
  void shell(std::string_view what, std::size_t bytes) const;
  void refused(const Request& request, std::string_view how, bool control) const;
  // Of what no request declares; `asset` "": nobody knows whether it is protected.
  void refused(std::string_view asset, std::string_view operation, std::string_view what, std::string_view how,
               bool control) const;
  void not_tried(std::string_view asset, std::string_view why) const;
  void seen_in_clear(std::string_view asset, std::string_view what, std::string_view how) const;
  void login_offered(std::string_view kind, bool tls, std::string_view path, std::string_view how) const;
  // Nothing when both are empty.
  void identity(std::string_view model, std::string_view version, std::string_view where) const;
  // What follows from one declared request: access, a refusal, or nothing tried; `control` is asked only when needed.
  void decide(const Request& request, const Tried& anonymous, const std::optional<Tried>& control) const;
  // False and access.not_tried when a request writes and nobody allowed that.
  bool may_do(const Request& request) const;

 private:
  void refuse(std::string_view asset, std::string_view operation, std::string what, std::string_view how,
              bool control) const;

  Bench& bench_;
  const Task& task_;
  const Route* route_;
};

}  // namespace hoshi::probes
