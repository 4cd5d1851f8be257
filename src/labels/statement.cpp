// Statements as deterministic CBOR, and the digest of a label's models.
// SPDX-License-Identifier: Apache-2.0
#include "labels/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "base/text.h"
#include "labels/cbor.h"
#include "labels/shape.h"
#include "transparency/tree.h"

namespace hoshi::labels {
namespace {

constexpr int schema_version = 1;

// The keys of the map; their order is that of the bytes (RFC 8949, 4.2.1).
enum Key : int {
  version_key = 1,
  scheme_key,
  number_key,
  level_key,
  requirement_set_key,
  holder_digest_key,
  models_digest_key,
  valid_from_key,
  valid_until_key,
  status_list_key,
  status_index_key,
  log_origin_key,
};
constexpr std::size_t keys = log_origin_key;

tl::unexpected<Error> unfit(std::string_view field, std::string_view why) {
  return fail(ErrorCode::invalid_input, fmt::format("label statement: {}: {}", field, why));
}

Result<void> check_size(std::string_view field, ByteView value, std::size_t size) {
  if (value.size() == size) return {};
  return unfit(field, fmt::format("must have {} bytes, has {}", size, value.size()));
}

Result<void> check_shape(const Statement& statement) {
  if (statement.schema_version != schema_version) return unfit("schema_version", "this program writes version 1 only");
  if (!is_scheme_id(statement.scheme, scheme_bytes_max)) return unfit("scheme", "is no scheme id of at most 16 characters");
  if (!is_visible_text(statement.number, number_bytes_max)) {
    return unfit("number", "must be 1 to 32 bytes of UTF-8 without control characters and blanks at its ends");
  }
  if (statement.level < 1 || statement.level > level_max) return unfit("level", "must be 1 to 9");
  HOSHI_CHECK(check_size("requirement_set", statement.requirement_set, digest_bytes));
  HOSHI_CHECK(check_size("holder_digest", statement.holder_digest, holder_digest_bytes));
  HOSHI_CHECK(check_size("models_digest", statement.models_digest, digest_bytes));
  if (!day_number(statement.valid_from)) return unfit("valid_from", "is no day between 1970 and 2149-06-06");
  if (!day_number(statement.valid_until)) return unfit("valid_until", "is no day between 1970 and 2149-06-06");
  if (statement.valid_until < statement.valid_from) return unfit("valid_until", "lies before valid_from");
  if (statement.status_index >= status_list_entries) return unfit("status_index", "a status list has 1048576 entries");
  if (!is_log_origin(statement.log_origin, log_origin_bytes_max)) {
    return unfit("log_origin", "must be 1 to 48 visible ASCII characters other than +");
  }
  return {};
}

Result<void> expect_key(CborReader& reader, int key) {
  const std::int64_t found = HOSHI_TRY(reader.integer("label statement: key"));
  if (found == key) return {};
  return fail(ErrorCode::corrupt, fmt::format("label statement: key {} where {} belongs", found, key));
}

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Result<void> read_subject(CborReader& reader, Statement& statement) {
  HOSHI_CHECK(expect_key(reader, version_key));
  statement.schema_version = static_cast<int>(HOSHI_TRY(reader.number("schema_version", schema_version)));
  HOSHI_CHECK(expect_key(reader, scheme_key));
  statement.scheme = HOSHI_TRY(reader.text("scheme"));
  HOSHI_CHECK(expect_key(reader, number_key));
  statement.number = HOSHI_TRY(reader.text("number"));
  HOSHI_CHECK(expect_key(reader, level_key));
  statement.level = static_cast<int>(HOSHI_TRY(reader.number("level", level_max)));
  HOSHI_CHECK(expect_key(reader, requirement_set_key));
  statement.requirement_set = copy(HOSHI_TRY(reader.bytes("requirement_set")));
  HOSHI_CHECK(expect_key(reader, holder_digest_key));
  statement.holder_digest = copy(HOSHI_TRY(reader.bytes("holder_digest")));
  HOSHI_CHECK(expect_key(reader, models_digest_key));
  statement.models_digest = copy(HOSHI_TRY(reader.bytes("models_digest")));
  return {};
}

Result<void> read_life(CborReader& reader, Statement& statement) {
  HOSHI_CHECK(expect_key(reader, valid_from_key));
  statement.valid_from = day_of(HOSHI_TRY(reader.number("valid_from", day_number_max)));
  HOSHI_CHECK(expect_key(reader, valid_until_key));
  statement.valid_until = day_of(HOSHI_TRY(reader.number("valid_until", day_number_max)));
  HOSHI_CHECK(expect_key(reader, status_list_key));
  constexpr std::uint64_t list_max = std::numeric_limits<std::uint32_t>::max();
  statement.status_list = static_cast<std::uint32_t>(HOSHI_TRY(reader.number("status_list", list_max)));
  HOSHI_CHECK(expect_key(reader, status_index_key));
  statement.status_index = static_cast<std::uint32_t>(HOSHI_TRY(reader.number("status_index", status_list_entries - 1)));
  HOSHI_CHECK(expect_key(reader, log_origin_key));
  statement.log_origin = HOSHI_TRY(reader.text("log_origin"));
  return {};
}

}  // namespace

Result<Bytes> write_statement(const Statement& statement) {
  HOSHI_CHECK(check_shape(statement));
  CborWriter writer;
  const auto number = [&writer](int key, std::int64_t value) {
    writer.integer(key);
    writer.integer(value);
  };
  const auto text = [&writer](int key, const std::string& value) {
    writer.integer(key);
    writer.text(value);
  };
  const auto bytes = [&writer](int key, const Bytes& value) {
    writer.integer(key);
    writer.bytes(value);
  };
  writer.map(keys);
  number(version_key, statement.schema_version);
  text(scheme_key, statement.scheme);
  text(number_key, statement.number);
  number(level_key, statement.level);
  bytes(requirement_set_key, statement.requirement_set);
  bytes(holder_digest_key, statement.holder_digest);
  bytes(models_digest_key, statement.models_digest);
  number(valid_from_key, *day_number(statement.valid_from));
  number(valid_until_key, *day_number(statement.valid_until));
  number(status_list_key, statement.status_list);
  number(status_index_key, statement.status_index);
  text(log_origin_key, statement.log_origin);
  Bytes out = std::move(writer).take();
  if (out.size() > payload_bytes_max) {
    return unfit("scheme, number, log_origin",
                 fmt::format("together {} bytes too long for a label of {} bytes", out.size() - payload_bytes_max, signed_bytes_max));
  }
  return out;
}

Result<Statement> read_statement(ByteView bytes) {
  if (bytes.size() > payload_bytes_max) return fail(ErrorCode::corrupt, "label statement: longer than any can be");
  CborReader reader(bytes);
  const std::size_t pairs = HOSHI_TRY(reader.map("label statement"));
  if (pairs != keys) return fail(ErrorCode::corrupt, fmt::format("label statement: {} members where {} belong", pairs, keys));
  Statement statement;
  HOSHI_CHECK(read_subject(reader, statement));
  HOSHI_CHECK(read_life(reader, statement));
  HOSHI_CHECK(reader.end("label statement"));
  const auto again = write_statement(statement);
  if (!again) return fail(ErrorCode::corrupt, again.error().message);
  if (!std::equal(again->begin(), again->end(), bytes.begin(), bytes.end())) {
    return fail(ErrorCode::corrupt, "label statement: not in the one form that is written");
  }
  return statement;
}

Bytes models_digest(std::vector<std::string> models) {
  std::sort(models.begin(), models.end());
  models.erase(std::unique(models.begin(), models.end()), models.end());
  transparency::Frontier tree;
  for (const std::string& model : models) tree.append(transparency::leaf_hash(view_of(model)));
  return transparency::bytes_of(tree.root());
}

}  // namespace hoshi::labels
