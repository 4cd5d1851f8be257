// Reading of product descriptions: what a good one becomes, and each mistake with its line and field.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/load_product.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace hoshi::descriptions {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view good = R"(format = "hoshi-product/1"
component = []
[product]
id = "hc-100"
kind = "ip_device"
support_end = 2031-03-31
[permission]
owner = "Example K.K."
permitted_by = "QA"
scope = "bench 3"
date = 2026-11-23
[parties.manufacturer]
corporate_number = "7000012050002"
[[target]]
name = "main"
[[authentication]]
id = "web-password"
factor = "password"
minimum_length = 8
[[route]]
id = "web"
port = "tcp/443"
protocol = "https"
authentication = "web-password"
communication = "none"
[[asset]]
id = "settings"
routes = ["web"]
storage = "internal"
[[login]]
id = "web-login"
route = "web"
authentication = "web-password"
kind = "form"
path = "/login"
password_field = "pw"
[[request]]
id = "read-settings"
route = "web"
asset = "settings"
path = "/settings"
[[document]]
id = "policy"
kind = "disclosure_policy"
url = "https://example.com/security"
[[recognised]]
recognition = "psti"
document = "policy"
valid_until = "2027-01-01"
)";

// The problems of a description that is good but for the given lines at its end.
std::string problems_of(std::string_view lines, std::string_view head = "format = 'hoshi-product/1'\n[product]\nid = 'p'\n") {
  return load_product(std::string(head) + std::string(lines), "p.toml").problems.to_lines();
}

TEST(LoadProduct, ReadsEveryTableOfTheDomain) {
  const auto loaded = load_product(good, "p.toml");
  ASSERT_EQ(loaded.problems.to_lines(), "");
  const Product& product = loaded.product;
  EXPECT_EQ(product.id, "hc-100");
  EXPECT_EQ(product.support_end, "2031-03-31");
  EXPECT_TRUE(product.permission.is_complete());
  ASSERT_NE(product.route("web"), nullptr);
  EXPECT_EQ(product.route("web")->endpoint(), "tcp/443");
  EXPECT_EQ(product.route("web")->target, "main");
  EXPECT_EQ(product.route("web")->status, "enabled");
  EXPECT_EQ(product.authentication("web-password")->minimum_length, 8);
  EXPECT_TRUE(product.asset("settings")->is_protected);
  EXPECT_EQ(product.logins.at(0).password_field, "pw");
  EXPECT_EQ(product.logins.at(0).user_field, "user");
  EXPECT_EQ(product.requests.at(0).operation, "read");
  EXPECT_EQ(product.recognised.at(0).valid_until, "2027-01-01");
}

TEST(LoadProduct, KeepsTheWholeDescriptionAndTellsEmptyListsFromMissingOnes) {
  const auto loaded = load_product(good, "p.toml");
  EXPECT_EQ(loaded.product.source["parties"]["manufacturer"]["corporate_number"].as_text(), "7000012050002");
  EXPECT_TRUE(loaded.product.source.has("component"));
  EXPECT_FALSE(loaded.product.source.has("update_mechanism"));
}

TEST(LoadProduct, MakesOneMainTargetWhereNoneIsNamed) {
  const auto loaded = load_product("format = 'hoshi-product/1'\n[product]\nid = 'p'\n", "p.toml");
  EXPECT_TRUE(loaded.problems.empty());
  ASSERT_EQ(loaded.product.targets.size(), 1u);
  EXPECT_EQ(loaded.product.targets[0].name, "main");
}

TEST(LoadProduct, AcceptsFieldsThatAreEmpty) {
  EXPECT_EQ(problems_of("kind = ''\nsupport_end = ''\n[[route]]\nid = 'a'\nport = ''\nauthentication = ''\n"
                        "[[document]]\nid = 'd'\nkind = ''\nurl = ''\nfile = ''\n"),
            "");
}

TEST(LoadProduct, WantsItsFormatAndAnId) {
  EXPECT_EQ(problems_of("", "\n[product]\n"), "p.toml:1: format: must be given\np.toml:2: product.id: must be given\n");
  EXPECT_EQ(problems_of("", "format = 'hoshi-product/2'\n"),
            "p.toml:1: format: must be \"hoshi-product/1\"; this program reads no other format\n"
            "p.toml:1: product: must be given\n");
}

TEST(LoadProduct, LetsExamplesBePartial) {
  const auto loaded = load_product("[[route]]\nid = 'a'\nauthentication = 'admin'\n", "p.toml", Extent::partial);
  EXPECT_EQ(loaded.problems.to_lines(), "");
}

TEST(LoadProduct, RefusesUnknownKeysWithASuggestion) {
  EXPECT_EQ(problems_of("modell = 'x'\n[[ruote]]\nid = 'a'\n[parties.buyer]\n"),
            "p.toml:4: product.modell: \"modell\" is not a known key here; did you mean \"model\"?\n"
            "p.toml:5: ruote: \"ruote\" is not a known key here; did you mean \"route\"?\n"
            "p.toml:7: parties.buyer: \"buyer\" is not a known key here\n");
}

TEST(LoadProduct, RefusesIdsThatAreMissingMisshapenOrUsedTwice) {
  EXPECT_EQ(problems_of("[[asset]]\nid = 'a'\n[[asset]]\nid = 'a'\n[[asset]]\nname = 'x'\n[[asset]]\nid = '../x'\n"),
            "p.toml:7: asset[2].id: \"a\" is already used in line 5\n"
            "p.toml:8: asset[3].id: must be given\n"
            "p.toml:11: asset[4].id: \"../x\" is no id: use letters, digits, '-', '_' and '.', at most 64, beginning "
            "with a letter or digit\n");
}

TEST(LoadProduct, RefusesReferencesToNothing) {
  const std::string problems = problems_of(
      "[[authentication]]\nid = 'admin'\n"
      "[[route]]\nid = 'web'\nauthentication = 'admim'\ncommunication = 'tls'\n"
      "[[asset]]\nid = 'a'\nroutes = [\n'web',\n'wed']\n"
      "[[login]]\nid = 'l'\nroute = 'x'\nauthentication = 'y'\n"
      "[[request]]\nid = 'r'\nroute = 'x'\nasset = 'b9'\n"
      "[[component]]\nid = 'c'\nupdate_mechanism = 'ota'\n"
      "[[software_service]]\nid = 's'\nauthentication = 'zzz'\n"
      "[[personal_data]]\nid = 'p'\ncommunication = 'tls'\n"
      "[[security_parameter]]\nid = 'k'\ncommunication = 'tls'\n"
      "[[recognised]]\ndocument = 'd'\n");
  EXPECT_THAT(problems, HasSubstr("p.toml:8: route[1].authentication: there is no [[authentication]] called "
                                  "\"admim\"; did you mean \"admin\"?\n"));
  EXPECT_THAT(problems, HasSubstr("p.toml:9: route[1].communication: there is no [[secure_communication]] called"));
  EXPECT_THAT(problems, HasSubstr("p.toml:14: asset[1].routes: there is no [[route]] called \"wed\"; did you"));
  EXPECT_THAT(problems, HasSubstr("p.toml:17: login[1].route: there is no [[route]] called \"x\""));
  EXPECT_THAT(problems, HasSubstr("p.toml:18: login[1].authentication: there is no [[authentication]]"));
  EXPECT_THAT(problems, HasSubstr("p.toml:21: request[1].route: there is no [[route]]"));
  EXPECT_THAT(problems, HasSubstr("p.toml:22: request[1].asset: there is no [[asset]]"));
  EXPECT_THAT(problems, HasSubstr("p.toml:25: component[1].update_mechanism: there is no [[update_mechanism]]"));
  EXPECT_THAT(problems, HasSubstr("p.toml:28: software_service[1].authentication: there is no [[authentication]]"));
  EXPECT_THAT(problems, HasSubstr("p.toml:31: personal_data[1].communication: there is no"));
  EXPECT_THAT(problems, HasSubstr("p.toml:34: security_parameter[1].communication: there is no"));
  EXPECT_THAT(problems, HasSubstr("p.toml:36: recognised[1].document: there is no [[document]]"));
}

TEST(LoadProduct, AcceptsNoneWhereARouteHasNoAuthentication) {
  EXPECT_EQ(problems_of("[[route]]\nid = 'a'\nauthentication = 'none'\ncommunication = 'none'\n"), "");
}

TEST(LoadProduct, ChecksTheTargetOfRoutes) {
  EXPECT_EQ(problems_of("[[target]]\nname = 'hub'\n[[route]]\nid = 'a'\ntarget = 'hub'\n[[route]]\nid = 'b'\n"
                        "[[route]]\nid = 'c'\ntarget = 'hup'\n"),
            "p.toml:9: route[2].target: names no target, and there is no [[target]] called \"main\"\n"
            "p.toml:13: route[3].target: there is no [[target]] called \"hup\"; did you mean \"hub\"?\n");
}

struct BadField {
  std::string_view lines;
  std::string_view problem;
};

class RefusedFields : public ::testing::TestWithParam<BadField> {};

TEST_P(RefusedFields, AreReportedWithLineAndField) {
  const std::string problems = problems_of(GetParam().lines);
  EXPECT_THAT(problems, HasSubstr(std::string(GetParam().problem)));
  EXPECT_EQ(std::count(problems.begin(), problems.end(), '\n'), 1) << problems;
}

INSTANTIATE_TEST_SUITE_P(
    LoadProduct, RefusedFields,
    ::testing::Values(
        BadField{"kind = 'ip_devise'", "p.toml:4: product.kind: must be one of ip_device, indirectly_connected"},
        BadField{"support_end = '2031-02-29'", "p.toml:4: product.support_end: must be a date"},
        BadField{"model = \"a\\nb\"", "p.toml:4: product.model: must be one line"},
        BadField{"firmware = 1.2", "p.toml:4: product.firmware: must be text in quotation marks"},
        BadField{"[[route]]\nid = 'a'\nport = '443'", "p.toml:6: route[1].port: must be like tcp/443"},
        BadField{"[[route]]\nid = 'a'\nport = 'tcp/0'", "p.toml:6: route[1].port: must be like tcp/443"},
        BadField{"[[route]]\nid = 'a'\nport = 'tcp/65536'", "p.toml:6: route[1].port: must be like tcp/443"},
        BadField{"[[route]]\nid = 'a'\nport = 'sctp/1'", "p.toml:6: route[1].port: must be like tcp/443"},
        BadField{"[[route]]\nid = 'a'\nport = 'tcp/0443'", "p.toml:6: route[1].port: must be like tcp/443"},
        BadField{"[[route]]\nid = 'a'\nprotocol = 'HTTPS'", "p.toml:6: route[1].protocol: must be one word of small"},
        BadField{"[[route]]\nid = 'a'\nstatus = 'on'", "p.toml:6: route[1].status: must be one of enabled, disabled"},
        BadField{"[[authentication]]\nid = 'a'\nminimum_length = -1",
                 "p.toml:6: authentication[1].minimum_length: must be from 0 to 1024, not -1"},
        BadField{"[[authentication]]\nid = 'a'\ndefault_value = 'unique'",
                 "p.toml:6: authentication[1].default_value: must be one of unique_per_unit"},
        BadField{"[[document]]\nid = 'a'\nkind = 'manuel'", "did you mean \"manual\"?"},
        BadField{"[[document]]\nid = 'a'\nurl = 'ftp://example.com/'", "p.toml:6: document[1].url: must be an address"},
        BadField{"[[document]]\nid = 'a'\nurl = 'https://'", "p.toml:6: document[1].url: must be an address"},
        BadField{"[[document]]\nid = 'a'\nurl = 'file:///etc/passwd'", "p.toml:6: document[1].url: must be an address"},
        BadField{"[[document]]\nid = 'a'\nurl = 'https://me:pw@example.com/'",
                 "p.toml:6: document[1].url: must not hold an account or password"},
        BadField{"[[document]]\nid = 'a'\nfile = '/etc/passwd'", "p.toml:6: document[1].file: must be the path"},
        BadField{"[[document]]\nid = 'a'\nfile = 'a/../../b'", "p.toml:6: document[1].file: must be the path"},
        BadField{"[[document]]\nid = 'a'\nfile = 'a\\b'", "p.toml:6: document[1].file: must be the path"},
        BadField{"[[document]]\nid = 'a'\nurl = 'https://a.b/'\nfile = 'c'",
                 "p.toml:7: document[1].file: give either url or file"},
        BadField{"[[recognised]]\nvalid_until = 'soon'", "p.toml:5: recognised[1].valid_until: must be a date"},
        BadField{"[parties.seller]\ncorporate_number = '123'",
                 "p.toml:5: parties.seller.corporate_number: must be the 13 digits"},
        BadField{"[parties.seller]\ncorporate_number = '8000012050002'",
                 "p.toml:5: parties.seller.corporate_number: \"8000012050002\" is no corporate number (法人番号): its "
                 "first digit would have to be 7"},
        BadField{"[parties.seller]\ncorporate_number = 7000012050002",
                 "p.toml:5: parties.seller.corporate_number: must be text"},
        BadField{"[product2]\n", "p.toml:4: product2: \"product2\" is not a known key here; did you mean \"product\"?"}));

TEST(LoadProduct, ReportsEveryMistakeAtOnce) {
  const auto problems =
      load_product("format = 'x'\n[product]\nid = ''\nkind = 'x'\nsize = 3\n[[route]]\nport = 'http'\n", "p.toml").problems;
  EXPECT_EQ(problems.size(), 6u) << problems.to_lines();
}

TEST(LoadProduct, RefusesSecretsWhereverTheyStandAndNeverShowsThem) {
  const std::string problems =
      problems_of("password = 'hunter2'\n[[authentication]]\nid = 'a'\nadmin_password = 'hunter2'\n"
                  "[strange.table]\nlist = [{api_key = 'hunter2'}]\n");
  EXPECT_THAT(problems, HasSubstr("p.toml:4: product.password: secrets never stand here; write them into a credentials"));
  EXPECT_THAT(problems, HasSubstr("p.toml:7: authentication[1].admin_password: secrets never stand here"));
  EXPECT_THAT(problems, HasSubstr("p.toml:9: strange.table.list[1].api_key: secrets never stand here"));
  EXPECT_THAT(problems, Not(HasSubstr("hunter2")));
  EXPECT_EQ(problems_of("[[login]]\nid = 'l'\npassword_field = 'pw'\n"), "");
}

TEST(LoadProduct, SurvivesTruncationAtEveryByte) {
  std::size_t without_problems = 0;
  for (std::size_t length = 0; length <= good.size(); ++length) {
    if (load_product(good.substr(0, length), "p.toml").problems.empty()) ++without_problems;
  }
  EXPECT_GT(without_problems, 5u);
}

TEST(LoadProduct, SurvivesRandomChanges) {
  std::mt19937 random(1123);
  constexpr std::string_view alphabet = "[]{}\"'.=,#\n a1";
  std::size_t refused = 0;
  for (int round = 0; round < 1000; ++round) {
    std::string text(good);
    for (int change = 0; change < 3; ++change) text[random() % text.size()] = alphabet[random() % alphabet.size()];
    if (!load_product(text, "p.toml").problems.empty()) ++refused;
  }
  EXPECT_GT(refused, 500u);
}

Scheme small_scheme() {
  Scheme scheme;
  Criterion fixed;
  fixed.id = "T-1";
  Criterion chosen;
  chosen.id = "T-2";
  chosen.combine = Combine::chosen;
  chosen.items.emplace_back().id = "1";
  chosen.items.emplace_back().id = "2";
  scheme.criteria = {fixed, chosen};
  scheme.recognitions.emplace_back().id = "psti";
  return scheme;
}

TEST(CheckAgainst, RefusesNamesTheSchemeDoesNotHave) {
  const auto problems = check_against(small_scheme(),
                                      "[[not_applicable]]\ncriterion = 'T-3'\n[[choice]]\ncriterion = 'T-2'\nitem = '3'\n"
                                      "[[choice]]\ncriterion = 'T-1'\nitem = '1'\n[[recognised]]\nrecognition = 'cls'\n",
                                      "p.toml");
  EXPECT_EQ(problems.to_lines(),
            "p.toml:2: not_applicable[1].criterion: the scheme has no criterion \"T-3\"; did you mean \"T-1\"?\n"
            "p.toml:5: choice[1].item: criterion T-2 lets one choose among 1, 2, not \"3\"\n"
            "p.toml:7: choice[2].criterion: criterion T-1 leaves nothing to choose\n"
            "p.toml:10: recognised[1].recognition: the scheme knows no recognition \"cls\"\n");
}

TEST(CheckAgainst, AcceptsWhatTheSchemeHas) {
  EXPECT_TRUE(check_against(small_scheme(),
                            "[[not_applicable]]\ncriterion = 'T-1'\nreason = 'x'\n[[choice]]\ncriterion = 'T-2'\n"
                            "item = '2'\n[[recognised]]\nrecognition = 'psti'\n",
                            "p.toml")
                  .empty());
}

}  // namespace
}  // namespace hoshi::descriptions
