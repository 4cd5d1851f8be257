// Applications: opening one, filling it in, and the page that shows where it stands.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "office/queries.h"
#include "pages/application_fields.h"
#include "pages/application_sheet.h"
#include "pages/openings.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/uploads.h"

namespace hoshi::pages {
namespace {

constexpr const char* kinds[] = {"new", "extension", "change", "report", "transfer", "withdrawal"};
constexpr std::uint64_t level_most = 9;  // as the office reads it; the scheme says which there are

std::vector<Field> opening_fields(const Page& page) {
  Field kind{"kind", Input::choice, "form.kind", "form.kind_hint", true};
  for (const char* name : kinds) kind.options.push_back({name, page.text("pages.kind_" + std::string(name))});
  Field level{"level", Input::choice, "form.level", "form.level_hint", true};
  for (const auto& one : page.site().scheme_office().scheme.levels) level.options.push_back({std::to_string(one.number), fmt::format("★{}", one.number)});
  return {kind, level};
}

std::string key_of(const Request& request) {
  const std::string key = request.field("idempotency_key");
  return key.empty() ? "page-" + request.id : key;
}

void write_key(Page& page) {
  // The form carries its own key: sent twice, it counts once.
  page.html().open("input", " type=\"hidden\" name=\"idempotency_key\"" + attribute("value", "form-" + page.request().id));
}

void write_files(Page& page, std::string_view id, const std::vector<office::Upload>& files) {
  if (files.empty()) return;
  page.html().open("ul", " class=\"handed\"");
  for (const auto& file : files) {
    page.html().open("li").text(page.text("pages.file_" + file.role) + ": ");
    page.link(fmt::format("/applications/{}/files/{}", id, file.sha256), file.name.empty() ? file.sha256.substr(0, 12) : file.name);
    page.html().element("small", "SHA-256 " + file.sha256, " class=\"hash\"").close("li");
  }
  page.html().close("ul");
}

void write_numbers(Page& page, const office::ApplicationView& view) {
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.numbers")).open("dl", " class=\"facts\"");
  for (const auto& name : numbers_of(view)) {
    const auto number = view.numbers.find(name);
    page.html().element("dt", page.text("pages." + name));
    const bool is_given = number != view.numbers.end() && !number->second.empty();
    const bool is_label = name == "registration_number" && view.state == "issued";
    page.html().open("dd");
    if (is_given && is_label) page.link("/office/labels/" + number->second, number->second);
    if (is_given && !is_label) page.html().text(number->second);
    if (!is_given) page.html().element("span", page.text("pages.not_yet_given"), " class=\"quiet\"");
    page.html().close("dd");
  }
  if (!view.fee.code.empty()) {
    page.fact("pages.fee", page.text("pages.fee_is", {{"yen", yen(view.fee.amount_yen)}, {"state", page.text("pages.fee_" + (view.fee.state.empty() ? std::string("none") : view.fee.state))}}));
  }
  page.html().close("dl").close("section");
}

std::string title_of_criterion(const Page& page, std::string_view id) {
  const auto& criteria = page.site().scheme_office().scheme.criteria;
  const auto found = std::find_if(criteria.begin(), criteria.end(), [&](const auto& one) { return one.id == id; });
  return found == criteria.end() ? "" : page.words(found->title);
}

// What an officer does with one criterion; screen readers are told with which.
void write_row_steps(Page& page, std::string_view id, const std::string& criterion, bool can_confirm, bool can_find) {
  const std::string base = fmt::format("/applications/{}/step/", id);
  const auto say = [&](const char* key) { return attribute("aria-label", page.text(key) + " " + criterion); };
  page.html().open("td", " class=\"row-steps\"");
  if (can_confirm) {
    page.html().element("a", page.text("pages.confirm_it"), attribute("href", base + "confirm_criterion?outcome=confirmed&criterion=" + criterion) +
                                                                " class=\"button second small\"" + say("pages.confirm_it"));
  }
  if (can_find) {
    page.html().element("a", page.text("pages.find_it"), attribute("href", base + "raise_finding?criterion=" + criterion) + " class=\"button second small\"" + say("pages.find_it"));
  }
  page.html().close("td");
}

bool has_archive(const office::ApplicationView& view) {
  if (view.submissions.empty()) return false;
  const auto& files = view.submissions.back().files;
  return std::any_of(files.begin(), files.end(), [](const auto& file) { return file.role == "archive"; });
}

void write_rejudged(Page& page, const office::CriterionCheck& one) {
  cell(page, "pages.rejudged");
  if (one.rejudged.empty()) page.html().text("–");
  if (!one.rejudged.empty()) page.tag(page.text("verdict." + one.rejudged), one.rejudged == one.verdict ? Tone::good : Tone::bad);
  page.html().close("td");
}

void write_criteria(Page& page, const office::ApplicationView& view) {
  if (view.criteria.empty()) return;
  auto& html = page.html();
  html.element("h2", page.text("pages.criteria"));
  const auto confirmed = std::count_if(view.criteria.begin(), view.criteria.end(), [](const auto& one) { return one.confirmation == "confirmed"; });
  page.paragraph("pages.criteria_progress", {{"done", std::to_string(confirmed)}, {"all", std::to_string(view.criteria.size())}}, "quiet");
  const bool is_rejudged = std::any_of(view.criteria.begin(), view.criteria.end(), [](const auto& one) { return !one.rejudged.empty(); });
  if (!is_rejudged) page.paragraph(has_archive(view) ? "pages.archive_waits" : "pages.archive_none", {}, "quiet");
  html.open("div", " class=\"scroll\" tabindex=\"0\" role=\"region\"" + attribute("aria-label", page.text("pages.criteria")));
  html.open("table", " class=\"cards\"").open("thead").open("tr").element("th", page.text("pages.criterion"), " scope=\"col\"").element("th", page.text("pages.verdict"), " scope=\"col\"");
  if (is_rejudged) html.element("th", page.text("pages.rejudged"), " scope=\"col\"");
  html.element("th", page.text("pages.confirmation"), " scope=\"col\"");
  const bool can_confirm = can(view.steps, "confirm_criterion");
  const bool can_find = can(view.steps, "raise_finding");
  if (can_confirm || can_find) html.element("th", page.text("pages.do_what"), " scope=\"col\"");
  html.close("tr").close("thead").open("tbody");
  for (const auto& one : view.criteria) {
    html.open("tr").open("th", " scope=\"row\"").text(one.criterion).element("small", title_of_criterion(page, one.criterion)).close("th");
    cell(page, "pages.verdict");
    page.tag(page.text("verdict." + one.verdict), tone_of_verdict(one.verdict));
    html.close("td");
    if (is_rejudged) write_rejudged(page, one);
    cell(page, "pages.confirmation");
    if (one.confirmation.empty()) html.text("–");
    if (!one.confirmation.empty()) page.tag(page.text("pages.confirmation_" + one.confirmation), one.confirmation == "confirmed" ? Tone::good : Tone::wait);
    if (!one.remark.empty()) html.element("small", one.remark);
    html.close("td");
    if (can_confirm || can_find) write_row_steps(page, view.id, one.criterion, can_confirm, can_find);
    html.close("tr");
  }
  html.close("tbody").close("table").close("div");
}

void write_judged_again(Page& page, const office::ApplicationView& view) {
  if (view.rejudged_differences.empty()) return;
  page.problem("pages.rejudged_differences", view.rejudged_differences);
}

void write_finding_steps(Page& page, const office::ApplicationView& view, const office::FindingView& finding) {
  const bool is_closed = finding.state == "closed";
  page.html().open("div", " class=\"actions\"");
  for (const char* event : {"answer_finding", "close_finding", "reopen_finding"}) {
    const bool is_meant = std::string_view(event) == "reopen_finding" ? is_closed : !is_closed;
    if (!is_meant || !can(view.steps, event)) continue;
    const std::string words = page.text(std::string("pages.") + event);
    const bool is_awaited = std::string_view(event) == "answer_finding" && finding.answer.empty();
    page.html().element("a", words, attribute("href", fmt::format("/applications/{}/step/{}?finding={}", view.id, event, finding.id)) +
                                        attribute("class", is_awaited ? "button small" : "button second small") +
                                        attribute("aria-label", fmt::format("{} ({})", words, finding.id)));
  }
  page.html().close("div");
}

void write_conditions(Page& page, const office::ApplicationView& view) {
  if (view.conditions.empty()) return;
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.decision_conditions")).open("ul");
  for (const auto& condition : view.conditions) page.html().element("li", condition, " class=\"written\"");
  page.html().close("ul").close("section");
}

std::vector<office::Upload> files_of(const office::ApplicationView& view) {
  std::vector<office::Upload> files;
  for (const auto& submission : view.submissions) files.insert(files.end(), submission.files.begin(), submission.files.end());
  return files;
}

void write_findings(Page& page, const office::ApplicationView& view) {
  const bool can_find = can(view.steps, "raise_finding");
  if (view.findings.empty() && !can_find) return;
  page.html().element("h2", page.text("pages.findings"));
  if (view.findings.empty()) page.paragraph("pages.findings_none", {}, "quiet");
  if (can_find) {
    page.html().open("div", " class=\"actions\"");
    page.link(fmt::format("/applications/{}/step/raise_finding", view.id), page.text("pages.finding_new"), "button second small");
    page.html().close("div");
  }
  const auto files = files_of(view);
  for (const auto& finding : view.findings) {
    page.html().open("article", " class=\"sheet\"").open("h3").text(page.text("pages.finding_nth", {{"id", finding.id}, {"criterion", finding.criterion}}) + " ");
    page.tag(page.text("pages.finding_" + finding.state), finding.state == "closed" ? Tone::good : Tone::wait);
    page.html().text(" ").element("span", page.text("pages.severity_" + finding.severity), " class=\"quiet severity\"").close("h3");
    const std::string criterion = title_of_criterion(page, finding.criterion);
    if (!criterion.empty()) page.html().element("p", criterion, " class=\"quiet\"");
    page.html().element("p", finding.text, " class=\"written\"");
    write_finding_about(page, "/applications/" + view.id, finding, files);
    if (!finding.answer.empty()) page.html().open("div", " class=\"answer\"").element("h4", page.text("pages.answer")).element("p", finding.answer, " class=\"written\"").close("div");
    write_finding_steps(page, view, finding);
    page.html().close("article");
  }
}

// The label of the form's field that a path leads to, with what stands behind it ("型番 2"); a path that is none of the form stays as it is.
std::string words_of_path(const Page& page, const std::vector<Field>& fields, std::string_view path) {
  const std::string_view inner = path.starts_with("form/") ? path.substr(5) : path;
  const Field* best = nullptr;
  for (const auto& field : fields) {
    const bool is_meant = inner == field.name || inner.starts_with(field.name + "/") || (!field.hash_at.empty() && inner == field.hash_at);
    if (is_meant && !field.label.empty() && (best == nullptr || best->name.size() < field.name.size())) best = &field;
  }
  if (best == nullptr) return std::string(path);
  const std::string_view rest = inner.size() > best->name.size() && inner.starts_with(best->name) ? inner.substr(best->name.size() + 1) : "";
  const auto place = rest.empty() ? std::nullopt : parse_number(rest, 1'000'000);
  return page.text(best->label) + (rest.empty() ? "" : " " + (place ? std::to_string(*place + 1) : std::string(rest)));
}

void write_differences(Page& page, const office::ApplicationView& view, const office::SubmissionView& submission) {
  if (submission.differences.empty()) return;
  const auto fields = flat(application_fields(page, view.kind, view.level, {}));
  auto& html = page.html();
  html.open("details").element("summary", page.text("pages.what_changed", {{"count", std::to_string(submission.differences.size())}}));
  html.open("ul", " class=\"diff\"");
  for (const auto& difference : submission.differences) {
    html.open("li").element("strong", words_of_path(page, fields, difference.path));
    if (!difference.before.empty()) html.element("del", difference.before).text(" ");
    if (!difference.after.empty()) html.element("ins", difference.after);
    html.close("li");
  }
  html.close("ul").close("details");
}

// What laboratories handed in.
void write_reports(Page& page, const office::ApplicationView& view) {
  if (view.reports.empty()) return;
  page.html().element("h2", page.text("pages.reports")).open("ul", " class=\"handed\"");
  for (const auto& report : view.reports) {
    page.html().open("li").element("a", page.words(report.laboratory) + " " + report.number, attribute("href", fmt::format("/applications/{}/files/{}", view.id, report.sha256))).text(" ");
    page.tag(page.text(report.conforms ? "form.conclusion_conforms" : "form.conclusion_does_not_conform"), report.conforms ? Tone::good : Tone::bad);
    page.html().element("small", "SHA-256 " + report.sha256, " class=\"hash\"").close("li");
  }
  page.html().close("ul");
}

void write_submissions(Page& page, const office::ApplicationView& view) {
  page.html().element("h2", page.text("pages.submissions"));
  if (view.submissions.empty()) page.paragraph("pages.submissions_none", {}, "quiet");
  std::size_t number = view.submissions.size();
  for (auto submission = view.submissions.rbegin(); submission != view.submissions.rend(); ++submission, --number) {
    page.html().open("article", " class=\"sheet\"").element("h3", page.text("pages.submission_nth", {{"number", std::to_string(number)}, {"when", page.moment(submission->at)}}));
    write_files(page, view.id, submission->files);
    write_differences(page, view, *submission);
    page.html().element("p", page.text("pages.submission_hash", {{"hash", submission->hash}}), " class=\"hash\"");
    page.html().close("article");
  }
}

// Level, kind, whose it is and its number.
void write_line(Page& page, const office::ApplicationView& view) {
  page.html().open("p", " class=\"lead\"").text(page.text("pages.application_line", {{"level", std::to_string(view.level)}, {"kind", page.text("pages.kind_" + view.kind)}}));
  const auto applicant = office::party(page.site().office, page.visitor().identity->actor(), view.applicant);
  if (applicant) page.html().text(" · ").element("a", page.words(applicant->name), attribute("href", "/parties/" + view.applicant));
  const auto number = view.numbers.find(numbers_of(view).front());
  if (number != view.numbers.end() && !number->second.empty()) page.html().text(" · " + number->second);
  page.html().close("p");
}

// The panel opens the case of an appeal from the application it is against.
void write_cases_link(Page& page, const office::ApplicationView& view, bool is_applicant) {
  if (is_applicant || !view.state.starts_with("appeal_")) return;
  page.html().open("div", " class=\"actions\"");
  page.link("/office/cases/new/step/open?kind=appeal&application=" + view.id, page.text("pages.appeal_open"), "button second");
  page.html().close("div");
}

std::string title_of(const Page& page, const office::ApplicationView& view) {
  const Words name = product_in(form_read_of(view));
  const std::string& shown = page.words(name.ja.empty() && name.en.empty() ? view.product : name);
  return shown.empty() ? page.text("pages.application_untitled") : shown;
}

// What was typed on top of what is saved: a map whose members win.
Value draft_with(const office::ApplicationView& view, const Value& typed) { return typed.is_map() ? typed : view.form; }

bool hands_in(const office::PossibleStep& step) {
  static const std::set<std::string_view> all{"submit", "resubmit", "submit_filing", "resubmit_filing"};
  return step.lacks.empty() && all.contains(step.event);
}

void write_way_to_submission(Page& page, const office::ApplicationView& view) {
  for (const auto& step : view.steps) {
    if (!hands_in(step)) continue;
    page.html().open("p");
    page.link(fmt::format("/applications/{}/step/{}", view.id, step.event), page.words(step.name), "button").html().close("p");
  }
}

// What stops a submission in a box; what is only worth knowing below it.
void write_precheck(Page& page, const office::ApplicationView& view, const std::vector<office::Remark>& remarks) {
  std::vector<std::string> stops, notes;
  for (const auto& remark : remarks) {
    const std::string line = (remark.criterion.empty() ? "" : remark.criterion + ": ") + page.site().words.render(page.language(), remark.text);
    (remark.blocks ? stops : notes).push_back(line);
  }
  if (stops.empty()) page.html().open("div", " class=\"notice good\" role=\"status\"").element("p", "✔ " + page.text("pages.precheck_good")).close("div");
  if (stops.empty()) write_way_to_submission(page, view);
  if (!stops.empty()) page.problem("pages.precheck_remarks", stops);
  if (notes.empty()) return;
  page.html().open("details").element("summary", page.text("pages.precheck_notes", {{"count", std::to_string(notes.size())}})).open("ul");
  for (const auto& note : notes) page.html().element("li", note);
  page.html().close("ul").close("details");
}

Response edit_page(const Site& site, const Request& request, const Visitor& visitor, const office::ApplicationView& view, const Value& typed,
                   const std::vector<std::string>& problems, const std::vector<office::Remark>* remarks, const Wrongs& wrongs = {}) {
  Page page(site, request, visitor, "pages.application_edit");
  page.crumbs({{"/desk", page.text("pages.desk")}, {"/applications/" + view.id, title_of(page, view)}});
  page.heading("h1", "pages.application_edit");
  page.told();
  if (!problems.empty()) page.problem("pages.not_saved", problems);
  const auto groups = application_fields(page, view.kind, view.level, parties_for(page));
  write_wrongs(page, flat(groups), wrongs);
  if (remarks != nullptr) write_precheck(page, view, *remarks);
  if (remarks == nullptr) page.paragraph("pages.application_edit_lead", {}, "lead");
  page.form("/applications/" + view.id + "/edit", true);
  write_key(page);
  page.html().open("input", " type=\"hidden\" name=\"seen_version\"" + attribute("value", std::to_string(view.version)));
  Value data = draft_with(view, typed);
  data.set("kind", view.kind).set("level", view.level);
  for (const auto& group : groups) {
    page.html().open("fieldset").element("legend", page.text(group.heading));
    draw_all(page, group.fields, data, wrongs);
    page.html().close("fieldset");
  }
  write_files(page, view.id, view.files);
  page.html().open("div", " class=\"actions\"");
  page.button(page.text("pages.save"), "", "then", "save").button(page.text("pages.save_and_check"), "second", "then", "check");
  page.html().close("div").close("form");
  return page.finish(problems.empty() && wrongs.empty() ? 200 : 422);
}

// What a form about a label begins with: its level, and product and parties as they were handed in last. Nothing where the visitor may not see them.
Value form_about(const Site& site, const workflow::Actor& actor, const std::string& number) {
  Value form{ValueMap{}};
  const auto label = office::label(site.office, actor, number);
  if (!label) return form;
  form.set("level", label->entry.level);
  const auto before = office::application(site.office, actor, label->application);
  if (!before || before->submissions.empty()) return form;
  const Value& last = before->submissions.back().form;
  for (const char* name : {"manufacturer", "seller", "agent", "verifier", "laboratory", "product"}) {
    if (!last[name].is_null()) form.set(name, last[name]);
  }
  return form;
}

Result<Response> new_page(const Site& site, const Request& request, const Visitor& visitor, const std::vector<std::string>& problems) {
  Page page(site, request, visitor, "pages.application_new");
  page.crumbs({{"/desk", page.text("pages.desk")}});
  page.heading("h1", "pages.application_new").paragraph("pages.application_new_lead", {}, "lead");
  if (!problems.empty()) page.problem("pages.not_done", problems);
  const auto parties = HOSHI_TRY(office::parties(site.office, visitor.identity->actor(), ""));
  if (parties.empty()) {
    page.paragraph("pages.party_first").link("/parties/new", page.text("pages.party_new"), "button");
    return page.finish();
  }
  page.form("/applications");
  write_key(page);
  Value data{ValueMap{}};
  const auto given = [&](std::string_view name, std::string_view otherwise) {
    const std::string& typed = request.field(name).empty() ? request.asked(name) : request.field(name);
    return typed.empty() ? std::string(otherwise) : typed;
  };
  data.set("level", given("level", "1")).set("kind", given("kind", "new")).set("label", given("label", "")).set("applicant", given("applicant", parties.front().id));
  draw_all(page, opening_fields(page), data);
  Field applicant{"applicant", Input::choice, "form.applicant", "", true};
  for (const auto& party : parties) applicant.options.push_back({party.id, page.words(party.name)});
  draw(page, applicant, data);
  draw(page, {"label", Input::text, "form.label", "form.label_hint"}, data);
  page.html().open("div", " class=\"actions\"");
  page.button(page.text("pages.begin")).html().close("div").close("form");
  return page.finish(problems.empty() ? 200 : 422);
}

}  // namespace

Result<Response> application_new(const Site& site, const Request& request, const Visitor& visitor) { return new_page(site, request, visitor, {}); }

Result<Response> application_open(const Site& site, const Request& request, const Visitor& visitor) {
  office::Command command;
  command.aggregate = "application";
  command.event = opening_of(site, request.field("kind"));
  command.idempotency_key = key_of(request);
  const auto level = parse_number(request.field("level"), level_most);
  const std::string number = request.field("kind") == "new" ? "" : request.field("label");
  Value form = number.empty() ? Value(ValueMap{}) : form_about(site, visitor.identity->actor(), number);
  if (!form.has("level")) form.set("level", static_cast<std::int64_t>(level.value_or(0)));
  form.set("kind", request.field("kind")).set("applicant", request.field("applicant"));
  if (!number.empty()) form.set("label", number);
  command.data = object({{"scheme", site.scheme}, {"form", std::move(form)}});
  const auto receipt = site.office.perform(visitor.identity->actor(), command);
  if (!receipt) return new_page(site, request, visitor, {words_of(Page(site, request, visitor, "pages.application_new"), receipt.error())});
  return Response::see_other(fmt::format("/applications/{}/edit", receipt->aggregate.substr(receipt->aggregate.find('/') + 1)));
}

Result<Response> application_page(const Site& site, const Request& request, const Visitor& visitor) {
  const std::string& id = request.parts.find("id")->second;
  const auto view = HOSHI_TRY(office::application(site.office, visitor.identity->actor(), id));
  Page page(site, request, visitor, "pages.application");
  const bool is_applicant = is_of_party(page);
  page.crumbs({{is_applicant ? "/desk" : "/office", page.text(is_applicant ? "pages.desk" : "pages.office")}});
  page.html().open("h1").text(title_of(page, view) + " ");
  page.tag(page.words(view.state_name), tone_for(page, view.state, view.turn));
  page.html().close("h1");
  page.told();
  write_line(page, view);
  page.html().open("div", " class=\"columns\"").open("div");
  write_turn(page, view);
  if (!view.steps.empty()) page.heading("h2", "pages.steps");
  if (can(view.steps, "save_draft")) {
    // Writing leads until the form can be handed in.
    const bool is_ready = std::any_of(view.steps.begin(), view.steps.end(), hands_in);
    page.html().open("div", " class=\"actions\"");
    page.link(fmt::format("/applications/{}/edit", id), page.text("pages.application_edit"), is_applicant && !is_ready ? "button" : "button second");
    page.html().close("div");
  }
  write_steps(page, "/applications/" + id, view.steps);
  write_cases_link(page, view, is_applicant);
  write_conditions(page, view);
  write_findings(page, view);
  if (is_applicant) write_announcement(page, view);
  write_form(page, view);
  write_criteria(page, view);
  write_judged_again(page, view);
  write_reports(page, view);
  write_submissions(page, view);
  page.html().close("div").open("div");
  write_numbers(page, view);
  write_product(page, view);
  if (!is_applicant) write_announcement(page, view);
  write_history(page, view.history);
  page.html().close("div").close("div");
  return page.finish();
}

Result<Response> application_edit(const Site& site, const Request& request, const Visitor& visitor) {
  const auto view = HOSHI_TRY(office::application(site.office, visitor.identity->actor(), request.parts.find("id")->second));
  return edit_page(site, request, visitor, view, Value(), {}, nullptr);
}

Result<Response> application_save(const Site& site, const Request& request, const Visitor& visitor) {
  const std::string& id = request.parts.find("id")->second;
  const auto actor = visitor.identity->actor();
  auto view = HOSHI_TRY(office::application(site.office, actor, id));
  const Page words(site, request, visitor, "pages.application_edit");
  const auto fields = flat(application_fields(words, view.kind, view.level, {}));
  Value form = read_fields(fields, request);
  form.set("kind", view.kind).set("level", view.level);
  if (!view.label.empty() && !form.has("label")) form.set("label", view.label);
  // A report or a withdrawal says nothing new of the product: it is not asked for, and stays what it is.
  if (!form.has("product") && !view.form["product"].is_null()) form.set("product", view.form["product"]);
  office::Command command;
  command.aggregate = "application/" + id;
  command.event = "save_draft";
  command.idempotency_key = key_of(request);
  command.seen_version = static_cast<std::int64_t>(parse_number(request.field("seen_version"), 1'000'000'000).value_or(0));
  auto uploads = keep_uploads(site, actor, fields, request);
  if (!uploads) return edit_page(site, request, visitor, view, form, {words_of(words, uploads.error())}, nullptr);
  // A file that was handed in before stays until another takes its place.
  for (const auto& file : view.files) {
    const bool is_replaced = std::any_of(uploads->begin(), uploads->end(), [&](const auto& upload) { return upload.role == file.role; });
    if (!is_replaced) uploads->push_back(file);
  }
  command.uploads = *uploads;
  name_uploads(fields, *uploads, form);
  command.data = object({{"form", form}});
  const auto receipt = site.office.perform(actor, command);
  if (!receipt) {
    const auto wrongs = wrong_in(words, fields, receipt.error());
    return edit_page(site, request, visitor, view, form, wrongs.empty() ? std::vector{words_of(words, receipt.error())} : std::vector<std::string>{}, nullptr, wrongs);
  }
  if (request.field("then") == "check") return Response::see_other(fmt::format("/applications/{}/check", id));
  return Response::see_other(fmt::format("/applications/{}?done=saved", id));
}

Result<Response> application_check(const Site& site, const Request& request, const Visitor& visitor) {
  const auto actor = visitor.identity->actor();
  const auto view = HOSHI_TRY(office::application(site.office, actor, request.parts.find("id")->second));
  const auto remarks = HOSHI_TRY(office::precheck_of(site.office, actor, view.scheme, view.id, view.form, view.files));
  return edit_page(site, request, visitor, view, Value(), {}, &remarks);
}

}  // namespace hoshi::pages
