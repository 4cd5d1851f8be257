// hoshi application show: where an application stands.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/percent.h"
#include "base/text.h"
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

constexpr std::size_t text_bytes_shown = 4000;

// The view and the words it is said in. What others wrote cannot steer the terminal.
struct Teller {
  const Value& view;
  const operations::Home& home;
  std::ostream& out;

  std::string said(const Value& words) const { return said_in(words, home.language, text_bytes_shown); }
  static std::string shown(const std::string& text) { return printable(text, text_bytes_shown); }
  void head(std::string_view key) const { out << "\n" << home.text(key) << "\n"; }

  void say_state() const;
  void say_change() const;
  void say_conditions() const;
  void say_findings() const;
  void say_criteria() const;
  void say_remarks() const;
  void say_submissions() const;
  void say_steps() const;
};

void Teller::say_state() const {
  out << said(view["state_name"]) << "\n" << said(view["state_meaning"]) << "\n";
  out << whose_move(view["turn"], home) << "\n";
  if (!view["due"].as_text().empty()) out << home.text("pages.due_on", {{"date", shown(view["due"].as_text())}}) << "\n";
  for (const auto& [name, number] : view["numbers"].as_map()) {
    if (!number.as_text().empty()) out << home.text("pages." + name) << ": " << shown(number.as_text()) << "\n";
  }
  const Value& fee = view["fee"];
  const std::string& state = fee["state"].as_text();
  if (!fee["code"].as_text().empty()) {
    const std::string key = "pages.fee_" + (state.empty() ? std::string("none") : state);
    out << home.text("pages.fee") << ": " << home.text("pages.fee_is", {{"yen", std::to_string(fee["amount_yen"].as_integer())}, {"state", home.text(key)}}) << "\n";
  }
  const std::string announcement = said(view["announcement"]);
  out << (announcement.empty() ? home.text("pages.announcement_none") : announcement) << "\n";
}

// What a filing tells, or an application about a label changes.
void Teller::say_change() const {
  const auto& submissions = view["submissions"].as_list();
  const Value& form = submissions.empty() ? view["form"] : submissions.back()["form"];
  if (form["change"].as_text().empty()) return;
  head("form.change_head");
  out << "  " << shown(form["change"].as_text()) << "\n";
}

void Teller::say_conditions() const {
  if (view["conditions"].as_list().empty()) return;
  head("pages.decision_conditions");
  for (const auto& condition : view["conditions"].as_list()) out << "  " << shown(condition.as_text()) << "\n";
}

void Teller::say_findings() const {
  if (view["findings"].as_list().empty()) return;
  head("pages.findings");
  for (const auto& finding : view["findings"].as_list()) {
    out << "  " << home.text("pages.finding_nth", {{"id", shown(finding["id"].as_text())}, {"criterion", shown(finding["criterion"].as_text())}}) << " ["
        << home.text("pages.finding_" + finding["state"].as_text()) << ", " << home.text("pages.severity_" + finding["severity"].as_text()) << "] " << shown(finding["text"].as_text())
        << "\n";
    if (!finding["evidence"].as_text().empty()) out << "    " << home.text("form.finding_evidence") << ": SHA-256 " << shown(finding["evidence"].as_text()) << "\n";
    if (!finding["answer"].as_text().empty()) out << "    " << home.text("pages.answer") << ": " << shown(finding["answer"].as_text()) << "\n";
  }
}

// Those the office has said something about, or judges otherwise.
void Teller::say_criteria() const {
  const auto& criteria = view["criteria"].as_list();
  if (criteria.empty()) return;
  std::size_t confirmed = 0;
  for (const auto& one : criteria) confirmed += one["confirmation"].as_text() == "confirmed" ? 1 : 0;
  head("pages.criteria");
  out << "  " << home.text("pages.criteria_progress", {{"done", std::to_string(confirmed)}, {"all", std::to_string(criteria.size())}}) << "\n";
  for (const auto& one : criteria) {
    const std::string& rejudged = one["rejudged"].as_text();
    const bool differs = !rejudged.empty() && rejudged != one["verdict"].as_text();
    if (!differs && one["confirmation"].as_text() != "doubted") continue;
    out << "  " << shown(one["criterion"].as_text()) << ": " << home.text("verdict." + one["verdict"].as_text());
    if (differs) out << ", " << home.text("pages.rejudged") << " " << home.text("verdict." + rejudged);
    if (!one["confirmation"].as_text().empty()) out << ", " << home.text("pages.confirmation_" + one["confirmation"].as_text());
    out << " " << shown(one["remark"].as_text()) << "\n";
  }
  for (const auto& one : view["rejudged_differences"].as_list()) out << "  " << shown(one.as_text()) << "\n";
}

void Teller::say_remarks() const {
  if (view["remarks"].as_list().empty()) return;
  head("pages.precheck_remarks");
  for (const auto& remark : view["remarks"].as_list()) {
    const std::string& criterion = remark["criterion"].as_text();
    out << (remark["blocks"].as_bool() ? "  ✘ " : "  – ") << (criterion.empty() ? "" : shown(criterion) + ": ") << shown(remark["text"].as_text()) << "\n";
  }
}

// Files with the hashes that `hoshi application file` asks for, and what changed since the submission before.
void Teller::say_submissions() const {
  const auto say_files = [&](const Value& files) {
    for (const auto& file : files.as_list()) {
      out << "  " << home.text("pages.file_" + file["role"].as_text()) << " " << shown(file["name"].as_text()) << " " << shown(file["sha256"].as_text()) << "\n";
    }
  };
  for (const auto& report : view["reports"].as_list()) {
    out << "\n" << home.text("form.report_file") << " " << shown(report["number"].as_text()) << ": " << home.text("form.conclusion_" + report["conclusion"].as_text()) << " "
        << shown(report["sha256"].as_text()) << "\n";
  }
  say_files(view["submissions"].as_list().empty() ? view["files"] : Value());
  std::size_t number = 0;
  for (const auto& submission : view["submissions"].as_list()) {
    out << "\n" << home.text("pages.submission_nth", {{"number", std::to_string(++number)}, {"when", shown(submission["at"].as_text())}}) << "\n";
    say_files(submission["files"]);
    for (const auto& difference : submission["differences"].as_list()) {
      out << "  " << shown(difference["path"].as_text()) << ": " << shown(difference["before"].as_text()) << " → " << shown(difference["after"].as_text()) << "\n";
    }
  }
}

void Teller::say_steps() const {
  if (view["steps"].as_list().empty()) return;
  head("pages.steps");
  for (const auto& step : view["steps"].as_list()) {
    out << "  " << shown(step["event"].as_text()) << "  " << said(step["name"]);
    if (step["people"].as_integer() > 1) out << " (" << step["done"].as_integer() << "/" << step["people"].as_integer() << ")";
    if (!step["missing"].as_text().empty()) out << ": " << shown(step["missing"].as_text());
    out << "\n";
  }
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home);
  if (!api) return report_error(api.error(), home, terminal);
  const auto view = api->get("/applications/" + encode_percent(arguments.positional()[0]));
  if (!view || arguments.has("--json")) return say_answer(view, arguments, home, terminal);
  const Teller teller{*view, home, terminal.out};
  teller.say_state();
  teller.say_change();
  teller.say_conditions();
  teller.say_findings();
  teller.say_remarks();
  teller.say_criteria();
  teller.say_submissions();
  teller.say_steps();
  return Exit::good;
}

}  // namespace

extern const Command command_application_show;
const Command command_application_show{
    "application show", "ID", 1, 1, {{"--server", "URL"}, {"--token-file", "FILE"}, {"--json", ""}}, run};

}  // namespace hoshi::cli
