// What questions are asked for each of.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/subjects.h"

#include "case.h"
#include "domain/vocabulary.h"

namespace hoshi::assessment {
namespace {

using Names = std::vector<std::string>;

Names names(const Case& given, std::string_view over) {
  const auto subjects = subjects_of(over, given.file());
  return subjects ? subjects->names : Names{"?"};
}

Case described() {
  Case given;
  given.product.model = "HC-100";
  given.product.family = {{"HC-200", "", ""}, {"HC-200", "", ""}};
  given.route("web", 443);
  given.route("telnet", 23).status = "disabled";
  given.asset("settings").storage = "internal";
  given.asset("live").storage = "not_stored";
  given.asset("logo").is_protected = false;
  given.product.assets[0].set_by_user = true;
  Authentication admin;
  admin.id = "admin";
  admin.default_value = "unique_per_unit";
  Authentication cloud;
  cloud.id = "cloud";
  cloud.used_by = "machine";
  Authentication button;
  button.id = "button";
  button.over_network = false;
  given.product.authentications = {admin, cloud, button};
  given.product.documents = {{"m", "manual", "", "", "", ""}, {"d", "design", "", "", "", ""}};
  return given;
}

TEST(Subjects, ComeFromTheDescription) {
  const Case given = described();
  EXPECT_EQ(names(given, ""), (Names{""}));
  EXPECT_EQ(names(given, "models"), (Names{"HC-100", "HC-200"}));
  EXPECT_EQ(names(given, "routes"), (Names{"web"}));
  EXPECT_EQ(names(given, "protected_assets"), (Names{"live", "settings"}));
  EXPECT_EQ(names(given, "stored_assets"), (Names{"settings"}));
  EXPECT_EQ(names(given, "stored_assets:internal"), (Names{"settings"}));
  EXPECT_EQ(names(given, "user_assets"), (Names{"settings"}));
  EXPECT_EQ(names(given, "authentications"), (Names{"admin"}));
  EXPECT_EQ(names(given, "passwords:unique_per_unit"), (Names{"admin"}));
  EXPECT_EQ(names(given, "untested_authentications"), (Names{"admin"}));
  EXPECT_EQ(names(given, "documents:manual"), (Names{"m"}));
}

TEST(Subjects, ComeFromObservations) {
  Case given;
  given.see("port.open", web).see("port.open", web);
  given.see("access.unauthenticated", web, object({{"what", "/a"}, {"protected", "unknown"}}));
  given.see("access.unauthenticated", web, object({{"what", "/b"}, {"protected", "yes"}}));
  given.see("vulnerability.finding", {"", "", "scan"}, object({{"finding", "CVE-1"}}));
  EXPECT_EQ(names(given, "open_ports"), (Names{"main tcp/443"}));
  EXPECT_EQ(names(given, "accesses"), (Names{"main tcp/443 /a"}));
  EXPECT_EQ(names(given, "findings"), (Names{"scan CVE-1"}));
}

TEST(Subjects, OfAuthenticationsWithALoginAreTested) {
  Case given = described();
  Login login;
  login.authentication = "admin";
  given.product.logins = {login};
  EXPECT_EQ(names(given, "untested_authentications"), Names{});
  given.route("closed", 8443).status = "disabled";
  given.product.logins[0].route = "closed";
  EXPECT_EQ(names(given, "untested_authentications"), (Names{"admin"})) << "no login of it will be tried";
}

TEST(Subjects, AreNoneOnlyForPartsOfATableThatIsThere) {
  Case given;
  EXPECT_FALSE(subjects_of("essential_services", given.file())->is_none);
  given.product.source.set("service", ValueList{});
  EXPECT_TRUE(subjects_of("essential_services", given.file())->is_none);
  given.product.source.set("route", ValueList{});
  EXPECT_FALSE(subjects_of("routes", given.file())->is_none);
}

TEST(Subjects, KnowEveryWordASchemeMayUse) {
  for (const auto& word : asked_over_names()) EXPECT_TRUE(is_subject_word(word)) << word;
  EXPECT_FALSE(is_subject_word("rowts"));
  EXPECT_FALSE(subjects_of("rowts", Case().file()).has_value());
}

}  // namespace
}  // namespace hoshi::assessment
