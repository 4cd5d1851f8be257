// Values of the Authorization header: Basic (RFC 7617) and Digest (RFC 7616).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "protocols/http/challenge.h"

namespace hoshi::protocols::http {

// "Basic …". invalid_input when the user holds a colon (RFC 7617, 2).
[[nodiscard]] Result<std::string> basic_authorization(std::string_view user, std::string_view password);

enum class DigestAlgorithm { md5, md5_sess, sha256, sha256_sess, sha512_256, sha512_256_sess };
std::string_view name_of(DigestAlgorithm algorithm);  // "MD5-sess", as on the wire

struct DigestChallenge {
  std::string realm;
  std::string nonce;
  std::string opaque;
  bool has_opaque = false;
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  bool names_algorithm = false;  // otherwise MD5 was meant and is not repeated
  bool has_qop = false;          // false: the old form of RFC 2069, without counter
  bool stale = false;            // the password was not judged: only the nonce was too old
  bool hashes_user = false;
};

// invalid_input: not Digest, no nonce, an unknown algorithm, or a qop without "auth".
[[nodiscard]] Result<DigestChallenge> digest_challenge(const Challenge& challenge);

// RFC 7616, 3.7: the first Digest challenge we understand; not_found when there is none.
[[nodiscard]] Result<DigestChallenge> first_digest(const std::vector<Challenge>& challenges);

struct DigestInput {
  std::string method = "GET";
  std::string uri;  // as in the request line
  std::string user;
  std::string password;
  std::string client_nonce;  // fresh for each request
  std::uint32_t count = 1;   // requests sent with this nonce, this one included
};

// "Digest …". invalid_input when a part holds quotes, backslashes or control characters that cannot be
// quoted.
[[nodiscard]] Result<std::string> digest_authorization(const DigestChallenge& challenge,
                                                       const DigestInput& input);

// The `response` parameter alone (RFC 7616, 3.4.1), in lower-case hexadecimal.
[[nodiscard]] Result<std::string> digest_response(const DigestChallenge& challenge, const DigestInput& input);

}  // namespace hoshi::protocols::http
