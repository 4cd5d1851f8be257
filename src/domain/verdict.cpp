// Names of verdicts, bases and confidences.
// SPDX-License-Identifier: Apache-2.0
#include "domain/verdict.h"

#include <array>

namespace hoshi {
namespace {

template <class Enum, std::size_t count>
std::optional<Enum> named(const std::array<Enum, count>& all, std::string_view name) {
  for (const auto candidate : all) {
    if (name_of(candidate) == name) return candidate;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::fail: return "fail";
    case Verdict::inconclusive: return "inconclusive";
    case Verdict::not_applicable: return "not_applicable";
    case Verdict::accepted_by_recognition: return "accepted_by_recognition";
  }
  return "inconclusive";
}

std::string_view name_of(Basis basis) {
  switch (basis) {
    case Basis::required: return "required";
    case Basis::contradicts_declaration: return "contradicts_declaration";
    case Basis::beyond: return "beyond";
  }
  return "required";
}

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::official: return "official";
    case Confidence::secondary: return "secondary";
    case Confidence::unverified: return "unverified";
  }
  return "unverified";
}

std::optional<Verdict> verdict_named(std::string_view name) {
  constexpr std::array all{Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable,
                           Verdict::accepted_by_recognition};
  return named(all, name);
}

std::optional<Basis> basis_named(std::string_view name) {
  constexpr std::array all{Basis::required, Basis::contradicts_declaration, Basis::beyond};
  return named(all, name);
}

std::optional<Confidence> confidence_named(std::string_view name) {
  constexpr std::array all{Confidence::official, Confidence::secondary, Confidence::unverified};
  return named(all, name);
}

}  // namespace hoshi
