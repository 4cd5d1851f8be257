// Finds passwords in clear in files of settings, by the names that settings have.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "artifacts/findings.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::artifacts {
namespace {

constexpr std::size_t file_limit_bytes = 1u << 20;
constexpr std::size_t line_limit_bytes = 4096;
constexpr std::size_t most_per_file = 10;

constexpr std::array<std::string_view, 18> names{
    "psk", "wpa_psk", "wpapsk", "wpa_passphrase", "passphrase", "sae_password", "password", "passwd", "pwd", "userpassword",
    "user_password", "wifi_password", "wifi_key", "admin_password", "adminpassword", "http_passwd", "ppp_password", "wl0_wpa_psk"};
constexpr std::array<std::string_view, 13> endings{".conf", ".cfg", ".config", ".ini", ".json", ".xml", ".toml", ".yaml", ".yml",
                                                   ".env", ".properties", ".nvram", ".txt"};

bool is_settings_file(std::string_view path) {
  const std::string name = lower(path);
  const bool ends = std::any_of(endings.begin(), endings.end(), [&](std::string_view end) { return name.ends_with(end); });
  return ends || name.find("etc/config/") != std::string::npos || name.ends_with("/nvram") || name.ends_with("content") ||
         name.ends_with("wireless");
}

bool is_text(ByteView content) {
  return std::none_of(content.begin(), content.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::string_view without_marks(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\"'<");
  if (begin == std::string_view::npos) return {};
  const auto end = text.find_last_not_of(" \t\r\"',;>");
  return end < begin ? std::string_view{} : text.substr(begin, end - begin + 1);
}

struct Setting {
  std::string_view name;
  std::string_view value;
};

// name=value, name: value, "name": "value", option name 'value', <name>value</name>.
std::optional<Setting> setting_of(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.front() == '#' || line.front() == ';' || line.starts_with("//")) return std::nullopt;
  if (line.front() == '<') {
    const auto end = line.find('>');
    const auto back = line.find("</");
    if (end == std::string_view::npos || back == std::string_view::npos || back <= end) return std::nullopt;
    return Setting{without_marks(line.substr(1, end - 1)), without_marks(line.substr(end + 1, back - end - 1))};
  }
  if (line.starts_with("option ")) {
    const auto blank = line.find_first_of(" \t", 7);
    if (blank == std::string_view::npos) return std::nullopt;
    return Setting{without_marks(line.substr(7, blank - 7)), without_marks(line.substr(blank))};
  }
  const auto mark = line.find_first_of("=:");
  if (mark == std::string_view::npos) return std::nullopt;
  return Setting{without_marks(line.substr(0, mark)), without_marks(line.substr(mark + 1))};
}

// OpenWrt's wireless settings call the pass phrase "key".
bool is_secret_name(std::string_view name, std::string_view path) {
  const std::string plain = lower(name);
  if (plain == "key") return path.ends_with("config/wireless");
  return std::find(names.begin(), names.end(), plain) != names.end();
}

// A place to be filled in, a hash, a mask or nothing is no password.
bool is_secret_value(std::string_view value) {
  constexpr std::size_t longest = 128;
  if (value.size() < 4 || value.size() > longest) return false;
  constexpr std::string_view placeholders = "$%{<*@";
  if (placeholders.find(value.front()) != std::string_view::npos) return false;
  const std::string plain = lower(value);
  for (const std::string_view word : {"null", "none", "true", "false", "required", "optional", "sufficient", "files", "compat"}) {
    if (plain == word || plain.starts_with(std::string(word) + " ")) return false;
  }
  return value.find_first_not_of("*xX.") != std::string_view::npos;
}

}  // namespace

std::vector<Finding> clear_passwords(std::string_view path, ByteView content) {
  std::vector<Finding> found;
  if (content.size() > file_limit_bytes || !is_settings_file(path) || !is_text(content)) return found;
  const std::string text = to_text(content);
  std::size_t number = 0;
  std::string whole;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    if (line.size() > line_limit_bytes || found.size() >= most_per_file) continue;
    const auto setting = setting_of(line);
    if (!setting || !is_secret_name(setting->name, path) || !is_secret_value(setting->value)) continue;
    if (whole.empty()) whole = sha256_hex(content);
    found.push_back({"password in clear", lower(setting->name) + ", line " + std::to_string(number), whole});
  }
  return found;
}

}  // namespace hoshi::artifacts
