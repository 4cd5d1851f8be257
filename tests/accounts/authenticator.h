// An authenticator in software: makes P-256 passkeys and answers as a browser would, rightly or with one thing wrong.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "accounts/secrets.h"
#include "accounts/webauthn.h"
#include "base/encoding.h"
#include "base/value.h"

namespace hoshi::accounts {

class Authenticator {
 public:
  explicit Authenticator(std::string party = "office.test", std::string origin = "https://office.test")
      : party(std::move(party)), origin(std::move(origin)), key_(EVP_EC_gen("P-256"), &EVP_PKEY_free) {}

  Registration make(const std::string& challenge) const {
    Bytes object{0xa3, 0x63, 'f', 'm', 't', 0x64, 'n', 'o', 'n', 'e', 0x67, 'a', 't', 't', 'S', 't', 'm', 't', 0xa0,
                 0x68, 'a', 'u', 't', 'h', 'D', 'a', 't', 'a'};
    const Bytes data = data_with_key();
    object.insert(object.end(), {0x58, static_cast<std::uint8_t>(data.size())});
    object.insert(object.end(), data.begin(), data.end());
    return {client_data("webauthn.create", challenge), object};
  }

  Assertion answer(const std::string& challenge) {
    Assertion assertion;
    assertion.credential = credential;
    assertion.client_data = client_data("webauthn.get", challenge);
    count += count_step;
    assertion.authenticator_data = data_of(flags);
    assertion.user_handle = user_handle;
    Bytes signed_part = assertion.authenticator_data;
    const Bytes hash = sha256(assertion.client_data);
    signed_part.insert(signed_part.end(), hash.begin(), hash.end());
    assertion.signature = sign(signed_part);
    return assertion;
  }

  std::string party, origin;
  Bytes credential = Bytes(16, 0x5a);
  Bytes user_handle;
  std::uint8_t flags = 0x05;  // present, verified
  std::uint32_t count = 1, count_step = 1;

 private:
  Bytes client_data(const std::string& type, const std::string& challenge) const {
    return to_bytes(to_json(object({{"type", type}, {"challenge", challenge}, {"origin", origin}, {"crossOrigin", false}})));
  }
  Bytes data_of(std::uint8_t with_flags) const {
    ByteWriter writer;
    writer.append(ByteView(sha256(view_of(party))));
    writer.u8(with_flags);
    writer.u32(count);
    return std::move(writer).bytes();
  }
  // Level 2, 6.5.1, and RFC 9053, 7.1: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
  Bytes data_with_key() const {
    ByteWriter writer;
    writer.append(ByteView(data_of(flags | 0x40)));
    writer.append(ByteView(Bytes(16, 0)));
    writer.u16(static_cast<std::uint16_t>(credential.size()));
    writer.append(ByteView(credential));
    unsigned char point[65];
    std::size_t size = 0;
    EVP_PKEY_get_octet_string_param(key_.get(), "pub", point, sizeof point, &size);
    writer.append(ByteView(Bytes{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}));
    writer.append(ByteView(point + 1, 32));
    writer.append(ByteView(Bytes{0x22, 0x58, 0x20}));
    writer.append(ByteView(point + 33, 32));
    return std::move(writer).bytes();
  }
  Bytes sign(ByteView message) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    Bytes signature(128);
    std::size_t size = signature.size();
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
    EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size());
    signature.resize(size);
    return signature;
  }
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

inline RelyingParty test_party() { return {"office.test", "https://office.test", "Hoshi"}; }

}  // namespace hoshi::accounts
