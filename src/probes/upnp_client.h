// Reads UPnP descriptions and calls actions, on the named target only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probes/http_client.h"
#include "protocols/upnp/description.h"

namespace hoshi::probes {

// Where an action is asked for: always on the target, at any of its TCP ports.
struct ControlPlace {
  HttpEndpoint endpoint;
  std::string path;
};

struct ActionResult {
  int status = 0;
  bool is_soap = false;
  protocols::upnp::ActionAnswer soap;  // when is_soap
  std::size_t bytes = 0;

  // Done, or answered with what only an action that was allowed answers (713: the list has no such entry).
  bool is_done() const;
  bool is_refused() const;
  std::string how() const;  // "606", "401"
};

// The description at that path; nothing when something else lies there or the device does not answer.
[[nodiscard]] Result<std::optional<protocols::upnp::Description>> read_description(transport::Network& network,
                                                                                   const HttpEndpoint& endpoint,
                                                                                   std::string_view path);
// A control URL of the description at `path`. forbidden: it points to another host, or is none; it is never followed.
[[nodiscard]] Result<ControlPlace> control_place(const HttpEndpoint& endpoint, std::string_view path,
                                                 const protocols::upnp::Description& description,
                                                 const protocols::upnp::Service& service);
[[nodiscard]] Result<ActionResult> call_action(transport::Network& network, const ControlPlace& place,
                                               std::string_view type, std::string_view action,
                                               const protocols::upnp::Arguments& arguments);

}  // namespace hoshi::probes
