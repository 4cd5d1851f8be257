// Logging in at a CoAP server by pre-shared key: a DTLS handshake that only the right key completes.
// SPDX-License-Identifier: Apache-2.0
#include "probes/logins/kinds.h"

namespace hoshi::probes::logins {
namespace {

// OpenSSL sends again after 1 s (RFC 6347, 4.2.4.1); a right key was answered within 10 ms by libcoap.
constexpr milliseconds handshake_timeout{2500};
constexpr std::string_view nobody_listens = "nobody listens";

}  // namespace

LoginAttempt try_coap_psk(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  // RFC 6347, 4.1.2.7: a Finished that the wrong key made may be dropped without an alert.
  attempt.silence_refuses = true;
  attempt.began = network.time();
  transport::DtlsOptions options;
  options.psk_identity = pair.account;
  // An empty key would ask for a handshake by certificate, which proves nothing about keys.
  options.psk = pair.password.empty() ? std::string(1, '\0') : pair.password;
  const auto stream = network.connect_dtls(surface.target, surface.port, options, handshake_timeout);
  attempt.ended = network.time();
  if (stream) {
    attempt.outcome = LoginClass::accepted;
    attempt.signature.status = "handshake";
    attempt.privileged_read = true;
    attempt.confirmed_by = "DTLS handshake";
    return attempt;
  }
  const bool is_alert = stream.error().code == ErrorCode::unavailable &&
                        stream.error().message.find(nobody_listens) == std::string::npos;
  attempt.outcome = is_alert ? LoginClass::refused : class_of(stream.error());
  attempt.signature.status = is_alert ? "alert" : name_of(attempt.outcome);
  return attempt;
}

}  // namespace hoshi::probes::logins
