// The signer's own judgement: only label statements, of its schemes, once for a number, in its keys' time, by a sane clock.
// SPDX-License-Identifier: Apache-2.0
#include "signer/service.h"

#include "labels/cbor.h"
#include "signer/signer_samples.h"

namespace hoshi::signer {
namespace {

using labels::Statement;

class SignerService : public InFolder {
 protected:
  Result<Service> service(std::vector<std::filesystem::path> files = {}) {
    if (files.empty()) {
      std::error_code none;
      if (!std::filesystem::exists(folder_ / "a.key", none)) key_file("a.key", {2026, 1, 1}, {2026, 12, 31});
      files = {folder_ / "a.key"};
    }
    Keys keys;
    for (const auto& file : files) keys.push_back(HOSHI_TRY(signing::open_label_key(file, signing::Secret())));
    Journal opened = HOSHI_TRY(Journal::open(journal()));
    return Service::create(std::move(keys), std::move(opened), {labels::sample_profile()}, [this] { return now_; });
  }
  static Result<Bytes> ask(Service& service, const SignRequest& request) {
    const Bytes bytes = HOSHI_TRY(write_request({RequestKind::sign, request}));
    return HOSHI_TRY(read_reply(service.answer(bytes))).signed_bytes;
  }
  SignRequest first(const Statement& statement) const { return first_request(statement, now_); }
  SignRequest after(const Statement& before, const Statement& statement, Relation relation) const {
    return {relation, now_, *labels::write_statement(statement), *labels::write_statement(before)};
  }
  ErrorCode refusal(Service& service, const SignRequest& request) {
    const auto answer = ask(service, request);
    EXPECT_FALSE(answer.has_value());
    return answer ? ErrorCode::internal : answer.error().code;
  }
  template <class Change>
  static Statement changed(Change change) {
    Statement statement = labels::sample_statement();
    change(statement);
    return statement;
  }
  Instant now_ = noon({2026, 3, 15});
};

TEST_F(SignerService, SignsAStatementThatThePublicVerifierAccepts) {
  auto opened = service();
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  const auto signed_bytes = ask(*opened, first(labels::sample_statement()));
  ASSERT_TRUE(signed_bytes.has_value()) << signed_bytes.error().message;
  EXPECT_EQ(*labels::verify_statement(*signed_bytes, opened->public_keys()), labels::sample_statement());
}

TEST_F(SignerService, NoRequestButOneForALabelStatementIsSigned) {
  auto opened = service();
  SignRequest request = first(labels::sample_statement());
  const Bytes good = request.payload;
  for (const Bytes& payload : {Bytes{}, to_bytes("{\"number\":1}"), Bytes(32, 1), labels::to_be_signed(labels::Algorithm::ed25519, Bytes(8), {}),
                               Bytes(good.begin(), good.end() - 1)}) {
    request.payload = payload;
    EXPECT_EQ(refusal(*opened, request), ErrorCode::forbidden);
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes altered = good;
    altered[at] ^= 0x40;
    request.payload = altered;
    const auto answer = ask(*opened, request);
    EXPECT_TRUE(!answer || labels::read_statement(altered).has_value());
  }
  EXPECT_EQ(read_reply(opened->answer({})).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_reply(opened->answer(good)).error().code, ErrorCode::corrupt);
}

TEST_F(SignerService, OtherSchemesLogsAndTermsAreRefused) {
  auto opened = service();
  EXPECT_EQ(refusal(*opened, first(changed([](Statement& s) { s.scheme = "other"; }))), ErrorCode::forbidden);
  EXPECT_EQ(refusal(*opened, first(changed([](Statement& s) { s.log_origin = "elsewhere.example.jp"; }))), ErrorCode::forbidden);
  EXPECT_EQ(refusal(*opened, first(changed([](Statement& s) { s.level = 9; }))), ErrorCode::forbidden);
  EXPECT_EQ(refusal(*opened, first(changed([](Statement& s) { s.valid_until = {2029, 3, 31}; }))), ErrorCode::forbidden);
  EXPECT_EQ(refusal(*opened, first(changed([](Statement& s) { s.models_digest = labels::models_digest({}); }))), ErrorCode::forbidden);
  const auto over = [](Statement& s) { s.valid_from = {2024, 1, 1}, s.valid_until = {2025, 12, 30}; };
  EXPECT_EQ(refusal(*opened, first(changed(over))), ErrorCode::forbidden);
  const auto far = [](Statement& s) { s.valid_from = {2027, 4, 1}, s.valid_until = {2029, 3, 31}; };
  EXPECT_EQ(refusal(*opened, first(changed(far))), ErrorCode::forbidden);
  EXPECT_TRUE(ask(*opened, first(labels::sample_statement())).has_value());
}

TEST_F(SignerService, TheSameStatementAgainIsHarmlessAndAnotherForTheNumberRefused) {
  {
    auto opened = service();
    const auto once = ask(*opened, first(labels::sample_statement()));
    EXPECT_EQ(*ask(*opened, first(labels::sample_statement())), *once);
    EXPECT_EQ(refusal(*opened, first(changed([](Statement& s) { s.level = 2; }))), ErrorCode::conflict);
  }
  auto again = service();  // after a restart
  EXPECT_TRUE(ask(*again, first(labels::sample_statement())).has_value());
  EXPECT_EQ(refusal(*again, first(changed([](Statement& s) { s.status_index = 5; }))), ErrorCode::conflict);
  EXPECT_TRUE(ask(*again, first(changed([](Statement& s) { s.number = "JCS-1-0001235"; }))).has_value());
}

TEST_F(SignerService, ExtensionsAndAmendmentsFollowTheStatementSignedLast) {
  auto opened = service();
  const Statement before = labels::sample_statement();
  const Statement longer = changed([](Statement& s) { s.valid_from = {2026, 4, 2}, s.valid_until = {2028, 4, 1}; });
  const Statement other_models = changed([](Statement& s) { s.models_digest = labels::models_digest({"CAM-300"}); });
  EXPECT_EQ(refusal(*opened, after(before, longer, Relation::extension)), ErrorCode::conflict);  // nothing to follow yet
  ASSERT_TRUE(ask(*opened, first(before)).has_value());
  EXPECT_EQ(refusal(*opened, after(longer, longer, Relation::extension)), ErrorCode::conflict);
  EXPECT_EQ(refusal(*opened, after(before, longer, Relation::amendment)), ErrorCode::conflict);
  EXPECT_EQ(refusal(*opened, after(before, other_models, Relation::extension)), ErrorCode::conflict);
  ASSERT_TRUE(ask(*opened, after(before, longer, Relation::extension)).has_value());
  EXPECT_EQ(refusal(*opened, first(before)), ErrorCode::conflict);  // replaced
  EXPECT_EQ(refusal(*opened, after(before, other_models, Relation::amendment)), ErrorCode::conflict);
  const auto still = after(longer, other_models, Relation::amendment);
  EXPECT_TRUE(ask(*opened, still).has_value());
  EXPECT_TRUE(ask(*opened, still).has_value());  // again
  Statement moved = other_models;
  moved.status_index += 1;
  EXPECT_EQ(refusal(*opened, after(other_models, moved, Relation::amendment)), ErrorCode::conflict);
}

TEST_F(SignerService, S19RefusesWhenClocksDisagreeOrGoBackwards) {
  auto opened = service();
  SignRequest request = first(labels::sample_statement());
  request.at = now_ + std::chrono::seconds(61);
  EXPECT_EQ(refusal(*opened, request), ErrorCode::unavailable);
  request.at = now_ - std::chrono::seconds(61);
  EXPECT_EQ(refusal(*opened, request), ErrorCode::unavailable);
  request.at = now_ - std::chrono::seconds(59);
  ASSERT_TRUE(ask(*opened, request).has_value());
  now_ -= std::chrono::hours(1);
  const Statement next = changed([](Statement& s) { s.number = "JCS-1-0001235"; });
  EXPECT_EQ(refusal(*opened, first(next)), ErrorCode::unavailable);
  now_ = noon({1970, 1, 2});
  EXPECT_EQ(refusal(*opened, first(next)), ErrorCode::unavailable);
}

TEST_F(SignerService, S11TheNewestKeyWhoseTimeHasComeSignsAndOldLabelsHold) {
  const auto old_file = key_file("old.key", {2026, 1, 1}, {2026, 6, 30});
  const auto new_file = key_file("new.key", {2026, 6, 1}, {2028, 6, 30}, signing::LabelKeyKind::es256);
  auto opened = service({old_file, new_file});
  const Bytes by_old = *ask(*opened, first(labels::sample_statement()));
  now_ = noon({2026, 6, 1});
  const Statement next = changed([](Statement& s) {
    s.number = "JCS-1-0001235";
    s.valid_from = {2026, 7, 1};
    s.valid_until = {2028, 6, 30};
  });
  const Bytes by_new = *ask(*opened, first(next));
  const auto keys = opened->public_keys();
  EXPECT_EQ(labels::read_signed(by_old)->key_id, keys[0].id);
  EXPECT_EQ(labels::read_signed(by_new)->key_id, keys[1].id);
  EXPECT_TRUE(labels::verify_statement(by_old, keys).has_value());
  EXPECT_TRUE(labels::verify_statement(by_new, keys).has_value());
  now_ = noon({2028, 7, 1});
  EXPECT_EQ(refusal(*opened, first(changed([](Statement& s) { s.number = "JCS-1-0001236"; }))), ErrorCode::unavailable);
}

// 23:59 and 00:00 in Japan are 14:59 and 15:00 UTC.
TEST_F(SignerService, DaysAreJapans) {
  auto opened = service();
  now_ = Instant(to_days({2026, 12, 31})) + std::chrono::hours(15);
  EXPECT_EQ(day_in_japan(now_), (Date{2027, 1, 1}));
  EXPECT_EQ(refusal(*opened, first(labels::sample_statement())), ErrorCode::unavailable);
  now_ -= std::chrono::milliseconds(1);
  EXPECT_EQ(day_in_japan(now_), (Date{2026, 12, 31}));
  EXPECT_TRUE(ask(*opened, first(labels::sample_statement())).has_value());
}

TEST_F(SignerService, WithoutKeysOrWithTwoProfilesForASchemeDoesNotBegin) {
  const auto code = [this](Keys keys, std::vector<labels::LintProfile> profiles) {
    auto opened = Journal::open(journal());
    return Service::create(std::move(keys), std::move(*opened), std::move(profiles), [] { return Instant{}; }).error().code;
  };
  EXPECT_EQ(code({}, {labels::sample_profile()}), ErrorCode::invalid_input);
  Keys keys;
  keys.push_back(*signing::open_label_key(key_file("a.key", {2026, 1, 1}, {2026, 12, 31}), signing::Secret()));
  EXPECT_EQ(code(std::move(keys), {labels::sample_profile(), labels::sample_profile()}), ErrorCode::invalid_input);
}

TEST_F(SignerService, ARehearsalIsSignedByAKeyOfItsOwn) {
  const Bytes payload = *labels::write_statement(labels::sample_statement());
  const Rehearsal one = *rehearse(payload);
  const Rehearsal two = *rehearse(payload);
  EXPECT_NE(one.key.id, two.key.id);
  EXPECT_TRUE(labels::verify_statement(one.signed_bytes, {one.key}).has_value());
  EXPECT_FALSE(labels::verify_statement(one.signed_bytes, {two.key}).has_value());
}

}  // namespace
}  // namespace hoshi::signer
