// The list of this room's problems.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/problem_kinds.h"

#include <array>

namespace hoshi::schemes {

std::span<const ProblemKind> problem_kinds() {
  static constexpr std::array all{
      bad_file_name,    scheme_folder_name, unexpected_file,   no_regular_file,      too_many_files,
      used_twice,       no_criteria,        level_not_assessable, unknown_level,     not_defined,
      not_defined_near, needs_items,        needs_required_check, advice_basis,      declaration_only,
      unknown_rule,     unknown_rule_near,  unknown_argument,  argument_missing,     bad_argument,
      argument_no_list, argument_no_text,
      parameter_missing, parameter_not_read, parameter_not_used, question_missing,   question_not_asked,
      method_not_listed, example_file_name, bad_calendar};
  return all;
}

}  // namespace hoshi::schemes
