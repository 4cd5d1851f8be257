// Explanations of scheme data.
// SPDX-License-Identifier: Apache-2.0
#include "operations/explain_scheme.h"

#include "base/text.h"

namespace hoshi::operations {
namespace {

std::string heading(const Home& home, std::string_view key) { return "\n" + home.text(key) + "\n"; }

std::string methods_text(const Home& home, const Criterion& criterion) {
  std::vector<std::string> texts;
  for (const auto& method : criterion.methods) texts.push_back(home.text("method." + method));
  return join(texts, ", ") + " (" + home.text("confidence." + std::string(name_of(criterion.method_confidence))) + ")";
}

std::string check_line(const Home& home, const Check& check) {
  return "    - " + check.title.in(home.language) + " [" + home.text("basis." + std::string(name_of(check.basis))) +
         "; " + check.rule + "]\n";
}

}  // namespace

std::string explain_scheme(const Home& home, const Scheme& scheme) {
  std::string out = scheme.name.in(home.language) + "\n" + scheme.document_number + " (" + scheme.edition + ")\n" +
                    scheme.notice.in(home.language) + "\n";
  for (const auto& level : scheme.levels) {
    out += "\n★" + std::to_string(level.number) + " " + level.title.in(home.language) + "\n  " +
           level.note.in(home.language) + "\n";
    for (const auto& id : level.criteria) {
      const Criterion* criterion = scheme.criterion(id);
      if (criterion != nullptr) out += "  " + id + "  " + criterion->title.in(home.language) + "\n";
    }
  }
  return out;
}

std::string explain_criterion(const Home& home, const Scheme& scheme, const Criterion& criterion) {
  const Language language = home.language;
  std::string out = criterion.id + "  " + criterion.title.in(language) + "\n" + scheme.name.in(language) + ", " +
                    scheme.document_number + "\n";
  out += heading(home, "report.asked") + "  " + criterion.summary.in(language) + " (" +
         home.text("confidence." + std::string(name_of(criterion.confidence))) + ")\n";
  out += heading(home, "report.method") + "  " + methods_text(home, criterion) + "\n";
  out += heading(home, "report.explanation") + "  " + criterion.explanation.in(language) + "\n";
  out += heading(home, "report.items") + "  " + home.text("combine." + std::string(name_of(criterion.combine))) + "\n";
  for (const auto& item : criterion.items) {
    out += "  " + home.text("report.item", {{"id", item.id}}) + "  " + item.title.in(language) + " (" +
           home.text("confidence." + std::string(name_of(item.confidence))) + ")\n";
    for (const auto& check : item.checks) out += check_line(home, check);
  }
  if (!criterion.advice.empty()) out += heading(home, "report.advice");
  for (const auto& check : criterion.advice) out += check_line(home, check);
  if (!criterion.not_applicable.empty()) out += heading(home, "scheme.not_applicable");
  for (const auto& one : criterion.not_applicable) {
    out += "  " + one.meaning.in(language) + " (" + home.text("confidence." + std::string(name_of(one.confidence))) + ")\n";
  }
  if (!criterion.parameters.empty()) out += heading(home, "report.parameters");
  for (const auto& one : criterion.parameters) {
    out += "  " + home.text("report.parameter_line", {{"meaning", one.meaning.in(language)},
                                                       {"value", std::to_string(one.value)},
                                                       {"unit", one.unit},
                                                       {"confidence", home.text("confidence." + std::string(name_of(one.confidence)))}}) +
           "\n";
  }
  out += heading(home, "report.evidence_needed") + "  " + criterion.evidence.in(language) + "\n";
  out += heading(home, "report.remedy") + "  " + criterion.remedy.in(language) + "\n";
  out += heading(home, "scheme.source") + "  " + criterion.source + "\n";
  return out;
}

}  // namespace hoshi::operations
