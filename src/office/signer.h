// The door to the signer process as the issuing pipeline sees it: it asks for signatures and never holds a key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "signer/client.h"

namespace hoshi::office {

// Injected, so that tests can stand in for the process. One thread at a time.
class Signer {
 public:
  virtual ~Signer() = default;
  // unavailable when the signer is gone.
  [[nodiscard]] virtual Result<std::vector<labels::LabelKey>> keys() = 0;
  // As signer::SignerClient::sign: the same request again gives a signature over the same bytes again; another statement for a
  // number is refused (conflict) unless it names the one it replaces.
  [[nodiscard]] virtual Result<Bytes> sign(const signer::SignRequest& request) = 0;
};

// The real one. Borrows the client.
class ProcessSigner final : public Signer {
 public:
  explicit ProcessSigner(signer::SignerClient& client) : client_(client) {}
  [[nodiscard]] Result<std::vector<labels::LabelKey>> keys() override { return client_.keys(); }
  [[nodiscard]] Result<Bytes> sign(const signer::SignRequest& request) override { return client_.sign(request); }

 private:
  signer::SignerClient& client_;
};

}  // namespace hoshi::office
