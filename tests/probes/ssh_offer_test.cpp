// Tests of ssh_offer on recordings of real servers, and on devices that do not play along.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/file.h"
#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_ssh_offer;

namespace testing {
namespace {

using namespace std::chrono_literals;

const Task task{"ssh_offer", "main", "tcp/22", ""};

std::string recording(const std::string& name) {
  return read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/data/ssh/" + name + ".bin").value();
}

class SshOffer : public ::testing::Test {
 protected:
  SshOffer() { bench_.learn("ssh_algorithms"); }

  void serve(const std::string& name, transport::SshLogin login) {
    const std::string greeting = recording(name);
    bench_.serve(22, [greeting](const Heard& heard) { return Reply{heard.all.empty() ? greeting : ""}; });
    bench_.serve_ssh(22, [login](const SshAttempt&) { return login; });
  }
  static transport::SshLogin refusal(std::vector<std::string> methods) {
    transport::SshLogin login;
    login.outcome = transport::SshLogin::Outcome::refused;
    login.methods = std::move(methods);
    return login;
  }

  FakeBench bench_;
};

}  // namespace

TEST_F(SshOffer, NamesWeakAlgorithmsOfAServerThatHasThem) {
  serve("openssh_9_2_weak", refusal({"publickey", "password"}));
  ASSERT_TRUE(bench_.run(probe_ssh_offer, task));
  const Value offer = bench_.values("ssh.offer").at(0);
  EXPECT_EQ(offer["banner"].as_text(), "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10");
  EXPECT_EQ(offer["weak"].as_list(),
            (ValueList{"key_exchange diffie-hellman-group14-sha1", "cipher 3des-cbc", "mac hmac-md5",
                       "mac hmac-sha1-96"}));
  EXPECT_EQ(bench_.values("ssh.methods").at(0)["methods"].as_list(), (ValueList{"publickey", "password"}));
  EXPECT_TRUE(bench_.values("access.unauthenticated").empty());
  EXPECT_TRUE(bench_.wrote("SSH-2.0-hoshi"));
}

TEST_F(SshOffer, ReadsDropbear) {
  serve("dropbear_2022_83", refusal({"publickey"}));
  ASSERT_TRUE(bench_.run(probe_ssh_offer, task));
  EXPECT_EQ(bench_.values("ssh.offer").at(0)["host_key"].as_list(), (ValueList{"rsa-sha2-256", "ssh-rsa"}));
  EXPECT_EQ(bench_.values("ssh.offer").at(0)["weak"].as_list().front().as_text(),
            "key_exchange diffie-hellman-group14-sha1");
}

TEST_F(SshOffer, SeesADoorThatIsOpenToTheMethodNone) {
  transport::SshLogin open;
  open.outcome = transport::SshLogin::Outcome::accepted;
  open.none_accepted = true;
  serve("dropbear_2022_83", open);
  ASSERT_TRUE(bench_.run(probe_ssh_offer, task));
  EXPECT_TRUE(bench_.values("ssh.methods").at(0)["none_accepted"].as_bool());
  EXPECT_EQ(bench_.values("access.unauthenticated").at(0)["operation"].as_text(), "shell");
}

TEST_F(SshOffer, SaysNothingOfMethodsItDidNotLearn) {
  transport::SshLogin gone;
  gone.outcome = transport::SshLogin::Outcome::disconnected;
  serve("dropbear_2022_83", gone);
  ASSERT_TRUE(bench_.run(probe_ssh_offer, task));
  EXPECT_EQ(bench_.values("ssh.offer").size(), 1u);
  EXPECT_TRUE(bench_.values("ssh.methods").empty());
}

TEST_F(SshOffer, CutAnywhereTheGreetingShowsNothing) {
  const std::string greeting = recording("dropbear_2022_83");
  for (std::size_t length = 0; length < greeting.size(); length += 7) {
    FakeBench bench;
    bench.learn("ssh_algorithms");
    bench.script(22, Script().says(greeting.substr(0, length)).closes());
    ASSERT_TRUE(bench.run(probe_ssh_offer, task)) << length;
    EXPECT_TRUE(bench.observed.empty()) << length;
  }
}

TEST_F(SshOffer, SurvivesNonsenseRefusalAndSilence) {
  bench_.script(22, Script().says("SSH-2.0-x\r\n\xff\xff\xff\xff\xff\xff"));
  EXPECT_TRUE(bench_.run(probe_ssh_offer, task));
  EXPECT_TRUE(bench_.run(probe_ssh_offer, task));  // refused now
  bench_.serve(22, [](const Heard&) { return Reply{}; });
  EXPECT_TRUE(bench_.run(probe_ssh_offer, task));
  EXPECT_TRUE(bench_.observed.empty());
}

TEST_F(SshOffer, EndsWithTheDeadline) {
  bench_.serve(22, [](const Heard&) { return Reply{}; });
  bench_.world.deadline = 2s;
  EXPECT_EQ(bench_.run(probe_ssh_offer, task).error().code, ErrorCode::timed_out);
}

}  // namespace testing
}  // namespace hoshi::probes
