// One table of first byte pairs keeps the search near the speed of memory, however many forms there are.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/needles.h"

#include <algorithm>
#include <cctype>

#include "base/encoding.h"

namespace hoshi::protocols::capture {

namespace {

std::uint32_t pair_of(std::uint8_t first, std::uint8_t second) { return std::uint32_t{first} << 8 | second; }

std::uint32_t pair_of(const std::string& text) {
  return pair_of(static_cast<std::uint8_t>(text[0]), static_cast<std::uint8_t>(text[1]));
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

// RFC 3986, 2.3: everything but the unreserved characters is escaped, by some writers in lower case.
enum class Digits { upper, lower };
std::string url_encoded(std::string_view text, Digits digits) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
    const std::string hex = to_hex(to_bytes(std::string_view(&c, 1)));
    encoded += is_plain ? std::string(1, c) : "%" + (digits == Digits::upper ? upper(hex) : hex);
  }
  return encoded;
}

std::string wide(std::string_view text) {
  std::string encoded;
  for (const char c : text) encoded += {c, '\0'};
  return encoded;
}

// Within other text the value may begin at any of three places of a group of four characters: only those characters
// that its own bytes decide are looked for.
std::vector<std::string> base64_forms(std::string_view text) {
  std::vector<std::string> forms;
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string whole = to_base64(to_bytes(std::string(before, 'x') + std::string(text)));
    const std::size_t begin = (before * 8 + 5) / 6;
    const std::size_t end = (before + text.size()) * 8 / 6;
    forms.push_back(whole.substr(begin, end - begin));
  }
  return forms;
}

std::string url_safe(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

}  // namespace

Needles::Needles(const std::vector<std::string>& values) {
  for (std::size_t value = 0; value < std::min(values.size(), needle_limit); ++value) {
    const std::string& text = values[value];
    if (text.size() < needle_least_bytes || text.size() > needle_most_bytes) continue;
    looked_for_.insert(value);
    add(value, "raw", text);
    add(value, "url", url_encoded(text, Digits::upper));
    add(value, "url", url_encoded(text, Digits::lower));
    add(value, "hex", to_hex(to_bytes(text)));
    add(value, "hex", upper(to_hex(to_bytes(text))));
    add(value, "utf-16", wide(text));
    for (const auto& form : base64_forms(text)) {
      add(value, "base64", form);
      add(value, "base64", url_safe(form));
    }
  }
  std::stable_sort(forms_.begin(), forms_.end(), [](const auto& a, const auto& b) { return pair_of(a.bytes) < pair_of(b.bytes); });
  first_.assign(65537, 0);
  for (const auto& form : forms_) {
    begins_.set(pair_of(form.bytes));
    ++first_[pair_of(form.bytes) + 1];
    overlap_bytes_ = std::max(overlap_bytes_, form.bytes.size() - 1);
  }
  for (std::size_t at = 1; at < first_.size(); ++at) first_[at] += first_[at - 1];
}

void Needles::add(std::size_t value, std::string_view how, std::string bytes) {
  const bool is_known = std::any_of(forms_.begin(), forms_.end(), [&](const NeedleForm& form) { return form.value == value && form.bytes == bytes; });
  if (!is_known) forms_.push_back({value, std::string(how), std::move(bytes)});
}

std::set<std::size_t> Needles::find(ByteView bytes) const {
  std::set<std::size_t> found;
  if (forms_.empty()) return found;
  for (std::size_t at = 0; at + needle_least_bytes <= bytes.size(); ++at) {
    const std::uint32_t pair = pair_of(bytes[at], bytes[at + 1]);
    if (!begins_.test(pair)) continue;
    const ByteView rest = bytes.subspan(at);
    for (std::uint32_t index = first_[pair]; index < first_[pair + 1]; ++index) {
      const std::string& form = forms_[index].bytes;
      const bool is_here = form.size() <= rest.size() && std::equal(form.begin(), form.end(), rest.begin(), [](char a, std::uint8_t b) {
        return static_cast<std::uint8_t>(a) == b;
      });
      if (is_here) found.insert(index);
    }
  }
  return found;
}

}  // namespace hoshi::protocols::capture
