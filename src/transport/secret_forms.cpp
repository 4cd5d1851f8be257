// Spells a secret in every way a protocol may carry it.
// SPDX-License-Identifier: Apache-2.0
#include "transport/secret_forms.h"

#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "base/value_forms.h"

namespace hoshi::transport {
namespace {

using Spelling = SecretForm::Spelling;

constexpr std::size_t encoded_form_characters_min = 8;  // shorter words are hexadecimal or base64 by chance

std::string hex_of(std::uint8_t byte) { return to_hex(ByteView(&byte, 1)); }

bool is_letter_or_digit(std::uint8_t byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

std::vector<Spelling> named_escapes(std::uint8_t byte) {
  switch (byte) {
    case ' ': return {{"+", false}};
    case '&': return {{"&amp;", true}};
    case '<': return {{"&lt;", true}};
    case '>': return {{"&gt;", true}};
    case '"': return {{"&quot;", true}, {"\\\"", false}};
    case '\'': return {{"&apos;", true}, {"\\'", false}};
    case '\\': return {{"\\\\", false}};
    case '/': return {{"\\/", false}};
    case '\n': return {{"\\n", false}};
    case '\r': return {{"\\r", false}};
    case '\t': return {{"\\t", false}};
    default: return {};
  }
}

// RFC 3986, 2.1 (URL); RFC 8259, 7 (JSON); character references of HTML.
std::vector<Spelling> spellings(std::uint8_t byte) {
  std::vector<Spelling> all{{std::string(1, static_cast<char>(byte)), false}, {"%" + hex_of(byte), true}};
  if (byte < 0x80) all.push_back({"\\u00" + hex_of(byte), true});
  if (byte < 0x80 && !is_letter_or_digit(byte)) {
    all.push_back({"&#" + std::to_string(byte) + ";", false});
    all.push_back({"&#x" + hex_of(byte) + ";", true});
  }
  for (Spelling& escape : named_escapes(byte)) all.push_back(std::move(escape));
  return all;
}

SecretForm plain_form(ByteView secret) {
  SecretForm form;
  for (const std::uint8_t byte : secret) form.characters.push_back(spellings(byte));
  return form;
}

SecretForm exact_form(ByteView bytes) {
  SecretForm form;
  for (const std::uint8_t byte : bytes)
    form.characters.push_back({{std::string(1, static_cast<char>(byte)), false}});
  return form;
}

SecretForm hexadecimal_form(ByteView secret) {
  SecretForm form;
  for (const std::uint8_t byte : secret) form.characters.push_back({{hex_of(byte), true}});
  return form;
}

// The characters that the secret alone decides when `offset` bytes stand in front of it in a group of three.
SecretForm base64_form(ByteView secret, std::size_t offset) {
  SecretForm form;
  for (const char one : base64_within(to_text(secret), offset)) {
    std::vector<Spelling> ways{{std::string(1, one), false}};
    if (one == '+') ways.push_back({"-", false});  // RFC 4648, 5: the alphabet for URLs
    if (one == '/') ways.push_back({"_", false});
    if (one == '+' || one == '/') ways.push_back({"%" + hex_of(static_cast<std::uint8_t>(one)), true});
    if (one == '/') ways.push_back({"\\/", false});
    form.characters.push_back(std::move(ways));
  }
  form.shares_before = (offset * 8) % 6 != 0;
  form.shares_after = ((offset + secret.size()) * 8) % 6 != 0;
  return form;
}

// A token may be shown as text and travel as the bytes it stands for.
void add_decoded(std::string_view secret, std::vector<SecretForm>& forms) {
  if (secret.size() < encoded_form_characters_min) return;
  if (const auto bytes = from_hex(lower(secret))) forms.push_back(exact_form(*bytes));
  const auto bytes = from_base64(secret);
  if (bytes && bytes->size() >= short_secret_bytes) forms.push_back(exact_form(*bytes));
}

}  // namespace

std::vector<SecretForm> forms_of_secret(std::string_view secret) {
  const Bytes bytes = to_bytes(secret);
  std::vector<SecretForm> forms{plain_form(bytes)};
  if (bytes.size() < short_secret_bytes) {
    forms.front().whole_field = true;
    return forms;
  }
  forms.push_back(hexadecimal_form(bytes));
  for (std::size_t offset = 0; offset < 3; ++offset) forms.push_back(base64_form(bytes, offset));
  add_decoded(secret, forms);
  return forms;
}

}  // namespace hoshi::transport
