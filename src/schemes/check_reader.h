// Reads one check of a criterion and holds it against the rule it names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "domain/scheme.h"
#include "schemes/known_rule.h"
#include "schemes/readers.h"

namespace hoshi::schemes {

// Reads checks of one criterion, whose methods, parameters and questions are already there; remembers what
// the checks use, so that the criterion can tell what nobody uses.
class CheckReader {
 public:
  enum class Place { item, advice };

  CheckReader(const Criterion& criterion, const Known& known) : criterion_(criterion), known_(known) {}

  Check read(tables::Table& table, Place place);
  bool uses_parameter(const std::string& name) const { return parameters_.contains(name); }
  bool asks(const std::string& question_id) const { return questions_.contains(question_id); }

 private:
  Basis read_basis(tables::Table& table, Place place);
  std::string read_question(tables::Table& table);
  void read_parameters(tables::Table& table, Check& check);
  void read_method(tables::Table& table, Check& check);
  void check_rule(tables::Table& table, const Check& check);
  void check_arguments(tables::Table& table, const KnownRule& rule, const Value& arguments);
  void check_argument_value(tables::Table& table, const std::string& name, const Value& value);

  const Criterion& criterion_;
  const Known& known_;
  UniqueIds ids_{};
  std::set<std::string> parameters_{};
  std::set<std::string> questions_{};
};

}  // namespace hoshi::schemes
