// hoshi signer keygen: makes a key once, in a file or a token, and says what is missing.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "base/file.h"
#include "cli/command.h"
#include "signing/soft_token.h"

namespace hoshi::cli {
namespace {

class SignerCommands : public ::testing::Test {
 protected:
  SignerCommands() : folder_(signing::scratch_folder()) {}
  ~SignerCommands() override {
    std::error_code none;
    std::filesystem::remove_all(folder_, none);
  }

  int keygen(std::vector<std::string> words) {
    words.insert(words.begin(), {"signer", "keygen"});
    out_.str("");
    err_.str("");
    Terminal terminal{out_, err_};
    terminal.today = "2026-11-23";
    terminal.can_ask = !typed_.empty();
    terminal.ask = [this](const std::string& question, bool hidden) -> std::optional<std::string> {
      EXPECT_TRUE(hidden) << question;
      return typed_;
    };
    terminal.environment = [](const std::string& name) -> std::optional<std::string> {
      if (name == "HOSHI_LANG") return "en";
      return std::nullopt;
    };
    return static_cast<int>(run_command_line(words, HOSHI_SOURCE_FOLDER, "0", terminal));
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string said() const { return out_.str() + err_.str(); }

  std::filesystem::path folder_;
  std::string typed_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(SignerCommands, MakesALockedKeyOnce) {  // signer_keygen
  typed_ = "a long passphrase";
  ASSERT_EQ(keygen({path("label.key"), "--algorithm", "es256"}), 0) << said();
  const auto key = signing::label_public_key_of(path("label.key"));
  ASSERT_TRUE(key.has_value()) << key.error().message;
  EXPECT_EQ(key->from, (Date{2026, 11, 23}));
  EXPECT_EQ(key->until, (Date{2028, 11, 22}));
  EXPECT_NE(said().find("2028-11-22"), std::string::npos);
  EXPECT_EQ(said().find(typed_), std::string::npos);
  EXPECT_EQ(keygen({path("label.key")}), 3);
  EXPECT_EQ(signing::open_label_key(path("label.key"), signing::Secret()).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(signing::open_label_key(path("label.key"), signing::Secret(std::string_view(typed_))).has_value());
}

TEST_F(SignerCommands, APlainKeyIsMadeWithAWarning) {
  ASSERT_EQ(keygen({path("label.key"), "--plain", "--from", "2026-12-01", "--until", "2027-03-31"}), 0) << said();
  EXPECT_NE(err_.str().find("not locked"), std::string::npos);
  EXPECT_TRUE(signing::open_label_key(path("label.key"), signing::Secret()).has_value());
}

TEST_F(SignerCommands, SaysWhatIsMissingOrWrong) {
  EXPECT_EQ(keygen({path("a.key")}), 3);  // nobody to ask
  typed_ = "short";
  EXPECT_EQ(keygen({path("a.key")}), 3);
  EXPECT_EQ(keygen({path("a.key"), "--plain", "--algorithm", "rsa"}), 3);
  EXPECT_EQ(keygen({path("a.key"), "--plain", "--from", "2026-13-01"}), 3);
  EXPECT_EQ(keygen({path("a.key"), "--plain", "--until", "2025-01-01"}), 3);
  EXPECT_EQ(keygen({path("a.key"), "--token", "labels"}), 3);
  EXPECT_NE(said().find("--module"), std::string::npos);
  EXPECT_EQ(keygen({path("a.key"), "--plain", "--module", "/m.so", "--token", "t", "--key", "k"}), 3);
  EXPECT_FALSE(std::filesystem::exists(path("a.key")));
}

TEST_F(SignerCommands, MakesAKeyInAToken) {
  if (!signing::SoftToken::is_installed()) GTEST_SKIP() << "SoftHSM2 (Debian's softhsm2) is not installed";
  const signing::SoftToken token;
  ASSERT_TRUE(write_private_file(path("pin"), "123456\n").has_value());
  const std::vector<std::string> words{path("label.key"), "--algorithm", "es256", "--module", signing::SoftToken::module,
                                       "--token", "labels", "--key", "label-2026"};
  EXPECT_EQ(keygen(words), 3);  // no PIN and nobody to ask
  std::vector<std::string> with_pin = words;
  with_pin.insert(with_pin.end(), {"--pin-file", path("pin")});
  ASSERT_EQ(keygen(with_pin), 0) << said();
  EXPECT_TRUE(signing::open_label_key(path("label.key"), signing::SoftToken::pin()).has_value());
}

}  // namespace
}  // namespace hoshi::cli
