// The readers of the files of a scheme's office.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/scheme.h"
#include "tables/table.h"
#include "workflow/rulebook.h"

namespace hoshi::schemes {

// workflow/<stem>.toml: one machine, which is added to the rulebook.
void read_machine_file(const tables::Document& document, std::string_view stem, workflow::Rulebook& rulebook, tables::Problems& problems);
// Once all machines are there: events that one names must be known.
void check_machine_events(const tables::Document& document, const workflow::Rulebook& rulebook, tables::Problems& problems);
// workflow.toml: profiles, rules of levels, switches; after the machines.
void read_workflow_file(const tables::Document& document, const Scheme& scheme, workflow::Rulebook& rulebook,
                        tables::Problems& problems);
// office.toml: statuses, fees, terms, numbers, retention …
void read_office_file(const tables::Document& document, const Scheme& scheme, workflow::Rulebook& rulebook,
                      tables::Problems& problems);
// notices.toml.
void read_notices_file(const tables::Document& document, workflow::Rulebook& rulebook, tables::Problems& problems);

// Helpers of both. Levels must be levels of the scheme; empty or absent lists are a problem where `presence` says so.
std::vector<int> read_levels(tables::Table& table, std::string_view key, const Scheme& scheme, tables::Presence presence);
// Texts of which each must be one of `allowed`.
std::vector<std::string> read_names(tables::Table& table, std::string_view key, const std::vector<std::string>& allowed,
                                    tables::Presence presence = tables::Presence::optional);
// Both languages, or neither.
Words read_optional_words(tables::Table& table, std::string_view key);
void check_format(tables::Table& root, std::string_view format);
// The scheme's id at the head of a file.
void check_scheme_id(tables::Table& root, const Scheme& scheme);

}  // namespace hoshi::schemes
