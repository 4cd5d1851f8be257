// What a question or check is asked for each of: the `over` vocabulary of docs/rules.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

// The subjects, sorted and without repetitions, as answers name them. "" gives the one empty subject; a word that is
// not in the vocabulary gives nothing.
std::optional<std::vector<std::string>> subjects_of(std::string_view over, const CaseFile& file);

// Whether `over` is a word of the vocabulary (any kind of document is taken).
bool is_subject_word(std::string_view over);

// The parts of the description that several rules ask about.
std::vector<const Asset*> protected_assets(const Product& product);
std::vector<const Asset*> stored_assets(const Product& product);                   // protected, stored somewhere
std::vector<const Authentication*> user_authentications(const Product& product);   // by people, over the network
bool is_enabled(const Route& route);

}  // namespace hoshi::assessment
