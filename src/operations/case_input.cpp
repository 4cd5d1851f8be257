// Reading and checking of what a person hands in.
// SPDX-License-Identifier: Apache-2.0
#include "operations/case_input.h"

#include <cstdlib>

#include "base/encoding.h"
#include "base/file.h"
#include "descriptions/load_answers.h"
#include "descriptions/load_credentials.h"
#include "descriptions/load_product.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t description_limit_bytes = 4u << 20;
constexpr std::size_t document_limit_bytes = 32u << 20;
constexpr std::size_t artifact_limit_bytes = 512u << 20;  // flash of a small router has 16 MiB, of a recorder 256

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

// "documents/<id>.<ending>": ids are plain, and the ending keeps the file readable for people.
std::string evidence_path(const Document& document) {
  const std::string ending = fs::path(document.file).extension().string();
  const std::string path = "documents/" + document.id + ending;
  return evidence::is_plain_path(path) ? path : "documents/" + document.id;
}

void problem(tables::Problems& problems, const fs::path& file, const std::string& field, const Error& error) {
  problems.add(file.filename().string(), 0, field, {"problem.unreadable", "cannot be read: {why}"}, {{"why", error.message}});
}

void read_documents(CaseInput& input, const fs::path& description, tables::Problems& problems) {
  for (auto& document : input.product.documents) {
    if (document.file.empty()) continue;
    auto content = read_file(description.parent_path() / document.file, document_limit_bytes);
    if (!content) {
      problem(problems, description, "document." + document.id, content.error());
      continue;
    }
    document.sha256 = sha256_hex(*content);
    const std::string path = evidence_path(document);
    input.files.emplace(path, *content);
    input.documents.emplace(document.id,
                            probes::DocumentContent{document.id, path, document.sha256, std::move(*content)});
  }
}

std::string evidence_path(const ArtifactEntry& artifact) {
  const std::string path = "artifacts/" + artifact.id + fs::path(artifact.file).extension().string();
  return evidence::is_plain_path(path) ? path : "artifacts/" + artifact.id;
}

// One that is not there yet (the dump after a reset that is still to come) is no mistake: it is told, and looked for again.
void read_artifacts(CaseInput& input, const fs::path& description, tables::Problems& problems) {
  for (auto& artifact : input.product.artifacts) {
    const fs::path file = description.parent_path() / artifact.file;
    std::error_code none;
    if (artifact.file.empty() || !fs::exists(file, none)) continue;
    auto content = read_file(file, artifact_limit_bytes);
    if (!content) {
      problem(problems, description, "artifact." + artifact.id, content.error());
      continue;
    }
    artifact.sha256 = sha256_hex(*content);
    input.files.emplace(evidence_path(artifact), std::move(*content));
  }
}

// The hash a record's file has now, and the file itself for the evidence.
std::string hash_of_file(CaseInput& input, const Record& record, const fs::path& answers) {
  if (record.file.empty()) {
    const Document* document = input.product.document(record.document);
    return document != nullptr ? document->sha256 : "";
  }
  auto content = read_file(answers.parent_path() / record.file, document_limit_bytes);
  if (!content) return "";
  const std::string path = "answers/" + record.file;
  const std::string hash = sha256_hex(*content);
  if (evidence::is_plain_path(path)) input.files.emplace(path, std::move(*content));
  return hash;
}

void read_answers(CaseInput& input, const Scheme& scheme, const fs::path& path, tables::Problems& problems) {
  if (path.empty()) return;
  auto text = read_file(path, description_limit_bytes);
  if (!text) return problem(problems, path, "", text.error());
  auto loaded = descriptions::load_answers(*text, path.filename().string(), input.product, &scheme,
                                           [&](const Record& record) { return hash_of_file(input, record, path); });
  problems.append(std::move(loaded.problems));
  input.records = std::move(loaded.records);
  input.answers_text = std::move(*text);
}

void read_credentials(CaseInput& input, const fs::path& path, tables::Problems& problems) {
  if (path.empty()) return;
  auto text = read_file(path, description_limit_bytes);
  if (!text) return problem(problems, path, "", text.error());
  auto loaded = descriptions::load_credentials(*text, path.filename().string(), input.product, environment);
  problems.append(std::move(loaded.problems));
  for (auto& one : loaded.credentials) {
    input.credentials.push_back({one.authentication, one.account, std::move(one.password), one.second, std::move(one.next)});
  }
  for (auto& one : loaded.canaries) input.canaries.push_back({one.id, one.asset, std::move(one.value)});
  for (auto& one : loaded.initial_passwords) {
    input.initial_passwords.push_back({one.unit, one.authentication, one.account, std::move(one.password)});
  }
}

}  // namespace

Result<CaseInput> read_case(const Home& home, const Scheme& scheme, const CasePaths& paths) {
  CaseInput input;
  input.product_text = HOSHI_TRY(read_file(paths.product, description_limit_bytes));
  const std::string name = paths.product.filename().string();
  auto loaded = descriptions::load_product(input.product_text, name);
  tables::Problems problems = std::move(loaded.problems);
  problems.append(descriptions::check_against(scheme, input.product_text, name));
  input.product = std::move(loaded.product);
  read_documents(input, paths.product, problems);
  read_artifacts(input, paths.product, problems);
  read_answers(input, scheme, paths.answers, problems);
  read_credentials(input, paths.credentials, problems);
  if (!problems.empty()) return fail(ErrorCode::invalid_input, to_lines(home, problems));
  return input;
}

std::vector<probes::Artifact> artifacts_of(const CaseInput& input) {
  std::vector<probes::Artifact> artifacts;
  for (const auto& entry : input.product.artifacts) {
    const std::string path = evidence_path(entry);
    const auto file = input.files.find(path);
    if (file == input.files.end() || entry.sha256.empty()) continue;
    artifacts.push_back({entry.id, path, entry.sha256, view_of(file->second)});
  }
  return artifacts;
}

void settle_records(std::vector<Record>& records, const Product& product, const Observations& observations) {
  for (auto& record : records) {
    if (!record.file.empty() || record.document.empty()) continue;
    const Document* document = product.document(record.document);
    if (document == nullptr || !document->file.empty()) continue;
    for (const auto* kept : observations.with_fact("document.kept")) {
      if (kept->subject.reference == record.document) record.sha256_now = kept->value["sha256"].as_text();
    }
  }
}

}  // namespace hoshi::operations
