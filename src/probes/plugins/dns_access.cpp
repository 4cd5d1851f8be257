// Looks whether a DNS server recurses for everybody, and whether it hands out whole zones.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/encoding.h"
#include "probes/access_report.h"
#include "probes/datagram_dialogue.h"
#include "probes/open_services.h"
#include "protocols/dns/message.h"

namespace hoshi::probes {
namespace {

namespace dns = protocols::dns;

constexpr Patience patience{milliseconds(1200), milliseconds(3000)};
constexpr milliseconds connect_timeout{3000};
constexpr milliseconds answer_timeout{4000};
constexpr std::uint8_t no_error = 0;
constexpr std::uint8_t no_such_name = 3;   // RFC 1035, 4.1.1
constexpr std::uint16_t whole_zone = 252;  // AXFR, RFC 5936
constexpr int reads_max = 64;

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear"};
}

std::vector<Task> plan(const PlanInput& input) { return datagram_tasks(input, "dns_access", {"dns"}); }

std::uint16_t fresh_id(transport::Network& network) {
  const Bytes bytes = network.random(2);
  return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

// RFC 6761, 6.4: names under "invalid" exist nowhere and resolvers need ask nobody. That one is resolved at all, with
// "recursion available", is what shows that this server works for whoever asks.
Result<void> look_for_recursion(Bench& bench, const Task& task, std::uint16_t port) {
  auto& network = bench.network();
  auto dialogue = HOSHI_TRY(DatagramDialogue::open(network, task.target, port));
  const dns::Question question{HOSHI_TRY(dns::name_from("hoshi-" + to_hex(network.random(6)) + ".invalid")),
                               static_cast<std::uint16_t>(dns::Type::a), 1, false};
  const std::uint16_t id = fresh_id(network);
  const auto fits = [&](const transport::Datagram& got) {
    const auto read = dns::parse(got.bytes);
    return read && dns::answers_question(*read, id, question);
  };
  const auto got = dialogue.ask({dns::encode_query(id, question, dns::Recursion::wanted)}, fits, patience);
  if (!got) return network.wait(milliseconds(0));
  const auto answer = HOSHI_TRY(dns::parse(got->bytes));
  const bool is_resolved = answer.code == no_error || answer.code == no_such_name;
  if (answer.recursion_available && is_resolved && !answer.authoritative) {
    AccessReport(bench, task).unauthenticated("", "read", "recursion for any name", got->bytes.size());
  }
  return {};
}

// The first message of a zone transfer over TCP (RFC 5936, 4.2).
Result<dns::Message> first_of_zone(transport::Network& network, const Task& task, std::uint16_t port,
                                   const dns::Question& question, std::size_t& bytes) {
  const std::uint16_t id = fresh_id(network);
  auto stream = HOSHI_TRY(network.connect(task.target, port, connect_timeout));
  ByteWriter framed;
  framed.vector16(dns::encode_query(id, question));
  HOSHI_CHECK(stream->write(framed.bytes()));
  Bytes received;
  for (int i = 0; i < reads_max; ++i) {
    ByteReader reader(received);
    if (const auto message = reader.vector16("message")) {
      bytes = message->size();
      const auto read = HOSHI_TRY(dns::parse(*message));
      if (!dns::answers_question(read, id, question)) return fail(ErrorCode::corrupt, "an answer to something else");
      return read;
    }
    const auto more = HOSHI_TRY(stream->read(0xFFFF, answer_timeout));
    if (more.empty()) return fail(ErrorCode::unavailable, "the server closed");
    received.insert(received.end(), more.begin(), more.end());
  }
  return fail(ErrorCode::corrupt, "an answer in too many pieces");
}

// The path of a declared request is the name of a zone.
Result<void> try_zone(Bench& bench, const Task& task, std::uint16_t port, const Request& request) {
  const AccessReport report(bench, task);
  if (request.operation == "write") {
    report.not_tried(request.asset, "zones are only read");
    return {};
  }
  const auto name = dns::name_from(request.path);
  if (!name) {
    report.not_tried(request.asset, "the path is no name of a zone");
    return {};
  }
  std::size_t bytes = 0;
  const auto answer = first_of_zone(bench.network(), task, port, {*name, whole_zone, 1, false}, bytes);
  HOSHI_CHECK(bench.network().wait(milliseconds(0)));
  if (!answer) {
    report.not_tried(request.asset, "no zone transfer over TCP");
  } else if (answer->code == no_error && !answer->answers.empty()) {
    report.seen_in_clear(request.asset, "zone", "zone transfer");
    report.unauthenticated(request.asset, "read", request.path, bytes);
  } else {
    // There is no login that could be a control.
    report.refused(request, fmt::format("code_{}", answer->code), false);
  }
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  HOSHI_CHECK(look_for_recursion(bench, task, place.port));
  for (const auto* request : AccessReport(bench, task).requests()) {
    HOSHI_CHECK(try_zone(bench, task, place.port, *request));
  }
  return {};
}

}  // namespace

extern const Probe probe_dns_access;
const Probe probe_dns_access{
    "dns_access", Phase::detail, Intrusion::active, std::chrono::seconds(60), facts, plan, run,
};

}  // namespace hoshi::probes
