// The HTML report, read top-down by an auditor.
// SPDX-License-Identifier: Apache-2.0
#include "documents/html_report.h"

#include <algorithm>

#include "documents/guess_curve.h"
#include "documents/html.h"
#include "documents/html_style.h"

namespace hoshi::documents {
namespace {

constexpr std::size_t facts_shown = 200;

std::string class_of(Verdict verdict, std::string_view more = "verdict") {
  return " class=\"" + std::string(more) + " " + std::string(name_of(verdict)) + "\"";
}

class Report {
 public:
  explicit Report(const ReportInput& input) : input_(input) {}

  std::string write() {
    begin();
    summary();
    next_steps();
    heading("report.details");
    for (const auto& result : input_.judgement.criteria) criterion(result);
    conditions();
    html_.open("footer").element("p", input_.text("report.relates_only"));
    html_.element("p", input_.scheme.notice.in(input_.language)).close("footer");
    html_.raw("</main></body></html>\n");
    return html_.take();
  }

 private:
  std::string text(std::string_view key) const { return input_.text(key); }
  std::string words(const Words& both) const { return both.in(input_.language); }
  void heading(std::string_view key) { html_.element("h2", text(key)); }
  std::string reason(const Message& message) const {
    return input_.words.render(input_.language, Message{"reason." + message.key, message.slots});
  }

  void begin() {
    const auto& product = input_.product;
    const std::string title = input_.text("report.title", {{"scheme", words(input_.scheme.name)},
                                                           {"level", level_mark(input_.judgement.level)}});
    const std::string subject = input_.text(
        "report.for_product", {{"name", product.name}, {"model", product.model}, {"firmware", product.firmware}});
    html_.raw("<!doctype html>\n").open("html", " lang=\"" + std::string(name_of(input_.language)) + "\"");
    html_.open("head").raw("<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    html_.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
    html_.element("title", title + " – " + product.name);
    html_.open("style").raw(report_style).close("style").close("head").open("body").open("main");
    html_.element("h1", title).element("p", subject, " class=\"soft\"");
  }

  void summary() {
    const auto& judgement = input_.judgement;
    html_.open("div", class_of(judgement.verdict, "hero"));
    html_.element("span", text("report.overall")).element("b", input_.verdict_text(judgement.verdict));
    html_.element("span", counts_line(input_)).close("div");
    for (const auto& one : judgement.reasons) html_.element("p", reason(one));
    const bool provisional = std::any_of(judgement.criteria.begin(), judgement.criteria.end(),
                                         [](const CriterionResult& result) { return result.provisional; });
    if (provisional) {
      html_.element("p", input_.text("report.provisional_note", {{"mark", words(input_.scheme.provisional_mark)}}),
                    " class=\"provisional\"");
    }
    html_.open("div", " class=\"scroll\"").open("table").open("thead").open("tr");
    html_.element("th", text("report.criterion"), " colspan=\"2\"").element("th", text("report.verdict"));
    html_.element("th", text("report.why")).close("tr").close("thead").open("tbody");
    for (const auto& result : judgement.criteria) summary_row(result);
    html_.close("tbody").close("table").close("div");
  }

  void summary_row(const CriterionResult& result) {
    const Criterion* criterion = input_.scheme.criterion(result.criterion);
    html_.open("tr").open("td", " class=\"id\"");
    html_.open("a", " href=\"#" + escaped(result.criterion) + "\"").text(result.criterion).close("a").close("td");
    html_.element("td", criterion != nullptr ? words(criterion->title) : "");
    html_.open("td").element("span", input_.verdict_text(result.verdict) + (result.provisional ? " *" : ""),
                             class_of(result.verdict));
    html_.close("td").element("td", main_reason(input_, result)).close("tr");
  }

  void next_steps() {
    heading("report.next");
    bool anything = false;
    for (const auto& result : input_.judgement.criteria) {
      const Criterion* criterion = input_.scheme.criterion(result.criterion);
      if (result.verdict != Verdict::fail || criterion == nullptr) continue;
      if (!anything) html_.element("h4", text("report.next_fail")).open("ul");
      anything = true;
      html_.open("li").element("b", criterion->id + " ").text(words(criterion->remedy)).close("li");
    }
    if (anything) html_.close("ul");
    const auto todos = open_questions(input_);
    if (todos.empty()) {
      html_.element("p", text("report.nothing_open"), " class=\"soft\"");
      return;
    }
    html_.element("h4", text("report.next_questions")).open("ul");
    for (const auto& todo : todos) {
      html_.open("li").open("code").text(todo.question).close("code");
      if (!todo.subject.empty()) html_.text(" [" + todo.subject + "]");
      html_.text(" " + todo.text).close("li");
    }
    html_.close("ul");
  }

  void criterion(const CriterionResult& result) {
    const Criterion* criterion = input_.scheme.criterion(result.criterion);
    if (criterion == nullptr) return;
    html_.open("section", " class=\"criterion\" id=\"" + escaped(result.criterion) + "\"").open("header");
    html_.element("h3", criterion->id + "  " + words(criterion->title));
    html_.element("span", input_.verdict_text(result.verdict), class_of(result.verdict)).close("header");
    if (result.provisional) html_.element("p", words(input_.scheme.provisional_mark), " class=\"provisional\"");
    for (const auto& one : result.reasons) html_.element("p", reason(one));
    for (const auto& change : result.overridden) overridden(change);
    labelled("report.asked", words(criterion->summary));
    html_.element("h4", text("report.items") + " – " + text("combine." + std::string(name_of(criterion->combine))));
    for (const auto& one : result.items) item(*criterion, one);
    if (result.verdict == Verdict::fail) labelled("report.remedy", words(criterion->remedy));
    if (result.verdict != Verdict::pass) labelled("report.evidence_needed", words(criterion->evidence));
    advice(*criterion, result);
    parameters(*criterion, result);
    answers(criterion->id);
    html_.open("details").element("summary", text("report.explanation")).element("p", words(criterion->explanation));
    html_.element("p", criterion->source, " class=\"small soft\"").close("details").close("section");
  }

  void labelled(std::string_view key, const std::string& what) {
    if (what.empty()) return;
    html_.element("h4", text(key)).element("p", what);
  }

  void overridden(const Override& change) {
    html_.element("p", input_.text("report.override", {{"from", input_.verdict_text(change.from)},
                                                       {"to", input_.verdict_text(change.to)},
                                                       {"who", change.record.who},
                                                       {"second", change.record.second_person},
                                                       {"comment", change.record.comment}}));
  }

  void item(const Criterion& criterion, const ItemResult& result) {
    const auto known = std::find_if(criterion.items.begin(), criterion.items.end(),
                                    [&](const Item& one) { return one.id == result.item; });
    html_.open("div", result.counts ? " class=\"item\"" : " class=\"item uncounted\"").open("p");
    html_.element("b", input_.text("report.item", {{"id", result.item}}) + "  ");
    if (known != criterion.items.end()) html_.text(words(known->title));
    html_.text(" ").element("span", result.counts ? input_.verdict_text(result.verdict) : text("report.not_counted"),
                            result.counts ? class_of(result.verdict) : " class=\"small soft\"");
    html_.close("p");
    for (const auto& one : result.checks) {
      if (known != criterion.items.end()) check(known->checks, one);
    }
    html_.close("div");
  }

  void check(const std::vector<Check>& known, const CheckResult& result) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const Check& one) { return one.id == result.check; });
    if (found == known.end()) return;
    const std::string method = found->official_method.empty() ? "additional" : found->official_method;
    html_.open("div", " class=\"check\"").open("p").text(words(found->title) + " ");
    html_.element("span", input_.verdict_text(result.verdict), class_of(result.verdict));
    html_.element("span", " " + text("method." + method) + " · " + text("basis." + std::string(name_of(result.basis))),
                  " class=\"small soft\"");
    html_.close("p").open("ul");
    for (const auto& one : result.reasons) html_.element("li", reason(one));
    html_.close("ul");
    curves(result.because);
    facts(result.because);
    html_.close("div");
  }

  void curves(const std::vector<std::string>& ids) {
    for (const auto& id : ids) {
      const Observation* observation = input_.observations.find(id);
      if (observation != nullptr && observation->fact == "login.throttle") html_.raw(guess_curve(input_, *observation));
    }
  }

  void facts(const std::vector<std::string>& ids) {
    if (ids.empty()) return;
    html_.open("details");
    html_.element("summary", input_.text("report.observation_count", {{"count", std::to_string(ids.size())}}));
    for (std::size_t i = 0; i < std::min(facts_shown, ids.size()); ++i) {
      if (const Observation* observation = input_.observations.find(ids[i])) fact(*observation);
    }
    if (ids.size() > facts_shown) {
      html_.element("p", input_.text("report.more", {{"count", std::to_string(ids.size() - facts_shown)}}));
    }
    html_.close("details");
  }

  void fact(const Observation& observation) {
    const auto& subject = observation.subject;
    html_.open("div", " class=\"fact small\"").element("b", observation.fact);
    html_.text(" " + subject.target + " " + subject.endpoint + " " + subject.reference + " ");
    html_.element("code", to_json(observation.value));
    for (const auto& reference : observation.evidence) {
      html_.raw("<br>").element("code", reference.path + "  sha256:" + reference.sha256, " class=\"soft\"");
    }
    html_.close("div");
  }

  void advice(const Criterion& criterion, const CriterionResult& result) {
    if (result.advice.empty()) return;
    html_.open("details").element("summary", text("report.advice"));
    for (const auto& one : result.advice) check(criterion.advice, one);
    html_.close("details");
  }

  void parameters(const Criterion& criterion, const CriterionResult& result) {
    std::vector<std::string> used;
    for (const auto& item : result.items) {
      for (const auto& check : item.checks) {
        for (const auto& name : check.parameters) {
          if (std::find(used.begin(), used.end(), name) == used.end()) used.push_back(name);
        }
      }
    }
    if (used.empty()) return;
    html_.element("h4", text("report.parameters")).open("ul");
    for (const auto& name : used) {
      const Parameter* parameter = find_parameter(criterion, name);
      if (parameter == nullptr) continue;
      html_.element("li", input_.text("report.parameter_line",
                                      {{"meaning", words(parameter->meaning)},
                                       {"value", std::to_string(parameter->value)},
                                       {"unit", parameter->unit},
                                       {"confidence", text("confidence." + std::string(name_of(parameter->confidence)))}}));
    }
    html_.close("ul");
  }

  void answers(const std::string& criterion) {
    bool any = false;
    for (const auto& record : input_.records) {
      if (!record.question.starts_with(criterion + "/")) continue;
      if (!any) html_.open("details").element("summary", text("report.answers")).open("ul");
      any = true;
      html_.element("li", input_.text("report.answer_line",
                                      {{"question", record.question},
                                       {"subject", record.subject},
                                       {"answer", text("answer." + std::string(name_of(record.answer)))},
                                       {"who", record.who},
                                       {"role", record.role},
                                       {"when", record.when},
                                       {"comment", record.comment}}));
    }
    if (any) html_.close("ul").close("details");
  }

  void term(std::string_view key, const std::string& value) {
    if (!value.empty()) html_.element("dt", text(key)).element("dd", value);
  }

  void conditions() {
    const auto& product = input_.product;
    const Value& run = input_.run;
    heading("report.scope");
    html_.open("dl");
    term("report.product", product.name);
    term("report.model", product.model);
    std::string family;
    for (const auto& one : product.family) family += (family.empty() ? "" : ", ") + one.model;
    term("report.family", family);
    term("report.firmware", product.firmware);
    term("report.hardware", product.hardware);
    const Value& sample = product.source["sample"];
    std::string sample_text;
    for (const auto* field : {"model", "serial", "hardware", "firmware", "received", "condition"}) {
      if (!sample[field].as_text().empty()) sample_text += (sample_text.empty() ? "" : ", ") + sample[field].as_text();
    }
    term("report.sample", sample_text);
    const Value& permission = run["permission"];
    term("report.permission", input_.text("report.permission_line", {{"owner", permission["owner"].as_text()},
                                                                      {"permitted_by", permission["permitted_by"].as_text()},
                                                                      {"scope", permission["scope"].as_text()},
                                                                      {"date", permission["date"].as_text()}}));
    term("report.date", run["date"].as_text());
    term("report.tool", run["tool"].as_text());
    term("report.scheme_edition", input_.text("report.scheme_edition_line", {{"document", input_.scheme.document_number},
                                                                             {"edition", input_.scheme.edition},
                                                                             {"sha256", input_.scheme.sha256}}));
    std::string layers;
    for (const auto& layer : run["sandbox"].as_list()) layers += (layers.empty() ? "" : ", ") + layer.as_text();
    term("report.sandbox", layers);
    for (const auto& sentence : health_lines(input_, HealthLines::all)) term("health.term", sentence);
    tasks(run["tasks"]);
    term("report.evidence_at", text("report.manifest"));
    html_.close("dl");
  }

  void tasks(const Value& all) {
    std::size_t done = 0;
    std::vector<std::string> failures;
    for (const auto& task : all.as_list()) {
      if (task["status"].as_text() == "done") {
        ++done;
      } else {
        failures.push_back(input_.text("report.failed_task", {{"task", task["id"].as_text()},
                                                              {"why", task["kind"].as_text() + " – " + task["why"].as_text()}}));
      }
    }
    html_.element("dt", text("report.tasks")).open("dd");
    html_.text(input_.text("report.tasks_line", {{"done", std::to_string(done)}, {"failed", std::to_string(failures.size())}}));
    if (!failures.empty()) html_.open("ul", " class=\"small\"");
    for (const auto& failure : failures) html_.element("li", failure);
    if (!failures.empty()) html_.close("ul");
    html_.close("dd");
  }

  const ReportInput& input_;
  Html html_{};
};

}  // namespace

std::string html_report(const ReportInput& input) { return Report(input).write(); }

}  // namespace hoshi::documents
