// Commands and questions as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "pages/api.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "office/case_story.h"
#include "office/queries.h"
#include "pages/office_errors.h"
#include "pages/openings.h"
#include "pages/routing.h"
#include "pages/uploads.h"
#include "pages/views_json.h"

namespace hoshi::pages {
namespace {

using web::Request;
using web::Response;
using web::Visitor;

constexpr std::size_t command_bytes_max = 512u << 10;
constexpr std::size_t upload_bytes_max = 80u << 20;  // a sealed archive; ../operating.md tells how to change it at the proxy

const std::string& part(const Request& request, std::string_view name) { return request.parts.find(name)->second; }

enum class Form { text, flag, number, map, list };

bool has_form(const Value& value, Form form) {
  switch (form) {
    case Form::text: return value.is_text();
    case Form::flag: return value.is_bool();
    case Form::number: return value.is_integer();
    case Form::map: return value.is_map();
    case Form::list: return value.is_list();
  }
  return false;
}

using Members = std::map<std::string_view, Form>;
const Members members_of_command{{"data", Form::map},           {"idempotency_key", Form::text},    {"reason_code", Form::text}, {"reason", Form::text},
                                 {"interest_statement", Form::text}, {"has_interest", Form::flag}, {"uploads", Form::list},     {"seen_version", Form::number}};
const Members members_of_upload{{"role", Form::text}, {"sha256", Form::text}, {"name", Form::text}, {"media_type", Form::text}};

// What stands in another form than it is read in would be lost in silence: "has_interest": "true" would say that there is none.
Result<void> check_members(const Value& map, const Members& known) {
  for (const auto& [name, value] : map.as_map()) {
    const auto found = known.find(name);
    if (found == known.end()) return fail(ErrorCode::invalid_input, printable(name, 40) + ": there is no such member; it would be lost");
    if (!value.is_null() && !has_form(value, found->second)) {
      return fail(ErrorCode::invalid_input, name + ": is of another kind than it should be (text, true or false, number, object or list)");
    }
  }
  return {};
}

Result<office::Command> command_from(const Request& request) {
  const Value& body = request.json;
  if (!body.is_map()) return fail(ErrorCode::invalid_input, "the body must be a JSON object with data, idempotency_key and the like");
  HOSHI_CHECK(check_members(body, members_of_command));
  office::Command command;
  command.data = body["data"];
  command.idempotency_key = body["idempotency_key"].as_text();
  command.reason_code = body["reason_code"].as_text();
  command.reason = body["reason"].as_text();
  command.interest_statement = body["interest_statement"].as_text();
  command.has_interest = body["has_interest"].as_bool();
  command.seen_version = body["seen_version"].as_integer();
  for (const auto& upload : body["uploads"].as_list()) {
    if (!upload.is_map()) return fail(ErrorCode::invalid_input, "uploads: each is an object with role, sha256, name and media_type");
    HOSHI_CHECK(check_members(upload, members_of_upload));
    command.uploads.push_back({upload["role"].as_text(), upload["sha256"].as_text(), upload["name"].as_text(), upload["media_type"].as_text()});
  }
  return command;
}

Result<Response> perform(const Site& site, const Request& request, const Visitor& visitor, const std::string& aggregate, const std::string& event) {
  auto command = HOSHI_TRY(command_from(request));
  command.aggregate = aggregate;
  command.event = event;
  const auto receipt = site.office.perform(visitor.identity->actor(), command);
  if (!receipt) {
    // What is missing, in the caller's language.
    const Error& error = receipt.error();
    if (const auto refusal = workflow::refusal_in(error)) return fail(error.code, site.words.render(request.language, *refusal));
    const auto said = said_of(site.words, request.language, error);
    return fail(error.code, !said ? error.message : said->where.empty() ? said->what : said->where + ": " + said->what);
  }
  Value answer = office::to_value(*receipt);
  answer.set("repeated", receipt->repeated);
  return Response::json(receipt->repeated ? 200 : 201, answer);
}

// /api/v1/<things>/{id}/{event} and, for what is opened, /api/v1/<things>/{event}.
web::Handler step_on(const Site& site, std::string prefix) {
  return [&site, prefix](const Request& request, const Visitor& visitor) -> Result<Response> {
    return perform(site, request, visitor, prefix + "/" + part(request, "id"), part(request, "event"));
  };
}

web::Handler opening(const Site& site, std::string prefix, std::string event) {
  return [&site, prefix, event](const Request& request, const Visitor& visitor) -> Result<Response> {
    return perform(site, request, visitor, prefix, event);
  };
}

Result<Response> show_queue(const Site& site, const Request& request, const Visitor& visitor) {
  office::QueueQuestion question;
  question.state = request.asked("state");
  question.turn = request.asked("turn");
  question.kind = request.asked("kind");
  question.late_only = request.asked("late") == "yes";
  question.after = request.asked("after");
  if (!request.asked("most").empty()) {
    const auto most = parse_number(request.asked("most"), 200);
    if (!most || *most == 0) return fail(ErrorCode::invalid_input, "most: a number from 1 to 200");
    question.most = static_cast<int>(*most);
  }
  return Response::json(200, to_value(HOSHI_TRY(office::queue(site.office, visitor.identity->actor(), question))));
}

Result<Response> put_file(const Site& site, const Request& request, const Visitor& visitor) {
  if (request.body.empty()) return fail(ErrorCode::invalid_input, "the body is empty: it must be the bytes of the file");
  const std::string kind = kind_of_bytes(request.body);
  if (kind.empty()) return fail(ErrorCode::invalid_input, "refusal.file_kind: the bytes are none of JSON, text, PDF, PNG, JPEG, zip or tar");
  const office::Upload about{"evidence", "", "", kind};
  const auto kept = HOSHI_TRY(site.office.take_upload(visitor.identity->actor(), about, request.body));
  return Response::json(201, object({{"sha256", kept.sha256}, {"bytes", static_cast<std::int64_t>(request.body.size())}, {"media_type", kind}}));
}

Result<Response> precheck_draft(const Site& site, const Request& request, const Visitor& visitor) {
  const auto view = HOSHI_TRY(office::application(site.office, visitor.identity->actor(), part(request, "id")));
  const auto remarks = HOSHI_TRY(office::precheck_of(site.office, visitor.identity->actor(), view.scheme, view.id, view.form, view.files));
  return Response::json(200, object({{"remarks", in_words(site.words, request.language, remarks)}}));
}

// A case with what was written into it and handed in, as its page shows it.
Result<Response> show_case(const Site& site, const Request& request, const Visitor& visitor) {
  const auto actor = visitor.identity->actor();
  const auto view = HOSHI_TRY(office::case_of(site.office, actor, part(request, "id")));
  const auto story = HOSHI_TRY(office::story_of_case(site.office, actor, view.id));
  Value shown = to_value(view);
  shown.set("state_meaning", to_value(story.state_meaning)).set("entries", list_of(story.entries));
  shown.set("steps", in_words(site.words, request.language, view.steps));
  return Response::json(200, shown);
}

Result<Response> show_application(const Site& site, const Request& request, const Visitor& visitor) {
  const auto view = HOSHI_TRY(office::application(site.office, visitor.identity->actor(), part(request, "id")));
  Value shown = to_value(view);
  shown.set("remarks", in_words(site.words, request.language, view.remarks)).set("steps", in_words(site.words, request.language, view.steps));
  return Response::json(200, shown);
}

template <class Show>
web::Handler shown(const Site& site, Show show) {
  return [&site, show](const Request& request, const Visitor& visitor) -> Result<Response> {
    const auto view = HOSHI_TRY(show(site.office, visitor.identity->actor(), part(request, "id")));
    Value answer = to_value(view);
    answer.set("steps", in_words(site.words, request.language, view.steps));
    return Response::json(200, answer);
  };
}

web::Route route(std::string method, std::string pattern, web::Door door, std::string scope, web::Handler handler, std::size_t bytes = command_bytes_max) {
  web::Route made;
  made.method = std::move(method);
  made.pattern = std::move(pattern);
  made.door = door;
  made.token = web::Token::yes;
  made.scope = std::move(scope);
  made.body_bytes_max = bytes;
  made.handler = std::move(handler);
  return made;
}

web::Handler with_site(const Site& site, Result<Response> (*handler)(const Site&, const Request&, const Visitor&)) {
  return [&site, handler](const Request& request, const Visitor& visitor) { return handler(site, request, visitor); };
}

}  // namespace

std::vector<web::Route> api_routes(const Site& site) {
  using web::Door;
  return {
      route("GET", "/api/v1/applications", Door::account, "application:read", with_site(site, show_queue)),
      route("POST", "/api/v1/applications", Door::account, "application:submit",
            [&site](const Request& request, const Visitor& visitor) {
              return perform(site, request, visitor, "application", opening_of(site, request.json["data"]["form"]["kind"].as_text()));
            }),
      route("GET", "/api/v1/applications/{id}", Door::account, "application:read", with_site(site, show_application)),
      route("GET", "/api/v1/applications/{id}/precheck", Door::account, "application:read", with_site(site, precheck_draft)),
      route("POST", "/api/v1/applications/{id}/{event}", Door::account, "application:submit", step_on(site, "application")),
      route("POST", "/api/v1/organisations", Door::account, "application:submit", opening(site, "organisation", "register")),
      route("GET", "/api/v1/organisations/{id}", Door::account, "application:read", shown(site, office::party)),
      route("POST", "/api/v1/organisations/{id}/{event}", Door::account, "application:submit", step_on(site, "organisation")),
      route("GET", "/api/v1/office/labels/{id}", Door::account, "application:read", shown(site, office::label)),
      route("POST", "/api/v1/office/labels/{id}/{event}", Door::account, "office:act", step_on(site, "label")),
      for_both_sides(route("POST", "/api/v1/office/cases", Door::account, "office:act",
                           [&site](const Request& request, const Visitor& visitor) {
                             return perform(site, request, visitor, "case", opening_step(site, request.json["data"]["kind"].as_text()));
                           })),
      for_both_sides(route("GET", "/api/v1/office/cases/{id}", Door::account, "office:read", with_site(site, show_case))),
      for_both_sides(route("POST", "/api/v1/office/cases/{id}/{event}", Door::account, "office:act", step_on(site, "case"))),
      route("POST", "/api/v1/office/steps/{event}", Door::office, "office:act",
            [&site](const Request& request, const Visitor& visitor) { return perform(site, request, visitor, "office/" + site.scheme, part(request, "event")); }),
      route("PUT", "/api/v1/files", Door::account, "file:write", with_site(site, put_file), upload_bytes_max),
  };
}

}  // namespace hoshi::pages
