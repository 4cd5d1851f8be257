// The artwork of a label of the register: what stands on it, and its files for the public tree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "artwork/template.h"
#include "register/page.h"
#include "register/public_tree.h"

namespace hoshi::public_register {

constexpr int artwork_dots_per_inch = 600;  // of the PNG

// Levels 1 and 2 say "declared", 3 and 4 "evaluated" (jc-star.md 2); nothing on a label endorses the product.
artwork::LabelFace face_of(const Entry& entry, const Site& site, const i18n::Catalogue& words);

// For TreeSettings::artwork: the operator's design, or our own in the size for manuals where `design` is null. Borrows all three.
std::function<Result<LabelFiles>(const Entry&)> artwork_maker(const Site& site, const i18n::Catalogue& words, const artwork::LabelTemplate* design);

}  // namespace hoshi::public_register
