// SSDP: a search for every kind of UPnP device and service.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "protocols/datagrams/datagrams.h"
#include "protocols/datagrams/text_head.h"

namespace hoshi::protocols::datagrams {
namespace {

// UPnP Device Architecture 2.0, 1.3.2. MX: answers within a second, so that they come in time.
Bytes ssdp_question(ByteView) {
  return to_bytes(
      "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n");
}

// UPnP Device Architecture 2.0, 1.3.3. The protocol has no token: what answers is ST with the name of the service.
std::optional<Recognised> recognise_ssdp(ByteView, ByteView answer) {
  const auto head = read_text_head(answer);
  if (!head || !head->first_line.starts_with("HTTP/1.1 200")) return std::nullopt;
  if (head->field("st").empty() || head->field("usn").empty()) return std::nullopt;
  const std::string server = head->field("server");
  return Recognised{"ssdp", "", "", server.empty() ? head->field("st") : server};
}

}  // namespace

std::vector<Entry> ssdp_entries() {
  return {{"ssdp", "ssdp", {1900}, Ask::both, Answers::from_any_port, ssdp_question, recognise_ssdp}};
}

}  // namespace hoshi::protocols::datagrams
