// The apostrophe that keeps a text from becoming a formula when a spreadsheet program opens it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hoshi::spreadsheets {

// For every text: unguarded(guarded(text)) == text.
std::string guarded(std::string_view text);
std::string unguarded(std::string_view text);

}  // namespace hoshi::spreadsheets
