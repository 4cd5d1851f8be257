// Where somebody can log in: what probes found, and what is declared but was not found.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

struct LoginSurface {
  Subject subject;
  const Login* login = nullptr;  // as declared; null when the description does not know it
  bool is_seen = false;          // false: declared on an enabled route, but no probe met it
};

// In the order of their subjects.
std::vector<LoginSurface> login_surfaces(const CaseFile& file);

// The login's id, or target and endpoint where it has none; for people and as subject of answers.
std::string label_of(const Subject& subject);

// Observations of one fact, by subject: one look-up in the observations, then a binary search each.
class BySubject {
 public:
  BySubject(const Observations& observations, std::string_view fact) : all_(observations.with_fact(fact)) {}
  std::span<const Observation* const> at(const Subject& subject) const;

 private:
  std::vector<const Observation*> all_;  // in the order of subjects, as Observations keeps them
};

}  // namespace hoshi::assessment
