// Tests of the values that are made to be planted.
// SPDX-License-Identifier: Apache-2.0
#include "operations/new_canaries.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <set>

#include "base/file.h"
#include "descriptions/load_credentials.h"
#include "operations/home.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;

Asset asset(std::string id, std::string kind, bool by_user = true) {
  Asset made;
  made.id = std::move(id);
  made.kind = std::move(kind);
  made.set_by_user = by_user;
  return made;
}

Chance counting() {
  return [next = 0u](std::uint32_t bound) mutable { return (next++ * 7) % bound; };
}

TEST(NewCanaries, GivesEachUserSetAssetAValueOfItsKind) {
  Product product;
  product.assets = {asset("wifi-key", "credential"), asset("admin_password", "credential"), asset("api_token", "credential"),
                    asset("user_name", "personal_data"), asset("device_label", "setting"), asset("firmware", "function", false)};
  const auto made = canaries_for(product, counting());
  ASSERT_EQ(made.size(), 5u);
  EXPECT_EQ(made[0].kind, CanaryKind::wifi_key);
  EXPECT_EQ(made[1].kind, CanaryKind::password);
  EXPECT_EQ(made[2].kind, CanaryKind::token);
  EXPECT_EQ(made[3].kind, CanaryKind::user_name);
  EXPECT_EQ(made[4].kind, CanaryKind::name);
  std::set<std::string> values;
  for (const auto& one : made) {
    EXPECT_GE(one.value.size(), 10u);
    EXPECT_LE(one.value.size(), 63u);
    values.insert(one.value);
  }
  EXPECT_EQ(values.size(), made.size());
}

class WrittenCanaries : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    home_.emplace(open_home(HOSHI_SOURCE_FOLDER, Language::en, "test").value());
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string describe(const std::string& rest) {
    const fs::path file = folder_ / "p.toml";
    EXPECT_TRUE(write_file(file, "format = \"hoshi-product/1\"\n[product]\nid = \"x\"\n" + rest).has_value());
    return file.string();
  }

  fs::path folder_ = fs::path(::testing::TempDir()) / ("canaries-" + std::to_string(::getpid()));
  std::optional<Home> home_;
};

TEST_F(WrittenCanaries, AreAPrivateCredentialsFileThatLoads) {
  const auto product = describe("[[asset]]\nid = \"wifi\"\nset_by_user = true\n");
  const fs::path out = folder_ / "c.toml";
  const auto made = write_canaries(*home_, product, out, counting());
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_EQ(fs::status(out).permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
  Product described;
  described.id = "x";
  described.assets = {asset("wifi", "setting")};
  const auto loaded = descriptions::load_credentials(read_file(out).value(), "c.toml", described, [](const std::string&) { return std::nullopt; });
  EXPECT_TRUE(loaded.problems.empty());
  ASSERT_EQ(loaded.canaries.size(), 1u);
  EXPECT_EQ(loaded.canaries[0].value, made->at(0).value);
}

TEST_F(WrittenCanaries, NeverOverwriteAFileAndNeedSomethingToPlant) {
  const auto product = describe("[[asset]]\nid = \"wifi\"\nset_by_user = true\n");
  const fs::path out = folder_ / "c.toml";
  ASSERT_TRUE(write_file(out, "precious").has_value());
  EXPECT_EQ(write_canaries(*home_, product, out, counting()).error().code, ErrorCode::conflict);
  EXPECT_EQ(read_file(out).value(), "precious");
  EXPECT_EQ(write_canaries(*home_, describe(""), folder_ / "d.toml", counting()).error().code, ErrorCode::not_found);
  EXPECT_EQ(write_canaries(*home_, describe("[[asset]]\nidd = 1\n"), folder_ / "d.toml", counting()).error().code, ErrorCode::invalid_input);
  EXPECT_FALSE(fs::exists(folder_ / "d.toml"));
}

}  // namespace
}  // namespace hoshi::operations
