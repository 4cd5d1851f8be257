// Reading of declared documents with patterns.
// SPDX-License-Identifier: Apache-2.0
#include "probes/understanding.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/text/statements.h"

namespace hoshi::probes {

std::vector<Task> document_tasks(const PlanInput& input, std::string_view probe,
                                 std::span<const std::string_view> kinds) {
  std::vector<Task> tasks;
  for (const auto& document : input.product.documents) {
    const bool is_wanted = std::find(kinds.begin(), kinds.end(), document.kind) != kinds.end();
    const bool is_there = !document.url.empty() || !document.file.empty();
    if (is_wanted && is_there) tasks.push_back({std::string(probe), "", "", document.id});
  }
  return tasks;
}

void observe_understood(Bench& bench, const Document& document, std::string_view statement,
                        std::string_view excerpt, std::string_view language,
                        const EvidenceReference& evidence) {
  bench.observe("document.understood", {"", "", document.id},
                object({{"kind", document.kind},
                        {"statement", statement},
                        {"excerpt", bench.network().redacted(excerpt)},
                        {"language", language}}),
                {evidence});
}

Result<void> understand(const Task& task, Bench& bench, std::string_view knowledge) {
  const auto* document = bench.product().document(task.reference);
  if (document == nullptr) return fail(ErrorCode::not_found, "no document " + task.reference);
  auto statements = protocols::text::Statements::create(bench.knowledge(knowledge));
  if (!statements)
    return fail(ErrorCode::internal,
                "knowledge/" + std::string(knowledge) + ": " + statements.error().message);
  const auto text = document_text(bench, *document);
  if (!text) return {};
  for (const auto& finding : statements->find(text->text)) {
    observe_understood(bench, *document, finding.statement, finding.excerpt, finding.language,
                       text->evidence);
  }
  return {};
}

}  // namespace hoshi::probes
