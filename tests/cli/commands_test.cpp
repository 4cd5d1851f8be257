// Every command through the command line, with a terminal in memory: exit statuses, words, nothing lost.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "base/file.h"
#include "cli/command.h"

namespace hoshi::cli {
namespace {

namespace fs = std::filesystem;

class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("hoshi-cli-" + std::to_string(::getpid()) + "-" + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  int run(std::vector<std::string> words) {
    out_.str("");
    err_.str("");
    Terminal terminal{out_, err_};
    terminal.today = "2026-11-23";
    terminal.environment = [](const std::string& name) -> std::optional<std::string> {
      if (name == "HOSHI_PASSPHRASE") return "a long passphrase";
      if (name == "HOSHI_LANG") return "en";
      return std::nullopt;
    };
    return static_cast<int>(run_command_line(words, HOSHI_SOURCE_FOLDER, "0", terminal));
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string said() const { return out_.str() + err_.str(); }

  fs::path folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CommandLine, ListsItsCommandsAndSuggestsWhatWasMeant) {
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_NE(said().find("hoshi assess"), std::string::npos);
  EXPECT_EQ(run({}), 3);
  EXPECT_EQ(run({"asess"}), 3);
  EXPECT_NE(said().find("\"assess\""), std::string::npos);
  EXPECT_EQ(run({"--version"}), 0);
}

TEST_F(CommandLine, HasAPageForEveryCommand) {
  for (const auto* command : catalog()) {
    std::vector<std::string> words{std::string(command->name)};
    if (const auto blank = command->name.find(' '); blank != std::string_view::npos) {
      words = {std::string(command->name.substr(0, blank)), std::string(command->name.substr(blank + 1))};
    }
    words.emplace_back("--help");
    EXPECT_EQ(run(words), 0) << command->name;
    EXPECT_GT(out_.str().size(), 100u) << command->name;
    EXPECT_EQ(out_.str().find("。"), std::string::npos) << command->name;
    words.insert(words.end(), {"--lang", "ja"});
    EXPECT_EQ(run(words), 0) << command->name;
    EXPECT_NE(out_.str().find("。"), std::string::npos) << command->name;
  }
}

TEST_F(CommandLine, RefusesOptionsItDoesNotKnow) {
  EXPECT_EQ(run({"assess", "x.toml", "--targt", "1"}), 3);
  EXPECT_NE(said().find("--target"), std::string::npos);
  EXPECT_EQ(run({"assess", "x.toml", "--rate"}), 3);
  EXPECT_EQ(run({"assess", "x.toml", "y.toml", "--target", "127.0.0.1"}), 3);
  EXPECT_EQ(run({"assess", "x.toml"}), 3);
  EXPECT_EQ(run({"assess", "x.toml", "--target", "127.0.0.1", "--out", path("o"), "--rate", "fast"}), 3);
  EXPECT_EQ(run({"assess", "x.toml", "--target", "127.0.0.1", "--out", path("o"), "--ports", "99999"}), 3);
  EXPECT_FALSE(fs::exists(path("o")));
}

TEST_F(CommandLine, ChecksAndShowsTheScheme) {  // scheme_check, scheme_show
  EXPECT_EQ(run({"scheme", "check"}), 0) << said();
  EXPECT_EQ(run({"scheme", "check", path("nowhere")}), 3);
  EXPECT_EQ(run({"scheme", "show", "S1.1-13", "--lang", "ja"}), 0);
  EXPECT_NE(out_.str().find("S1.1-13"), std::string::npos);
  EXPECT_EQ(run({"scheme", "show"}), 0);
  EXPECT_EQ(run({"scheme", "show", "S1.1-17"}), 3);
}

TEST_F(CommandLine, WritesADescriptionThatPassesItsOwnCheck) {  // product_new, product_check
  for (const auto* language : {"ja", "en"}) {
    const std::string file = path(std::string("my-") + language + ".toml");
    ASSERT_EQ(run({"product", "new", "--out", file, "--lang", language}), 0) << said();
    EXPECT_EQ(run({"product", "check", file}), 0) << said();
    EXPECT_EQ(run({"product", "new", "--out", file}), 3);  // never overwritten
  }
}

TEST_F(CommandLine, NamesEveryErrorOfADescriptionAtOnce) {
  const std::string file = path("bad.toml");
  ASSERT_TRUE(write_file(file, "format = \"hoshi-product/1\"\n[product]\nid = \"x\"\nfirmwear = \"1\"\n[[route]]\nid = \"web\"\nport = \"tcp/99999\"\n").has_value());
  EXPECT_EQ(run({"product", "check", file}), 3);
  EXPECT_NE(said().find("bad.toml:4"), std::string::npos) << said();
  EXPECT_NE(said().find("firmware"), std::string::npos) << said();
  EXPECT_NE(said().find("bad.toml:7"), std::string::npos) << said();
}

TEST_F(CommandLine, SendsNothingWithoutPermission) {  // assess
  const std::string file = path("p.toml");
  ASSERT_TRUE(write_file(file, "format = \"hoshi-product/1\"\n[product]\nid = \"x\"\n").has_value());
  EXPECT_EQ(run({"assess", file, "--target", "127.0.0.1", "--unattended", "--out", path("o")}), 3);
  EXPECT_NE(said().find("permission.owner"), std::string::npos) << said();
  EXPECT_FALSE(fs::exists(path("o")));
}

TEST_F(CommandLine, MakesAKeyOnce) {  // key_new
  EXPECT_EQ(run({"key", "new", path("suzuki"), "--name", "Suzuki"}), 0) << said();
  EXPECT_EQ(fs::status(path("suzuki.key")).permissions() & fs::perms::group_read, fs::perms::none);
  EXPECT_EQ(run({"key", "new", path("suzuki")}), 3);
}

TEST_F(CommandLine, MakesCanariesOnce) {  // canary_new
  const std::string file = path("canary.toml");
  ASSERT_TRUE(write_file(file, "format = \"hoshi-product/1\"\n[product]\nid = \"x\"\n[[asset]]\nid = \"wifi\"\nset_by_user = true\n").has_value());
  EXPECT_EQ(run({"canary", "new", file, "--out", path("c.toml")}), 0) << said();
  EXPECT_NE(said().find("wifi"), std::string::npos);
  EXPECT_EQ(run({"canary", "new", file, "--out", path("c.toml")}), 3);
  EXPECT_EQ(run({"canary", "new"}), 3);
}

TEST_F(CommandLine, RefusesToSealOrVerifyWhatIsNoEvidence) {  // evidence_seal, evidence_verify
  EXPECT_EQ(run({"evidence", "seal", path("nothing")}), 3);
  ASSERT_EQ(run({"key", "new", path("k")}), 0);
  EXPECT_EQ(run({"evidence", "seal", path("nothing"), "--key", path("k.key")}), 3);
  ASSERT_TRUE(write_file(path("x.hoshi"), "rubbish").has_value());
  EXPECT_EQ(run({"evidence", "verify", path("x.hoshi"), "--trust", path("k.pub")}), 1);
  EXPECT_EQ(run({"evidence", "verify", path("missing.hoshi")}), 3);
}

TEST_F(CommandLine, ComparesOnlyAssessments) {  // assessment_diff
  EXPECT_NE(run({"assessment", "diff", path("a"), path("b")}), 0);
  EXPECT_EQ(run({"assessment", "diff", path("a")}), 3);
}

TEST_F(CommandLine, LabCommandsCheckWhatTheyAreToldBeforeTheyTouchAnything) {
  EXPECT_EQ(run({"lab", "up"}), 3);
  EXPECT_EQ(run({"lab", "up", "--interface", "eth1;reboot", "--folder", path("lab")}), 3);
  EXPECT_NE(said().find("--interface"), std::string::npos);
  EXPECT_EQ(run({"lab", "up", "--interface", "eth1", "--address", "192.168.77.0/24", "--folder", path("lab")}), 3);
  EXPECT_EQ(run({"lab", "up", "--interface", "eth1", "--upstream", "eth0", "--folder", path("lab")}), 3);
  EXPECT_NE(said().find("--dns"), std::string::npos);
  EXPECT_EQ(run({"lab", "up", "--interface", "eth1", "--link", "loss=much", "--folder", path("lab")}), 3);
  EXPECT_NE(said().find("loss=much"), std::string::npos);
  EXPECT_EQ(run({"lab", "link", "--interface", "eth1"}), 3);
  EXPECT_EQ(run({"lab", "up", "--interface", "eth1", "--update-server", "192.0.2.1", "--folder", path("lab")}), 3);
  EXPECT_NE(said().find("--update-server"), std::string::npos);
  EXPECT_EQ(run({"lab", "up", "--interface", "eth1", "--update-server", "a.example", "--update-file", "/fw=" + path("none"), "--folder", path("lab")}), 3);
  EXPECT_NE(said().find("--update-file"), std::string::npos);
  EXPECT_EQ(run({"lab", "up", "--interface", "eth1", "--update-ca", path("ca.pem"), "--folder", path("lab")}), 3);
  EXPECT_NE(said().find("--update-ca"), std::string::npos);
  for (const auto* name : {"self_signed", "other"}) EXPECT_EQ(run({"lab", "serve", name, "--folder", path("lab")}), 3) << name;  // lab_serve
  for (const auto* verb : {"down", "status"}) EXPECT_EQ(run({"lab", verb, "--folder", path("lab")}), 3) << verb;
  for (const auto* verb : {"cut", "mend"}) {  // lab_cut, lab_mend
    EXPECT_EQ(run({"lab", verb, "power", "--folder", path("lab")}), 3) << verb;
    EXPECT_EQ(run({"lab", verb, "dns", "--folder", path("lab")}), 3) << verb;
  }
  EXPECT_FALSE(fs::exists(path("lab")));
}

}  // namespace
}  // namespace hoshi::cli
