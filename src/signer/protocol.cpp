// Messages between pipeline and signer.
// SPDX-License-Identifier: Apache-2.0
#include "signer/protocol.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "labels/cbor.h"
#include "labels/shape.h"
#include "labels/signature.h"

namespace hoshi::signer {
namespace {

using labels::CborReader;
using labels::CborWriter;

constexpr int version = 1;
constexpr std::size_t why_bytes_max = 600;
constexpr std::uint64_t instant_max_ms = 5'680'281'600'000;  // the year 2150
constexpr ErrorCode error_codes[] = {ErrorCode::invalid_input, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::forbidden,
                                     ErrorCode::unavailable,   ErrorCode::timed_out, ErrorCode::corrupt,  ErrorCode::internal};
// Outcomes: 0 a signed statement, 1 keys, from 2 on the error codes in this order.
constexpr std::int64_t signed_outcome = 0;
constexpr std::int64_t keys_outcome = 1;
constexpr std::int64_t first_error = 2;

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Result<SignRequest> read_sign(CborReader& reader) {
  SignRequest request;
  const std::uint64_t relation = HOSHI_TRY(reader.number("relation", static_cast<int>(Relation::extension)));
  if (relation < static_cast<int>(Relation::first)) return fail(ErrorCode::corrupt, "relation: there is no such");
  request.relation = static_cast<Relation>(relation);
  const std::uint64_t at = HOSHI_TRY(reader.number("at", instant_max_ms));
  request.at = Instant(std::chrono::milliseconds(static_cast<std::int64_t>(at)));
  request.payload = copy(HOSHI_TRY(reader.bytes("payload")));
  request.predecessor = copy(HOSHI_TRY(reader.bytes("predecessor")));
  if (request.payload.size() > labels::payload_bytes_max || request.predecessor.size() > labels::payload_bytes_max) {
    return fail(ErrorCode::corrupt, "payload: longer than any statement can be");
  }
  return request;
}

void write_key(CborWriter& writer, const labels::LabelKey& key) {
  writer.array(4);
  writer.integer(static_cast<int>(key.algorithm));
  writer.bytes(key.key);
  writer.integer(labels::day_number(key.from).value_or(0));
  writer.integer(labels::day_number(key.until).value_or(0));
}

Result<labels::LabelKey> read_key(CborReader& reader) {
  labels::LabelKey key;
  if (HOSHI_TRY(reader.array("key")) != 4) return fail(ErrorCode::corrupt, "key: four members belong in it");
  const std::int64_t algorithm = HOSHI_TRY(reader.integer("algorithm"));
  key.algorithm = static_cast<labels::Algorithm>(algorithm);
  key.key = copy(HOSHI_TRY(reader.bytes("key")));
  key.from = labels::day_of(HOSHI_TRY(reader.number("from", labels::day_number_max)));
  key.until = labels::day_of(HOSHI_TRY(reader.number("until", labels::day_number_max)));
  const bool is_known = key.algorithm == labels::Algorithm::ed25519 || key.algorithm == labels::Algorithm::es256;
  if (!is_known || !labels::is_key(key.algorithm, key.key)) return fail(ErrorCode::corrupt, "key: is none");
  key.id = labels::label_key_id(key.algorithm, key.key);
  return key;
}

std::string bounded(const std::string& why) { return valid_utf8(std::string_view(why).substr(0, why_bytes_max)); }

}  // namespace

Result<Bytes> write_request(const Request& request) {
  CborWriter writer;
  const bool is_sign = request.kind == RequestKind::sign;
  writer.array(is_sign ? 6 : 2);
  writer.integer(version);
  writer.integer(static_cast<int>(request.kind));
  if (is_sign) {
    writer.integer(static_cast<int>(request.sign.relation));
    writer.integer(request.sign.at.time_since_epoch().count());
    writer.bytes(request.sign.payload);
    writer.bytes(request.sign.predecessor);
  }
  Bytes bytes = std::move(writer).take();
  const auto read = read_request(bytes);
  if (!read) return fail(ErrorCode::invalid_input, "request to the signer: " + read.error().message);
  return bytes;
}

Result<Request> read_request(ByteView bytes) {
  if (bytes.size() > request_bytes_max) return fail(ErrorCode::corrupt, "longer than any request can be");
  CborReader reader(bytes);
  const std::size_t members = HOSHI_TRY(reader.array("request"));
  if (HOSHI_TRY(reader.integer("version")) != version) return fail(ErrorCode::corrupt, "version: this program speaks 1");
  const std::int64_t kind = HOSHI_TRY(reader.integer("kind"));
  Request request;
  if (kind == static_cast<int>(RequestKind::sign) && members == 6) {
    request.kind = RequestKind::sign;
    request.sign = HOSHI_TRY(read_sign(reader));
  } else if (kind != static_cast<int>(RequestKind::keys) || members != 2) {
    return fail(ErrorCode::corrupt, "kind: there is no such request");
  }
  HOSHI_CHECK(reader.end("request"));
  return request;
}

Bytes write_reply(const Result<Reply>& reply) {
  CborWriter writer;
  writer.array(3);
  writer.integer(version);
  if (!reply) {
    const auto* code = std::find(std::begin(error_codes), std::end(error_codes), reply.error().code);
    writer.integer(first_error + (code - std::begin(error_codes)));
    writer.text(bounded(reply.error().message));
  } else if (!reply->signed_bytes.empty()) {
    writer.integer(signed_outcome);
    writer.bytes(reply->signed_bytes);
  } else {
    writer.integer(keys_outcome);
    writer.array(reply->keys.size());
    for (const labels::LabelKey& key : reply->keys) write_key(writer, key);
  }
  return std::move(writer).take();
}

Result<Reply> read_reply(ByteView bytes) {
  if (bytes.size() > reply_bytes_max) return fail(ErrorCode::corrupt, "longer than any reply of the signer can be");
  CborReader reader(bytes);
  if (HOSHI_TRY(reader.array("reply")) != 3) return fail(ErrorCode::corrupt, "reply: three members belong in it");
  if (HOSHI_TRY(reader.integer("version")) != version) return fail(ErrorCode::corrupt, "version: this program speaks 1");
  const std::uint64_t outcome = HOSHI_TRY(reader.number("outcome", first_error + std::size(error_codes) - 1));
  Reply reply;
  std::string why;
  if (outcome == signed_outcome) {
    reply.signed_bytes = copy(HOSHI_TRY(reader.bytes("signed statement")));
  } else if (outcome == keys_outcome) {
    const std::size_t count = HOSHI_TRY(reader.array("keys"));
    if (count > keys_max) return fail(ErrorCode::corrupt, "keys: too many");
    for (std::size_t i = 0; i < count; ++i) reply.keys.push_back(HOSHI_TRY(read_key(reader)));
  } else {
    why = HOSHI_TRY(reader.text("reason"));
  }
  HOSHI_CHECK(reader.end("reply"));
  if (outcome >= first_error) return fail(error_codes[outcome - first_error], std::move(why));
  return reply;
}

}  // namespace hoshi::signer
