// What a scheme or one of its criteria asks, in words for a terminal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "operations/home.h"

namespace hoshi::operations {

std::string explain_scheme(const Home& home, const Scheme& scheme);
std::string explain_criterion(const Home& home, const Scheme& scheme, const Criterion& criterion);

}  // namespace hoshi::operations
