// The form of commands and receipts.
// SPDX-License-Identifier: Apache-2.0
#include "office/command.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "office/fields.h"

namespace hoshi::office {
namespace {

constexpr std::size_t aggregate_bytes_max = 120;
constexpr std::size_t event_bytes_max = 40;
constexpr std::size_t key_bytes_min = 8;
constexpr std::size_t key_bytes_max = 100;
constexpr std::size_t upload_name_bytes_max = 200;
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";

bool consists_of(std::string_view text, std::string_view first, std::string_view second, std::string_view third) {
  return std::all_of(text.begin(), text.end(), [&](char letter) {
    return first.find(letter) != first.npos || second.find(letter) != second.npos || third.find(letter) != third.npos;
  });
}

// Deeper than the limit, or a key or text that is not UTF-8: JSON would write something else than what was sent.
bool is_sound(const Value& value, std::size_t depth) {
  if (value.is_text()) return valid_utf8(value.as_text()) == value.as_text();
  if (!value.is_list() && !value.is_map()) return true;
  if (depth == 0) return false;
  for (const auto& one : value.as_list()) {
    if (!is_sound(one, depth - 1)) return false;
  }
  for (const auto& [key, one] : value.as_map()) {
    if (valid_utf8(key) != key || !is_sound(one, depth - 1)) return false;
  }
  return true;
}

Result<void> refuse(std::string_view what, std::string_view why) {
  return fail(ErrorCode::invalid_input, std::string(what) + ": " + std::string(why));
}

Result<void> check_uploads(const std::vector<Upload>& uploads) {
  if (uploads.size() > command_uploads_max) return refuse("uploads", "more than " + std::to_string(command_uploads_max));
  for (const auto& upload : uploads) {
    if (!is_sha256(upload.sha256)) return refuse("uploads", "sha256 must be 64 lower-case hexadecimal digits");
    const bool is_role = !upload.role.empty() && upload.role.size() <= event_bytes_max && consists_of(upload.role, letters, digits, "_");
    if (!is_role) return refuse("uploads", "role must be a word");
    const bool is_clean = is_clean_text(upload.name, false) && is_clean_text(upload.media_type, false);
    const bool is_short = upload.name.size() <= upload_name_bytes_max && upload.media_type.size() <= upload_name_bytes_max;
    if (!is_clean || !is_short) return refuse("uploads", "name or media type is too long or holds control characters");
  }
  return {};
}

Value uploads_value(const std::vector<Upload>& uploads) {
  ValueList list;
  for (const auto& one : uploads) {
    list.push_back(object({{"role", one.role}, {"sha256", one.sha256}, {"name", one.name}, {"media_type", one.media_type}}));
  }
  return list;
}

}  // namespace

Result<void> check_form(const Command& command) {
  const bool is_aggregate = !command.aggregate.empty() && command.aggregate.size() <= aggregate_bytes_max &&
                            consists_of(command.aggregate, letters, digits, "/-_.");
  if (!is_aggregate) return refuse("aggregate", "must be a kind, a slash and an id");
  const bool is_event = !command.event.empty() && command.event.size() <= event_bytes_max && consists_of(command.event, letters, digits, "_");
  if (!is_event) return refuse("event", "must be the name of a step");
  const auto& key = command.idempotency_key;
  const bool is_key = key.size() >= key_bytes_min && key.size() <= key_bytes_max && consists_of(key, letters, digits, "._:-/");
  if (!is_key) return refuse("idempotency_key", "must be 8 to 100 letters, digits and . _ : - /");
  if (!command.data.is_null() && !command.data.is_map()) return refuse("data", "must be a map");
  if (!is_sound(command.data, command_data_depth_max)) return refuse("data", "is nested too deeply or is not UTF-8");
  if (to_json(command.data).size() > command_data_bytes_max) return refuse("data", "is too large");
  const bool is_reason_code = command.reason_code.size() <= event_bytes_max && consists_of(command.reason_code, letters.substr(0, 26), digits, "-");
  if (!is_reason_code) return refuse("reason_code", "must be a word");
  for (const auto* text : {&command.reason, &command.interest_statement}) {
    const bool is_text = text->size() <= command_text_bytes_max && is_clean_text(*text, true);
    if (!is_text) return refuse("reason", "reason and statement are text of at most 8192 bytes without control characters");
  }
  if (command.seen_version < 0) return refuse("seen_version", "is negative");
  return check_uploads(command.uploads);
}

std::string digest_of(const Command& command) {
  return sha256_hex(to_json(object({{"aggregate", command.aggregate},
                                    {"event", command.event},
                                    {"data", command.data},
                                    {"reason_code", command.reason_code},
                                    {"reason", command.reason},
                                    {"interest_statement", command.interest_statement},
                                    {"has_interest", command.has_interest},
                                    {"uploads", uploads_value(command.uploads)}})));
}

Value to_value(const Receipt& receipt) {
  ValueMap made;
  for (const auto& [name, text] : receipt.made) made.emplace(name, text);
  return object({{"aggregate", receipt.aggregate},
                 {"version", receipt.version},
                 {"sequence", receipt.sequence},
                 {"state", receipt.state},
                 {"took_effect", receipt.took_effect},
                 {"made", std::move(made)}});
}

Result<Receipt> receipt_from(const Value& value) {
  if (!value["aggregate"].is_text() || !value["version"].is_integer()) return fail(ErrorCode::corrupt, "a receipt without aggregate or version");
  Receipt receipt;
  receipt.aggregate = value["aggregate"].as_text();
  receipt.version = value["version"].as_integer();
  receipt.sequence = value["sequence"].as_integer();
  receipt.state = value["state"].as_text();
  receipt.took_effect = value["took_effect"].as_bool();
  for (const auto& [name, text] : value["made"].as_map()) receipt.made.emplace(name, text.as_text());
  return receipt;
}

}  // namespace hoshi::office
