// Reads examples of a scheme: evidence with the verdict it must lead to, judged by the real code in tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "domain/observation.h"
#include "domain/record.h"
#include "domain/scheme.h"
#include "tables/problem.h"

namespace hoshi::schemes {

struct Example {
  std::string name;       // the file's name without ending: "S1.1-04.locks"
  std::string criterion;  // "S1.1-04"
  Verdict expect = Verdict::inconclusive;
  std::optional<bool> provisional;
  std::string why;
  std::optional<Date> today;
  std::string product;   // TOML of a description, perhaps partial; descriptions read it
  int product_line = 0;  // where it begins in the file
  std::vector<Observation> observations;
  std::vector<Record> records;
};

struct LoadedExample {
  Example example;
  tables::Problems problems;
};

LoadedExample load_example(std::string_view text, std::string_view file_name);

struct LoadedExamples {
  std::vector<Example> examples;
  tables::Problems problems;
};

// All of the scheme's `examples` folder (none is no mistake), held against the scheme: the criterion must be there,
// begin the file's name, and ask the questions that are answered.
LoadedExamples load_examples(const std::filesystem::path& scheme_folder, const Scheme& scheme);

}  // namespace hoshi::schemes
