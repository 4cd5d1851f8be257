// Tests of the probes that keep and understand documents, with the shipped patterns.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_documents;
extern const Probe probe_disclosure_policy;
extern const Probe probe_support_information;

namespace {

using testing::FakeBench;
using testing::Heard;
using testing::Reply;
using Names = std::set<std::string>;

void add_file(FakeBench& bench, std::string_view kind, std::string_view content) {
  bench.described.documents.push_back({"doc", std::string(kind), "", "", "doc.html", ""});
  bench.documents["doc"] = {"doc", "documents/doc.html", sha256_hex(content), std::string(content)};
}

Names understood(const Probe& probe, std::string_view kind, std::string_view content) {
  FakeBench bench;
  bench.learn("disclosure_policy");
  bench.learn("support_information");
  add_file(bench, kind, content);
  EXPECT_TRUE(bench.run(probe, {"", "", "", "doc"}));
  Names names;
  for (const auto& value : bench.values("document.understood")) {
    names.insert(value["statement"].as_text() + " " + value["language"].as_text());
    EXPECT_LE(value["excerpt"].as_text().size(), 200u);
  }
  return names;
}

Names policy(std::string_view content) {
  return understood(probe_disclosure_policy, "disclosure_policy", content);
}

TEST(Documents, KeepsAFileByItsHash) {
  FakeBench bench;
  add_file(bench, "manual", "hello");
  ASSERT_TRUE(bench.run(probe_documents, {"", "", "", "doc"}));
  const auto kept = bench.values("document.kept");
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0]["bytes"].as_integer(), 5);
  EXPECT_EQ(kept[0]["sha256"].as_text(), sha256_hex("hello"));
  EXPECT_EQ(kept[0]["from"].as_text(), "file");
}

TEST(Documents, KeepsWhatAUrlGives) {
  FakeBench bench;
  bench.described.documents = {{"doc", "manual", "", "http://h/m", "", ""}};
  bench.world.targets.push_back("document:doc");
  bench.world.services[{"document:doc", 80}].handler = [](const Heard& heard) {
    return heard.now.empty() ? Reply{} : Reply{"HTTP/1.1 200 OK\r\n\r\nhello", true};
  };
  ASSERT_TRUE(bench.run(probe_documents, {"", "", "", "doc"}));
  EXPECT_EQ(bench.kept.at("doc"), "hello");
  EXPECT_EQ(bench.values("document.kept").at(0)["from"].as_text(), "url");
}

TEST(Documents, TellsWhyOneIsUnavailable) {
  FakeBench bench;
  bench.described.documents = {{"doc", "manual", "", "http://h/m", "", ""}};
  bench.world.targets.push_back("document:doc");
  ASSERT_TRUE(bench.run(probe_documents, {"", "", "", "doc"}));
  EXPECT_FALSE(bench.values("document.unavailable").at(0)["why"].as_text().empty());
  EXPECT_TRUE(bench.values("document.kept").empty());
}

TEST(DisclosurePolicy, UnderstandsJapanese) {
  EXPECT_EQ(
      policy("<h2>連絡先</h2><p>製品の脆弱性を発見された方は、psirt@example.co.jp までご報告ください。</p>"
             "<p>報告の受領後、５営業日以内に受領の確認を返信いたします。</p>"
             "<p>問題が解決するまで、対応の進捗を３０日ごとに報告者へご連絡します。</p>"),
      (Names{"acknowledgement ja", "contact ja", "status_updates ja"}));
}

TEST(DisclosurePolicy, UnderstandsEnglish) {
  EXPECT_EQ(
      policy("<p>Please report vulnerabilities to security@example.com.</p>"
             "<p>We will acknowledge your report within three business days.</p>"
             "<p>You will receive status updates at least every 14 days until the issue is resolved.</p>"),
      (Names{"acknowledgement en", "contact en", "status_updates en"}));
}

TEST(DisclosurePolicy, UnderstandsTablesAndLinksAsWrittenByMakers) {
  EXPECT_EQ(policy("<table><tr><th>受領のご連絡</th><td>受付から7営業日以内</td></tr>"
                   "<tr><th>対応状況のご連絡</th><td>2週間に1回</td></tr></table>"
                   "<a href='https://example.co.jp/psirt/form'>脆弱性の報告フォーム</a>"),
            (Names{"acknowledgement ja", "contact ja", "status_updates ja"}));
}

TEST(DisclosurePolicy, UnderstandsPlainTextThatIsWrapped) {
  EXPECT_EQ(
      policy(
          "Reporting a vulnerability\n\nSend an e-mail to psirt [at] example.com. You can expect an initial\n"
          "response within 48 hours. We keep you informed of our progress, at least weekly, until\nthe fix "
          "is published.\n"),
      (Names{"acknowledgement en", "contact en", "status_updates en"}));
}

TEST(DisclosurePolicy, DoesNotUnderstandWhatIsNotSaid) {
  EXPECT_EQ(policy("<p>当社は製品のセキュリティを大切にしています。</p><p>営業時間は平日9時から17時です。</p>"
                   "<p>We release firmware updates every month.</p><p>We love security.</p>"),
            Names{});
  EXPECT_EQ(policy("<p>脆弱性の報告先: psirt@example.co.jp</p>"), Names{"contact ja"});
  EXPECT_EQ(policy("<p>We may reply to your report.</p><p>Delivery takes 5 business days.</p>"), Names{});
}

TEST(DisclosurePolicy, ReadsSecurityTxtWithItsDefects) {
  EXPECT_EQ(understood(probe_disclosure_policy, "security_txt",
                       "Contact: mailto:a@b.jp\nExpires: 2027-01-01T00:00:00Z\nPreferred-Languages: ja\n"),
            (Names{"contact any", "expires any", "preferred_languages any"}));
  EXPECT_EQ(understood(probe_disclosure_policy, "security_txt", "<html>404</html>"), Names{"defect any"});
}

TEST(DisclosurePolicy, SaysNothingOfPdf) {
  EXPECT_EQ(policy("%PDF-1.7 psirt@example.co.jp 脆弱性"), Names{});
}

TEST(DisclosurePolicy, IsOurFailureWithoutPatterns) {
  FakeBench bench;
  add_file(bench, "disclosure_policy", "x");
  EXPECT_EQ(bench.run(probe_disclosure_policy, {"", "", "", "doc"}).error().code, ErrorCode::internal);
}

TEST(SupportInformation, UnderstandsAJapaneseManual) {
  EXPECT_EQ(
      understood(probe_support_information, "manual",
                 "<p>はじめにパスワードを必ず変更してください。</"
                 "p><p>ファームウェアの更新は、設定画面の「更新」ボタンをクリックしてください。</p>"
                 "<p>廃棄や譲渡の前に、工場出荷状態に初期化してください。</p>"
                 "<p>セキュリティアップデートの提供期間は2031年3月31日までです。</"
                 "p><p>当社は一切の責任を負いません。</p>"),
      (Names{"disclaimer ja", "disposal ja", "secure_setup ja", "support_end ja", "update_procedure ja"}));
}

TEST(SupportInformation, UnderstandsAnEnglishManual) {
  EXPECT_EQ(
      understood(probe_support_information, "support_statement",
                 "Change the initial password before use. To update the firmware, press Update in Settings. "
                 "Before you dispose of the product, perform a factory reset. Security updates are provided "
                 "until March 2031. "
                 "The maker is not liable for misuse."),
      (Names{"disclaimer en", "disposal en", "secure_setup en", "support_end en", "update_procedure en"}));
}

TEST(SupportInformation, DoesNotUnderstandWhatIsNotSaid) {
  EXPECT_EQ(understood(probe_support_information, "manual",
                       "<p>電源を入れます。</p><p>Mount the camera on a wall.</p>"),
            Names{});
}

TEST(SupportInformation, IsPlannedForItsKindsOnly) {
  FakeBench bench;
  bench.described.documents = {{"a", "manual", "", "", "m.html", ""},
                               {"b", "design", "", "", "d.md", ""},
                               {"c", "manual", "", "", "", ""}};
  const auto tasks = bench.plan(probe_support_information);
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].reference, "a");
}

}  // namespace
}  // namespace hoshi::probes
