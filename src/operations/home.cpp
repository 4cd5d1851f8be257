// Data folder, words, schemes.
// SPDX-License-Identifier: Apache-2.0
#include "operations/home.h"

#include "assessment/rule.h"
#include "descriptions/shape.h"
#include "schemes/load_office.h"

namespace hoshi::operations {

Result<Home> open_home(const std::filesystem::path& data, Language language, std::string tool) {
  auto words = i18n::Catalogue::load(data / "translations");
  if (!words) return tl::unexpected<Error>(std::move(words.error()).with_context((data / "translations").string()));
  return Home{data, std::move(*words), language, std::move(tool)};
}

std::string to_lines(const Home& home, const tables::Problems& problems) {
  std::string lines;
  for (const auto& problem : problems.all()) {
    lines += problem.file;
    if (problem.line > 0) lines += ":" + std::to_string(problem.line);
    lines += ": ";
    if (!problem.field.empty()) lines += problem.field + ": ";
    const bool known = home.words.has(problem.key);
    lines += known ? home.words.render(home.language, problem.key, problem.slots) : problem.english;
    lines += "\n";
  }
  return lines;
}

schemes::Known known_names() {
  schemes::Known known;
  for (const auto* rule : assessment::catalog()) {
    schemes::KnownRule one;
    one.name = rule->name;
    one.arguments.assign(rule->arguments.begin(), rule->arguments.end());
    one.required_arguments.assign(rule->required_arguments.begin(), rule->required_arguments.end());
    one.parameters.assign(rule->parameters.begin(), rule->parameters.end());
    one.asks = rule->asks;
    known.rules.push_back(std::move(one));
  }
  known.is_description_path = descriptions::is_description_path;
  return known;
}

std::filesystem::path scheme_folder(const Home& home, std::string_view id) { return home.data / "schemes" / id; }

Result<Scheme> open_scheme(const Home& home, const std::filesystem::path& folder) {
  auto loaded = schemes::load_scheme(folder, known_names());
  if (!loaded.problems.empty()) return fail(ErrorCode::invalid_input, to_lines(home, loaded.problems));
  return std::move(loaded.scheme);
}

Result<std::optional<workflow::Rulebook>> open_rulebook(const Home& home, const std::filesystem::path& folder, const Scheme& scheme) {
  auto loaded = schemes::load_office(folder, scheme);
  if (!loaded.problems.empty()) return fail(ErrorCode::invalid_input, to_lines(home, loaded.problems));
  if (!loaded.is_there) return std::optional<workflow::Rulebook>();
  return std::optional(std::move(loaded.rulebook));
}

}  // namespace hoshi::operations
