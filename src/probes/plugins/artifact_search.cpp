// Looks into supplied images, dumps, backups, exports, logs and captures for planted values and for secrets in images.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "artifacts/findings.h"
#include "artifacts/walk.h"
#include "base/needle_search.h"
#include "base/text.h"
#include "base/value_forms.h"
#include "probes/probe.h"

namespace hoshi::probes {
namespace {

using artifacts::Finding;
using artifacts::Member;

constexpr std::chrono::seconds budget{150};
constexpr std::chrono::seconds time_to_search{120};  // 64 MiB of flash take some seconds
constexpr std::size_t most_hits_per_canary = 8;
constexpr std::size_t most_findings = 200;
constexpr std::size_t where_limit_bytes = 300;

struct Hit {
  std::string where;
  std::string how;
  std::uint64_t offset = 0;
};

// What one artifact showed. Findings are told once, at the most telling place.
class Search {
 public:
  Search(const std::vector<Canary>& canaries, bool is_image) : canaries_(canaries), is_image_(is_image), needles_(needles()) {}

  void visit(const Member& member) {
    look_at_name(member);
    needles_.search(member.content, [&](std::size_t index, std::size_t at) {
      const auto& [canary, how] = of_needle_[index];
      add_hit(canary, {shown(member.path), how, member.offset + at});
    });
    if (!is_image_) return;
    for (auto& finding : finder_.look(member)) add_finding(std::move(finding), member);
  }

  // Places in files are told before those in the raw bytes, which often are the same.
  std::vector<Hit> hits_of(std::size_t canary) const {
    const auto found = hits_.find(canary);
    if (found == hits_.end()) return {};
    std::vector<Hit> named;
    for (const auto& hit : found->second) {
      if (!hit.where.empty()) named.push_back(hit);
    }
    return named.empty() ? found->second : named;
  }

  struct Found {
    Finding finding;
    std::string where;
  };
  const std::vector<Found>& findings() const { return findings_; }

  // What is shown of names holds no planted value.
  std::string shown(std::string_view text) const {
    std::string hidden(text);
    for (const auto& canary : canaries_) {
      const std::string mark = "[canary " + canary.id + "]";
      for (auto at = hidden.find(canary.value); at != std::string::npos; at = hidden.find(canary.value, at + mark.size())) {
        hidden.replace(at, canary.value.size(), mark);
      }
    }
    return printable(hidden, where_limit_bytes);
  }

 private:
  NeedleSearch needles() {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < canaries_.size(); ++i) {
      for (auto& form : forms_of_value(canaries_[i].value)) {
        of_needle_.emplace_back(i, form.how);
        all.push_back(std::move(form.bytes));
      }
    }
    return NeedleSearch(std::move(all));
  }

  void look_at_name(const Member& member) {
    for (std::size_t i = 0; i < canaries_.size(); ++i) {
      if (member.path.find(canaries_[i].value) != std::string::npos) add_hit(i, {shown(member.path), "name", 0});
    }
  }

  void add_hit(std::size_t canary, Hit hit) {
    auto& all = hits_[canary];
    const auto of_kind = std::count_if(all.begin(), all.end(), [&](const Hit& one) { return one.where.empty() == hit.where.empty(); });
    const bool is_known = std::any_of(all.begin(), all.end(), [&](const Hit& one) {
      return one.where == hit.where && one.how == hit.how && (one.offset == hit.offset || !one.where.empty());
    });
    if (!is_known && static_cast<std::size_t>(of_kind) < most_hits_per_canary) all.push_back(std::move(hit));
  }

  // A key is the same wherever it lies; in the raw bytes it is told only when no file has it.
  void add_finding(Finding finding, const Member& member) {
    const std::string where = shown(member.path);
    const bool is_key = finding.what == "private key";
    for (auto& known : findings_) {
      const bool is_same = known.finding.what == finding.what && known.finding.sha256 == finding.sha256 &&
                           (is_key || (known.where == where && known.finding.detail == finding.detail));
      if (!is_same) continue;
      if (known.where.empty()) known.where = where;
      return;
    }
    finding.detail = shown(finding.detail);
    if (findings_.size() < most_findings) findings_.push_back({std::move(finding), where});
  }

  const std::vector<Canary>& canaries_;
  bool is_image_;
  std::vector<std::pair<std::size_t, std::string>> of_needle_;
  NeedleSearch needles_;
  artifacts::SecretFinder finder_;
  std::map<std::size_t, std::vector<Hit>> hits_;
  std::vector<Found> findings_;
};

std::vector<std::string_view> facts() { return {"artifact.searched", "canary.found", "image.finding", "image.hash"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& artifact : input.product.artifacts) tasks.push_back({"artifact_search", "", "", artifact.id});
  return tasks;
}

Value list_of(const std::vector<std::string>& texts, const Search& search) {
  ValueList list;
  for (const auto& text : texts) list.push_back(search.shown(text));
  return list;
}

void report_search(Bench& bench, const ArtifactEntry& entry, const Artifact& artifact, const artifacts::WalkReport& walked,
                   const Search& search) {
  bench.observe("artifact.searched", {"", "", entry.id},
                object({{"kind", entry.kind},
                        {"stage", entry.stage},
                        {"unit", entry.unit},
                        {"bytes", static_cast<std::uint64_t>(artifact.bytes.size())},
                        {"members", static_cast<std::uint64_t>(walked.members)},
                        {"containers", list_of({walked.containers.begin(), walked.containers.end()}, search)},
                        {"unreadable", list_of(walked.unreadable, search)},
                        {"canaries", static_cast<std::uint64_t>(bench.canaries().size())},
                        {"complete", walked.complete}}),
                {{artifact.path, artifact.sha256}});
}

void report_hits(Bench& bench, const ArtifactEntry& entry, const EvidenceReference& evidence, const Search& search) {
  for (std::size_t i = 0; i < bench.canaries().size(); ++i) {
    const Canary& canary = bench.canaries()[i];
    for (const auto& hit : search.hits_of(i)) {
      bench.observe("canary.found", {"", "", entry.id},
                    object({{"canary", canary.id},
                            {"asset", canary.asset},
                            {"kind", entry.kind},
                            {"stage", entry.stage},
                            {"where", hit.where},
                            {"how", hit.how},
                            {"offset", hit.offset}}),
                    {evidence});
    }
  }
}

void report_findings(Bench& bench, const ArtifactEntry& entry, const EvidenceReference& evidence, const Search& search) {
  for (const auto& [finding, where] : search.findings()) {
    const bool is_strong = finding.what == "password hash";
    const Value value = object({{"what", finding.what}, {"where", where}, {"detail", finding.detail}, {"sha256", finding.sha256}});
    bench.observe(is_strong ? "image.hash" : "image.finding", {"", "", entry.id}, value, {evidence});
  }
}

Result<void> run(const Task& task, Bench& bench) {
  const auto& entries = bench.product().artifacts;
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const auto& one) { return one.id == task.reference; });
  if (entry == entries.end()) return fail(ErrorCode::not_found, "no artifact " + task.reference);
  const auto& all = bench.artifacts();
  const auto artifact = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == task.reference; });
  if (artifact == all.end()) return {};  // it is not there (yet), so nothing is known of it
  artifacts::WalkLimits limits;
  const auto begin = std::chrono::steady_clock::now();
  limits.is_over = [begin] { return std::chrono::steady_clock::now() - begin > time_to_search; };
  const bool is_image = entry->kind != "capture" && entry->kind != "log";
  if (entry->kind == "capture") limits.depth = 1;  // what goes over the wire is taken apart by the traffic probe
  Search search(bench.canaries(), is_image);
  const auto walked = artifacts::walk(artifact->bytes, limits, [&](const Member& member) { search.visit(member); });
  report_search(bench, *entry, *artifact, walked, search);
  report_hits(bench, *entry, {artifact->path, artifact->sha256}, search);
  report_findings(bench, *entry, {artifact->path, artifact->sha256}, search);
  return {};
}

}  // namespace

extern const Probe probe_artifact_search;
const Probe probe_artifact_search{
    "artifact_search", Phase::documents, Intrusion::passive, budget, facts, plan, run, false, true};

}  // namespace hoshi::probes
