// Splitting of Japanese and English prose into sentences.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/prose.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace hoshi::protocols::text {
namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::string_view japanese_stop = "。";
constexpr std::size_t wrapped_line_bytes = 60;  // a shorter line is a heading or a list entry of its own

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t character_start(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && is_continuation(text[at])) --at;
  return std::min(at, text.size());
}

bool ends_sentence(std::string_view line) {
  return line.ends_with(japanese_stop) || line.ends_with('.') || line.ends_with('!') || line.ends_with('?') ||
         line.ends_with(':');
}

bool goes_on(std::string_view line, std::string_view next) {
  if (line.empty() || next.empty() || ends_sentence(line)) return false;
  if (next.front() >= 'a' && next.front() <= 'z') return true;
  const bool is_wrapped = line.size() >= wrapped_line_bytes;
  return is_wrapped && next.front() != '-' && next.front() != '*' && next.front() != '#';
}

void add_passage(std::vector<std::string>& out, std::string_view text) {
  text = trimmed(text);
  while (!text.empty()) {
    const auto end =
        text.size() > passage_limit_bytes ? character_start(text, passage_limit_bytes) : text.size();
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// The end of the first sentence of the line, behind its mark.
std::size_t sentence_end(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line.substr(at).starts_with(japanese_stop)) return at + japanese_stop.size();
    const bool is_mark = line[at] == '.' || line[at] == '!' || line[at] == '?';
    if (is_mark && at + 1 < line.size() && line[at + 1] == ' ') return at + 1;
  }
  return line.size();
}

void add_sentences(std::vector<std::string>& out, std::string_view line) {
  while (!line.empty()) {
    const std::size_t end = sentence_end(line);
    add_passage(out, line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::uint32_t three_byte_character(std::string_view text, std::size_t at) {
  if (at + 3 > text.size() || (static_cast<unsigned char>(text[at]) & 0xF0) != 0xE0) return 0;
  const auto bits = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  return ((bits(at) & 0x0F) << 12) | ((bits(at + 1) & 0x3F) << 6) | (bits(at + 2) & 0x3F);
}

}  // namespace

std::string half_width(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const std::uint32_t code = three_byte_character(utf8, at);
    if (code >= 0xFF01 && code <= 0xFF5E) {
      out.push_back(static_cast<char>(code - 0xFEE0));
      at += 2;
    } else if (code == 0x3000) {
      out.push_back(' ');
      at += 2;
    } else {
      out.push_back(utf8[at]);
    }
  }
  return out;
}

std::vector<std::string> passages(std::string_view utf8) {
  const std::string clean = half_width(utf8.substr(0, character_start(utf8, prose_limit_bytes)));
  const auto lines = split(clean, '\n');
  std::vector<std::string> out;
  std::string paragraph;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trimmed(lines[i]);
    paragraph += line;
    const std::string_view next = i + 1 < lines.size() ? trimmed(lines[i + 1]) : std::string_view{};
    if (goes_on(line, next)) {
      // English words need a blank between them, Japanese has none.
      if (static_cast<unsigned char>(line.back()) < 0x80) paragraph.push_back(' ');
      continue;
    }
    add_sentences(out, paragraph);
    paragraph.clear();
  }
  return out;
}

std::string excerpt(std::string_view utf8, std::size_t position, std::size_t limit) {
  const std::string clean = valid_utf8(utf8);
  if (clean.size() <= limit) return clean;
  const std::size_t inner = limit > 2 * ellipsis.size() ? limit - 2 * ellipsis.size() : 0;
  const std::size_t wanted = position > inner / 2 ? position - inner / 2 : 0;
  std::size_t start = std::min(wanted, clean.size() - inner);
  while (start < clean.size() && is_continuation(clean[start])) ++start;
  const std::size_t end = character_start(clean, std::min(start + inner, clean.size()));
  std::string out = start > 0 ? std::string(ellipsis) : "";
  out += clean.substr(start, end - start);
  if (end < clean.size()) out += ellipsis;
  return out;
}

}  // namespace hoshi::protocols::text
