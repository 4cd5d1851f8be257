// The description fills in what the criterion needs to be said.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"
#include "assessment/reason.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

using Segments = std::span<const std::string>;

bool is_filled(const Value& value) {
  if (value.is_text()) return !trimmed(value.as_text()).empty();
  if (value.is_integer()) return value.as_integer() != 0;
  if (value.is_list()) return !value.as_list().empty();
  if (value.is_map()) return !value.as_map().empty();
  return value.is_bool();
}

std::string name_of_member(const Value& member, std::size_t index) {
  const std::string& id = member["id"].as_text();
  return id.empty() ? std::to_string(index + 1) : id;
}

void walk(Findings& findings, const Value& value, Segments rest, const std::string& path);

void missing(Findings& findings, const std::string& path) {
  findings.stays_open(reason("described.missing", {{"field", path}}));
}

// "*": every member of the list; a list without members says nothing.
void walk_all(Findings& findings, const Value& value, Segments rest, const std::string& path) {
  const ValueList& members = value.as_list();
  if (members.empty()) missing(findings, path + ".*");
  for (std::size_t i = 0; i < members.size(); ++i) {
    walk(findings, members[i], rest, path + "." + name_of_member(members[i], i));
  }
}

// "key=value": those members of the list, of which there must be one.
void walk_selected(Findings& findings, const Value& value, Segments rest, const std::string& path,
                   const std::string& selector) {
  const auto at = selector.find('=');
  const auto key = std::string_view(selector).substr(0, at);
  const auto wanted = std::string_view(selector).substr(at + 1);
  bool is_found = false;
  for (const auto& member : value.as_list()) {
    if (member[key].as_text() != wanted) continue;
    is_found = true;
    walk(findings, member, rest, path + "." + selector);
  }
  if (!is_found) missing(findings, path + "." + selector);
}

void walk(Findings& findings, const Value& value, Segments rest, const std::string& path) {
  if (rest.empty()) {
    if (!is_filled(value)) return missing(findings, path);
    return findings.passes(reason("described.filled", {{"field", path}}));
  }
  const std::string& next = rest.front();
  if (next == "*") return walk_all(findings, value, rest.subspan(1), path);
  if (next.find('=') != std::string::npos) return walk_selected(findings, value, rest.subspan(1), path, next);
  walk(findings, value[next], rest.subspan(1), path.empty() ? next : path + "." + next);
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  for (const auto& field : input.check.arguments["fields"].as_list()) {
    const auto segments = split(field.as_text(), '.');
    walk(findings, input.file.product->source, segments, "");
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_described;
const Rule rule_described{"described", {"fields"}, {"fields"}, {}, false, evaluate};

}  // namespace hoshi::assessment
