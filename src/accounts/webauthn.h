// Passkeys (W3C WebAuthn, Level 2) on the server's side: what the browser sends back is read and verified.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/value.h"

namespace hoshi::accounts {

// Whom passkeys are made for. A passkey made for one id is of no use for another: both stay as they are.
struct RelyingParty {
  std::string id = "localhost";                // the host name alone
  std::string origin = "http://localhost";     // as browsers write it
  std::string name = "Hoshi";
};

enum class Verification { preferred, required };  // of the person (PIN, finger), not only of presence

// COSE algorithms (RFC 9053) that are offered and accepted.
enum class KeyAlgorithm { es256 = -7, eddsa = -8, rs256 = -257 };

struct Registration {
  Bytes client_data;         // JSON, as the browser made it
  Bytes attestation_object;  // CBOR
};

struct NewPasskey {
  Bytes credential;  // id
  KeyAlgorithm algorithm = KeyAlgorithm::es256;
  Bytes public_key;  // as libfido2 keeps it
  std::uint32_t sign_count = 0;
};

struct Assertion {
  Bytes credential;
  Bytes client_data;
  Bytes authenticator_data;
  Bytes signature;
  Bytes user_handle;  // of a discoverable passkey; may be empty
};

// What src/pages/static/office.js sends as JSON. invalid_input when a member is missing or no base64url.
[[nodiscard]] Result<Registration> registration_from(const Value& json);
[[nodiscard]] Result<Assertion> assertion_from(const Value& json);

constexpr std::size_t client_data_bytes_max = 4096;
constexpr std::size_t attestation_bytes_max = 8192;  // "none" takes some 200 to 500
constexpr std::size_t credential_bytes_max = 1023;   // Level 2, 4

// Section 7.1. Attestation "none", or "packed" signed by the new key itself (section 8.2); no maker's certificates are
// asked for. invalid_input: anything malformed; forbidden: wrong challenge, origin, relying party, user not verified.
[[nodiscard]] Result<NewPasskey> verify_registration(const Registration& registration, ByteView challenge, const RelyingParty& party,
                                                     Verification verification);

struct KnownPasskey {
  KeyAlgorithm algorithm = KeyAlgorithm::es256;
  Bytes public_key;
  std::uint32_t sign_count = 0;
};
// Section 7.2; gives the new sign count. forbidden: as above, and a signature that is not the key's, and a sign count that
// did not grow (a copy of the authenticator may exist).
[[nodiscard]] Result<std::uint32_t> verify_assertion(const Assertion& assertion, const KnownPasskey& passkey, ByteView challenge,
                                                     const RelyingParty& party, Verification verification);

// The three members of an attestation object; slices of the input. invalid_input for anything but one map of exactly these,
// with definite lengths, nothing behind it.
struct AttestationObject {
  std::string_view format;
  ByteView statement;           // CBOR
  ByteView authenticator_data;
};
[[nodiscard]] Result<AttestationObject> parse_attestation_object(ByteView bytes);

}  // namespace hoshi::accounts
