// A product description to start from.
// SPDX-License-Identifier: Apache-2.0
#include "operations/new_product.h"

#include "base/file.h"
#include "base/text.h"
#include "descriptions/product_template.h"
#include "descriptions/wizard.h"

namespace hoshi::operations {
namespace {

using Ask = std::function<std::optional<std::string>(const std::string&)>;
using Say = std::function<void(const std::string&)>;

constexpr int tries_limit = 5;

std::string question_text(const Home& home, const descriptions::WizardQuestion& question) {
  std::string text = home.text(question.words);
  if (!question.choices.empty()) text += " (" + join(question.choices, " / ") + ")";
  if (question.kind == descriptions::WizardQuestion::Kind::yes_no) text += " (yes / no)";
  return text;
}

// The first answer that can be used; empty when the person passes or gives up.
std::string answer_to(const Home& home, const descriptions::WizardQuestion& question, const Ask& ask, const Say& say) {
  for (int i = 0; i < tries_limit; ++i) {
    const auto given = ask(question_text(home, question));
    if (!given) return "";
    const std::string answer(trimmed(*given));
    const auto problems = descriptions::check_answer(question, answer);
    if (problems.empty()) return answer;
    const auto& problem = problems.all().front();
    const std::string why = home.words.has(problem.key) ? home.text(problem.key, problem.slots) : problem.english;
    say(home.text("product.not_accepted", {{"why", why}}));
  }
  return "";
}

}  // namespace

Result<void> new_product(const Home& home, const std::filesystem::path& out, const Ask& ask, const Say& say) {
  if (std::filesystem::exists(out)) return fail(ErrorCode::conflict, home.text("product.exists", {{"file", out.string()}}));
  const std::string start = HOSHI_TRY(descriptions::product_template(home.data, home.language));
  std::map<std::string, std::string> answers;
  for (const auto& question : descriptions::wizard_questions()) {
    std::string answer = answer_to(home, question, ask, say);
    if (!answer.empty()) answers.emplace(question.id, std::move(answer));
  }
  const std::string text = HOSHI_TRY(descriptions::fill_template(start, answers));
  return write_file(out, text);
}

}  // namespace hoshi::operations
