// The list of this room's problems.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/problem_kinds.h"

#include <array>

namespace hoshi::descriptions {

std::span<const ProblemKind> problem_kinds() {
  static constexpr std::array all{
      bad_id,           duplicate_id,          no_such_id,        no_such_id_near,     bad_port,
      bad_word,         several_lines,         bad_url,           url_with_account,    bad_path,
      bad_corporate_number, corporate_check_digit, secret_in_description, url_and_file, no_main_target,
      other_product,    unknown_criterion,     unknown_criterion_near, unknown_item,   nothing_to_choose,
      unknown_recognition, unknown_question,   unknown_question_near, bad_sha256,      override_needs,
      override_only,    hash_without_source,   password_missing,  password_twice,      environment_missing,
      canary_too_short};
  return all;
}

}  // namespace hoshi::descriptions
