// Loads what a scheme lays down for its office (docs/workflow-format.md), and the office calendar.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "domain/scheme.h"
#include "schemes/scheme_files.h"
#include "tables/problem.h"
#include "workflow/calendar.h"
#include "workflow/rulebook.h"

namespace hoshi::schemes {

// With problems the rulebook holds what could be read; nothing must be done by it.
struct LoadedOffice {
  workflow::Rulebook rulebook;
  bool is_there = false;  // false: the folder has no such file, so the scheme can be assessed but not run; no problem
  tables::Problems problems;
};

// workflow.toml, workflow/<machine>.toml, office.toml and notices.toml. Strict: unknown keys and words, what names something that is not defined, and every breach of the constitution
// (workflow/constitution.h) are problems with file and line. `scheme` is the one of the same folder.
LoadedOffice load_office(const std::filesystem::path& folder, const Scheme& scheme);

struct LoadedCalendar {
  std::optional<workflow::Calendar> calendar;
  tables::Problems problems;
};

// A file of office/ ("calendar-jp.toml").
LoadedCalendar load_calendar(const std::filesystem::path& file);
// Hostile text, for tests and fuzzing.
LoadedCalendar read_calendar(std::string_view text, std::string_view file_name);
// The same from files in memory, for tests and fuzzing; files that are none of the office's are left alone.
LoadedOffice read_office(const SchemeFiles& files, const Scheme& scheme);

}  // namespace hoshi::schemes
