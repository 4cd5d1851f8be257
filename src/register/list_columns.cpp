// Titles and statuses, folded.
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "base/text.h"
#include "register/list_import.h"
#include "tables/table.h"

namespace hoshi::public_register {
namespace {

struct Named {
  std::string_view name;
  ListField field;
};

constexpr Named names[]{{"number", ListField::number},           {"level", ListField::level},
                        {"status", ListField::status},           {"maker", ListField::maker},
                        {"maker_en", ListField::maker_en},       {"product", ListField::product},
                        {"product_en", ListField::product_en},   {"models", ListField::models},
                        {"category", ListField::category},       {"issued", ListField::issued},
                        {"valid_from", ListField::valid_from},   {"valid_until", ListField::valid_until},
                        {"support_end", ListField::support_end}, {"security_url", ListField::security_url},
                        {"contact", ListField::contact},         {"recognised_as", ListField::recognised_as}};

// Titles have notes behind them ("交付日（西暦）", "型番※1") and line ends in them.
std::string folded_title(std::string_view title, const Folding& folding) {
  std::string folded = folding.fold(title);
  folded.erase(std::remove(folded.begin(), folded.end(), '\n'), folded.end());
  if (folded.ends_with('.')) folded.pop_back();
  return folded;
}

bool begins_a_note(std::string_view text) {
  constexpr std::string_view marks[]{"(", "[", "【", "※", "*", "/", ":"};
  return std::any_of(std::begin(marks), std::end(marks), [&](auto mark) { return text.starts_with(mark); });
}

}  // namespace

Result<ListColumns> ListColumns::load(const std::filesystem::path& file, const Folding& folding) {
  const std::string content = HOSHI_TRY(read_file(file));
  const auto document = HOSHI_TRY(tables::Document::parse(content, file.filename().string()));
  const Value data = tables::to_value(document.root());
  const auto wrong = [&](const std::string& what) { return fail(ErrorCode::invalid_input, file.filename().string() + ": " + what); };
  if (data["schema"].as_text() != "hoshi-list-columns/1") return wrong("schema is not hoshi-list-columns/1");
  ListColumns out;
  out.folding_ = &folding;
  for (const auto& [name, field] : names) {
    if (data["columns"][name].as_list().empty()) return wrong("no titles for " + std::string(name));
    for (const auto& title : data["columns"][name].as_list()) {
      const auto [at, is_new] = out.fields_.emplace(folded_title(title.as_text(), folding), field);
      if (!is_new && at->second != field) return wrong("the title " + title.as_text() + " means two things");
    }
  }
  for (const auto& [status, list] : data["status"].as_map()) {
    for (const auto& word : list.as_list()) {
      const auto [at, is_new] = out.statuses_.emplace(folding.fold(word.as_text()), status);
      if (!is_new && at->second != status) return wrong("the status " + word.as_text() + " means two things");
    }
  }
  for (const auto& title : data["ignored"]["titles"].as_list()) out.ignored_.push_back(folded_title(title.as_text(), folding));
  return out;
}

std::optional<ListField> ListColumns::field_of(std::string_view title) const {
  const std::string folded = folded_title(title, *folding_);
  const auto exact = fields_.find(folded);
  if (exact != fields_.end()) return exact->second;
  if (is_ignored(title)) return std::nullopt;
  std::optional<ListField> found;
  std::size_t longest = std::string("あ").size() * 2 - 1;  // a single character in front says too little
  for (const auto& [spelling, field] : fields_) {
    const bool has_note = folded.starts_with(spelling) && begins_a_note(std::string_view(folded).substr(spelling.size()));
    if (has_note && spelling.size() > longest) {
      longest = spelling.size();
      found = field;
    }
  }
  return found;
}

bool ListColumns::is_ignored(std::string_view title) const {
  return std::find(ignored_.begin(), ignored_.end(), folded_title(title, *folding_)) != ignored_.end();
}

std::optional<std::string> ListColumns::status_of(std::string_view word) const {
  const auto found = statuses_.find(folding_->fold(word));
  return found == statuses_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace hoshi::public_register
