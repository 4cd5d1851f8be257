// Measures the issuing pipeline with the real signer process: issue_labels FOLDER [LABELS], beside plain durable inserts in the same run.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <random>
#include <string>

#include "assessment/rule.h"
#include "base/encoding.h"
#include "descriptions/shape.h"
#include "office/issuer.h"
#include "schemes/load_office.h"
#include "schemes/load_scheme.h"
#include "signer/spawn.h"

namespace {

using namespace hoshi;
using Steady = std::chrono::steady_clock;

Instant now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

Bytes random_bytes(std::size_t count) {
  static std::random_device source;
  Bytes bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(source());
  return bytes;
}

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

Result<std::map<std::string, office::SchemeOffice, std::less<>>> load_schemes() {
  const std::filesystem::path source = HOSHI_DATA_FOLDER;
  auto scheme = schemes::load_scheme(source / "schemes/jc-star", known_names());
  auto rules = schemes::load_office(source / "schemes/jc-star", scheme.scheme);
  auto calendar = schemes::load_calendar(source / "office/calendar-jp.toml");
  const std::string problems = scheme.problems.to_lines() + rules.problems.to_lines() + calendar.problems.to_lines();
  if (!problems.empty() || !calendar.calendar) return fail(ErrorCode::corrupt, problems);
  std::map<std::string, office::SchemeOffice, std::less<>> all;
  all.emplace("jc-star", office::SchemeOffice{std::move(scheme.scheme), std::move(rules.rulebook), std::move(*calendar.calendar), "strict", "log.example/jc"});
  return all;
}

Value words(const std::string& text) { return object({{"ja", text}, {"en", text}}); }

// Brings applications to their decision; what is measured comes after it.
class Preparation {
 public:
  explicit Preparation(const office::Office& office) : office_(office) {}

  Result<void> run(int applications) {
    HOSHI_CHECK(register_maker());
    HOSHI_CHECK(adopt());
    for (int count = 0; count < applications; ++count) HOSHI_CHECK(decide_one());
    return {};
  }

 private:
  Result<office::Receipt> act(const std::string& account, const std::string& role, const std::string& aggregate, const std::string& event,
                              Value data = {}, std::vector<office::Upload> uploads = {}) {
    office::Command command;
    command.aggregate = aggregate;
    command.event = event;
    command.data = std::move(data);
    command.uploads = std::move(uploads);
    command.reason = "measured";
    command.interest_statement = "None.";
    command.idempotency_key = fmt::format("bench-{:08}", ++keys_);
    const std::string organisation = role == "applicant" ? maker_ : "";
    auto receipt = office_.perform({account, organisation, {role}}, command);
    if (!receipt) return tl::unexpected<Error>(std::move(receipt.error()).with_context(event));
    return receipt;
  }

  Result<void> register_maker() {
    const Value record = object({{"name", words("星光電機株式会社")}, {"kana", "セイコウデンキ"}, {"corporate_number", "7000012050002"}, {"country", "JP"},
                                 {"postal_code", "113-6591"}, {"address", "東京都文京区"}, {"parts", ValueList{"applicant", "manufacturer"}}});
    const auto made = HOSHI_TRY(act("maker", "applicant", "organisation", "register", record));
    maker_ = made.aggregate.substr(made.aggregate.find('/') + 1);
    HOSHI_CHECK(act("maker", "applicant", made.aggregate, "add_person",
                    object({{"part", "contact"}, {"name", "星"}, {"division", "品質"}, {"email", "hoshi@example.jp"}})));
    return {};
  }

  Result<void> adopt() {
    const Scheme& scheme = office_.parts().schemes.at("jc-star").scheme;
    std::int64_t unverified = 0;
    ValueList criteria;
    for (const auto& criterion : scheme.criteria) {
      unverified += criterion.confidence != Confidence::official ? 1 : 0;
      for (const auto& parameter : criterion.parameters) unverified += parameter.confidence != Confidence::official ? 1 : 0;
      criteria.push_back(object({{"id", criterion.id}, {"verdict", "pass"}, {"provisional", true}, {"reasons", ValueList{}}}));
    }
    const Value edition = object({{"edition", scheme.edition}, {"sha256", scheme.sha256}, {"from", "2025-03-25"}, {"unverified", unverified}});
    HOSHI_CHECK(act("decider", "decider", "office/jc-star", "adopt_edition", edition));
    HOSHI_CHECK(act("registrar", "registrar", "office/jc-star", "adopt_edition", edition));
    const std::string list = to_json(object({{"format", "hoshi-assessment/1"},
                                             {"scheme", object({{"id", scheme.id}, {"edition", scheme.edition}, {"sha256", scheme.sha256}})},
                                             {"level", 1},
                                             {"product", object({{"product", object({{"model", "HC-100"}, {"kind", "ip_device"}})}})},
                                             {"verdict", "pass"},
                                             {"criteria", criteria},
                                             {"run", object({{"date", "2026-01-20"}})}}));
    checklist_ = HOSHI_TRY(office_.take_upload({"maker", maker_, {"applicant"}}, {"checklist", "", "assessment.json", "application/json"}, list));
    return {};
  }

  Result<void> decide_one() {
    const Value product = object({{"name", words("カメラ HC-100")}, {"category", "network_camera"}, {"models", ValueList{"HC-100"}}, {"support_end", "2031-03-31"},
                                  {"security_url", "https://example.jp/security"}, {"contact", "psirt@example.jp"}, {"update_method", words("自動")}});
    const Value form = object({{"kind", "new"}, {"level", 1}, {"applicant", maker_}, {"manufacturer", maker_}, {"product", product},
                               {"evidence_manifest", sha256_hex(std::string_view("manifest"))}, {"declares_truth", true}});
    const auto opened = HOSHI_TRY(act("maker", "applicant", "application", "open", object({{"scheme", "jc-star"}, {"form", form}}), {checklist_}));
    const std::string& application = opened.aggregate;
    const std::string today = to_text(date_of(now()));
    HOSHI_CHECK(act("maker", "applicant", application, "submit"));
    HOSHI_CHECK(act("intake", "intake", application, "start_confirmation"));
    HOSHI_CHECK(act("reviewer", "reviewer", application, "recommend"));
    HOSHI_CHECK(act("registrar", "registrar", application, "accept"));
    HOSHI_CHECK(act("registrar", "registrar", application, "record_payment",
                    object({{"amount_yen", 198000}, {"received_on", today}, {"reference", "1"}})));
    HOSHI_CHECK(act("registrar", "registrar", application, "confirm_fee"));
    HOSHI_CHECK(act("decider", "decider", application, "approve"));
    return {};
  }

  const office::Office& office_;
  std::string maker_;
  office::Upload checklist_{};
  int keys_ = 0;
};

// The peer: as many rows, each on the disk before the next, by the same store on the same disk.
Result<double> plain_inserts(store::Database& database, int rows) {
  const auto start = Steady::now();
  for (int row = 0; row < rows; ++row) {
    HOSHI_CHECK(database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
      HOSHI_CHECK(transaction.execute("INSERT INTO clock_marks (name, done_at, data) VALUES ($1, $2, '{}')", {fmt::format("bench/{}", row), std::int64_t{row}}));
      return {};
    }));
  }
  return rows / std::chrono::duration<double>(Steady::now() - start).count();
}

Result<void> measure(const std::filesystem::path& folder, int labels) {
  const auto schemes = HOSHI_TRY(load_schemes());
  signer::SignerSettings settings;
  settings.keys = {{folder / "label.key", {}}};
  settings.journal = folder / "signer.journal";
  settings.profiles = {office::lint_profile(schemes.at("jc-star"))};
  settings.first_key = signer::SignerSettings::Window{{2026, 1, 1}, {2036, 12, 31}};
  auto process = HOSHI_TRY(signer::spawn_signer(settings));
  const auto database = HOSHI_TRY(store::open_database((folder / "office.sqlite").string()));
  const auto blobs = HOSHI_TRY(store::Blobs::open(folder));
  const office::Office office(office::Parts{*database, blobs, schemes, now, random_bytes, [](std::string_view text) { return std::string(text); }});
  HOSHI_CHECK(Preparation(office).run(labels));
  office::ProcessSigner signer(process.client());
  office::Issuer issuer(office, signer);
  const auto start = Steady::now();
  int published = 0;
  while (published < labels) {
    const auto round = HOSHI_TRY(issuer.run_once());
    if (round.published == 0) return fail(ErrorCode::internal, round.problems.empty() ? "nothing was published" : round.problems.front());
    published += round.published;
  }
  const double per_second = published / std::chrono::duration<double>(Steady::now() - start).count();
  const double plain = HOSHI_TRY(plain_inserts(*database, labels));
  fmt::print("{} labels: {:.0f} a second through the whole pipeline; plain durable inserts: {:.0f} a second; ratio {:.2f}\n", published, per_second,
             plain, per_second / plain);
  return {};
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    fmt::print(stderr, "usage: issue_labels FOLDER [LABELS]\n");
    return 2;
  }
  const auto done = measure(words[1], count > 2 ? std::stoi(words[2]) : 500);
  if (done) return 0;
  fmt::print(stderr, "{}\n", done.error().message);
  return 1;
}
