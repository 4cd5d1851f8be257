// Entries, a site and the words for tests of the register.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "i18n/catalogue.h"
#include "register/entry.h"
#include "register/site.h"

namespace hoshi::public_register {

inline const i18n::Catalogue& words() {
  static const i18n::Catalogue loaded = i18n::Catalogue::load(HOSHI_SOURCE_FOLDER "/translations").value();
  return loaded;
}

inline Site site() {
  return {"https://labels.example.jp", {"JC-STAR", "JC-STAR"}, {"星見市情報セキュリティ室", "Hoshimi Information Security Office"}, {}, "https://labels.example.jp/contact", "", {2026, 11, 30}, ""};
}

inline Entry camera() {
  Entry entry;
  entry.number = "HS-2026-000123";
  entry.scheme = "jc-star";
  entry.level = 1;
  entry.status = "valid";
  entry.maker = {"株式会社ミナト電子", "Minato Electronics Co., Ltd."};
  entry.product = {"見守りネットワークカメラ", "Care network camera"};
  entry.models = {"NC-100", "NC-100W", "-20"};
  entry.category = {"ネットワークカメラ", "Network cameras"};
  entry.issued = {2026, 4, 1};
  entry.valid_from = {2026, 4, 1};
  entry.valid_until = {2028, 3, 31};
  entry.support_end = "2031-03-31";
  entry.security_url = "https://minato.example.jp/security?a=1&b=2";
  entry.contact = "psirt@minato.example.jp";
  entry.update_method = {"設定画面の「更新」から自動で適用されます。", "Applied automatically from “Update” in the settings."};
  entry.recognised_as = {"psti"};
  entry.history = {{11, parse_instant("2026-04-01T01:00:00.000Z").value(), "valid", {"交付しました。", "Issued."}}};
  entry.statement = "0oRDoQEn";
  return entry;
}

inline Entry listed() {
  Entry entry = camera();
  entry.number = "L/7 ★";
  entry.proven = false;
  entry.list_date = "2026-06-01";
  entry.recognised_as.clear();
  entry.history.clear();
  entry.statement.clear();
  entry.support_end.clear();
  entry.maker = {"㈱<b>まりん</b>&通信", ""};
  entry.product = {"=HYPERLINK(\"http://evil.example\")", ""};
  entry.models = {"<script>alert(1)</script>"};
  entry.security_url = "javascript:alert(1)";
  return entry;
}

inline Entry revoked() {
  Entry entry = camera();
  entry.number = "HS-2026-000007";
  entry.level = 3;
  entry.status = "revoked";
  entry.maker = {"あおば計器株式会社", "Aoba Instruments"};
  entry.product = {"ゲートウェイ KG-7", "Gateway KG-7"};
  entry.category = {"ゲートウェイ", "Gateways"};
  entry.history = {{3, parse_instant("2026-02-01T01:00:00.000Z").value(), "valid", {}},
                   {20, parse_instant("2026-10-05T04:30:00.000Z").value(), "revoked", {"証拠が提出されませんでした。", "The evidence was not provided."}}};
  entry.notices = {{"使用を続ける場合は事業者にお問い合わせください。", "Contact the supplier if you keep using it."}};
  return entry;
}

}  // namespace hoshi::public_register
