// SSDP: a search for every kind of UPnP device and service.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssdp/ssdp.h"

#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr int answer_within_seconds = 1;  // the least there is, so that answers come within our patience

Bytes ssdp_question(ByteView) { return ssdp::encode_search(ssdp::everything, answer_within_seconds); }

// The protocol has no token: status 200 with ST and USN is what answers a search, and nothing else does.
std::optional<Recognised> recognise_ssdp(ByteView, ByteView answer) {
  const auto got = ssdp::parse_answer(answer);
  if (!got || !ssdp::answers_search(*got, ssdp::everything)) return std::nullopt;
  const auto software = ssdp::software_of(got->server);
  return Recognised{"ssdp", software.product, software.version, got->server.empty() ? got->search_target : got->server};
}

}  // namespace

std::vector<Entry> ssdp_entries() {
  return {{"ssdp", "ssdp", {ssdp::port}, Ask::both, Answers::from_any_port, ssdp_question, recognise_ssdp}};
}

}  // namespace hoshi::protocols::datagrams
