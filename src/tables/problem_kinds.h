// The mistakes that the reader of tables itself can find.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tables/problem.h"

namespace hoshi::tables {

inline constexpr ProblemKind not_toml{"problem.not_toml", "not valid TOML at column {column}: {what}"};
inline constexpr ProblemKind too_large{"problem.too_large", "larger than {limit} bytes"};
inline constexpr ProblemKind too_deep{"problem.too_deep", "nested deeper than {limit} levels"};
inline constexpr ProblemKind too_many_values{"problem.too_many_values", "more than {limit} values"};
inline constexpr ProblemKind unknown_key{"problem.unknown_key", "\"{name}\" is not a known key here"};
inline constexpr ProblemKind unknown_key_near{
    "problem.unknown_key_near", "\"{name}\" is not a known key here; did you mean \"{suggestion}\"?"};
inline constexpr ProblemKind missing{"problem.missing", "must be given"};
inline constexpr ProblemKind not_text{"problem.not_text", "must be text in quotation marks"};
inline constexpr ProblemKind not_integer{"problem.not_integer", "must be a whole number without quotation marks"};
inline constexpr ProblemKind not_boolean{"problem.not_boolean", "must be true or false, without quotation marks"};
inline constexpr ProblemKind not_list{"problem.not_list", "must be a list in square brackets"};
inline constexpr ProblemKind not_table{"problem.not_table", "must be a table"};
inline constexpr ProblemKind not_date{"problem.not_date", "must be a date like 2026-11-23"};
inline constexpr ProblemKind out_of_range{"problem.out_of_range",
                                          "must be from {least} to {most}, not {value}"};
inline constexpr ProblemKind no_such_date{"problem.no_such_date",
                                          "must be a date like 2026-11-23, not \"{value}\""};
inline constexpr ProblemKind not_one_of{"problem.not_one_of",
                                        "must be one of {allowed}, not \"{value}\""};
inline constexpr ProblemKind not_one_of_near{
    "problem.not_one_of_near",
    "must be one of {allowed}, not \"{value}\"; did you mean \"{suggestion}\"?"};
inline constexpr ProblemKind control_character{
    "problem.control_character",
    "holds a control character; only line breaks and tabs may stand in text"};
inline constexpr ProblemKind wrong_format{"problem.wrong_format",
                                          "must be \"{wanted}\"; this program reads no other format"};
inline constexpr ProblemKind unreadable{"problem.unreadable", "cannot be read: {why}"};

}  // namespace hoshi::tables
