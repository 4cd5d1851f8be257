// Prompt recognition on the waiting line, words of refusal and lock anywhere.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/telnet/prompts.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::protocols::telnet {
namespace {

constexpr std::size_t longest_prompt_bytes = 200;  // longer waiting lines are text, not a prompt
constexpr std::size_t longest_shell_prompt_bytes = 80;
constexpr std::size_t looked_at_bytes = 64 * 1024;  // the end of the screen; the rest cannot be what waits
constexpr char escape = '\x1b';

Result<void> append_texts(const Value& list, std::string_view name, std::vector<std::string>& out) {
  if (!list.is_list()) return fail(ErrorCode::invalid_input, "prompts: " + std::string(name) + " is not a list");
  for (const auto& item : list.as_list()) {
    if (item.as_text().empty()) return fail(ErrorCode::invalid_input, "prompts: empty " + std::string(name));
    out.push_back(lower(item.as_text()));
  }
  return {};
}

Result<std::vector<std::string>> words(const Value& content, std::string_view name) {
  std::vector<std::string> out;
  HOSHI_CHECK(append_texts(content[name], name, out));
  const Value& encoded = content[std::string(name) + "_bytes"];
  if (encoded.is_null()) return out;
  std::vector<std::string> digits;
  HOSHI_CHECK(append_texts(encoded, name, digits));
  for (const auto& text : digits) {
    const Bytes bytes = HOSHI_TRY(from_hex(text));
    // Screens are compared in lower case; Shift_JIS has ASCII letters as second bytes.
    out.push_back(lower(to_text(bytes)));
  }
  return out;
}

bool ends_in(std::string_view line, std::string_view word) {
  return line.size() >= word.size() && line.substr(line.size() - word.size()) == word;
}

bool ends_in_one_of(std::string_view line, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return ends_in(line, word); });
}

bool contains_one_of(std::string_view text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& word) { return text.find(word) != std::string_view::npos; });
}

// "password: ", "password>" and "パスワード：" all ask for the same. Full-width colons in UTF-8, Shift_JIS (after
// lower()) and EUC-JP.
std::string_view without_colon(std::string_view line) {
  constexpr std::string_view colons[] = {":", "\xEF\xBC\x9A", "\x81\x66", "\xA1\xA7", ">", "?"};
  line = trimmed(line);
  for (const auto colon : colons) {
    if (ends_in(line, colon)) return trimmed(line.substr(0, line.size() - colon.size()));
  }
  return line;
}

// ECMA-48, 5.4: ESC [, parameters, a final byte 0x40 to 0x7E; other escapes are two bytes long.
std::size_t after_escape(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return text.size();
  if (text[at + 1] != '[') return at + 2;
  std::size_t end = at + 2;
  while (end < text.size() && (text[end] < '\x40' || text[end] > '\x7e')) ++end;
  return std::min(end + 1, text.size());
}

}  // namespace

Result<Prompts> prompts_from(const Value& content) {
  Prompts prompts;
  prompts.account = HOSHI_TRY(words(content, "account"));
  prompts.password = HOSHI_TRY(words(content, "password"));
  prompts.not_account = HOSHI_TRY(words(content, "not_account"));
  prompts.shell_ends = HOSHI_TRY(words(content, "shell_ends"));
  prompts.refused = HOSHI_TRY(words(content, "refused"));
  prompts.locked = HOSHI_TRY(words(content, "locked"));
  return prompts;
}

std::string without_controls(std::string_view screen) {
  if (screen.size() > looked_at_bytes) screen.remove_prefix(screen.size() - looked_at_bytes);
  std::string out;
  for (std::size_t at = 0; at < screen.size();) {
    const char c = screen[at];
    if (c == escape) {
      at = after_escape(screen, at);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) out.push_back(c);
    if (c == '\n' || c == '\r') out.push_back(c);
    if (c == '\t') out.push_back(' ');
    ++at;
  }
  return out;
}

std::string waiting_line(std::string_view screen) {
  const std::string clean = without_controls(screen);
  const auto end = clean.find_last_of("\r\n");
  return std::string(trimmed(end == std::string::npos ? clean : clean.substr(end + 1)));
}

Waits waiting_for(const Prompts& prompts, std::string_view screen) {
  const std::string line = lower(waiting_line(screen));
  if (line.empty() || line.size() > longest_prompt_bytes) return Waits::nothing;
  const std::string_view bare = without_colon(line);
  if (ends_in_one_of(bare, prompts.password)) return Waits::password;
  if (ends_in_one_of(bare, prompts.account) && !contains_one_of(line, prompts.not_account)) return Waits::account;
  if (line.size() <= longest_shell_prompt_bytes && ends_in_one_of(line, prompts.shell_ends)) return Waits::shell;
  return Waits::nothing;
}

Said meaning_of(const Prompts& prompts, std::string_view screen) {
  const std::string text = lower(without_controls(screen));
  if (contains_one_of(text, prompts.locked)) return Said::locked;
  if (contains_one_of(text, prompts.refused)) return Said::refused;
  return Said::nothing;
}

bool has_line(std::string_view screen, std::string_view text) {
  std::string clean = without_controls(screen);
  std::replace(clean.begin(), clean.end(), '\r', '\n');
  const auto lines = split(clean, '\n');
  return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return trimmed(line) == text; });
}

}  // namespace hoshi::protocols::telnet
