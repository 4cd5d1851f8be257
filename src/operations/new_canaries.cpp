// Makes values to plant: long enough to be unique, plain enough to be taken by every device.
// SPDX-License-Identifier: Apache-2.0
#include "operations/new_canaries.h"

#include <algorithm>
#include <initializer_list>

#include "base/file.h"
#include "base/text.h"
#include "descriptions/load_product.h"

namespace hoshi::operations {
namespace {

// Without letters that are easily taken for others when a person types them.
constexpr std::string_view small_letters = "abcdefghijkmnpqrstuvwxyz";
constexpr std::string_view large_letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view digits = "23456789";

bool mentions(const Asset& asset, std::initializer_list<std::string_view> words) {
  const std::string text = lower(asset.id + " " + asset.name);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

CanaryKind kind_of(const Asset& asset) {
  if (mentions(asset, {"wifi", "wi-fi", "wi_fi", "wlan", "wpa", "psk", "無線"})) return CanaryKind::wifi_key;
  if (mentions(asset, {"user_name", "username", "user name", "account", "ユーザ名", "ユーザー名", "アカウント"})) return CanaryKind::user_name;
  if (mentions(asset, {"token", "api_key", "apikey", "トークン", "鍵"})) return CanaryKind::token;
  if (asset.kind == "credential" || mentions(asset, {"password", "パスワード", "暗証"})) return CanaryKind::password;
  return CanaryKind::name;
}

std::string letters(std::string_view alphabet, std::size_t count, const Chance& chance) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += alphabet[chance(static_cast<std::uint32_t>(alphabet.size()))];
  return text;
}

// At least one of each class, as many devices want it; where they stand is no secret worth hiding.
std::string password(const Chance& chance) {
  return letters(large_letters, 3, chance) + letters(small_letters, 8, chance) + letters(digits, 3, chance) + "-" +
         letters(small_letters, 1, chance);
}

std::string value_for(CanaryKind kind, const Chance& chance) {
  const std::string both = std::string(small_letters) + std::string(digits);
  switch (kind) {
    case CanaryKind::user_name: return "h" + letters(small_letters, 9, chance);  // routers take 12 letters and more
    case CanaryKind::wifi_key: return letters(both, 20, chance);                 // IEEE 802.11: 8 to 63 characters
    case CanaryKind::password: return password(chance);
    case CanaryKind::token: return letters(both, 32, chance);
    case CanaryKind::name: return "h" + letters(small_letters, 11, chance);
  }
  return {};
}

// Ids and values consist of characters that TOML needs no escapes for.
std::string to_toml(const Product& product, const std::vector<NewCanary>& canaries) {
  std::string text = "# Values planted in the device (hoshi canary new). Secret.\nformat = \"hoshi-credentials/1\"\nproduct = \"" + product.id + "\"\n";
  for (const auto& one : canaries) {
    text += "\n[[canary]]\nid = \"" + one.id + "\"\nasset = \"" + one.asset + "\"\nvalue = \"" + one.value + "\"\n";
  }
  return text;
}

}  // namespace

std::vector<NewCanary> canaries_for(const Product& product, const Chance& chance) {
  std::vector<NewCanary> canaries;
  for (const auto& asset : product.assets) {
    if (!asset.set_by_user || asset.id.empty()) continue;
    const CanaryKind kind = kind_of(asset);
    canaries.push_back({asset.id, asset.id, kind, value_for(kind, chance)});
  }
  return canaries;
}

Result<std::vector<NewCanary>> write_canaries(const Home& home, const std::filesystem::path& product, const std::filesystem::path& out,
                                              const Chance& chance) {
  std::error_code none;
  if (std::filesystem::exists(std::filesystem::symlink_status(out, none))) {
    return fail(ErrorCode::conflict, home.text("canary.exists", {{"file", out.string()}}));
  }
  const std::string text = HOSHI_TRY(read_file(product));
  const auto loaded = descriptions::load_product(text, product.filename().string());
  if (!loaded.problems.empty()) return fail(ErrorCode::invalid_input, to_lines(home, loaded.problems));
  auto canaries = canaries_for(loaded.product, chance);
  if (canaries.empty()) return fail(ErrorCode::not_found, home.text("canary.nothing"));
  HOSHI_CHECK(write_private_file(out, to_toml(loaded.product, canaries)));
  return canaries;
}

}  // namespace hoshi::operations
