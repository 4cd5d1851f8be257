// The pipeline's side of the channel: asks the signer process for signatures.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "signer/descriptor.h"
#include "signer/protocol.h"

namespace hoshi::signer {

// Owns its end of the channel; the signer ends when it is closed everywhere. One request at a time, for one thread. After an error of
// the channel itself (timed_out, or unavailable) every further request is unavailable: the signer must be started anew.
class SignerClient {
 public:
  explicit SignerClient(int channel) : channel_(channel) {}

  // The signed statement, in the form it will be published in. Repeating the same request is harmless and gives a valid signature for
  // the same bytes. The signer's refusals as in Service::answer; corrupt when it gave back anything but the payload signed.
  [[nodiscard]] Result<Bytes> sign(const SignRequest& request);
  [[nodiscard]] Result<std::vector<labels::LabelKey>> keys();

  // Waits for the signer's first word.
  [[nodiscard]] Result<std::vector<labels::LabelKey>> await_ready(std::chrono::milliseconds patience);
  // Gives the descriptor up, for another process to make a client of.
  int release() { return channel_.release(); }

 private:
  [[nodiscard]] Result<Reply> ask(const Request& request);
  Descriptor channel_;
};

}  // namespace hoshi::signer
