// The questions that `hoshi product new` asks at a terminal, and the description made of the answers. No I/O here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/problem.h"

namespace hoshi::descriptions {

struct WizardQuestion {
  enum class Kind {
    text,      // fills the field
    choice,    // fills the field with one of `choices`
    yes_no,    // "no" declares that the table `field` is empty; "yes" leaves it to be filled in
    document,  // a URL; adds a [[document]] whose kind is `field`
  };

  std::string id;     // "model"
  std::string words;  // key of translations/*.toml: "wizard.model"
  Kind kind = Kind::text;
  std::string field;  // "product.model"
  std::vector<std::string> choices{};
};

// In the order to ask them.
const std::vector<WizardQuestion>& wizard_questions();

// What is wrong with an answer (an empty one means "not known yet" and never is); the problems' place means nothing.
tables::Problems check_answer(const WizardQuestion& question, std::string_view answer);

// The template filled with the answers (by question id; yes_no: "yes" or "no"). Each is checked again:
// invalid_input names the question. Questions without an answer leave the template as it is.
[[nodiscard]] Result<std::string> fill_template(std::string_view template_text,
                                                const std::map<std::string, std::string>& answers);

}  // namespace hoshi::descriptions
