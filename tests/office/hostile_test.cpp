// What strangers send: wrong kinds, sizes and depths, ids of others, files of others; nothing is written and nothing is told.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "office/fixture.h"
#include "office/turns.h"

namespace hoshi::office {
namespace {

class HostileTest : public OfficeTest {
 protected:
  void SetUp() override {
    OfficeTest::SetUp();
    adopt_edition();
    stranger = person("a-stranger", {"applicant"}, register_maker(person("a-stranger", {"applicant"}), "他社株式会社", "6010001000001"));
  }
  workflow::Actor stranger;
};

Value deep(int levels) {
  Value value = "x";
  for (int level = 0; level < levels; ++level) value = ValueList{value};
  return value;
}

TEST_F(HostileTest, CommandsOfTheWrongFormAreRefusedBeforeAnythingElse) {
  const std::int64_t events = count("SELECT count(*) FROM events");
  const auto bad = [&](auto change) {
    Command one = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}));
    change(one);
    return refused(applicant, one).code == ErrorCode::invalid_input;
  };
  EXPECT_TRUE(bad([](Command& one) { one.idempotency_key = "short"; }));
  EXPECT_TRUE(bad([](Command& one) { one.idempotency_key = std::string(101, 'a'); }));
  EXPECT_TRUE(bad([](Command& one) { one.aggregate = "application/../../etc/passwd\n"; }));
  EXPECT_TRUE(bad([](Command& one) { one.event = "open; DROP TABLE events"; }));
  EXPECT_TRUE(bad([](Command& one) { one.data = ValueList{}; }));
  EXPECT_TRUE(bad([](Command& one) { one.data.set("form", deep(20)); }));
  EXPECT_TRUE(bad([](Command& one) { one.data.set("form", std::string(300'000, 'a')); }));
  EXPECT_TRUE(bad([](Command& one) { one.data.set("form", std::string("\xff\xfe")); }));
  EXPECT_TRUE(bad([](Command& one) { one.reason = std::string(9000, 'a'); }));
  EXPECT_TRUE(bad([](Command& one) { one.reason = "\x1b[2J"; }));
  EXPECT_TRUE(bad([](Command& one) { one.uploads.assign(65, Upload{"checklist", sha256_hex(std::string_view("x")), "", ""}); }));
  EXPECT_TRUE(bad([](Command& one) { one.uploads = {Upload{"checklist", "not a hash", "", ""}}; }));
  EXPECT_TRUE(bad([](Command& one) { one.seen_version = -1; }));
  EXPECT_EQ(count("SELECT count(*) FROM events"), events);
}

TEST_F(HostileTest, StrangersComplainSoOftenADayAndNoMore) {
  for (int i = 0; i < complaints_of_network; ++i) EXPECT_TRUE(take_turn_to_complain(*office, "192.0.2.1"));
  EXPECT_EQ(take_turn_to_complain(*office, "192.0.2.1").error().code, ErrorCode::unavailable);
  EXPECT_TRUE(take_turn_to_complain(*office, "2001:db8::/64"));
  clock += std::chrono::hours(24);
  EXPECT_TRUE(take_turn_to_complain(*office, "192.0.2.1"));
  EXPECT_EQ(count("SELECT count(*) FROM throttles WHERE name LIKE '%192.0.2%'"), 0);
}

TEST_F(HostileTest, FormsWithWrongMembersAreRefused) {
  const auto bad = [&](auto change) {
    Value wanted = form(maker);
    change(wanted);
    return refused(applicant, command("application", "open", object({{"scheme", "jc-star"}, {"form", wanted}}))).code == ErrorCode::invalid_input;
  };
  EXPECT_TRUE(bad([](Value& one) { one.set("level", "1"); }));
  EXPECT_TRUE(bad([](Value& one) { one.set("level", 10); }));
  EXPECT_TRUE(bad([](Value& one) { one.set("kind", "grant"); }));
  EXPECT_TRUE(bad([](Value& one) { one.set("applicant", "1 OR 1=1"); }));
  EXPECT_TRUE(bad([](Value& one) { one.set("product", ValueList{}); }));
  for (const char* model : {"HC\u200b-100", "HC\u00ad-100", "\u3164", "\u3000\u3000", "HC\U000e0041-100", "HC\u200d-100"}) {
    EXPECT_TRUE(bad([&](Value& one) {
      Value product = one["product"];
      product.set("models", ValueList{model});
      one.set("product", product);
    })) << model;
  }
  EXPECT_TRUE(bad([](Value& one) { one.set("product", object({{"models", ValueList{"A", "A"}}})); }));
  EXPECT_TRUE(bad([](Value& one) { one.set("product", object({{"security_url", "javascript:alert(1)"}})); }));
  EXPECT_TRUE(bad([](Value& one) { one.set("product", object({{"name", object({{"ja", "\xe2\x80\xae" "evil"}})}})); }));
  EXPECT_TRUE(bad([](Value& one) { one.set("declares_truth", "yes"); }));
  EXPECT_TRUE(bad([](Value& one) { one.set("is_admin", true); }));
}

TEST_F(HostileTest, NobodyReachesAnotherOrganisationsApplication) {
  const std::string mine = submitted();
  const std::string id = mine.substr(mine.find('/') + 1);
  EXPECT_EQ(application(*office, stranger, id).error().code, ErrorCode::not_found);
  EXPECT_EQ(application(*office, stranger, id).error().message, application(*office, stranger, id).error().message);
  for (const auto* event : {"withdraw", "save_draft", "resubmit", "answer_finding", "appeal"}) {
    EXPECT_EQ(refused(stranger, command(mine, event)).code, ErrorCode::not_found) << event;
  }
  const std::string unknown = "application/0198f3c1-0000-7000-8000-000000000009";
  const Error there = refused(stranger, command(mine, "withdraw"));
  const Error not_there = refused(stranger, command(unknown, "withdraw"));
  EXPECT_EQ(there.message.substr(there.message.find(':')), not_there.message.substr(not_there.message.find(':')));
  EXPECT_EQ(queue(*office, stranger, {}).value().items.size(), 0u);
  EXPECT_EQ(queue(*office, applicant, {}).value().items.size(), 1u);
  EXPECT_EQ(queue(*office, intake, {}).value().counts.at("submitted"), 1);
}

TEST_F(HostileTest, NobodyAppliesInAnothersName) {
  EXPECT_EQ(refused(stranger, command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}))).code, ErrorCode::forbidden);
  Value wanted = form(stranger.organisation);
  wanted.set("manufacturer", maker);  // another's record: not known to this applicant
  const Receipt opened = must(stranger, command("application", "open", object({{"scheme", "jc-star"}, {"form", wanted}})));
  EXPECT_NE(refused(stranger, command(opened.aggregate, "submit")).message.find("party_complete"), std::string::npos);
}

TEST_F(HostileTest, NobodyReachesAFileByItsHash) {
  const Upload secret = upload(applicant, "archive", "the evidence of somebody else");
  auto open = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(stranger.organisation)}}));
  open.uploads = {secret};
  EXPECT_EQ(refused(stranger, open).code, ErrorCode::invalid_input);
  const std::string mine = submitted();
  EXPECT_EQ(file_of(*office, stranger, mine.substr(12), secret.sha256).error().code, ErrorCode::not_found);
  EXPECT_EQ(file_of(*office, applicant, mine.substr(12), secret.sha256).error().code, ErrorCode::not_found);
  const std::string list = view(applicant, mine).files.front().sha256;
  EXPECT_TRUE(file_of(*office, applicant, mine.substr(12), list));
  EXPECT_TRUE(file_of(*office, reviewer, mine.substr(12), list));
  EXPECT_EQ(file_of(*office, person("a-administrator", {"administrator"}), mine.substr(12), list).error().code, ErrorCode::forbidden);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE kind = 'read_file' AND actor = 'a-reviewer'"), 1);  // S16
}

TEST_F(HostileTest, ChecklistsAreReadWithoutTrust) {
  const std::string good = checklist({"HC-100", "HC-110"});
  for (std::size_t cut = 0; cut < good.size(); cut += 97) {
    const auto list = upload(applicant, "checklist", good.substr(0, cut) + " ");
    const auto remarks = precheck_of(*office, applicant, "jc-star", "", form(maker), {list});
    ASSERT_TRUE(remarks) << remarks.error().message;
    EXPECT_TRUE(std::any_of(remarks->begin(), remarks->end(), [](const Remark& one) { return one.code == "checklist_unreadable"; })) << cut;
  }
}

TEST_F(HostileTest, KeysOfOthersTellNothing) {
  auto mine = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}));
  must(applicant, mine);
  mine.data = object({{"scheme", "jc-star"}, {"form", form(stranger.organisation)}});
  EXPECT_FALSE(must(stranger, mine).repeated);
}

}  // namespace
}  // namespace hoshi::office
