// Looks for secrets in bytes, undecided where a text may still become one.
// SPDX-License-Identifier: Apache-2.0
#include "transport/secrets.h"

#include <algorithm>

#include "transport/secret_forms.h"

namespace hoshi::transport {
namespace {

constexpr std::size_t piece_bytes = 1024;  // longer secrets are looked for in pieces
constexpr std::size_t secrets_max = 4096;  // a task with more writes nothing further
constexpr std::size_t secret_bytes_max = 1u << 20;

unsigned char lowered(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte + 32) : byte;
}

enum class Fit { no, yes, cut_off };

// Whether `spelling` stands at `at`; cut_off when the text ends inside it.
Fit fits(const SecretForm::Spelling& spelling, std::string_view text, std::size_t at) {
  const std::size_t length = std::min(spelling.text.size(), text.size() - at);
  for (std::size_t i = 0; i < length; ++i) {
    const auto wanted = static_cast<unsigned char>(spelling.text[i]);
    const char there = text[at + i];
    if (spelling.any_case ? lowered(there) != wanted : static_cast<unsigned char>(there) != wanted)
      return Fit::no;
  }
  return length == spelling.text.size() ? Fit::yes : Fit::cut_off;
}

struct Match {
  std::size_t end = 0;        // one past the longest match; 0: none
  bool may_continue = false;  // the text ended while the form still fitted
};

// Follows all spellings at once; the places reached are few (more than one only at characters like '%').
Match match_form(const SecretForm& form, std::string_view text, std::size_t start) {
  Match match;
  std::vector<std::size_t> reached{start};
  for (const auto& character : form.characters) {
    std::vector<std::size_t> next;
    for (const std::size_t at : reached) {
      for (const auto& spelling : character) {
        const Fit fit = fits(spelling, text, at);
        if (fit == Fit::cut_off) match.may_continue = true;
        const std::size_t end = at + spelling.text.size();
        if (fit == Fit::yes && std::find(next.begin(), next.end(), end) == next.end()) next.push_back(end);
      }
    }
    if (next.empty()) return match;
    reached = std::move(next);
  }
  match.end = *std::max_element(reached.begin(), reached.end());
  return match;
}

bool is_base64(char c) {
  return (c >= '0' && c <= '9') || (lowered(c) >= 'a' && lowered(c) <= 'z') || c == '+' || c == '/' ||
         c == '-' || c == '_';
}

bool begins_field(std::string_view text, std::size_t at) {
  return at == 0 || std::string_view("\r\n=:\"\0", 6).find(text[at - 1]) != std::string_view::npos;
}

bool ends_field(std::string_view text, std::size_t end) {
  return end == text.size() || std::string_view("\r\n&\"\0", 5).find(text[end]) != std::string_view::npos;
}

// As MQTT writes text: two bytes of length in front (MQTT 3.1.1, 1.5.3).
bool has_length_in_front(std::string_view text, std::size_t at, std::size_t length) {
  return at >= 2 && text[at - 2] == 0 && static_cast<unsigned char>(text[at - 1]) == length;
}

class Scan {
 public:
  Scan(const SecretForms& forms, std::string_view text, TextEnd end, std::vector<bool>& hidden)
      : forms_(forms), text_(text), final_(end == TextEnd::final), hidden_(hidden) {
    position_ = {text.size(), text.size()};
  }

  ScanPosition run(std::size_t from) {
    for (std::size_t at = from; at < text_.size(); ++at) {
      for (const std::uint32_t index : forms_.by_first_byte[static_cast<unsigned char>(text_[at])]) {
        look(*forms_.forms[index], at);
      }
    }
    // The last character may belong to a base64 text whose own characters are still to come.
    if (!final_ && forms_.any_shares_before && !text_.empty() && is_base64(text_.back())) {
      position_.settled = std::min(position_.settled, text_.size() - 1);
    }
    return position_;
  }

 private:
  void look(const SecretForm& form, std::size_t at) {
    const Match match = match_form(form, text_, at);
    if (match.may_continue) undecided(form, at);
    if (match.end == 0) return;
    if (form.whole_field) {
      look_at_field(form, at, match.end);
      return;
    }
    hide(at, match.end);
    if (form.shares_before && at > 0 && is_base64(text_[at - 1])) hidden_[at - 1] = true;
    if (!form.shares_after) return;
    if (match.end == text_.size()) {
      undecided(form, at);
    } else if (is_base64(text_[match.end])) {
      hidden_[match.end] = true;
    }
  }

  void look_at_field(const SecretForm& form, std::size_t at, std::size_t end) {
    if (has_length_in_front(text_, at, end - at)) {
      hide(at, end);
      return;
    }
    if (!begins_field(text_, at)) return;
    if (end == text_.size()) undecided(form, at);
    if (ends_field(text_, end) && (final_ || end < text_.size())) hide(at, end);
  }

  void hide(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) hidden_[i] = true;
  }

  void undecided(const SecretForm& form, std::size_t at) {
    if (final_) return;
    position_.resume = std::min(position_.resume, at);
    position_.settled = std::min(position_.settled, form.shares_before && at > 0 ? at - 1 : at);
  }

  const SecretForms& forms_;
  std::string_view text_;
  bool final_;
  std::vector<bool>& hidden_;
  ScanPosition position_;
};

void index_form(SecretForms& forms, SecretForm form) {
  const auto number = static_cast<std::uint32_t>(forms.forms.size());
  const auto note = [&](unsigned char byte) {
    auto& list = forms.by_first_byte[byte];
    if (list.empty() || list.back() != number) list.push_back(number);
  };
  for (const auto& spelling : form.characters.front()) {
    const auto first = static_cast<unsigned char>(spelling.text.front());
    note(first);
    if (spelling.any_case && first >= 'a' && first <= 'z') note(static_cast<unsigned char>(first - 32));
  }
  forms.any_shares_before = forms.any_shares_before || form.shares_before;
  forms.forms.push_back(std::make_shared<SecretForm>(std::move(form)));
}

}  // namespace

ScanPosition mark_secrets(const SecretForms& forms, std::string_view text, std::size_t from, TextEnd end,
                          std::vector<bool>& hidden) {
  return Scan(forms, text, end, hidden).run(from);
}

Secrets::Secrets() : forms_(std::make_shared<SecretForms>()) {}

void Secrets::keep(std::string_view secret) {
  if (secret.empty()) return;
  const std::scoped_lock lock(mutex_);
  if (known_.find(secret) != known_.end()) return;
  if (known_.size() >= secrets_max || secret.size() > secret_bytes_max) {
    overflowed_ = true;
    return;
  }
  known_.emplace(secret);
  auto grown = std::make_shared<SecretForms>(*forms_);
  for (std::size_t begin = 0; begin < secret.size(); begin += piece_bytes) {
    // A short rest would be hidden only as a field: the last piece reaches back instead.
    const std::size_t rest = secret.size() - begin;
    const std::size_t reach = rest < short_secret_bytes && begin > 0 ? short_secret_bytes - rest : 0;
    for (SecretForm& form :
         forms_of_secret(secret.substr(begin - reach, std::min(rest, piece_bytes) + reach))) {
      index_form(*grown, std::move(form));
    }
  }
  forms_ = std::move(grown);
}

bool Secrets::any() const {
  const std::scoped_lock lock(mutex_);
  return !known_.empty();
}

bool Secrets::overflowed() const {
  const std::scoped_lock lock(mutex_);
  return overflowed_;
}

std::shared_ptr<const SecretForms> Secrets::forms() const {
  const std::scoped_lock lock(mutex_);
  return forms_;
}

std::string Secrets::redacted(std::string_view text) const {
  const std::shared_ptr<const SecretForms> current = forms();
  std::string result(text);
  if (current->forms.empty()) return result;
  std::vector<bool> hidden(text.size(), false);
  mark_secrets(*current, text, 0, TextEnd::final, hidden);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (hidden[i]) result[i] = '*';
  }
  return result;
}

}  // namespace hoshi::transport
