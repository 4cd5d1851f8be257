// Messages to and from the signer: they come back as written, and nothing else is taken for one (S18).
// SPDX-License-Identifier: Apache-2.0
#include "signer/protocol.h"

#include "signer/signer_samples.h"

namespace hoshi::signer {
namespace {

Request sign_request() {
  Request request{RequestKind::sign, first_request(labels::sample_statement(), noon({2026, 4, 1}))};
  request.sign.relation = Relation::extension;
  request.sign.predecessor = Bytes(labels::payload_bytes_max, 7);
  return request;
}

TEST(Protocol, RequestsComeBackAsTheyWereWritten) {
  for (const Request& request : {Request{}, sign_request()}) EXPECT_EQ(*read_request(*write_request(request)), request);
}

TEST(Protocol, RepliesComeBackAsTheyWereWritten) {
  Reply with_keys;
  with_keys.keys = {labels::SampleKey(1).public_key(), labels::SampleP256Key().public_key()};
  const auto keys = read_reply(write_reply(with_keys));
  ASSERT_TRUE(keys.has_value()) << keys.error().message;
  ASSERT_EQ(keys->keys.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(keys->keys[i].id, with_keys.keys[i].id);
    EXPECT_EQ(keys->keys[i].key, with_keys.keys[i].key);
    EXPECT_EQ(keys->keys[i].until, with_keys.keys[i].until);
  }
  EXPECT_EQ(read_reply(write_reply(Reply{Bytes{1, 2, 3}, {}}))->signed_bytes, (Bytes{1, 2, 3}));
  for (const ErrorCode code : {ErrorCode::invalid_input, ErrorCode::conflict, ErrorCode::forbidden, ErrorCode::internal}) {
    const auto error = read_reply(write_reply(fail(code, "why"))).error();
    EXPECT_EQ(error.code, code);
    EXPECT_EQ(error.message, "why");
  }
}

TEST(Protocol, LongReasonsAreCutWithinTheirCharacters) {
  std::string long_reason;
  for (int i = 0; i < 1000; ++i) long_reason += "理由";
  const Bytes reply = write_reply(fail(ErrorCode::forbidden, "x" + long_reason));
  EXPECT_LE(reply.size(), reply_bytes_max);
  EXPECT_EQ(read_reply(reply).error().code, ErrorCode::forbidden);
}

TEST(S18Protocol, CutAtEveryByteOrLongerIsRefused) {
  for (Bytes bytes : {*write_request(sign_request()), *write_request({})}) {
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(read_request(ByteView(bytes).first(size)).has_value());
    bytes.push_back(0);
    EXPECT_FALSE(read_request(bytes).has_value());
  }
  Reply with_keys;
  with_keys.keys = {labels::SampleKey(1).public_key()};
  const Bytes reply = write_reply(with_keys);
  for (std::size_t size = 0; size < reply.size(); ++size) {
    EXPECT_EQ(read_reply(ByteView(reply).first(size)).error().code, ErrorCode::corrupt);
  }
  EXPECT_FALSE(read_request(Bytes(request_bytes_max + 1)).has_value());
  EXPECT_FALSE(read_reply(Bytes(reply_bytes_max + 1)).has_value());
}

TEST(S18Protocol, OtherVersionsKindsAndRelationsAreRefused) {
  const Bytes good = *write_request(sign_request());
  ASSERT_EQ(to_hex(ByteView(good).first(4)), "86010203");
  const auto with = [&good](std::size_t at, std::uint8_t byte) {
    Bytes bytes = good;
    bytes[at] = byte;
    return read_request(bytes).has_value();
  };
  EXPECT_TRUE(with(3, 1));
  EXPECT_FALSE(with(1, 2));
  EXPECT_FALSE(with(2, 1));
  EXPECT_FALSE(with(2, 3));
  EXPECT_FALSE(with(3, 0));
  EXPECT_FALSE(with(3, 4));
  Request too_long = sign_request();
  too_long.sign.payload = Bytes(labels::payload_bytes_max + 1);
  EXPECT_EQ(write_request(too_long).error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace hoshi::signer
