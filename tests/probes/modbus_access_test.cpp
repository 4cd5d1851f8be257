// Tests of modbus_access: open, read-only, silent and hostile devices.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_modbus_access;

namespace {

using namespace testing;
using namespace std::string_literals;

// Four holding registers; knows functions 3, 6 and 43.
struct Registers {
  std::array<int, 4> values{10, 20, 30, 40};
  bool writable = true;
  int writes = 0;

  std::string answer(const std::string& asked) {
    const auto function = static_cast<unsigned char>(asked[7]);
    const auto address = static_cast<std::size_t>(static_cast<unsigned char>(asked[9]));
    std::string pdu;
    if (function == 43) pdu = "\x2b\x0e\x01\x81\0\0\x03\0\x04" "ACME\x01\x03" "PLC\x02\x03" "1.2"s;
    if (function == 43 && address == 2) pdu = "\x2b\x0e\x02\x82\0\0\x01\x04\x04" "HT-1"s;
    if (function == 3 && address < 4) pdu = "\x03\x02\0"s + char(values[address]);
    if (function == 3 && address >= 4) pdu = "\x83\x02";
    if (function == 6 && writable && address < 4) {
      ++writes;
      values[address] = static_cast<unsigned char>(asked[11]);
      pdu = asked.substr(7, 5);
    }
    if (pdu.empty()) pdu = std::string(1, static_cast<char>(function | 0x80)) + "\x01";
    return asked.substr(0, 4) + "\0"s + char(pdu.size() + 1) + asked.substr(6, 1) + pdu;
  }
};

class ModbusAccess : public ::testing::Test {
 protected:
  ModbusAccess() {
    Route route;
    route.id = "fieldbus";
    route.transport = "tcp";
    route.port = 502;
    route.protocol = "modbus";
    bench_.described.routes.push_back(route);
    bench_.described.assets.push_back({"setpoint", "Set point", "setting", true, "", "", false, {"fieldbus"}});
    bench_.serve(502, [this](const Heard& heard) {
      return heard.now.empty() ? Reply{} : Reply{registers_.answer(heard.now)};
    });
  }
  void declare(std::string operation, std::string path) {
    bench_.described.requests.push_back({"q", "fieldbus", "setpoint", std::move(operation), std::move(path)});
  }
  void run() { ASSERT_TRUE(bench_.run(probe_modbus_access, {"", "main", "tcp/502", ""})); }

  Registers registers_;
  FakeBench bench_;
};

TEST_F(ModbusAccess, IsPlannedWhereModbusIsSpoken) {
  bench_.saw("service.identified", {"main", "tcp/502", ""}, object({{"protocol", "modbus"}}));
  EXPECT_EQ(bench_.plan(probe_modbus_access).size(), 1u);
}

TEST_F(ModbusAccess, ReadsIdentityAndTheFirstRegister) {
  run();
  ASSERT_EQ(bench_.values("identity.shown").size(), 1u);
  EXPECT_EQ(bench_.values("identity.shown")[0]["model"].as_text(), "ACME HT-1");
  EXPECT_EQ(bench_.values("identity.shown")[0]["version"].as_text(), "1.2");
  ASSERT_EQ(bench_.values("access.unauthenticated").size(), 1u);
  EXPECT_EQ(bench_.values("access.unauthenticated")[0]["what"].as_text(), "holding/0");
  EXPECT_EQ(bench_.values("access.unauthenticated")[0]["protected"].as_text(), "unknown");
}

TEST_F(ModbusAccess, ReadsADeclaredRegisterInClear) {
  declare("read", "holding/2");
  run();
  ASSERT_EQ(bench_.values("access.unauthenticated").size(), 2u);
  EXPECT_EQ(bench_.values("access.unauthenticated")[1]["protected"].as_text(), "yes");
  EXPECT_EQ(bench_.values("asset.seen_in_clear").size(), 1u);
}

TEST_F(ModbusAccess, NeverWritesWithoutLeave) {
  declare("write", "holding/2");
  run();
  EXPECT_EQ(registers_.writes, 0);
  EXPECT_EQ(bench_.values("access.not_tried").size(), 1u);
}

TEST_F(ModbusAccess, WritesReadsBackAndRestores) {
  declare("write", "holding/2");
  bench_.disruption = true;
  run();
  EXPECT_EQ(registers_.writes, 2);
  EXPECT_EQ(registers_.values[2], 30);
  EXPECT_EQ(bench_.values("access.unauthenticated").back()["operation"].as_text(), "write");
  EXPECT_TRUE(bench_.values("access.not_tried").empty());
}

TEST_F(ModbusAccess, CallsOnlyTheUnknownFunctionARefusal) {
  declare("write", "holding/2");
  declare("read", "holding/9");
  declare("read", "input/0");
  bench_.disruption = true;
  registers_.writable = false;
  run();
  EXPECT_EQ(registers_.values[2], 30);
  ASSERT_EQ(bench_.values("access.refused").size(), 2u);
  EXPECT_EQ(bench_.values("access.refused")[0]["how"].as_text(), "exception_1");
  ASSERT_EQ(bench_.values("access.not_tried").size(), 1u);
  EXPECT_EQ(bench_.values("access.not_tried")[0]["why"].as_text(), "exception_2");
}

TEST_F(ModbusAccess, SaysNothingOfPathsThatNameNoRegister) {
  declare("read", "valve/open");
  declare("write", "coil/0");
  bench_.disruption = true;
  run();
  EXPECT_EQ(bench_.values("access.not_tried").size(), 2u);
  EXPECT_EQ(registers_.writes, 0);
}

TEST_F(ModbusAccess, FindsTheUnitThatAnswers) {
  bench_.serve(502, [this](const Heard& heard) {
    const bool is_mine = heard.now.size() > 7 && heard.now[6] == '\xff';
    return is_mine ? Reply{registers_.answer(heard.now)} : Reply{};
  });
  run();
  EXPECT_EQ(bench_.values("access.unauthenticated").size(), 1u);
}

TEST_F(ModbusAccess, BelievesNoAnswerToAnotherQuestion) {
  declare("read", "holding/1");
  bench_.serve(502, [this](const Heard& heard) {
    if (heard.now.empty()) return Reply{};
    std::string answer = registers_.answer(heard.now);
    answer[0] = '\x77';
    return Reply{answer};
  });
  run();
  EXPECT_TRUE(bench_.values("access.unauthenticated").empty());
  EXPECT_EQ(bench_.values("access.not_tried").at(0)["why"].as_text(), "not_understood");
}

TEST_F(ModbusAccess, EndsAgainstGarbageAndSilence) {
  declare("read", "holding/1");
  bench_.serve(502, [](const Heard&) { return Reply{std::string(1u << 16, 'x')}; });
  run();
  bench_.silent(502);
  run();
  EXPECT_TRUE(bench_.values("access.unauthenticated").empty());
  EXPECT_EQ(bench_.values("access.not_tried").size(), 2u);
}

}  // namespace
}  // namespace hoshi::probes
