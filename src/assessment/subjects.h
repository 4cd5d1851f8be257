// What a question or check is asked for each of: the `over` vocabulary of docs/rules.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

struct Subjects {
  std::vector<std::string> names;  // sorted, without repetitions, as answers name them
  // Part of a list that the description has, and no entry belongs to it: there is nothing to ask about.
  bool is_none = false;
};

// "" gives the one empty subject; a word that is not in the vocabulary gives nothing.
std::optional<Subjects> subjects_of(std::string_view over, const CaseFile& file);

// Whether `over` is a word of the vocabulary; what may follow the colon of some is not looked at.
bool is_subject_word(std::string_view over);

// The parts of the description that several rules ask about.
std::vector<const Asset*> protected_assets(const Product& product);
std::vector<const Asset*> stored_assets(const Product& product);  // protected, stored somewhere
std::vector<const Authentication*> user_authentications(
    const Product& product);                             // by people, over the network
bool is_password(const Authentication& authentication);  // or may be one: the factor is not filled in
bool is_enabled(const Route& route);
// "main tcp/80 /status": names what answered without logging in.
std::string access_label(const Observation& access);
// "out broker.example.com 1883 mqtt": captured traffic in clear of which nobody knows whether it may be; sorted.
std::vector<std::string> readable_traffic(const CaseFile& file);

}  // namespace hoshi::assessment
