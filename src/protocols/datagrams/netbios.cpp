// NetBIOS name service: the names a node has (RFC 1002, 4.2.17 and 4.2.18).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint16_t node_status = 0x21;
constexpr std::uint16_t class_internet = 1;
constexpr std::size_t name_bytes = 15;

// "*" and fifteen zero bytes, two letters a byte (RFC 1001, 14.1).
Bytes any_name() {
  ByteWriter writer;
  writer.u8(32);
  writer.append("CK" + std::string(30, 'A'));
  writer.u8(0);
  return std::move(writer).bytes();
}

Bytes netbios_question(ByteView random) {
  ByteWriter writer;
  writer.append(random.first(2));
  writer.u16(0);
  writer.u16(1);
  for (int count = 0; count < 3; ++count) writer.u16(0);
  writer.append(any_name());
  writer.u16(node_status);
  writer.u16(class_internet);
  return std::move(writer).bytes();
}

// Of the header: a response to this number with one answer and no question.
Result<bool> is_our_answer(ByteReader& reader, ByteView question) {
  const auto id = HOSHI_TRY(reader.take(2, "id"));
  const auto flags = HOSHI_TRY(reader.u16("flags"));
  const auto questions = HOSHI_TRY(reader.u16("count of questions"));
  const auto answers = HOSHI_TRY(reader.u16("count of answers"));
  HOSHI_TRY(reader.u32("other counts"));
  const bool is_same_id = std::equal(id.begin(), id.end(), question.begin());
  return is_same_id && (flags & 0xF80FU) == 0x8000U && questions == 0 && answers == 1;
}

Result<std::string> read_names(ByteReader& reader) {
  const auto name = HOSHI_TRY(reader.take(34, "name"));
  const auto type = HOSHI_TRY(reader.u16("type"));
  const auto of_class = HOSHI_TRY(reader.u16("class"));
  HOSHI_TRY(reader.u32("lifetime"));
  const auto data = HOSHI_TRY(reader.vector16("data"));
  const Bytes asked = any_name();
  const bool is_status = type == node_status && of_class == class_internet &&
                         std::equal(asked.begin(), asked.end(), name.begin(), name.end());
  if (!is_status) return fail(ErrorCode::corrupt, "not the status of a node");
  ByteReader names(data);
  const auto count = HOSHI_TRY(names.u8("count of names"));
  std::vector<std::string> shown_names;
  for (int number = 0; number < count; ++number) {
    const auto text = to_text(HOSHI_TRY(names.take(name_bytes, "name of the node")));
    HOSHI_TRY(names.take(3, "suffix and flags"));
    const std::string shown_name(trimmed(text.substr(0, text.find('\0'))));
    if (std::find(shown_names.begin(), shown_names.end(), shown_name) == shown_names.end())
      shown_names.push_back(shown_name);
  }
  return join(shown_names, " ");
}

std::optional<Recognised> recognise_netbios(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto is_ours = is_our_answer(reader, question);
  if (!is_ours || !*is_ours) return std::nullopt;
  const auto names = read_names(reader);
  return names ? std::optional(Recognised{"netbios", "", "", *names}) : std::nullopt;
}

}  // namespace

std::vector<Entry> netbios_entries() {
  return {{"netbios", "netbios", {137}, Ask::unicast, Answers::from_port, netbios_question, recognise_netbios}};
}

}  // namespace hoshi::protocols::datagrams
