// Computing of Basic and Digest credentials.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/authorization.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

const EVP_MD* hash_of(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5:
    case DigestAlgorithm::md5_sess: return EVP_md5();
    case DigestAlgorithm::sha256:
    case DigestAlgorithm::sha256_sess: return EVP_sha256();
    case DigestAlgorithm::sha512_256:
    case DigestAlgorithm::sha512_256_sess: return EVP_sha512_256();
  }
  return EVP_sha256();
}

bool is_session(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5:
    case DigestAlgorithm::sha256:
    case DigestAlgorithm::sha512_256: return false;
    case DigestAlgorithm::md5_sess:
    case DigestAlgorithm::sha256_sess:
    case DigestAlgorithm::sha512_256_sess: return true;
  }
  return false;
}

constexpr std::array all_algorithms{DigestAlgorithm::md5,        DigestAlgorithm::md5_sess,
                                    DigestAlgorithm::sha256,     DigestAlgorithm::sha256_sess,
                                    DigestAlgorithm::sha512_256, DigestAlgorithm::sha512_256_sess};

std::optional<DigestAlgorithm> algorithm_named(std::string_view name) {
  for (const auto algorithm : all_algorithms) {
    if (lower(name_of(algorithm)) == lower(name)) return algorithm;
  }
  return std::nullopt;
}

Result<std::string> hashed(DigestAlgorithm algorithm, std::string_view text) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  // Fails for MD5 where the system forbids it.
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, hash_of(algorithm), nullptr) != 1) {
    return fail(ErrorCode::unavailable, "OpenSSL has no " + std::string(name_of(algorithm)));
  }
  return to_hex(ByteView(digest.data(), length));
}

std::string counter(std::uint32_t count) { return fmt::format("{:08x}", count); }

Result<std::string> quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F)
      return fail(ErrorCode::invalid_input, "control characters cannot be quoted");
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}

bool offers_auth(std::string_view qop) {
  const auto parts = split(qop, ',');
  return std::any_of(parts.begin(), parts.end(),
                     [](const auto& part) { return lower(trimmed(part)) == "auth"; });
}

}  // namespace

std::string_view name_of(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5: return "MD5";
    case DigestAlgorithm::md5_sess: return "MD5-sess";
    case DigestAlgorithm::sha256: return "SHA-256";
    case DigestAlgorithm::sha256_sess: return "SHA-256-sess";
    case DigestAlgorithm::sha512_256: return "SHA-512-256";
    case DigestAlgorithm::sha512_256_sess: return "SHA-512-256-sess";
  }
  return "MD5";
}

Result<std::string> basic_authorization(std::string_view user, std::string_view password) {
  if (user.find(':') != std::string_view::npos) {
    return fail(ErrorCode::invalid_input, "a user name with a colon cannot be sent by Basic");
  }
  return "Basic " + to_base64(to_bytes(std::string(user) + ":" + std::string(password)));
}

Result<DigestChallenge> digest_challenge(const Challenge& challenge) {
  if (challenge.scheme != "digest") return fail(ErrorCode::invalid_input, "not a Digest challenge");
  DigestChallenge digest;
  digest.realm = challenge.parameter("realm");
  digest.nonce = challenge.parameter("nonce");
  digest.opaque = challenge.parameter("opaque");
  digest.has_opaque = challenge.has("opaque");
  digest.stale = lower(challenge.parameter("stale")) == "true";
  digest.hashes_user = lower(challenge.parameter("userhash")) == "true";
  if (digest.nonce.empty()) return fail(ErrorCode::invalid_input, "a Digest challenge without nonce");
  digest.names_algorithm = challenge.has("algorithm");
  if (digest.names_algorithm) {
    const auto algorithm = algorithm_named(challenge.parameter("algorithm"));
    if (!algorithm) return fail(ErrorCode::invalid_input, "a Digest challenge with an unknown algorithm");
    digest.algorithm = *algorithm;
  }
  digest.has_qop = challenge.has("qop");
  if (digest.has_qop && !offers_auth(challenge.parameter("qop"))) {
    return fail(ErrorCode::invalid_input, "a Digest challenge without qop auth");
  }
  return digest;
}

Result<DigestChallenge> first_digest(const std::vector<Challenge>& challenges) {
  for (const auto& challenge : challenges) {
    auto digest = digest_challenge(challenge);
    if (digest) return digest;
  }
  return fail(ErrorCode::not_found, "no Digest challenge that could be answered");
}

Result<std::string> digest_response(const DigestChallenge& challenge, const DigestInput& input) {
  const auto hash = [&](const std::string& text) { return hashed(challenge.algorithm, text); };
  std::string secret = HOSHI_TRY(hash(input.user + ":" + challenge.realm + ":" + input.password));
  if (is_session(challenge.algorithm)) {
    secret = HOSHI_TRY(hash(secret + ":" + challenge.nonce + ":" + input.client_nonce));
  }
  const std::string request = HOSHI_TRY(hash(input.method + ":" + input.uri));
  if (!challenge.has_qop) return hash(secret + ":" + challenge.nonce + ":" + request);
  return hash(secret + ":" + challenge.nonce + ":" + counter(input.count) + ":" + input.client_nonce +
              ":auth:" + request);
}

Result<std::string> digest_authorization(const DigestChallenge& challenge, const DigestInput& input) {
  const std::string response = HOSHI_TRY(digest_response(challenge, input));
  std::string user = input.user;
  if (challenge.hashes_user)
    user = HOSHI_TRY(hashed(challenge.algorithm, input.user + ":" + challenge.realm));
  std::string text = "Digest username=" + HOSHI_TRY(quoted(user));
  text += ", realm=" + HOSHI_TRY(quoted(challenge.realm));
  text += ", nonce=" + HOSHI_TRY(quoted(challenge.nonce));
  text += ", uri=" + HOSHI_TRY(quoted(input.uri));
  text += ", response=\"" + response + "\"";
  if (challenge.names_algorithm) text += ", algorithm=" + std::string(name_of(challenge.algorithm));
  if (challenge.has_opaque) text += ", opaque=" + HOSHI_TRY(quoted(challenge.opaque));
  if (challenge.has_qop) text += ", qop=auth, nc=" + counter(input.count);
  if (challenge.has_qop || is_session(challenge.algorithm)) {
    text += ", cnonce=" + HOSHI_TRY(quoted(input.client_nonce));
  }
  if (challenge.hashes_user) text += ", userhash=true";
  return text;
}

}  // namespace hoshi::protocols::http
