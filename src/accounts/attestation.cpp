// Reading of attestation objects: the few shapes of CBOR (RFC 8949) that may occur there, within bounds.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/webauthn.h"

namespace hoshi::accounts {
namespace {

constexpr int nesting_max = 4;  // map, array of certificates: two suffice
constexpr std::uint32_t items_max = 64;

enum class Major { unsigned_number, negative_number, bytes, text, array, map, tag, simple };

struct Head {
  Major major = Major::simple;
  std::uint32_t argument = 0;
};

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(ErrorCode::invalid_input, "attestation object: " + std::string(what));
}

// RFC 8949, 4.2.1: definite lengths in their shortest form, as CTAP2 writes them. 64-bit arguments do not occur.
Result<Head> read_head(ByteReader& reader) {
  const std::uint8_t first = HOSHI_TRY(reader.u8("type"));
  Head head{static_cast<Major>(first >> 5), static_cast<std::uint32_t>(first & 31)};
  if (head.argument < 24) return head;
  if (head.argument == 24) {
    head.argument = HOSHI_TRY(reader.u8("length"));
    if (head.argument < 24) return malformed("a length is not in its shortest form");
  } else if (head.argument == 25) {
    head.argument = HOSHI_TRY(reader.u16("length"));
    if (head.argument < 256) return malformed("a length is not in its shortest form");
  } else if (head.argument == 26) {
    head.argument = HOSHI_TRY(reader.u32("length"));
    if (head.argument < 65536) return malformed("a length is not in its shortest form");
  } else {
    return malformed("a length of another form");
  }
  return head;
}

Result<void> skip(ByteReader& reader, int nesting, std::uint32_t& items) {
  if (nesting > nesting_max || ++items > items_max) return malformed("too deep or too many parts");
  const Head head = HOSHI_TRY(read_head(reader));
  switch (head.major) {
    case Major::unsigned_number:
    case Major::negative_number: return {};
    case Major::simple: return head.argument <= 22 ? Result<void>() : malformed("a value that does not belong here");
    case Major::bytes:
    case Major::text: {
      auto content = reader.take(head.argument, "content");
      return content ? Result<void>() : tl::unexpected<Error>(content.error());
    }
    case Major::array:
    case Major::map: {
      const std::uint32_t count = head.major == Major::map ? 2 * head.argument : head.argument;
      if (head.argument > items_max) return malformed("too many parts");
      for (std::uint32_t i = 0; i < count; ++i) HOSHI_CHECK(skip(reader, nesting + 1, items));
      return {};
    }
    case Major::tag: return malformed("a tag");
  }
  return malformed("unknown type");
}

Result<ByteView> read_string(ByteReader& reader, Major major) {
  const Head head = HOSHI_TRY(read_head(reader));
  if (head.major != major) return malformed("a member is of another type");
  return reader.take(head.argument, "content");
}

std::string_view text_of(ByteView bytes) { return {static_cast<const char*>(static_cast<const void*>(bytes.data())), bytes.size()}; }

Result<AttestationObject> parse(ByteReader& reader) {
  const ByteView whole = reader.rest();
  const Head head = HOSHI_TRY(read_head(reader));
  if (head.major != Major::map || head.argument != 3) return malformed("is no map of three members");
  AttestationObject object;
  for (int i = 0; i < 3; ++i) {
    const ByteView name = HOSHI_TRY(read_string(reader, Major::text));
    if (text_of(name) == "fmt" && object.format.empty()) {
      const ByteView format = HOSHI_TRY(read_string(reader, Major::text));
      object.format = text_of(format);
    } else if (text_of(name) == "authData" && object.authenticator_data.empty()) {
      object.authenticator_data = HOSHI_TRY(read_string(reader, Major::bytes));
    } else if (text_of(name) == "attStmt" && object.statement.empty()) {
      const std::size_t begin = reader.position();
      std::uint32_t items = 0;
      HOSHI_CHECK(skip(reader, 0, items));
      object.statement = whole.subspan(begin, reader.position() - begin);
    } else {
      return malformed("a member that does not belong here, or one twice");
    }
  }
  if (!reader.at_end()) return malformed("goes on behind its end");
  if (object.format.empty() || object.authenticator_data.empty()) return malformed("an empty member");
  return object;
}

}  // namespace

Result<AttestationObject> parse_attestation_object(ByteView bytes) {
  if (bytes.size() > attestation_bytes_max) return malformed("too large");
  ByteReader reader(bytes);
  auto object = parse(reader);
  if (!object) return fail(ErrorCode::invalid_input, object.error().message);
  return object;
}

}  // namespace hoshi::accounts
