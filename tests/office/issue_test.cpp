// The issuing pipeline: S6 (a decision binds bytes), S9 (once only), S10 (no number twice), and death at every step.
// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/encoding.h"
#include "base/file.h"
#include "office/fixture.h"
#include "store/events.h"

namespace hoshi::office {
namespace {

class IssueTest : public OfficeTest {
 protected:
  // Flips one bit behind the office's back, tries to issue, and expects that nothing was.
  void expect_refusal(const std::string& application, const std::string& why) {
    const IssueRound round = issue_round();
    EXPECT_EQ(round.published, 0) << why;
    EXPECT_FALSE(round.problems.empty()) << why;
    EXPECT_EQ(signer.signatures, 0) << why;
    EXPECT_EQ(count("SELECT count(*) FROM labels"), 0) << why;
    EXPECT_EQ(state(application), "approved") << why;
  }
};

TEST_F(IssueTest, S6AnAlteredSubmissionIsNotIssued) {
  const std::string application = approved();
  sql("UPDATE submissions SET content = replace(content, 'HC-110', 'HC-111')");
  expect_refusal(application, "submission");
}

TEST_F(IssueTest, S6AnAlteredFileIsNotIssued) {
  const std::string application = approved();
  const std::string hash = view(reviewer, application).files.front().sha256;
  const auto path = folder / "blobs" / hash.substr(0, 2) / hash.substr(2);
  ASSERT_TRUE(std::filesystem::exists(path));
  std::filesystem::permissions(path, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
  std::string content = checklist({"HC-100", "HC-110"});
  content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
  ASSERT_TRUE(write_file(path, content));
  expect_refusal(application, "file");
}

TEST_F(IssueTest, S6AnAlteredFindingIsNotIssued) {
  adopt_edition();
  const std::string application = submitted();
  must(intake, command(application, "start_confirmation"));
  must(reviewer, command(application, "raise_finding", object({{"severity", "minor"}, {"text", "Typing mistake."}})));
  must(reviewer, command(application, "close_finding", object({{"finding", "1"}})));
  auto recommend = command(application, "recommend");
  recommend.interest_statement = "None.";
  must(reviewer, recommend);
  decide(application);
  sql("UPDATE findings SET message = 'Typing mistakes.'");
  expect_refusal(application, "finding");
}

TEST_F(IssueTest, S6AnotherRulebookVoidsTheDecision) {
  const std::string application = approved();
  auto others = test_schemes();
  others.at("jc-star").rulebook.sha256[0] ^= 1;
  office = std::make_unique<Office>(Parts{*database, *blobs, others, [this] { return clock; }, office->parts().random, office->parts().fold});
  expect_refusal(application, "rulebook");
}

TEST_F(IssueTest, S6AProfileThatChangesBetweenPlanAndSignatureBurnsTheNumber) {
  const std::string application = approved();
  signer.gone = true;
  Issuer first(*office, signer);
  EXPECT_FALSE(first.run_once());
  signer.gone = false;
  // Planned by hand, as if the process had died right after.
  Issuer planner(*office, signer, [](IssuePoint point) {
    if (point == IssuePoint::planned) throw std::runtime_error("dies here");
  });
  EXPECT_THROW(static_cast<void>(planner.run_once()), std::runtime_error);
  auto others = test_schemes();
  others.at("jc-star").log_origin = "log.example/other";
  office = std::make_unique<Office>(Parts{*database, *blobs, others, [this] { return clock; }, office->parts().random, office->parts().fold});
  const IssueRound round = issue_round();
  EXPECT_EQ(round.voided, 1);
  EXPECT_EQ(count("SELECT count(*) FROM numbers WHERE state = 'burned'"), 1);
  EXPECT_EQ(round.published, 1);  // decided on the same bytes, it is planned anew under another number
  EXPECT_EQ(count("SELECT count(*) FROM labels"), 1);
  EXPECT_EQ(state(application), "issued");
}

TEST_F(IssueTest, ASignerThatSignsSomethingElseIsNotPublished) {
  const std::string application = approved();
  signer.signs_other = true;
  const IssueRound round = issue_round();
  EXPECT_EQ(round.published, 0);
  EXPECT_FALSE(round.problems.empty());
  EXPECT_EQ(count("SELECT count(*) FROM labels"), 0);
}

TEST_F(IssueTest, S9RoundsThatAreRepeatedIssueOnce) {
  const std::string application = approved();
  for (int round = 0; round < 3; ++round) issue_round();
  EXPECT_EQ(count("SELECT count(*) FROM labels"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE kind IN ('publish', 'issue')"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE name LIKE '%/issued/%'"), 1);
  EXPECT_EQ(signer.signatures, 1);
}

TEST_F(IssueTest, S10NumbersAndPlacesAreNeverGivenTwice) {
  adopt_edition();
  for (int number = 0; number < 5; ++number) {
    const std::string application = submitted();
    confirm(application);
    decide(application);
  }
  EXPECT_EQ(issue_round().published, 5);
  EXPECT_EQ(count("SELECT count(DISTINCT number) FROM labels"), 5);
  EXPECT_EQ(count("SELECT count(*) FROM (SELECT DISTINCT status_list, status_index FROM labels) places"), 5);
  EXPECT_EQ(count("SELECT count(*) FROM numbers WHERE number LIKE 'HR%' AND state = 'used'"), 5);
}

TEST_F(IssueTest, NobodyButTheIssuerTakesItsSteps) {
  const std::string application = approved();
  const auto impostor = person("a-impostor", {"issuer", "decider", "registrar", "administrator"});
  EXPECT_EQ(refused(impostor, command(application, "begin_issue")).code, ErrorCode::forbidden);
  EXPECT_EQ(refused(impostor, command("label/HR1-00000001-00", "publish")).code, ErrorCode::not_found);
  EXPECT_EQ(refused(person("issuer", {"issuer"}), command(application, "issue")).code, ErrorCode::conflict);
}

// What cannot be issued must neither keep the others waiting nor cost them anything.
TEST_F(IssueTest, ManyThatCannotBeIssuedDoNotStarveTheOthers) {
  adopt_edition();
  constexpr int broken = 5;
  std::vector<std::string> applications;
  for (int number = 0; number <= broken; ++number) {
    applications.push_back(submitted());
    confirm(applications.back());
    decide(applications.back());
    if (number < broken) sql("UPDATE submissions SET content = replace(content, 'HC-110', 'HC-111') WHERE application = '" + applications.back().substr(12) + "'");
    clock += std::chrono::seconds(1);
  }
  Issuer issuer(*office, signer);
  int tried = 0;
  for (int round = 0; round < 4; ++round) tried += static_cast<int>(issuer.run_once(2).value().problems.size());
  EXPECT_EQ(state(applications.back()), "issued");
  EXPECT_EQ(count("SELECT count(*) FROM labels"), 1);
  EXPECT_EQ(tried, broken) << "each once: what failed waits before it is tried and told again";
  sql("UPDATE submissions SET content = replace(content, 'HC-111', 'HC-110')");
  clock += std::chrono::minutes(1);
  int published = 0;
  for (int round = 0; round < 4; ++round) published += issuer.run_once(2).value().published;
  EXPECT_EQ(published, broken) << "after a minute at most what was mended is issued";
}

TEST_F(IssueTest, ASignerThatRefusesBurnsNoNumberEveryRound) {
  const std::string application = approved();
  signer.refuses = true;
  Issuer issuer(*office, signer);
  for (int round = 0; round < 5; ++round) ASSERT_TRUE(issuer.run_once());
  EXPECT_EQ(count("SELECT count(*) FROM numbers WHERE state = 'burned'"), 1);
  EXPECT_EQ(state(application), "approved");
  signer.refuses = false;
  clock += std::chrono::minutes(1);
  EXPECT_EQ(issuer.run_once().value().published, 1);
}

TEST_F(IssueTest, AnIntentThatCannotBePublishedDoesNotStarveTheOthers) {
  adopt_edition();
  std::vector<std::string> applications;
  for (int number = 0; number < 3; ++number) {
    applications.push_back(submitted());
    confirm(applications.back());
    decide(applications.back());
    clock += std::chrono::seconds(1);
  }
  Issuer issuer(*office, signer);
  signer.signs_other = true;
  EXPECT_EQ(issuer.run_once(2).value().published, 0);
  signer.signs_other = false;
  for (int round = 0; round < 3; ++round) ASSERT_TRUE(issuer.run_once(2));
  EXPECT_EQ(state(applications.back()), "issued") << "the first two hold intents that fail verification";
}

TEST(PutOff, WaitsLongerEachTimeAndNeverOverAMinute) {
  PutOff put_off;
  Instant now(std::chrono::hours(1));
  EXPECT_TRUE(put_off.is_due("a", now));
  for (const int seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
    put_off.failed("a", now);
    EXPECT_FALSE(put_off.is_due("a", now + std::chrono::milliseconds(seconds * 1000 - 1))) << seconds;
    EXPECT_TRUE(put_off.is_due("a", now + std::chrono::seconds(seconds))) << seconds;
    EXPECT_TRUE(put_off.is_due("a", now - std::chrono::hours(1))) << "a clock that went back";
  }
  EXPECT_FALSE(put_off.is_fresh("a"));
  Turn turn(put_off, now + std::chrono::minutes(2), 2);
  for (const char* name : {"a", "b", "c", "d"}) turn.offer(name);
  EXPECT_EQ(turn.taken(), (std::vector<std::string>{"b", "c"})) << "what never failed comes first";
  put_off.done("a");
  EXPECT_TRUE(put_off.is_fresh("a"));
}

// kill -9 at each point, in a process of its own; the next round finishes what was begun.
class DeathAt : public IssueTest, public testing::WithParamInterface<IssuePoint> {
 protected:
  // Runs a round that dies at the point; true when it died there.
  bool dies_at(IssuePoint point) {
    office.reset();
    database.reset();  // no connection is carried over a fork
    const pid_t child = ::fork();
    if (child == 0) {
      auto opened = store::open_database((folder / "office.sqlite").string());
      if (!opened) ::_exit(2);
      const Office other(Parts{**opened, *blobs, test_schemes(), [this] { return clock; },
                               test_random, [](std::string_view text) { return std::string(text); }});
      Issuer issuer(other, signer, [point](IssuePoint here) {
        if (here == point) ::raise(SIGKILL);
      });
      ::_exit(issuer.run_once() ? 0 : 3);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    auto opened = store::open_database((folder / "office.sqlite").string());
    EXPECT_TRUE(opened);
    database = std::move(*opened);
    office = std::make_unique<Office>(Parts{*database, *blobs, test_schemes(), [this] { return clock; },
                                            test_random, [](std::string_view text) { return std::string(text); }});
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }
};

TEST_P(DeathAt, LosesAndDoublesNothing) {
  const std::string application = approved();
  ASSERT_TRUE(dies_at(GetParam()));
  issue_round();
  EXPECT_EQ(state(application), "issued");
  EXPECT_EQ(count("SELECT count(*) FROM labels WHERE status = 'valid'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM label_intents"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM numbers WHERE number LIKE 'HR%'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE name LIKE '%/issued/%'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM public_changes"), 1);
  EXPECT_TRUE(store::check_audit_trail(*database));
}

INSTANTIATE_TEST_SUITE_P(EveryPoint, DeathAt,
                         testing::Values(IssuePoint::planned, IssuePoint::signature_received, IssuePoint::signature_kept, IssuePoint::published));

}  // namespace
}  // namespace hoshi::office
