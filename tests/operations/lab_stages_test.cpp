// When stages of a run began, what a lab gives to the probes, and what a run that was cut off left.
// SPDX-License-Identifier: Apache-2.0
#include "operations/lab_stages.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"
#include "lab/pcapng.h"
#include "operations/lab_names.h"
#include "operations/left_changes.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = parse_instant("2026-11-23T12:00:00.000Z").value();

class Stages : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_ / "spool"); }
  void TearDown() override { fs::remove_all(folder_); }

  StageLog log() {
    return StageLog::open(folder_, [this] { return now_; });
  }
  static Value run_with(const Value& stages) {
    return object({{"stages", stages},
                   {"lab", object({{"interface", "eth1"}, {"address", "192.168.77.1/24"}, {"address6", ""}, {"upstream", ""},
                                   {"dns", ValueList{}}, {"link", Value()}, {"capture", true}, {"started", to_text(noon)},
                                   {"files", ValueList{object({{"path", "captures/ring-1.pcapng"}}), object({{"path", "captures/first.pcapng"}}),
                                                       object({{"path", "captures/leases"}}), object({{"path", "captures/gone.pcapng"}})}}})}});
  }
  static std::string capture(std::uint64_t nanoseconds) {
    Bytes file = lab::pcapng_head("eth1", "test");
    const Bytes packet = lab::pcapng_packet(nanoseconds, lab::Direction::inbound, Bytes(60), 60);
    file.insert(file.end(), packet.begin(), packet.end());
    return to_text(file);
  }
  static agent::Progress at(agent::Progress::Kind kind, std::string probe) { return {.kind = kind, .task = {std::move(probe), "main", "", ""}, .why = ""}; }
  std::vector<std::string> names(const LabRun& lab) {
    std::vector<std::string> found;
    for (const auto& one : lab.stages) found.push_back(one.stage);
    return found;
  }

  fs::path folder_ = fs::path(::testing::TempDir()) / ("stages-" + std::to_string(::getpid()));
  Instant now_ = noon;
};

using Names = std::vector<std::string>;

TEST_F(Stages, FollowTheTasksWhoseTrafficIsOfAnotherKind) {
  auto stages = log();
  stages.begin("use");
  for (const auto* probe : {"tcp_ports", "update_effect", "outage", "erasure"}) {
    stages.follow(at(agent::Progress::Kind::begin, probe));
    stages.follow(at(agent::Progress::Kind::health, probe));
    stages.follow(at(agent::Progress::Kind::end, probe));
  }
  stages.begin("idle");
  Names found;
  const Value lines = stages.to_value();
  for (const auto& line : lines.as_list()) found.push_back(line["stage"].as_text());
  EXPECT_EQ(found, (Names{"use", "update", "use", "boot", "use", "after_reset", "idle"}));
}

TEST_F(Stages, OutliveARunThatIsKilled) {
  log().begin("use");
  now_ += minutes(1);
  auto again = log();
  again.begin("idle");
  ASSERT_EQ(again.to_value().as_list().size(), 2u);
  EXPECT_EQ(again.to_value().as_list()[0]["from"].as_text(), to_text(noon));
}

TEST_F(Stages, OfAFinishedFolderComeFromItsRun) {
  ASSERT_TRUE(write_file(folder_ / "run.json", R"({"stages": [{"stage": "use", "from": "2026-11-23T12:00:00.000Z"}, {"stage": "nonsense", "from": "2026-11-23T12:00:00.000Z"}, 7]})"));
  EXPECT_EQ(log().to_value().as_list().size(), 1u);
}

TEST_F(Stages, ATornLineIsLeftOut) {
  log().begin("use");
  const std::string whole = read_file(folder_ / "spool" / "stages.jsonl").value();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(write_file(folder_ / "spool" / "stages.jsonl", whole.substr(0, size)));
    EXPECT_LE(log().to_value().as_list().size(), 1u) << size;
  }
}

TEST_F(Stages, ALabGivesItsCapturesInTheOrderOfTime) {
  const evidence::FileSet files{{"captures/first.pcapng", capture(1'000)}, {"captures/ring-1.pcapng", capture(2'000)}, {"captures/leases", "x"}};
  now_ = noon + minutes(10);
  auto stages = log();
  stages.begin("use");
  const LabRun lab = lab_run_in(run_with(stages.to_value()), files);
  EXPECT_EQ(lab.captures, (Names{"captures/first.pcapng", "captures/ring-1.pcapng"}));
  EXPECT_EQ(lab.own_addresses, Names{"c0a84d01"});
  EXPECT_EQ(names(lab), (Names{"boot", "idle", "use"}));
}

TEST_F(Stages, AnAssessmentThatBeginsAtOnceLeavesNoTimeToRest) {
  now_ = noon + seconds(30);
  auto stages = log();
  stages.begin("use");
  EXPECT_EQ(names(lab_run_in(run_with(stages.to_value()), {})), (Names{"boot", "use"}));
}

TEST_F(Stages, WithoutALabThereIsNothing) {
  const LabRun lab = lab_run_in(object({{"stages", ValueList{}}}), {});
  EXPECT_FALSE(lab.has_captures());
  EXPECT_TRUE(lab.stages.empty());
}

TEST_F(Stages, NamesOfALabAreThoseAskedForSinceTheLastTime) {
  const fs::path log_file = folder_ / "dnsmasq.log";
  ASSERT_TRUE(write_file(folder_ / "lab.json", to_json(run_with(ValueList{})["lab"])));
  const auto line = [](const std::string& name) { return "x dnsmasq[1]: 1 192.168.77.97/5 query[A] " + name + " from 192.168.77.97\n"; };
  ASSERT_TRUE(write_file(log_file, line("a.example") + line("b.example") + "x dnsmasq[1]: 1 192.168.77.97/5 query[A] c.exa"));
  LabNames names(folder_);
  EXPECT_EQ(names.next(4096).value_or("none"), "a.example b.example");
  EXPECT_EQ(names.next(4096).value_or("none"), "");
  ASSERT_TRUE(write_file(log_file, line("a.example") + line("b.example") + line("c.example")));
  EXPECT_EQ(names.next(4096).value_or("none"), "c.example");
  EXPECT_EQ(LabNames(folder_).next(10).value_or("none"), "a.example");
  EXPECT_FALSE(LabNames("").next(4096));
  EXPECT_FALSE(LabNames(folder_ / "nowhere").next(4096));
}

TEST_F(Stages, NotesOfAChangeThatWasCutOffAreForTheNextRunAndForThePerson) {
  const std::string begin = R"({"k":"begin","probe":"value_change","target":"main","endpoint":"","reference":"change-web"})";
  const probes::Task task{"value_change", "main", "", "change-web"};
  agent::JournalState state;
  agent::TaskRecord record;
  record.task = task;
  for (const auto* number : {"abcdefg7", ""}) {
    Observation set{"", "value_change", "value.set", {"main", "", "web"}, object({{"recipe", "change-web"}, {"kind", *number ? "made" : "former"}, {"number", number}}), {}};
    set.id = identify(set);
    record.observations.push_back(set);
  }
  std::string journal = begin + "\n";
  for (const auto& one : record.observations) journal += to_json(object({{"k", "observe"}, {"task", task.id()}, {"observation", to_value(one)}})) + "\n";
  ASSERT_TRUE(write_file(folder_ / "journal.jsonl", journal));
  EXPECT_EQ(left_changes(folder_ / "journal.jsonl"), (std::map<std::string, std::string>{{"change-web", "made:abcdefg7 former"}}));
  EXPECT_TRUE(left_changes(folder_ / "none").empty());
  record.observations.pop_back();
  state.unfinished.emplace(task.id(), record);
  const Home home = open_home(HOSHI_SOURCE_FOLDER, Language::en, "test").value();
  const auto said = left_values(home, state);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find(":abcdefg7"), std::string::npos) << said[0];
  EXPECT_NE(said[0].find("--resume"), std::string::npos);
}

}  // namespace
}  // namespace hoshi::operations
