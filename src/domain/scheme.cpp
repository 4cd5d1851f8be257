// Look-ups in a scheme.
// SPDX-License-Identifier: Apache-2.0
#include "domain/scheme.h"

#include <algorithm>

namespace hoshi {
namespace {

template <class List, class Matches>
auto find_in(const List& list, Matches matches) -> decltype(list.data()) {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found != list.end() ? &*found : nullptr;
}

}  // namespace

const Criterion* Scheme::criterion(std::string_view wanted) const {
  return find_in(criteria, [&](const Criterion& c) { return c.id == wanted; });
}

const Level* Scheme::level(int number) const {
  return find_in(levels, [&](const Level& l) { return l.number == number; });
}

std::string_view name_of(Combine combine) {
  switch (combine) {
    case Combine::all: return "all";
    case Combine::any: return "any";
    case Combine::chosen: return "chosen";
  }
  return "all";
}

std::string_view name_of(Question::Kind kind) {
  switch (kind) {
    case Question::Kind::confirmation: return "confirmation";
    case Question::Kind::hand_test: return "hand_test";
    case Question::Kind::decision: return "decision";
  }
  return "confirmation";
}

const Parameter* find_parameter(const Criterion& criterion, std::string_view name) {
  return find_in(criterion.parameters, [&](const Parameter& p) { return p.name == name; });
}

const Question* find_question(const Criterion& criterion, std::string_view id) {
  return find_in(criterion.questions, [&](const Question& q) { return q.id == id; });
}

}  // namespace hoshi
