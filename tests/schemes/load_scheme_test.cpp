// Loading of schemes: the tiny one as it is, and every doubtful change to it refused with file and line.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/load_scheme.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "schemes/list_schemes.h"
#include "schemes/scheme_under_test.h"

namespace hoshi::schemes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(LoadScheme, ReadsASchemeThatIsNotAboutJcStar) {
  const auto loaded = load_scheme(tiny_scheme(), known_rules());
  ASSERT_EQ(loaded.problems.to_lines(), "");
  const Scheme& scheme = loaded.scheme;
  EXPECT_EQ(scheme.id, "tiny");
  EXPECT_EQ(scheme.name.ja, "ちいさな制度");
  EXPECT_EQ(to_text(scheme.effective_from), "2025-01-01");
  EXPECT_THAT(scheme.scope_out, ElementsAre("smartphone"));
  EXPECT_THAT(scheme.level(7)->criteria, ElementsAre("T-1", "T-2"));
  EXPECT_TRUE(scheme.level(8)->criteria.empty());
  EXPECT_EQ(scheme.recognitions.at(0).id, "elder");
  EXPECT_EQ(scheme.sha256.size(), 64u);
}

TEST(LoadScheme, ReadsItemsChecksQuestionsAndParameters) {
  const auto loaded = load_scheme(tiny_scheme(), known_rules());
  const Criterion* first = loaded.scheme.criterion("T-1");
  const Criterion* second = loaded.scheme.criterion("T-2");
  ASSERT_TRUE(first != nullptr && second != nullptr);
  EXPECT_EQ(first->combine, Combine::any);
  EXPECT_EQ(second->combine, Combine::chosen);
  EXPECT_EQ(first->items.at(1).checks.at(0).question, "T-1/reachable");
  EXPECT_EQ(find_question(*first, "T-1/reachable")->kind, Question::Kind::hand_test);
  EXPECT_EQ(first->advice.at(0).basis, Basis::beyond);
  EXPECT_EQ(first->items.at(0).checks.at(0).arguments["document"].as_text(), "disclosure_policy");
  EXPECT_EQ(find_parameter(*second, "tries_min")->value, 5);
  EXPECT_TRUE(second->items.at(0).checks.at(1).satisfied_by_declaration);
  EXPECT_EQ(second->not_applicable.at(0).feature, "network_user_authentication");
}

TEST(LoadScheme, HashesEveryFileWithItsPath) {
  const SchemeUnderTest scheme;
  const std::string before = scheme.load().scheme.sha256;
  EXPECT_EQ(before, load_scheme(tiny_scheme(), known_rules()).scheme.sha256);
  scheme.replace("examples/T-1.page.toml", "bytes = 10", "bytes = 11");
  const std::string changed = scheme.load().scheme.sha256;
  EXPECT_NE(changed, before);
  std::filesystem::rename(scheme.folder() / "examples/T-1.page.toml", scheme.folder() / "examples/T-1.pages.toml");
  EXPECT_NE(scheme.load().scheme.sha256, changed);
}

struct Change {
  const char* file;
  const char* from;
  const char* to;
  int lines_later;  // from the changed line to the one the problem stands at
  const char* problem;
};

class DoubtfulSchemes : public ::testing::TestWithParam<Change> {};

TEST_P(DoubtfulSchemes, AreRefusedWithFileAndLine) {
  const SchemeUnderTest scheme;
  const auto& change = GetParam();
  const int line = scheme.replace(change.file, change.from, change.to);
  ASSERT_GT(line, 0);
  const std::string place = std::string(change.file) + ":" + std::to_string(line + change.lines_later) + ": ";
  EXPECT_THAT(scheme.problems(), HasSubstr(place + change.problem));
}

constexpr const char* head = "scheme.toml";
constexpr const char* first = "criteria/T-1.toml";
constexpr const char* second = "criteria/T-2.toml";

INSTANTIATE_TEST_SUITE_P(
    Heads, DoubtfulSchemes,
    ::testing::Values(
        Change{head, "hoshi-scheme/1", "hoshi-scheme/9", 0, "format: must be \"hoshi-scheme/1\""},
        Change{head, "id = \"tiny\"", "id = \"tinny\"", 0, "id: the id \"tinny\" differs from the folder's name \"tiny\""},
        Change{head, "edition = \"3\"", "edition = \"\"", 0, "edition: must be given"},
        Change{head, "effective_from = 2025-01-01", "effective_from = 'soon'", 0, "effective_from: must be a date"},
        Change{head, "\"smartphone\"", "\"phone\"", 0, "scope_out: must be one of ip_device"},
        Change{head, "ja = \"ちいさな制度\", ", "", 0, "name.ja: must be given"},
        Change{head, "en = \"draft\"", "en = \"\"", 0, "provisional_mark.en: must be given"},
        Change{head, "en = \"draft\"", "en = \"draft\", fr = \"x\"", 0, "provisional_mark.fr: \"fr\" is not a known key"},
        Change{head, "transition =", "tranistion =", 0, "tranistion: \"tranistion\" is not a known key here; did you mean"},
        Change{head, "number = 8", "number = 7", 0, "level[2].number: \"7\" is already used in line 15"},
        Change{head, "assessable = true", "assessable = false", -5, "level[1]: level 7 has criteria but is not marked"},
        Change{head, "assessable = false", "assessable = true", -5, "level[2]: level 8 is assessable but has no criteria"},
        Change{head, "assessable = true\n", "\n", -5, "level[1].assessable: must be given"},
        Change{head, "\"laboratory\"", "\"office\"", 0, "level[2].evaluator: must be one of maker, laboratory"},
        Change{head, "confidence = \"official\"", "", -3, "recognition[1].confidence: must be given"},
        Change{head, "[[recognition]]", "[[recognition]]\nid = 'elder'\n[[recognition]]", 3,
               "recognition[2].id: \"elder\" is already used in line 31"}));

INSTANTIATE_TEST_SUITE_P(
    Criteria, DoubtfulSchemes,
    ::testing::Values(
        Change{first, "id = \"T-1\"", "id = \"T-9\"", 0, "id: the id \"T-9\" differs from the file's name \"T-1\""},
        Change{first, "level = 7", "level = 9", 0, "level: the scheme has no level 9"},
        Change{first, "methods = [\"document\"]", "methods = []", 0, "methods: must be given"},
        Change{first, "methods = [\"document\"]", "methods = [\"paper\"]", 0, "methods: must be one of document"},
        Change{first, "combine = \"any\"", "combine = \"some\"", 0, "combine: must be one of all, any, chosen"},
        Change{first, "[\"elder\"]", "[\"older\"]", 0, "recognised_by: \"older\" is not defined as [[recognition]]; did"},
        Change{first, "ja = \"連絡先の公開\"", "ja = \"\"", 0, "title.ja: must be given"},
        Change{first, ", en = \"Publish a contact.\"", "", 0, "remedy.en: must be given"},
        Change{first, "summary =", "sumary =", 0, "sumary: \"sumary\" is not a known key here; did you mean \"summary\"?"},
        Change{first, "confidence = \"official\"\nsource", "confidence = \"sure\"\nsource", 0,
               "confidence: must be one of official, secondary, unverified"},
        Change{second, "\"network_user_authentication\"", "\"network_authentication\"", 0,
               "not_applicable[1].feature: must be one of"},
        Change{second, "confidence = \"unverified\"\nsource = \"invented\"\nmeaning", "source = \"invented\"\nmeaning", -4,
               "parameter[1].confidence: must be given"},
        Change{second, "value = 3", "value = \"3\"", 0, "parameter[1].value: must be a whole number"},
        Change{second, "value = 3\n", "\n", -2, "parameter[1].value: must be given"},
        Change{second, "name = \"tries_min\"", "name = \"lock_after_tries_max\"", 0, "parameter[3].name: \"lock_after_tries_"},
        Change{second, "over = \"logins\"", "over = \"login\"", 0, "question[1].over: must be one of"},
        Change{first, "document = \"manual\"\ntext", "document = \"book\"\ntext", 0, "question[1].document: must be one of"},
        Change{first, "kind = \"hand_test\"", "kind = \"exam\"", 0, "question[1].kind: must be one of confirmation"}));

INSTANTIATE_TEST_SUITE_P(
    Checks, DoubtfulSchemes,
    ::testing::Values(
        Change{first, "id = \"telephone\"", "id = \"page\"", 0, "item[2].id: \"page\" is already used in line 25"},
        Change{first, "id = \"answered\"", "id = \"page_kept\"", 0, "item[2].check[1].id: \"page_kept\" is already used"},
        Change{first, "id = \"says_contact\"", "id = \"page_kept\"", 0, "advice[1].id: \"page_kept\" is already used"},
        Change{first, "rule = \"confirmed\"", "rule = \"confirm\"", 0, "item[2].check[1].rule: there is no rule \"confirm\""},
        Change{first, "question = \"reachable\"", "question = \"reachible\"", 0,
               "item[2].check[1].question: \"reachible\" is not defined as [[question]]; did you mean \"reachable\"?"},
        Change{first, "  question = \"reachable\"\n", "", -1, "item[2].check[1].rule: the rule confirmed needs a question"},
        Change{first, "name = \"reachable\"", "name = \"called\"", 0, "question[1].name: no check asks the question \"called\""},
        Change{first, "arguments = {document = \"disclosure_policy\"}", "arguments = {document = \"policy\"}", 0,
               "item[1].check[1].arguments: \"policy\" is not known for the argument document"},
        Change{first, "arguments = {document = \"disclosure_policy\"}", "arguments = {kind = \"manual\"}", 0,
               "item[1].check[1].arguments: the rule document_available knows no argument \"kind\""},
        Change{first, "  arguments = {document = \"disclosure_policy\"}\n", "", -5,
               "item[1].check[1].arguments: the rule document_available needs the argument \"document\""},
        Change{first, "official_method = \"document\"", "official_method = \"real_device\"", 0,
               "item[1].check[1].official_method: \"real_device\" is not among the methods"},
        Change{first, "basis = \"required\"", "basis = \"beyond\"", 0, "item[1].check[1].basis: checks of basis \"beyond\""},
        Change{first, "basis = \"required\"", "basis = \"contradicts_declaration\"", -6, "item[1]: an item needs at least one"},
        Change{first, "basis = \"required\"", "", -2, "item[1].check[1].basis: must be given"},
        Change{first, "basis = \"required\"", "basis = \"required\"\n  satisfied_by_declaration = true", 1,
               "item[1].check[1].satisfied_by_declaration: belongs to checks of basis"},
        Change{first, "rule = \"statement_understood\"", "basis = \"required\"\nrule = \"statement_understood\"", 0,
               "advice[1].basis: checks of basis \"beyond\""},
        Change{second, ", \"tries_min\"]", "]", 0, "item[1].check[1].parameters: the rule throttling needs the parameter \"tries_min\""},
        Change{second, "\"tries_min\"]", "\"tries_min\", \"tries_max\"]", 0,
               "item[1].check[1].parameters: \"tries_max\" is not defined as [[parameter]]; did you mean \"tries_min\"?"},
        Change{second, "rule = \"no_undeclared_interface\"", "rule = \"no_undeclared_interface\"\nparameters = [\"tries_min\"]", 1,
               "item[1].check[2].parameters: the rule no_undeclared_interface reads no parameter"},
        Change{second, "authentication.*.brute_force_prevention", "authentication.*.brute_force", 0,
               "item[2].check[1].arguments: \"authentication.*.brute_force\" is not known for the argument fields"},
        Change{second, "rule = \"no_undeclared_interface\"",
               "arguments = {fact = \"port.opened\", control_fact = \"port.open\"}\nrule = \"fact_absent\"", 0,
               "item[1].check[2].arguments: \"port.opened\" is not known for the argument fact"},
        Change{second, "fields = [\"authentication.*.brute_force_prevention\"]", "fields = \"product.name\"", 0,
               "item[2].check[1].arguments: the argument fields must be a list of texts"},
        Change{second, "fields = [\"authentication.*.brute_force_prevention\"]", "fields = []", 0,
               "item[2].check[1].arguments: the argument fields must be a list of texts"},
        Change{first, "statement = \"contact\"", "statement = [\"contact\"]", 0,
               "advice[1].arguments: the argument statement must be text"},
        Change{second, "arguments = {fields", "argument = {fields", 0, "item[2].check[1].argument: \"argument\" is not a known key"}));

TEST(LoadScheme, RefusesParametersNobodyUses) {
  const SchemeUnderTest scheme;
  scheme.replace(second, "[[question]]",
                 "[[parameter]]\nname = 'x'\nvalue = 1\nunit = 'days'\nconfidence = 'official'\nsource = 's'\n"
                 "meaning = {ja = 'j', en = 'e'}\n[[question]]");
  EXPECT_EQ(scheme.problems(), "criteria/T-2.toml:48: parameter[4].name: no check uses the parameter \"x\"\n");
}

TEST(LoadScheme, RefusesACriterionWithoutItems) {
  const SchemeUnderTest scheme;
  const std::string text = scheme.read(first);
  scheme.write(first, text.substr(0, text.find("[[question]]")));
  EXPECT_EQ(scheme.problems(), "criteria/T-1.toml:1: item: a criterion needs at least one [[item]]\n");
}

TEST(LoadScheme, RefusesFilesItCannotReadOrDoesNotExpect) {
  const SchemeUnderTest scheme;
  scheme.write("criteria/T-3.tml", "");
  std::filesystem::create_symlink("/etc/passwd", scheme.folder() / "criteria/T-4.toml");
  scheme.write("criteria/T-5.toml", "id = \n");
  EXPECT_THAT(scheme.problems(), StartsWith("criteria/T-3.tml: only .toml files belong in this folder\n"
                                            "criteria/T-4.toml: is neither a file nor a folder\n"
                                            "criteria/T-5.toml:1: not valid TOML at column 6"));
}

TEST(LoadScheme, RefusesAFolderThatIsNoScheme) {
  const SchemeUnderTest scheme;
  const auto empty = load_scheme(scheme.folder() / "criteria", known_rules());
  EXPECT_THAT(empty.problems.to_lines(), HasSubstr("scheme.toml: must be given"));
  const auto missing = load_scheme(scheme.root() / "nothing", known_rules());
  EXPECT_THAT(missing.problems.to_lines(), HasSubstr("cannot be read"));
}

TEST(LoadScheme, SurvivesTruncationOfEveryFile) {
  const SchemeUnderTest scheme;
  std::size_t accepted = 0;  // where the last check, a blank or the advice is cut off, the rest is whole
  for (const char* file : {head, first, second}) {
    const std::string text = scheme.read(file);
    for (std::size_t length = 0; length < text.size(); length += 7) {
      scheme.write(file, text.substr(0, length));
      if (scheme.load().problems.empty()) ++accepted;
    }
    scheme.write(file, text);
  }
  EXPECT_LT(accepted, 5u);
  EXPECT_TRUE(scheme.load().problems.empty());
}

TEST(LoadScheme, AcceptsAFolderNamedWithATrailingSlash) {
  const auto loaded = load_scheme(tiny_scheme() / "", known_rules());
  EXPECT_EQ(loaded.problems.to_lines(), "");
}

TEST(ListSchemes, FindsFoldersWithASchemeInThem) {
  const auto found = list_schemes(std::filesystem::path(HOSHI_SOURCE_FOLDER) / "tests/data");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ(found->at(0).id, "hoshi-test");
  EXPECT_EQ(found->at(1).id, "tiny");
  EXPECT_EQ(list_schemes("/nowhere").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace hoshi::schemes
