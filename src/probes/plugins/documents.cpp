// Keeps each declared document (file, or URL by GET on its own host) as evidence with its hash.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/http_client.h"
#include "probes/probe.h"

namespace hoshi::probes {
namespace {

std::vector<std::string_view> facts() { return {"document.kept", "document.unavailable"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& document : input.product.documents) {
    if (!document.url.empty() || !document.file.empty()) tasks.push_back({"documents", "", "", document.id});
  }
  return tasks;
}

void report_kept(Bench& bench, const Document& document, std::string_view from, std::size_t bytes,
                 const EvidenceReference& evidence) {
  bench.observe("document.kept", {"", "", document.id},
                object({{"kind", document.kind},
                        {"bytes", static_cast<std::uint64_t>(bytes)},
                        {"sha256", evidence.sha256},
                        {"from", from}}),
                {evidence});
}

void report_unavailable(Bench& bench, const Document& document, std::string_view why) {
  bench.observe("document.unavailable", {"", "", document.id},
                object({{"kind", document.kind}, {"why", bench.network().redacted(printable(why))}}));
}

Result<void> run(const Task& task, Bench& bench) {
  const auto* document = bench.product().document(task.reference);
  if (document == nullptr) return fail(ErrorCode::not_found, "no document " + task.reference);
  if (const auto* file = bench.document(document->id)) {
    report_kept(bench, *document, "file", file->content.size(), {file->path, file->sha256});
    return {};
  }
  if (document->url.empty()) {
    report_unavailable(bench, *document, "the file could not be read");
    return {};
  }
  const auto fetched = fetch_document(bench.network(), *document);
  if (!fetched) {
    report_unavailable(bench, *document, fetched.error().message);
    return {};
  }
  if (fetched->content.empty()) {
    report_unavailable(bench, *document, "the URL gives nothing");
    return {};
  }
  report_kept(bench, *document, "url", fetched->content.size(), bench.keep(document->id, fetched->content));
  return {};
}

}  // namespace

extern const Probe probe_documents;
const Probe probe_documents{
    "documents", Phase::documents, Intrusion::active, std::chrono::seconds(120), facts, plan, run};

}  // namespace hoshi::probes
