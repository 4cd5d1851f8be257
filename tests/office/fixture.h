// An office in a folder of its own: SQLite, a clock that tests move, JC-STAR's rulebook, officers, and a maker with its product.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "office/issuer.h"
#include "office/office.h"
#include "office/queries.h"
#include "store/database.h"

namespace hoshi::office {

// JC-STAR as it lies in schemes/, read once a program.
const std::map<std::string, SchemeOffice, std::less<>>& test_schemes();

// The randomness of the tests.
Bytes test_random(std::size_t count);

// Signs with a key of its own and remembers, as the process does, what it signed for which number.
class TestSigner final : public Signer {
 public:
  TestSigner();
  Result<std::vector<labels::LabelKey>> keys() override;
  Result<Bytes> sign(const signer::SignRequest& request) override;

  int signatures = 0;          // made so far
  bool gone = false;           // unavailable from now on
  bool signs_other = false;    // gives back another statement than was asked for
  bool refuses = false;        // says no to every statement

 private:
  struct Hidden;
  std::shared_ptr<Hidden> hidden_;  // shared with nobody; spares this header the key's type
};

workflow::Actor person(std::string account, std::set<std::string> roles, std::string organisation = "");

class OfficeTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  // SQLite in the folder; a suite for PostgreSQL says otherwise.
  virtual std::string store_address() { return (folder / "office.sqlite").string(); }

  // A receipt, or a failed expectation with the refusal.
  Receipt must(const workflow::Actor& actor, Command command);
  Error refused(const workflow::Actor& actor, Command command);
  Command command(std::string aggregate, std::string event, Value data = {}) const;
  Upload upload(const workflow::Actor& actor, std::string role, const std::string& content);

  // A maker with contact person, its own applicant account; and an adopted edition.
  std::string register_maker(const workflow::Actor& actor, std::string name, std::string corporate_number);
  void adopt_edition();
  std::string checklist(const std::vector<std::string>& models) const;
  Value form(const std::string& maker) const;
  // Opened and submitted by the maker; the application's aggregate.
  std::string submitted();
  // The same through confirmation, acceptance, fee and approval.
  std::string approved();
  void confirm(const std::string& application);
  void decide(const std::string& application);
  // Through the pipeline; the registration number.
  std::string issued();
  IssueRound issue_round();
  ApplicationView view(const workflow::Actor& actor, const std::string& aggregate);
  std::string state(const std::string& aggregate);
  std::int64_t count(const std::string& sql);
  void sql(const std::string& text);

  std::filesystem::path folder;
  Instant clock{};
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Blobs> blobs;
  std::unique_ptr<Office> office;
  TestSigner signer;
  std::string maker;  // organisation id

  workflow::Actor applicant;
  const workflow::Actor intake = person("a-intake", {"intake"});
  const workflow::Actor reviewer = person("a-reviewer", {"reviewer"});
  const workflow::Actor decider = person("a-decider", {"decider"});
  const workflow::Actor other_decider = person("a-decider-2", {"decider"});
  const workflow::Actor registrar = person("a-registrar", {"registrar"});
  const workflow::Actor surveillance = person("a-surveillance", {"surveillance"});

 private:
  mutable int keys_ = 0;
};

}  // namespace hoshi::office
