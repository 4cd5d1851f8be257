// Where HTTP is spoken: endpoints seen by the services probe, and the declared paths that belong to them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/observation.h"
#include "probes/http_client.h"
#include "probes/probe.h"

namespace hoshi::probes {

// The endpoint's services as seen: http with or without TLS, or nothing.
bool speaks_http(const Observations& seen, const Subject& endpoint);
// The client's view of a task's endpoint; TLS as seen, else as the declared route's protocol says.
HttpEndpoint http_endpoint(const Bench& bench, std::string_view target, std::string_view endpoint);

// One task for each endpoint that was seen speaking HTTP on the run's targets.
std::vector<Task> http_tasks(const PlanInput& input, std::string_view probe);

// The enabled route's declared protocol is HTTP in one of its spellings.
bool is_http_route(const Route& route);

// "/" and the paths the description declares for the route at that endpoint: requests that read, pages of
// logins.
std::vector<std::string> declared_paths(const Product& product, std::string_view target,
                                        std::string_view endpoint);

}  // namespace hoshi::probes
