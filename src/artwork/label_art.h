// The label as people print it: the house's own design around the QR code of the label's address.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "artwork/drawing.h"
#include "domain/words.h"

namespace hoshi::artwork {

// What stands on a label. Both languages stand on every label, Japanese first.
struct LabelFace {
  std::string url;      // the permanent address; no parameters that could change
  std::string number;   // 登録番号, with `number_word` in front
  int level = 1;        // 1 to 4
  Words scheme;         // its short name
  Words claim;          // what the label says of the product ("適合宣言"); endorses nothing
  Words number_word;    // "登録番号"
  Words scan;           // "最新の状態はこちら"
  Words origin;         // whose design it is, and whose it is not
  Date issued;
};

// Smallest modules and codes: device 0.33 mm and 16 mm, manual 0.40 mm and 20 mm, box 0.50 mm and 24 mm; longer addresses make it larger.
enum class LabelSize { device, box, manual };
std::string_view name_of(LabelSize size);  // "device", "box", "manual"

// invalid_input for an address or level that cannot be drawn; unavailable without fonts.
[[nodiscard]] Result<Drawing> draw_label(const LabelFace& face, LabelSize size);

}  // namespace hoshi::artwork
