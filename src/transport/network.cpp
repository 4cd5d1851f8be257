// What a network that was made for other tests answers to what it does not have.
// SPDX-License-Identifier: Apache-2.0
#include "transport/network.h"

namespace hoshi::transport {

Result<std::unique_ptr<Stream>> Network::start_tls(std::unique_ptr<Stream>, const TlsOptions&, milliseconds) {
  return fail(ErrorCode::unavailable, "this network has no TLS");
}

Result<std::unique_ptr<Datagrams>> Network::open_datagrams(std::string_view, std::uint16_t, Reach) {
  return fail(ErrorCode::unavailable, "this network has no UDP");
}

Result<std::vector<DatagramAnswer>> Network::ask_datagrams(std::string_view, const std::vector<DatagramQuestion>&,
                                                           const AskOptions&) {
  return fail(ErrorCode::unavailable, "this network has no UDP");
}

Result<std::unique_ptr<Stream>> Network::connect_dtls(std::string_view, std::uint16_t, const DtlsOptions&, milliseconds) {
  return fail(ErrorCode::unavailable, "this network has no DTLS");
}

Result<SshRun> Network::ssh_run(std::string_view, std::uint16_t, std::string_view, const std::string&, const SshCommand&,
                                milliseconds) {
  return fail(ErrorCode::unavailable, "this network has no SSH");
}

Result<BenchActReport> Network::act(const BenchAct&, milliseconds) {
  return fail(ErrorCode::unavailable, "nobody acts on this bench");
}

}  // namespace hoshi::transport
