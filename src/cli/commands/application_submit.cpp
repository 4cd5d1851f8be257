// hoshi application submit: hands an assessment or a filing in to an office.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/office_line.h"
#include "client/submission.h"

namespace hoshi::cli {
namespace {

std::string said_in(const Value& words, Language language) { return words[name_of(language)].as_text(); }

void say_remarks(const client::Submitted& submitted, const operations::Home& home, Terminal& terminal) {
  for (const auto& remark : submitted.remarks) {
    std::map<std::string, std::string> slots;
    for (const auto& [name, text] : remark["slots"].as_map()) slots.emplace(name, text.as_text());
    const std::string criterion = remark["criterion"].as_text();
    terminal.out << (remark["blocks"].as_bool() ? "✘ " : "– ") << (criterion.empty() ? "" : criterion + ": ") << home.text(remark["key"].as_text(), slots) << "\n";
  }
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  client::SubmissionRequest request;
  if (!arguments.positional().empty()) request.result = arguments.positional()[0];
  const auto files = files_of(arguments);
  if (!files) return report_error(files.error(), home, terminal);
  request.files = *files;
  request.form = arguments.value("--form");
  request.scheme = arguments.value("--scheme", "jc-star");
  request.application = arguments.value("--application");
  request.only_check = arguments.has("--check");
  if (arguments.has("--attach")) request.archive = arguments.value("--attach");
  auto api = office_of(arguments, home);
  if (!api) return report_error(api.error(), home, terminal);
  const auto submitted = client::submit(*api, request);
  if (!submitted) return report_error(submitted.error(), home, terminal);
  say_remarks(*submitted, home, terminal);
  const Value& view = submitted->view;
  terminal.out << home.text("application_submit.application", {{"id", submitted->application},
                                                               {"number", view["numbers"]["application_number"].as_text()},
                                                               {"state", said_in(view["state_name"], home.language)}})
               << "\n";
  const std::string announcement = said_in(view["announcement"], home.language);
  terminal.out << (announcement.empty() ? home.text("pages.announcement_none") : announcement) << "\n";
  const bool is_good = submitted->is_submitted || (request.only_check && submitted->remarks.empty());
  if (!submitted->is_submitted && !request.only_check) terminal.out << home.text("application_submit.blocked") << "\n";
  return is_good ? Exit::good : Exit::inconclusive;
}

}  // namespace

extern const Command command_application_submit;
const Command command_application_submit{"application submit",
                                         "[RESULT]",
                                         0,
                                         1,
                                         {{"--server", "URL"},
                                          {"--token-file", "FILE"},
                                          {"--form", "FILE"},
                                          {"--attach", "FILE"},
                                          {"--upload", "ROLE=FILE", true},
                                          {"--application", "ID"},
                                          {"--scheme", "ID"},
                                          {"--check", ""}},
                                         run};

}  // namespace hoshi::cli
