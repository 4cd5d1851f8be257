// WS-Discovery: a Probe for every type, as ONVIF cameras and printers answer it, and one for devices, as wsdd wants it.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ws_discovery/ws_discovery.h"

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::size_t name_bytes = 16;

Bytes question_for(ws_discovery::Wanted wanted, ByteView random) {
  return ws_discovery::encode_probe(ws_discovery::message_name(random.first(name_bytes)), wanted);
}

Bytes everything_question(ByteView random) { return question_for(ws_discovery::Wanted::everything, random); }
Bytes devices_question(ByteView random) { return question_for(ws_discovery::Wanted::devices, random); }

// WS-Discovery 1.1, 5.3.1: ProbeMatches relate to the message they answer.
std::optional<Recognised> recognise_ws_discovery(ByteView question, ByteView answer) {
  const auto got = ws_discovery::parse_matches(answer);
  if (!got || got->relates_to.empty() || got->matches.empty()) return std::nullopt;
  if (to_text(question).find("MessageID>" + got->relates_to + "<") == std::string::npos) return std::nullopt;
  const auto& match = got->matches.front();
  return Recognised{"ws_discovery", ws_discovery::onvif_scope(match, "hardware"), "", join(match.types, " ")};
}

}  // namespace

std::vector<Entry> ws_discovery_entries() {
  const std::vector<std::uint16_t> ports{ws_discovery::port};
  return {{"ws_discovery", "ws_discovery", ports, Ask::both, Answers::from_any_port, everything_question,
           recognise_ws_discovery},
          {"ws_discovery_device", "ws_discovery", ports, Ask::both, Answers::from_any_port, devices_question,
           recognise_ws_discovery}};
}

}  // namespace hoshi::protocols::datagrams
