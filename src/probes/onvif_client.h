// Asks ONVIF services over HTTP, with or without a WS-UsernameToken in the device's own time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "probes/http_client.h"
#include "protocols/onvif/soap.h"

namespace hoshi::probes {

struct OnvifAccount {
  std::string user;
  std::string password;
};

struct OnvifAnswer {
  int status = 0;
  bool is_soap = false;
  protocols::onvif::Answer soap;  // when is_soap
  std::size_t bytes = 0;
  transport::TaskTime began{};
  transport::TaskTime ended{};

  // It did what was asked for.
  bool is_done() const { return is_soap && !soap.is_fault() && status / 100 == 2; }
  bool is_refused() const { return status == 401 || status == 403 || (is_soap && soap.is_refusal()); }
  // "NotAuthorized", "401": what an observation calls it.
  std::string how() const;
};

// Where an operation is asked for.
struct OnvifPlace {
  protocols::onvif::Service service = protocols::onvif::Service::device;
  std::string path = "/onvif/device_service";
};

// One thread; borrows the network for its life.
class OnvifClient {
 public:
  OnvifClient(transport::Network& network, HttpEndpoint endpoint)
      : network_(network), endpoint_(std::move(endpoint)) {}

  // GetSystemDateAndTime, which the standard leaves open to all; its time goes into the tokens. False: no ONVIF there.
  [[nodiscard]] Result<bool> greet(const std::string& path);
  // Errors are those of ask_http but corrupt, which is an answer that is no SOAP.
  [[nodiscard]] Result<OnvifAnswer> ask(const OnvifPlace& place, std::string_view operation, std::string_view content,
                                        const OnvifAccount* account = nullptr);

 private:
  transport::Network& network_;
  HttpEndpoint endpoint_;
  std::string device_time_;
};

}  // namespace hoshi::probes
