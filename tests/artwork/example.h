// A label's face for tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "artwork/label_art.h"

namespace hoshi::artwork {

inline LabelFace example_face() {
  LabelFace face;
  face.url = "https://labels.example.jp/labels/HS-2026-000123";
  face.number = "HS-2026-000123";
  face.level = 1;
  face.scheme = {"JC-STAR", "JC-STAR"};
  face.claim = {"セキュリティ要件 適合宣言", "Declaration of conformity"};
  face.number_word = {"登録番号", "Registration number"};
  face.scan = {"最新の状態はQRコードで確認", "Scan for the current status"};
  face.origin = {"Hoshiの標準図案（IPAの適合ラベルではありません）", "Default design of Hoshi; not the label of IPA"};
  face.issued = {2026, 4, 1};
  return face;
}

}  // namespace hoshi::artwork
