// From a case to its papers.
// SPDX-License-Identifier: Apache-2.0
#include "operations/judge_case.h"

#include <algorithm>

#include "assessment/judge.h"
#include "assessment/judgement_value.h"
#include "documents/html_report.h"
#include "documents/todo.h"

namespace hoshi::operations {
namespace {

// The members in the order people read them; the others follow by name.
std::string ordered(const Value& value, const std::vector<std::string_view>& first, std::string_view separator) {
  std::string out = "{";
  const auto add = [&](std::string_view key, const std::string& text) {
    if (out.size() > 1) out += separator;
    out += to_json(Value(key)) + ":" + text;
  };
  for (const auto key : first) {
    if (value.has(key)) add(key, to_json(value[key]));
  }
  for (const auto& [key, member] : value.as_map()) {
    if (std::find(first.begin(), first.end(), key) == first.end()) add(key, to_json(member));
  }
  return out + "}";
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const auto& text : texts) out += (out.size() > 1 ? ",\n" : "\n") + text;
  return out + "]";
}

std::string observations_json(const Observations& observations) {
  std::vector<std::string> texts;
  for (const auto& one : observations.all()) {
    texts.push_back(ordered(to_value(one), {"id", "probe", "fact", "subject", "value", "evidence"}, ","));
  }
  return list_of(texts);
}

std::string records_json(const std::vector<Record>& records) {
  std::vector<std::string> texts;
  for (const auto& one : records) texts.push_back(to_json(to_value(one)));
  return list_of(texts);
}

std::string criteria_text(const Value& whole) {
  std::vector<std::string> texts;
  for (const auto& one : whole["criteria"].as_list()) {
    texts.push_back(ordered(one, {"id", "verdict", "provisional", "items", "because"}, ","));
  }
  return list_of(texts);
}

Value summary_of(const Value& run) {
  return object({{"tool", run["tool"]}, {"date", run["date"]}, {"targets", run["targets"]}, {"permission", run["permission"]}});
}

std::string assessment_json(const JudgeInput& input, const Judgement& judgement) {
  const Value whole = assessment::to_value(judgement, input.scheme);
  const Value scheme = object({{"id", input.scheme.id},
                               {"edition", input.scheme.edition},
                               {"document_number", input.scheme.document_number},
                               {"sha256", input.scheme.sha256}});
  std::string out = "{\"format\":\"hoshi-assessment/1\",\n\"scheme\":" +
                    ordered(scheme, {"id", "edition", "sha256"}, ",") +
                    ",\n\"level\":" + std::to_string(judgement.level) +
                    ",\n\"product\":" + to_json(input.product.source) +
                    ",\n\"verdict\":" + to_json(Value(name_of(judgement.verdict))) +
                    ",\n\"criteria\":" + criteria_text(whole) +
                    ",\n\"observations\":" + observations_json(input.observations) +
                    ",\n\"records\":" + records_json(input.records);
  for (const auto* member : {"reasons", "questions", "counts"}) {
    out += ",\n\"" + std::string(member) + "\":" + to_json(whole[member]);
  }
  return out + ",\n\"run\":" + to_json(summary_of(input.run)) + "}\n";
}

documents::ReportInput report_input(const Home& home, const JudgeInput& input, const Judgement& judgement) {
  return {input.scheme, input.product, judgement,     input.observations,
          input.records, input.run,     home.words,    home.language};
}

}  // namespace

std::string criteria_json(const Judgement& judgement, const Scheme& scheme) {
  return criteria_text(assessment::to_value(judgement, scheme));
}

Judged judge_case(const Home& home, const JudgeInput& input) {
  CaseFile file;
  file.scheme = &input.scheme;
  file.product = &input.product;
  file.level = input.level;
  file.observations = input.observations;
  file.records = input.records;
  file.today = parse_date(input.run["date"].as_text()).value_or(Date{});
  Judged judged;
  judged.judgement = assessment::judge(file);
  judged.assessment_json = assessment_json(input, judged.judgement);
  const auto report = report_input(home, input, judged.judgement);
  judged.html = documents::html_report(report);
  judged.todo_toml = documents::todo_file(report);
  return judged;
}

std::string result_table(const Home& home, const JudgeInput& input, const Judgement& judgement,
                         documents::Colour colour, std::size_t columns) {
  return documents::terminal_report(report_input(home, input, judgement), colour, columns);
}

int exit_status_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::not_applicable:
    case Verdict::accepted_by_recognition: return 0;
    case Verdict::fail: return 1;
    case Verdict::inconclusive: return 2;
  }
  return 2;
}

}  // namespace hoshi::operations
