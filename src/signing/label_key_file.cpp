// Reading and writing key files of labels.
// SPDX-License-Identifier: Apache-2.0
#include "signing/label_key_file.h"

#include <sys/stat.h>

#include "base/encoding.h"
#include "base/file.h"

namespace hoshi::signing {
namespace {

constexpr std::string_view format = "hoshi-label-key/1";
constexpr std::size_t file_bytes_max = 64u << 10;
constexpr std::size_t secret_bytes_max = 4096;
constexpr std::size_t ed25519_bytes = 32;
constexpr std::size_t p256_bytes = 65;

Result<void> check_mode(const std::filesystem::path& file, mode_t forbidden, std::string_view whom) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return fail(ErrorCode::not_found, file.string() + ": cannot be found");
  if ((status.st_mode & forbidden) == 0) return {};
  return fail(ErrorCode::forbidden, file.string() + ": may be read by " + std::string(whom) + "; take that right away (chmod)");
}

Result<LabelKeyKind> kind_of(const std::string& name) {
  for (const LabelKeyKind kind : {LabelKeyKind::ed25519, LabelKeyKind::es256}) {
    if (name == name_of(kind)) return kind;
  }
  return fail(ErrorCode::corrupt, "the algorithm is none that labels are signed with");
}

Result<LabelKeyFile> parse(std::string_view text) {
  const Value value = HOSHI_TRY(parse_json(text, {.depth = 6, .input_bytes = file_bytes_max}));
  if (value["format"].as_text() != format) return fail(ErrorCode::corrupt, "this is no hoshi-label-key/1 file");
  LabelKeyFile file;
  file.public_key.kind = HOSHI_TRY(kind_of(value["algorithm"].as_text()));
  file.public_key.bytes = HOSHI_TRY(from_base64(value["public"].as_text()));
  file.public_key.from = HOSHI_TRY(parse_date(value["from"].as_text()));
  file.public_key.until = HOSHI_TRY(parse_date(value["until"].as_text()));
  file.store = value["store"];
  HOSHI_CHECK(check_window(file.public_key.from, file.public_key.until));
  const std::size_t size = file.public_key.kind == LabelKeyKind::ed25519 ? ed25519_bytes : p256_bytes;
  if (file.public_key.bytes.size() != size) return fail(ErrorCode::corrupt, "the public half has another length");
  return file;
}

}  // namespace

std::string_view name_of(LabelKeyKind kind) {
  switch (kind) {
    case LabelKeyKind::ed25519:
      return "ed25519";
    case LabelKeyKind::es256:
      return "es256";
  }
  return "";
}

Result<void> check_window(Date from, Date until) {
  if (until < from) return fail(ErrorCode::invalid_input, "the key's last day lies before its first");
  return {};
}

Result<void> check_free(const std::filesystem::path& file) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return {};
  return fail(ErrorCode::conflict, file.string() + ": is there already; a key is never overwritten");
}

Result<LabelKeyFile> read_label_key_file(const std::filesystem::path& file) {
  const std::string text = HOSHI_TRY(read_file(file, file_bytes_max));
  HOSHI_CHECK(check_mode(file, S_IRWXG | S_IRWXO, "others than its owner"));
  auto parsed = parse(text);
  if (!parsed) return tl::unexpected<Error>(std::move(parsed.error()).with_context(file.string()));
  return parsed;
}

Result<void> write_label_key_file(const std::filesystem::path& file, const LabelKeyFile& content) {
  HOSHI_CHECK(check_free(file));
  const LabelPublicKey& key = content.public_key;
  return write_private_file(file, to_pretty_json(object({{"format", format},
                                                         {"algorithm", name_of(key.kind)},
                                                         {"public", to_base64(key.bytes)},
                                                         {"from", to_text(key.from)},
                                                         {"until", to_text(key.until)},
                                                         {"store", content.store}})));
}

Result<LabelPublicKey> label_public_key_of(const std::filesystem::path& file) {
  return HOSHI_TRY(read_label_key_file(file)).public_key;
}

Result<std::unique_ptr<LabelKeyHolder>> open_label_key(const std::filesystem::path& file, const Secret& secret) {
  LabelKeyFile content = HOSHI_TRY(read_label_key_file(file));
  const bool is_in_token = content.store["kind"].as_text() == "pkcs11";
  auto holder = is_in_token ? open_token_key(std::move(content), secret) : open_file_key(std::move(content), secret);
  if (!holder) return tl::unexpected<Error>(std::move(holder.error()).with_context(file.string()));
  return holder;
}

Result<Secret> secret_from_file(const std::filesystem::path& file) {
  HOSHI_CHECK(check_mode(file, S_IRWXO, "everybody"));
  std::string text = HOSHI_TRY(read_file(file, secret_bytes_max));
  const std::string_view line = std::string_view(text).substr(0, text.find_first_of("\r\n"));
  Secret secret{line};
  std::fill(text.begin(), text.end(), '\0');
  if (secret.empty()) return fail(ErrorCode::invalid_input, file.string() + ": the first line is empty");
  return secret;
}

}  // namespace hoshi::signing
