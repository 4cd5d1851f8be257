// Tests of NTP's control and private messages.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/ntp/control.h"

namespace hoshi::protocols::ntp {
namespace {

Bytes control_answer(std::string_view text) {
  ByteWriter out;
  out.u8(0x16);
  out.u8(0x82);
  out.u16(1);
  out.u32(0);
  out.u16(0);
  out.u16(static_cast<std::uint16_t>(text.size()));
  out.append(text);
  return std::move(out).bytes();
}

TEST(NtpControl, AsksForVariablesAndReadsThem) {
  EXPECT_EQ(to_hex(write_read_variables(1)), "160200010000000000000000");
  const auto answer = read_control_answer(control_answer("version=\"ntpd 4.2.8p15\", system=\"Linux/6.1\", leap=00"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->sequence, 1);
  EXPECT_FALSE(answer->is_error);
  EXPECT_EQ(variable(answer->text, "version"), "ntpd 4.2.8p15");
  EXPECT_EQ(variable(answer->text, "leap"), "00");
  EXPECT_EQ(variable(answer->text, "sys"), "");
}

TEST(NtpControl, CutOffAnywhereIsAnError) {
  const Bytes whole = control_answer("version=\"x\"");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_control_answer(ByteView(whole).first(length))) << length;
  }
}

TEST(NtpControl, TheQuestionItselfIsNoAnswer) {
  EXPECT_FALSE(read_control_answer(write_read_variables(1)));
  EXPECT_FALSE(read_monitor_list_answer(write_monitor_list_request()));
}

TEST(NtpPrivate, ReadsHowManyClientsWereListed) {
  const auto answer = read_monitor_list_answer(*from_hex("d700032a00060048"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->items, 6);
  EXPECT_FALSE(answer->is_error);
  EXPECT_TRUE(read_monitor_list_answer(*from_hex("9700032a40000000"))->is_error);
  EXPECT_FALSE(read_monitor_list_answer(*from_hex("d700032a00")));
}

}  // namespace
}  // namespace hoshi::protocols::ntp
