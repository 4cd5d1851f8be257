// The user-based security model with OpenSSL's digests and ciphers.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/snmp/usm.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <memory>

namespace hoshi::protocols::snmp {
namespace {

constexpr std::size_t expanded_bytes = 1u << 20;  // RFC 3414, A.2.1
constexpr std::size_t block = 64;
constexpr std::size_t des_block = 8;
constexpr std::size_t salt_bytes = 8;
constexpr std::size_t cipher_key_bytes = 16;

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const EVP_MD* function_of(Digest digest) {
  switch (digest) {
    case Digest::md5: return EVP_md5();
    case Digest::sha1: return EVP_sha1();
    case Digest::sha256: return EVP_sha256();
  }
  return nullptr;
}

// RFC 3414, 6 and 7; RFC 7860, 4.1.
std::size_t mac_bytes(Digest digest) { return digest == Digest::sha256 ? 24 : 12; }

class Hash {
 public:
  explicit Hash(Digest digest) : context_(EVP_MD_CTX_new()) {
    works_ = context_ && EVP_DigestInit_ex(context_.get(), function_of(digest), nullptr) == 1;
  }
  void add(ByteView bytes) {
    works_ = works_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }
  Result<Bytes> end() {
    Bytes out(EVP_MAX_MD_SIZE);
    unsigned length = 0;
    if (!works_ || EVP_DigestFinal_ex(context_.get(), out.data(), &length) != 1) {
      return fail(ErrorCode::internal, "this OpenSSL lacks a digest of SNMPv3");
    }
    out.resize(length);
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, FreeDigest> context_;
  bool works_ = false;
};

Result<Bytes> mac_of(ByteView message, Digest digest, ByteView key) {
  Bytes out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  const auto* made = HMAC(function_of(digest), key.data(), static_cast<int>(key.size()), message.data(),
                          message.size(), out.data(), &length);
  if (made == nullptr) return fail(ErrorCode::internal, "this OpenSSL lacks a digest of SNMPv3");
  out.resize(mac_bytes(digest));
  return out;
}

Bytes initial_vector(Cipher cipher, ByteView key, const UsmParameters& usm) {
  ByteWriter out;
  if (cipher == Cipher::aes128) {
    out.u32(usm.boots);  // RFC 3826, 3.1.2.1
    out.u32(usm.time);
    out.append(ByteView(usm.salt));
    return std::move(out).bytes();
  }
  // RFC 3414, 8.1.1.1: the second half of the key, mixed with the salt.
  for (std::size_t i = 0; i < salt_bytes; ++i) out.u8(key[des_block + i] ^ usm.salt[i]);
  return std::move(out).bytes();
}

// Single DES is triple DES with one key three times; OpenSSL 3 keeps the single one in a provider that may be missing.
Bytes cipher_key(Cipher cipher, ByteView key) {
  if (cipher == Cipher::aes128) return {key.begin(), key.begin() + cipher_key_bytes};
  Bytes three;
  for (int i = 0; i < 3; ++i) three.insert(three.end(), key.begin(), key.begin() + des_block);
  return three;
}

enum class Direction { decrypt = 0, encrypt = 1 };

Result<Bytes> run_cipher(Cipher cipher, ByteView key, const UsmParameters& usm, ByteView in, Direction direction) {
  if (key.size() < cipher_key_bytes || usm.salt.size() != salt_bytes) {
    return fail(ErrorCode::corrupt, "a salt or key of another length");
  }
  if (cipher == Cipher::des && in.size() % des_block != 0) return fail(ErrorCode::corrupt, "half a block of DES");
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
  const Bytes real_key = cipher_key(cipher, key);
  const Bytes vector = initial_vector(cipher, key, usm);
  const auto* kind = cipher == Cipher::des ? EVP_des_ede3_cbc() : EVP_aes_128_cfb128();
  Bytes out(in.size() + block);
  int length = 0;
  const bool worked = context &&
                      EVP_CipherInit_ex(context.get(), kind, nullptr, real_key.data(), vector.data(),
                                        static_cast<int>(direction)) == 1 &&
                      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                      EVP_CipherUpdate(context.get(), out.data(), &length, in.data(), static_cast<int>(in.size())) == 1;
  if (!worked) return fail(ErrorCode::internal, "this OpenSSL lacks a cipher of SNMPv3");
  out.resize(static_cast<std::size_t>(length));
  return out;
}

}  // namespace

std::string_view name_of(Digest digest) {
  switch (digest) {
    case Digest::md5: return "MD5";
    case Digest::sha1: return "SHA-1";
    case Digest::sha256: return "SHA-256";
  }
  return "";
}

std::string_view name_of(Cipher cipher) {
  switch (cipher) {
    case Cipher::des: return "DES";
    case Cipher::aes128: return "AES-128";
  }
  return "";
}

Result<Bytes> localized_key(Digest digest, std::string_view password, ByteView engine_id) {
  if (password.empty()) return fail(ErrorCode::invalid_input, "no key comes from an empty password");
  Hash expanded(digest);
  Bytes part(block);
  for (std::size_t done = 0; done < expanded_bytes; done += block) {
    for (std::size_t i = 0; i < block; ++i) part[i] = static_cast<std::uint8_t>(password[(done + i) % password.size()]);
    expanded.add(part);
  }
  const Bytes key = HOSHI_TRY(expanded.end());
  Hash local(digest);
  local.add(key);
  local.add(engine_id);
  local.add(key);
  return local.end();
}

Result<Bytes> write_authenticated(UsmMessage message, Digest digest, ByteView key) {
  message.usm.mac.assign(mac_bytes(digest), 0);
  Bytes written = write_message(message);
  const auto place = HOSHI_TRY(read_usm_message(written)).mac_at;
  const Bytes mac = HOSHI_TRY(mac_of(written, digest, key));
  std::copy(mac.begin(), mac.end(), written.begin() + static_cast<std::ptrdiff_t>(place));
  return written;
}

Result<bool> is_authentic(ByteView datagram, Digest digest, ByteView key) {
  const UsmMessage message = HOSHI_TRY(read_usm_message(datagram));
  const bool has_mac = (message.flags & flag_authenticated) != 0 && message.usm.mac.size() == mac_bytes(digest);
  if (!has_mac) return false;
  Bytes without(datagram.begin(), datagram.end());
  std::fill_n(without.begin() + static_cast<std::ptrdiff_t>(message.mac_at), message.usm.mac.size(), std::uint8_t{0});
  return HOSHI_TRY(mac_of(without, digest, key)) == message.usm.mac;
}

Result<Bytes> encrypted(Cipher cipher, ByteView key, const UsmParameters& usm, ByteView plain) {
  Bytes filled(plain.begin(), plain.end());
  if (cipher == Cipher::des) filled.resize((filled.size() + des_block - 1) / des_block * des_block);
  return run_cipher(cipher, key, usm, filled, Direction::encrypt);
}

Result<Bytes> decrypted(Cipher cipher, ByteView key, const UsmParameters& usm, ByteView secret) {
  return run_cipher(cipher, key, usm, secret, Direction::decrypt);
}

}  // namespace hoshi::protocols::snmp
