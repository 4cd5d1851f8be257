// MD4 (RFC 1320), which NTLM hashes passwords with and OpenSSL no longer gives without its legacy module.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

namespace hoshi::protocols::smb {

// 16 bytes. Broken as a hash: only for speaking to those who still use it.
Bytes md4(ByteView bytes);

}  // namespace hoshi::protocols::smb
