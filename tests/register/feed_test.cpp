// Tests the change feed as JSON and as Atom.
// SPDX-License-Identifier: Apache-2.0
#include "register/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/value.h"
#include "register/example.h"

namespace hoshi::public_register {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<Entry> all{camera(), revoked(), listed()};

std::vector<std::int64_t> sequences(const std::vector<Change>& changes) {
  std::vector<std::int64_t> out;
  for (const auto& one : changes) out.push_back(one.change.sequence);
  return out;
}

TEST(Changes, ComeInOrderFromTheNumberAsked) {
  EXPECT_THAT(sequences(changes_since(all, 0, 10)), testing::ElementsAre(3, 11, 20));
  EXPECT_THAT(sequences(changes_since(all, 3, 1)), testing::ElementsAre(11));
  EXPECT_THAT(sequences(changes_since(all, 20, 10)), testing::IsEmpty());
  EXPECT_THAT(sequences(latest_changes(all, 2)), testing::ElementsAre(20, 11));
}

TEST(FeedJson, SaysWhatToAskForNext) {
  const Value page = parse_json(feed_json(changes_since(all, 0, 2), 0, site())).value();
  EXPECT_EQ(page["next"].as_integer(), 11);
  EXPECT_EQ(page["changes"].as_list()[0]["number"].as_text(), "HS-2026-000007");
  EXPECT_EQ(parse_json(feed_json({}, 20, site())).value()["next"].as_integer(), 20);
}

TEST(FeedAtom, HasWhatRfc4287Asks) {
  const std::string feed = feed_atom(latest_changes(all, 10), site(), Language::ja, words());
  for (const char* part : {"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\">", "<id>https://labels.example.jp/atom.xml</id>",
                           "<updated>2026-10-05T04:30:00.000Z</updated>", "rel=\"self\"", "<author><name>星見市情報セキュリティ室</name></author>",
                           "<id>https://labels.example.jp/labels/HS-2026-000007#change-20</id>", "取消し", "証拠が提出されませんでした。"}) {
    EXPECT_THAT(feed, HasSubstr(part));
  }
  EXPECT_THAT(feed_atom(latest_changes(all, 10), site(), Language::en, words()), HasSubstr("Revoked"));
}

TEST(FeedAtom, LetsNoTextBecomeMarkup) {
  Entry hostile = camera();
  hostile.product = {"]]><x>&\x01", "]]><x>&\x01"};
  const std::string feed = feed_atom(latest_changes(std::vector{hostile}, 10), site(), Language::ja, words());
  EXPECT_THAT(feed, Not(HasSubstr("<x>")));
  EXPECT_THAT(feed, Not(HasSubstr("\x01")));
  hostile.number = std::string(100, 'n');
  EXPECT_THAT(feed_atom(latest_changes(std::vector{hostile}, 10), site(), Language::ja, words()), Not(HasSubstr("<entry>")));
}

}  // namespace
}  // namespace hoshi::public_register
