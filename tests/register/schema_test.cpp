// Holds lists, labels and changes to their published schema, docs/register.schema.json.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/file.h"
#include "register/example.h"
#include "register/exports.h"
#include "register/feed.h"

namespace hoshi::public_register {
namespace {

using Json = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

bool fits(const std::string& text) {
  const Json document = Json::parse(read_file(HOSHI_SOURCE_FOLDER "/docs/register.schema.json").value());
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(document), schema);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  const Json content = Json::parse(text);
  return validator.validate(schema, Adapter(content), nullptr);
}

TEST(RegisterSchema, FitsWhatIsWritten) {
  const std::vector<Entry> all{camera(), revoked(), listed(), Entry{.number = "1", .scheme = "", .status = "valid"}};
  EXPECT_TRUE(fits(list_json(all, site())));
  EXPECT_TRUE(fits(list_json({}, site())));
  for (const auto& entry : all) EXPECT_TRUE(fits(json_line(entry, site()))) << entry.number;
  EXPECT_TRUE(fits(feed_json(changes_since(all, 0, 10), 0, site())));
}

TEST(RegisterSchema, RefusesWhatIsNot) {
  Json label = Json::parse(json_line(camera(), site()));
  label["status"] = "good";
  EXPECT_FALSE(fits(label.dump()));
  label = Json::parse(json_line(camera(), site()));
  label.erase("proven");
  EXPECT_FALSE(fits(label.dump()));
}

}  // namespace
}  // namespace hoshi::public_register
