// Candidates by shared pairs of characters, then a bounded edit distance.
// SPDX-License-Identifier: Apache-2.0
#include "register/suggestions.h"

#include <array>
#include <numeric>

namespace hoshi::public_register {
namespace {

// Folded text is valid UTF-8 (Folding::name), so this needs no care for broken sequences.
std::u32string characters_of(std::string_view folded) {
  std::u32string out;
  for (const char byte : folded) {
    const auto value = static_cast<unsigned char>(byte);
    if (value < 0x80) {
      out.push_back(value);
    } else if (value >= 0xC0) {
      out.push_back(value & (value >= 0xF0 ? 0x07u : value >= 0xE0 ? 0x0Fu : 0x1Fu));
    } else if (!out.empty()) {
      out.back() = (out.back() << 6) | (value & 0x3Fu);
    }
  }
  return out;
}

// Pairs with the borders as characters of their own, so that even a word of one character has two.
std::vector<std::uint64_t> pairs_of(const std::u32string& word) {
  std::vector<std::uint64_t> out;
  char32_t before = 1;  // no folded text has it
  for (const char32_t c : word) {
    out.push_back(std::uint64_t{before} << 32 | c);
    before = c;
  }
  out.push_back(std::uint64_t{before} << 32 | 2);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::size_t mistakes_allowed(std::size_t length) {
  constexpr std::size_t long_enough_for_two = 6;
  return length >= long_enough_for_two ? 2 : 1;
}

using Row = std::array<std::size_t, Suggestions::characters_max + 1>;

// Optimal string alignment distance, or `limit` + 1 when it is larger. Neither word is longer than characters_max.
std::size_t distance(const std::u32string& a, const std::u32string& b, std::size_t limit) {
  if ((a.size() > b.size() ? a.size() - b.size() : b.size() - a.size()) > limit) return limit + 1;
  Row before_last{};
  Row last{};
  Row row{};
  std::iota(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(b.size()) + 1, std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    std::size_t least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) row[j] = std::min(row[j], before_last[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

void Suggestions::add(std::string_view word) {
  std::string folded = folding_.name(word);
  const std::u32string characters = characters_of(folded);
  if (characters.size() < 2 || characters.size() > characters_max) return;
  const auto known = by_folded_.find(folded);
  if (known != by_folded_.end()) {
    ++words_[known->second].weight;
    return;
  }
  if (words_.size() >= words_max) return;
  const auto id = static_cast<std::uint32_t>(words_.size());
  for (const std::uint64_t pair : pairs_of(characters)) by_pair_[pair].push_back(id);
  by_folded_.emplace(std::move(folded), id);
  words_.push_back({std::string(word), characters, 1});
}

void Suggestions::add(const Entry& entry) {
  for (const auto* word : {&entry.maker.ja, &entry.maker.en, &entry.product.ja, &entry.product.en, &entry.category.ja,
                           &entry.category.en, &entry.number}) {
    add(*word);
  }
  for (const auto& model : entry.models) add(model);
}

// Those that share most pairs. The rarest pairs are looked at first, so that "ー" in everything costs little.
std::vector<std::uint32_t> Suggestions::candidates(const std::u32string& typed) const {
  constexpr std::size_t postings_max = 200'000;  // about a millisecond
  std::vector<const std::vector<std::uint32_t>*> lists;
  for (const std::uint64_t pair : pairs_of(typed)) {
    const auto found = by_pair_.find(pair);
    if (found != by_pair_.end()) lists.push_back(&found->second);
  }
  std::sort(lists.begin(), lists.end(), [](const auto* a, const auto* b) { return a->size() < b->size(); });
  std::unordered_map<std::uint32_t, std::uint32_t> shared;
  std::size_t looked_at = 0;
  for (const auto* list : lists) {
    for (const std::uint32_t id : *list) {
      if (++looked_at > postings_max) break;
      ++shared[id];
    }
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranked(shared.begin(), shared.end());
  const auto kept = std::min(ranked.size(), candidates_max);
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end(),
                    [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < kept; ++i) out.push_back(ranked[i].first);
  return out;
}

std::vector<std::string> Suggestions::nearest(std::string_view typed, std::size_t limit) const {
  const std::string folded = folding_.name(typed);
  const std::u32string characters = characters_of(folded);
  if (characters.size() < 2 || characters.size() > characters_max || by_folded_.contains(folded)) return {};
  struct Found {
    std::size_t mistakes;
    std::uint32_t id;
  };
  std::vector<Found> found;
  const std::size_t allowed = mistakes_allowed(characters.size());
  for (const std::uint32_t id : candidates(characters)) {
    const std::size_t mistakes = distance(characters, words_[id].folded, allowed);
    if (mistakes <= allowed) found.push_back({mistakes, id});
  }
  std::sort(found.begin(), found.end(), [this](const Found& a, const Found& b) {
    if (a.mistakes != b.mistakes) return a.mistakes < b.mistakes;
    if (words_[a.id].weight != words_[b.id].weight) return words_[a.id].weight > words_[b.id].weight;
    return a.id < b.id;
  });
  std::vector<std::string> out;
  for (const auto& one : found) {
    if (out.size() == limit) break;
    out.push_back(words_[one.id].shown);
  }
  return out;
}

}  // namespace hoshi::public_register
