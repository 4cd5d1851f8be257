// The template in both languages: passes check, explains every field, and takes the answers of the wizard.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/product_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"
#include "descriptions/load_product.h"
#include "descriptions/shape.h"
#include "descriptions/wizard.h"
#include "tables/table.h"

namespace hoshi::descriptions {
namespace {

using ::testing::HasSubstr;

std::string text_in(Language language) { return product_template(HOSHI_SOURCE_FOLDER, language).value_or(""); }

// The template with its examples switched on: '#' directly before text is taken away.
std::string with_examples(const std::string& text) {
  std::vector<std::string> lines = split(text, '\n');
  for (auto& line : lines) {
    const bool is_example = line.size() > 1 && line[0] == '#' && line[1] != ' ' && line[1] != '#';
    if (is_example) line.erase(0, 1);
  }
  return join(lines, "\n");
}

class Template : public ::testing::TestWithParam<Language> {};
INSTANTIATE_TEST_SUITE_P(Languages, Template, ::testing::Values(Language::ja, Language::en));

TEST_P(Template, PassesCheckAsItIs) {
  const auto loaded = load_product(text_in(GetParam()), "new.toml");
  EXPECT_EQ(loaded.problems.to_lines(), "");
  EXPECT_EQ(loaded.product.id, "my-product");
  EXPECT_FALSE(loaded.product.source.has("route"));
}

TEST_P(Template, PassesCheckWithAllItsExamples) {
  const auto loaded = load_product(with_examples(text_in(GetParam())), "new.toml");
  EXPECT_EQ(loaded.problems.to_lines(), "");
  EXPECT_EQ(loaded.product.routes.size(), 1u);
}

TEST_P(Template, HoldsEveryFieldThatADescriptionMayHave) {
  const auto document = tables::Document::parse(with_examples(text_in(GetParam())), "new.toml");
  ASSERT_TRUE(document);
  const Value all = tables::to_value(*document);
  for (const auto& shape : description_shapes()) {
    const Value* table = &all;
    for (const auto& part : split(shape.name, '.')) table = &(*table)[part];
    for (const auto& field : shape.fields) {
      bool is_there = table->has(field.name);
      for (const auto& entry : table->as_list()) is_there = is_there || entry.has(field.name);
      EXPECT_TRUE(is_there) << shape.name << "." << field.name;
    }
  }
}

TEST_P(Template, IsFilledByTheWizard) {
  const auto filled = fill_template(text_in(GetParam()), {{"id", "hc-100"},
                                                          {"name", "a \"good\" \\ camera # 1"},
                                                          {"kind", "ip_device"},
                                                          {"support_end", "2031-03-31"},
                                                          {"manufacturer", "株式会社見本"},
                                                          {"corporate_number", "7000012050002"},
                                                          {"permission_date", "2026-11-23"},
                                                          {"serial", ""},
                                                          {"has_update", "no"},
                                                          {"has_routes", "yes"},
                                                          {"disclosure_policy", "https://example.com/security"}});
  ASSERT_TRUE(filled) << filled.error().message;
  const auto loaded = load_product(*filled, "new.toml");
  EXPECT_EQ(loaded.problems.to_lines(), "");
  EXPECT_EQ(loaded.product.id, "hc-100");
  EXPECT_EQ(loaded.product.name, "a \"good\" \\ camera # 1");
  EXPECT_EQ(loaded.product.kind, "ip_device");
  EXPECT_EQ(loaded.product.permission.date, "2026-11-23");
  EXPECT_EQ(loaded.product.source["parties"]["manufacturer"]["name"].as_text(), "株式会社見本");
  EXPECT_TRUE(loaded.product.source["update_mechanism"].is_list());
  EXPECT_FALSE(loaded.product.source.has("route"));
  ASSERT_EQ(loaded.product.documents.size(), 1u);
  EXPECT_EQ(loaded.product.documents[0].kind, "disclosure_policy");
}

TEST_P(Template, HasALineForEveryFieldOfTheWizard) {
  for (const auto& question : wizard_questions()) {
    if (question.kind != WizardQuestion::Kind::text) continue;
    const bool is_date = question.id == "support_end" || question.id == "permission_date";
    const std::string answer = is_date ? "2026-11-23" : question.id == "corporate_number" ? "7000012050002" : "zzz";
    const auto filled = fill_template(text_in(GetParam()), {{question.id, answer}});
    ASSERT_TRUE(filled) << question.id;
    EXPECT_THAT(*filled, HasSubstr(" = \"" + answer + "\"")) << question.id;
    EXPECT_TRUE(load_product(*filled, "new.toml").problems.empty()) << question.id;
  }
}

TEST(Wizard, RefusesAnswersThatCheckWouldRefuse) {
  const std::map<std::string, std::string> wrong{
      {"id", "two words"},          {"kind", "camera"},         {"support_end", "next year"},
      {"corporate_number", "123"},  {"has_update", "perhaps"},  {"manual", "ftp://example.com"},
      {"model", "two\nlines"},      {"name", "\x1b[2J"},        {"disclosure_policy", "javascript:alert(1)"}};
  const std::string text = text_in(Language::en);
  for (const auto& [id, answer] : wrong) {
    const auto filled = fill_template(text, {{id, answer}});
    ASSERT_FALSE(filled) << id;
    EXPECT_EQ(filled.error().code, ErrorCode::invalid_input);
    EXPECT_THAT(filled.error().message, HasSubstr(id + ": "));
  }
}

TEST(Wizard, LeavesTheTemplateAloneWithoutAnswers) {
  const std::string text = text_in(Language::en);
  EXPECT_EQ(fill_template(text, {}), text);
}

TEST(Wizard, HasWordsForEveryQuestionInBothLanguages) {
  for (const char* language : {"ja", "en"}) {
    const auto file = read_file(std::string(HOSHI_SOURCE_FOLDER) + "/translations/" + language + ".toml");
    const auto document = tables::Document::parse(file.value_or(""), language);
    ASSERT_TRUE(document);
    const Value words = tables::to_value(*document)["wizard"];
    for (const auto& question : wizard_questions()) {
      EXPECT_FALSE(words[question.id].as_text().empty()) << language << " " << question.words;
    }
  }
}

TEST(DescriptionPaths, AreKnownByShape) {
  for (const char* good : {"product.support_end", "authentication.*.change_procedure", "document.kind=manual",
                           "user_information.secure_setup", "parties.manufacturer.name", "route"}) {
    EXPECT_TRUE(is_description_path(good)) << good;
  }
  for (const char* bad : {"", ".", "product.supportend", "authentication.change_procedure", "product.*.name",
                          "document.kind=book", "document.*.kind=manual", "product.kind=ip_device", "a.b.c=d=e"}) {
    EXPECT_FALSE(is_description_path(bad)) << bad;
  }
}

}  // namespace
}  // namespace hoshi::descriptions
