// Questions and answers over one UDP socket: sent again while unanswered, what does not fit is passed over.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "probes/probe.h"
#include "transport/network.h"

namespace hoshi::probes {

using std::chrono::milliseconds;

// Honest agents on a lab link answer within 20 ms; small ones under load were seen to take half a second.
struct Patience {
  milliseconds send_again{800};  // while nothing fits
  milliseconds all{2000};
};

// Whether a datagram is an answer to the question.
using Fits = std::function<bool(const transport::Datagram&)>;

class DatagramDialogue {
 public:
  [[nodiscard]] static Result<DatagramDialogue> open(transport::Network& network, std::string_view target,
                                                     std::uint16_t port,
                                                     transport::Reach reach = transport::Reach::port);

  // The first answer that fits, of all questions (several forms of one question may be sent side by side).
  // timed_out: none came; unavailable: nobody listens there. At most `answers_max` datagrams are looked at.
  [[nodiscard]] Result<transport::Datagram> ask(const std::vector<Bytes>& questions, const Fits& fits,
                                                const Patience& patience, std::uint16_t port = 0);

  transport::Datagrams& socket() { return *socket_; }

 private:
  explicit DatagramDialogue(std::unique_ptr<transport::Datagrams> socket) : socket_(std::move(socket)) {}

  std::unique_ptr<transport::Datagrams> socket_;
};

// What tasks_for_protocols() plans over UDP, and enabled routes declared so: a service that keeps silent towards
// strangers was never seen open.
std::vector<Task> datagram_tasks(const PlanInput& input, std::string_view probe,
                                 const std::vector<std::string_view>& protocols);

}  // namespace hoshi::probes
