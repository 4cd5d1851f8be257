// UPnP over the small HTTP client; addresses a device gives are compared, never followed elsewhere.
// SPDX-License-Identifier: Apache-2.0
#include "probes/upnp_client.h"

#include <fmt/format.h>

#include "protocols/http/url.h"

namespace hoshi::probes {
namespace {

namespace http = protocols::http;
namespace upnp = protocols::upnp;

constexpr HttpLimits limits{protocols::xml::size_limit_bytes, std::chrono::milliseconds(5000),
                            std::chrono::milliseconds(10000)};
constexpr int not_authorized = 606;    // UPnP Device Architecture 1.1, table 3-3
constexpr int no_such_entry = 713;     // WANIPConnection:1, 2.4.14.4

}  // namespace

bool ActionResult::is_done() const {
  return is_soap && (soap.is_fault ? soap.error_code == no_such_entry : status / 100 == 2);
}

bool ActionResult::is_refused() const {
  return status == 401 || status == 403 || (is_soap && soap.is_fault && soap.error_code == not_authorized);
}

std::string ActionResult::how() const {
  return fmt::format("{}", is_soap && soap.is_fault && soap.error_code != 0 ? soap.error_code : status);
}

Result<std::optional<upnp::Description>> read_description(transport::Network& network, const HttpEndpoint& endpoint,
                                                          std::string_view path) {
  const auto answer = get_http(network, endpoint, path, {}, limits);
  if (!answer && (is_device_trouble(answer.error()) || answer.error().code == ErrorCode::invalid_input)) {
    return std::optional<upnp::Description>{};
  }
  if (!answer) return tl::unexpected(answer.error());
  const auto text = answer->response.plain_body();
  if (answer->response.status != 200 || !text) return std::optional<upnp::Description>{};
  auto description = upnp::parse_description(*text);
  return description ? std::optional(std::move(*description)) : std::nullopt;
}

Result<ControlPlace> control_place(const HttpEndpoint& endpoint, std::string_view path,
                                   const upnp::Description& description, const upnp::Service& service) {
  const http::Url here = endpoint.url(path);
  http::Url base = here;
  // UPnP Device Architecture 1.0, 2.1: URLBase, where it is of this device.
  if (const auto named = http::parse_url(description.url_base); named && named->host == here.host) base = *named;
  const auto url = http::resolve(base, service.control_url);
  if (!url || url->host != here.host) return fail(ErrorCode::forbidden, "the control URL points elsewhere");
  ControlPlace place{endpoint, url->origin_form()};
  place.endpoint.port = url->port;
  place.endpoint.tls = url->is_tls();
  return place;
}

Result<ActionResult> call_action(transport::Network& network, const ControlPlace& place, std::string_view type,
                                 std::string_view action, const upnp::Arguments& arguments) {
  http::Request request;
  request.method = "POST";
  request.path = place.path;
  request.headers = {{"Content-Type", "text/xml; charset=\"utf-8\""}, {"SOAPAction", fmt::format("\"{}#{}\"", type, action)}};
  request.body = HOSHI_TRY(upnp::write_action(type, action, arguments));
  const auto answer = HOSHI_TRY(ask_http(network, place.endpoint, std::move(request), limits));
  ActionResult result;
  result.status = answer.response.status;
  result.bytes = answer.response.body.size();
  const auto text = answer.response.plain_body();
  auto soap = text ? upnp::read_action_answer(*text) : fail(ErrorCode::corrupt, "no text");
  result.is_soap = soap.has_value();
  if (soap) result.soap = std::move(*soap);
  return result;
}

}  // namespace hoshi::probes
