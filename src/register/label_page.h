// The public page of one label: what it is, whether it holds today, what it covers, and how to use the product safely.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "register/page.h"

namespace hoshi::public_register {

Place place_of(const Entry& entry);

// Where the label's files stand beside its page: label.json, label.jsonld always; the artwork only where it is said to be there.
enum class Artwork { absent, present };

// HTML, whole and self-contained but for /static/register.css. The number must have a path part (site.h).
std::string label_page(const Entry& entry, const Voice& voice, Artwork artwork);

// For a number that is in no list here: what that means, and where to look. The number is a stranger's text.
std::string unknown_label_page(std::string_view number, const Voice& voice);

}  // namespace hoshi::public_register
