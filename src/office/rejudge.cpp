// The office's own judging of an evidence folder.
// SPDX-License-Identifier: Apache-2.0
#include "office/rejudge.h"

#include <algorithm>
#include <set>

#include "assessment/judge.h"
#include "base/encoding.h"
#include "base/text.h"
#include "descriptions/load_product.h"

namespace hoshi::office {
namespace {

constexpr JsonLimits observation_limits{.depth = 16, .input_bytes = 1u << 20};
constexpr std::size_t observations_max = 1'000'000;

Result<Value> read_json(const evidence::FileSet& files, std::string_view path) {
  const auto found = files.find(path);
  if (found == files.end()) return fail(ErrorCode::corrupt, std::string(path) + " is not in the archive");
  auto value = parse_json(found->second);
  if (!value) return tl::unexpected<Error>(std::move(value.error()).with_context(path));
  return value;
}

Result<Observations> read_observations(const evidence::FileSet& files) {
  const auto found = files.find("observations.jsonl");
  if (found == files.end()) return fail(ErrorCode::corrupt, "observations.jsonl is not in the archive");
  std::vector<Observation> all;
  for (const auto& line : split(found->second, '\n')) {
    if (line.empty()) continue;
    if (all.size() == observations_max) return fail(ErrorCode::corrupt, "observations.jsonl has more than a million lines");
    const Value value = HOSHI_TRY(parse_json(line, observation_limits));
    all.push_back(HOSHI_TRY(observation_from(value)));
  }
  return Observations(std::move(all));
}

Result<Product> read_product(const evidence::FileSet& files, const Value& run) {
  const auto found = files.find("product.toml");
  if (found == files.end()) return fail(ErrorCode::corrupt, "product.toml is not in the archive");
  auto loaded = descriptions::load_product(found->second, "product.toml");
  if (!loaded.problems.empty()) return fail(ErrorCode::corrupt, loaded.problems.to_lines());
  for (const auto& entry : run["documents"].as_list()) {
    const auto content = files.find(entry["path"].as_text());
    if (content == files.end()) continue;
    for (auto& document : loaded.product.documents) {
      if (document.id == entry["id"].as_text()) document.sha256 = sha256_hex(content->second);
    }
  }
  for (const auto& entry : run["artifacts"].as_list()) {
    for (auto& artifact : loaded.product.artifacts) {
      if (artifact.id == entry["id"].as_text()) artifact.sha256 = entry["sha256"].as_text();
    }
  }
  return std::move(loaded.product);
}

// The hash of what an answer relies on, of the bytes that lie there; what the archive says of itself does not count.
std::string hash_relied_on(const Record& record, const evidence::FileSet& files, const Product& product, const Observations& observations) {
  if (!record.file.empty()) {
    const auto file = files.find("answers/" + record.file);
    return file == files.end() ? std::string() : sha256_hex(file->second);
  }
  const Document* document = product.document(record.document);
  if (document == nullptr) return {};
  if (!document->file.empty()) return document->sha256;
  std::string hash;
  for (const auto* kept : observations.with_fact("document.kept")) {
    if (kept->subject.reference == record.document) hash = kept->value["sha256"].as_text();
  }
  return hash;
}

Result<std::vector<Record>> read_records(const evidence::FileSet& files, const Value& assessment, const Product& product,
                                         const Observations& observations) {
  std::vector<Record> records;
  for (const auto& value : assessment["records"].as_list()) {
    Record record = HOSHI_TRY(record_from(value));
    const bool relies = !record.file.empty() || !record.document.empty();
    if (relies) record.sha256_now = hash_relied_on(record, files, product, observations);
    records.push_back(std::move(record));
  }
  return records;
}

void compare(const Checklist& checklist, Rejudged& rejudged) {
  std::set<std::string> criteria;
  for (const auto& [id, one] : checklist.criteria) criteria.insert(id);
  for (const auto& [id, verdict] : rejudged.verdicts) criteria.insert(id);
  for (const auto& id : criteria) {
    const auto stated = checklist.criteria.find(id);
    const auto found = rejudged.verdicts.find(id);
    const std::string before = stated == checklist.criteria.end() ? "not stated" : std::string(name_of(stated->second.verdict));
    const std::string after = found == rejudged.verdicts.end() ? "not judged" : found->second;
    if (before != after) rejudged.differences.push_back(id + ": " + before + " in the checklist, " + after + " by the evidence");
  }
}

}  // namespace

Result<Rejudged> rejudge(const evidence::FileSet& files, const Scheme& scheme, const Checklist& checklist) {
  const Value run = HOSHI_TRY(read_json(files, "run.json"));
  const Value assessment = HOSHI_TRY(read_json(files, "assessment.json"));
  const Product product = HOSHI_TRY(read_product(files, run));
  CaseFile file;
  file.scheme = &scheme;
  file.product = &product;
  file.level = checklist.level;
  file.observations = HOSHI_TRY(read_observations(files));
  file.records = HOSHI_TRY(read_records(files, assessment, product, file.observations));
  file.today = HOSHI_TRY(parse_date(run["date"].as_text()));
  Rejudged rejudged;
  rejudged.judgement = assessment::judge(file);
  for (const auto& one : rejudged.judgement.criteria) rejudged.verdicts[one.criterion] = name_of(one.verdict);
  compare(checklist, rejudged);
  return rejudged;
}

}  // namespace hoshi::office
