// Tests of services: protocols are told by behaviour, on scripted devices.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_bench.h"
#include "probes/fake_tls_server.h"

namespace hoshi::probes {

extern const Probe probe_services;

namespace testing {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

class Services : public ::testing::Test {
 protected:
  Services() { bench_.learn("services"); }

  Value identify(std::uint16_t port) {
    const auto result = bench_.run(probe_services, {"services", "main", "tcp/" + std::to_string(port), ""});
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    const auto values = bench_.values("service.identified");
    return values.empty() ? Value() : values.back();
  }
  // Answers `reply` to everything that begins with `hello`, is silent otherwise.
  void answers(std::uint16_t port, std::string hello, std::string reply) {
    bench_.serve(port, [hello, reply](const Heard& heard) {
      const bool meant = !heard.now.empty() && heard.now.starts_with(hello);
      return meant ? Reply{reply, true} : Reply{};
    });
  }

  FakeBench bench_;
};

}  // namespace

TEST_F(Services, ArePlannedForOpenTcpPorts) {
  bench_.saw("port.open", {"main", "tcp/22", ""});
  bench_.saw("port.open", {"main", "udp/161", ""});
  ASSERT_EQ(bench_.plan(probe_services).size(), 1u);
}

TEST_F(Services, KnowsSshByItsGreetingOnAnyPort) {
  bench_.serve(9999, [](const Heard&) { return Reply{"SSH-2.0-dropbear_2022.83\r\n"}; });
  const Value found = identify(9999);
  EXPECT_EQ(found["protocol"].as_text(), "ssh");
  EXPECT_EQ(found["product"].as_text(), "Dropbear");
  EXPECT_EQ(found["version"].as_text(), "2022.83");
  EXPECT_EQ(found["how"].as_text(), "greeting");
  EXPECT_EQ((bench_.world.services[{"main", 9999}].connections), 1);
}

TEST_F(Services, KnowsTelnetByItsOptionsAndWaitsForThePrompt) {
  bench_.script(23, Script().says("\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03"s)
                        .hears("\xff\xfc\x01"s)
                        .says("\r\ncamera login: "));
  const Value found = identify(23);
  EXPECT_EQ(found["protocol"].as_text(), "telnet");
  EXPECT_EQ(found["product"].as_text(), "BusyBox telnetd");
  EXPECT_EQ(found["banner"].as_text(), "camera login:");
}

TEST_F(Services, KnowsAShellThatNobodyAskedFor) {
  bench_.serve(4444, [](const Heard&) { return Reply{"\nBusyBox v1.35.0 built-in shell (ash)\n\n/ # "}; });
  const Value found = identify(4444);
  EXPECT_EQ(found["protocol"].as_text(), "shell");
  EXPECT_EQ(found["version"].as_text(), "1.35.0");
}

TEST_F(Services, KnowsHttpByItsAnswerAndKeepsNoDate) {
  answers(80, "GET / ",
          "HTTP/1.1 401 Unauthorized\r\nDate: Mon, 23 Nov 2026 01:02:03 GMT\r\nServer: lighttpd/1.4.69\r\n\r\n");
  const Value found = identify(80);
  EXPECT_EQ(found["protocol"].as_text(), "http");
  EXPECT_FALSE(found["tls"].as_bool());
  EXPECT_EQ(found["product"].as_text(), "lighttpd");
  EXPECT_EQ(found["version"].as_text(), "1.4.69");
  EXPECT_EQ(found["banner"].as_text(), "HTTP/1.1 401 Unauthorized | Server: lighttpd/1.4.69");
  EXPECT_EQ((bench_.world.services[{"main", 80}].connections), 1);
}

TEST_F(Services, KnowsMqttRtspFtpAndSmtp) {
  answers(1883, "\x10", "\x20\x02\x00\x05"s);
  EXPECT_EQ(identify(1883)["protocol"].as_text(), "mqtt");
  EXPECT_EQ((bench_.world.services[{"main", 1883}].connections), 1);
  answers(554, "OPTIONS ", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: GStreamer RTSP server\r\n\r\n");
  EXPECT_EQ(identify(554)["product"].as_text(), "GStreamer RTSP server");
  bench_.serve(21, [](const Heard&) { return Reply{"220 (vsFTPd 3.0.3)\r\n"}; });
  EXPECT_EQ(identify(21)["version"].as_text(), "3.0.3");
  bench_.serve(25, [](const Heard&) { return Reply{"220 mail.example ESMTP Postfix\r\n"}; });
  EXPECT_EQ(identify(25)["protocol"].as_text(), "smtp");
}

TEST_F(Services, AsksAPortThatBelongsToAProtocolInThatProtocolOnly) {
  answers(502, "\x48\x53"s, "\x48\x53\0\0\0\x03\x01\xab\x01"s);
  EXPECT_EQ(identify(502)["protocol"].as_text(), "modbus");
  answers(6379, "INFO server", "$26\r\n# Server\r\nredis_version:7.0.15\r\n");
  EXPECT_EQ(identify(6379)["version"].as_text(), "7.0.15");
  answers(11211, "version", "VERSION 1.6.18\r\n");
  EXPECT_EQ(identify(11211)["product"].as_text(), "memcached");
  answers(5060, "OPTIONS sip:", "SIP/2.0 200 OK\r\nServer: kamailio (5.6.3 (x86_64/linux))\r\n\r\n");
  EXPECT_EQ(identify(5060)["version"].as_text(), "5.6.3");
  for (const std::uint16_t port : {502, 6379, 11211, 5060}) {
    EXPECT_EQ((bench_.world.services[{"main", port}].connections), 1) << port;
  }
}

TEST_F(Services, FindsThemOnOtherPortsSideBySide) {
  answers(7000, "INFO server", "-NOAUTH Authentication required.\r\n");
  EXPECT_EQ(identify(7000)["protocol"].as_text(), "redis");
  EXPECT_EQ(bench_.values("service.identified").back()["how"].as_text(), "redis info");
}

TEST_F(Services, SaysTheSecondHalfOfAHello) {
  const std::string confirmed = "\x03\0\0\x0b\x06\xd0\x48\x53\0\x01\0"s;
  bench_.serve(102, [confirmed](const Heard& heard) -> Reply {
    if (heard.now.empty()) return {};
    return heard.now.find('\x32') == std::string::npos
               ? Reply{confirmed}
               : Reply{"\x03\0\0\x1b\x02\xf0\x80\x32\x03\0\0\x48\x53\0\x08\0\0\0\0\xf0\0\0\x01\0\x01\0\xf0"s};
  });
  EXPECT_EQ(identify(102)["protocol"].as_text(), "s7comm");
  EXPECT_EQ((bench_.world.services[{"main", 102}].connections), 1);
}

TEST_F(Services, AsksMachinesNothingOnOtherPorts) {
  bench_.serve(7777, [](const Heard&) { return Reply{}; });
  identify(7777);
  for (const auto& written : bench_.world.written) {
    EXPECT_FALSE(written.starts_with("\x05\x64"s) || written.starts_with("\x68\x04"s) || written.starts_with("HELF"));
  }
}

TEST_F(Services, LooksInsideTls) {
  FakeTlsServer tls;
  tls.suites = {{0x0303, {0xC02F}}};
  tls.curve_suites = {0xC02F};
  bench_.serve_tls(8443, {"TLSv1.2", "", {}, false}, [tls](const Heard& heard) {
    if (!heard.over_tls) {
      return tls(heard);
    }
    return heard.now.starts_with("GET ") ? Reply{"HTTP/1.0 200 OK\r\nServer: Boa/0.94.13\r\n\r\n", true} : Reply{};
  });
  bench_.world.services[{"main", 8443}].plain = true;
  const Value found = identify(8443);
  EXPECT_EQ(found["protocol"].as_text(), "http");
  EXPECT_TRUE(found["tls"].as_bool());
  EXPECT_EQ(found["product"].as_text(), "Boa");
  EXPECT_EQ(found["how"].as_text(), "tls hello, http request");
}

TEST_F(Services, SaysTlsWhenNothingInsideIsUnderstood) {
  bench_.serve(443, [](const Heard& heard) {
    return heard.now.empty() ? Reply{} : Reply{"\x15\x03\x01\x00\x02\x02\x28"s, true};
  });
  const Value found = identify(443);
  EXPECT_EQ(found["protocol"].as_text(), "tls");
  EXPECT_TRUE(found["tls"].as_bool());
}

TEST_F(Services, CallsASilentServiceUnknownAfterPatience) {
  bench_.serve(7777, [](const Heard&) { return Reply{}; });
  const Value found = identify(7777);
  EXPECT_EQ(found["protocol"].as_text(), "unknown");
  EXPECT_EQ(found["how"].as_text(), "greeting");
  EXPECT_LT(bench_.world.now, 45s) << "the fake clock adds up what goes side by side";
}

TEST_F(Services, FindsASlowGreeting) {
  bench_.serve(7777, [](const Heard&) { return Reply{"SSH-2.0-x\r\n", false, false, 4s}; });
  EXPECT_EQ(identify(7777)["protocol"].as_text(), "ssh");
}

TEST_F(Services, KeepsWhatItCouldNotUnderstand) {
  bench_.serve(7777, [](const Heard&) { return Reply{"\x01\x02hello\x03", true}; });
  const Value found = identify(7777);
  EXPECT_EQ(found["protocol"].as_text(), "unknown");
  EXPECT_EQ(found["banner"].as_text(), "\\x01\\x02hello\\x03");
}

TEST_F(Services, SaysWhenAPortNoLongerAnswers) {
  EXPECT_EQ(identify(81)["how"].as_text(), "not_answering");
}

TEST_F(Services, SendsNothingToAPrinterPort) {
  bench_.serve(9100, [](const Heard&) { return Reply{}; });
  EXPECT_EQ(identify(9100)["protocol"].as_text(), "unknown");
  EXPECT_TRUE(bench_.world.written.empty());
}

TEST_F(Services, DoesNotTakeAnEchoForAService) {
  bench_.serve(7, [](const Heard& heard) { return Reply{heard.now}; });
  EXPECT_EQ(identify(7)["protocol"].as_text(), "unknown");
}

TEST_F(Services, EndsAgainstADeviceThatDrips) {
  bench_.serve(7777, [](const Heard&) { return Reply{std::string(1 << 20, 'x')}; });
  EXPECT_EQ(identify(7777)["protocol"].as_text(), "unknown");
  EXPECT_LE(bench_.values("service.identified").at(0)["banner"].as_text().size(), 210u);
}

TEST_F(Services, FailsWithoutItsDataOrWithABrokenPattern) {
  const Task task{"services", "main", "tcp/80", ""};
  const Value broken = object({{"protocol", "ssh"}, {"pattern", "("}, {"product", "x"}});
  bench_.known["services"].set("fingerprint", ValueList{broken});
  EXPECT_EQ(bench_.run(probe_services, task).error().code, ErrorCode::invalid_input);
  bench_.known.clear();
  EXPECT_EQ(bench_.run(probe_services, task).error().code, ErrorCode::internal);
}

TEST_F(Services, EndsWithTheDeadline) {
  bench_.silent(80);
  bench_.world.deadline = 3s;
  EXPECT_EQ(bench_.run(probe_services, {"services", "main", "tcp/80", ""}).error().code, ErrorCode::timed_out);
}

}  // namespace testing
}  // namespace hoshi::probes
