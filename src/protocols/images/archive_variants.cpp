// Variants of archives: swupdate's cpio and tar files with a manifest.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/images/checksums.h"
#include "protocols/images/variant_makers.h"

namespace hoshi::protocols::images {
namespace {

constexpr std::string_view swu_description = "sw-description";
constexpr std::size_t text_max = 256U << 10;
constexpr std::array<std::string_view, 7> signature_endings{".sig", ".asc", ".sign", ".signature", ".p7s", ".cms", ".p7m"};

bool is_signature(const ArchiveMember& member) {
  const std::string name = lower(member.name);
  return std::any_of(signature_endings.begin(), signature_endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_text(const ArchiveMember& member) {
  const auto& content = member.content;
  return !content.empty() && content.size() <= text_max &&
         std::none_of(content.begin(), content.end(), [](std::uint8_t octet) {
           return octet == 0x7F || (octet < 0x20 && octet != '\n' && octet != '\r' && octet != '\t');
         });
}

// A text that says something about the other members: a description, a manifest, a list of digests.
bool is_manifest(const ArchiveMember& member) {
  if (!member.is_file || is_signature(member) || !is_text(member)) return false;
  const std::string name = lower(member.name);
  constexpr std::array<std::string_view, 7> words{swu_description, "manifest", "sums", ".json", ".md5", ".sha256", "control"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return name.find(word) != name.npos; });
}

// The largest file that is neither a signature nor a manifest: what is installed.
ArchiveMember* payload_of(Archive& archive) {
  ArchiveMember* largest = nullptr;
  for (auto& member : archive.members) {
    if (!member.is_file || member.content.empty() || is_signature(member) || is_manifest(member)) continue;
    if (largest == nullptr || member.content.size() > largest->content.size()) largest = &member;
  }
  return largest;
}

std::optional<Variant> variant(const Archive& archive, std::string_view name, std::string change) {
  return Variant{std::string(name), write_archive(archive), std::move(change)};
}

struct Flip {
  Bytes before;
  std::string where;
};

std::optional<Flip> flip_payload(Archive& archive) {
  ArchiveMember* payload = payload_of(archive);
  if (payload == nullptr) return std::nullopt;
  Flip flip{payload->content, {}};
  const std::size_t at = payload->content.size() / 2;
  payload->content[at] ^= 1;
  flip.where = fmt::format("member {}, offset {}: one bit", printable(payload->name), at);
  return flip;
}

bool replace_all(Bytes& bytes, std::string_view old, std::string_view text) {
  bool is_found = false;
  for (auto at = bytes.begin();;) {
    at = std::search(at, bytes.end(), old.begin(), old.end());
    if (at == bytes.end()) return is_found;
    is_found = true;
    at = std::copy(text.begin(), text.end(), at);
  }
}

// What an attacker does who cannot sign: the payload is another, and every digest of it is right again.
std::optional<Variant> edit_manifest(Archive archive, std::string_view name) {
  const auto flip = flip_payload(archive);
  if (!flip) return std::nullopt;
  const Bytes& after = payload_of(archive)->content;
  int places = 0;
  for (auto& member : archive.members) {
    if (!is_manifest(member)) continue;
    for (const auto kind : {Digest::md5, Digest::sha1, Digest::sha256, Digest::sha512}) {
      places += replace_all(member.content, digest_hex(kind, flip->before), digest_hex(kind, after)) ? 1 : 0;
    }
  }
  if (places == 0) return std::nullopt;
  return variant(archive, name, flip->where + "; its digest in the manifest made right");
}

std::optional<Variant> edit_text(Archive archive, std::string_view name, std::string_view old, std::string_view text) {
  for (auto& member : archive.members) {
    if (!is_manifest(member)) continue;
    if (const auto at = replace_whole(member.content, old, text)) {
      return variant(archive, name, fmt::format("member {}, offset {}: {} for {}", printable(member.name), *at, text, old));
    }
  }
  return std::nullopt;
}

std::optional<Variant> without_signature(Archive archive, std::string_view name) {
  std::string removed;
  for (const auto& member : archive.members) {
    if (is_signature(member)) removed += (removed.empty() ? "" : ", ") + printable(member.name);
  }
  if (removed.empty()) return std::nullopt;
  std::erase_if(archive.members, is_signature);
  return variant(archive, name, "removed: " + removed);
}

// What `signature` is of: the member of the same name without the ending, else the manifest.
const ArchiveMember* signed_member(const Archive& archive, const ArchiveMember& signature) {
  const auto stem = signature.name.substr(0, signature.name.rfind('.'));
  const auto& members = archive.members;
  const auto same = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.name == stem; });
  if (same != members.end()) return &*same;
  const auto manifest = std::find_if(members.begin(), members.end(), is_manifest);
  return manifest == members.end() ? nullptr : &*manifest;
}

// In the form the signature has: CMS, or a plain one by RSA. Others (OpenPGP, elliptic curves) are not made.
std::optional<Bytes> sign_again(const ArchiveMember& signature, const Bytes& content, const OtherKey& key) {
  constexpr std::array<std::size_t, 3> rsa_sizes{256, 384, 512};
  if (is_cms(signature.content)) {
    const bool encloses = enclosed_content(signature.content).has_value();
    auto made = key.sign_cms(content, encloses ? OtherKey::Content::enclosed : OtherKey::Content::detached);
    return made ? std::optional(std::move(*made)) : std::nullopt;
  }
  if (std::find(rsa_sizes.begin(), rsa_sizes.end(), signature.content.size()) == rsa_sizes.end()) return std::nullopt;
  auto made = key.sign_raw(content);
  return made ? std::optional(std::move(*made)) : std::nullopt;
}

std::optional<Variant> sign_by_other(Archive archive, std::string_view name, const OtherKey& key) {
  std::string replaced;
  for (auto& member : archive.members) {
    if (!is_signature(member)) continue;
    const ArchiveMember* of = signed_member(archive, member);
    auto made = of == nullptr ? std::nullopt : sign_again(member, of->content, key);
    if (!made) continue;
    member.content = std::move(*made);
    replaced += (replaced.empty() ? "" : ", ") + printable(member.name);
  }
  if (replaced.empty()) return std::nullopt;
  return variant(archive, name, "signed by a key nobody trusts: " + replaced);
}

}  // namespace

bool is_swu(const Archive& archive) {
  return archive.kind == ArchiveKind::cpio && archive.members.front().name == swu_description;
}

std::optional<Variant> archive_variant(Archive archive, std::string_view name, const Hints& hints, const OtherKey& key) {
  if (name == "payload_flipped") {
    const auto flip = flip_payload(archive);
    return flip ? variant(archive, name, flip->where) : std::nullopt;
  }
  if (name == "header_edited") return edit_manifest(std::move(archive), name);
  if (name == "version_edited") {
    const auto other = other_version(hints.version);
    return other ? edit_text(std::move(archive), name, hints.version, *other) : std::nullopt;
  }
  if (name == "unsigned") return without_signature(std::move(archive), name);
  if (name == "other_key") return sign_by_other(std::move(archive), name, key);
  if (name == wrong_model_variant) return edit_text(std::move(archive), name, hints.model, other_model(hints.model));
  return std::nullopt;
}

}  // namespace hoshi::protocols::images
