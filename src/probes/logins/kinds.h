// The kinds of login, one file each; called only through try_login().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probes/login.h"

namespace hoshi::probes::logins {

struct Pair {
  const std::string& account;
  const std::string& password;
};

LoginAttempt try_basic(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_digest(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_form(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_ssh(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_telnet(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_mqtt(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_redis(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_sip(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_smb(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_snmp(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_snmpv3(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_coap_psk(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_ftp(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_rtsp_basic(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_rtsp_digest(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_vnc(transport::Network& network, const LoginSurface& surface, const Pair& pair);
LoginAttempt try_onvif(transport::Network& network, const LoginSurface& surface, const Pair& pair);

struct Kind {
  std::string_view name;  // one of login_kinds() in domain/vocabulary.h
  LoginAttempt (*attempt)(transport::Network& network, const LoginSurface& surface, const Pair& pair);
};
// Every kind of login that can be tried.
const std::vector<Kind>& kinds();

// Slowest honest answer known: BusyBox and PAM delay a wrong password by about 3 s.
constexpr milliseconds connect_timeout{5000};
constexpr milliseconds answer_timeout{10000};

// The class of a connection or read that failed: refused or broken is lost, silence is no answer.
inline LoginClass class_of(const Error& error) {
  return error.code == ErrorCode::timed_out ? LoginClass::no_answer : LoginClass::connection_lost;
}

}  // namespace hoshi::probes::logins
