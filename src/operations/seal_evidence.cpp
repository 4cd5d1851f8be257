// Keys, seals and their checking.
// SPDX-License-Identifier: Apache-2.0
#include "operations/seal_evidence.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "evidence/seal.h"
#include "operations/lab_evidence.h"
#include "signing/box.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t archive_limit_bytes = 600u << 20;
constexpr std::size_t key_limit_bytes = 64u << 10;
constexpr std::size_t shortest_passphrase = 8;

Result<signing::KeyPair> open_key(const Home& home, const fs::path& path, const AskPassphrase& ask) {
  const std::string file = HOSHI_TRY(read_file(path, key_limit_bytes));
  const auto passphrase = ask(home.text("ask.passphrase", {{"file", path.string()}}));
  if (!passphrase) return fail(ErrorCode::forbidden, home.text("ask.passphrase_missing", {{"file", path.string()}}));
  auto key = signing::KeyPair::unlock(file, signing::Secret(std::string_view(*passphrase)));
  if (!key) return tl::unexpected<Error>(std::move(key.error()).with_context(path.string()));
  return key;
}

Result<signing::PublicKey> read_public_key(const fs::path& path) {
  const std::string file = HOSHI_TRY(read_file(path, key_limit_bytes));
  auto key = signing::public_key_from(file);
  if (!key) return tl::unexpected<Error>(std::move(key.error()).with_context(path.string()));
  return key;
}

Result<std::vector<signing::PublicKey>> read_trust(const std::vector<fs::path>& paths) {
  std::vector<signing::PublicKey> keys;
  for (const auto& path : paths) {
    std::error_code none;
    if (!fs::is_directory(path, none)) {
      keys.push_back(HOSHI_TRY(read_public_key(path)));
      continue;
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path, none)) {
      if (entry.path().extension() == ".pub") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) keys.push_back(HOSHI_TRY(read_public_key(file)));
  }
  return keys;
}

Result<Bytes> read_archive_file(const Home& home, const VerifyRequest& request, const AskPassphrase& ask) {
  Bytes content = to_bytes(HOSHI_TRY(read_file(request.file, archive_limit_bytes)));
  if (!signing::is_encrypted(content)) return content;
  if (request.key.empty()) return fail(ErrorCode::invalid_input, home.text("evidence.is_encrypted", {{"file", request.file.string()}}));
  const auto key = HOSHI_TRY(open_key(home, request.key, ask));
  return signing::decrypt(key, content);
}

Result<void> unpack(const evidence::FileSet& files, const fs::path& folder) {
  std::error_code none;
  if (fs::exists(folder, none) && !fs::is_empty(folder, none)) {
    return fail(ErrorCode::conflict, folder.string() + ": is not empty");
  }
  for (const auto& [path, content] : files) {
    HOSHI_CHECK(make_folder((folder / path).parent_path()));
    HOSHI_CHECK(write_file(folder / path, content));
  }
  return {};
}

Value predicate_of(const Value& assessment, const Value& run) {
  const Value& product = assessment["product"]["product"];
  return object({{"format", "hoshi-assessment-statement/1"},
                 {"product", object({{"id", product["id"]}, {"name", product["name"]}, {"model", product["model"]}, {"firmware", product["firmware"]}})},
                 {"scheme", assessment["scheme"]},
                 {"level", assessment["level"]},
                 {"verdict", assessment["verdict"]},
                 {"date", run["date"]},
                 {"tool", run["tool"]}});
}

}  // namespace

Result<NewKey> make_key(const fs::path& path, const std::string& name, const std::string& passphrase) {
  if (passphrase.size() < shortest_passphrase) {
    return fail(ErrorCode::invalid_input, "the passphrase needs at least " + std::to_string(shortest_passphrase) + " characters");
  }
  const NewKey named{path.string() + ".key", path.string() + ".pub", ""};
  for (const auto& file : {named.private_file, named.public_file}) {
    if (fs::exists(file)) return fail(ErrorCode::conflict, file.string() + ": is there already; a key is never overwritten");
  }
  const auto key = signing::KeyPair::generate(name);
  const std::string locked = HOSHI_TRY(key.locked(signing::Secret(std::string_view(passphrase))));
  HOSHI_CHECK(write_private_file(named.private_file, locked));
  HOSHI_CHECK(write_file(named.public_file, signing::to_file(key.public_key())));
  return NewKey{named.private_file, named.public_file, key.public_key().id()};
}

Result<Sealed> seal_evidence(const Home& home, const SealRequest& request, const AskPassphrase& ask) {
  std::error_code nothing;
  // What was sealed before may have been handed in already.
  if (fs::exists(request.out, nothing)) {
    return fail(ErrorCode::conflict, home.text("evidence.out_exists", {{"file", request.out.string()}}));
  }
  const auto files = HOSHI_TRY(evidence::read_folder(request.folder, "spool"));
  HOSHI_CHECK(evidence::check_manifest(files));
  std::error_code none;
  if (fs::exists(request.folder / "spool", none)) {
    return fail(ErrorCode::conflict, home.text("evidence.unfinished", {{"folder", request.folder.string()}}));
  }
  const auto assessment = files.find("assessment.json");
  const auto run = files.find("run.json");
  if (assessment == files.end() || run == files.end()) {
    return fail(ErrorCode::invalid_input, home.text("evidence.no_assessment", {{"folder", request.folder.string()}}));
  }
  const Value predicate = predicate_of(HOSHI_TRY(parse_json(assessment->second)), HOSHI_TRY(parse_json(run->second)));
  const auto key = HOSHI_TRY(open_key(home, request.key, ask));
  Bytes archive = HOSHI_TRY(evidence::seal(files, predicate, key));
  if (!request.recipient.empty()) {
    const auto recipient = HOSHI_TRY(read_public_key(request.recipient));
    archive = HOSHI_TRY(signing::encrypt_to(recipient, archive));
  }
  HOSHI_CHECK(write_file(request.out, to_text(archive)));
  return Sealed{sha256_hex(archive), sha256_hex(files.find(evidence::manifest_path)->second), key.public_key().id(),
                request.recipient.empty() && holds_captures(files)};
}

Result<Verified> verify_evidence(const Home& home, const VerifyRequest& request, const AskPassphrase& ask) {
  const auto trusted = HOSHI_TRY(read_trust(request.trust));
  const Bytes archive = HOSHI_TRY(read_archive_file(home, request, ask));
  const auto opened = HOSHI_TRY(evidence::open_sealed(archive, trusted));
  Verified verified;
  verified.signer_id = opened.signer_id;
  verified.files = opened.files.size();
  if (opened.signature == evidence::SignatureState::wrong) verified.state = Verified::State::wrong_signature;
  if (opened.signature != evidence::SignatureState::good) return verified;
  verified.state = Verified::State::good;
  verified.signer_name = opened.signer_name;
  const Value& said = opened.statement["predicate"];
  verified.product = said["product"]["name"].as_text() + " " + said["product"]["model"].as_text() + " " + said["product"]["firmware"].as_text();
  verified.verdict = said["verdict"].as_text();
  if (!request.unpack.empty()) HOSHI_CHECK(unpack(opened.files, request.unpack));
  return verified;
}

Result<fs::path> as_folder(const fs::path& file, const fs::path& scratch) {
  std::error_code none;
  if (fs::is_directory(file, none)) return file;
  const Bytes content = to_bytes(HOSHI_TRY(read_file(file, archive_limit_bytes)));
  const auto opened = HOSHI_TRY(evidence::open_sealed(content, {}));
  HOSHI_CHECK(unpack(opened.files, scratch));
  return scratch;
}

}  // namespace hoshi::operations
