// Loading of the tables and folding by them, on ICU's NFKC_Casefold.
// SPDX-License-Identifier: Apache-2.0
#include "register/folding.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "tables/table.h"

namespace hoshi::public_register {
namespace {

constexpr char32_t left_out = 0;
constexpr char32_t first_hiragana = 0x3041;
constexpr char32_t last_hiragana = 0x3096;
constexpr char32_t katakana_offset = 0x60;  // Unicode block "Katakana" stands 96 behind "Hiragana"

std::u32string utf32(const icu::UnicodeString& text) {
  std::u32string out;
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    out.push_back(static_cast<char32_t>(text.char32At(at)));
  }
  return out;
}

std::u32string utf32(std::string_view text) {
  return utf32(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
}

std::string utf8(std::u32string_view text) {
  icu::UnicodeString wide;
  for (const char32_t c : text) wide.append(static_cast<UChar32>(c));
  std::string out;
  wide.toUTF8String(out);
  return out;
}

Error wrong(const std::filesystem::path& file, std::string_view what) {
  return Error{ErrorCode::invalid_input, file.filename().string() + ": " + std::string(what)};
}

// At most `limit` bytes, cut between characters.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::u32string normal_form(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const std::string clean = valid_utf8(text);
  const auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(clean.data(), static_cast<std::int32_t>(clean.size())));
  if (U_FAILURE(status)) return utf32(wide);
  const icu::UnicodeString normal = normalizer->normalize(wide, status);
  return utf32(U_FAILURE(status) ? wide : normal);
}

void replace_all(std::u32string& text, const std::u32string& from, const std::u32string& to) {
  for (auto at = text.find(from); at != std::u32string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Pairs of the lists `from` and `to` of a table; nothing when they differ in length.
std::optional<std::vector<std::pair<std::u32string, std::u32string>>> pairs(const Value& table) {
  const auto& from = table["from"].as_list();
  const auto& to = table["to"].as_list();
  if (from.empty() || from.size() != to.size()) return std::nullopt;
  std::vector<std::pair<std::u32string, std::u32string>> out;
  for (std::size_t i = 0; i < from.size(); ++i) {
    out.emplace_back(utf32(from[i].as_text()), utf32(to[i].as_text()));
    if (out.back().first.empty() || out.back().second.empty()) return std::nullopt;
  }
  return out;
}

bool is_blank(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == 0x3000 || c == 0xA0; }

// Split at blanks, as they came; what stands behind many more than a query may have is left out.
std::vector<std::u32string> typed_words(std::string_view text) {
  constexpr std::size_t words_max = 4 * query_words_max;  // some of them fold to nothing, or repeat others
  std::vector<std::u32string> out;
  bool is_new = true;
  for (const char32_t c : utf32(std::string_view(valid_utf8(text)))) {
    const bool is_first = is_new && !is_blank(c);
    is_new = is_blank(c);
    if (is_new) continue;
    if (is_first && out.size() == words_max) break;
    if (is_first) out.emplace_back();
    out.back().push_back(c);
  }
  return out;
}

}  // namespace

Result<Folding> Folding::load(const std::filesystem::path& file) {
  const std::string content = HOSHI_TRY(read_file(file));
  const auto document = HOSHI_TRY(tables::Document::parse(content, file.filename().string()));
  const Value data = tables::to_value(document.root());
  if (data["schema"].as_text() != "hoshi-folding/1") return tl::unexpected(wrong(file, "schema is not hoshi-folding/1"));
  Folding folding;
  for (const char32_t c : utf32(data["left_out"]["characters"].as_text())) folding.characters_[c] = left_out;
  for (const auto& group : data["variants"]["groups"].as_list()) {
    // Written as NFKC leaves them: what folding never meets needs no place in the table.
    const std::u32string members = normal_form(group.as_text());
    if (members.size() < 2) return tl::unexpected(wrong(file, "a group of variants has fewer than two characters"));
    for (const char32_t c : members.substr(1)) {
      if (c == members[0] || !folding.characters_.emplace(c, members[0]).second) {
        return tl::unexpected(wrong(file, "variants name " + utf8(std::u32string(1, c)) + " twice"));
      }
    }
  }
  const auto kana = pairs(data["kana"]);
  if (!kana) return tl::unexpected(wrong(file, "kana.from and kana.to do not fit together"));
  for (const auto& [from, to] : *kana) folding.characters_[from[0]] = to[0];
  auto sequences = pairs(data["sequences"]);
  if (!sequences) return tl::unexpected(wrong(file, "sequences.from and sequences.to do not fit together"));
  folding.sequences_ = std::move(*sequences);
  for (const auto& [from, to] : folding.characters_) {
    const auto again = folding.characters_.find(to);
    if (to != left_out && again != folding.characters_.end()) {
      return tl::unexpected(wrong(file, utf8(std::u32string(1, from)) + " folds to a character that folds again"));
    }
  }
  std::vector<std::u32string> joined, words;
  for (const auto& form : data["legal_forms"]["joined"].as_list()) joined.push_back(utf32(std::string_view(folding.fold(form.as_text()))));
  for (const auto& form : data["legal_forms"]["words"].as_list()) words.push_back(normal_form(form.as_text()));
  const auto is_empty = [](const std::u32string& form) { return form.empty(); };
  if (std::any_of(joined.begin(), joined.end(), is_empty) || std::any_of(words.begin(), words.end(), is_empty)) {
    return tl::unexpected(wrong(file, "a legal form folds to nothing"));
  }
  folding.legal_forms_ = LegalForms(std::move(joined), std::move(words));
  return folding;
}

std::u32string Folding::fold_once(std::u32string text) const {
  std::u32string folded;
  for (char32_t c : text) {
    if (c >= first_hiragana && c <= last_hiragana) c += katakana_offset;
    const auto found = characters_.find(c);
    if (found != characters_.end()) c = found->second;
    if (c == left_out || (c != U'\n' && is_blank(c))) continue;
    folded.push_back(c < 0x20 && c != U'\n' ? char32_t{0xFFFD} : c);
  }
  for (const auto& [from, to] : sequences_) replace_all(folded, from, to);
  return folded;
}

std::string Folding::fold(std::string_view text) const {
  // Leaving a mark out can bring a voicing mark beside its kana, which the normal form then joins: hence again.
  constexpr int rounds_max = 4;  // two have always been enough
  std::u32string folded = fold_once(normal_form(cut(text, folded_input_bytes_max)));
  for (int round = 1; round < rounds_max; ++round) {
    std::u32string again = fold_once(normal_form(utf8(folded)));
    if (again == folded) break;
    folded = std::move(again);
  }
  return utf8(folded);
}

// From the last word to the first: whether "co" is a form hangs on what stands behind it.
std::vector<std::string> Folding::parts_of_name(std::string_view text) const {
  const std::vector<std::u32string> typed = typed_words(cut(text, folded_input_bytes_max));
  std::vector<std::string> parts, everything;
  auto behind = LegalForms::Behind::name;
  for (std::size_t i = typed.size(); i-- > 0;) {
    std::string whole = fold(utf8(typed[i]));
    const std::u32string word = normal_form(utf8(typed[i]));
    const std::u32string_view rest = legal_forms_.without_words(word, behind);
    const bool has_form = rest.size() < word.size() && (i > 0 || !rest.empty() || parts.empty());
    behind = has_form ? LegalForms::Behind::form : LegalForms::Behind::name;
    std::string part = utf8(legal_forms_.without_joined(utf32(std::string_view(has_form ? fold(utf8(rest)) : whole))));
    if (!part.empty()) parts.insert(parts.begin(), std::move(part));
    if (!whole.empty()) everything.insert(everything.begin(), std::move(whole));
  }
  return parts.empty() ? everything : parts;
}

std::vector<std::string> Folding::words(std::string_view query) const {
  std::vector<std::string> out;
  for (auto& word : parts_of_name(query)) {
    if (out.size() < query_words_max && std::find(out.begin(), out.end(), word) == out.end()) out.push_back(std::move(word));
  }
  return out;
}

std::string Folding::name(std::string_view text) const { return join(parts_of_name(text), ""); }

std::string Folding::search_text(const Entry& entry) const {
  std::vector<std::string> lines{entry.number, entry.maker.ja, entry.maker.en, entry.product.ja,
                                 entry.product.en, entry.category.ja, entry.category.en};
  lines.insert(lines.end(), entry.models.begin(), entry.models.end());
  std::string out;
  std::set<std::string> seen;
  for (const auto& line : lines) {
    std::string folded = fold(line);
    std::replace(folded.begin(), folded.end(), '\n', ' ');
    if (!folded.empty() && seen.insert(folded).second) out += folded + "\n";
  }
  return out;
}

std::vector<std::string> bigrams(std::string_view folded) {
  std::set<std::string> found;
  for (const auto& line : split(folded, '\n')) {
    const std::u32string characters = utf32(std::string_view(valid_utf8(line)));
    if (characters.size() == 1) found.insert(utf8(characters));
    for (std::size_t i = 0; i + 1 < characters.size(); ++i) found.insert(utf8(characters.substr(i, 2)));
  }
  return {found.begin(), found.end()};
}

}  // namespace hoshi::public_register
