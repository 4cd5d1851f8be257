// Asking the lab's update server.
// SPDX-License-Identifier: Apache-2.0
#include "probes/update_server.h"

namespace hoshi::probes {
namespace {

using transport::BenchActReport;

constexpr transport::milliseconds close_patience{15'000};

}  // namespace

Result<std::string> ask_update_server(Bench& bench, const std::string& what, transport::milliseconds patience) {
  const auto report = HOSHI_TRY(bench.network().act({"", 0, what, {}}, patience));
  if (report.outcome == BenchActReport::Outcome::nobody) return fail(ErrorCode::conflict, "no lab plays the update server: " + report.said);
  if (report.outcome == BenchActReport::Outcome::failed) return fail(ErrorCode::unavailable, "the lab's update server: " + report.said);
  return report.said;
}

Result<void> close_update_server(Bench& bench) {
  const auto said = ask_update_server(bench, "show closed", close_patience);
  return said ? Result<void>() : tl::unexpected<Error>(said.error());
}

}  // namespace hoshi::probes
