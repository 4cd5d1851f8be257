// The facts of an X.509 certificate that a hostile server sent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/value.h"

namespace hoshi::protocols::tls {

constexpr std::size_t certificate_limit_bytes = 64u << 10;

struct CertificateFacts {
  std::string subject;     // "CN=camera,O=Maker" (RFC 4514), printable, 500 bytes at most
  std::string issuer;
  std::string not_before;  // YYYY-MM-DD, or "" when it is no date
  std::string not_after;
  std::string key;         // "rsa", "rsa-pss", "dsa", "ec", "ed25519", "ed448" or "unknown"
  int key_bits = 0;
  std::string group;       // of an "ec" key: "secp256r1", else ""
  std::string signature;   // OpenSSL's long name: "sha256WithRSAEncryption"
  bool self_signed = false;
  std::vector<std::string> names;  // subjectAltName: DNS names and addresses, 50 at most
  std::string sha256;      // of the DER bytes
  std::string key_sha256;  // of the public key with its algorithm (SubjectPublicKeyInfo): the same key in another certificate
};

// invalid_input when it is larger than the limit, corrupt when it is no certificate.
[[nodiscard]] Result<CertificateFacts> read_certificate(ByteView der);

// The class of the worse of key and signature by knowledge/cryptrec.toml.
std::string certificate_class(const Value& cryptrec, const CertificateFacts& facts);

}  // namespace hoshi::protocols::tls
