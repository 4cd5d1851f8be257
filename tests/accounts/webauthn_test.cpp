// Passkeys against an authenticator in software that does one thing wrong at a time.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "accounts/authenticator.h"

namespace hoshi::accounts {
namespace {

const Bytes challenge(32, 7);
const std::string asked = to_base64url(challenge);

struct Made {
  Authenticator authenticator;
  KnownPasskey passkey;
};

Made made_passkey() {
  Made made;
  const auto key = verify_registration(made.authenticator.make(asked), challenge, test_party(), Verification::required);
  EXPECT_TRUE(key) << key.error().message;
  made.passkey = {key->algorithm, key->public_key, key->sign_count};
  return made;
}

ErrorCode refusal_of(const Authenticator& authenticator, Verification verification = Verification::required) {
  const auto key = verify_registration(authenticator.make(asked), challenge, test_party(), verification);
  EXPECT_FALSE(key);
  return key ? ErrorCode::internal : key.error().code;
}

TEST(Passkeys, AreMadeAndShown) {
  Made made = made_passkey();
  const auto count = verify_assertion(made.authenticator.answer(asked), made.passkey, challenge, test_party(), Verification::required);
  ASSERT_TRUE(count) << count.error().message;
  EXPECT_EQ(*count, 2u);
}

TEST(Passkeys, AreOfOneSiteAndOneQuestion) {
  EXPECT_EQ(refusal_of(Authenticator("office.test", "https://evil.test")), ErrorCode::forbidden);
  EXPECT_EQ(refusal_of(Authenticator("evil.test")), ErrorCode::forbidden);
  const Authenticator authenticator;
  EXPECT_EQ(verify_registration(authenticator.make(to_base64url(Bytes(32, 8))), challenge, test_party(), Verification::preferred).error().code,
            ErrorCode::forbidden);
  Made made = made_passkey();
  const Assertion right = made.authenticator.answer(asked);
  EXPECT_FALSE(verify_assertion(right, made.passkey, Bytes(32, 9), test_party(), Verification::preferred));
  EXPECT_FALSE(verify_assertion(right, made.passkey, {}, test_party(), Verification::preferred));
}

TEST(Passkeys, NeedAVerifiedPersonWhereItIsAskedFor) {
  Authenticator absent;
  absent.flags = 0x01;
  EXPECT_EQ(refusal_of(absent), ErrorCode::forbidden);
  EXPECT_TRUE(verify_registration(absent.make(asked), challenge, test_party(), Verification::preferred));
  absent.flags = 0x00;
  EXPECT_EQ(refusal_of(absent, Verification::preferred), ErrorCode::forbidden);
  Made made = made_passkey();
  made.authenticator.flags = 0x01;
  EXPECT_FALSE(verify_assertion(made.authenticator.answer(asked), made.passkey, challenge, test_party(), Verification::required));
}

TEST(Passkeys, ThatDoNotCountUpMayBeCopies) {
  Made made = made_passkey();
  made.passkey.sign_count = 50;
  EXPECT_EQ(verify_assertion(made.authenticator.answer(asked), made.passkey, challenge, test_party(), Verification::required).error().code,
            ErrorCode::forbidden);
  made.passkey.sign_count = 0;
  made.authenticator.count = made.authenticator.count_step = 0;  // synchronised passkeys do not count
  EXPECT_TRUE(verify_assertion(made.authenticator.answer(asked), made.passkey, challenge, test_party(), Verification::required));
}

TEST(Passkeys, AreNotShownWithAnyBitChanged) {
  Made made = made_passkey();
  const Assertion right = made.authenticator.answer(asked);
  const auto expect_refused = [&](Assertion changed) {
    EXPECT_FALSE(verify_assertion(changed, made.passkey, challenge, test_party(), Verification::required));
  };
  for (Bytes Assertion::*member : {&Assertion::client_data, &Assertion::authenticator_data, &Assertion::signature}) {
    for (std::size_t i = 0; i < (right.*member).size(); ++i) {
      Assertion changed = right;
      (changed.*member)[i] ^= 1;
      expect_refused(changed);
      (changed.*member).resize(i);
      expect_refused(changed);
    }
  }
}

TEST(Passkeys, S18_RegistrationsCutAnywhereAreRefused) {
  const Authenticator authenticator;
  const Registration whole = authenticator.make(asked);
  for (std::size_t cut = 0; cut < whole.attestation_object.size(); ++cut) {
    Registration changed = whole;
    changed.attestation_object.resize(cut);
    EXPECT_FALSE(verify_registration(changed, challenge, test_party(), Verification::preferred)) << cut;
  }
  Registration longer = whole;
  longer.attestation_object.push_back(0);
  EXPECT_FALSE(verify_registration(longer, challenge, test_party(), Verification::preferred));
}

TEST(Passkeys, AreReadFromWhatTheBrowserSends) {
  Made made = made_passkey();
  const Assertion right = made.authenticator.answer(asked);
  Value json = object({{"credential", to_base64url(right.credential)}, {"clientData", to_base64url(right.client_data)}, {"userHandle", ""},
                       {"authenticatorData", to_base64url(right.authenticator_data)}, {"signature", to_base64url(right.signature)}});
  const Assertion read = assertion_from(json).value();
  EXPECT_TRUE(verify_assertion(read, made.passkey, challenge, test_party(), Verification::required));
  for (const char* name : {"credential", "clientData", "authenticatorData", "signature"}) {
    for (const Value& wrong : {Value(), Value(""), Value("a+b="), Value(7)}) {
      Value changed = json;
      changed.set(name, wrong);
      EXPECT_EQ(assertion_from(changed).error().code, ErrorCode::invalid_input) << name;
    }
  }
  EXPECT_FALSE(registration_from(ValueMap{}));
  EXPECT_TRUE(registration_from(object({{"clientData", "YQ"}, {"attestation", "YQ"}})));
}

TEST(AttestationObjects, S18_HaveExactlyThreeMembers) {
  const auto refused = [](Bytes bytes) { return !parse_attestation_object(bytes).has_value(); };
  EXPECT_TRUE(refused({0xa0}));
  EXPECT_TRUE(refused({0xbf, 0xff}));                                           // indefinite
  EXPECT_TRUE(refused({0xa3, 0x63, 'f', 'm', 't', 0x60, 0x63, 'f', 'm', 't', 0x60}));
  Bytes deep{0xa3, 0x67, 'a', 't', 't', 'S', 't', 'm', 't'};
  deep.insert(deep.end(), 1000, 0x81);
  EXPECT_TRUE(refused(deep));
  EXPECT_TRUE(refused(Bytes(attestation_bytes_max + 1, 0)));
}

}  // namespace
}  // namespace hoshi::accounts
