// How access probes say what they found: one way to report access, refusals and what was not tried.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "probes/bench.h"
#include "probes/probe.h"

namespace hoshi::probes {

// For one task at one endpoint.
class AccessNotes {
 public:
  // Both outlive the report. The route is the enabled one declared at the task's endpoint.
  AccessNotes(Bench& bench, const Task& task);

  const Route* route() const { return route_; }
  std::string route_id() const { return route_ != nullptr ? route_->id : ""; }
  // Declared for this route.
  std::vector<const Request*> requests() const;
  bool has_request(std::string_view path) const;

  // `asset` may be "": then nobody knows whether it is protected. `operation` is read, write or shell.
  void unauthenticated(std::string_view asset, std::string_view operation, std::string_view what, std::size_t bytes);
  // A shell or something of its kind, which reaches whatever is kept.
  void shell(std::string_view what, std::size_t bytes);
  // `asset` as above. `control`: the same request with a test account worked.
  void refused(std::string_view asset, std::string_view operation, std::string_view what, std::string_view how,
               bool control);
  void not_tried(std::string_view asset, std::string_view why);
  // A declared protected thing travelled over this endpoint without TLS.
  void in_clear(std::string_view asset, std::string_view what, std::string_view how);
  void login_offered(std::string_view kind, bool tls, std::string_view path, std::string_view how);
  void identity(std::string_view model, std::string_view version, std::string_view where);

  // The test account that belongs to the route; null without one. Its password is kept secret.
  const Credential* account();

 private:
  Subject subject(std::string_view reference) const;

  Bench& bench_;
  const Task& task_;
  const Route* route_;
};

}  // namespace hoshi::probes
