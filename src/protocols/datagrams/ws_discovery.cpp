// WS-Discovery: a Probe for every type, as ONVIF cameras, printers and computers answer it.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ws_discovery/ws_discovery.h"

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::size_t name_bytes = 16;

Bytes ws_discovery_question(ByteView random) {
  return ws_discovery::encode_probe(ws_discovery::message_name(random.first(name_bytes)), ws_discovery::Wanted::everything);
}

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
  return {{"ws_discovery", "ws_discovery", {ws_discovery::port}, Ask::both, Answers::from_any_port,
           ws_discovery_question, recognise_ws_discovery}};
}

}  // namespace hoshi::protocols::datagrams
