// What the signer does with a request: every check of its own, the journal, the signature. No process and no socket here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "labels/lint.h"
#include "signer/journal.h"
#include "signer/protocol.h"
#include "signing/label_key.h"

namespace hoshi::signer {

using Clock = std::function<Instant()>;
using Keys = std::vector<std::unique_ptr<signing::LabelKeyHolder>>;

// The key as it is published, with its id.
labels::LabelKey label_key_of(const signing::LabelPublicKey& key);

// JST is UTC+9 throughout.
Date day_in_japan(Instant instant);

// Signs label statements of the profiles' schemes and nothing else: a statement is read, examined by both lint engines, held
// against the keys' windows, the clocks and the journal, signed under the context of statements, and verified by the public
// verifier before it is given out. Not for several threads at once.
class Service {
 public:
  // invalid_input when there is no key, too many, or two profiles for a scheme; internal when a key does not sign.
  [[nodiscard]] static Result<Service> create(Keys keys, Journal journal, std::vector<labels::LintProfile> profiles, Clock clock);

  // Takes hostile bytes, gives bytes for read_reply. The same statement again gives a signature again.
  // forbidden: not a statement this signer may sign; conflict: another statement was signed for its number;
  // unavailable: clocks, journal, token, or no key for today.
  Bytes answer(ByteView request);

  std::vector<labels::LabelKey> public_keys() const;

 private:
  Service(Keys keys, Journal journal, std::vector<labels::LintProfile> profiles, Clock clock)
      : keys_(std::move(keys)), journal_(std::move(journal)), profiles_(std::move(profiles)), clock_(std::move(clock)) {}
  [[nodiscard]] Result<Reply> reply_to(ByteView request);
  [[nodiscard]] Result<Bytes> sign(const SignRequest& request);
  [[nodiscard]] Result<void> check_clocks(Instant now, Instant callers) const;
  [[nodiscard]] Result<signing::LabelKeyHolder*> key_for(Date today) const;
  [[nodiscard]] Result<void> check_form(const labels::Statement& statement, ByteView payload, const labels::LabelKey& key) const;
  [[nodiscard]] Result<void> check_history(const labels::Statement& statement, const SignRequest& request) const;

  Keys keys_;
  Journal journal_;
  std::vector<labels::LintProfile> profiles_;
  Clock clock_;
};

// What the pipeline's rehearsal needs (register.md 3.5, 4): the statement signed by a key that is made for it and forgotten.
struct Rehearsal {
  Bytes signed_bytes;
  labels::LabelKey key;
};
[[nodiscard]] Result<Rehearsal> rehearse(ByteView payload);

}  // namespace hoshi::signer
