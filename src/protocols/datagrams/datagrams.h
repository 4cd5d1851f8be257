// Questions that UDP services answer, and what their answers prove: one table over all protocols.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::datagrams {

// What every question() is given: enough for ids, tokens and nonces, each byte used once.
constexpr std::size_t random_bytes = 32;

// How much of an answer is ever looked at.
constexpr std::size_t looked_at_bytes = 8192;

enum class Ask {
  unicast,  // to the port of the target
  group,    // to the multicast group of the port (transport/multicast_groups.h knows which there are)
  both,
};

enum class Answers {
  from_port,      // from the port that was asked
  from_any_port,  // from wherever the service likes (TFTP, SSDP, WS-Discovery)
};

// What it means that a service which is declared does not answer.
enum class Silence {
  is_odd,    // it answers everybody
  is_usual,  // it may answer only those it knows, or only about what it has (SNMP, RADIUS, IKE, mDNS)
};

struct Recognised {
  std::string protocol;  // the word of service.identified: "dns", "snmp" …
  std::string product;   // as the answer names it, or ""
  std::string version;   // of the product, else of the protocol, or ""
  std::string banner;    // for people: printable, 200 bytes at most; no clock times, no addresses, nothing random
};

// One question. Several may belong to one protocol (SNMP v1, v2c, v3); the first in the table that is recognised speaks
// for the port, and a later one may add the product.
struct Entry {
  std::string_view name;      // unique: "snmp_v3"
  std::string_view protocol;  // as descriptions name it: "snmp"; a declared route of it is asked on its own port
  std::vector<std::uint16_t> ports;
  Ask ask = Ask::unicast;
  Answers answers = Answers::from_port;
  // Deterministic; `random` has random_bytes. What an ordinary client sends; changes nothing on the device.
  Bytes (*question)(ByteView random) = nullptr;
  // Hostile answer in. Yes only to one that is correct in the protocol and belongs to this question (ids and tokens
  // echoed, where the protocol has them); never to the question itself sent back. Answer cut to looked_at_bytes.
  std::optional<Recognised> (*recognise)(ByteView question, ByteView answer) = nullptr;
  Silence silence = Silence::is_odd;
};

// All entries, in the order of the list in all.cpp. Made once.
const std::vector<Entry>& all_entries();

// The table's word for what descriptions may also call otherwise: "coaps" for "dtls", "ssdp" for "upnp" …
std::string_view plain_word(std::string_view protocol);

// Entries for a protocol as descriptions name it; none when nobody knows a question for it.
std::vector<const Entry*> entries_for(std::string_view protocol);

// entry.recognise() behind the checks that hold for every protocol: not empty, no echo of the question, cut to size,
// result printable and bounded.
std::optional<Recognised> recognise(const Entry& entry, ByteView question, ByteView answer);

// Text of a device for product, version or banner: trimmed, printable, cut ("…" counted in).
std::string shown(std::string_view text, std::size_t limit_bytes = 200);

}  // namespace hoshi::protocols::datagrams
