// MD5 and SHA-1 by OpenSSL.
// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <openssl/evp.h>

namespace hoshi {

Bytes old_digest(OldDigest kind, ByteView bytes) {
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  const EVP_MD* function = kind == OldDigest::md5 ? EVP_md5() : EVP_sha1();
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, function, nullptr) != 1) length = 0;
  digest.resize(length);
  return digest;
}

}  // namespace hoshi
