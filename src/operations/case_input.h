// Everything a person hands in for an assessment: description, documents, answers, test accounts; read and checked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "domain/product.h"
#include "domain/record.h"
#include "evidence/files.h"
#include "operations/home.h"
#include "probes/bench.h"

namespace hoshi::operations {

struct CaseInput {
  Product product;
  std::string product_text;  // as the file was
  std::vector<Record> records;
  std::string answers_text;
  std::vector<probes::Credential> credentials;
  std::map<std::string, probes::DocumentContent, std::less<>> documents;
  std::vector<probes::Canary> canaries;
  std::vector<probes::InitialPassword> initial_passwords;
  evidence::FileSet files;  // documents and the files of answers, under their paths in the evidence folder
};

struct CasePaths {
  std::filesystem::path product;
  std::filesystem::path answers;      // may be empty
  std::filesystem::path credentials;  // may be empty
};

// invalid_input lists every problem of all three files. A document file that is missing is such a problem.
[[nodiscard]] Result<CaseInput> read_case(const Home& home, const Scheme& scheme, const CasePaths& paths);

// The artifacts of the description that are there, as views of `input.files`, which must not change while they are used.
std::vector<probes::Artifact> artifacts_of(const CaseInput& input);

// Sets sha256_now of the records that rely on documents fetched from URLs, from `document.kept`.
void settle_records(std::vector<Record>& records, const Product& product, const Observations& observations);

}  // namespace hoshi::operations
