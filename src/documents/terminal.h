// The result of an assessment as a table for a terminal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "documents/report_input.h"

namespace hoshi::documents {

enum class Colour { off, on };

// Columns a terminal gives the text: two for East Asian wide characters, none for combining ones (Unicode UAX #11).
std::size_t width_of(std::string_view text);
// The text cut to at most `columns`, with "…" when something was left out.
std::string fitted(std::string_view text, std::size_t columns);

// Head, one line a criterion (id, title, verdict, main reason), counts, provisional mark, what to do next.
std::string terminal_report(const ReportInput& input, Colour colour, std::size_t columns);

}  // namespace hoshi::documents
