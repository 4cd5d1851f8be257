// hoshi application step: takes any step of an application, a label, a case or an organisation that the API knows.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/file.h"
#include "base/text.h"
#include "cli/office_line.h"
#include "client/step.h"

namespace hoshi::cli {
namespace {

constexpr std::uint64_t version_max = 1'000'000'000;

Result<client::StepRequest> request_of(const Arguments& arguments) {
  client::StepRequest request;
  request.place = arguments.positional()[0];
  request.event = arguments.positional()[1];
  if (arguments.has("--data")) {
    const std::string text = HOSHI_TRY(read_file(arguments.value("--data")));
    auto data = parse_json(text);
    if (!data) return tl::unexpected<Error>(std::move(data.error()).with_context(arguments.value("--data")));
    request.data = std::move(*data);
  }
  request.files = HOSHI_TRY(files_of(arguments));
  request.reason = arguments.value("--reason");
  request.reason_code = arguments.value("--reason-code");
  request.interest_statement = arguments.value("--interest");
  request.has_interest = arguments.has("--has-interest");
  request.key = arguments.value("--key");
  const auto version = parse_number(arguments.value("--seen-version", "0"), version_max);
  if (!version) return fail(ErrorCode::invalid_input, "--seen-version: the number that the view calls version");
  request.seen_version = static_cast<std::int64_t>(*version);
  return request;
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto request = request_of(arguments);
  if (!request) return report_error(request.error(), home, terminal);
  auto api = office_of(arguments, home);
  if (!api) return report_error(api.error(), home, terminal);
  const auto receipt = client::take_step(*api, *request);
  if (!receipt) return report_error(receipt.error(), home, terminal);
  terminal.out << to_pretty_json(*receipt) << "\n";
  if (!(*receipt)["repeated"].as_bool()) return Exit::good;
  terminal.err << home.text("application_step.repeated") << "\n";
  return Exit::inconclusive;
}

}  // namespace

extern const Command command_application_step;
const Command command_application_step{"application step",
                                       "PLACE EVENT",
                                       2,
                                       2,
                                       {{"--data", "FILE"},
                                        {"--upload", "ROLE=FILE", true},
                                        {"--reason", "TEXT"},
                                        {"--reason-code", "CODE"},
                                        {"--interest", "TEXT"},
                                        {"--has-interest", ""},
                                        {"--seen-version", "NUMBER"},
                                        {"--key", "KEY"},
                                        {"--server", "URL"},
                                        {"--token-file", "FILE"}},
                                       run};

}  // namespace hoshi::cli
