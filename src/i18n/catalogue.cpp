// Loading, comparing and filling of the words.
// SPDX-License-Identifier: Apache-2.0
#include "i18n/catalogue.h"

#include <set>

#include "base/file.h"
#include "tables/table.h"

namespace hoshi::i18n {
namespace {

Result<void> flatten(const Value& value, const std::string& prefix,
                     std::map<std::string, std::string, std::less<>>& texts) {
  for (const auto& [key, member] : value.as_map()) {
    const std::string full = prefix.empty() ? key : prefix + "." + key;
    if (member.is_map()) {
      HOSHI_CHECK(flatten(member, full, texts));
    } else if (member.is_text()) {
      texts.emplace(full, member.as_text());
    } else {
      return fail(ErrorCode::invalid_input, full + " is no text");
    }
  }
  return {};
}

std::set<std::string> slots_of(std::string_view text) {
  std::set<std::string> slots;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) break;
    slots.emplace(text.substr(open + 1, close - open - 1));
  }
  return slots;
}

// What fills the slots of the text to make it `said`; nothing when it cannot. Each slot takes as little as it can, the last the rest.
std::optional<std::map<std::string, std::string>> filled_as(std::string_view text, std::string_view said) {
  std::map<std::string, std::string> slots;
  std::string name;  // of the slot that is open
  while (true) {
    const auto open = text.find('{');
    const auto close = text.find('}', open);
    const bool is_last = open == std::string_view::npos || close == std::string_view::npos;
    const std::string_view literal = text.substr(0, is_last ? text.size() : open);
    const auto at = name.empty() ? (said.starts_with(literal) ? 0 : std::string_view::npos)
                    : is_last    ? (said.ends_with(literal) ? said.size() - literal.size() : std::string_view::npos)
                                 : said.find(literal);
    if (at == std::string_view::npos) return std::nullopt;
    if (!name.empty()) slots.emplace(name, said.substr(0, at));
    said.remove_prefix(at + literal.size());
    if (is_last) break;
    name = text.substr(open + 1, close - open - 1);
    text.remove_prefix(close + 1);
  }
  if (!said.empty()) return std::nullopt;
  return slots;
}

}  // namespace

Result<Catalogue::Texts> Catalogue::read(const std::filesystem::path& file) {
  const std::string content = HOSHI_TRY(read_file(file));
  const auto document = HOSHI_TRY(tables::Document::parse(content, file.filename().string()));
  Texts texts;
  auto flat = flatten(tables::to_value(document), "", texts);
  if (!flat) return tl::unexpected<Error>(std::move(flat.error()).with_context(file.filename().string()));
  return texts;
}

Result<Catalogue::Texts> Catalogue::read_language(const std::filesystem::path& folder, std::string_view language) {
  Texts texts = HOSHI_TRY(read(folder / (std::string(language) + ".toml")));
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder / language, problem)) {
    if (entry.path().extension() != ".toml") continue;
    for (auto& [key, text] : HOSHI_TRY(read(entry.path()))) {
      if (!texts.emplace(key, std::move(text)).second) {
        return fail(ErrorCode::invalid_input, entry.path().filename().string() + " repeats " + key);
      }
    }
  }
  return texts;
}

Result<Catalogue> Catalogue::load(const std::filesystem::path& folder) {
  Catalogue catalogue;
  catalogue.ja_ = HOSHI_TRY(read_language(folder, "ja"));
  catalogue.en_ = HOSHI_TRY(read_language(folder, "en"));
  for (const auto& [key, text] : catalogue.ja_) {
    const auto other = catalogue.en_.find(key);
    if (other == catalogue.en_.end()) return fail(ErrorCode::invalid_input, "en.toml lacks " + key);
    if (slots_of(text) != slots_of(other->second)) {
      return fail(ErrorCode::invalid_input, key + " has other {slots} in ja.toml than in en.toml");
    }
  }
  for (const auto& [key, text] : catalogue.en_) {
    if (!catalogue.ja_.contains(key)) return fail(ErrorCode::invalid_input, "ja.toml lacks " + key);
  }
  return catalogue;
}

std::string Catalogue::text(Language language, std::string_view key) const {
  const Texts& texts = language == Language::ja ? ja_ : en_;
  const auto found = texts.find(key);
  return found != texts.end() ? found->second : "⟨" + std::string(key) + "⟩";
}

std::string Catalogue::render(Language language, std::string_view key,
                              const std::map<std::string, std::string>& slots) const {
  return tables::fill(text(language, key), slots);
}

std::string Catalogue::render(Language language, const Message& message) const {
  return render(language, message.key, message.slots);
}

std::optional<Message> Catalogue::find(std::string_view beginning, std::string_view english) const {
  std::optional<Message> best;
  std::size_t most = 0;
  for (auto at = en_.lower_bound(beginning); at != en_.end() && at->first.starts_with(beginning); ++at) {
    auto slots = filled_as(at->second, english);
    if (!slots) continue;
    std::size_t own = english.size();  // without what fills the slots
    for (const auto& [name, value] : *slots) own -= value.size();
    if (own <= most) continue;
    most = own;
    best = Message{at->first, std::move(*slots)};
  }
  return best;
}

}  // namespace hoshi::i18n
