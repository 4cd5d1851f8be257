// Finds private keys that parse: PEM, DER, OpenSSH and dropbear, anywhere in the bytes.
// SPDX-License-Identifier: Apache-2.0
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "artifacts/fields.h"
#include "artifacts/findings.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::artifacts {
namespace {

using namespace std::string_view_literals;
using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

constexpr std::size_t key_limit_bytes = 16u << 10;  // RSA with 16384 bits has 9 KiB
constexpr std::size_t most_keys = 20;
constexpr std::string_view pem_begin = "-----BEGIN ";
constexpr std::string_view openssh_name = "openssh-key-v1\0"sv;

// What stands in DER right behind the lengths in front, and how many bytes those take at most; RFC 8017 A.1.2, RFC 5208 5, RFC 5915 3.
struct DerMark {
  std::string_view bytes;
  std::size_t in_front;
};
constexpr std::array der_marks{
    DerMark{"\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv, 4},  // PKCS#8, RSA
    DerMark{"\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"sv, 4},          // PKCS#8, P-256
    DerMark{"\x02\x01\x00\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"sv, 4},          // PKCS#8, P-384, P-521
    DerMark{"\x02\x01\x00\x30\x05\x06\x03\x2b\x65"sv, 4},                              // PKCS#8, Ed25519
    DerMark{"\x02\x01\x00\x02\x81\x81\x00"sv, 4},                                      // RSA 1024
    DerMark{"\x02\x01\x00\x02\x82\x01\x01\x00"sv, 4},                                  // RSA 2048
    DerMark{"\x02\x01\x00\x02\x82\x01\x81\x00"sv, 4},                                  // RSA 3072
    DerMark{"\x02\x01\x00\x02\x82\x02\x01\x00"sv, 4},                                  // RSA 4096
    DerMark{"\x30\x77\x02\x01\x01\x04\x20"sv, 0},                                      // EC P-256
    DerMark{"\x30\x81\xa4\x02\x01\x01\x04\x30"sv, 0},                                  // EC P-384
};
// A key of dropbear begins with the name of its kind, and so does a public key of SSH: what follows tells them apart.
constexpr std::array dropbear_marks{"\0\0\0\x07ssh-rsa"sv, "\0\0\0\x0bssh-ed25519"sv, "\0\0\0\x13" "ecdsa-sha2-nistp256"sv};

Finding finding_of(EVP_PKEY* key) {
  unsigned char* encoded = nullptr;
  const int bytes = i2d_PUBKEY(key, &encoded);
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(encoded, [](unsigned char* p) { OPENSSL_free(p); });
  const std::string hash = bytes > 0 ? sha256_hex(ByteView(encoded, static_cast<std::size_t>(bytes))) : "";
  const char* kind = EVP_PKEY_get0_type_name(key);
  return {"private key", std::string(kind != nullptr ? kind : "unknown") + " " + std::to_string(EVP_PKEY_get_bits(key)), hash};
}

std::optional<Finding> der_key(ByteView der) {
  const unsigned char* at = der.data();
  const auto length = static_cast<long>(std::min(der.size(), key_limit_bytes));
  const Key key(d2i_AutoPrivateKey(nullptr, &at, length), EVP_PKEY_free);
  ERR_clear_error();  // what is no key is no error, and must not be told as one of a connection
  return key ? std::optional(finding_of(key.get())) : std::nullopt;
}

// From the public part of the key, as SSH writes it on the wire (RFC 4253, 6.6).
Finding ssh_key(const std::string& kind, std::string_view how, ByteView wire) {
  return {"private key", printable(kind, 40) + ", " + std::string(how), sha256_hex(wire)};
}

// PROTOCOL.key of OpenSSH: name, cipher, key derivation and its options, how many, the public key, the private one.
std::optional<Finding> openssh_key(ByteView bytes) {
  ByteReader reader(from(bytes, openssh_name.size()));
  const auto cipher = reader.vector32("cipher");
  const auto derivation = reader.vector32("derivation");
  const auto options = reader.vector32("options");
  const auto count = reader.u32("count");
  const auto wire = reader.vector32("public key");
  const auto secret = reader.vector32("private key");
  const bool is_whole = cipher && derivation && options && count && wire && secret;
  if (!is_whole || to_text(*cipher) != "none") return std::nullopt;
  ByteReader inner(*wire);
  const auto kind = inner.vector32("kind");
  if (!kind) return std::nullopt;
  return ssh_key(to_text(*kind), "OpenSSH", *wire);
}

// The public part, with the private numbers right behind it.
std::optional<Finding> dropbear_key(ByteView bytes) {
  ByteReader reader(bytes.first(std::min(bytes.size(), key_limit_bytes)));
  const auto kind_bytes = reader.vector32("kind");
  if (!kind_bytes) return std::nullopt;
  const std::string kind = to_text(*kind_bytes);
  const int parts = kind == "ssh-rsa" ? 2 : kind == "ssh-ed25519" ? 0 : 2;
  std::size_t end_of_public = reader.position();
  for (int i = 0; i < parts; ++i) {
    const auto part = reader.vector32("part of the public key");
    if (!part || part->empty()) return std::nullopt;
    end_of_public = reader.position();
  }
  const auto secret = reader.vector32("private number");
  if (!secret) return std::nullopt;
  constexpr std::size_t ed25519_bytes = 64;  // the seed, and the public key behind it
  if (kind == "ssh-ed25519") {
    if (secret->size() != ed25519_bytes) return std::nullopt;
    ByteWriter wire;
    wire.vector32(*kind_bytes);
    wire.vector32(secret->subspan(32));
    return ssh_key(kind, "dropbear", wire.bytes());
  }
  const ByteView wire = bytes.first(end_of_public);
  if (kind != "ssh-rsa") return secret->size() >= 16 && secret->size() <= 33 ? std::optional(ssh_key(kind, "dropbear", wire)) : std::nullopt;
  const auto first_prime = reader.vector32("prime");
  const auto second_prime = reader.vector32("prime");
  const bool is_private = first_prime && second_prime && secret->size() >= 32 && first_prime->size() >= 32 && second_prime->size() >= 32;
  return is_private ? std::optional(ssh_key(kind, "dropbear", wire)) : std::nullopt;
}

// Base64 between the lines; nothing when the key is encrypted.
std::optional<Finding> pem_key(std::string_view text) {
  const auto head_end = text.find("-----", pem_begin.size());
  const auto foot = text.find("-----END ");
  if (head_end == std::string_view::npos || foot == std::string_view::npos || foot < head_end) return std::nullopt;
  const std::string_view label = text.substr(pem_begin.size(), head_end - pem_begin.size());
  if (!label.ends_with("PRIVATE KEY") || label.starts_with("ENCRYPTED")) return std::nullopt;
  const std::string_view body = text.substr(head_end + 5, foot - head_end - 5);
  if (body.find("ENCRYPTED") != std::string_view::npos) return std::nullopt;
  std::string letters;
  for (const char one : body) {
    const bool is_blank = one == '\n' || one == '\r' || one == ' ' || one == '\t' || one == '\\';
    if (!is_blank) letters += one;
  }
  const auto bytes = from_base64(letters);
  if (!bytes) return std::nullopt;
  if (to_text(part_of(*bytes, 0, openssh_name.size())) == openssh_name) return openssh_key(*bytes);
  return der_key(*bytes);
}

// The bytes of a mark in DER stand behind a sequence's head: 30 82 and two bytes, or 30 81 and one.
std::optional<Finding> der_at(ByteView content, std::size_t at, std::size_t in_front) {
  if (in_front == 0) return der_key(content.subspan(at));
  for (const std::size_t head : {std::size_t{4}, std::size_t{3}, std::size_t{2}}) {
    if (at < head || content[at - head] != 0x30) continue;
    if (auto found = der_key(content.subspan(at - head))) return found;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> private_key_marks() {
  std::vector<std::string> marks{std::string(pem_begin)};
  for (const auto& mark : dropbear_marks) marks.emplace_back(mark);
  for (const auto& mark : der_marks) marks.emplace_back(mark.bytes);
  return marks;
}

std::vector<Finding> private_keys(ByteView content, const NeedleSearch& marks) {
  std::vector<Finding> keys;
  std::set<std::string> known;
  marks.search(content, [&](std::size_t index, std::size_t at) {
    if (keys.size() >= most_keys) return;
    std::optional<Finding> found;
    if (index == 0) {
      found = pem_key(to_text(part_of(content, at, key_limit_bytes)));
    } else if (index <= dropbear_marks.size()) {
      found = dropbear_key(content.subspan(at));
    } else {
      found = der_at(content, at, der_marks[index - 1 - dropbear_marks.size()].in_front);
    }
    if (found && known.insert(found->sha256).second) keys.push_back(std::move(*found));
  });
  return keys;
}

}  // namespace hoshi::artifacts
