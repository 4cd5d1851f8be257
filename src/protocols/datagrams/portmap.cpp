// ONC RPC's port mapper: the list of its programs.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint32_t program = 100000;  // RFC 1833, 3
constexpr std::uint32_t version = 2;
constexpr std::uint32_t procedure_dump = 4;
constexpr std::uint32_t rpc_version = 2;   // RFC 5531, 9
constexpr std::uint32_t reply = 1;
constexpr std::uint32_t accepted = 0;
constexpr std::uint32_t denied = 1;

Bytes portmap_question(ByteView random) {
  ByteWriter writer;
  writer.append(random.first(4));
  for (const std::uint32_t word : {std::uint32_t{0}, rpc_version, program, version, procedure_dump}) writer.u32(word);
  for (int word = 0; word < 4; ++word) writer.u32(0);  // no credentials, no verifier
  return std::move(writer).bytes();
}

Result<std::string> read_programs(ByteReader& reader) {
  std::vector<std::string> programs;
  while (HOSHI_TRY(reader.u32("whether another follows")) == 1) {
    const std::string number = std::to_string(HOSHI_TRY(reader.u32("program")));
    HOSHI_TRY(reader.take(12, "version, protocol and port"));
    if (std::find(programs.begin(), programs.end(), number) == programs.end()) programs.push_back(number);
  }
  return "programs " + join(programs, " ");
}

Result<std::string> read_reply(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto id = HOSHI_TRY(reader.take(4, "transaction"));
  const auto direction = HOSHI_TRY(reader.u32("direction"));
  const auto state = HOSHI_TRY(reader.u32("state"));
  if (!std::equal(id.begin(), id.end(), question.begin()) || direction != reply) {
    return fail(ErrorCode::corrupt, "no reply to this call");
  }
  if (state == denied) {
    const auto why = HOSHI_TRY(reader.u32("why it was denied"));
    return why <= 1 ? Result<std::string>("denied") : fail(ErrorCode::corrupt, "unknown denial");
  }
  if (state != accepted) return fail(ErrorCode::corrupt, "unknown state");
  HOSHI_TRY(reader.u32("kind of verifier"));
  HOSHI_TRY(reader.vector32("verifier"));
  const auto outcome = HOSHI_TRY(reader.u32("outcome"));
  if (outcome > 5) return fail(ErrorCode::corrupt, "unknown outcome");
  return outcome == 0 ? read_programs(reader) : Result<std::string>("outcome " + std::to_string(outcome));
}

std::optional<Recognised> recognise_portmap(ByteView question, ByteView answer) {
  const auto said = read_reply(question, answer);
  return said ? std::optional(Recognised{"portmap", "", "", *said}) : std::nullopt;
}

}  // namespace

std::vector<Entry> portmap_entries() {
  return {{"portmap", "portmap", {111}, Ask::unicast, Answers::from_port, portmap_question, recognise_portmap}};
}

}  // namespace hoshi::protocols::datagrams
