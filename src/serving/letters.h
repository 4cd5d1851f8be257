// What notices say and to whom: looked up at the moment of sending.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "courier/courier.h"
#include "serving/house.h"

namespace hoshi::serving {

// Borrows the house. Mails are in Japanese with the English text below.
courier::Letters letters_of(House& house);

// The template with each {slot} filled; slots nobody filled are left empty.
std::string filled(std::string_view text, const ValueMap& slots);

}  // namespace hoshi::serving
