// Reads files of accounts (shadow, passwd, htpasswd, mosquitto) and tells weak hashes from strong ones.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "artifacts/findings.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::artifacts {
namespace {

constexpr std::size_t file_limit_bytes = 1u << 20;

std::string_view base_name(std::string_view path) {
  const auto slash = path.find_last_of("/:");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_account_file(std::string_view path) {
  const std::string name = lower(base_name(path));
  return name.starts_with("shadow") || name.starts_with("passwd") || name.find("htpasswd") != std::string::npos ||
         name.starts_with("pwfile") || name.find("mosquitto") != std::string::npos || name == "users" || name == "master.passwd" ||
         name.find("httpd.conf") != std::string::npos;
}

// Only the files of the system let somebody in without a password when the field is empty.
bool is_system_file(std::string_view path) {
  const std::string_view name = base_name(path);
  return name.starts_with("shadow") || (name.starts_with("passwd") && path.find("etc/") != std::string_view::npos);
}

bool all_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

constexpr std::string_view crypt_letters = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view hex_letters = "0123456789abcdefABCDEF";

struct Kind {
  std::string_view name;
  bool is_weak = false;
  bool is_salted = true;
};

// crypt(5). Weak: what a graphics card tries by the billion.
std::optional<Kind> kind_of(std::string_view hash) {
  if (hash.starts_with("$1$")) return Kind{"MD5-crypt", true};
  if (hash.starts_with("$apr1$")) return Kind{"MD5-crypt (apr1)", true};
  if (hash.starts_with("{SHA}")) return Kind{"SHA-1 without salt", true, false};
  if (hash.starts_with("$5$")) return Kind{"SHA-256-crypt"};
  if (hash.starts_with("$6$")) return Kind{"SHA-512-crypt"};
  if (hash.starts_with("$7$")) return Kind{"PBKDF2 or scrypt"};
  if (hash.starts_with("$y$") || hash.starts_with("$gy$")) return Kind{"yescrypt"};
  if (hash.starts_with("$2")) return Kind{"bcrypt"};
  if (hash.starts_with("$argon2")) return Kind{"Argon2"};
  if (hash.size() == 32 && all_of(hash, hex_letters)) return Kind{"MD5 without salt", true, false};
  if (hash.size() == 40 && all_of(hash, hex_letters)) return Kind{"SHA-1 without salt", true, false};
  if (hash.size() == 13 && all_of(hash, crypt_letters)) return Kind{"DES-crypt", true};
  if (hash.size() == 20 && hash.front() == '_' && all_of(hash.substr(1), crypt_letters)) return Kind{"extended DES-crypt", true};
  return std::nullopt;
}

}  // namespace

std::vector<Finding> password_hashes(std::string_view path, ByteView content) {
  std::vector<Finding> found;
  if (content.size() > file_limit_bytes || !is_account_file(path)) return found;
  const std::string whole = sha256_hex(content);
  for (const std::string& line : split(to_text(content), '\n')) {
    const auto fields = split(trimmed(line), ':');
    if (fields.size() < 2 || fields[0].empty() || fields[0].front() == '#' || fields[0].front() == '/') continue;
    const std::string account = printable(fields[0], 40);
    const std::string& hash = fields[1];
    if (hash.empty() && fields.size() >= 7 && is_system_file(path)) found.push_back({"empty password", account, whole});
    const auto kind = kind_of(hash);
    if (!kind) continue;
    const std::string name = kind->is_weak ? "weak hash" : "password hash";
    found.push_back({name, account + ", " + std::string(kind->name), kind->is_salted ? sha256_hex(hash) : whole});
  }
  return found;
}

}  // namespace hoshi::artifacts
