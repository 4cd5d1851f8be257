// Fuzzes what browsers send of passkeys: attestation objects, registrations and assertions.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "accounts/authenticator.h"

using namespace hoshi;
using namespace hoshi::accounts;

namespace {

Value get_data(ByteView challenge) {
  return object({{"type", "webauthn.get"}, {"challenge", to_base64url(challenge)}, {"origin", test_party().origin}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Bytes challenge(32, 7);
  static const Authenticator authenticator;
  static const Registration whole = authenticator.make(to_base64url(challenge));
  static const NewPasskey made = verify_registration(whole, challenge, test_party(), Verification::preferred).value();
  const Bytes bytes(data, data + size);
  const auto parsed = parse_attestation_object(bytes);
  if (parsed) HOSHI_ASSERT(parsed->authenticator_data.size() + parsed->statement.size() + parsed->format.size() < bytes.size());
  const auto key = verify_registration({whole.client_data, bytes}, challenge, test_party(), Verification::preferred);
  if (key) HOSHI_ASSERT(!key->credential.empty() && key->credential.size() <= credential_bytes_max && !key->public_key.empty());
  const auto other = verify_registration({bytes, whole.attestation_object}, challenge, test_party(), Verification::preferred);
  HOSHI_ASSERT(!other || to_text(bytes).find(to_base64url(challenge)) != std::string::npos);
  // No bytes of anybody are a signature of a key that never signed.
  const KnownPasskey known{made.algorithm, made.public_key, 0};
  Assertion assertion;
  assertion.client_data = to_bytes(to_json(get_data(challenge)));
  assertion.authenticator_data = bytes;
  assertion.signature = bytes;
  HOSHI_ASSERT(!verify_assertion(assertion, known, challenge, test_party(), Verification::preferred));
  return 0;
}
