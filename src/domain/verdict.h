// The verdict words of the house (ETSI TS 103 701) and the three bases of a check.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace hoshi {

enum class Verdict {
  pass,
  fail,
  inconclusive,             // no or not enough evidence, or a person has to decide: always with a reason
  not_applicable,           // only with its written reason
  accepted_by_recognition,  // at criterion level only: a recognised statement in force stands for it
};

// Why a check counts.
enum class Basis {
  required,                 // the criterion asks for it
  contradicts_declaration,  // what was seen differs from what the maker declared
  beyond,                   // good advice the level does not ask for: never changes a verdict
};

// How well a statement about the scheme is known.
enum class Confidence { official, secondary, unverified };

std::string_view name_of(Verdict verdict);        // "pass", …, as in assessment.json
std::string_view name_of(Basis basis);            // "required", …
std::string_view name_of(Confidence confidence);  // "official", …
std::optional<Verdict> verdict_named(std::string_view name);
std::optional<Basis> basis_named(std::string_view name);
std::optional<Confidence> confidence_named(std::string_view name);

}  // namespace hoshi
