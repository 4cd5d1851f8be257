// Posts SOAP and reads what comes back.
// SPDX-License-Identifier: Apache-2.0
#include "probes/onvif_client.h"

#include <fmt/format.h>

namespace hoshi::probes {
namespace {

namespace onvif = protocols::onvif;

constexpr std::size_t nonce_bytes = 16;
constexpr HttpLimits limits{protocols::xml::size_limit_bytes, std::chrono::milliseconds(5000),
                            std::chrono::milliseconds(10000)};

}  // namespace

std::string OnvifAnswer::how() const {
  if (is_soap && soap.is_fault() && !soap.fault_code.empty()) return soap.fault_code;
  return fmt::format("{}", status);
}

Result<bool> OnvifClient::greet(const std::string& path) {
  const auto answer = HOSHI_TRY(ask({onvif::Service::device, path}, "GetSystemDateAndTime", ""));
  if (!answer.is_soap) return false;
  device_time_ = onvif::device_time(answer.soap).value_or("");
  return answer.soap.response == "GetSystemDateAndTimeResponse";
}

Result<OnvifAnswer> OnvifClient::ask(const OnvifPlace& place, std::string_view operation, std::string_view content,
                                     const OnvifAccount* account) {
  onvif::UsernameToken token;
  if (account != nullptr) {
    token = {account->user, account->password, network_.random(nonce_bytes), device_time_};
    network_.keep_secret(HOSHI_TRY(onvif::password_digest(token)));  // the password can be guessed offline from it
  }
  protocols::http::Request request;
  request.method = "POST";
  request.path = place.path;
  request.headers = {{"Content-Type", "application/soap+xml; charset=utf-8"}};
  request.body = HOSHI_TRY(onvif::write_envelope(place.service, operation, content, account != nullptr ? &token : nullptr));
  OnvifAnswer answer;
  answer.began = network_.time();
  const auto response = ask_http(network_, endpoint_, std::move(request), limits);
  answer.ended = network_.time();
  if (!response && response.error().code == ErrorCode::corrupt) return answer;
  if (!response) return tl::unexpected(response.error());
  answer.status = response->response.status;
  answer.bytes = response->response.body.size();
  const auto text = response->response.plain_body();
  auto soap = text ? onvif::read_answer(*text) : fail(ErrorCode::corrupt, "no text");
  answer.is_soap = soap.has_value();
  if (soap) answer.soap = std::move(*soap);
  return answer;
}

}  // namespace hoshi::probes
