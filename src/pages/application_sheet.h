// The form of an application as it is read: every field that can be filled in, in the words of the form.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "office/views.h"
#include "pages/page.h"

namespace hoshi::pages {

// What the submission that counts says, else the draft.
const Value& form_read_of(const office::ApplicationView& view);
Words product_in(const Value& form);  // its name

// The numbers there can be, the first to come first: a filing has its own, and none of those that lead to a label.
std::vector<std::string> numbers_of(const office::ApplicationView& view);

// The product, beside the rest of the page.
void write_product(Page& page, const office::ApplicationView& view);
// Everything else, in the parts of the form; names lead to the parties the visitor may see.
void write_form(Page& page, const office::ApplicationView& view);

}  // namespace hoshi::pages
