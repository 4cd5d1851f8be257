// hoshi register import: takes a list that another register published into an office, by its data folder or its API.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/file.h"
#include "base/text.h"
#include "cli/office_line.h"
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
  const Date date = HOSHI_TRY(parse_date(arguments.value("--date")));
  plan.about = {arguments.value("--source"), arguments.value("--name"), file.filename().string(), date};
  const auto left_out = parse_number(arguments.value("--left-out", "0"), rows_max);
  if (!left_out) return fail(ErrorCode::invalid_input, "--left-out: a number of rows");
  if (!arguments.has("--check")) plan.left_out = *left_out;
  plan.bytes = HOSHI_TRY(read_file(file, list_bytes_max));
  return plan;
}

// Over the API of a running office: the file goes first, the step follows where it says the same as the user about what is left out.
Result<serving::ListTaken> take_by_api(const Plan& plan, const Arguments& arguments, const operations::Home& home) {
  auto api = HOSHI_TRY(office_of(arguments, home));
  const std::string date = to_text(plan.about.list_date);
  const Value look = HOSHI_TRY(api.put(client::with_query("/office/lists", {{"source", plan.about.source}, {"list_date", date}}), plan.bytes));
  serving::ListTaken taken;
  taken.listed = static_cast<std::size_t>(look["listed"].as_integer());
  taken.left_out = static_cast<std::size_t>(look["left_out"].as_integer());
  taken.has_more_problems = look["has_more_problems"].as_bool();
  for (const auto& problem : look["problems"].as_list()) taken.problems.push_back(printable(problem["text"].as_text(), 500));
  if (!plan.left_out || *plan.left_out != taken.left_out || taken.listed == 0) return taken;
  Value data = object({{"source", plan.about.source}, {"list_date", date}, {"left_out", look["left_out"]}});
  if (!plan.about.name.empty()) data.set("name", plan.about.name);
  Value command = object({{"data", std::move(data)},
                          {"uploads", Value(ValueList{object({{"role", "list"}, {"sha256", look["sha256"]}, {"name", plan.about.file_name}})})}});
  command.set("idempotency_key", client::idempotency_key("list", command));
  HOSHI_CHECK(api.post("/office/steps/import_list", command));
  taken.is_done = true;
  return taken;
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
  const auto taken = arguments.has("--server") ? take_by_api(*plan, arguments, home) : take(*plan, home.language);
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
                                       {"--scheme", "ID"},
                                       {"--server", "URL"},
                                       {"--token-file", "FILE"}},
                                      run};

}  // namespace hoshi::cli
