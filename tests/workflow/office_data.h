// The scheme and rulebook that tests of the office work on, read once a program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "assessment/rule.h"
#include "descriptions/shape.h"
#include "schemes/load_office.h"
#include "schemes/load_scheme.h"

namespace hoshi::workflow {

inline std::filesystem::path source(const std::string& path) { return std::filesystem::path(HOSHI_SOURCE_FOLDER) / path; }

inline schemes::Known known_names() {
  schemes::Known known;
  for (const auto* rule : assessment::catalog()) {
    known.rules.push_back({rule->name,
                           {rule->arguments.begin(), rule->arguments.end()},
                           {rule->required_arguments.begin(), rule->required_arguments.end()},
                           {rule->parameters.begin(), rule->parameters.end()},
                           rule->asks});
  }
  known.is_description_path = descriptions::is_description_path;
  return known;
}

struct OfficeData {
  Scheme scheme;
  Rulebook rulebook;
  std::string problems;  // empty: none
};

inline OfficeData read_office_data(const std::string& folder) {
  auto scheme = schemes::load_scheme(source(folder), known_names());
  auto office = schemes::load_office(source(folder), scheme.scheme);
  return {std::move(scheme.scheme), std::move(office.rulebook), scheme.problems.to_lines() + office.problems.to_lines()};
}

inline const OfficeData& jc_star() {
  static const OfficeData data = read_office_data("schemes/jc-star");
  return data;
}

// A scheme of the tests with suspension and restriction switched on.
inline const OfficeData& test_scheme() {
  static const OfficeData data = read_office_data("tests/data/schemes/hoshi-test");
  return data;
}

// Every machine of a scheme as it is acted on, with its name for messages.
struct NamedMachine {
  std::string name;
  Machine machine;
  int level = 0;
  std::string profile;
};

inline std::vector<NamedMachine> machines_of(const OfficeData& data) {
  std::vector<NamedMachine> all;
  for (const auto& written : data.rulebook.machines) {
    for (const auto& kind : written.kinds.empty() ? std::vector<std::string>{""} : written.kinds) {
      for (const auto& level : data.scheme.levels) {
        for (const auto& profile : data.rulebook.profiles) {
          auto machine = machine_for(data.rulebook, written.name, kind, level.number, profile.id);
          EXPECT_TRUE(machine) << written.name;
          if (!machine) continue;
          const std::string name = data.scheme.id + " " + written.name + " " + kind + " " + std::to_string(level.number) + " " + profile.id;
          all.push_back({name, std::move(*machine), level.number, profile.id});
        }
      }
    }
  }
  return all;
}

}  // namespace hoshi::workflow
