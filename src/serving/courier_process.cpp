// The courier process: delivers the outbox.
// SPDX-License-Identifier: Apache-2.0
#include "base/identifier.h"
#include "courier/curl_carrier.h"
#include "serving/letters.h"
#include "serving/processes.h"

namespace hoshi::serving {
namespace {

constexpr auto pause = std::chrono::seconds(2);
constexpr std::size_t identifier_random_bytes = 10;

}  // namespace

Result<void> run_courier(const Settings& settings, const schemes::Known& known, int stop) {
  auto house = HOSHI_TRY(House::open(settings, known));
  courier::CarrierSettings carrier_settings;
  carrier_settings.smtp = settings.smtp;
  carrier_settings.from = settings.mail_from;
  carrier_settings.user = settings.smtp_user;
  carrier_settings.password_file = settings.smtp_secret;
  carrier_settings.plain = courier::CarrierSettings::Plain::to_loopback;
  auto carrier = HOSHI_TRY(courier::curl_carrier(carrier_settings, now));
  courier::CourierSettings courier_settings;
  const auto at = settings.mail_from.find('@');  // RFC 5322, 3.6.4: what stands behind the @ of a Message-ID is a name of its sender's
  if (at != std::string::npos) courier_settings.host = settings.mail_from.substr(at + 1);
  const courier::CourierParts parts{house->database(), *carrier, letters_of(*house), now,
                                    [] {
                                      const Bytes random = random_bytes(identifier_random_bytes);
                                      return new_identifier(now(), std::span<const std::uint8_t, identifier_random_bytes>(random));
                                    },
                                    courier_settings};
  courier::deliver_until([stop] { return !goes_on(stop, std::chrono::milliseconds(0)); }, parts, pause,
                         [](const Error& error) { log_line("courier", error.message); });
  return {};
}

}  // namespace hoshi::serving
