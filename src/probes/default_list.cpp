// Reading and ordering of the list of default passwords.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.h"
#include "probes/password_search.h"

namespace hoshi::probes {
namespace {

std::vector<std::string> texts(const Value& list) {
  std::vector<std::string> out;
  for (const auto& item : list.as_list()) out.push_back(lower(item.as_text()));
  return out;
}

bool names_kind(const DefaultPair& pair, std::string_view kind) {
  return std::find(pair.kinds.begin(), pair.kinds.end(), kind) != pair.kinds.end();
}

bool is_for(const DefaultPair& pair, std::string_view kind) {
  return pair.kinds.empty() || names_kind(pair, kind);
}

bool is_hinted(const DefaultPair& pair, std::string_view hints) {
  return std::any_of(pair.seen_with.begin(), pair.seen_with.end(), [&](const auto& word) {
    return !word.empty() && hints.find(word) != std::string_view::npos;
  });
}

// "{account}" is the account itself: user = password is the commonest rule of all.
std::string filled(std::string_view pattern, std::string_view account) {
  return std::string(pattern == "{account}" ? account : pattern);
}

// Kinds that ask for a password alone.
bool has_accounts(std::string_view kind) { return kind != "snmp"; }

}  // namespace

Result<DefaultList> default_list_from(const Value& content) {
  DefaultList list;
  for (const auto& item : content["pair"].as_list()) {
    if (!item["account"].is_text() || !item["password"].is_text()) {
      return fail(ErrorCode::invalid_input, "default_credentials: a pair without account or password");
    }
    DefaultPair pair;
    pair.number = static_cast<std::int64_t>(list.pairs.size()) + 1;
    pair.account = item["account"].as_text();
    pair.password = filled(item["password"].as_text(), pair.account);
    pair.seen_with = texts(item["seen_with"]);
    pair.kinds = texts(item["kinds"]);
    list.pairs.push_back(std::move(pair));
  }
  for (const auto& item : content["any_account"].as_list()) list.any_account.push_back(item.as_text());
  if (list.pairs.empty()) return fail(ErrorCode::invalid_input, "default_credentials: no pairs");
  return list;
}

std::vector<DefaultPair> ordered_pairs(const DefaultList& list, const LoginSurface& surface, std::string_view hints,
                                       std::string_view known_account) {
  std::vector<DefaultPair> all = list.pairs;
  if (!known_account.empty()) {
    for (const auto& pattern : list.any_account) {
      const auto number = static_cast<std::int64_t>(all.size()) + 1;
      all.push_back({number, std::string(known_account), filled(pattern, known_account), {}, {}});
    }
  }
  const bool with_accounts = has_accounts(surface.kind);
  for (auto& pair : all) {
    if (!with_accounts) pair.account = known_account;
  }
  const auto rank = [&](const DefaultPair& pair) {
    if (is_hinted(pair, hints)) return 0;
    if (!with_accounts) return names_kind(pair, surface.kind) ? 1 : 2;
    return pair.account == known_account ? 1 : 2;
  };
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  std::vector<DefaultPair> ordered;
  std::set<std::pair<std::string, std::string>> taken;
  for (auto& pair : all) {
    // A VNC server asks for a password alone, so all pairs are of the one account there is.
    if (surface.kind == "vnc") pair.account = known_account;
    const bool is_new = is_for(pair, surface.kind) && taken.emplace(pair.account, pair.password).second;
    if (is_new) ordered.push_back(std::move(pair));
  }
  return ordered;
}

}  // namespace hoshi::probes
