// Questions by table and description; answers port by port.
// SPDX-License-Identifier: Apache-2.0
#include "probes/udp_questions.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/encoding.h"
#include "transport/multicast_groups.h"

namespace hoshi::probes {
namespace {

namespace datagrams = protocols::datagrams;
using transport::Reach;

class QuestionList {
 public:
  void add(const datagrams::Entry& entry, std::uint16_t port) {
    const bool takes_any = entry.answers == datagrams::Answers::from_any_port;
    if (entry.ask != datagrams::Ask::group) add_once({&entry, port, takes_any ? Reach::any_port : Reach::port});
    const bool has_group = transport::group_of(port) != nullptr;
    if (entry.ask != datagrams::Ask::unicast && has_group) add_once({&entry, port, Reach::group});
  }
  std::vector<UdpQuestion> list;

 private:
  void add_once(const UdpQuestion& question) {
    if (known_.emplace(question.entry, question.port, question.reach).second) list.push_back(question);
  }
  std::set<std::tuple<const datagrams::Entry*, std::uint16_t, Reach>> known_;
};

// The first to be recognised speaks; a later one may add the product.
void recognise(UdpService& service, const UdpQuestion& question, datagrams::Recognised found) {
  const bool is_direct = question.reach != Reach::group;
  service.over_group_only = service.over_group_only && !is_direct;
  auto& known = service.recognised;
  if (!known) {
    known = std::move(found);
  } else if (known->product.empty()) {
    known->product = std::move(found.product);
    known->version = std::move(found.version);
  }
}

UdpService& service_at(UdpFindings& findings, std::uint16_t port) {
  return findings.open.try_emplace(port, UdpService{std::nullopt, true, ""}).first->second;
}

void judge_answer(UdpFindings& findings, const UdpQuestion& question, const Bytes& payload,
                  const transport::Datagram& datagram) {
  if (auto found = datagrams::recognise(*question.entry, payload, datagram.bytes)) {
    recognise(service_at(findings, question.port), question, std::move(*found));
    return;
  }
  // Only what comes from the very port that was asked directly shows that this port is open.
  if (question.reach == Reach::group || datagram.port != question.port) return;
  constexpr std::size_t shown_bytes = 32;
  auto& service = service_at(findings, question.port);
  service.over_group_only = false;
  const auto count = std::min(shown_bytes, datagram.bytes.size());
  if (service.said.empty()) service.said = to_hex(ByteView(datagram.bytes).first(count));
}

}  // namespace

std::vector<UdpQuestion> udp_questions(const Product& product, std::string_view target) {
  QuestionList questions;
  for (const auto& entry : datagrams::all_entries()) {
    for (const std::uint16_t port : entry.ports) questions.add(entry, port);
  }
  for (const Route& route : product.routes) {
    if (route.target != target || route.transport != "udp" || route.status == "disabled" || route.port == 0) continue;
    for (const auto* entry : datagrams::entries_for(route.protocol)) questions.add(*entry, route.port);
  }
  return std::move(questions.list);
}

UdpFindings judge_answers(const std::vector<UdpQuestion>& questions, const std::vector<Bytes>& payloads,
                          const std::vector<transport::DatagramAnswer>& answers) {
  UdpFindings findings;
  std::set<std::uint16_t> asked;
  std::set<std::uint16_t> refused;
  for (std::size_t at = 0; at < questions.size() && at < answers.size(); ++at) {
    asked.insert(questions[at].port);
    if (answers[at].refused) refused.insert(questions[at].port);
    for (const auto& datagram : answers[at].got) judge_answer(findings, questions[at], payloads[at], datagram);
  }
  for (const auto& [port, service] : findings.open) refused.erase(port);
  findings.asked = static_cast<std::uint32_t>(asked.size());
  findings.closed = static_cast<std::uint32_t>(refused.size());
  return findings;
}

}  // namespace hoshi::probes
