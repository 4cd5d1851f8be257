// The artwork of the labels of a register: what stands on it, and its three forms.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "artwork/template.h"
#include "register/page.h"

namespace hoshi::public_register {

constexpr int artwork_dots_per_inch = 300;  // of the PNG

// Levels 1 and 2 say "declared", 3 and 4 "evaluated" (jc-star.md 2); nothing on a label endorses the product.
artwork::LabelFace face_of(const Entry& entry, const Site& site, const i18n::Catalogue& words);

// Draws by the operator's design where there is one (docs/label-template.md), else by our own. Borrows the words; threads may share it.
class LabelArtist {
 public:
  // `design` is a file that need not be there. invalid_input names what is wrong with it.
  [[nodiscard]] static Result<LabelArtist> open(const std::filesystem::path& design, const i18n::Catalogue& words);
  // The operator's design has one size, whatever is asked for. Errors name the label.
  [[nodiscard]] Result<artwork::LabelArt> draw(const Entry& entry, const Site& site, artwork::LabelSize size) const;
  bool has_one_size() const { return design_.has_value(); }

 private:
  LabelArtist(std::optional<artwork::LabelTemplate> design, const i18n::Catalogue& words) : design_(std::move(design)), words_(&words) {}
  std::optional<artwork::LabelTemplate> design_;
  const i18n::Catalogue* words_;
};

}  // namespace hoshi::public_register
