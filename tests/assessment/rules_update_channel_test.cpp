// The rule update_channel_refused: what a device fetched over, what it refused, and what nobody saw.
// SPDX-License-Identifier: Apache-2.0
#include "case.h"

namespace hoshi::assessment {
namespace {

using enum Verdict;

Case channel_case() {
  Case given("update_channel_refused");
  given.check.arguments.set("cases", ValueList{"plaintext", "self_signed"});
  given.ask("updates");
  UpdateMechanism online;
  online.id = "online";
  given.product.updates = {online};
  given.product.source.set("update_mechanism", ValueList{object({{"id", "online"}})});
  return given;
}

Case& seen(Case& c, std::string_view name, std::string_view result, bool control = true, const std::string& update = "online") {
  return c.see("update.channel", {"", "", update}, object({{"case", name}, {"result", result}, {"control", control}}));
}

TEST(UpdateChannelRefused, OneChannelThatWasUsedFails) {
  Case given = channel_case();
  seen(given, "plaintext", "refused");
  seen(given, "self_signed", "used");
  EXPECT_EQ(given.run().verdict, fail);
  given.answer("online", Answer::yes);
  EXPECT_EQ(given.run().verdict, fail);
}

TEST(UpdateChannelRefused, EveryOneRefusedWithControlPasses) {
  Case given = channel_case();
  seen(given, "plaintext", "refused");
  EXPECT_EQ(given.run().verdict, inconclusive);
  seen(given, "self_signed", "refused");
  EXPECT_EQ(given.run().verdict, pass);
}

TEST(UpdateChannelRefused, ADeviceThatDidNotComeHasShownNothing) {
  Case given = channel_case();
  seen(given, "plaintext", "not_contacted", false);
  seen(given, "self_signed", "not_contacted", false);
  EXPECT_EQ(given.run().verdict, inconclusive);
  EXPECT_FALSE(given.run().questions.empty());
}

TEST(UpdateChannelRefused, ARefusalWithoutControlLeavesItOpenForAPerson) {
  Case given = channel_case();
  seen(given, "plaintext", "refused");
  seen(given, "self_signed", "refused", false);
  EXPECT_EQ(given.run().verdict, inconclusive);
  given.answer("online", Answer::yes);
  EXPECT_EQ(given.run().verdict, pass);
}

TEST(UpdateChannelRefused, APersonsNoCountsBesideWhatWasSeen) {
  Case given = channel_case();
  seen(given, "plaintext", "refused");
  seen(given, "self_signed", "refused");
  given.answer("online", Answer::no);
  EXPECT_EQ(given.run().verdict, fail);
}

TEST(UpdateChannelRefused, OtherCasesAndOtherMechanismsSayNothing) {
  Case given = channel_case();
  seen(given, "expired", "used");
  seen(given, "plaintext", "used", true, "upload");
  EXPECT_EQ(given.run().verdict, inconclusive);
}

TEST(UpdateChannelRefused, WithoutCasesNothingPasses) {
  Case given = channel_case();
  given.check.arguments.set("cases", ValueList{});
  EXPECT_EQ(given.run().verdict, inconclusive);
}

}  // namespace
}  // namespace hoshi::assessment
