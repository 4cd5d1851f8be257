// The mistakes that readers of descriptions, answers and credentials can find, besides those of tables.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tables/problem.h"

namespace hoshi::descriptions {

using tables::ProblemKind;

inline constexpr ProblemKind bad_id{
    "problem.bad_id",
    "\"{value}\" is no id: use letters, digits, '-', '_' and '.', at most 64, beginning with a letter or digit"};
inline constexpr ProblemKind duplicate_id{"problem.duplicate_id", "\"{id}\" is already used in line {line}"};
inline constexpr ProblemKind no_such_id{"problem.no_such_id", "there is no [[{table}]] called \"{value}\""};
inline constexpr ProblemKind no_such_id_near{
    "problem.no_such_id_near", "there is no [[{table}]] called \"{value}\"; did you mean \"{suggestion}\"?"};
inline constexpr ProblemKind bad_port{
    "problem.bad_port", "must be like tcp/443 or udp/161, with a port from 1 to 65535, not \"{value}\""};
inline constexpr ProblemKind bad_word{
    "problem.bad_word", "must be one word of small letters, digits, '-', '_', '+' and '.', not \"{value}\""};
inline constexpr ProblemKind several_lines{"problem.several_lines", "must be one line"};
inline constexpr ProblemKind bad_url{"problem.bad_url",
                                     "must be an address like https://example.com/page, not \"{value}\""};
inline constexpr ProblemKind url_with_account{
    "problem.url_with_account", "must not hold an account or password; give those in the credentials file"};
inline constexpr ProblemKind bad_path{
    "problem.bad_path", "must be the path of a file below the folder of this one, without \"..\", not \"{value}\""};
inline constexpr ProblemKind bad_corporate_number{
    "problem.bad_corporate_number", "must be the 13 digits of a corporate number (法人番号), not \"{value}\""};
inline constexpr ProblemKind corporate_check_digit{
    "problem.corporate_check_digit",
    "\"{value}\" is no corporate number (法人番号): its first digit would have to be {digit}"};
inline constexpr ProblemKind secret_in_description{
    "problem.secret_in_description",
    "secrets never stand here; write them into a credentials file (hoshi-credentials/1) and pass it with --credentials"};
inline constexpr ProblemKind url_and_file{"problem.url_and_file", "give either url or file, not both"};
inline constexpr ProblemKind no_main_target{
    "problem.no_main_target", "names no target, and there is no [[target]] called \"main\""};
inline constexpr ProblemKind other_product{
    "problem.other_product", "this file is for the product \"{value}\", not for \"{product}\""};
inline constexpr ProblemKind unknown_criterion{"problem.unknown_criterion",
                                               "the scheme has no criterion \"{value}\""};
inline constexpr ProblemKind unknown_criterion_near{
    "problem.unknown_criterion_near", "the scheme has no criterion \"{value}\"; did you mean \"{suggestion}\"?"};
inline constexpr ProblemKind unknown_item{
    "problem.unknown_item", "criterion {criterion} lets one choose among {allowed}, not \"{value}\""};
inline constexpr ProblemKind nothing_to_choose{"problem.nothing_to_choose",
                                               "criterion {criterion} leaves nothing to choose"};
inline constexpr ProblemKind unknown_recognition{"problem.unknown_recognition",
                                                 "the scheme knows no recognition \"{value}\""};
inline constexpr ProblemKind unknown_question{"problem.unknown_question",
                                              "the scheme asks no question \"{value}\""};
inline constexpr ProblemKind unknown_question_near{
    "problem.unknown_question_near", "the scheme asks no question \"{value}\"; did you mean \"{suggestion}\"?"};
inline constexpr ProblemKind bad_sha256{"problem.bad_sha256",
                                        "must be the 64 hexadecimal digits (0-9, a-f) of a SHA-256 hash"};
inline constexpr ProblemKind override_needs{
    "problem.override_needs", "an override needs {name}: a verdict, a reason, two different people and evidence"};
inline constexpr ProblemKind override_only{"problem.override_only", "belongs to overrides alone"};
inline constexpr ProblemKind hash_without_source{"problem.hash_without_source",
                                                 "names no document or file whose hash this is"};
inline constexpr ProblemKind password_missing{"problem.password_missing", "give password or password_env"};
inline constexpr ProblemKind password_twice{"problem.password_twice", "give password or password_env, not both"};
inline constexpr ProblemKind environment_missing{"problem.environment_missing",
                                                 "the environment has no variable of this name, or it is empty"};

inline constexpr ProblemKind canary_too_short{"problem.canary_too_short",
                                              "a canary needs at least 8 characters, or it is found by accident; `hoshi canary new` makes good ones"};

// All of the above, for the test that compares them with translations/.
std::span<const ProblemKind> problem_kinds();

}  // namespace hoshi::descriptions
