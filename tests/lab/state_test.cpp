// The state of a lab, its processes, and what is read back from files and programs.
// SPDX-License-Identifier: Apache-2.0
#include "lab/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "lab/lab.h"

namespace hoshi::lab {
namespace {

namespace fs = std::filesystem;

State some_state() {
  State state;
  state.settings.interface = "eth1";
  state.settings.address = parse_network("192.168.77.1/24").value();
  state.boot = "b";
  state.network = "n";
  state.started = "2026-11-23T00:00:00.000Z";
  state.is_complete = true;
  state.cuts = {Service::dns, Service::link};
  state.undo = {StartedProcess{"dnsmasq", {4711, 99}}, MadeTable{"inet", "hoshi_lab_eth1"}, AddedAddress{"eth1", "192.168.77.1/24"},
                RaisedInterface{"eth1"}, ChangedSetting{"ipv4", "eth1", "forwarding", "0"}, ChangedMerging{"eth1"}};
  return state;
}

fs::path fresh_folder(const std::string& name) {
  const fs::path folder = fs::temp_directory_path() / ("hoshi-lab-test-" + std::to_string(::getpid()) + "-" + name);
  fs::remove_all(folder);
  fs::create_directory(folder);
  return folder;
}

TEST(LabState, SurvivesBeingWrittenAndRead) {
  const auto read = state_from(to_value(some_state()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(to_value(*read)), to_json(to_value(some_state())));
}

TEST(LabState, NothingIsUndoneThatALabDoesNotDo) {
  const std::vector<Value> foreign{
      object({{"kind", "process"}, {"name", "init"}, {"pid", 1}, {"start_ticks", 0}}),
      object({{"kind", "process"}, {"name", "all"}, {"pid", -1}, {"start_ticks", 0}}),
      object({{"kind", "table"}, {"family", "inet"}, {"name", "filter"}}),
      object({{"kind", "table"}, {"family", "inet"}, {"name", "hoshi_lab_x; flush ruleset"}}),
      object({{"kind", "address"}, {"interface", "eth0"}, {"address", "1"}}),
      object({{"kind", "setting"}, {"family", "ipv4"}, {"interface", "../../../kernel"}, {"name", "forwarding"}, {"before", "1"}}),
      object({{"kind", "setting"}, {"family", "ipv4"}, {"interface", "eth1"}, {"name", "core_pattern"}, {"before", "1"}}),
      object({{"kind", "setting"}, {"family", "ipv4"}, {"interface", "eth1"}, {"name", "forwarding"}, {"before", "x"}}),
      object({{"kind", "command"}, {"interface", "eth1"}}), Value("text")};
  for (const auto& entry : foreign) {
    Value value = to_value(some_state());
    value.set("undo", ValueList{entry});
    EXPECT_FALSE(state_from(value)) << to_json(entry);
  }
}

TEST(Processes, AMarkTellsAProcessFromALaterOneWithItsNumber) {
  const auto own = mark_of(::getpid());
  ASSERT_TRUE(own);
  EXPECT_TRUE(is_running(*own));
  EXPECT_FALSE(is_running({own->pid, own->start_ticks + 1}));
  EXPECT_FALSE(mark_of(0x3FFFFFF));
}

TEST(Processes, StoppingLeavesAnotherProcessWithTheSameNumberAlone) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  const auto mark = mark_of(child);
  ASSERT_TRUE(mark);
  EXPECT_TRUE(stop_process({mark->pid, mark->start_ticks + 1}));
  EXPECT_TRUE(is_running(*mark));
  EXPECT_TRUE(stop_process(*mark));
  EXPECT_FALSE(is_running(*mark));
  EXPECT_TRUE(stop_process(*mark));  // again is good
}

TEST(Processes, AProcessThatDoesNotListenIsEnded) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGTERM, SIG_IGN);
    while (true) ::pause();
  }
  const auto mark = mark_of(child);
  ASSERT_TRUE(mark);
  EXPECT_TRUE(stop_process(*mark));
  EXPECT_FALSE(is_running(*mark));
}

TEST(Processes, AHeldWorkerEndsWithItsParentWhenItWasNotReleased) {
  const auto folder = fresh_folder("held");
  ProcessMark mark;
  {
    const auto held = HeldProcess::worker("held", [&](const SayReady&) { return 0; }, folder / "log");
    ASSERT_TRUE(held);
    mark = held->mark();
    EXPECT_TRUE(is_running(mark));
  }
  ::waitpid(mark.pid, nullptr, 0);
  EXPECT_FALSE(is_running(mark));
  fs::remove_all(folder);
}

TEST(Processes, AWorkerSaysWhyItCannotWork) {
  const auto folder = fresh_folder("says");
  auto good = HeldProcess::worker("good", [](const SayReady& say) { say(""); return 0; }, folder / "log");
  auto bad = HeldProcess::worker("bad", [](const SayReady& say) { say("no such interface"); return 1; }, folder / "log");
  ASSERT_TRUE(good && bad);
  EXPECT_TRUE(good->release());
  const auto released = bad->release();
  ASSERT_FALSE(released);
  EXPECT_EQ(released.error().message, "no such interface");
  ::waitpid(good->mark().pid, nullptr, 0);
  ::waitpid(bad->mark().pid, nullptr, 0);
  fs::remove_all(folder);
}

TEST(Processes, ProgramsRunToTheirEndAndSayWhatWasWrong) {
  const auto well = run_well({"echo", "a b"});
  ASSERT_TRUE(well);
  EXPECT_EQ(*well, "a b\n");
  const auto bad = run_well({"ls", "/not/there"});
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().message, testing::HasSubstr("No such file"));
  EXPECT_EQ(run_program({"no-such-program"}).error().code, ErrorCode::not_found);
}

TEST(LabFolder, IsThereForOneCommandAtATimeAndStaysUntouchedWhenNotEmpty) {
  const auto folder = fresh_folder("folder");
  const Words words = [](std::string_view key, const auto&) { return std::string(key); };
  {
    const auto first = Folder::open(folder, Folder::Open::create, words);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(Folder::open(folder, Folder::Open::create, words).error().message, "lab.busy");
    ASSERT_TRUE(first->write_state(some_state()));
    EXPECT_TRUE(first->read_state());
    EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
  }
  EXPECT_EQ(Folder::open(folder, Folder::Open::create, words).error().message, "lab.already_up");
  fs::rename(folder / state_file, folder / "other");
  EXPECT_EQ(Folder::open(folder, Folder::Open::create, words).error().message, "lab.folder_not_empty");
  EXPECT_EQ(Folder::open(folder, Folder::Open::existing, words).error().message, "lab.no_lab");
  EXPECT_EQ(down(folder, words).error().message, "lab.no_lab");
  fs::remove_all(folder);
}

TEST(LabFolder, AStateThatOthersMayWriteIsNotBelieved) {
  const auto path = fresh_folder("others");
  const Words words = [](std::string_view key, const auto&) { return std::string(key); };
  const auto folder = Folder::open(path, Folder::Open::create, words);
  ASSERT_TRUE(folder && folder->write_state(some_state()));
  fs::permissions(path, fs::perms::others_write, fs::perm_options::add);
  EXPECT_EQ(folder->read_state().error().code, ErrorCode::forbidden);
  fs::remove_all(path);
}

TEST(LabStatus, ReadsLeasesOfBothFamilies) {
  const auto leases = leases_from(
      "1795000000 52:54:00:12:34:56 192.168.77.97 camera 01:52:54\nduid 00:01\n1795000000 123456 fd4c:6162:7373::1a2b * 00:01:00\nbroken line\n");
  EXPECT_THAT(leases, testing::ElementsAre("192.168.77.97 52:54:00:12:34:56 camera", "fd4c:6162:7373::1a2b 123456"));
}

TEST(LabStatus, ReadsWhatTheDeviceTriedToReach) {
  const auto tried = tried_from("table inet t {\n  set tried4 {\n    counter\n    elements = { 198.18.0.1 . tcp . 443 counter packets 3 bytes 180,\n"
                                "      100::1 . udp . 53 counter packets 1 bytes 60, odd }\n  }\n}\n");
  EXPECT_EQ(to_json(tried), R"([{"address":"198.18.0.1","packets":3,"port":443,"protocol":"tcp"},)"
                            R"({"address":"100::1","packets":1,"port":53,"protocol":"udp"}])");
  EXPECT_EQ(to_json(tried_from("table inet t { set tried4 { } }")), "[]");
}

}  // namespace
}  // namespace hoshi::lab
