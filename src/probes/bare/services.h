// The cheapest reading of services that often stand there without a password, a function each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "probes/access_report.h"
#include "probes/question.h"

namespace hoshi::probes::bare {

struct Visit {
  Bench& bench;
  const Task& task;
  ServicePlace place;
  AccessReport& report;

  [[nodiscard]] Result<Questioner> open() const { return Questioner::open(bench.network(), task.target, place); }
  // Requests of services whose objects have no names here.
  void leave_requests(std::string_view why) const {
    for (const auto* request : report.requests()) report.not_tried(request->asset, why);
  }
};

// An Error is what the device or the network did; it becomes `access.not_tried` of the declared requests.
[[nodiscard]] Result<void> look_at_redis(const Visit& visit);
[[nodiscard]] Result<void> look_at_memcached(const Visit& visit);
[[nodiscard]] Result<void> look_at_mongodb(const Visit& visit);
[[nodiscard]] Result<void> look_at_mysql(const Visit& visit);
[[nodiscard]] Result<void> look_at_postgresql(const Visit& visit);
[[nodiscard]] Result<void> look_at_x11(const Visit& visit);
[[nodiscard]] Result<void> look_at_rsync(const Visit& visit);
[[nodiscard]] Result<void> look_at_nut(const Visit& visit);
[[nodiscard]] Result<void> look_at_docker(const Visit& visit);
[[nodiscard]] Result<void> look_at_elasticsearch(const Visit& visit);

}  // namespace hoshi::probes::bare
