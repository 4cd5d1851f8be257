// Bounded reading of maps.
// SPDX-License-Identifier: Apache-2.0
#include "office/fields.h"

#include <algorithm>

#include "base/identifier.h"
#include "base/text.h"

namespace hoshi::office {
namespace {

bool is_one_of(char letter, std::string_view letters) { return letters.find(letter) != std::string_view::npos; }

bool consists_of(std::string_view text, std::string_view letters) {
  return std::all_of(text.begin(), text.end(), [&](char letter) { return is_one_of(letter, letters); });
}

constexpr std::string_view hexadecimal = "0123456789abcdef";
constexpr std::string_view word_letters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::size_t word_bytes_max = 40;
constexpr std::size_t url_bytes_max = 500;
constexpr std::size_t mail_bytes_max = 200;

bool is_url(std::string_view text) {
  const std::string_view rest = text.starts_with("https://") ? text.substr(8) : text.starts_with("http://") ? text.substr(7) : "";
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  const bool is_plain = std::all_of(text.begin(), text.end(), [](unsigned char letter) {
    return letter > 0x20 && letter != 0x7f && !is_one_of(static_cast<char>(letter), "\"<>\\^`{|}");
  });
  return is_plain && !host.empty() && host.find('@') == std::string_view::npos && host.find('.') != std::string_view::npos;
}

// Characters that nobody sees and that still make two names differ: soft hyphen, Hangul fillers, joiners of no width, tags.
constexpr std::string_view unseen[] = {"\u00ad", "\u115f", "\u1160", "\u180e", "\u200b", "\u200c", "\u200d", "\u2060", "\u2061", "\u2062", "\u2063",
                                       "\u2064", "\u3164", "\uffa0", "\xf3\xa0\x80", "\xf3\xa0\x81"};
constexpr std::string_view blanks[] = {" ", "\u00a0", "\u2002", "\u2003", "\u2009", "\u2800", "\u3000"};

// A line as people read it is all there is of it, and something. (Texts of many lines are read as wholes, and hold pictures made by joiners.)
bool is_all_seen(std::string_view line) {
  if (std::any_of(std::begin(unseen), std::end(unseen), [&](auto one) { return line.find(one) != std::string_view::npos; })) return false;
  const bool was_empty = line.empty();
  while (!line.empty()) {
    const auto blank = std::find_if(std::begin(blanks), std::end(blanks), [&](auto one) { return line.starts_with(one); });
    if (blank == std::end(blanks)) return true;
    line.remove_prefix(blank->size());
  }
  return was_empty;
}

}  // namespace

bool is_clean_text(std::string_view text, bool many_lines) {
  std::string lines(text);
  if (many_lines) {
    std::replace(lines.begin(), lines.end(), '\n', ' ');
    std::erase(lines, '\r');
  }
  // printable() changes what is not valid or only alters how other characters look.
  return printable(lines, lines.size() + 1) == lines;
}

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  const bool is_plain = std::all_of(text.begin(), text.end(), [](unsigned char letter) {
    return letter > 0x20 && letter < 0x7f && !is_one_of(static_cast<char>(letter), "<>(),;\"\\");
  });
  return is_plain && text.size() <= mail_bytes_max && at != std::string_view::npos && at > 0 && at == text.rfind('@') &&
         text.find('.', at) != std::string_view::npos && text.back() != '.' && text[at + 1] != '.';
}

bool is_sha256(std::string_view text) { return text.size() == 64 && consists_of(text, hexadecimal); }

Fields::Fields(const Value& value, std::string where) : value_(value), where_(std::move(where)) {
  if (!value.is_map() && !value.is_null()) problem_ = where_ + ": must be a map";
}

void Fields::refuse(std::string_view key, std::string_view why) {
  if (problem_.empty()) problem_ = where_ + "/" + std::string(key) + ": " + std::string(why);
}

const Value& Fields::member(std::string_view key, Need need) {
  asked_.emplace(key);
  const Value& found = value_[key];
  if (found.is_null() && need == Need::required) refuse(key, "is missing");
  return found;
}

std::string Fields::bounded(std::string_view key, std::size_t bytes_max, Need need, bool many_lines) {
  const Value& found = member(key, need);
  if (found.is_null()) return {};
  if (!found.is_text()) {
    refuse(key, "must be text");
    return {};
  }
  const std::string text(trimmed(found.as_text()));
  if (text.empty() && need == Need::required) refuse(key, "is empty");
  if (text.size() > bytes_max) {
    refuse(key, "is longer than " + std::to_string(bytes_max) + " bytes");
    return {};
  }
  if (!is_clean_text(text, many_lines) || (!many_lines && !is_all_seen(text))) {
    refuse(key, "holds control or invisible characters or is not UTF-8");
    return {};
  }
  return text;
}

std::string Fields::text(std::string_view key, std::size_t bytes_max, Need need) { return bounded(key, bytes_max, need, false); }

std::string Fields::long_text(std::string_view key, std::size_t bytes_max, Need need) { return bounded(key, bytes_max, need, true); }

std::string Fields::word(std::string_view key, Need need) {
  std::string found = text(key, word_bytes_max, need);
  if (!consists_of(found, word_letters)) refuse(key, "must be of lower-case letters, digits, '_' and '-'");
  return found;
}

std::string Fields::one_of(std::string_view key, const std::vector<std::string_view>& allowed, Need need) {
  std::string found = text(key, word_bytes_max, need);
  if (found.empty()) return found;
  if (std::find(allowed.begin(), allowed.end(), found) == allowed.end()) {
    refuse(key, "must be one of: " + join(std::vector<std::string>(allowed.begin(), allowed.end()), ", "));
    return {};
  }
  return found;
}

std::string Fields::sha256(std::string_view key, Need need) {
  std::string found = text(key, 64, need);
  if (!found.empty() && !is_sha256(found)) refuse(key, "must be a SHA-256 of 64 lower-case hexadecimal digits");
  return found;
}

std::string Fields::identifier(std::string_view key, Need need) {
  std::string found = text(key, 36, need);
  if (!found.empty() && !is_identifier(found)) refuse(key, "must be an id");
  return found;
}

std::string Fields::date(std::string_view key, Need need) {
  std::string found = text(key, 10, need);
  if (!found.empty() && !parse_date(found)) refuse(key, "must be a day like 2026-11-30");
  return found;
}

std::string Fields::url(std::string_view key, Need need) {
  std::string found = text(key, url_bytes_max, need);
  if (!found.empty() && !is_url(found)) refuse(key, "must be an address that begins with https:// or http://");
  return found;
}

std::int64_t Fields::integer(std::string_view key, std::int64_t least, std::int64_t most, Need need) {
  const Value& found = member(key, need);
  if (found.is_null()) return 0;
  if (!found.is_integer() || found.as_integer() < least || found.as_integer() > most) {
    refuse(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return 0;
  }
  return found.as_integer();
}

bool Fields::flag(std::string_view key) {
  const Value& found = member(key, Need::optional);
  if (!found.is_null() && !found.is_bool()) refuse(key, "must be true or false");
  return found.as_bool();
}

Words Fields::words(std::string_view key, std::size_t bytes_max, Need need) {
  const Value& found = member(key, need);
  Fields inner(found, where_ + "/" + std::string(key));
  Words words{inner.text("ja", bytes_max, Need::optional), inner.text("en", bytes_max, Need::optional)};
  if (const auto done = inner.finish(); !done && problem_.empty()) problem_ = done.error().message;
  if (need == Need::required && words.ja.empty() && words.en.empty()) refuse(key, "is empty in both languages");
  return words;
}

std::vector<std::string> Fields::texts(std::string_view key, std::size_t pieces_max, std::size_t bytes_max, Need need) {
  const Value& found = member(key, need);
  if (found.is_null()) return {};
  if (!found.is_list() || found.as_list().size() > pieces_max) {
    refuse(key, "must be a list of at most " + std::to_string(pieces_max) + " texts");
    return {};
  }
  std::vector<std::string> all;
  std::set<std::string> seen;
  for (const auto& one : found.as_list()) {
    const std::string text(trimmed(one.as_text()));
    const bool is_good = one.is_text() && !text.empty() && text.size() <= bytes_max && is_clean_text(text, false) && is_all_seen(text);
    if (!is_good) refuse(key, "each must be text of 1 to " + std::to_string(bytes_max) + " bytes without control characters");
    if (!seen.insert(text).second) refuse(key, "holds \"" + text + "\" twice");
    all.push_back(text);
  }
  if (all.empty() && need == Need::required) refuse(key, "is empty");
  return all;
}

const ValueList& Fields::maps(std::string_view key, std::size_t pieces_max, Need need) {
  const Value& found = member(key, need);
  const bool is_good = found.is_null() || (found.is_list() && found.as_list().size() <= pieces_max);
  if (!is_good) {
    refuse(key, "must be a list of at most " + std::to_string(pieces_max));
    static const ValueList none;
    return none;
  }
  return found.as_list();
}

const Value& Fields::map(std::string_view key, Need need) {
  const Value& found = member(key, need);
  if (!found.is_null() && !found.is_map()) refuse(key, "must be a map");
  return found;
}

Result<void> Fields::finish() const {
  if (!problem_.empty()) return fail(ErrorCode::invalid_input, problem_);
  for (const auto& [key, value] : value_.as_map()) {
    if (asked_.contains(key)) continue;
    std::string message = where_ + "/" + printable(key, 40) + ": is not known here";
    const auto near = nearest(key, std::vector<std::string>(asked_.begin(), asked_.end()));
    if (near) message += "; did you mean " + *near + "?";
    return fail(ErrorCode::invalid_input, message);
  }
  return {};
}

}  // namespace hoshi::office
