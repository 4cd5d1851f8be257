// One direction of a connection on its way into the transcript: secrets hidden, also those split over reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "base/bytes.h"
#include "transport/secrets.h"

namespace hoshi::transport {

// Bytes go in as they come and out when it is decided that they belong to no secret, or are hidden.
class MaskedStream {
 public:
  void append(ByteView bytes);
  // Nothing more will come: what is left is decided.
  void finish() { end_ = TextEnd::final; }
  // How many bytes can be taken now, under the secrets known now.
  std::size_t settle(const Secrets& secrets);
  // The next bytes, with '*' for what is hidden; `count` at most what settle() gave.
  Bytes take(std::size_t count);

 private:
  std::string bytes_;  // begins with bytes already taken: they decide what a field is
  std::vector<bool> hidden_;
  std::size_t taken_ = 0;   // of bytes_
  std::size_t resume_ = 0;  // of bytes_; never less than taken_
  TextEnd end_ = TextEnd::more_may_come;
  // Shared with Secrets, see there.
  std::shared_ptr<const SecretForms> forms_;
};

}  // namespace hoshi::transport
