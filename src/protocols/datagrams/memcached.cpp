// memcached: its version, asked in the frame it uses over UDP.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

// memcached, doc/protocol.txt, "UDP protocol": request, number of the datagram, how many there are, reserved.
Bytes memcached_question(ByteView random) {
  ByteWriter writer;
  writer.append(random.first(2));
  writer.u16(0);
  writer.u16(1);
  writer.u16(0);
  writer.append("version\r\n");
  return std::move(writer).bytes();
}

std::optional<Recognised> recognise_memcached(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto request = reader.take(2, "request");
  const auto number = reader.u16("number");
  const auto total = reader.u16("total");
  const auto reserved = reader.u16("reserved");
  if (!request || !number || !total || !reserved || *number != 0 || *total != 1) return std::nullopt;
  if (!std::equal(request->begin(), request->end(), question.begin())) return std::nullopt;
  constexpr std::string_view begin = "VERSION ";
  const std::string text = to_text(reader.rest());
  if (!text.starts_with(begin) || !text.ends_with("\r\n")) return std::nullopt;
  const std::string version(trimmed(std::string_view(text).substr(begin.size())));
  return Recognised{"memcached", "memcached", version, std::string(trimmed(text))};
}

}  // namespace

std::vector<Entry> memcached_entries() {
  return {{"memcached", "memcached", {11211}, Ask::unicast, Answers::from_port, memcached_question, recognise_memcached}};
}

}  // namespace hoshi::protocols::datagrams
