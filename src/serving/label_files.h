// The artwork of a label as files, by the scheme's own template where it has one, else by the house's design.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "register/public_tree.h"
#include "serving/house.h"

namespace hoshi::serving {

// SVG and PDF in the size of a box, PNG for the screen.
[[nodiscard]] Result<public_register::LabelFiles> label_files(const House& house, const public_register::Site& site, const public_register::Entry& entry);

}  // namespace hoshi::serving
