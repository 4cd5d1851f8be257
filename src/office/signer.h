// The door to the signer process as the issuing pipeline sees it: it asks for signatures and never holds a key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "labels/statement.h"

namespace hoshi::office {

// Injected; the real one speaks the protocol of room `signer` over its socket. One thread at a time.
class Signer {
 public:
  virtual ~Signer() = default;
  // The key that signs on that day. unavailable when the signer is gone or has none.
  [[nodiscard]] virtual Result<labels::LabelKey> key_for(Date day) = 0;
  // One COSE_Sign1 for each payload (the bytes of write_statement), in order, or an error and none of them counts. The
  // signer reads and lints each itself, keeps a journal, and refuses (conflict) another statement under a number it has
  // signed for unless it says it replaces that one; the same payload again gives a signature again.
  [[nodiscard]] virtual Result<std::vector<Bytes>> sign(const std::vector<Bytes>& payloads) = 0;
};

}  // namespace hoshi::office
