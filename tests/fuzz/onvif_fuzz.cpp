// Fuzzes bounded XML and the readers of ONVIF and UPnP answers.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/onvif/soap.h"
#include "protocols/upnp/description.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::protocols;
  const std::string text = hoshi::to_text(hoshi::ByteView(data, size));
  if (const auto answer = onvif::read_answer(text)) {
    (void)onvif::device_time(*answer);
    (void)onvif::device_information(*answer);
    const auto media = onvif::media_service(*answer);
    HOSHI_ASSERT(!media || media->path.starts_with('/'));
  }
  if (const auto description = upnp::parse_description(text)) {
    HOSHI_ASSERT(description->services.size() <= upnp::service_limit);
    for (const auto& service : description->services) {
      HOSHI_ASSERT(upnp::write_action(service.type, "Get", {}).has_value());
    }
  }
  (void)upnp::read_action_answer(text);
  return 0;
}
