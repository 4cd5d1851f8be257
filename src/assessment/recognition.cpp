// Statements of conformity that other schemes' makers hold, tested one condition at a time.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/recognition.h"

#include <algorithm>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

constexpr std::string_view statement_kind = "statement_of_compliance";

const Recognition* find_recognition(const Scheme& scheme, std::string_view id) {
  const auto found = std::find_if(scheme.recognitions.begin(), scheme.recognitions.end(),
                                  [&](const Recognition& one) { return one.id == id; });
  return found != scheme.recognitions.end() ? &*found : nullptr;
}

Message unusable_document(const RecognisedStatement& statement) {
  return reason("recognition.document",
                {{"recognition", statement.recognition}, {"document", statement.document}});
}

// Nothing when the statement stands, else why not.
std::optional<Message> objection(const RecognisedStatement& statement, const CaseFile& file) {
  const std::string& name = statement.recognition;
  const Recognition* recognition = find_recognition(*file.scheme, name);
  if (recognition == nullptr) return reason("recognition.unknown", {{"recognition", name}});
  if (!recognition->effective || recognition->from > file.today) {
    return reason("recognition.not_in_force", {{"recognition", name}});
  }
  if (trimmed(statement.edition).empty()) return reason("recognition.edition", {{"recognition", name}});
  const auto until = parse_date(statement.valid_until);
  if (!until) return reason("recognition.no_expiry", {{"recognition", name}});
  if (*until < file.today) {
    return reason("recognition.expired", {{"recognition", name}, {"date", statement.valid_until}});
  }
  const Document* document = file.product->document(statement.document);
  const bool is_usable = document != nullptr && document->kind == statement_kind && !document->sha256.empty();
  if (!is_usable) return unusable_document(statement);
  return std::nullopt;
}

Message relied_on(const RecognisedStatement& statement, const CaseFile& file) {
  return reason("recognition.accepted", {{"recognition", statement.recognition},
                                         {"edition", statement.edition},
                                         {"date", statement.valid_until},
                                         {"document", statement.document},
                                         {"sha256", file.product->document(statement.document)->sha256}});
}

}  // namespace

RecognitionResult recognition_of(const Criterion& criterion, const CaseFile& file) {
  RecognitionResult result;
  std::vector<Message> objections;
  bool one_is_verified = false;
  for (const auto& statement : file.product->recognised) {
    const auto& names = criterion.recognised_by;
    if (std::find(names.begin(), names.end(), statement.recognition) == names.end()) continue;
    if (auto against = objection(statement, file)) {
      objections.push_back(std::move(*against));
      continue;
    }
    result.is_accepted = true;
    result.reasons.push_back(relied_on(statement, file));
    const Recognition* recognition = find_recognition(*file.scheme, statement.recognition);
    if (recognition->confidence != Confidence::unverified) one_is_verified = true;
  }
  result.is_provisional = result.is_accepted && !one_is_verified;
  if (!result.is_accepted) result.reasons = std::move(objections);
  tidy(result.reasons);
  return result;
}

}  // namespace hoshi::assessment
