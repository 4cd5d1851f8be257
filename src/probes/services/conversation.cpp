// Connects, says one hello (or waits), and reads until the answer is recognised.
// SPDX-License-Identifier: Apache-2.0
#include "probes/services/conversation.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/telnet/decoder.h"
#include "protocols/tls/client_hello.h"
#include "protocols/tls/server_answer.h"

namespace hoshi::probes {

namespace {

namespace services = protocols::services;
namespace tls = protocols::tls;
using std::chrono::milliseconds;
using transport::Stream;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds answer_timeout{2500};
constexpr milliseconds short_greeting{700};     // most daemons greet at once
constexpr milliseconds patient_greeting{6000};  // some look the client's name up first
constexpr milliseconds settle_timeout{400};     // for the rest of a greeting whose beginning is recognised
constexpr int reads_limit = 64;                 // against one byte at a time

bool lists(const Value& ports, std::uint16_t port) {
  const auto& list = ports.as_list();
  return std::any_of(list.begin(), list.end(), [port](const Value& entry) { return entry.as_integer() == port; });
}

void move_first(std::vector<Opening>& order, Opening opening) {
  const auto found = std::find(order.begin(), order.end(), opening);
  if (found != order.end()) {
    std::rotate(order.begin(), found, found + 1);
  }
}

Bytes hello_of(Opening opening, transport::Network& network) {
  switch (opening) {
    case Opening::greeting:
    case Opening::patient_greeting: return {};
    case Opening::http: return services::http_hello();
    case Opening::rtsp: return services::rtsp_hello();
    case Opening::mqtt: return services::mqtt_hello();
    case Opening::tls: {
      const auto groups = tls::all_groups();
      // The common suites only: a long list makes small stacks refuse.
      auto suites = tls::suites_for(tls::Version::tls_1_2);
      suites.resize(std::min<std::size_t>(suites.size(), 100));
      return tls::write_client_hello(
          {tls::Version::tls_1_2, network.random(32), suites, {groups.begin(), groups.end()}, {}, "", {}});
    }
  }
  return {};
}

milliseconds patience(Opening opening) {
  switch (opening) {
    case Opening::greeting: return short_greeting;
    case Opening::patient_greeting: return patient_greeting;
    case Opening::tls:
    case Opening::http:
    case Opening::rtsp:
    case Opening::mqtt: return answer_timeout;
  }
  return answer_timeout;
}

bool is_tls(ByteView received) {
  const auto answer = tls::read_server_answer(received);
  if (!answer) {
    return true;  // records of TLS with something broken inside
  }
  return answer->kind == tls::ServerAnswer::Kind::sslv2 || answer->alert || answer->hello;
}

// An answer to a ClientHello that is there in full: nothing more is needed to know that TLS is spoken, and waiting for the
// server's silence would cost every TLS port its time-out.
bool is_whole_tls_answer(ByteView received) {
  const auto answer = tls::read_server_answer(received);
  return answer && (answer->kind == tls::ServerAnswer::Kind::sslv2 || answer->alert || answer->hello);
}

// Reads until the service is recognised and has said it all, or is silent, or enough came.
Reaction listen(Stream& stream, milliseconds timeout) {
  Reaction reaction;
  Bytes received;
  protocols::telnet::Decoder decoder;
  for (int reads = 0; reads < reads_limit && received.size() < services::looked_at_bytes; ++reads) {
    const auto bytes = stream.read(services::looked_at_bytes - received.size(), timeout);
    if (!bytes || bytes->empty()) {
      break;
    }
    received.insert(received.end(), bytes->begin(), bytes->end());
    if (const auto found = services::recognise(received)) {
      reaction.outcome = Reaction::Outcome::recognised;
      reaction.service = *found;
      timeout = settle_timeout;
    }
    const bool is_known = reaction.outcome == Reaction::Outcome::recognised;
    if (is_known ? reaction.service.whole : is_whole_tls_answer(received)) {
      break;
    }
    // Some servers show their prompt only after their options were answered.
    const Bytes refusals = decoder.feed(*bytes).reply;
    if (reaction.service.protocol == "telnet" && !refusals.empty() && !stream.write(refusals)) {
      break;
    }
  }
  if (reaction.outcome != Reaction::Outcome::recognised && !received.empty()) {
    reaction.outcome = is_tls(received) ? Reaction::Outcome::speaks_tls : Reaction::Outcome::unknown;
    reaction.said = printable(to_text(received));
  }
  return reaction;
}

// Errors that say something about the device, not about us.
bool is_the_device(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::timed_out || error.code == ErrorCode::corrupt;
}

}  // namespace

std::string_view name_of(Opening opening) {
  switch (opening) {
    case Opening::greeting:
    case Opening::patient_greeting: return "greeting";
    case Opening::tls: return "tls hello";
    case Opening::http: return "http request";
    case Opening::rtsp: return "rtsp options";
    case Opening::mqtt: return "mqtt connect";
  }
  return "";
}

std::vector<Opening> openings_for(const Value& knowledge, std::uint16_t port) {
  const Value& first = knowledge["first"];
  if (lists(first["listen_only"], port)) {
    return {Opening::greeting};
  }
  if (lists(first["greeting"], port)) {
    return {Opening::patient_greeting, Opening::tls, Opening::http, Opening::rtsp, Opening::mqtt};
  }
  std::vector<Opening> order{Opening::greeting, Opening::http, Opening::tls,
                             Opening::rtsp,     Opening::mqtt, Opening::patient_greeting};
  for (const Opening opening : {Opening::tls, Opening::http, Opening::rtsp, Opening::mqtt}) {
    constexpr std::string_view keys[] = {"", "", "tls", "http", "rtsp", "mqtt"};
    if (lists(first[keys[static_cast<std::size_t>(opening)]], port)) {
      move_first(order, opening);
    }
  }
  return order;
}

std::vector<Opening> openings_inside(const Value& knowledge, std::uint16_t port) {
  const Value& inside = knowledge["inside"];
  std::vector<Opening> order{Opening::http, Opening::greeting, Opening::mqtt, Opening::rtsp};
  if (lists(inside["mqtt"], port)) {
    move_first(order, Opening::mqtt);
  } else if (lists(inside["rtsp"], port)) {
    move_first(order, Opening::rtsp);
  } else if (lists(inside["greeting"], port)) {
    order = {Opening::patient_greeting, Opening::http, Opening::mqtt, Opening::rtsp};
  }
  return order;
}

Result<Reaction> converse(transport::Network& network, const Place& place, Opening opening) {
  auto stream = place.inside_tls ? network.connect_tls(place.target, place.port, {}, connect_timeout)
                                 : network.connect(place.target, place.port, connect_timeout);
  if (!stream && !is_the_device(stream.error())) {
    return tl::unexpected(stream.error());
  }
  if (!stream) {
    // A deadline that passed looks like a silent device; only waiting tells.
    HOSHI_CHECK(network.wait(milliseconds(0)));
    return Reaction{Reaction::Outcome::not_answering, {}, ""};
  }
  const Bytes hello = hello_of(opening, network);
  if (!hello.empty() && !(*stream)->write(hello)) {
    return Reaction{};
  }
  return listen(**stream, patience(opening));
}

}  // namespace hoshi::probes
