// The pages of the office, one function a page; routes.cpp says where each stands and who may come in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pages/site.h"
#include "web/route.h"

namespace hoshi::pages {

using web::Request;
using web::Response;
using web::Visitor;

// The applicant's own: what is whose move, what is due.
[[nodiscard]] Result<Response> desk(const Site& site, const Request& request, const Visitor& visitor);
// The office's queues by state and due date.
[[nodiscard]] Result<Response> queue_page(const Site& site, const Request& request, const Visitor& visitor);

[[nodiscard]] Result<Response> application_new(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> application_open(const Site& site, const Request& request, const Visitor& visitor);   // POST
[[nodiscard]] Result<Response> application_page(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> application_edit(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> application_save(const Site& site, const Request& request, const Visitor& visitor);   // POST
[[nodiscard]] Result<Response> application_check(const Site& site, const Request& request, const Visitor& visitor);  // the precheck

// Any step of any machine: /applications/{id}/step/{event}, /office/labels/{id}/step/{event}, /office/cases/{id}/step/{event},
// /parties/{id}/step/{event}: a form with what the step needs, and its taking.
[[nodiscard]] Result<Response> step_form(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> step_take(const Site& site, const Request& request, const Visitor& visitor);          // POST

[[nodiscard]] Result<Response> parties_page(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> party_new(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> party_page(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> party_invite(const Site& site, const Request& request, const Visitor& visitor);  // POST; a colleague

[[nodiscard]] Result<Response> labels_page(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> label_office_page(const Site& site, const Request& request, const Visitor& visitor);
// The label drawn in a size and a form, "device.svg", to its holder and the office.
[[nodiscard]] Result<Response> label_artwork(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> cases_page(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> case_page(const Site& site, const Request& request, const Visitor& visitor);
// The editions of the criteria: what this office has, what it has adopted, and which values nobody has compared with the original.
[[nodiscard]] Result<Response> editions_page(const Site& site, const Request& request, const Visitor& visitor);
// /office/import: lists that other registers published, looked at before they are taken in.
std::vector<web::Route> import_routes(const Site& site);
// /office/outbox: notices that wait or were put aside; /office/fees: what is owed and paid.
std::vector<web::Route> outbox_routes(const Site& site);
[[nodiscard]] Result<Response> statistics_page(const Site& site, const Request& request, const Visitor& visitor);

// A file of an application, a case or a party, to those who may see it; never shown inline.
[[nodiscard]] Result<Response> file_download(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> case_file_download(const Site& site, const Request& request, const Visitor& visitor);
[[nodiscard]] Result<Response> party_file_download(const Site& site, const Request& request, const Visitor& visitor);

}  // namespace hoshi::pages
