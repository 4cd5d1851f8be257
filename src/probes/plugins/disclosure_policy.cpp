// Finds contact, acknowledgement time and status updates in the disclosure policy, and reads security.txt.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/text.h"
#include "probes/understanding.h"
#include "protocols/text/security_txt.h"

namespace hoshi::probes {
namespace {

constexpr std::array<std::string_view, 2> kinds{"disclosure_policy", "security_txt"};

std::vector<std::string_view> facts() { return {"document.understood"}; }

std::vector<Task> plan(const PlanInput& input) { return document_tasks(input, "disclosure_policy", kinds); }

Result<void> read_security_txt(const Document& document, Bench& bench) {
  const auto text = document_text(bench, document);
  if (!text) return {};
  const auto file = protocols::text::parse_security_txt(text->text);
  const auto say = [&](std::string_view statement, std::string_view excerpt) {
    observe_understood(bench, document, statement, excerpt, "any", text->evidence);
  };
  if (!file) {
    say("defect", "not_security_txt");
    return {};
  }
  if (!file->contacts.empty()) say("contact", file->contacts.front());
  if (!file->expires_on.empty()) say("expires", file->expires_on);
  if (!file->policies.empty()) say("policy", file->policies.front());
  if (!file->canonical.empty()) say("canonical", file->canonical.front());
  if (!file->preferred_languages.empty())
    say("preferred_languages", printable(join(file->preferred_languages, ", ")));
  for (const auto& defect : file->defects) say("defect", defect);
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const auto* document = bench.product().document(task.reference);
  if (document == nullptr) return fail(ErrorCode::not_found, "no document " + task.reference);
  if (document->kind == "security_txt") return read_security_txt(*document, bench);
  return understand(task, bench, "disclosure_policy");
}

}  // namespace

extern const Probe probe_disclosure_policy;
const Probe probe_disclosure_policy{
    "disclosure_policy", Phase::documents, Intrusion::active, std::chrono::seconds(120), facts, plan, run};

}  // namespace hoshi::probes
