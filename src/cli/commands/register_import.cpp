// hoshi register import: takes a list that another register published into the office of a data folder.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "operations/home.h"
#include "serving/list_taking.h"

namespace hoshi::cli {
namespace {

constexpr std::size_t list_bytes_max = 64u << 20;
constexpr std::uint64_t rows_max = 10'000'000;

struct Plan {
  serving::Settings settings;
  serving::ListAbout about;
  std::string bytes;
  std::optional<std::size_t> left_out;  // nothing: only look
};

Result<Plan> plan_of(const Arguments& arguments, const operations::Home& home) {
  Plan plan;
  plan.settings.data = arguments.value("--data", "hoshi-office");
  plan.settings.house = home.data;
  plan.settings.tool = home.tool;
  plan.settings.store = arguments.value("--store");
  plan.settings.scheme = arguments.value("--scheme", "jc-star");
  const std::filesystem::path file = arguments.positional()[0];
  plan.about = {arguments.value("--source"), arguments.value("--name"), file.filename().string(), HOSHI_TRY(parse_date(arguments.value("--date")))};
  const auto left_out = parse_number(arguments.value("--left-out", "0"), rows_max);
  if (!left_out) return fail(ErrorCode::invalid_input, "--left-out: a number of rows");
  if (!arguments.has("--check")) plan.left_out = *left_out;
  plan.bytes = HOSHI_TRY(read_file(file, list_bytes_max));
  return plan;
}

Result<serving::ListTaken> take(const Plan& plan, Language language) {
  const auto house = HOSHI_TRY(serving::House::open(plan.settings, operations::known_names()));
  return serving::take_list(*house, plan.about, plan.bytes, plan.left_out, language);
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  for (const char* option : {"--source", "--date"}) {
    if (arguments.has(option)) continue;
    terminal.err << home.text("help.value_missing", {{"option", option}, {"value", std::string_view(option) == "--date" ? "YYYY-MM-DD" : "ID"}}) << "\n";
    return Exit::wrong_use;
  }
  const auto plan = plan_of(arguments, home);
  if (!plan) return report_error(plan.error(), home, terminal);
  const auto taken = take(*plan, home.language);
  if (!taken) return report_error(taken.error(), home, terminal);
  for (const auto& problem : taken->problems) terminal.err << problem << "\n";
  if (taken->has_more_problems) terminal.err << home.text("register_import.more_problems") << "\n";
  const std::map<std::string, std::string> slots{{"listed", std::to_string(taken->listed)}, {"left_out", std::to_string(taken->left_out)}};
  if (taken->is_done) {
    terminal.out << home.text("register_import.done", slots) << "\n";
    return Exit::good;
  }
  terminal.out << home.text(plan->left_out ? "register_import.say_left_out" : "register_import.looked", slots) << "\n";
  return !plan->left_out && taken->left_out == 0 && taken->listed > 0 ? Exit::good : Exit::failed;
}

}  // namespace

extern const Command command_register_import;
const Command command_register_import{"register import",
                                      "FILE",
                                      1,
                                      1,
                                      {{"--source", "ID"},
                                       {"--date", "YYYY-MM-DD"},
                                       {"--name", "TEXT"},
                                       {"--left-out", "COUNT"},
                                       {"--check", ""},
                                       {"--data", "DIR"},
                                       {"--store", "URL"},
                                       {"--scheme", "ID"}},
                                      run};

}  // namespace hoshi::cli
