// Asking over UDP with patience, and planning for services that may be silent.
// SPDX-License-Identifier: Apache-2.0
#include "probes/datagram_dialogue.h"

#include <algorithm>

#include "probes/open_services.h"

namespace hoshi::probes {
namespace {

constexpr int answers_max = 64;  // of one question that are looked at

milliseconds passed_since(transport::TaskTime began, const transport::Datagrams& socket) {
  return std::chrono::duration_cast<milliseconds>(socket.time() - began);
}

}  // namespace

Result<DatagramDialogue> DatagramDialogue::open(transport::Network& network, std::string_view target,
                                                std::uint16_t port, transport::Reach reach) {
  return DatagramDialogue(HOSHI_TRY(network.open_datagrams(target, port, reach)));
}

Result<transport::Datagram> DatagramDialogue::ask(const std::vector<Bytes>& questions, const Fits& fits,
                                                  const Patience& patience, std::uint16_t port) {
  int looked_at = 0;
  for (int round = 0; round < 2; ++round) {
    for (const Bytes& question : questions) HOSHI_CHECK(socket_->send(question, port));
    const auto sent = socket_->time();
    const milliseconds until = round == 0 ? patience.send_again : patience.all - patience.send_again;
    while (looked_at < answers_max) {
      const milliseconds left = until - passed_since(sent, *socket_);
      if (left <= milliseconds(0)) break;
      auto got = socket_->receive(left);
      if (!got && got.error().code == ErrorCode::timed_out) break;
      if (!got) return got;
      ++looked_at;
      if (fits(*got)) return got;
    }
  }
  return fail(ErrorCode::timed_out, "no answer");
}

std::vector<Task> datagram_tasks(const PlanInput& input, std::string_view probe,
                                 const std::vector<std::string_view>& protocols) {
  auto tasks = tasks_for_protocols(input, probe, protocols, "udp");
  for (const auto& route : input.product.routes) {
    const bool is_one = std::find(protocols.begin(), protocols.end(), route.protocol) != protocols.end();
    const bool is_ours = std::find(input.targets.begin(), input.targets.end(), route.target) != input.targets.end();
    if (!is_one || !is_ours || route.transport != "udp" || route.port == 0 || route.status != "enabled") continue;
    const Task task{std::string(probe), route.target, route.endpoint(), ""};
    const bool is_planned = std::any_of(tasks.begin(), tasks.end(), [&](const auto& one) { return one.id() == task.id(); });
    if (!is_planned) tasks.push_back(task);
  }
  return tasks;
}

}  // namespace hoshi::probes
