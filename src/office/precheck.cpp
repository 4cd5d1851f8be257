// The checks of a submission, part by part.
// SPDX-License-Identifier: Apache-2.0
#include "office/precheck.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::office {
namespace {

struct Kind {
  std::string_view code;
  std::string_view part;
  bool blocks;
};

// Every remark there is, the part of the submission it belongs to, and whether it stops it.
constexpr Kind kinds[] = {
    {"no_applicant", "party", true},
    {"applicant_incomplete", "party", true},
    {"party_unknown", "party", true},
    {"party_has_other_part", "party", true},
    {"no_manufacturer", "party", true},
    {"agent_without_mandate", "party", true},
    {"no_product_name", "form", true},
    {"no_category", "form", true},
    {"category_unknown", "form", true},
    {"no_models", "form", true},
    {"no_support_end", "form", false},
    {"support_end_over", "form", true},
    {"no_security_url", "form", true},
    {"no_vulnerability_contact", "form", true},
    {"no_update_method", "form", true},
    {"no_change", "form", true},
    {"no_declaration", "form", true},
    {"no_transfer_target", "form", true},
    {"announcement_forbidden", "form", true},
    {"no_checklist", "checklist", true},
    {"checklist_unreadable", "checklist", true},
    {"other_scheme", "checklist", true},
    {"other_level", "checklist", true},
    {"product_out_of_scope", "checklist", true},
    {"assessment_in_the_future", "checklist", true},
    {"criterion_missing", "checklist", true},
    {"criterion_unknown", "checklist", true},
    {"criterion_failed", "checklist", true},
    {"criterion_undecided", "checklist", true},
    {"not_applicable_without_reason", "checklist", true},
    {"recognised_without_statement", "recognition", true},
    {"criterion_provisional", "checklist", false},
    {"models_not_assessed", "checklist", true},
    {"models_not_applied_for", "checklist", false},
    {"edition_not_adopted", "edition", true},
    {"edition_differs", "edition", true},
    {"edition_over", "edition", true},
    {"no_manifest", "evidence", true},
    {"archive_unreadable", "evidence", true},
    {"archive_differs", "evidence", true},
    {"no_report", "laboratory", true},
    {"no_laboratory", "laboratory", true},
    {"laboratory_out_of_scope", "laboratory", true},
    {"laboratory_not_independent", "laboratory", true},
    {"recognition_unknown", "recognition", true},
    {"recognition_without_effect", "recognition", true},
    {"statement_over", "recognition", true},
    {"statement_incomplete", "recognition", true},
    {"psti_list_needs_english", "recognition", true},
    {"psti_list_needs_support_end", "recognition", true},
};

const Kind* kind_of(std::string_view code) {
  const auto found = std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& one) { return one.code == code; });
  return found == std::end(kinds) ? nullptr : found;
}

constexpr std::size_t models_told = 20;

std::string listed(const std::vector<std::string>& names) {
  std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), models_told)));
  return join(first, ", ") + (names.size() > models_told ? " …" : "");
}

std::vector<std::string> without(const std::vector<std::string>& all, const std::vector<std::string>& others) {
  std::set<std::string> known(others.begin(), others.end());
  std::vector<std::string> left;
  std::copy_if(all.begin(), all.end(), std::back_inserter(left), [&](const std::string& one) { return !known.contains(one); });
  return left;
}

class Check {
 public:
  explicit Check(const PrecheckInput& input)
      : input_(input), form_(input.form), waived_(is_in_force(input.scheme, input.form.statement, input.today) ? input.waivable : std::set<std::string>{}) {}

  std::vector<Remark> run() {
    parties();
    if (is_about_product()) product();
    declarations();
    recognition();
    if (input_.is_checklist_needed) {
      checklist();
      evidence();
      laboratory();
    }
    return std::move(remarks_);
  }

 private:
  void say(std::string_view code, std::map<std::string, std::string> slots = {}, std::string criterion = {}) {
    const Kind* kind = kind_of(code);
    HOSHI_ASSERT(kind != nullptr);
    if (!criterion.empty()) slots.emplace("criterion", criterion);
    remarks_.push_back({std::string(code), kind->blocks, std::move(criterion), {"precheck." + std::string(code), std::move(slots)}});
  }

  const KnownParty* party(const std::string& id) const {
    const auto found = std::find_if(input_.parties.begin(), input_.parties.end(), [&](const KnownParty& one) { return one.id == id; });
    return found == input_.parties.end() ? nullptr : &*found;
  }

  void part_of(const std::string& id, const std::string& part) {
    if (id.empty()) return;
    const KnownParty* known = party(id);
    if (known == nullptr) return say("party_unknown", {{"part", part}});
    if (!known->parts.contains(part)) say("party_has_other_part", {{"part", part}});
  }

  // A report or a withdrawal says nothing new of the product.
  bool is_about_product() const { return form_.kind != "report" && form_.kind != "withdrawal"; }

  void parties() {
    const KnownParty* applicant = party(form_.applicant);
    if (form_.applicant.empty()) say("no_applicant");
    if (applicant != nullptr && !applicant->has_contact) say("applicant_incomplete");
    if (form_.manufacturer.empty() && is_about_product()) say("no_manufacturer");
    part_of(form_.applicant, "applicant");
    part_of(form_.manufacturer, "manufacturer");
    part_of(form_.seller, "seller");
    part_of(form_.agent, "agent");
    part_of(form_.verifier, "verifier");
    part_of(form_.laboratory, "laboratory");
    if (!form_.agent.empty() && !input_.mandate_in_force) say("agent_without_mandate");
  }

  void product() {
    const ProductData& product = form_.product;
    const auto& categories = input_.categories;
    if (product.name.ja.empty() && product.name.en.empty()) say("no_product_name");
    if (product.category.empty()) say("no_category");
    const bool is_known = !input_.has_categories || std::find(categories.begin(), categories.end(), product.category) != categories.end();
    if (!product.category.empty() && !is_known) say("category_unknown", {{"category", product.category}});
    if (product.models.empty()) say("no_models");
    if (product.support_end.empty()) say("no_support_end");
    const auto end = parse_date(product.support_end);
    if (end && *end < input_.today) say("support_end_over", {{"date", product.support_end}});
    if (product.security_url.empty()) say("no_security_url");
    if (product.contact.empty()) say("no_vulnerability_contact");
    if (product.update_method.ja.empty() && product.update_method.en.empty()) say("no_update_method");
  }

  void declarations() {
    if (form_.kind != "new" && form_.kind != "extension" && form_.change.empty()) say("no_change");
    if (form_.kind == "transfer" && !input_.transfer_target_known) say("no_transfer_target");
    if (!form_.declares_truth) say("no_declaration");
    for (const auto& word : input_.forbidden_words) {
      const bool is_in = contains_ignoring_case(form_.announcement.ja, word) || contains_ignoring_case(form_.announcement.en, word);
      if (is_in) say("announcement_forbidden", {{"word", word}});
    }
  }

  void recognition() {
    const RelianceStatement& statement = form_.statement;
    if (form_.wants_psti_list) {
      const bool has_english = !form_.product.name.en.empty() && !form_.product.update_method.en.empty();
      if (!has_english) say("psti_list_needs_english");
      if (form_.product.support_end.empty()) say("psti_list_needs_support_end");
    }
    if (statement.recognition.empty()) return;
    const auto& known = input_.scheme.recognitions;
    const auto found = std::find_if(known.begin(), known.end(), [&](const Recognition& one) { return one.id == statement.recognition; });
    if (found == known.end()) return say("recognition_unknown", {{"recognition", statement.recognition}});
    if (!found->effective || input_.today < found->from) say("recognition_without_effect", {{"recognition", statement.recognition}});
    const bool is_complete = !statement.edition.empty() && !statement.valid_until.empty() && (!statement.url.empty() || input_.statement_uploaded);
    if (!is_complete) return say("statement_incomplete");
    if (parse_date(statement.valid_until).value_or(Date{}) < input_.today) say("statement_over", {{"date", statement.valid_until}});
  }

  void edition() {
    const Checklist& checklist = *input_.checklist;
    const auto& all = input_.editions;
    const auto found = std::find_if(all.begin(), all.end(), [&](const AdoptedEdition& one) { return one.edition == checklist.edition; });
    if (found == all.end()) return say("edition_not_adopted", {{"edition", checklist.edition}});
    const auto same = std::find_if(all.begin(), all.end(), [&](const AdoptedEdition& one) { return one.sha256 == checklist.scheme_sha256; });
    if (same == all.end()) return say("edition_differs", {{"edition", checklist.edition}});
    const bool is_over = input_.today < same->from || (same->until.year != 0 && same->until < input_.today);
    if (is_over) say("edition_over", {{"edition", checklist.edition}});
  }

  void checklist() {
    if (!input_.checklist_problem.empty()) return say("checklist_unreadable", {{"why", input_.checklist_problem}});
    if (input_.checklist == nullptr) return say("no_checklist");
    const Checklist& checklist = *input_.checklist;
    if (checklist.scheme != input_.scheme.id) return say("other_scheme", {{"scheme", checklist.scheme}});
    if (checklist.level != form_.level) say("other_level", {{"level", std::to_string(checklist.level)}});
    edition();
    const auto& out = input_.scheme.scope_out;
    if (std::find(out.begin(), out.end(), checklist.kind) != out.end()) say("product_out_of_scope");
    if (input_.today < parse_date(checklist.date).value_or(Date{})) say("assessment_in_the_future", {{"date", checklist.date}});
    criteria(checklist);
    const auto missing = without(form_.product.models, checklist.models);
    const auto extra = without(checklist.models, form_.product.models);
    if (!missing.empty()) say("models_not_assessed", {{"models", listed(missing)}});
    if (!extra.empty()) say("models_not_applied_for", {{"models", listed(extra)}});
  }

  void criteria(const Checklist& checklist) {
    const Level* level = input_.scheme.level(form_.level);
    if (level == nullptr) return;
    for (const auto& id : level->criteria) {
      const auto found = checklist.criteria.find(id);
      if (found != checklist.criteria.end()) {
        criterion(found->second, checklist);
      } else if (!waived_.contains(id)) {
        say("criterion_missing", {}, id);
      }
    }
    for (const auto& [id, one] : checklist.criteria) {
      if (std::find(level->criteria.begin(), level->criteria.end(), id) == level->criteria.end()) say("criterion_unknown", {}, id);
    }
  }

  void criterion(const ChecklistCriterion& one, const Checklist& checklist) {
    if (one.is_provisional) say("criterion_provisional", {}, one.id);
    if (waived_.contains(one.id)) return;
    switch (one.verdict) {
      case Verdict::pass: return;
      case Verdict::fail: return say("criterion_failed", {}, one.id);
      case Verdict::inconclusive: return say("criterion_undecided", {}, one.id);
      case Verdict::not_applicable:
        if (!one.has_reason && !checklist.not_applicable_reasons.contains(one.id)) say("not_applicable_without_reason", {}, one.id);
        return;
      case Verdict::accepted_by_recognition: return say("recognised_without_statement", {}, one.id);
    }
  }

  void evidence() {
    if (form_.evidence_manifest.empty()) say("no_manifest");
    if (!input_.archive_problem.empty()) say("archive_unreadable", {{"why", input_.archive_problem}});
    const bool differs = !input_.archive_manifest.empty() && input_.archive_manifest != form_.evidence_manifest;
    if (differs) say("archive_differs");
  }

  void laboratory() {
    if (!input_.report_required) return;
    if (form_.laboratory.empty()) return say("no_laboratory");
    if (!input_.has_report) say("no_report");
    if (!input_.laboratory_accredited) say("laboratory_out_of_scope");
    if (!input_.laboratory_independent) say("laboratory_not_independent");
  }

  const PrecheckInput& input_;
  const ApplicationForm& form_;
  std::set<std::string> waived_;
  std::vector<Remark> remarks_;
};

}  // namespace

std::vector<Remark> precheck(const PrecheckInput& input) { return Check(input).run(); }

bool is_complete(const std::vector<Remark>& remarks, std::string_view part) {
  return std::none_of(remarks.begin(), remarks.end(), [&](const Remark& one) {
    const Kind* kind = kind_of(one.code);
    return one.blocks && kind != nullptr && kind->part == part;
  });
}

bool is_in_force(const Scheme& scheme, const RelianceStatement& statement, Date today) {
  const auto until = parse_date(statement.valid_until);
  if (!until || *until < today || statement.edition.empty()) return false;
  return std::any_of(scheme.recognitions.begin(), scheme.recognitions.end(), [&](const Recognition& one) {
    return one.id == statement.recognition && one.effective && one.from <= today;
  });
}

}  // namespace hoshi::office
