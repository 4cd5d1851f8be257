// A statement signed by a key that nobody trusts, for looking at it as it will be.
// SPDX-License-Identifier: Apache-2.0
#include "signer/service.h"
#include "signing/key.h"

namespace hoshi::signer {

Result<Rehearsal> rehearse(ByteView payload) {
  const auto throw_away = signing::KeyPair::generate("rehearsal");
  Rehearsal rehearsal;
  rehearsal.key = {labels::label_key_id(labels::Algorithm::ed25519, throw_away.public_key().bytes), labels::Algorithm::ed25519,
                   throw_away.public_key().bytes, Date{1970, 1, 1}, labels::last_day};
  const Bytes message = labels::to_be_signed(labels::Algorithm::ed25519, rehearsal.key.id, payload);
  rehearsal.signed_bytes = HOSHI_TRY(labels::write_signed(
      {labels::Algorithm::ed25519, rehearsal.key.id, {payload.begin(), payload.end()}, throw_away.sign(message)}));
  return rehearsal;
}

}  // namespace hoshi::signer
