// What a probe of access has to say about one endpoint: given, refused, not tried, seen in clear.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "probes/bench.h"
#include "probes/probe.h"

namespace hoshi::probes {

// Why nothing was written: a text of access.not_tried.
constexpr std::string_view write_needs_leave = "a write needs --allow-disruptive";

// Borrows bench and task. Texts of the device are made printable here; secrets are the caller's affair.
class AccessReport {
 public:
  AccessReport(Bench& bench, const Task& task);

  // `asset` "": nothing the description names; a person has to judge.
  void given(std::string_view asset, std::string_view operation, std::string_view what, std::size_t bytes) const;
  void refused(const Request& request, std::string_view how, bool control) const;
  void not_tried(const Request& request, std::string_view why) const;
  // Only for protected assets; others may be read by anybody.
  void seen_in_clear(std::string_view asset, std::string_view what, std::string_view how) const;

  // The declared requests over this endpoint's route.
  std::vector<const Request*> requests() const;
  bool is_declared(std::string_view path) const;
  const Route* route() const { return route_; }
  Subject subject(std::string_view reference) const;
  // The test account that belongs to the route, or null; its password has gone through keep_secret().
  const Credential* test_account() const;

 private:
  std::string_view route_id() const;

  Bench& bench_;
  const Task& task_;
  const Route* route_;
};

}  // namespace hoshi::probes
