// Sends mails and webhooks with libcurl.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "courier/courier.h"

namespace hoshi::courier {

struct CarrierSettings {
  std::string smtp;                       // "smtps://mail.example:465", or "smtp://mail.example:587" (then STARTTLS); "": no mail is sent
  std::string from;                       // address of the office
  std::string user;                       // "": no log-in
  std::filesystem::path password_file;    // readable by its owner alone; read for each mail, so it can be changed
  std::filesystem::path authorities;      // PEM; "": those of the system
  // TLS is left out only towards the loopback (a relay on the same machine), and only when this says so.
  enum class Plain { never, to_loopback } plain = Plain::never;
  // Webhooks are named by subscribers: they reach the public network alone, unless the operator trusts all of them.
  enum class Reach { public_only, anywhere } webhooks = Reach::public_only;
  std::chrono::seconds connect_time{15};  // with TLS and, for mail, log-in
  // RFC 5321, 4.5.3.2.6: who waits less than ten minutes behind the last line sends again what was taken.
  std::chrono::seconds mail_time{600};
  std::chrono::seconds webhook_time{15};  // a receiver keeps those behind it waiting no longer
};

// invalid_input for an address of a server or office that cannot be used.
[[nodiscard]] Result<std::unique_ptr<Carrier>> curl_carrier(CarrierSettings settings, std::function<Instant()> now);

}  // namespace hoshi::courier
