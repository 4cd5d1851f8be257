// What OpenSSL agreed on, as the house tells it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/network.h"

struct ssl_st;

namespace hoshi::transport {

// The reason of OpenSSL's first waiting error, in its words; none waits afterwards.
std::string openssl_reason();

// Of a connection whose handshake is over.
TlsSession session_of(const ssl_st* ssl, bool verify);

}  // namespace hoshi::transport
