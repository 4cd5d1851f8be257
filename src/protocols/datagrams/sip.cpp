// SIP: OPTIONS, which every user agent and proxy answers.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "base/text.h"
#include "protocols/datagrams/datagrams.h"
#include "protocols/datagrams/text_head.h"

namespace hoshi::protocols::datagrams {
namespace {

// RFC 3261, 11.1, with `rport` (RFC 3581): the answer comes back to where the question came from.
Bytes sip_question(ByteView random) {
  const std::string number = to_hex(random);
  const std::string us = "hoshi.invalid";
  return to_bytes("OPTIONS sip:" + us + " SIP/2.0\r\nVia: SIP/2.0/UDP " + us + ";branch=z9hG4bK" + number.substr(0, 16) +
                  ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:hoshi@" + us + ">;tag=" + number.substr(16, 16) +
                  "\r\nTo: <sip:hoshi@" + us + ">\r\nCall-ID: " + number.substr(32, 24) + "@" + us +
                  "\r\nCSeq: 1 OPTIONS\r\nContact: <sip:hoshi@" + us +
                  ">\r\nAccept: application/sdp\r\nContent-Length: 0\r\n\r\n");
}

std::string field(const TextHead& head, std::string_view name, std::string_view compact) {
  const std::string value = head.field(name);
  return value.empty() ? head.field(compact) : value;
}

bool is_status_line(std::string_view line) {
  constexpr std::string_view version = "SIP/2.0 ";
  if (!line.starts_with(version)) return false;
  const auto status = parse_number(line.substr(version.size(), 3), 699);
  return status && *status >= 100;
}

// RFC 3261, 8.2.6.2: an answer repeats From, Call-ID, CSeq and Via.
std::optional<Recognised> recognise_sip(ByteView question, ByteView answer) {
  const auto asked = read_text_head(question);
  const auto got = read_text_head(answer);
  if (!asked || !got || !is_status_line(got->first_line)) return std::nullopt;
  if (field(*got, "call-id", "i") != asked->field("call-id")) return std::nullopt;
  if (got->field("cseq") != asked->field("cseq")) return std::nullopt;
  const std::string server = got->field("server").empty() ? got->field("user-agent") : got->field("server");
  return Recognised{"sip", server, "", got->first_line + (server.empty() ? "" : " | " + server)};
}

}  // namespace

std::vector<Entry> sip_entries() {
  return {{"sip", "sip", {5060}, Ask::unicast, Answers::from_any_port, sip_question, recognise_sip}};
}

}  // namespace hoshi::protocols::datagrams
