// DTLS (CoAPS): a ClientHello without a cookie, which a server answers with one (RFC 6347, 4.2.1).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "protocols/datagrams/datagrams.h"
#include "protocols/dtls/hello.h"

namespace hoshi::protocols::datagrams {
namespace {

// What constrained devices and ordinary servers choose from: PSK and ECDHE with CCM-8, CBC, GCM; RSA.
constexpr std::array<std::uint16_t, 8> suites{0xC0A8, 0xC0AE, 0x00AE, 0xC02B, 0xC02F, 0xC023, 0x009C, 0x002F};
constexpr std::array<std::uint16_t, 3> groups{23, 24, 29};  // P-256, P-384, X25519

Bytes coaps_question(ByteView random) {
  tls::ClientHello hello;
  hello.random.assign(random.begin(), random.end());
  hello.suites.assign(suites.begin(), suites.end());
  hello.groups.assign(groups.begin(), groups.end());
  return dtls::write_client_hello(hello, dtls::Version::dtls_1_2, {}, 0);
}

bool is_alert_alone(const tls::ServerAnswer& answer, std::size_t size) {
  constexpr std::size_t alert_record_bytes = 15;
  return answer.alert && size == alert_record_bytes && (answer.alert->level == 1 || answer.alert->level == 2) &&
         answer.alert->description <= 120;
}

// The answer to a first hello repeats nothing of it: its form, and a suite out of those offered, is all there is.
std::optional<Recognised> recognise_coaps(ByteView, ByteView answer) {
  dtls::ServerFlight flight;
  if (!flight.feed(answer)) return std::nullopt;
  const auto& got = flight.answer();
  const bool chose = got.hello && std::find(suites.begin(), suites.end(), got.hello->suite) != suites.end();
  if (!flight.cookie() && !chose && !is_alert_alone(got, answer.size())) return std::nullopt;
  return Recognised{"coaps", "", "", got.alert ? "DTLS alert" : "DTLS"};
}

}  // namespace

std::vector<Entry> dtls_entries() {
  return {{"coaps", "coaps", {5684}, Ask::unicast, Answers::from_port, coaps_question, recognise_coaps}};
}

}  // namespace hoshi::protocols::datagrams
