// What the pipeline and the signer process say to each other: one bounded message each way, in deterministic CBOR.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/date.h"
#include "labels/statement.h"

namespace hoshi::signer {

constexpr std::size_t request_bytes_max = 512;
constexpr std::size_t reply_bytes_max = 4096;
constexpr std::size_t keys_max = 16;

// What the statement is to its number.
enum class Relation : int {
  first = 1,      // nothing was signed for the number before
  amendment = 2,  // replaces its predecessor: the same number, level and status entry, not valid for longer
  extension = 3,  // replaces its predecessor and is valid for longer
};

struct SignRequest {
  Relation relation = Relation::first;
  Instant at;         // the caller's clock; the signer refuses when its own says something else
  Bytes payload;      // the statement, as labels::write_statement gives it
  Bytes predecessor;  // the payload signed last for this number; empty for the first
  friend bool operator==(const SignRequest&, const SignRequest&) = default;
};

enum class RequestKind : int { keys = 1, sign = 2 };

struct Request {
  RequestKind kind = RequestKind::keys;
  SignRequest sign;  // empty unless kind is sign
  friend bool operator==(const Request&, const Request&) = default;
};

struct Reply {
  Bytes signed_bytes;                  // of sign
  std::vector<labels::LabelKey> keys;  // of keys
};

// Writers take what fits (the payload is not looked into); readers take hostile bytes and refuse every other form: corrupt.
[[nodiscard]] Result<Bytes> write_request(const Request& request);
[[nodiscard]] Result<Request> read_request(ByteView bytes);
Bytes write_reply(const Result<Reply>& reply);
// Gives back the error that the signer answered with.
[[nodiscard]] Result<Reply> read_reply(ByteView bytes);

}  // namespace hoshi::signer
