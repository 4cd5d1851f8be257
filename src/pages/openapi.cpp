// The OpenAPI description, made from the table that serves the routes.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "pages/api.h"

namespace hoshi::pages {
namespace {

// What each route is for; tests/office/parity.py finds one that says nothing.
struct Summary {
  std::string_view method, pattern, text;
};
constexpr Summary summaries[] = {
    {"GET", "/api/v1/labels", "Search of the public register"},
    {"GET", "/api/v1/labels/{number}", "One label as the public sees it"},
    {"GET", "/changes.json", "Changes of the register"},
    {"POST", "/api/v1/subscriptions", "Ask to be told of changes of a label or a search"},
    {"GET", "/api/v1/applications", "The queue: of the office all applications, of others their own"},
    {"POST", "/api/v1/applications", "Begin an application or a filing"},
    {"GET", "/api/v1/applications/{id}", "An application: state, turn, findings, submissions, possible steps"},
    {"GET", "/api/v1/applications/{id}/precheck", "What the submission of the draft would be told"},
    {"GET", "/api/v1/applications/{id}/files/{sha256}", "The bytes of a file of its draft, submissions or reports"},
    {"GET", "/api/v1/organisations/{id}/files/{sha256}", "A mandate of a party, or its proof of legal personality"},
    {"GET", "/api/v1/office/cases/{id}/files/{sha256}", "What was handed in during a case"},
    {"GET", "/api/v1/office/labels/{id}/artwork/{file}", "The label to be printed: device, manual or box, as svg, png or pdf"},
    {"POST", "/api/v1/applications/{id}/{event}", "A step of an application or a filing"},
    {"GET", "/api/v1/organisations", "Search of parties"},
    {"POST", "/api/v1/organisations", "Register a party"},
    {"GET", "/api/v1/organisations/{id}", "A party with people, mandates, accreditation and possible steps"},
    {"POST", "/api/v1/organisations/{id}/{event}", "A step of a party"},
    {"GET", "/api/v1/office/labels", "Labels of an organisation; for the office without one all labels"},
    {"GET", "/api/v1/office/labels/{id}", "A label with history and possible steps"},
    {"POST", "/api/v1/office/labels/{id}/{event}", "A step of a label"},
    {"GET", "/api/v1/office/cases", "Cases of supervision: of the office all, of others those about their labels"},
    {"POST", "/api/v1/office/cases", "Open a case, or complain"},
    {"GET", "/api/v1/office/cases/{id}", "A case with what was written into it and possible steps"},
    {"POST", "/api/v1/office/cases/{id}/{event}", "A step of a case"},
    {"GET", "/api/v1/office/editions", "The criteria installed here, editions adopted, profiles to choose from"},
    {"GET", "/api/v1/office/fees", "Fees, newest first"},
    {"GET", "/api/v1/office/outbox", "Notices that wait or were put aside"},
    {"GET", "/api/v1/office/lists", "Lists of other registers that were taken in"},
    {"PUT", "/api/v1/office/lists", "Hand in a list of another register and see what would become of it"},
    {"GET", "/api/v1/office/statistics", "Counts of a fiscal year"},
    {"POST", "/api/v1/office/steps/{event}", "A step of the office itself"},
    {"PUT", "/api/v1/files", "Hand in a file, to be named in a command by its SHA-256"},
};

// What may be asked for behind a question mark.
struct Question {
  std::string_view method, pattern, name, type, meaning;
};
constexpr Question questions[] = {
    {"GET", "/api/v1/labels", "q", "string", "words; each stands in one field, in Japanese or English, kana and widths folded"},
    {"GET", "/api/v1/labels", "level", "integer", "number of stars"},
    {"GET", "/api/v1/labels", "status", "string", "valid, grace, expired, withdrawn, revoked, superseded; unproven for lists of others"},
    {"GET", "/api/v1/labels", "category", "string", "name of the category in Japanese or English"},
    {"GET", "/api/v1/labels", "page", "integer", "from 1; 50 labels each"},
    {"GET", "/changes.json", "since", "integer", "changes with a larger sequence number, smallest first; without it the latest"},
    {"GET", "/changes.json", "most", "integer", "1 to 1000, else 100"},
    {"GET", "/api/v1/applications", "state", "string", "of the state machine"},
    {"GET", "/api/v1/applications", "turn", "string", "whose move it is: applicant, office, laboratory"},
    {"GET", "/api/v1/applications", "kind", "string", "new, extension, change, report, transfer, withdrawal"},
    {"GET", "/api/v1/applications", "late", "string", "yes: past their date alone"},
    {"GET", "/api/v1/applications", "after", "string", "the key that ended the page before"},
    {"GET", "/api/v1/applications", "most", "integer", "1 to 200"},
    {"GET", "/api/v1/organisations", "q", "string", "part of a name, its kana or the corporate number; at most 50 are shown"},
    {"GET", "/api/v1/office/labels", "organisation", "string", "id of the holder; else one's own"},
    {"GET", "/api/v1/office/labels", "after", "string", "the number that ended the page before, where all are asked for; 100 labels each"},
    {"GET", "/api/v1/office/cases", "state", "string", "of the state machine"},
    {"GET", "/api/v1/office/cases", "after", "string", "the id that ended the page before; 100 cases each"},
    {"GET", "/api/v1/office/statistics", "year", "integer", "fiscal year (April to March); else the current one"},
    {"PUT", "/api/v1/office/lists", "source", "string", "short name of the register; its next list takes the place of this one"},
    {"PUT", "/api/v1/office/lists", "list_date", "string", "YYYY-MM-DD"},
};

Value text_schema() { return object({{"type", "string"}}); }

// office::Command without where it goes.
Value command_schema() {
  Value upload = object({{"type", "object"},
                         {"required", Value(ValueList{Value("role"), Value("sha256")})},
                         {"properties", object({{"role", text_schema()}, {"sha256", text_schema()}, {"name", text_schema()}, {"media_type", text_schema()}})}});
  return object({{"type", "object"},
                 {"additionalProperties", false},
                 {"required", Value(ValueList{Value("idempotency_key")})},
                 {"properties", object({{"idempotency_key", object({{"type", "string"}, {"pattern", "^[A-Za-z0-9._:-]{8,100}$"}})},
                                        {"data", object({{"type", "object"}, {"description", "docs/office-commands.md says what each step brings"}})},
                                        {"uploads", object({{"type", "array"}, {"items", std::move(upload)}})},
                                        {"reason", text_schema()},
                                        {"reason_code", text_schema()},
                                        {"interest_statement", text_schema()},
                                        {"has_interest", object({{"type", "boolean"}})},
                                        {"seen_version", object({{"type", "integer"}})}})}});
}

Value subscription_schema() {
  Value properties{ValueMap{}};
  for (const char* name : {"label", "q", "level", "category", "email", "webhook"}) properties.set(name, text_schema());
  return object({{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}});
}

Value body_of(const web::Route& route) {
  if (route.method == "PUT") return object({{"required", true}, {"content", object({{"application/octet-stream", object({})}})}});
  const std::string_view schema = route.pattern == "/api/v1/subscriptions" ? "Subscription" : "Command";
  Value named = object({{"schema", object({{"$ref", "#/components/schemas/" + std::string(schema)}})}});
  return object({{"required", true}, {"content", object({{"application/json", std::move(named)}})}});
}

Value parameters_of(const web::Route& route) {
  Value parameters{ValueList{}};
  for (auto at = route.pattern.find('{'); at != std::string::npos; at = route.pattern.find('{', at + 1)) {
    const auto name = route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1);
    parameters.push(object({{"name", name}, {"in", "path"}, {"required", true}, {"schema", text_schema()}}));
  }
  for (const auto& asked : questions) {
    if (route.method != asked.method || route.pattern != asked.pattern) continue;
    const bool is_needed = route.method == "PUT";
    parameters.push(object({{"name", asked.name}, {"in", "query"}, {"required", is_needed}, {"description", asked.meaning}, {"schema", object({{"type", asked.type}})}}));
  }
  return parameters;
}

Value operation_of(const web::Route& route) {
  Value operation = object({{"responses", object({{"default", object({{"description", "JSON; problems as RFC 9457 application/problem+json"}})}})}});
  const auto summary = std::find_if(std::begin(summaries), std::end(summaries), [&](const auto& one) { return one.method == route.method && one.pattern == route.pattern; });
  if (summary != std::end(summaries)) operation.set("summary", summary->text);
  Value parameters = parameters_of(route);
  if (!parameters.as_list().empty()) operation.set("parameters", std::move(parameters));
  if (route.method != "GET") operation.set("requestBody", body_of(route));
  Value ways{ValueList{}};  // one of them is enough
  for (const auto& scope : {route.scope, route.party_scope}) {
    if (!scope.empty()) ways.push(object({{"token", Value(ValueList{Value(scope)})}}));
  }
  if (!ways.as_list().empty()) operation.set("security", std::move(ways));
  return operation;
}

}  // namespace

Value openapi(const std::vector<web::Route>& routes, std::string_view server) {
  Value paths{ValueMap{}};
  for (const auto& one : routes) {
    Value path = paths[one.pattern];
    path.set(lower(one.method), operation_of(one));
    paths.set(one.pattern, std::move(path));
  }
  return object({{"openapi", "3.1.0"},
                 {"info", object({{"title", "Hoshi office"}, {"version", "1"}})},
                 {"servers", Value(ValueList{object({{"url", server}})})},
                 {"paths", std::move(paths)},
                 {"components", object({{"securitySchemes", object({{"token", object({{"type", "http"}, {"scheme", "bearer"}})}})},
                                        {"schemas", object({{"Command", command_schema()}, {"Subscription", subscription_schema()}})}})}});
}

bool is_described(const web::Route& route) { return route.pattern.starts_with("/api/") || route.pattern == "/changes.json"; }

}  // namespace hoshi::pages
