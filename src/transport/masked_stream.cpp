// Keeps back what may be the beginning of a secret.
// SPDX-License-Identifier: Apache-2.0
#include "transport/masked_stream.h"

namespace hoshi::transport {
namespace {

constexpr std::size_t context_bytes = 2;
constexpr std::size_t kept_bytes_max =
    65'536;  // of what is already taken, so that not every take moves the rest

}  // namespace

void MaskedStream::append(ByteView bytes) {
  bytes_ += to_text(bytes);
  hidden_.resize(bytes_.size(), false);
}

std::size_t MaskedStream::settle(const Secrets& secrets) {
  const std::shared_ptr<const SecretForms> current = secrets.forms();
  if (current != forms_) {  // a new secret: everything not yet written is looked at again
    forms_ = current;
    resume_ = taken_;
  }
  const ScanPosition position = mark_secrets(*forms_, bytes_, resume_, end_, hidden_);
  resume_ = position.resume;
  return position.settled > taken_ ? position.settled - taken_ : 0;
}

Bytes MaskedStream::take(std::size_t count) {
  Bytes result = to_bytes(std::string_view(bytes_).substr(taken_, count));
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (hidden_[taken_ + i]) result[i] = '*';
  }
  taken_ += result.size();
  const bool all_taken = taken_ == bytes_.size();
  if (taken_ <= context_bytes || (!all_taken && (taken_ < kept_bytes_max || taken_ < bytes_.size() / 2)))
    return result;
  const std::size_t drop = taken_ - context_bytes;
  bytes_.erase(0, drop);
  hidden_.erase(hidden_.begin(), hidden_.begin() + static_cast<std::ptrdiff_t>(drop));
  taken_ -= drop;
  resume_ -= drop;
  return result;
}

}  // namespace hoshi::transport
