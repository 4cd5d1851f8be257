// Asks the simulated vendors' devices of tests/devices over loopback: proven when they answer rightly, never when wrongly.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <map>

#include "base/value.h"
#include "protocols/vendor_answers.h"

namespace hoshi::protocols::datagrams {
namespace {

using testing::random_from;

// udp_zoo.py as a child; it ends when the pipe to its standard input is closed.
class Zoo {
 public:
  explicit Zoo(std::string mode) {
    std::array<int, 2> in{-1, -1};
    std::array<int, 2> out{-1, -1};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    std::vector<std::string> words{"python3", HOSHI_SOURCE_FOLDER "/tests/devices/simulated/udp_zoo.py",
                                   "--address", "127.0.0.1", "--any-port", "--mode", std::move(mode)};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (::posix_spawnp(&child_, "python3", &actions, nullptr, arguments.data(), environ) != 0) child_ = 0;
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    read_ports(out[0]);
    ::close(out[0]);
  }
  ~Zoo() {
    ::close(input_);
    if (child_ > 0) ::waitpid(child_, nullptr, 0);
  }
  Zoo(const Zoo&) = delete;
  Zoo& operator=(const Zoo&) = delete;

  // Of the simulated device that speaks the entry's protocol; 0: there is none.
  std::uint16_t port_of(const Entry& entry) const {
    const auto found = ports_.find(std::string(entry.protocol));
    return found == ports_.end() ? 0 : found->second;
  }
  std::size_t size() const { return ports_.size(); }

 private:
  void read_ports(int output) {
    std::string line;
    for (char c = 0; ::read(output, &c, 1) == 1 && c != '\n';) line += c;
    const auto said = parse_json(line);
    if (!said) return;
    for (const auto& [name, port] : (*said)["ports"].as_map())
      ports_[name] = static_cast<std::uint16_t>(port.as_integer());
  }

  pid_t child_ = 0;
  int input_ = -1;
  std::map<std::string, std::uint16_t> ports_;
};

std::vector<Bytes> ask(std::uint16_t port, const Bytes& question, int patience_ms) {
  std::vector<Bytes> answers;
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool sent = ::sendto(socket, question.data(), question.size(), 0,
                             static_cast<const sockaddr*>(static_cast<const void*>(&to)), sizeof to) > 0;
  pollfd waiting{socket, POLLIN, 0};
  while (sent && answers.size() < 8 && ::poll(&waiting, 1, answers.empty() ? 5000 : patience_ms) > 0) {
    Bytes answer(65535);
    const auto count = ::recv(socket, answer.data(), answer.size(), 0);
    if (count < 0) break;
    answer.resize(static_cast<std::size_t>(count));
    answers.push_back(std::move(answer));
  }
  ::close(socket);
  return answers;
}

}  // namespace

TEST(VendorDevices, AreProvenByTheirRightAnswers) {
  const Zoo zoo("right");
  ASSERT_EQ(zoo.size(), 24u);
  for (const auto& [name, unused] : testing::vendor_answers()) {
    for (const Entry& entry : all_entries()) {
      if (entry.name != name) continue;
      const Bytes question = entry.question(random_from(7));
      const auto answers = ask(zoo.port_of(entry), question, 0);
      ASSERT_EQ(answers.size(), 1u) << name;
      const auto found = recognise(entry, question, answers[0]);
      ASSERT_TRUE(found) << name << " " << to_hex(answers[0]);
      EXPECT_EQ(found->protocol, entry.protocol);
    }
  }
}

TEST(VendorDevices, AreNotProvenByWrongAnswers) {
  const Zoo zoo("wrong");
  ASSERT_EQ(zoo.size(), 24u);
  for (const auto& [name, unused] : testing::vendor_answers()) {
    for (const Entry& entry : all_entries()) {
      if (entry.name != name) continue;
      const Bytes question = entry.question(random_from(7));
      const auto answers = ask(zoo.port_of(entry), question, 40);
      EXPECT_GE(answers.size(), 4u) << name;
      for (const auto& answer : answers) EXPECT_FALSE(recognise(entry, question, answer)) << name << " " << to_hex(answer);
    }
  }
}

}  // namespace hoshi::protocols::datagrams
