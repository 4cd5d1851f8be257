// The mistakes that readers of schemes and examples can find, besides those of tables.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tables/problem.h"

namespace hoshi::schemes {

using tables::ProblemKind;

inline constexpr ProblemKind bad_file_name{"problem.bad_file_name",
                                           "the id \"{id}\" differs from the file's name \"{file}\""};
inline constexpr ProblemKind scheme_folder_name{"problem.scheme_folder_name",
                                                "the id \"{id}\" differs from the folder's name \"{folder}\""};
inline constexpr ProblemKind unexpected_file{"problem.unexpected_file",
                                             "only .toml files belong in this folder"};
inline constexpr ProblemKind no_regular_file{"problem.no_regular_file", "is neither a file nor a folder"};
inline constexpr ProblemKind too_many_files{"problem.too_many_files", "the folder holds more than {limit} files"};
inline constexpr ProblemKind used_twice{"problem.used_twice", "\"{id}\" is already used in line {line}"};
inline constexpr ProblemKind no_criteria{"problem.no_criteria", "level {level} is assessable but has no criteria"};
inline constexpr ProblemKind level_not_assessable{
    "problem.level_not_assessable", "level {level} has criteria but is not marked assessable"};
inline constexpr ProblemKind unknown_level{"problem.unknown_level", "the scheme has no level {level}"};
inline constexpr ProblemKind not_defined{"problem.not_defined", "\"{value}\" is not defined as {table}"};
inline constexpr ProblemKind not_defined_near{
    "problem.not_defined_near", "\"{value}\" is not defined as {table}; did you mean \"{suggestion}\"?"};
inline constexpr ProblemKind needs_items{"problem.needs_items", "a criterion needs at least one [[item]]"};
inline constexpr ProblemKind needs_required_check{
    "problem.needs_required_check", "an item needs at least one check of basis \"required\""};
inline constexpr ProblemKind advice_basis{"problem.advice_basis",
                                          "checks of basis \"beyond\" stand under [[advice]], and only there"};
inline constexpr ProblemKind declaration_only{
    "problem.declaration_only", "belongs to checks of basis \"contradicts_declaration\" alone"};
inline constexpr ProblemKind unknown_rule{"problem.unknown_rule", "there is no rule \"{value}\""};
inline constexpr ProblemKind unknown_rule_near{
    "problem.unknown_rule_near", "there is no rule \"{value}\"; did you mean \"{suggestion}\"?"};
inline constexpr ProblemKind unknown_argument{
    "problem.unknown_argument", "the rule {rule} knows no argument \"{value}\""};
inline constexpr ProblemKind argument_missing{"problem.argument_missing",
                                              "the rule {rule} needs the argument \"{value}\""};
inline constexpr ProblemKind argument_no_list{"problem.argument_no_list",
                                              "the argument {argument} must be a list of texts that is not empty"};
inline constexpr ProblemKind argument_no_text{"problem.argument_no_text",
                                              "the argument {argument} must be text that is not empty"};
inline constexpr ProblemKind bad_argument{"problem.bad_argument",
                                          "\"{value}\" is not known for the argument {argument}"};
inline constexpr ProblemKind parameter_missing{"problem.parameter_missing",
                                               "the rule {rule} needs the parameter \"{value}\""};
inline constexpr ProblemKind parameter_not_read{"problem.parameter_not_read",
                                                "the rule {rule} reads no parameter \"{value}\""};
inline constexpr ProblemKind parameter_not_used{"problem.parameter_not_used",
                                                "no check uses the parameter \"{value}\""};
inline constexpr ProblemKind question_missing{"problem.question_missing", "the rule {rule} needs a question"};
inline constexpr ProblemKind question_not_asked{"problem.question_not_asked",
                                                "no check asks the question \"{value}\""};
inline constexpr ProblemKind method_not_listed{
    "problem.method_not_listed", "\"{value}\" is not among the methods of the criterion"};
inline constexpr ProblemKind example_file_name{
    "problem.example_file_name", "the file's name \"{file}\" does not begin with its criterion \"{id}\" and a dot"};

inline constexpr ProblemKind bad_calendar{"problem.bad_calendar", "is no calendar: {why}"};

std::span<const ProblemKind> problem_kinds();

}  // namespace hoshi::schemes
