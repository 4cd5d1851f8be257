// Asking the signer.
// SPDX-License-Identifier: Apache-2.0
#include "signer/client.h"

#include "signer/frames.h"

namespace hoshi::signer {
namespace {

constexpr std::chrono::seconds patience(30);  // a network token may take its time

}  // namespace

Result<Reply> SignerClient::ask(const Request& request) {
  const Bytes bytes = HOSHI_TRY(write_request(request));
  if (!channel_.is_open()) return fail(ErrorCode::unavailable, "the signer does not answer any more and must be started anew");
  const auto sent = send_frame(channel_.number(), bytes);
  auto answer = sent ? receive_frame(channel_.number(), reply_bytes_max, patience) : tl::unexpected<Error>(sent.error());
  if (!answer) {
    // A late answer would be taken for that to the next question.
    channel_.reset();
    const bool is_late = answer.error().code == ErrorCode::timed_out;
    return fail(is_late ? ErrorCode::timed_out : ErrorCode::unavailable, "signer: " + answer.error().message);
  }
  return read_reply(*answer);
}

Result<Bytes> SignerClient::sign(const SignRequest& request) {
  Reply reply = HOSHI_TRY(ask({RequestKind::sign, request}));
  const auto read = labels::read_signed(reply.signed_bytes);
  if (!read || read->payload != request.payload) return fail(ErrorCode::corrupt, "the signer gave back something else than was asked for");
  return std::move(reply.signed_bytes);
}

Result<std::vector<labels::LabelKey>> SignerClient::keys() {
  return HOSHI_TRY(ask({RequestKind::keys, {}})).keys;
}

Result<std::vector<labels::LabelKey>> SignerClient::await_ready(std::chrono::milliseconds longest) {
  const auto first = receive_frame(channel_.number(), reply_bytes_max, longest);
  if (!first) return fail(ErrorCode::unavailable, "the signer did not start: " + first.error().message);
  return HOSHI_TRY(read_reply(*first)).keys;
}

}  // namespace hoshi::signer
