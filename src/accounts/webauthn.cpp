// Verifying registrations and assertions with libfido2.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <algorithm>
#include <array>
#include <memory>

#include "accounts/secrets.h"
#include "base/encoding.h"

namespace hoshi::accounts {
namespace {

constexpr std::uint8_t user_present = 0x01;  // Level 2, 6.1: flags of authenticator data
constexpr std::uint8_t user_verified = 0x04;
constexpr std::uint8_t has_credential = 0x40;
constexpr std::array<KeyAlgorithm, 3> offered{KeyAlgorithm::es256, KeyAlgorithm::eddsa, KeyAlgorithm::rs256};

struct Release {
  void operator()(fido_cred_t* one) const { fido_cred_free(&one); }
  void operator()(fido_assert_t* one) const { fido_assert_free(&one); }
  void operator()(es256_pk_t* one) const { es256_pk_free(&one); }
  void operator()(eddsa_pk_t* one) const { eddsa_pk_free(&one); }
  void operator()(rs256_pk_t* one) const { rs256_pk_free(&one); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

tl::unexpected<Error> malformed(std::string_view what) { return fail(ErrorCode::invalid_input, "passkey: " + std::string(what)); }
tl::unexpected<Error> refused(std::string_view why) { return fail(ErrorCode::forbidden, "passkey: " + std::string(why)); }

// Level 2, 7.1 steps 5 to 10 and 7.2 steps 9 to 14.
Result<void> check_client_data(ByteView client_data, std::string_view type, ByteView challenge, const RelyingParty& party) {
  if (client_data.size() > client_data_bytes_max) return malformed("the client data are too large");
  const auto parsed = parse_json(to_text(client_data), {8, client_data_bytes_max});
  if (!parsed || !parsed->is_map()) return malformed("the client data are no JSON");
  const Value& data = *parsed;
  if (data["type"].as_text() != type) return refused("made for another purpose");
  if (challenge.empty() || data["challenge"].as_text() != to_base64url(challenge)) return refused("answers another question");
  if (data["origin"].as_text() != party.origin) return refused("made on another site");
  if (data["crossOrigin"].as_bool()) return refused("made within another site's page");
  return {};
}

Result<void> check_authenticator_data(ByteView data, const RelyingParty& party, Verification verification, std::uint8_t needed) {
  constexpr std::size_t shortest = 37;  // hash of the relying party's id, flags, sign count
  if (data.size() < shortest || data.size() > attestation_bytes_max) return malformed("the authenticator data are of no possible size");
  const Bytes expected = sha256(view_of(party.id));
  if (!std::equal(expected.begin(), expected.end(), data.begin())) return refused("made for another site");
  const std::uint8_t flags = data[32];
  if ((flags & user_present) == 0 || (flags & needed) != needed) return refused("nobody was present");
  if (verification == Verification::required && (flags & user_verified) == 0) return refused("who was present was not verified");
  return {};
}

Result<Owned<fido_cred_t>> credential_of(const AttestationObject& object, ByteView hash, const RelyingParty& party, KeyAlgorithm algorithm) {
  Owned<fido_cred_t> credential(fido_cred_new());
  const std::string format(object.format);
  const bool is_well = credential && fido_cred_set_type(credential.get(), static_cast<int>(algorithm)) == FIDO_OK &&
                       fido_cred_set_clientdata_hash(credential.get(), hash.data(), hash.size()) == FIDO_OK &&
                       fido_cred_set_rp(credential.get(), party.id.c_str(), nullptr) == FIDO_OK &&
                       fido_cred_set_fmt(credential.get(), format.c_str()) == FIDO_OK &&
                       fido_cred_set_authdata_raw(credential.get(), object.authenticator_data.data(), object.authenticator_data.size()) == FIDO_OK;
  if (!is_well) return malformed("the key is of no kind that was offered, or malformed");
  return credential;
}

bool is_well_attested(fido_cred_t* credential, const AttestationObject& object) {
  constexpr std::uint8_t empty_map = 0xa0;
  if (object.format == "none") return object.statement.size() == 1 && object.statement[0] == empty_map;
  if (object.format != "packed") return false;
  return fido_cred_set_attstmt(credential, object.statement.data(), object.statement.size()) == FIDO_OK &&
         fido_cred_x5c_len(credential) == 0 && fido_cred_verify_self(credential) == FIDO_OK;
}

int verify_with(fido_assert_t* assertion, const KnownPasskey& passkey) {
  const ByteView key = passkey.public_key;
  switch (passkey.algorithm) {
    case KeyAlgorithm::es256: {
      const Owned<es256_pk_t> es256(es256_pk_new());
      if (!es256 || es256_pk_from_ptr(es256.get(), key.data(), key.size()) != FIDO_OK) return FIDO_ERR_INVALID_ARGUMENT;
      return fido_assert_verify(assertion, 0, COSE_ES256, es256.get());
    }
    case KeyAlgorithm::eddsa: {
      const Owned<eddsa_pk_t> eddsa(eddsa_pk_new());
      if (!eddsa || eddsa_pk_from_ptr(eddsa.get(), key.data(), key.size()) != FIDO_OK) return FIDO_ERR_INVALID_ARGUMENT;
      return fido_assert_verify(assertion, 0, COSE_EDDSA, eddsa.get());
    }
    case KeyAlgorithm::rs256: {
      const Owned<rs256_pk_t> rs256(rs256_pk_new());
      if (!rs256 || rs256_pk_from_ptr(rs256.get(), key.data(), key.size()) != FIDO_OK) return FIDO_ERR_INVALID_ARGUMENT;
      return fido_assert_verify(assertion, 0, COSE_RS256, rs256.get());
    }
  }
  return FIDO_ERR_INVALID_ARGUMENT;
}

Result<Bytes> member(const Value& json, std::string_view name) {
  auto bytes = from_base64url(json[name].as_text());
  if (!bytes || (bytes->empty() && name != "userHandle")) return malformed(std::string(name) + " is missing or not base64url");
  return bytes;
}

}  // namespace

Result<Registration> registration_from(const Value& json) {
  Registration registration;
  registration.client_data = HOSHI_TRY(member(json, "clientData"));
  registration.attestation_object = HOSHI_TRY(member(json, "attestation"));
  return registration;
}

Result<Assertion> assertion_from(const Value& json) {
  Assertion assertion;
  assertion.credential = HOSHI_TRY(member(json, "credential"));
  assertion.client_data = HOSHI_TRY(member(json, "clientData"));
  assertion.authenticator_data = HOSHI_TRY(member(json, "authenticatorData"));
  assertion.signature = HOSHI_TRY(member(json, "signature"));
  assertion.user_handle = HOSHI_TRY(member(json, "userHandle"));
  return assertion;
}

Result<NewPasskey> verify_registration(const Registration& registration, ByteView challenge, const RelyingParty& party,
                                       Verification verification) {
  HOSHI_CHECK(check_client_data(registration.client_data, "webauthn.create", challenge, party));
  const AttestationObject object = HOSHI_TRY(parse_attestation_object(registration.attestation_object));
  HOSHI_CHECK(check_authenticator_data(object.authenticator_data, party, verification, has_credential));
  const Bytes hash = sha256(registration.client_data);
  for (const KeyAlgorithm algorithm : offered) {
    auto credential = credential_of(object, hash, party, algorithm);
    if (!credential) continue;
    fido_cred_t* made = credential->get();
    const std::size_t id_size = fido_cred_id_len(made);
    if (id_size == 0 || id_size > credential_bytes_max || fido_cred_pubkey_len(made) == 0) return malformed("no key in it");
    if (!is_well_attested(made, object)) return refused("attested in a way that was not asked for");
    const std::uint8_t* id = fido_cred_id_ptr(made);
    const std::uint8_t* key = fido_cred_pubkey_ptr(made);
    return NewPasskey{Bytes(id, id + id_size), algorithm, Bytes(key, key + fido_cred_pubkey_len(made)), fido_cred_sigcount(made)};
  }
  return malformed("the key is of no kind that was offered, or malformed");
}

Result<std::uint32_t> verify_assertion(const Assertion& assertion, const KnownPasskey& passkey, ByteView challenge,
                                       const RelyingParty& party, Verification verification) {
  HOSHI_CHECK(check_client_data(assertion.client_data, "webauthn.get", challenge, party));
  HOSHI_CHECK(check_authenticator_data(assertion.authenticator_data, party, verification, user_present));
  if (assertion.signature.empty() || assertion.signature.size() > 1024) return malformed("a signature of no possible size");
  const Bytes hash = sha256(assertion.client_data);
  const Bytes& data = assertion.authenticator_data;
  const Owned<fido_assert_t> shown(fido_assert_new());
  const bool is_well = shown && fido_assert_set_clientdata_hash(shown.get(), hash.data(), hash.size()) == FIDO_OK &&
                       fido_assert_set_rp(shown.get(), party.id.c_str()) == FIDO_OK && fido_assert_set_count(shown.get(), 1) == FIDO_OK &&
                       fido_assert_set_authdata_raw(shown.get(), 0, data.data(), data.size()) == FIDO_OK &&
                       fido_assert_set_up(shown.get(), FIDO_OPT_TRUE) == FIDO_OK &&
                       fido_assert_set_uv(shown.get(), verification == Verification::required ? FIDO_OPT_TRUE : FIDO_OPT_OMIT) == FIDO_OK &&
                       fido_assert_set_sig(shown.get(), 0, assertion.signature.data(), assertion.signature.size()) == FIDO_OK;
  if (!is_well) return malformed("the authenticator data cannot be read");
  if (verify_with(shown.get(), passkey) != FIDO_OK) return refused("the signature is not its key's");
  const std::uint32_t count = fido_assert_sigcount(shown.get(), 0);
  // Level 2, 7.2 step 21. Passkeys that are synchronised always say 0.
  if ((count != 0 || passkey.sign_count != 0) && count <= passkey.sign_count) return refused("was used less often than before: a copy of it may exist");
  return count;
}

}  // namespace hoshi::accounts
