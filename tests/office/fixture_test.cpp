// The office that tests work in.
// SPDX-License-Identifier: Apache-2.0
#include "office/fixture.h"

#include <unistd.h>

#include <random>

#include "assessment/rule.h"
#include "base/encoding.h"
#include "descriptions/shape.h"
#include "schemes/load_office.h"
#include "schemes/load_scheme.h"
#include "signing/key.h"

namespace hoshi::office {
namespace {

template <class Names>
std::vector<std::string> texts(const Names& names) {
  return {names.begin(), names.end()};
}

schemes::Known known_names() {
  schemes::Known known;
  for (const auto* rule : assessment::catalog()) {
    known.rules.push_back({std::string(rule->name), texts(rule->arguments), texts(rule->required_arguments), texts(rule->parameters), rule->asks});
  }
  known.is_description_path = descriptions::is_description_path;
  return known;
}

std::map<std::string, SchemeOffice, std::less<>> load_schemes() {
  const std::filesystem::path source = HOSHI_SOURCE_FOLDER;
  auto scheme = schemes::load_scheme(source / "schemes/jc-star", known_names());
  auto rules = schemes::load_office(source / "schemes/jc-star", scheme.scheme);
  auto calendar = schemes::load_calendar(source / "office/calendar-jp.toml");
  EXPECT_EQ(scheme.problems.to_lines() + rules.problems.to_lines() + calendar.problems.to_lines(), "");
  std::map<std::string, SchemeOffice, std::less<>> all;
  rules.rulebook.categories.clear();  // any word will do
  rules.rulebook.forbidden_words = {{"完全なセキュリティ", Confidence::unverified, "", 0}};
  all.emplace("jc-star", SchemeOffice{std::move(scheme.scheme), std::move(rules.rulebook), std::move(*calendar.calendar), "strict", "log.example/jc"});
  return all;
}

Value words(const std::string& ja, const std::string& en) { return object({{"ja", ja}, {"en", en}}); }

std::int64_t unverified_values(const Scheme& scheme) {
  std::int64_t count = 0;
  for (const auto& criterion : scheme.criteria) {
    count += criterion.confidence != Confidence::official ? 1 : 0;
    for (const auto& parameter : criterion.parameters) count += parameter.confidence != Confidence::official ? 1 : 0;
  }
  return count;
}

}  // namespace

const std::map<std::string, SchemeOffice, std::less<>>& test_schemes() {
  static const auto schemes = load_schemes();
  return schemes;
}

Bytes test_random(std::size_t count) {
  // Of a fixed seed, and never the same in two processes that came of one.
  static std::mt19937_64 engine(20261130);
  static pid_t last = 0;
  if (last != ::getpid()) engine.discard(static_cast<unsigned long long>(last = ::getpid()));
  Bytes bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine());
  return bytes;
}

struct TestSigner::Hidden {
  signing::KeyPair key = signing::KeyPair::generate("test");
  std::map<std::string, Bytes> latest;  // payload signed last, by number
};

TestSigner::TestSigner() : hidden_(std::make_shared<Hidden>()) {}

Result<std::vector<labels::LabelKey>> TestSigner::keys() {
  if (gone) return fail(ErrorCode::unavailable, "the signer is gone");
  labels::LabelKey key;
  key.key = hidden_->key.public_key().bytes;
  key.id = labels::label_key_id(key.algorithm, key.key);
  key.from = {2020, 1, 1};
  key.until = {2040, 12, 31};
  return std::vector<labels::LabelKey>{key};
}

Result<Bytes> TestSigner::sign(const signer::SignRequest& request) {
  if (gone) return fail(ErrorCode::unavailable, "the signer is gone");
  if (refuses) return fail(ErrorCode::invalid_input, "the signer does not like the statement");
  labels::Statement statement = HOSHI_TRY(labels::read_statement(request.payload));
  Bytes& latest = hidden_->latest[statement.number];
  const bool is_repeated = latest == request.payload;
  if (!is_repeated && latest != request.predecessor) return fail(ErrorCode::conflict, "another statement was signed for this number");
  latest = request.payload;
  ++signatures;
  if (signs_other) statement.level += 1;
  labels::SignedStatement made;
  made.key_id = labels::label_key_id(made.algorithm, hidden_->key.public_key().bytes);
  made.payload = HOSHI_TRY(labels::write_statement(statement));
  made.signature = hidden_->key.sign(labels::to_be_signed(made.algorithm, made.key_id, made.payload));
  return labels::write_signed(made);
}

workflow::Actor person(std::string account, std::set<std::string> roles, std::string organisation) {
  return {std::move(account), std::move(organisation), std::move(roles)};
}

void OfficeTest::SetUp() {
  std::string name = (std::filesystem::temp_directory_path() / "hoshi-office-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  folder = name;
  clock = parse_instant("2026-03-02T01:00:00.000Z").value();
  auto opened = store::open_database(store_address());
  ASSERT_TRUE(opened) << opened.error().message;
  database = std::move(*opened);
  auto files = store::Blobs::open(folder);
  ASSERT_TRUE(files) << files.error().message;
  blobs = std::make_unique<store::Blobs>(std::move(*files));
  office = std::make_unique<Office>(Parts{*database, *blobs, test_schemes(), [this] { return clock; }, test_random,
                                          [](std::string_view text) { return std::string(text); }});
  const auto nobody = person("a-maker", {"applicant"});
  maker = register_maker(nobody, "星光電機株式会社", "7000012050002");
  applicant = person("a-maker", {"applicant"}, maker);
}

void OfficeTest::TearDown() {
  office.reset();
  database.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

Command OfficeTest::command(std::string aggregate, std::string event, Value data) const {
  Command made;
  made.aggregate = std::move(aggregate);
  made.event = std::move(event);
  made.data = std::move(data);
  made.idempotency_key = "test-key-" + std::to_string(++keys_);
  return made;
}

Receipt OfficeTest::must(const workflow::Actor& actor, Command one) {
  const auto receipt = office->perform(actor, one);
  EXPECT_TRUE(receipt) << one.aggregate << " " << one.event << ": " << receipt.error().message;
  return receipt.value_or(Receipt{});
}

Error OfficeTest::refused(const workflow::Actor& actor, Command one) {
  const auto receipt = office->perform(actor, one);
  EXPECT_FALSE(receipt) << one.aggregate << " " << one.event << " was done by " << actor.account;
  return receipt ? Error{} : receipt.error();
}

Upload OfficeTest::upload(const workflow::Actor& actor, std::string role, const std::string& content) {
  const auto taken = office->take_upload(actor, {std::move(role), "", "file", "application/octet-stream"}, content);
  EXPECT_TRUE(taken) << taken.error().message;
  return taken.value_or(Upload{});
}

std::string OfficeTest::register_maker(const workflow::Actor& actor, std::string name, std::string corporate_number) {
  const Value data = object({{"name", words(name, "Seiko Denki K.K.")},
                             {"kana", "セイコウデンキ"},
                             {"corporate_number", corporate_number},
                             {"country", "JP"},
                             {"postal_code", "113-6591"},
                             {"address", "東京都文京区本駒込2-28-8"},
                             {"parts", ValueList{"applicant", "manufacturer", "seller"}}});
  const Receipt made = must(actor, command("organisation", "register", data));
  const std::string id = made.aggregate.substr(made.aggregate.find('/') + 1);
  auto own = actor;
  own.organisation = id;
  must(own, command(made.aggregate, "add_person",
                    object({{"part", "contact"}, {"name", "星 光子"}, {"division", "品質保証部"}, {"email", "hoshi@example.jp"}})));
  return id;
}

void OfficeTest::adopt_edition() {
  const Scheme& scheme = test_schemes().at("jc-star").scheme;
  const Value data = object({{"edition", scheme.edition}, {"sha256", scheme.sha256}, {"from", "2025-03-25"}, {"unverified", unverified_values(scheme)}});
  auto first = command("office/jc-star", "adopt_edition", data);
  first.reason = "Reviewed with its unverified values.";
  must(decider, first);
  auto second = command("office/jc-star", "adopt_edition", data);
  second.reason = "Agreed.";
  must(registrar, second);
}

std::string OfficeTest::checklist(const std::vector<std::string>& models) const {
  const Scheme& scheme = test_schemes().at("jc-star").scheme;
  ValueList criteria;
  for (const auto& criterion : scheme.criteria) {
    criteria.push_back(object({{"id", criterion.id}, {"verdict", "pass"}, {"provisional", true}, {"reasons", ValueList{}}}));
  }
  ValueList family;
  for (std::size_t place = 1; place < models.size(); ++place) family.push_back(object({{"model", models[place]}}));
  return to_json(object({{"format", "hoshi-assessment/1"},
                         {"scheme", object({{"id", scheme.id}, {"edition", scheme.edition}, {"sha256", scheme.sha256}, {"document_number", ""}})},
                         {"level", 1},
                         {"product", object({{"product", object({{"name", "カメラ"}, {"model", models.front()}, {"kind", "ip_device"}})},
                                             {"family_model", std::move(family)}})},
                         {"verdict", "pass"},
                         {"criteria", std::move(criteria)},
                         {"questions", ValueList{}},
                         {"run", object({{"date", "2026-01-20"}})}}));
}

Value OfficeTest::form(const std::string& organisation) const {
  return object({{"kind", "new"},
                 {"level", 1},
                 {"applicant", organisation},
                 {"manufacturer", organisation},
                 {"product", object({{"name", words("ネットワークカメラ HC-100", "Network camera HC-100")},
                                     {"category", "camera"},
                                     {"models", ValueList{"HC-100", "HC-110"}},
                                     {"support_end", "2031-03-31"},
                                     {"security_url", "https://example.jp/security"},
                                     {"contact", "psirt@example.jp"},
                                     {"update_method", words("管理画面から更新します。", "Update from the settings page.")}})},
                 {"evidence_manifest", sha256_hex(std::string_view("manifest"))},
                 {"declares_truth", true}});
}

std::string OfficeTest::submitted() {
  auto open = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}));
  open.uploads = {upload(applicant, "checklist", checklist({"HC-100", "HC-110"}))};
  const Receipt opened = must(applicant, open);
  must(applicant, command(opened.aggregate, "submit"));
  return opened.aggregate;
}

void OfficeTest::confirm(const std::string& application) {
  must(intake, command(application, "start_confirmation"));
  auto recommend = command(application, "recommend");
  recommend.interest_statement = "None.";
  must(reviewer, recommend);
}

void OfficeTest::decide(const std::string& application) {
  must(registrar, command(application, "accept"));
  must(registrar, command(application, "record_payment",
                          object({{"amount_yen", 198000}, {"received_on", to_text(date_of(clock))}, {"reference", "bank 1"}})));
  must(registrar, command(application, "confirm_fee"));
  auto approve = command(application, "approve", object({{"conditions", ValueList{"Support ends on the date declared."}}}));
  approve.interest_statement = "None.";
  must(decider, approve);
}

std::string OfficeTest::approved() {
  adopt_edition();
  const std::string application = submitted();
  confirm(application);
  decide(application);
  return application;
}

IssueRound OfficeTest::issue_round() {
  Issuer issuer(*office, signer);
  const auto round = issuer.run_once();
  EXPECT_TRUE(round) << round.error().message;
  return round.value_or(IssueRound{});
}

std::string OfficeTest::issued() {
  const std::string application = approved();
  const IssueRound round = issue_round();
  EXPECT_EQ(round.published, 1) << (round.problems.empty() ? "" : round.problems.front());
  return view(applicant, application).label;
}

ApplicationView OfficeTest::view(const workflow::Actor& actor, const std::string& aggregate) {
  const auto found = hoshi::office::application(*office, actor, aggregate.substr(aggregate.find('/') + 1));
  EXPECT_TRUE(found) << found.error().message;
  return found.value_or(ApplicationView{});
}

std::string OfficeTest::state(const std::string& aggregate) {
  std::string found;
  EXPECT_TRUE(database->run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    const auto rows = HOSHI_TRY(transaction.query("SELECT state FROM states WHERE aggregate = $1", {aggregate}));
    found = rows.empty() ? "" : rows[0].text(0);
    return {};
  }));
  return found;
}

std::int64_t OfficeTest::count(const std::string& text) {
  std::int64_t found = -1;
  EXPECT_TRUE(database->run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    const auto rows = HOSHI_TRY(transaction.query(text));
    found = rows.empty() ? -1 : rows[0].integer(0);
    return {};
  }));
  return found;
}

void OfficeTest::sql(const std::string& text) {
  const auto done = database->run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute(text));
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
}

TEST(TheOfficeOfTheTests, RunsJcStarsOwnRulebook) {
  ASSERT_TRUE(test_schemes().contains("jc-star"));
  EXPECT_NE(test_schemes().at("jc-star").rulebook.machine("application"), nullptr);
}

}  // namespace hoshi::office
