// COSE_Sign1 around a statement, and the public verifier.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "labels/cbor.h"
#include "labels/signature.h"
#include "labels/statement.h"

namespace hoshi::labels {
namespace {

constexpr std::uint64_t cose_sign1_tag = 18;  // RFC 9052, 2
constexpr std::size_t cose_sign1_elements = 4;
// RFC 9052, 3.1: the common header parameters.
constexpr int algorithm_header = 1;
constexpr int key_id_header = 4;
constexpr std::size_t key_id_bytes = 8;

// RFC 9052, 3: the protected header, without the byte string around it.
Bytes protected_header(Algorithm algorithm, ByteView key_id) {
  CborWriter writer;
  writer.map(2);
  writer.integer(algorithm_header);
  writer.integer(static_cast<int>(algorithm));
  writer.integer(key_id_header);
  writer.bytes(key_id);
  return std::move(writer).take();
}

tl::unexpected<Error> corrupt(std::string_view why) { return fail(ErrorCode::corrupt, fmt::format("signed label: {}", why)); }

struct Header {
  Algorithm algorithm;
  Bytes key_id;
};

Result<Header> read_header(ByteView bytes) {
  CborReader reader(bytes);
  const std::size_t members = HOSHI_TRY(reader.map("signed label: protected header"));
  if (members != 2) return corrupt("the protected header must hold algorithm and key id alone");
  if (HOSHI_TRY(reader.integer("signed label: header")) != algorithm_header) return corrupt("no algorithm first in its header");
  const std::int64_t algorithm = HOSHI_TRY(reader.integer("signed label: algorithm"));
  if (algorithm != static_cast<int>(Algorithm::ed25519) && algorithm != static_cast<int>(Algorithm::es256)) {
    return corrupt(fmt::format("algorithm {} is none that labels are signed with", algorithm));
  }
  if (HOSHI_TRY(reader.integer("signed label: header")) != key_id_header) return corrupt("no key id second in its header");
  const ByteView key_id = HOSHI_TRY(reader.bytes("signed label: key id"));
  if (key_id.size() != key_id_bytes) return corrupt("a key id has 8 bytes");
  HOSHI_CHECK(reader.end("signed label: protected header"));
  return Header{static_cast<Algorithm>(algorithm), {key_id.begin(), key_id.end()}};
}

bool is_within_window(const Statement& statement, const LabelKey& key) {
  return statement.valid_from <= key.until && statement.valid_until >= key.from;
}

}  // namespace

Bytes to_be_signed(Algorithm algorithm, ByteView key_id, ByteView payload) {
  // RFC 9052, 4.4: Sig_structure.
  CborWriter writer;
  writer.array(4);
  writer.text("Signature1");
  writer.bytes(protected_header(algorithm, key_id));
  writer.bytes(view_of(statement_context));
  writer.bytes(payload);
  return std::move(writer).take();
}

Result<Bytes> write_signed(const SignedStatement& signed_statement) {
  if (signed_statement.key_id.size() != key_id_bytes) return fail(ErrorCode::invalid_input, "signed label: a key id has 8 bytes");
  if (signed_statement.signature.size() != signature_bytes) {
    return fail(ErrorCode::invalid_input, "signed label: a signature has 64 bytes");
  }
  CborWriter writer;
  writer.tag(cose_sign1_tag);
  writer.array(cose_sign1_elements);
  writer.bytes(protected_header(signed_statement.algorithm, signed_statement.key_id));
  writer.map(0);
  writer.bytes(signed_statement.payload);
  writer.bytes(signed_statement.signature);
  Bytes out = std::move(writer).take();
  if (out.size() > signed_bytes_max) {
    return fail(ErrorCode::invalid_input, fmt::format("signed label: {} bytes, more than {}", out.size(), signed_bytes_max));
  }
  return out;
}

Result<SignedStatement> read_signed(ByteView bytes) {
  if (bytes.size() > signed_bytes_max) return corrupt("longer than any can be");
  CborReader reader(bytes);
  if (HOSHI_TRY(reader.tag("signed label: tag")) != cose_sign1_tag) return corrupt("not tagged as COSE_Sign1");
  if (HOSHI_TRY(reader.array("signed label")) != cose_sign1_elements) return corrupt("COSE_Sign1 has four elements");
  const ByteView header_bytes = HOSHI_TRY(reader.bytes("signed label: protected header"));
  Header header = HOSHI_TRY(read_header(header_bytes));
  if (HOSHI_TRY(reader.map("signed label: unprotected header")) != 0) return corrupt("the unprotected header must be empty");
  const ByteView payload = HOSHI_TRY(reader.bytes("signed label: payload"));
  const ByteView signature = HOSHI_TRY(reader.bytes("signed label: signature"));
  if (signature.size() != signature_bytes) return corrupt("a signature has 64 bytes");
  HOSHI_CHECK(reader.end("signed label"));
  return SignedStatement{header.algorithm, std::move(header.key_id), {payload.begin(), payload.end()},
                         {signature.begin(), signature.end()}};
}

Bytes label_key_id(Algorithm algorithm, ByteView key) {
  CborWriter writer;
  writer.integer(static_cast<int>(algorithm));
  Bytes bytes = std::move(writer).take();
  bytes.insert(bytes.end(), key.begin(), key.end());
  Bytes id = sha256(bytes);
  id.resize(key_id_bytes);
  return id;
}

Result<Statement> verify_statement(ByteView signed_bytes, const std::vector<LabelKey>& keys) {
  const SignedStatement read = HOSHI_TRY(read_signed(signed_bytes));
  Statement statement = HOSHI_TRY(read_statement(read.payload));
  const Bytes message = to_be_signed(read.algorithm, read.key_id, read.payload);
  bool is_known = false;
  for (const LabelKey& key : keys) {
    if (key.id != read.key_id || key.algorithm != read.algorithm || key.id != label_key_id(key.algorithm, key.key)) continue;
    is_known = true;
    if (!is_signature(key.algorithm, key.key, message, read.signature)) continue;
    if (is_within_window(statement, key)) return statement;
    return fail(ErrorCode::forbidden, fmt::format("the label's term lies outside the time of key {}, {} to {}", to_hex(key.id),
                                                  to_text(key.from), to_text(key.until)));
  }
  if (!is_known) return fail(ErrorCode::forbidden, fmt::format("no key {} is among the scheme's keys", to_hex(read.key_id)));
  return fail(ErrorCode::forbidden, fmt::format("the signature is not that of key {}", to_hex(read.key_id)));
}

}  // namespace hoshi::labels
